"""Maps a run over logs to text for a person, and to one JSON object of the schema ``rcl.monitor/1``.

Invariant: these and JUnit XML say the same, and every violation is in all of them; nothing that depends on the machine
or the time takes part. The schema is shipped as ``schemas/monitor-1.json``. Source: architecture, "What a user sees".
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files

from rcl.report.json_report import Json
from rcl.report.log_beside import beside_lines, beside_object
from rcl.report.log_text import place_text, violation_text
from rcl.report.styled import Line, Piece, Style, hanging, line, pad, to_text
from rcl.traces.context import ContextStep
from rcl.traces.results import LogReport, LogResult, ObligationOnLog, ScenarioOnLog

SCHEMA = "rcl.monitor/1"
SHOWN = 3
STYLES = {
    LogResult.HOLDS: Style.GOOD,
    LogResult.VIOLATED: Style.BAD,
    LogResult.NOT_EXERCISED: Style.DOUBT,
    LogResult.UNKNOWN: Style.DOUBT,
}
WIDTH = 16
Stories = Mapping[str, Sequence[ContextStep]]
"""The records that lead to the first violation of an obligation, by its name."""


# ---------------------------------------------------------------- for a program


def monitor_object(report: LogReport) -> Json:
    """The object, made of dicts, lists, strings, integers, booleans and ``None``."""
    found: Json = {
        "schema": SCHEMA,
        "log": report.log,
        "target": report.target,
        "files": [
            {
                "path": item.path,
                "records": item.records,
                "bad": item.bad,
                "gaps": item.gaps,
                "claims": item.claims,
            }
            for item in report.files
        ],
        "bad_records": [
            {"file": item.file, "line": item.line, "offset": item.offset, "reason": item.reason}
            for item in report.bad
        ],
        "obligations": [_obligation(item) for item in report.obligations],
        "scenarios": [_scenario(item) for item in report.scenarios],
        "claims": [{"claim": item.claim, "violations": dict(item.violations)} for item in report.claims],
    }
    if report.beside is not None:
        found["beside"] = {**monitor_object(report.beside.report), **beside_object(report.beside)}
    return found


def monitor_schema() -> Json:
    """The shipped JSON Schema (2020-12) of the object."""
    text = files("rcl.report").joinpath("schemas", "monitor-1.json").read_text(encoding="utf-8")
    schema: Json = json.loads(text)
    return schema


def _obligation(item: ObligationOnLog) -> Json:
    return {
        "name": item.name,
        "result": item.result.value,
        "reason": item.reason,
        "violations": [
            {
                "file": violation.place.file,
                "line": violation.place.line,
                "sequence": violation.place.key,
                "claim": violation.claim,
                "bindings": dict(violation.bindings),
                "values": dict(violation.values),
            }
            for violation in item.violations
        ],
    }


def _scenario(item: ScenarioOnLog) -> Json:
    place = item.place
    return {
        "name": item.name,
        "seen": item.seen,
        "decided": item.decided,
        "chain": dict(item.chain),
        "file": place.file if place is not None else "",
        "line": place.line if place is not None else 0,
        "missing": item.missing,
    }


# ---------------------------------------------------------------- for a person


def render_monitor(report: LogReport, *, width: int, color: bool, stories: Stories) -> str:
    """Results, the story of each first violation, scenarios, a summary by claim, and the files; then a second reading."""
    lines = _report_lines(report, width, stories)
    if report.beside is not None:
        lines += [line(""), *_report_lines(report.beside.report, width, {})]
        lines += [line(""), *beside_lines(report.target, report.beside, width)]
    return to_text(lines, color=color)


def _report_lines(report: LogReport, width: int, stories: Stories) -> list[Line]:
    lines: list[Line] = [line(Piece(report.target, Style.STRONG), f"    log {report.log}")]
    for item in report.obligations:
        lines += _result_lines(item, width, stories.get(item.name, ()))
    for scenario in report.scenarios:
        lines += _scenario_lines(scenario, width)
    lines += _claim_lines(report)
    for file in report.files:
        counts = f"{file.records} records, {file.bad} bad, {file.gaps} gaps, {file.claims} claims"
        lines.append(line(pad("file", WIDTH), f"{file.path}    {counts}"))
    for bad in report.bad[:20]:
        text = f"{bad.file}:{bad.line} (byte {bad.offset}): {bad.reason}"
        lines.append(line(Piece(pad("BAD RECORD", WIDTH), Style.BAD), text))
    if len(report.bad) > 20:
        lines.append(line(pad("", WIDTH), f"and {len(report.bad) - 20} more"))
    return lines


def _result_lines(item: ObligationOnLog, width: int, steps: Sequence[ContextStep]) -> list[Line]:
    head = Piece(pad(item.result.value.upper().replace("_", " "), WIDTH), STYLES[item.result])
    lines = [line(head, Piece(item.name, Style.STRONG))]
    if item.result is not LogResult.VIOLATED:
        return lines + (hanging(line(pad("", WIDTH)), item.reason, width) if item.reason else [])
    lines += hanging(line(pad("", WIDTH)), item.text, width)
    lines.append(line(pad("", WIDTH), f"requires {item.formula}"))
    for violation in item.violations[:SHOWN]:
        lines.append(line(pad("", WIDTH), violation_text(violation)))
        lines += [line(pad("", WIDTH + 2), f"{name} = {value}") for name, value in violation.values.items()]
    if len(item.violations) > SHOWN:
        lines.append(line(pad("", WIDTH), f"and {len(item.violations) - SHOWN} more violations"))
    lines += hanging(line(pad("", WIDTH)), item.reason, width) if item.reason else []
    if steps:
        lines += step_table(steps)
        lines += sequence_diagram(steps)
    return lines


def step_table(steps: Sequence[ContextStep]) -> list[Line]:
    """The records that lead to a violation: line and events."""
    size = max(len(str(step.line)) for step in steps)
    lines = [line(pad("", WIDTH), f"{'line':>{max(size, 4)}}  event")]
    for step in steps:
        for number, event in enumerate(step.events):
            place = str(step.line) if number == 0 else ""
            lines.append(line(pad("", WIDTH), f"{place:>{max(size, 4)}}  {event}"))
    return lines


def sequence_diagram(steps: Sequence[ContextStep]) -> list[Line]:
    """The same as a Mermaid sequence diagram: who is named at each step, and what happens."""
    lines = [line(pad("", WIDTH), "sequenceDiagram")]
    for step in steps:
        names = [f"{name} {value}"[:40].replace(":", ".") for name, value in step.who] or ["log"]
        left, right = names[0], names[-1]
        for event in step.events:
            text = event.split("(", 1)[0]
            lines.append(line(pad("", WIDTH), f"  {left}->>{right}: {step.line} {text}"))
    return lines


def _scenario_lines(item: ScenarioOnLog, width: int) -> list[Line]:
    word = "SEEN" if item.seen else "NOT SEEN" if item.decided else "UNKNOWN"
    head = Piece(pad(word, WIDTH), Style.GOOD if item.seen else Style.DOUBT)
    lines = [line(head, Piece(f"scenario.{item.name}", Style.STRONG))]
    if item.seen:
        chain = ", ".join(f"{name} = {value}" for name, value in item.chain.items())
        place = place_text(item.place) if item.place is not None else ""
        return [*lines, line(pad("", WIDTH), f"{place}  {chain}")]
    return lines + hanging(line(pad("", WIDTH)), f"no moment satisfies: {item.missing}", width)


def _claim_lines(report: LogReport) -> list[Line]:
    claims = report.claims
    broken = [item for item in claims if item.violations]
    lines = [line(pad("claims", WIDTH), f"{len(claims)} named, {len(broken)} with violations")]
    for item in broken[:20]:
        counts = ", ".join(f"{name} {count}" for name, count in item.violations.items())
        lines.append(line(pad("", WIDTH), f"{item.claim}: {counts}"))
    if len(broken) > 20:
        lines.append(line(pad("", WIDTH), f"and {len(broken) - 20} more claims with violations"))
    return lines
