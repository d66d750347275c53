"""The way of the data, top to bottom: paths -> world -> the part that was asked for -> verdicts.

Invariant: each stage takes values of the stage before it and a session, and reports into the session's sink; a stage
that found errors is the last one. Source: architecture, "The way of the data".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rcl.choosing import Choice
from rcl.locking import read_locks, root_of
from rcl.model.runtime import Lowering, World
from rcl.session import Session
from rcl.shipped import PREFIX, with_shipped
from rcl.text.project import load
from rcl.text.source import shown_path

if TYPE_CHECKING:
    from rcl.anchors.lock import Lock
    from rcl.model.logs import Log
    from rcl.traces.jsonl import TraceFile
    from rcl.traces.recorded import Recorded
    from rcl.traces.results import LogReport
    from rcl.traces.run import RunSettings
    from rcl.verdict.evidence import CheckedEvidence
    from rcl.verdict.replay import ReplayReport
    from rcl.verdict.results import Verdicts
    from rcl.verdict.workers import Decide

ProgressCall = Callable[[int, int, str], None]
"""Called with how much is done, of how much, and what is being done."""


@dataclass(frozen=True, slots=True)
class MonitorOrder:
    """Logs, the ``log`` that reads them, what is asked of them, and values that the user gives to variables.

    ``beside`` is ``LOG`` or ``LOG=LOWERING``: a second reading of the same logs, to be compared with the first.
    """

    paths: tuple[str, ...]
    log: str
    lowering: str | None
    bundle: str | None
    fixed: Mapping[str, str]
    settings: RunSettings
    beside: str = ""


def read_world(session: Session) -> World:
    """Parse and resolve everything in the project; all findings go to the sink."""
    from rcl.model.resolve import resolve
    from rcl.syntax.parse import parse

    sink = session.sink
    modules = [parse(source, sink) for source in load(session.project, sink)]
    if not session.project.shipped:
        modules = [*with_shipped(modules, sink)]
    return resolve(modules, sink, complete=not sink.has_errors)


def lint_world(session: Session, world: World) -> None:
    """Warnings about what the project itself says; what is shipped with the tool is not its business."""
    from rcl.model.lint import lint

    own = replace(
        world,
        contracts=tuple(item for item in world.contracts if not item.span.file.startswith(PREFIX)),
        runtimes=tuple(item for item in world.runtimes if not item.span.file.startswith(PREFIX)),
    )
    lint(own, session.sink)


def decide(
    session: Session,
    choice: Choice,
    progress: ProgressCall | None,
    how: Decide | None = None,
    recordings: Path | None = None,
    variation: int | None = None,
) -> Verdicts:
    """Every result and every class of what was chosen; ``how`` a worker process decides, if in another way.

    With a folder of ``recordings`` the results hold the recorded runs that perform them. ``variation`` is the number of a
    way to ask the same, 0 being the usual one; with a number nothing is remembered.
    """
    from rcl.system.variation import Variation
    from rcl.verdict.cache import cache_at
    from rcl.verdict.prove import ProveSettings, prove_world
    from rcl.verdict.workers import decide as plainly

    folder = session.cache_folder
    settings = ProveSettings(
        only=choice.only,
        budget=session.settings.budget.value,
        jobs=session.settings.jobs.value,
        names=choice.lowerings,
        kill_after=session.settings.kill_after.value,
        cache=None if folder is None or variation is not None else cache_at(folder),
        variation=Variation(variation or 0),
    )
    locks = read_locks(session, choice.world)
    evidence = _evidence(session, choice, locks)
    runs = _recordings(session, recordings) if recordings is not None else ()
    verdicts = prove_world(choice.world, settings, locks, progress, how or plainly, evidence)
    if not runs:
        return verdicts
    from rcl.verdict.executed import with_executed

    return with_executed(verdicts, choice.world.lowerings, runs, locks)


def _recordings(session: Session, folder: Path) -> tuple[Recorded, ...]:
    """The recorded runs in the folder; nothing is decided if one of them can't be used."""
    from rcl.traces.recorded import read_recordings

    runs = read_recordings(folder, shown_path(folder, session.root), session.sink)
    session.stop_on_errors()
    return runs


def _evidence(session: Session, choice: Choice, locks: Lock) -> dict[str, CheckedEvidence]:
    """What the evidence traces of the chosen lowerings show; nothing is imported where there are none."""
    asked = (item for item in choice.world.lowerings if item.name in choice.lowerings)
    found = ((item.name, evidence_of(session, item, choice.world, locks)) for item in asked)
    return {name: checked for name, checked in found if checked is not None}


def evidence_of(session: Session, lowering: Lowering, world: World, locks: Lock) -> CheckedEvidence | None:
    """What the evidence traces of a lowering show; nothing if it names none."""
    if not lowering.evidence:
        return None
    from rcl.verdict.evidence import check_evidence

    return check_evidence(lowering, world.logs, root_of(session, lowering), locks)


def replay(session: Session, world: World, trace: TraceFile, lowering: str) -> ReplayReport:
    """The trace, step by step, under the reference semantics."""
    from rcl.verdict.replay import replay_trace

    return replay_trace(world, trace.lines, lowering, read_locks(session, world))


def monitor(session: Session, world: World, order: MonitorOrder) -> LogReport:
    """The contract along real logs; ``ChoiceError`` and ``LogFileError`` say what can't be used."""
    from rcl.traces.beside import compare, refuse_streams

    if not order.beside:
        return _monitored(session, world, order)[0]
    refuse_streams(order.paths, order.settings)
    log, _, lowering = order.beside.partition("=")
    second = replace(order, log=log, lowering=lowering or None, bundle=None, fixed={}, beside="")
    report, reader = _monitored(session, world, order)
    return replace(report, beside=compare(report, reader, *_monitored(session, world, second)))


def _monitored(session: Session, world: World, order: MonitorOrder) -> tuple[LogReport, Log]:
    from rcl.traces.run import choose as choose_log
    from rcl.traces.run import fixed_values, run, target_of
    from rcl.verdict.usable import usable_of

    asked = choose_log(world, order.log, order.lowering, order.bundle)
    locks = read_locks(session, world)
    runtime = asked.lowering.runtime if asked.lowering is not None else None
    usable = usable_of(runtime, locks) if runtime is not None else (lambda anchors, origin: True)
    target = target_of(asked, usable, fixed_values(asked, order.paths, order.fixed))
    return run(asked, target, order.paths, order.settings), asked.log
