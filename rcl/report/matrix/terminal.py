"""Maps a grid to the table a person reads in a terminal: a letter a cell, then what decides each row.

Invariant: the same text with and without colour; columns are numbered and the numbers explained below. Source:
architecture, "What a user sees".
"""

from __future__ import annotations

from rcl.diag.render import cells as columns_of
from rcl.report.executed import performed_text
from rcl.report.matrix.grid import LETTERS, Cell, Grid, Row, Section, anchor_text, mark_of, marks_text
from rcl.report.styled import BLANK, Line, Piece, Style, hanging, line, pad, pad_left, to_text, wrap
from rcl.verdict.results import Result
from rcl.verdict.usable import accepted_reasons

_STYLES = {
    Result.PROVED: Style.GOOD,
    Result.REFUTED: Style.BAD,
    Result.OPEN: Style.DOUBT,
    Result.VACUOUS: Style.QUIET,
    Result.UNKNOWN: Style.DOUBT,
}
_TELLING = (Result.REFUTED, Result.UNKNOWN, Result.OPEN, Result.VACUOUS)
"""In which order a result is worth naming as the reason of a row."""


def render_terminal(grid: Grid, *, width: int, color: bool) -> str:
    """The whole matrix."""
    lines: list[Line] = []
    for section in grid.sections:
        lines += [*_table(section, width), BLANK]
    return to_text([*lines, *_totals(grid, width)], color=color)


def _table(section: Section, width: int) -> list[Line]:
    names = [row.lowering.name for row in section.rows]
    room = max(columns_of(name) for name in names)
    classes = max(len(row.lowering.verdict_class.value) for row in section.rows)
    lines: list[Line] = [line(Piece(part, Style.STRONG)) for part in wrap(section.title, width)]
    size = len(section.columns)
    head = "".join(pad_left(str(number), 3) for number in range(1, size + 1))
    lines.append(line(Piece(f"  {pad('', room)}{head}  class", Style.QUIET)))
    for row in section.rows:
        marks = [_mark(cell) for cell in row.cells]
        kind = pad(row.lowering.verdict_class.value, classes)
        lines.append(line(f"  {pad(row.lowering.name, room)}", *marks, f"  {kind}"))
        lines += _why(row, section, width)
        for text in accepted_reasons(row.lowering.recorded):
            lines += hanging(line("    "), text, width, Style.DOUBT)
        for text in row.lowering.findings:
            lines += hanging(line("    "), f"FINDING {text}", width, Style.BAD)
    return lines + _legend(section.columns, width)


def _legend(names: tuple[str, ...], width: int) -> list[Line]:
    """The columns' numbers and names, filled column by column into as many columns as fit."""
    entries = [f"{number:>2} {name}" for number, name in enumerate(names, 1)]
    size = max(columns_of(entry) for entry in entries) + 2
    across = max(1, (width - 2) // size)
    down = -(-len(entries) // across)
    rows = ["".join(pad(entry, size) for entry in entries[start::down]) for start in range(down)]
    return [line(Piece(f"  {row.rstrip()}", Style.QUIET)) for row in rows]


def _mark(cell: Cell | None) -> Piece:
    if cell is None:
        return Piece("  .")
    return Piece(pad_left(mark_of(cell), 3), _STYLES[cell.result.result])


def _why(row: Row, section: Section, width: int) -> list[Line]:
    """The statement behind the most telling cell, if one is not proved."""
    for kind in _TELLING:
        for number, cell in enumerate(row.cells, 1):
            if cell is not None and cell.result.result is kind:
                where = anchor_text(cell.anchor) or cell.place
                text = f"{number} {kind.value}" + (f" by {cell.statement}" if cell.statement else "")
                text += f"  {where}" if where else ""
                return hanging(line("    "), text, width, Style.QUIET)
    return []


def _totals(grid: Grid, width: int) -> list[Line]:
    results = ", ".join(f"{count} {kind.value} ({LETTERS[kind]})" for kind, count in grid.results)
    classes = ", ".join(f"{count} {kind.value}" for kind, count in grid.classes if count)
    lines = [
        *hanging(line("results  "), results, width),
        *hanging(line("classes  "), classes or "none", width),
    ]
    if grid.performed is not None:
        text = f"{performed_text(grid.performed)} ({marks_text()})"
        lines += hanging(line("executed "), text, width)
    return lines
