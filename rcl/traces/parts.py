"""Follows logs with several workers, each with the identifiers of one sort that fall to it.

Every worker reads and decodes all records, so that each sees the order, the gaps and what is bad; it takes in the moments of its own identifiers and
those without one. Invariant: the report is that of one worker. Source: semantics, sections 2 and 6.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from rcl.model.logs import Log
from rcl.temporal.watch import Seen
from rcl.traces.compiled import CompiledRun
from rcl.traces.keyed import NotKeyedError, keyed
from rcl.traces.lines import STDIN, LogFileError
from rcl.traces.loop import Part
from rcl.traces.monitor import MOST_VIOLATIONS, LogMonitor, Target
from rcl.traces.results import LogPlace, Violation


class NotDividedError(Exception):
    """The logs have to be followed by one worker; the text says why, as the rest of "... because ...".`"""


@dataclass(slots=True)
class Found:
    """What a worker has found, in the order of the target."""

    rules: list[tuple[list[Violation], LogPlace | None, bool, bool]]
    searches: list[tuple[LogPlace | None, Seen | None, int, bool]]


def run_parts(log: Log, target: Target, paths: Sequence[str], stop_at_bad: bool, workers: int) -> LogMonitor:
    """A monitor with what all workers found; ``NotDividedError`` if one worker has to follow the logs."""
    if STDIN in paths:
        raise NotDividedError("standard input can be read once only")
    whole = CompiledRun(log, target, paths, stop_at_bad)
    if whole.notes or whole.loop is None:
        raise NotDividedError(whole.notes[0] if whole.notes else "nothing is asked")
    try:
        by = keyed(log, target, whole.monitor.first)
    except NotKeyedError as error:
        raise NotDividedError(str(error)) from None
    context: Any = multiprocessing.get_context("fork" if sys.platform.startswith("linux") else "spawn")
    children: list[tuple[Any, Connection]] = []
    try:
        for number in range(1, workers):
            ours, theirs = context.Pipe(duplex=False)
            part = Part(by.sort, by.fields, number, workers)
            child = context.Process(target=_work, args=(theirs, log, target, paths, stop_at_bad, part))
            child.start()
            theirs.close()
            children.append((child, ours))
        run = CompiledRun(log, target, paths, stop_at_bad, Part(by.sort, by.fields, 0, workers))
        run.feed()
        found = [pipe.recv() for _, pipe in children]
    except EOFError:
        raise NotDividedError("a worker ended early") from None
    finally:
        for child, _ in children:
            child.terminate()
            child.join()
    _merge(run.monitor, [_found(run.monitor), *found], paths)
    return run.monitor


def _work(pipe: Connection, log: Log, target: Target, paths: Sequence[str], stop: bool, part: Part) -> None:
    run = CompiledRun(log, target, paths, stop, part)
    with suppress(LogFileError):  # the first worker meets the same and reports it
        run.feed()
        pipe.send(_found(run.monitor))


def _found(monitor: LogMonitor) -> Found:
    rules = [
        (list(item.violations), item.undecided, item.watch.exercised, item.watch.perhaps_exercised)
        for item in monitor.first.rules
        if item.watch is not None
    ]
    searches = [
        (item.place, item.watch.seen, item.watch.reached, item.watch.perhaps)
        for item in monitor.first.searches
        if item.watch is not None
    ]
    return Found(rules, searches)


def _merge(monitor: LogMonitor, parts: Sequence[Found], paths: Sequence[str]) -> None:
    """What all workers found, in the order of the logs. Counts are the same for all of them."""

    def order(place: LogPlace) -> tuple[int, int]:
        return paths.index(place.file), place.line

    for at, rule in enumerate(monitor.first.rules):
        watch = rule.watch
        assert watch is not None
        told = [part.rules[at] for part in parts]
        violations = {(one.place, *one.bindings.items()): one for item in told for one in item[0]}
        rule.violations[:] = sorted(violations.values(), key=lambda one: order(one.place))[:MOST_VIOLATIONS]
        rule.undecided = min((item[1] for item in told if item[1] is not None), key=order, default=None)
        watch.exercised = any(item[2] for item in told)
        watch.perhaps_exercised = any(item[3] for item in told)
    for at, search in enumerate(monitor.first.searches):
        found = search.watch
        assert found is not None
        seen = [part.searches[at] for part in parts]
        places = [(order(item[0]), item) for item in seen if item[0] is not None]
        if places:
            _, (search.place, found.seen, _, _) = min(places, key=lambda item: item[0])
        found.reached = max(item[2] for item in seen)
        found.perhaps = any(item[3] for item in seen)
