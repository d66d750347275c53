"""Fixtures for the resolver: files as text in, world and findings out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from rcl.diag.diagnostic import Diagnostic
from rcl.diag.sink import Sink
from rcl.model.lint import lint
from rcl.model.load import load_sources
from rcl.model.runtime import World
from rcl.text.project import shipped_root
from rcl.text.source import SourceFile

MARK = re.compile(r"//!((?: \d{4})+)\s*$")

CONTRACT = """\
contract pact version 1 "A small contract."
sort Claim, Request, Object
enum Tier { gpu, host }
environment event asked(claim: Claim, request: Request)
duty event accepted(claim: Claim, object: Object, blocks: Int)
duty event reused(claim: Claim, request: Request)
duty event refused(request: Request, blocking: Claim)
hazard event lost(claim: Claim, position: Int)
hazard event finished(request: Request, ok: Bool)
hazard event moved(claim: Claim, tier: Tier)
hazard event evicted(object: Object)
state required(claim: Claim): Int = 0 on accepted(claim, blocks: n) -> n
state object(claim: Claim): Object? on accepted(claim, object: o) -> o
state usable: Int = 0
facet identity {
  obligation accepted_first "a" failure "b"
    whenever reused(claim: c) requires once accepted(claim: c) and required(c) > usable
}
facet outcome {
  obligation told "a" failure "b" whenever finished(request: r, ok: false) requires once refused(request: r)
}
scenario can_accept "s": exists c: Claim: accepted(claim: c)
scenario can_move "s": exists c: Claim: moved(claim: c)
bundle full "t" = identity + outcome requires can_accept
bundle small "t" = identity requires can_accept
bundle weak weakens full "t" requires can_move {
  facet lifecycle { obligation kept "a" failure "b" never evicted(object: o) and once accepted(object: o) }
  seen evicted(object: object(c)) from lost(claim: c)
}
"""

RUNTIME = """\
use pact version 1
runtime engine version "1.0" "A small runtime."
sort Hash
enum Way { fast, slow }
environment event arrived(request: Request, tag: Claim?)
event done(request: Request, error: Bool)
event dropped(hash: Hash, way: Way, count: Int)
state tag(request: Request): Claim? on arrived(request, tag: t) -> t
state total: Int = 0 on dropped(count: n) -> total + n
anchor loop = "engine/core.py" :: Core.loop hash "0123456789ab"
guarantee small by loop always total >= 0
mode plain "The plain mode." {
  setting size = 4
  admits ends by loop done(request: r) when once arrived(request: r)
  guarantee after by loop whenever done(request: r) requires tag(r) = none or once arrived(request: r)
}
adapter shim "An adapter." {
  event noted(claim: Claim)
  guarantee notes by loop whenever noted(claim: c) requires once arrived(tag: c)
}
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out of the resolver."""

    world: World
    found: tuple[Diagnostic, ...]

    @property
    def codes(self) -> list[str]:
        return [item.code.id for item in self.found]

    def only(self) -> Diagnostic:
        assert len(self.found) == 1, self.found
        return self.found[0]


Check = Callable[..., Outcome]


def run(files: Mapping[str, str], *, linted: bool = False) -> Outcome:
    sink = Sink()
    world = load_sources([SourceFile(path, text) for path, text in files.items()], sink)
    if linted:
        lint(world, sink)
    return Outcome(world, sink.sorted())


def expected(files: Mapping[str, str]) -> list[tuple[str, int, str]]:
    """The marks ``//! 0204`` at ends of lines, as (file, line, code)."""
    marks = []
    for path, text in files.items():
        for number, line in enumerate(text.splitlines(), 1):
            found = MARK.search(line)
            if found:
                marks += [(path, number, f"RCL{code}") for code in found[1].split()]
    return sorted(marks)


@pytest.fixture
def resolved() -> Check:
    """Resolves ``files`` (a text for one contract file, or path to text)."""

    def go(files: str | Mapping[str, str], *, linted: bool = False) -> Outcome:
        return run({"a.rcl": files} if isinstance(files, str) else files, linted=linted)

    return go


@pytest.fixture
def marked(resolved: Check) -> Check:
    """The same, and compares the findings with the marks in the texts."""

    def go(files: str | Mapping[str, str], *, linted: bool = False) -> Outcome:
        whole = {"a.rcl": files} if isinstance(files, str) else files
        outcome = resolved(whole, linted=linted)
        got = sorted((item.span.file, item.span.line, item.code.id) for item in outcome.found)
        assert got == expected(whole), "\n".join(
            f"{item.span.place()} {item.code.id} {item.message} | {item.label} | {item.help}"
            for item in outcome.found
        )
        return outcome

    return go


@pytest.fixture
def contract() -> str:
    return CONTRACT


@pytest.fixture
def runtime() -> str:
    return RUNTIME


@pytest.fixture
def shipped() -> Outcome:
    """The real contract, resolved and linted."""
    path = shipped_root() / "specs" / "resident_claim.rcl"
    return run({"specs/resident_claim.rcl": path.read_text(encoding="utf-8")}, linted=True)


@pytest.fixture(scope="session")
def contract_text() -> str:
    return CONTRACT


@pytest.fixture(scope="session")
def runtime_text() -> str:
    return RUNTIME + LOWERED


LOWERED = """\
lowering engine.plain as patched with shim to pact.full "Says much." {
  offers weak
  map finished(request: r, ok: not e) from done(request: r, error: e) when tag(r) != none
  map accepted(claim: c, object: _, blocks: total + 1) from noted(claim: c)
  unmapped refused "there is none" by loop
  assume fair "hoped for": never noted() and not once arrived()
  expect approximation_substrate, proved lifecycle.kept can_move, refuted scenario.can_accept
}
mode other extends plain { setting size = 5 }
"""
