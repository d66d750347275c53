"""Maps the evidence lines of a lowering to what they support: each trace is checked, read and monitored.

Invariant: a trace that is missing, has another digest, holds a bad record or a gap, or leaves an obligation unknown
supports nothing; a violated obligation makes the evidence failed. A trace is under pressure if something befell the
claim's state for certain: a hazard that names a claim or an object. Source: semantics, sections 5 and 6.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rcl.anchors.lock import Lock
from rcl.model.contract import Bundle, Event, Role
from rcl.model.logs import Log
from rcl.model.runtime import Evidence, Lowering
from rcl.traces.lines import LogFileError
from rcl.traces.monitor import LogMonitor
from rcl.traces.results import LogReport, LogResult
from rcl.traces.run import Asked, RunSettings, feed_files, target_of
from rcl.verdict.classify import EvidenceFinding, EvidenceState
from rcl.verdict.usable import usable_of

PRESSURE_ON = frozenset(("Claim", "Object"))


@dataclass(frozen=True, slots=True)
class CheckedTrace:
    """One evidence trace: its state, the obligations it exercises, and why it supports nothing (or all that it does)."""

    path: str
    state: EvidenceState
    exercised: frozenset[str]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckedEvidence:
    """All evidence of a lowering, as the class function wants it, with a sentence for what is wrong."""

    finding: EvidenceFinding
    traces: tuple[CheckedTrace, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """What keeps traces from supporting anything."""
        return tuple(f"evidence {item.path}: {reason}" for item in self.traces for reason in item.reasons)


NO_EVIDENCE = CheckedEvidence(EvidenceFinding(EvidenceState.NONE), ())


def check_evidence(lowering: Lowering, logs: Iterable[Log], root: Path, locks: Lock) -> CheckedEvidence:
    """Reads every evidence trace of the lowering; paths count from ``root``."""
    if not lowering.evidence:
        return NO_EVIDENCE
    known = {log.name: log for log in logs if log.owner == lowering.runtime.name and not log.of_contract}
    traces = tuple(_check(item, lowering, known, root, locks) for item in lowering.evidence)
    exercised = frozenset(name for trace in traces for name in trace.exercised)
    return CheckedEvidence(EvidenceFinding(_joined([trace.state for trace in traces]), exercised), traces)


def _joined(states: list[EvidenceState]) -> EvidenceState:
    """The weakest says what all of them are worth; pressure in one is enough if all pass."""
    for state in (EvidenceState.FAILED, EvidenceState.UNCHECKED, EvidenceState.NONE):
        if state in states:
            return state
    under = EvidenceState.PASSED_UNDER_PRESSURE
    return under if under in states else EvidenceState.PASSED


def _check(
    item: Evidence, lowering: Lowering, known: dict[str, Log], root: Path, locks: Lock
) -> CheckedTrace:
    path = root / item.path
    problem = _objection(item, path, known)
    if problem:
        return CheckedTrace(item.path, EvidenceState.UNCHECKED, frozenset(), (problem,))
    log = known[item.log]
    bundle = lowering.offers or lowering.bundle
    asked = Asked(log, bundle, lowering.contract, lowering)
    monitor = LogMonitor(log, target_of(asked, usable_of(lowering.runtime, locks), {}), (item.path,))
    try:
        feed_files(monitor, (str(path),), RunSettings(stop_at_bad=False))
    except LogFileError as error:
        return CheckedTrace(item.path, EvidenceState.UNCHECKED, frozenset(), (error.reason,))
    return _judged(item.path, monitor.report(), monitor.happened, bundle, lowering.contract.events)


def _objection(item: Evidence, path: Path, known: dict[str, Log]) -> str:
    if item.log not in known:
        return (
            f"no log `{item.log}` of this runtime is declared"
            if item.log
            else "no log is named that reads it"
        )
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"the file cannot be read: {error.strerror}"
    return "" if found == item.sha256 else f"its sha256 is {found}"


def _judged(
    path: str, report: LogReport, happened: set[str], bundle: Bundle, events: tuple[Event, ...]
) -> CheckedTrace:
    failed = [item for item in report.obligations if item.result is LogResult.VIOLATED]
    if failed:
        reasons = tuple(f"{item.name} is violated at line {item.violations[0].place.line}" for item in failed)
        return CheckedTrace(path, EvidenceState.FAILED, frozenset(), reasons)
    doubts = [f"line {item.line}: {item.reason}" for item in report.bad]
    doubts += [f"{file.gaps} gaps in its order" for file in report.files if file.gaps]
    doubts += [
        f"{item.name} is unknown: {item.reason}"
        for item in report.obligations
        if item.result is LogResult.UNKNOWN
    ]
    if doubts:
        return CheckedTrace(path, EvidenceState.UNCHECKED, frozenset(), tuple(doubts))
    exercised = frozenset(item.name for item in report.obligations if item.result is LogResult.HOLDS)
    pressed = any(_presses(event) and event.name in happened for event in events)
    state = EvidenceState.PASSED_UNDER_PRESSURE if pressed else EvidenceState.PASSED
    return CheckedTrace(path, state, exercised, ())


def _presses(event: Event) -> bool:
    sorts = {str(getattr(field.type, "item", field.type)) for field in event.fields}
    return event.role is Role.HAZARD and bool(sorts & PRESSURE_ON)
