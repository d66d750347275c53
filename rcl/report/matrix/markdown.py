"""Maps a grid to a Markdown page: the tables of letters, then each lowering's cells with what decides them.

Invariant: nothing from a descriptor can end a table's cell or start markup. Source: CommonMark, and tables as in GFM.
"""

from __future__ import annotations

import re

from rcl.diag.render import visible
from rcl.report.executed import performed_text, row_text, run_text
from rcl.report.matrix.grid import LETTERS, Cell, Grid, Row, Section, anchor_text, mark_of, marks_text


def render_markdown(grid: Grid) -> str:
    """The whole page."""
    parts = ["# Runtimes by obligations", _legend(grid)]
    parts += [_section(item) for item in grid.sections]
    parts += ["## What decides each cell"]
    parts += [_row(row) for item in grid.sections for row in item.rows]
    return "\n\n".join(parts) + "\n"


def _legend(grid: Grid) -> str:
    results = ", ".join(f"{LETTERS[kind]} {kind.value} ({count})" for kind, count in grid.results)
    classes = ", ".join(f"{_text(kind.value)} ({count})" for kind, count in grid.classes if count)
    text = f"{results}.\n\nClasses: {classes or 'none'}."
    if grid.performed is None:
        return text
    return f"{text}\n\n{_text(performed_text(grid.performed))} ({_text(marks_text())})."


def _section(section: Section) -> str:
    head = ["lowering", *(str(number) for number in range(1, len(section.columns) + 1)), "class"]
    rows = [
        [
            _text(row.lowering.name),
            *("." if cell is None else mark_of(cell) for cell in row.cells),
            _text(row.lowering.verdict_class.value),
        ]
        for row in section.rows
    ]
    names = "\n".join(f"{number}. {_text(name)}" for number, name in enumerate(section.columns, 1))
    return f"## {_text(section.title)}\n\n{_table(head, rows)}\n\n{names}"


def _row(row: Row) -> str:
    lowering = row.lowering
    about = f"{lowering.runtime} {lowering.version}, {lowering.verdict_class.value}"
    why = "; ".join(lowering.reasons)
    rows = [_cell(cell) for cell in row.cells if cell is not None]
    table = _table(["obligation", "result", "decided by", "source"], rows)
    text = f"### {_text(lowering.name)}\n\n{_text(about)}" + (f": {_text(why)}" if why else "")
    return "\n\n".join([text, table, *_runs(row)])


def _runs(row: Row) -> list[str]:
    """The recorded runs of the row's mode as a list, and what they show against the descriptor."""
    runs = [f"- {_text(run.trace)}: {_text(run_text(run))}" for run in row.lowering.executed]
    findings = [f"- FINDING {_text(text)}" for text in row.lowering.findings]
    return ["\n".join([*runs, *findings])] if runs else []


def _cell(cell: Cell) -> list[str]:
    return [
        _text(cell.result.name),
        _text(
            "; ".join(
                [cell.result.result.value, *(f"performed by {row_text(one)}" for one in cell.result.executed)]
            )
        ),
        _text(cell.statement or cell.result.reason),
        _text(anchor_text(cell.anchor) or cell.place),
    ]


def _table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def _text(text: str) -> str:
    """The text with everything escaped that Markdown or a table could take for markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&])", r"\\\1", visible(" ".join(text.split())))
