"""Writes docs/bad-lowerings.md from the files below descriptors/bad; `--check` only says whether it is as it would be written.

Each folder there with an `rcl.toml` is a project. Where it includes nothing, each of its files is one case that has to be
refused. What a lowering gets is read off its `expect`; that this is what comes out is shown by tests/bad.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rcl
from rcl.diag.sink import Sink
from rcl.model.runtime import Assertion, Expectation, Lowering
from rcl.syntax import tree
from rcl.syntax.parse import parse
from rcl.text.project import PROJECT_FILE, SUFFIX, walk
from rcl.text.source import read_source

ROOT = Path(__file__).resolve().parent.parent
SUITE = ROOT / "descriptors" / "bad"
PAGE = ROOT / "docs" / "bad-lowerings.md"
MENDED = "_mended"
ASKED = {
    Assertion.CONFORMANCE: "native_conformance",
    Assertion.POLICY: "adapter_policy",
    Assertion.OBSERVATION: "adapter_observational",
    Assertion.OFFER: "approximation_substrate",
}
"""The class that each kind of assertion asks for."""
HEAD = "| lowering | what it tries | asks for | gets | because | mended |\n|---|---|---|---|---|---|\n"


@dataclass(frozen=True, slots=True)
class Row:
    """One bad lowering, or one file that is refused, with the path of its file below the suite's folder."""

    file: str
    name: str
    tries: str
    asks: str
    gets: str
    because: tuple[str, ...]
    mended: bool


def projects(suite: Path = SUITE) -> list[Path]:
    """The folders of the suite's projects, the suite itself first."""
    return sorted(path.parent for path in suite.rglob(PROJECT_FILE))


def refuses(project: Path) -> bool:
    """Is every file of the project a case of its own, which has to be refused?"""
    table = tomllib.loads((project / PROJECT_FILE).read_text(encoding="utf-8"))
    return table["include"] == []


def files(project: Path) -> list[Path]:
    """The project's own files, sorted."""
    return sorted(walk(project, SUFFIX))


@cache
def own_lowerings(project: Path) -> tuple[Lowering, ...]:
    """The lowerings that the project's files declare."""
    here = {path.relative_to(project).as_posix() for path in files(project)}
    return tuple(item for item in rcl.load(str(project)).lowerings if item.span.file in here)


def case_of(lowering: Lowering) -> str:
    """The variant's name, by which a lowering and its mended twin are known."""
    return lowering.name.rpartition("/")[2]


def expected(lowering: Lowering) -> Expectation:
    """What the lowering gets where its statements take part at all."""
    found = lowering.expected(accept_recorded=True)
    assert found is not None, f"{lowering.name} says nothing of what it gets"
    return found


def rows() -> Iterator[Row]:
    """Every case, by project and file."""
    for project in projects():
        where = "" if project == SUITE else f"{project.relative_to(SUITE).as_posix()}/"
        if refuses(project):
            for path in files(project):
                yield _refused(path, where + path.relative_to(project).as_posix())
            continue
        lowerings = sorted(own_lowerings(project), key=lambda item: item.span)
        names = {case_of(item) for item in lowerings}
        for item in lowerings:
            if not case_of(item).endswith(MENDED):
                yield _row(item, where + item.span.file, case_of(item) + MENDED in names)


def _row(item: Lowering, file: str, mended: bool) -> Row:
    found = expected(item)
    gets = found.verdict_class + (" with `--accept-recorded`" if found.recorded else "")
    return Row(file, item.name, item.text, ASKED[item.assertion], gets, tuple(_because(item, found)), mended)


def _because(item: Lowering, found: Expectation) -> Iterator[str]:
    texts = {one.qualified: one.failure for one in item.contract.obligations}
    texts |= {one.qualified: one.failure for one in (item.offers.obligations if item.offers else ())}
    texts |= {f"scenario.{one.name}": f"It is not so that {one.text}." for one in item.contract.scenarios}
    cores = dict(found.cores)
    for defect in item.defects:
        yield f"`{defect.code}` {defect.message}"
    rest: dict[str, list[str]] = {}
    for name, word in found.results:
        if word == "refuted":
            yield f"refuted `{name}`: {texts[name]}"
        elif word != "proved":
            rest.setdefault(word, []).append(f"`{name}`")
    yield from (f"{word} {', '.join(names)}" for word, names in rest.items())
    for name, core in cores.items():
        yield f"`{name}` rests on {', '.join(f'`{one}`' for one in core) or 'the mapping alone'}"
    yield from found.reasons


def _refused(path: Path, file: str) -> Row:
    try:
        rcl.prove(str(path))
    except rcl.InputError as error:
        because = tuple(f"`{item.code.id}` {item.message}" for item in error.diagnostics)
    else:
        because = ()
    source = read_source(path, path.parent, Sink())
    assert source is not None
    lowering = [item for item in parse(source, Sink()).declarations if isinstance(item, tree.LoweringDecl)]
    tries = source.text.partition("\n")[0].removeprefix("// ")
    asks = _asserted(lowering[-1]) if lowering else "nothing"
    return Row(file, path.stem, tries, asks, "exit code 2", because, False)


def _asserted(lowering: tree.LoweringDecl) -> str:
    if any(isinstance(item, tree.OffersDecl) for item in lowering.items):
        return ASKED[Assertion.OFFER]
    words = [item.what.text for item in lowering.items if isinstance(item, tree.AssertsDecl)]
    return ASKED[Assertion(words[0]) if words else Assertion.CONFORMANCE]


def page(cases: list[Row]) -> str:
    """The whole page."""
    parts = [INTRODUCTION.format(cases=len(cases), mended=sum(row.mended for row in cases))]
    for file in dict.fromkeys(_section(row) for row in cases):
        inside = [row for row in cases if _section(row) == file]
        parts.append(f"\n## {file}\n\n{HEAD}" + "".join(_line(row) for row in inside))
    return "".join(parts) + KNOWN_GAPS


def _section(row: Row) -> str:
    """Files that are refused stand together; else a section is a file."""
    return "refused" if row.gets == "exit code 2" else row.file


def _line(row: Row) -> str:
    because = "; ".join(text.rstrip(".") for text in row.because)
    cells = (f"`{row.name}`", row.tries, row.asks, row.gets, because, "yes" if row.mended else "")
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


INTRODUCTION = """# Lowerings that must not get what they ask for

<!-- Written by `python -m tools.bad_table`; a test compares. -->

`descriptors/bad` holds {cases} lowerings that are wrong, each in one way. Every one says with `expect` what it gets in place of what it
asks for; `rcl prove` compares class, results, cores and reasons, and so do the tests, which also ask that no result but a proof
goes unmentioned. {mended} of them have a mended twin with the one mistake put right: it gets what it asks for, so it is the
mistake that decides.

The folder is a project of its own, so that `rcl prove` without paths does not take it along. Below it are three more: `traps` are lowerings
of shipped runtimes, `small_budget` is one lowering with a budget that is too small, and each file in `refused` has an error.

```console
$ rcl prove descriptors/bad/holding.rcl --only feasibility.no_admit_is_not_capacity
...
summary  2 lowerings, 2 obligations: 1 proved, 1 refuted, 0 open, 0 vacuous, 0 unknown
...
$ echo $?
0
$ rcl prove descriptors/bad/refused/weaker_as_full.rcl
error[RCL0416]: bundle `soft_priority` is a weaker one
...
$ echo $?
2
```

Most of them ask for a few obligations of the contract. These stand in `parts.rcl`, which has the text of `specs/resident_claim.rcl` word for word
and other bundles. Those in `whole.rcl` and `traps` ask for a bundle of the contract itself.
"""

KNOWN_GAPS = """
## What no lowering here can show

A map line is the word of whoever wrote it. Three ways to write a wrong one are not found:

- A hazard that is mapped from some of the events that it happens in. As soon as one line maps it, the hazard is what the lines say: `reset_is_a_loss`
  without the line about the reset would be `native_conformance`. It is found if the trigger becomes unreachable (`too_narrow`), or if a
  recorded run shows no failure where there was one.
- A field that is filled with another value of the right type, such as a count of blocks for a run of blocks, if no other event of
  the runtime contradicts it later (`block_count` is found because one does).
- A hazard that an adapter hears of, mapped from the adapter's event in place of the runtime's: what the adapter did not hear did not happen.
"""


def main() -> int:
    """Writes the page, or with `--check` fails if it is not as it should be."""
    text = page(list(rows()))
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
        print(f"{PAGE.relative_to(ROOT)} written")
        return 0
    same = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text
    print(f"{PAGE.relative_to(ROOT)} is {'as it should be' if same else 'out of date'}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
