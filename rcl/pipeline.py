"""The way of the data, top to bottom: paths -> world -> the part that was asked for -> verdicts.

Invariant: each stage takes values of the stage before it and a session, and reports into the session's sink; a stage
that found errors is the last one. Source: architecture, "The way of the data".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rcl.diag import codes
from rcl.diag.span import NOWHERE, Span
from rcl.model.runtime import Lowering, Runtime, World
from rcl.session import Session
from rcl.shipped import PREFIX, shipped_files, with_shipped
from rcl.text.project import Target, check_line, load, shipped_root
from rcl.text.source import SourceFile, read_source, shown_path

if TYPE_CHECKING:
    from rcl.anchors.lock import Lock, LockedSource
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
class Choice:
    """The part of a world that was asked for; no ``only`` means every obligation."""

    world: World
    lowerings: frozenset[str]
    only: tuple[str, ...]


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


def choose(session: Session, world: World, only: Sequence[str]) -> Choice:
    """The lowerings, contracts and obligations that the targets and ``only`` name."""
    if not session.targets:
        own = tuple(item for item in world.contracts if not item.span.file.startswith(PREFIX))
        names = {item.name for item in world.lowerings if not item.span.file.startswith(PREFIX)}
        return Choice(replace(world, contracts=own), frozenset(names), tuple(only))
    names, contracts = set[str](), set[str]()
    wanted = list(only)
    for target in session.targets:
        if target.line is None:
            names.update(item.name for item in world.lowerings if _inside(item.span, target, session))
            contracts.update(item.name for item in world.contracts if _inside(item.span, target, session))
        else:
            found = _at_line(target, world, session)
            names.update(item.name for item in found[0])
            wanted += [item for item in found[1] if item not in wanted]
            contracts.update(
                item.name for item in world.contracts if found[1] and _inside(item.span, target, session)
            )
    kept = tuple(item for item in world.contracts if item.name in contracts)
    return Choice(replace(world, contracts=kept), frozenset(names), tuple(wanted))


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


def read_locks(session: Session, world: World) -> Lock:
    """What all ``anchors.lock`` files beside the project's sources have on record, if they fit the runtimes beside them.

    A shipped one speaks of runtimes that this project may not use; it is held against them in the project it is of.
    """
    from rcl.anchors.asked import anchors_of
    from rcl.anchors.lock import FILE_NAME, Lock, LockDefect, load_lock, misfit

    sources: list[LockedSource] = []
    own = {path.parent / FILE_NAME for path in session.project.files}
    paths = own | {*shipped_files(FILE_NAME)}
    for path in sorted(path for path in paths if path.is_file()):
        shown = shown_path(path, session.root)
        lock = load_lock(path, shown)
        if isinstance(lock, LockDefect):
            span = Span(lock.path, 0, 0, 0, 0)
            session.sink.report(codes.LOCK_UNUSABLE, f"`{lock.path}` cannot be used: {lock.reason}", span)
            continue
        beside = [item for item in world.runtimes if home_of(session, item) == path.parent.resolve()]
        wanted = [anchor for item in beside for anchor in anchors_of(item)]
        if (
            path in own
            and beside
            and (why := misfit(lock, [source for item in beside for source in item.sources], wanted))
        ):
            hint = "run `rcl anchors verify`, which writes the file anew"
            message = f"`{shown}` does not fit the descriptors: {why}"
            session.sink.report(codes.LOCK_MISFIT, message, Span(shown, 0, 0, 0, 0), help=hint)
        sources += lock.sources
    session.stop_on_errors()
    return _trees_seen_again(
        session, world, Lock(tuple(sorted(sources)), session.settings.accept_recorded.value)
    )


def _trees_seen_again(session: Session, world: World, lock: Lock) -> Lock:
    """The lock less what the folders of the project itself, where they are there, no longer show."""
    from rcl.anchors.asked import anchors_of
    from rcl.anchors.trees import open_tree
    from rcl.anchors.verify import seen_again

    for runtime in world.runtimes:
        for source in runtime.sources:
            tree = open_tree(root_of(session, runtime), source.spec) if source.kind == "tree" else None
            if tree is not None:
                lock = seen_again(lock, source, anchors_of(runtime), tree)
    return lock


def root_of(session: Session, declared: Runtime | Lowering) -> Path:
    """The root of the project that declares it, or the folder that comes with the tool: what its paths (of tree sources, of
    evidence) count from."""
    return shipped_root() if declared.span.file.startswith(PREFIX) else session.root


def home_of(session: Session, runtime: Runtime) -> Path:
    """The folder in which a runtime is declared, and its ``anchors.lock`` stands."""
    return (root_of(session, runtime) / runtime.span.file.removeprefix(PREFIX)).resolve().parent


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


def _inside(span: Span, target: Target, session: Session) -> bool:
    """Does the span stand in the target's file or folder? What came with the tool stands in none."""
    return (
        bool(span.file)
        and not span.file.startswith(PREFIX)
        and (session.root / span.file).resolve().is_relative_to(target.path.resolve())
    )


def _at_line(target: Target, world: World, session: Session) -> tuple[list[Lowering], list[str]]:
    """The lowerings and the obligations at a line: those of a lowering, of a whole mode, or a contract's own."""
    source = read_source(target.path, session.root, session.sink)
    if source is None or not check_line(target, source, session.sink):
        session.stop_on_errors()
        return [], []
    assert target.line is not None
    here = [item for item in world.lowerings if _covers(item.span, source, target.line)]
    here = here or [item for item in world.lowerings if _covers(item.mode.span, source, target.line)]
    bundles = [bundle for contract in world.contracts for bundle in contract.bundles]
    named = [
        item for bundle in bundles for item in bundle.obligations if _covers(item.span, source, target.line)
    ]
    if named and not here:
        using = [item for item in world.lowerings if {*named} & {*item.bundle.obligations}]
        return using, sorted({item.qualified for item in named})
    if not here:
        places = ", ".join(str(item.span.line) for item in world.lowerings if item.span.file == source.path)
        message = f"nothing to prove at {source.path}:{target.line}"
        hint = (
            f"lowerings begin at line {places}"
            if places
            else "name the line of a lowering, a mode or an obligation"
        )
        session.sink.report(codes.BAD_TARGET, message, NOWHERE, help=hint)
        session.stop_on_errors()
    return here, []


def _covers(span: Span, source: SourceFile, line: int) -> bool:
    return span.file == source.path and span.line <= line <= source.line_of(max(span.end - 1, span.start))
