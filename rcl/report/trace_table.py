"""Maps a trace to a table: step, event, the state functions the formula reads, and what admits the step.

Invariant: no step and no anchor is left out, whatever the width; a narrow terminal gets the same words on more
lines. A state's value that differs from the step before is marked ``*``. Source: architecture, "What a user sees".
"""

from __future__ import annotations

from collections.abc import Sequence

from rcl.diag.render import cells, visible
from rcl.report.styled import Line, Piece, Style, line, pad, pad_left
from rcl.verdict.results import TraceStep, Value

MARGIN = 8


def value_text(value: Value) -> str:
    """A field's value as the language writes it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def event_text(step: TraceStep) -> str:
    """``block_removed(h12)``: the event with its fields' values in the order of their declaration."""
    return f"{step.event}({', '.join(value_text(value) for _, value in step.fields)})"


def trace_lines(trace: Sequence[TraceStep], width: int) -> list[Line]:
    """The table in the widest form that fits: all on one line, anchors below their step, or everything below it."""
    heads = _state_names(trace)
    marked = _marked(trace, heads)
    wide = _table(trace, heads, marked, anchors_below=False)
    if _fits(wide, width):
        return wide
    medium = _table(trace, heads, marked, anchors_below=True)
    if _fits(medium, width):
        return medium
    return _tall(trace, heads, marked)


def _fits(lines: Sequence[Line], width: int) -> bool:
    return all(sum(cells(piece.text) for piece in item) <= width for item in lines)


def _state_names(trace: Sequence[TraceStep]) -> list[str]:
    names: dict[str, None] = {}
    for step in trace:
        names.update((visible(name), None) for name, _ in step.states)
    return list(names)


def _marked(trace: Sequence[TraceStep], heads: Sequence[str]) -> list[list[str]]:
    """Each step's state values, a changed one with ``*`` before it."""
    rows: list[list[str]] = []
    before: dict[str, str] = {}
    for step in trace:
        now = {visible(name): visible(value) for name, value in step.states}
        row = []
        for head in heads:
            value = now.get(head, "")
            changed = bool(before) and head in now and before.get(head, value) != value
            row.append(f"*{value}" if changed else value)
        rows.append(row)
        before = {**before, **now}
    return rows


def _table(
    trace: Sequence[TraceStep], heads: Sequence[str], marked: Sequence[Sequence[str]], *, anchors_below: bool
) -> list[Line]:
    event_width = 2 + max([5, *(cells(visible(event_text(step))) for step in trace)])
    widths = [
        max(cells(head), 1 + max((cells(row[index]) for row in marked), default=0))
        for index, head in enumerate(heads)
    ]
    head = f"  step  {pad('event', event_width)}"
    head += "".join(f"{pad(name, size)}   " for name, size in zip(heads, widths, strict=True))
    lines: list[Line] = [line(Piece(head + "admitted by", Style.QUIET))]
    for step, row in zip(trace, marked, strict=True):
        values = [
            Piece(f"{pad_left(value, size - 1)}    ", Style.CHANGED if value.startswith("*") else Style.PLAIN)
            for value, size in zip(row, widths, strict=True)
        ]
        start = [f"{step.step:>6}  ", pad(visible(event_text(step)), event_width)]
        admitted = [Piece(step.by)] if anchors_below else _admitted(step)
        lines.append(line(*start, *values, *admitted))
        lines += _below(step, anchors=anchors_below)
    return lines


def _tall(trace: Sequence[TraceStep], heads: Sequence[str], marked: Sequence[Sequence[str]]) -> list[Line]:
    lines: list[Line] = [line(Piece("  step  event", Style.QUIET))]
    for step, row in zip(trace, marked, strict=True):
        lines.append(line(f"{step.step:>6}  ", event_text(step)))
        lines += _below(step, anchors=False)
        for head, value in zip(heads, row, strict=True):
            style = Style.CHANGED if value.startswith("*") else Style.PLAIN
            lines.append(line(" " * (MARGIN + 2), f"{head} = ", Piece(value, style)))
        if step.by:
            lines.append(line(" " * (MARGIN + 2), f"admitted by {step.by}"))
        lines += [
            line(" " * (MARGIN + 2), Piece(part, Style.PLACE)) for part in step.anchor.split("::") if part
        ]
    return lines


def _below(step: TraceStep, *, anchors: bool) -> list[Line]:
    """What the step stands for in the contract's words, and its anchor where that has no column."""
    lines = [
        line(" " * MARGIN, Piece(f"  = {text}", Style.QUIET))
        for text in step.seen
        if not step.free and text != event_text(step)
    ]
    if anchors and step.anchor:
        lines.append(line(" " * (MARGIN + 2), Piece(step.anchor.replace("::", "  "), Style.PLACE)))
    return lines


def _admitted(step: TraceStep) -> list[Piece]:
    if not step.anchor:
        return [Piece(step.by)]
    return [Piece(f"{step.by}  "), Piece(step.anchor.replace("::", "  "), Style.PLACE)]
