"""Maps a replay to lines: the trace as it was run, what became of the obligation, and why.

Invariant: whatever the outcome, the step that decides it is named. Source: architecture, "What a user sees".
"""

from __future__ import annotations

from typing import Any

from rcl.report.explain import explained_lines
from rcl.report.json_report import Json
from rcl.report.styled import Line, Piece, Style, hanging, line, pad, to_text
from rcl.report.trace_table import trace_lines
from rcl.traces.jsonl import step_object
from rcl.verdict.replay import Outcome, ReplayReport
from rcl.verdict.usable import accepted_reasons

SCHEMA = "rcl.replay/1"

_STYLES = {Outcome.VIOLATED: Style.BAD, Outcome.HOLDS: Style.GOOD}


def render_replay(report: ReplayReport, *, width: int, color: bool) -> str:
    """For a person."""
    style = _STYLES.get(report.outcome, Style.DOUBT)
    head = pad(report.outcome.value.upper(), 12)
    count = f"    {len(report.steps)} steps" if len(report.steps) != 1 else "    1 step"
    lines: list[Line] = [
        line(Piece(head, style), Piece(report.obligation, Style.STRONG), f"    {report.lowering}", count)
    ]
    if report.reason:
        lines += hanging(line("  "), report.reason, width)
    for text in accepted_reasons(report.recorded):
        lines += hanging(line("  "), text, width, Style.DOUBT)
    lines += trace_lines(report.steps, width) if report.steps else []
    if report.bindings:
        lines.append(line("  with ", ", ".join(f"{name} = {value}" for name, value in report.bindings)))
    if report.formula:
        lines += explained_lines(report.formula, report.explained, width)
    return to_text(lines, color=color)


def replay_object(report: ReplayReport) -> Json:
    """For a program."""
    value: dict[str, Any] = {
        "schema": SCHEMA,
        "lowering": report.lowering,
        "obligation": report.obligation,
        "outcome": report.outcome.value,
        "step": report.step,
        "reason": report.reason,
        "recorded": list(report.recorded),
        "bindings": dict(report.bindings),
        "formula": report.formula,
        "explained": [{"text": item.text, "value": item.value} for item in report.explained],
        "trace": [step_object(item) for item in report.steps],
    }
    return value
