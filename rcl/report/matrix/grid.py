"""Maps verdicts to a grid: one section a bundle, one row a lowering, one column an obligation of the bundle.

Invariant: every obligation and scenario that was decided has exactly one cell, and a cell names the statement that
decides it: the first anchored statement of a core, or the last anchored step of a trace. Source: semantics, section 4.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from rcl.report.executed import Performed, is_performed, performed
from rcl.verdict.results import LoweringVerdict, ObligationResult, Result, VerdictClass, Verdicts

LETTERS = {
    Result.PROVED: "P",
    Result.REFUTED: "R",
    Result.OPEN: "o",
    Result.VACUOUS: "v",
    Result.UNKNOWN: "?",
}
"""One letter a result; capitals are definite answers."""
PERFORMED = "!"
"""Behind the letter: a recorded run of the anchored source performs it."""
ELSEWHERE = "'"
"""Behind the letter: a recorded run performs it, but only of another release or source."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One result with the statement that decides it: its name, ``path::symbol`` and ``file:line`` (each may be empty)."""

    result: ObligationResult
    statement: str
    anchor: str
    place: str


@dataclass(frozen=True, slots=True)
class Row:
    """A lowering and its cells, in the order of the section's columns; ``None`` where the obligation was not decided."""

    lowering: LoweringVerdict
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The lowerings that are asked about the same obligations. ``columns`` are the obligations' names."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Grid:
    """All sections, most rows first, with how many results and classes of each kind there are."""

    sections: tuple[Section, ...]
    results: tuple[tuple[Result, int], ...]
    classes: tuple[tuple[VerdictClass, int], ...]
    performed: Performed | None = None
    """How many refuted obligations recorded runs perform, if there are such runs."""


def grid_of(verdicts: Verdicts) -> Grid:
    """The grid of everything decided about lowerings; an offer's row shows the bundle it offers."""
    groups: dict[tuple[str, ...], list[LoweringVerdict]] = {}
    for lowering in verdicts.lowerings:
        groups.setdefault(tuple(item.name for item in lowering.obligations), []).append(lowering)
    sections = [_section(columns, found) for columns, found in groups.items() if columns]
    sections.sort(key=lambda item: (-len(item.rows), item.title, item.columns))
    results = Counter(item.result for lowering in verdicts.lowerings for item in lowering.obligations)
    classes = Counter(lowering.verdict_class for lowering in verdicts.lowerings)
    return Grid(
        tuple(sections),
        tuple((kind, results[kind]) for kind in Result),
        tuple((kind, classes[kind]) for kind in VerdictClass),
        performed(verdicts.lowerings),
    )


def mark_of(cell: Cell) -> str:
    """The letter of the cell's result, and whether a recorded run performs it: ``P``, ``R``, ``R!``."""
    if not cell.result.executed:
        return LETTERS[cell.result.result]
    return LETTERS[cell.result.result] + (PERFORMED if is_performed(cell.result) else ELSEWHERE)


def marks_text() -> str:
    """What stands behind a letter, in words."""
    return f"{PERFORMED} performed by a recorded run of the anchored source, {ELSEWHERE} only of another"


def _section(columns: tuple[str, ...], lowerings: list[LoweringVerdict]) -> Section:
    rows = []
    for lowering in sorted(lowerings, key=lambda item: (item.runtime, item.name)):
        found = {item.name: cell_of(item) for item in lowering.obligations}
        rows.append(Row(lowering, tuple(found.get(name) for name in columns)))
    bundles = sorted({asked(item) for item in lowerings})
    return Section(columns, tuple(rows), ", ".join(bundles))


def asked(lowering: LoweringVerdict) -> str:
    """The bundle that the row is about, as a reader would name it."""
    verb = "offers something weaker than" if lowering.boundary else "to"
    return f"{verb} {lowering.contract}.{lowering.bundle}"


def cell_of(item: ObligationResult) -> Cell:
    """The cell of a result."""
    if item.trace:
        steps = [step for step in item.trace if step.anchor] or [item.trace[-1]]
        last = steps[-1]
        return Cell(item, last.by, last.anchor, last.place)
    anchored = [one for one in item.core if one.anchor] or list(item.core)
    if not anchored:
        return Cell(item, "", "", "")
    first = anchored[0]
    return Cell(item, first.statement, first.anchor, f"{first.file}:{first.line}")


def anchor_text(anchor: str) -> str:
    """``path::symbol`` as ``file.py symbol``, short enough for a table."""
    path, _, symbol = anchor.partition("::")
    return f"{path.rsplit('/', 1)[-1]} {symbol}".strip()
