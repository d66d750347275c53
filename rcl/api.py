"""The Python API: what the commands do, as functions with typed values.

Invariant: nothing is printed and nothing global is changed; input that can't be used raises ``InputError`` with its
diagnostics, a wrong argument ``UsageError``, and everything else that is raised is a bug.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rcl.choosing import Choice, choose
from rcl.diag.diagnostic import Diagnostic
from rcl.diag.render import GetText
from rcl.diag.suggest import nearest
from rcl.model.runtime import World
from rcl.pipeline import MonitorOrder, ProgressCall, decide, lint_world, read_world
from rcl.pipeline import monitor as monitor_stage
from rcl.pipeline import replay as replay_stage
from rcl.session import InputError, Session, SettingError
from rcl.session import open_session as open_project
from rcl.text.project import shipped_root
from rcl.verdict.results import Verdicts

if TYPE_CHECKING:
    from rcl.traces.results import LogReport
    from rcl.verdict.replay import ReplayReport
    from rcl.verdict.stability import Stability


class UsageError(ValueError):
    """An argument can't be used; the text says which and what to write instead."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """``world`` is ``None`` if there are errors; ``diagnostics`` are sorted by place."""

    world: World | None
    diagnostics: tuple[Diagnostic, ...]
    get_text: GetText


@dataclass(frozen=True, slots=True)
class ProveReport:
    """The verdicts, the warnings about the input, the session, the seconds it took, and what repeats gave if asked for."""

    verdicts: Verdicts
    diagnostics: tuple[Diagnostic, ...]
    session: Session
    seconds: float
    stability: Stability | None = None


def open_session(
    *paths: str | Path,
    budget: int | None = None,
    jobs: int | None = None,
    kill_after: float | None = None,
    accept_recorded: bool | None = None,
    cache: bool | None = None,
    cwd: Path | None = None,
) -> Session:
    """The project around ``paths`` (or around ``cwd``) with its settings.

    A setting that isn't given comes from the environment (``RCL_BUDGET``, ``RCL_JOBS``, ``RCL_KILL_AFTER``,
    ``RCL_ACCEPT_RECORDED``, ``RCL_CACHE``), from the table ``[prove]`` of ``rcl.toml``, or from the defaults.
    """
    flags = {
        "budget": budget,
        "jobs": jobs,
        "kill_after": kill_after,
        "accept_recorded": accept_recorded,
        "cache": cache,
    }
    try:
        return open_project([str(path) for path in paths], cwd or Path.cwd(), os.environ, flags)
    except SettingError as error:
        raise UsageError(str(error)) from None


def check(*paths: str | Path, session: Session | None = None) -> CheckReport:
    """Parse, resolve and lint; everything that is wrong or says nothing, without raising for it."""
    try:
        run = session or open_session(*paths)
        world = read_world(run)
    except InputError as error:
        return CheckReport(None, error.diagnostics, error.get_text)
    if not run.sink.has_errors:
        lint_world(run, world)
    return CheckReport(None if run.sink.has_errors else world, run.sink.sorted(), run.get_text)


def load(*paths: str | Path, session: Session | None = None) -> World:
    """The contracts, runtimes and lowerings of a project; ``InputError`` if anything is wrong with them."""
    run = session or open_session(*paths)
    world = read_world(run)
    run.stop_on_errors()
    return world


def prove(
    *paths: str | Path,
    only: Sequence[str] = (),
    recordings: str | Path | None = None,
    session: Session | None = None,
    progress: ProgressCall | None = None,
    stability: int = 0,
) -> ProveReport:
    """Decide every obligation (or those in ``only``) of the lowerings that the paths name.

    A path is a file, a folder, or ``file.rcl:LINE`` for the lowering, mode or obligation at a line. ``recordings`` is a
    folder of recorded runs (such as ``shipped_recordings()``): the results then hold the runs that perform them.
    ``stability`` says how often everything is decided again, each time with other seeds, another order and other options
    of the solver; nothing is remembered then.
    """
    begin = time.monotonic()
    run = session or open_session(*paths)
    world = load(session=run)
    choice = choose(run, world, only)
    known = obligation_names(choice.world)
    for name in choice.only:
        if name not in known:
            near = nearest(name, known)
            raise UsageError(f"no obligation `{name}`" + (f"; did you mean `{near}`?" if near else ""))
    if not choice.lowerings and not choice.world.contracts:
        raise UsageError("nothing to prove: there is no lowering and no contract in what was named")
    folder = Path(recordings) if recordings is not None else None
    first = 0 if stability else None
    verdicts = decide(run, choice, _part(progress, 0, stability + 1), recordings=folder, variation=first)
    run.stop_on_errors()
    found = _stability(run, choice, verdicts, stability, progress) if stability else None
    return ProveReport(verdicts, run.sink.sorted(), run, time.monotonic() - begin, found)


def _stability(
    run: Session, choice: Choice, verdicts: Verdicts, repeats: int, progress: ProgressCall | None
) -> Stability:
    from rcl.verdict.stability import stability_of

    runs = [verdicts]
    for number in range(1, repeats + 1):
        runs.append(decide(run, choice, _part(progress, number, repeats + 1), variation=number))
    return stability_of(runs)


def _part(progress: ProgressCall | None, number: int, parts: int) -> ProgressCall | None:
    """Progress of one part of several that are equally long."""
    if progress is None or parts == 1:
        return progress
    return lambda done, total, text: progress(number * total + done, parts * total, text)


def shipped_recordings() -> Path:
    """The folder of recorded runs that belongs to this program."""
    return shipped_root() / "probes" / "recorded"


def monitor(
    *logs: str | Path,
    log: str,
    lowering: str | None = None,
    bundle: str | None = None,
    fixed: Mapping[str, str] | None = None,
    merge_by: str = "",
    follow: bool = False,
    stop_at_bad: bool = True,
    beside: str = "",
    workers: int = 1,
    session: Session | None = None,
) -> LogReport:
    """Follow a bundle along real logs, read by the declared ``log``.

    ``fixed`` gives variables of obligations and scenarios a value (``first``: the first identifier in the logs).
    ``beside`` names another log (or ``LOG=LOWERING``) that reads the same files; the report says where the two disagree.
    The report is the same with any number of ``workers``; its ``notes`` say what could not be divided or compiled.
    A log that can't be read raises ``InputError``, names that don't fit together ``UsageError``.
    """
    from rcl.diag import codes
    from rcl.diag.span import Span
    from rcl.traces.lines import LogFileError
    from rcl.traces.run import ChoiceError, RunSettings

    run = session or open_session()
    world = load(session=run)
    settings = RunSettings(merge_by, follow, stop_at_bad, workers=workers)
    order = MonitorOrder(tuple(map(str, logs)), log, lowering, bundle, fixed or {}, settings, beside)
    try:
        return monitor_stage(run, world, order)
    except ChoiceError as error:
        raise UsageError(str(error)) from None
    except LogFileError as error:
        message = f"`{error.path}` cannot be read: {error.reason}"
        run.sink.report(codes.LOG_UNREADABLE, message, Span(error.path, 0, 0, 0, 0))
        raise InputError(run.sink.sorted(), lambda shown: None) from None


def obligation_names(world: World) -> tuple[str, ...]:
    """The names that ``only`` can hold: obligations and required scenarios of the world's bundles, sorted."""
    bundles = [bundle for contract in world.contracts for bundle in contract.bundles]
    for lowering in world.lowerings:
        bundles += lowering.contract.bundles
    names = {item.qualified for bundle in bundles for item in bundle.obligations}
    return tuple(sorted(names | {f"scenario.{item.name}" for bundle in bundles for item in bundle.requires}))


def replay(
    trace: str | Path, *paths: str | Path, lowering: str | None = None, session: Session | None = None
) -> ReplayReport:
    """Run a trace file through the reference semantics, for the lowering it names or the one given."""
    from rcl.traces.jsonl import read_trace

    run = session or open_session(*paths)
    file = read_trace(Path(trace), run.sink)
    if file is None:
        raise InputError(run.sink.sorted(), lambda shown: None)
    world = load(session=run)
    name = lowering or file.lowering
    known = [item.name for item in world.lowerings]
    if name not in known:
        near = nearest(name, known)
        raise UsageError(
            f"no lowering `{name}` in the project" + (f"; did you mean `{near}`?" if near else "")
        )
    report = replay_stage(run, world, replace(file, lowering=name), name)
    run.stop_on_errors()
    return report
