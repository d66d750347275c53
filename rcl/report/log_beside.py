"""Maps the disagreements of two readings of a log to text for a person and to JSON.

Invariant: both forms name the same requirements and the same records. Source: architecture, "What a user sees".
"""

from __future__ import annotations

from rcl.report.json_report import Json
from rcl.report.log_text import place_text, violation_text
from rcl.report.styled import Line, Piece, Style, hanging, line, pad
from rcl.traces.beside import CONTRACT
from rcl.traces.results import Beside, BesideStep, Disagreement

WIDTH = 16


def beside_object(beside: Beside) -> Json:
    """The keys that a second reading has beyond those of a run."""
    return {"disagreements": [_object(item) for item in beside.disagreements]}


def _object(item: Disagreement) -> Json:
    place = item.violation.place if item.violation is not None else None
    return {
        "side": item.side,
        "name": item.name,
        "text": item.text,
        "file": place.file if place is not None else "",
        "line": place.line if place is not None else 0,
        "bindings": dict(item.violation.bindings) if item.violation is not None else {},
        "steps": [
            {"line": step.line, "gate": list(step.gate), "contract": list(step.contract)}
            for step in item.steps
        ],
    }


def beside_lines(gate: str, beside: Beside, width: int) -> list[Line]:
    """Whether the two agree; if not, each requirement with its records."""
    contract = beside.report.target
    if not beside.disagreements:
        agree = line(Piece(pad("AGREE", WIDTH), Style.GOOD))
        return hanging(agree, f"{gate} and {contract} do not contradict each other", width)
    lines: list[Line] = []
    for item in beside.disagreements:
        first, other = (contract, gate) if item.side == CONTRACT else (gate, contract)
        said = "accepts these logs" if item.side == CONTRACT else "objects to nothing in them"
        lines.append(line(Piece(pad("DISAGREE", WIDTH), Style.BAD), Piece(item.name, Style.STRONG)))
        lines += hanging(line(pad("", WIDTH)), f"of {first}; {other} {said}", width)
        lines += hanging(line(pad("", WIDTH)), item.text, width)
        if item.violation is not None:
            lines.append(line(pad("", WIDTH), violation_text(item.violation)))
        lines += _step_lines(item.steps, width)
    return lines


def _step_lines(steps: tuple[BesideStep, ...], width: int) -> list[Line]:
    lines: list[Line] = []
    for step in steps:
        seen = ", ".join(step.gate) or "nothing"
        lines += hanging(line(pad("", WIDTH), f"{step.line:>5}  "), f"the gate sees {seen}", width)
        for event in step.contract:
            lines += hanging(line(pad("", WIDTH + 7)), event, width)
    return lines


def difference_text(item: Disagreement) -> str:
    """A disagreement on one line, with the lines of its records."""
    place = place_text(item.violation.place) if item.violation is not None else "not seen anywhere"
    numbers = ", ".join(str(step.line) for step in item.steps)
    return f"{place}" + (f"; lines {numbers}" if numbers else "")
