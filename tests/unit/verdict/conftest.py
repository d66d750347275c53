"""A small world to replay traces in."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from rcl.diag.sink import Sink
from rcl.model.contract import Rule
from rcl.model.load import load_sources
from rcl.model.runtime import Lowering, World
from rcl.system.problem import Problem, problem_of_lowering
from rcl.system.view import RawStep
from rcl.temporal.trace import Value
from rcl.text.source import SourceFile

CONTRACT = """\
contract pact version 1 "A small contract."
sort Claim, Request
environment event asked(claim: Claim, request: Request)
duty event accepted(claim: Claim, blocks: Int)
duty event refused(claim: Claim)
duty event reused(claim: Claim, request: Request)
hazard event lost(claim: Claim, position: Int)
hazard event failed(claim: Claim)
hazard event stolen(claim: Claim)
state leading(claim: Claim): Int = 0
  on accepted(claim, blocks: n) -> n
  on lost(claim, position: p) -> min(leading(claim), p)
facet identity {
  obligation accepted_first "a" failure "b"
    whenever reused(claim: c) requires once accepted(claim: c)
}
facet outcome {
  obligation long_enough "a" failure "b"
    whenever reused(claim: c) requires leading(c) >= 2 or once refused(claim: c)
  obligation never_failed "a" failure "b"
    whenever reused(claim: c) requires not once failed(claim: c)
  obligation not_lost "a" failure "b"
    whenever lost(claim: c) requires once refused(claim: c)
  obligation not_stolen "a" failure "b"
    whenever reused(claim: c) requires not once stolen(claim: c)
}
scenario can_reuse "s": exists c: Claim, r: Request: reused(claim: c, request: r) and once accepted(claim: c)
bundle full "t" = identity + outcome requires can_reuse
"""

RUNTIME = """\
use pact version 1
runtime engine version "1.0" "A small runtime."
environment event arrived(request: Request, tag: Claim)
event taken(request: Request, size: Int)
event used(request: Request, hit: Bool)
event dropped(request: Request, at: Int)
event tagless(request: Request)
state tag(request: Request): Claim? on arrived(request, tag: t) -> t
anchor loop = "engine/core.py" :: Core.loop hash "0123456789ab"
guarantee arrive_once by loop whenever arrived(request: r) requires not previously once arrived(request: r)
guarantee one_owner by loop forall r: Request, s: Request always tag(r) != tag(s) or r = s or tag(r) = none
mode plain "The plain mode." {
  admits takes by loop taken(request: r) when once arrived(request: r)
  admits uses by loop used(request: r, hit: true) when once taken(request: r)
  admits loses by loop dropped(request: r) when once taken(request: r)
}
lowering engine.plain to pact.full {
  map accepted(claim: tag(r), blocks: n) from taken(request: r, size: n) when n > 0
  map reused(claim: tag(r), request: r) from used(request: r, hit: true)
  map lost(claim: tag(r), position: p) from dropped(request: r, at: p)
  map lost(claim: _, position: 0) from tagless(request: r)
  unmapped stolen "no thief" by loop
}
"""


BESIDE = """\
contract pact version 1 "A small contract."
sort Claim
duty event told(claim: Claim)
facet outcome {
  obligation always "a" failure "b" whenever told(claim: c) requires historically told(claim: c)
}
bundle full "t" = outcome
use pact version 1
runtime box version "1" "A small runtime."
  source specification "box" sha256 ""
anchor loop = "box" :: loop
event heard(tag: Claim)
event rested()
mode plain "The plain mode." {
  guarantee at_all by loop whenever heard(tag: t) requires true
  admits hears by loop heard(tag: t)
  admits rests by loop rested()
}
lowering box.plain to pact.full "p" {
  map told(claim: _) from heard(tag: t)
  map told(claim: t) from heard(tag: t)
}
"""
"""A contract and a runtime one of whose events has nothing to do with the contract."""


def load_world(files: dict[str, str]) -> World:
    """The world of these files, by name."""
    sink = Sink()
    world = load_sources([SourceFile(name, text) for name, text in files.items()], sink)
    assert not sink.has_errors, [item.message for item in sink.sorted()]
    return world


@dataclass(frozen=True, slots=True)
class Small:
    """The lowering with its problem and short ways to name rules and steps."""

    world: World
    lowering: Lowering
    problem: Problem

    def rule(self, name: str) -> Rule:
        return next(item.rule for item in self.lowering.bundle.obligations if item.name == name)


def step(
    event: str, *, free: bool = False, choices: tuple[tuple[int, str, Value], ...] = (), **fields: Value
) -> RawStep:
    return RawStep(event, tuple(fields.items()), free, choices)


@pytest.fixture(scope="session")
def small() -> Small:
    world = load_world({"pact.rcl": CONTRACT, "engine.rcl": RUNTIME})
    lowering = world.lowerings[0]
    return Small(world, lowering, problem_of_lowering(lowering, lambda anchors, origin: True))
