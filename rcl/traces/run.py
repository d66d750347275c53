"""Maps a world, a log's name and what is asked to a run over files: from lines to a report.

Invariant: a log of a contract is read for a bundle of that contract, a log of a runtime through a lowering of that
runtime; whatever is named and not there is a ``ChoiceError`` with a near name. Source: semantics, sections 3 and 6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import msgspec

from rcl.diag.suggest import nearest
from rcl.model.contract import Bundle, Contract
from rcl.model.logs import Log
from rcl.model.runtime import Lowering, World
from rcl.model.types import SortType
from rcl.system.problem import Usable, problem_of_lowering
from rcl.system.view import states_by_name
from rcl.temporal.tables import FRESH
from rcl.temporal.trace import UNKNOWN, Value
from rcl.traces.compiled import CompiledRun
from rcl.traces.lines import Line, all_lines
from rcl.traces.live import SCHEME, listen
from rcl.traces.lowered import LoweredView
from rcl.traces.monitor import LogMonitor, Target
from rcl.traces.parts import NotDividedError, run_parts
from rcl.traces.records import BadRecord, Decoder, Step
from rcl.traces.results import LogReport

FIRST = "first"


class ChoiceError(ValueError):
    """What was asked for does not fit together; the text says what to write instead."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A log with the bundle that is asked of it, and the lowering between them (none for a contract's own log)."""

    log: Log
    bundle: Bundle
    contract: Contract
    lowering: Lowering | None

    @property
    def name(self) -> str:
        """What is asked, as it is shown."""
        bundle = f"{self.contract.name}.{self.bundle.name}"
        return f"{self.lowering.name} -> {bundle}" if self.lowering is not None else bundle


def choose(world: World, log: str, lowering: str | None, bundle: str | None) -> Asked:
    """What the names mean together."""
    found = _one("log", log, [item.name for item in world.logs])
    choice = next(item for item in world.logs if item.name == found)
    if choice.of_contract:
        contract = next(item for item in world.contracts if item.name == choice.owner)
        return Asked(choice, _bundle(contract, bundle), contract, None)
    lowerings = [item for item in world.lowerings if item.runtime.name == choice.owner]
    if lowering is None:
        if len(lowerings) != 1:
            names = ", ".join(item.name for item in lowerings[:6])
            raise ChoiceError(
                f"name a lowering of `{choice.owner}` with --lowering: {names or 'there is none'}"
            )
        lowering = lowerings[0].name
    name = _one("lowering", lowering, [item.name for item in lowerings])
    through = next(item for item in lowerings if item.name == name)
    target = through.offers or through.bundle
    return Asked(choice, _bundle(through.contract, bundle) if bundle else target, through.contract, through)


def _bundle(contract: Contract, name: str | None) -> Bundle:
    names = [item.name for item in contract.bundles]
    if name is None:
        if len(names) == 1:
            return contract.bundles[0]
        raise ChoiceError(f"name a bundle of `{contract.name}` with --bundle: {', '.join(names)}")
    return contract.bundle(_one("bundle", name.removeprefix(contract.name + "."), names))


def _one(kind: str, name: str, known: Sequence[str]) -> str:
    if name in known:
        return name
    near = nearest(name, known)
    raise ChoiceError(f"no {kind} `{name}`" + (f"; did you mean `{near}`?" if near else ""))


def target_of(asked: Asked, usable: Usable, fixed: Mapping[str, Value]) -> Target:
    """The obligations, scenarios and view for a run."""
    through = asked.lowering
    shown = asked.log.shown
    view = LoweredView(problem_of_lowering(through, usable), shown) if through is not None else None
    hidden = frozenset(event.name for event in asked.contract.events) - shown if view is None else view.hidden
    bundle = asked.bundle
    states = states_by_name(asked.contract.states)
    return Target(asked.name, bundle.obligations, bundle.requires, states, view, fixed, hidden)


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How the files are read. ``merge_by`` is a field of the records; ``stop_at_bad`` is ``--bad-records fail``.

    ``compiled`` may be taken away to compare, and ``workers`` added: the report is the same.
    """

    merge_by: str = ""
    follow: bool = False
    stop_at_bad: bool = True
    compiled: bool = True
    workers: int = 1


def run(asked: Asked, target: Target, paths: Sequence[str], settings: RunSettings) -> LogReport:
    """Read all files and report; with ``stop_at_bad`` the first bad record ends the run (and is in the report)."""
    plain = (
        not settings.merge_by and not settings.follow and not any(path.startswith(SCHEME) for path in paths)
    )
    notes: list[str] = []
    if settings.compiled and plain and settings.workers > 1:
        try:
            return run_parts(asked.log, target, paths, settings.stop_at_bad, settings.workers).report()
        except NotDividedError as error:
            notes.append(f"one worker follows the logs: {error}")
    if settings.compiled and plain:
        compiled = CompiledRun(asked.log, target, paths, settings.stop_at_bad, at_once=False)
        compiled.feed()
        compiled.monitor.end()
        return replace(compiled.monitor.report(), notes=(*notes, *compiled.notes))
    monitor = LogMonitor(asked.log, target, paths)
    monitor.decoder.merged_by = settings.merge_by
    feed_files(monitor, paths, settings)
    return monitor.report()


def feed_files(monitor: LogMonitor, paths: Sequence[str], settings: RunSettings) -> None:
    """Gives the lines of all files to the monitor, and then their end."""
    if any(path.startswith(SCHEME) for path in paths):
        _feed_live(monitor, paths, settings)
        return
    lines = all_lines(paths, _merge_key(settings.merge_by), settings.follow)
    if settings.follow:
        with suppress(KeyboardInterrupt):  # the reader of a growing file ends it, and wants to know
            feed(monitor, lines, settings)
    else:
        feed(monitor, lines, settings)
    monitor.end()


def _feed_live(monitor: LogMonitor, paths: Sequence[str], settings: RunSettings) -> None:
    if len(paths) != 1:
        raise ChoiceError("a live stream is monitored alone: give one address")
    with suppress(KeyboardInterrupt):
        for number, record in enumerate(listen(paths[0]), 1):
            item = monitor.decoder.mapping(record, number)
            monitor.take(item)
            if settings.stop_at_bad and isinstance(item, BadRecord):
                break
    monitor.end()


def feed(monitor: LogMonitor, lines: Iterable[Line], settings: RunSettings) -> None:
    """Gives the lines to the monitor, up to a bad one if that ends the run."""
    decode, take = monitor.decoder.line, monitor.take
    for line in lines:
        item = decode(line)
        if item is not None:
            take(item)
            if settings.stop_at_bad and isinstance(item, BadRecord):
                return


def _merge_key(field: str) -> Callable[[bytes], int] | None:
    if not field:
        return None
    shape = msgspec.defstruct("Key", [("key", int, 0)], rename={"key": field}.get)
    decode = msgspec.json.Decoder(shape).decode
    last = 0

    def key(raw: bytes) -> int:
        nonlocal last
        with suppress(
            msgspec.MsgspecError, UnicodeDecodeError, RecursionError
        ):  # a bad record stays where it stands; the monitor reports it
            last = getattr(decode(raw), "key")  # noqa: B009
        return last

    return key


def first_identifier(log: Log, paths: Sequence[str], sort: str) -> Value:
    """The first identifier of the sort that the logs name; one that nothing names if there is none."""
    decoder = Decoder(log, tuple(paths))
    fields = {
        event.name: [item.name for item in event.fields if _sort(item.type) == sort] for event in log.events
    }
    for line in all_lines(paths):
        step = decoder.line(line)
        if isinstance(step, Step):
            for event, items in step.happened.items():
                for item in items:
                    for name in fields[event]:
                        if item[name] is not None and item[name] is not UNKNOWN:
                            return item[name]
    nobody: Value = FRESH
    return nobody


def _sort(kind: object) -> str:
    inner = getattr(kind, "item", kind)
    return inner.name if isinstance(inner, SortType) else ""


def fixed_values(asked: Asked, paths: Sequence[str], given: Mapping[str, str]) -> dict[str, Value]:
    """The values for the variables that the user binds; ``first`` is looked up in the logs."""
    sorts: dict[str, str] = {}
    for item in asked.bundle.obligations:
        sorts |= {variable.name: _sort(variable.type) for variable in item.rule.variables}
    for scenario in asked.bundle.requires:
        sorts |= {variable.name: _sort(variable.type) for variable in scenario.variables}
    values: dict[str, Value] = {}
    for name, value in given.items():
        _one("variable", name, sorted(name for name, sort in sorts.items() if sort))
        values[name] = first_identifier(asked.log, paths, sorts[name]) if value == FIRST else value
    return values
