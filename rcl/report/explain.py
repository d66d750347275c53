"""Maps a failed formula and the values of its parts to lines: the formula once, each value under its part.

Invariant: every part that was given a value is shown with it, under the formula if it can be found there
and in a list below otherwise. Source: architecture, "What a user sees" (after pkl and power assertions).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rcl.diag.render import cells
from rcl.report.styled import Line, Piece, Style, line
from rcl.verdict.results import ExplainedValue

INDENT = "  "
_BREAK = re.compile(r" (?=(?:and|or|implies|since)\b)")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A value to be shown under the character ``column`` of the formula."""

    column: int
    text: str
    value: str


def explained_lines(formula: str, values: Sequence[ExplainedValue], width: int) -> list[Line]:
    """The formula, broken only if it is wider than ``width``, with bars and values under its parts."""
    flat = " ".join(formula.split())
    marks, unplaced = _place(flat, values)
    lines: list[Line] = []
    for start, part in _broken(flat, width - len(INDENT)):
        lines.append(line(INDENT, Piece(part, Style.STRONG)))
        here = [
            _Mark(cells(flat[start : mark.column]), mark.text, mark.value)
            for mark in marks
            if start <= mark.column < start + len(part)
        ]
        lines += [line(INDENT, Piece(row, Style.CHANGED)) for row in _rows(here)]
    return lines + [line(INDENT, f"{item.text} = ", Piece(item.value, Style.CHANGED)) for item in unplaced]


def _place(formula: str, values: Sequence[ExplainedValue]) -> tuple[list[_Mark], list[ExplainedValue]]:
    """Finds each part in the formula, from left to right; an identical part takes the next place."""
    marks: list[_Mark] = []
    unplaced: list[ExplainedValue] = []
    taken: set[tuple[int, str]] = set()
    for item in values:
        text = " ".join(item.text.split())
        spots = [spot for spot in _spots(formula, text) if (spot, text) not in taken]
        if not spots:
            if (text, item.value) not in {(mark.text, mark.value) for mark in marks}:
                unplaced.append(item)
            continue
        taken.add((spots[0], text))
        marks.append(_Mark(spots[0], text, item.value))
    return sorted(marks, key=lambda mark: (mark.column, len(mark.text))), unplaced


def _spots(formula: str, text: str) -> list[int]:
    """Where ``text`` stands in the formula as whole words."""
    if not text:
        return []
    before = r"(?<!\w)" if text[0].isalnum() else ""
    after = r"(?!\w)" if text[-1].isalnum() else ""
    return [found.start() for found in re.finditer(before + re.escape(text) + after, formula)]


def _broken(formula: str, width: int) -> list[tuple[int, str]]:
    """The formula in parts no wider than ``width`` where its connectives allow, each with its start."""
    if cells(formula) <= width:
        return [(0, formula)]
    parts: list[tuple[int, str]] = []
    start = 0
    last = 0
    for found in _BREAK.finditer(formula):
        if cells(formula[start : found.start()]) > width and last > start:
            parts.append((start, formula[start:last].rstrip()))
            start = last
        last = found.end()
    if cells(formula[start:]) > width and last > start:
        parts.append((start, formula[start:last].rstrip()))
        start = last
    return [*parts, (start, formula[start:])]


def _rows(marks: list[_Mark]) -> list[str]:
    """A row of bars, then as many rows of values as it takes to keep them apart."""
    if not marks:
        return []
    rows = [_bars({mark.column for mark in marks})]
    waiting = marks
    while waiting:
        later: list[_Mark] = []
        row: list[tuple[int, str]] = []
        edge = 1 << 30
        for mark in reversed(waiting):
            if mark.column + cells(mark.value) < edge:
                row.append((mark.column, mark.value))
                edge = mark.column
            else:
                later.append(mark)
                edge = min(edge, mark.column)
        bars = {mark.column for mark in later} - {column for column, _ in row}
        rows.append(_row([*row, *((column, "|") for column in bars)]))
        waiting = list(reversed(later))
    return rows


def _bars(columns: set[int]) -> str:
    return _row([(column, "|") for column in columns])


def _row(items: list[tuple[int, str]]) -> str:
    text = ""
    for column, value in sorted(items):
        text += " " * (column - cells(text)) + value
    return text
