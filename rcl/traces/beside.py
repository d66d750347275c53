"""Maps two reports on the same logs to where they disagree, and to the records that it is about.

One report is of a gate (a log of a contract), the other of a contract seen through a lowering. Invariant: a disagreement
names a requirement that one side finds broken or missing while the other side as a whole accepts, or objects to
nothing; the steps show for each record what either side takes it for. Source: semantics, section 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rcl.model.logs import Log
from rcl.traces.context import ContextStep, events_at, story
from rcl.traces.lines import STDIN
from rcl.traces.live import SCHEME
from rcl.traces.results import Beside, BesideStep, Disagreement, LogReport, Violation
from rcl.traces.run import ChoiceError, RunSettings

GATE, CONTRACT = "gate", "contract"


def refuse_streams(paths: Sequence[str], settings: RunSettings) -> None:
    """Two readings need logs that can be read twice: ``ChoiceError`` for standard input, a stream or a growing file."""
    if settings.follow or any(path == STDIN or path.startswith(SCHEME) for path in paths):
        raise ChoiceError("--beside reads the logs twice: give files, without --follow")


def compare(gate: LogReport, gate_log: Log, contract: LogReport, contract_log: Log) -> Beside:
    """The disagreements: what the contract objects to in logs that the gate accepts, and the other way round."""
    found: list[Disagreement] = []
    if gate.complete:
        for item in contract.obligations:
            if item.violations:
                first = item.violations[0]
                steps = _steps(gate_log, contract_log, first)
                found.append(Disagreement(CONTRACT, item.name, item.text, first, steps))
    elif not contract.violated and not contract.bad:
        found += _missing(gate)
    return Beside(contract, tuple(found))


def _missing(gate: LogReport) -> Iterable[Disagreement]:
    for item in gate.obligations:
        if item.violations:
            yield Disagreement(GATE, item.name, item.text, item.violations[0], ())
    for scenario in gate.scenarios:
        if not scenario.seen and scenario.decided:
            text = f"not seen: {scenario.text}"
            yield Disagreement(GATE, f"scenario.{scenario.name}", text, None, ())


def _steps(gate: Log, contract: Log, violation: Violation) -> tuple[BesideStep, ...]:
    told: tuple[ContextStep, ...] = story(contract, violation)
    seen = events_at(gate, violation.place.file, [step.line for step in told])
    return tuple(BesideStep(step.line, seen.get(step.line, ()), step.events) for step in told)
