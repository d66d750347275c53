"""Follows files of records with a compiled function, and takes each record that it leaves aside the careful way.

Invariant: the report is that of ``LogMonitor`` alone; ``notes`` say what is not compiled, and why.
Source: semantics, sections 2, 3 and 6.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import IO

from rcl.model.contract import Obligation, Scenario
from rcl.model.formula import Formula
from rcl.model.logs import Log, Order
from rcl.temporal.compiled.moments import follow_reason
from rcl.temporal.compiled.values import NotCompiledError
from rcl.temporal.remembered import NOTHING
from rcl.temporal.search import NotGuardedError
from rcl.temporal.stream import Stream
from rcl.temporal.trace import Value
from rcl.temporal.watch import RuleWatch, ScenarioWatch
from rcl.traces.lines import MAX_LINE, Line, opened
from rcl.traces.loop import Loop, Part, Watched, make_loop
from rcl.traces.monitor import LogMonitor, Target
from rcl.traces.records import BadRecord, Step
from rcl.traces.results import LogPlace

BLOCK = 1 << 16
PATIENCE = 64
"""Records left aside because of their types, after which identifiers may be numbers as well."""
NEVER = float("inf")


@dataclass(slots=True)
class Block:
    """Lines that stand one after another, with the number and the offset of the first."""

    lines: list[bytes]
    number: int
    offset: int
    _passed: tuple[int, int] = (0, 0)

    def offset_of(self, at: int) -> int:
        """Where a line begins; lines are asked for in their order."""
        line, offset = self._passed
        if line > at:
            line, offset = 0, 0
        offset += sum(map(len, self.lines[line:at]))
        self._passed = (at, offset)
        return self.offset + offset


def blocks(source: IO[bytes], size: int = BLOCK) -> Iterator[Block]:
    """All lines of a file with their ends, as ``lines_of`` cuts them."""
    number, offset, rest = 1, 0, b""
    while more := source.read(size):
        lines = io.BytesIO(rest + more).readlines()
        rest = b"" if lines[-1].endswith(b"\n") else lines.pop()
        while lines and len(lines[0]) > MAX_LINE + 1:
            piece, lines[0] = lines[0][: MAX_LINE + 1], lines[0][MAX_LINE + 1 :]
            yield Block([piece], number, offset)
            number, offset = number + 1, offset + len(piece)
        if lines:
            yield Block(lines, number, offset)
            number, offset = number + len(lines), offset + sum(map(len, lines))
        while len(rest) > MAX_LINE:
            piece, rest = rest[: MAX_LINE + 1], rest[MAX_LINE + 1 :]
            yield Block([piece], number, offset)
            number, offset = number + 1, offset + len(piece)
    if rest:
        yield Block([rest], number, offset)


def not_compiled(item: Obligation | Scenario, target: Target) -> str:
    """Why an obligation or a scenario is followed over the general stream; empty if it can be compiled."""
    if target.view is not None:
        return "the log is seen through a lowering"
    stream = Stream(target.states, target.hidden)
    try:
        if isinstance(item, Obligation):
            watch = RuleWatch(item.rule, stream, target.fixed)
            formulas: list[Formula] = [watch.fires, watch.fails]
        else:
            formulas = [ScenarioWatch(item.variables, item.formula, stream, target.fixed).formula]
    except NotGuardedError:
        return "it cannot be followed at all"
    return follow_reason(stream, formulas)


class CompiledRun:
    """A monitor with the compiled function for its log.

    ``part`` is that of one among several workers. Without ``at_once``, the function is made when the first block is over.
    """

    def __init__(
        self,
        log: Log,
        target: Target,
        paths: Sequence[str],
        stop_at_bad: bool,
        part: Part | None = None,
        at_once: bool = True,
    ) -> None:
        self.part = part
        self._waits = not at_once
        reasons = {id(item): not_compiled(item, target) for item in target.asked}
        self.monitor = LogMonitor(log, target, paths, lambda item: not reasons[id(item)])
        if part is not None:
            self.monitor.decoder.claim_key = part.key
        self.notes: list[str] = []
        for item in target.asked:
            if reasons[id(item)]:
                name = item.qualified if isinstance(item, Obligation) else item.name
                self.notes.append(f"`{name}` is not compiled: {reasons[id(item)]}")
        self._stop_at_bad = stop_at_bad
        self._paths = paths
        self._loose = False
        self.misfits = 0
        self.aside = 0
        self.loop = self._compiled(loose=False) if at_once else None

    def _compiled(self, loose: bool) -> Loop | None:
        group = self.monitor.first
        self._released = group.released
        rules, searches = group.rule_watches(), group.open_searches()
        self.open = searches
        others = self.monitor.others
        more = bool(others.rules or others.searches)
        watched = Watched(group.stream, rules, searches, self.monitor.target.fixed, more, self.part)
        if not group.rules and not group.searches:
            return None
        try:
            loop = make_loop(self.monitor.log, watched, self.monitor.decoder, loose)
        except NotCompiledError as error:
            self.notes.append(f"no record is compiled: {error}")
            return None
        self.notes += [note for note in loop.notes if note not in self.notes]
        return loop

    def feed(self) -> None:
        """Takes in all files, one after another, up to a bad record if that ends the run."""
        for file, path in enumerate(self._paths):
            with opened(path) as source:
                for block in blocks(source):
                    if not self._block(file, block):
                        return

    def _block(self, file: int, block: Block) -> bool:
        if self._waits and (file or block.number > 1):  # a short log is over before code for it would be made
            self._waits = False
            self.monitor.first.stream.settle()
            self.loop = self._compiled(loose=False)
        if self.loop is None:
            return all(self._careful(file, block, at) for at in range(len(block.lines)))
        if self._released != self.monitor.first.released or (self.misfits > PATIENCE and not self._loose):
            self._loose = self.misfits > PATIENCE
            self.loop = self._compiled(self._loose)
            return self._block(file, block)
        return _BlockRun(self, self.loop, file, block).run()

    def _careful(self, file: int, block: Block, at: int) -> bool:
        """One line, the careful way; false if it ends the run."""
        line = line_at(file, block, at)
        if line is None:
            return True
        item = self.monitor.decoder.line(line)
        if self.part is None or not isinstance(item, Step) or self.part.concerned(item.happened):
            self.monitor.take(item)
        else:  # another worker takes it in, but all see a gap
            self.monitor.take(replace(item, happened={}))
            self.monitor.moments += bool(item.happened)
        return not (self._stop_at_bad and isinstance(item, BadRecord))

    def careful(self, file: int, block: Block, at: int) -> bool:
        """The same for a record that the function left aside."""
        good = self._careful(file, block, at)
        self.monitor.first.stream.settle()
        return good


def line_at(file: int, block: Block, at: int) -> Line | None:
    """A line of the block with its place; ``None`` for a blank one."""
    raw = block.lines[at]
    body = raw.strip()
    if not body:
        return None
    return Line(file, block.number + at, block.offset_of(at), body, not raw.endswith(b"\n"))


class _BlockRun:
    """What the function calls while it takes in one block."""

    def __init__(self, run: CompiledRun, loop: Loop, file: int, block: Block) -> None:
        self._run = run
        self._loop = loop
        self._file = file
        self._block = block
        self._order = run.monitor.log.order
        self._others = bool(run.monitor.others.rules or run.monitor.others.searches)
        self._aside = 0
        self._last_aside = -1
        self._stopped_after = 0

    def run(self) -> bool:
        """Takes the block in; false if a bad record ends the run."""
        monitor, lines, file = self._run.monitor, self._block.lines, self._file
        count = monitor.decoder.files[file]
        begin = self._next(monitor.decoder.last(file))
        key, skipped, left, last = self._loop.run(
            lines, self._loop.decode, begin, self.careful, self.rest, self.over, self.state, count.claims
        )
        self._came_to(key)
        fast = (self._stopped_after or len(lines)) - self._aside
        count.records += skipped if self._others else fast
        monitor.moments += fast - skipped
        at = len(lines) - left - 1
        if left >= 0 and at > self._last_aside:
            monitor.last = LogPlace(count.path, self._block.number + at, last)
        return not self._stopped_after

    def careful(self, left: int, key: float | None, misfit: bool) -> float | None:
        """A record that the function leaves aside; where the order goes on, or ``None`` to end the run."""
        monitor, at = self._run.monitor, len(self._block.lines) - left - 1
        self._came_to(key)
        self._aside += 1
        self._run.aside += 1
        moments, bad = monitor.moments, len(monitor.decoder.bad)
        good = self._run.careful(self._file, self._block, at)
        if monitor.moments > moments:
            self._last_aside = at
        if misfit and len(monitor.decoder.bad) == bad:
            self._run.misfits += 1
        if not good:
            self._stopped_after = at + 1
            return None
        return self._next(monitor.decoder.last(self._file))

    def rest(self, left: int, key: float | None) -> None:
        """A record that the function took in, for what is followed over the general stream."""
        monitor = self._run.monitor
        self._came_to(key)
        line = line_at(self._file, self._block, len(self._block.lines) - left - 1)
        assert line is not None
        step = monitor.decoder.line(line)
        assert isinstance(step, Step), line
        monitor.others.moment(step.happened, NOTHING, monitor.place(step), monitor.moments)
        for sort, value in step.over:
            monitor.others.forget(sort, value)

    def over(self, sort: str, value: Value) -> None:
        """An identifier is over after a record that the function took in."""
        if not self._others:
            self._run.monitor.decoder.finish(sort, value)
        self._run.monitor.first.forget(sort, value)

    def _next(self, last: int | None) -> float | None:
        if self._order is Order.SEQUENCE:
            return -NEVER if last is None else last + 1
        return NEVER if last is None else last

    def _came_to(self, key: float | None) -> None:
        if isinstance(key, int):
            self._run.monitor.decoder.came_to(self._file, key - (self._order is Order.SEQUENCE))

    def state(self) -> tuple[object, ...]:
        """What the watches have found so far, as the function wants it."""
        group, told = self._run.monitor.first, list[object]()
        for rule in group.rules:
            watch = rule.watch
            if watch is not None:
                told += [watch.exercised, watch.perhaps_exercised, rule.undecided is not None]
        for found in self._run.open:
            told += [found.seen is not None, found.reached, found.perhaps]
        happened = self._run.monitor.happened
        return (*told, *(shape <= happened for shape in self._loop.shapes))
