"""Maps tasks to what child processes answer, one task at a time to each, with a wall-clock limit behind every task.

Invariant: the outcome of a task doesn't depend on the number of children or on the order; a child that is too slow or
dies costs its own task only; the solver is imported in children alone; no child outlives the parent's call. Source: semantics, section 4 (budgets).
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from rcl.anchors.lock import Lock
from rcl.model.runtime import World
from rcl.system.variation import PLAIN, Variation
from rcl.verdict.results import CoreItem, ObligationResult
from rcl.verdict.task import Task

if TYPE_CHECKING:
    from rcl.verdict.cache import Cache

Answer = ObligationResult | tuple[CoreItem, ...]
"""A result, or the statements of a lowering that contradict each other."""


class Loss(Enum):
    """Why a task has no answer."""

    TOO_SLOW = "too slow"
    DIED = "died"


@dataclass(frozen=True, slots=True)
class Lost:
    """A task without an answer: why, and the exit code of a child that died (negative: the signal)."""

    loss: Loss
    code: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """What every child needs to know, the seconds after which one is given up, and what earlier runs left."""

    world: World
    budget: int
    locks: Lock
    kill_after: float
    cache: Cache | None = None
    variation: Variation = PLAIN


class Limited(Protocol):
    """Anything that every child is told at its start; it says after how many seconds one is given up."""

    @property
    def kill_after(self) -> float: ...


class Named(Protocol):
    """Anything that can be handed to a child; ``text`` says what is being done."""

    @property
    def text(self) -> str: ...


W = TypeVar("W", bound=Limited)
T = TypeVar("T", bound=Named)
A = TypeVar("A")

Decide = Callable[[Work, Task], Answer]
"""What a child does with a task; a module's function, so that it can be sent to a new interpreter."""


def decide(work: Work, task: Task) -> Answer:
    """The real thing; imports the solver."""
    from rcl.verdict.decide import contradictions, question_of
    from rcl.verdict.recall import decide_remembering

    if task.kind == "contradiction":
        return contradictions(work.world, task.lowering, work.locks, work.variation)
    question = question_of(work.world, task, work.budget, work.locks, variation=work.variation)
    return decide_remembering(question, work.cache)


@dataclass(slots=True)
class _Child:
    """A child with its end of the pipe, the task it works on (-1: none), and when that is given up."""

    process: BaseProcess
    pipe: Connection
    task: int = -1
    until: float = 0.0


def run_tasks(
    work: W,
    tasks: Sequence[T],
    jobs: int,
    done: Callable[[int, int, str], None] | None,
    how: Callable[[W, T], A],
) -> tuple[A | Lost, ...]:
    """The answers in the order of the tasks."""
    pool = _Pool(work, tasks, how)
    try:
        return pool.run(max(1, min(jobs, len(tasks))), done)
    finally:
        pool.kill()


class _Pool(Generic[W, T, A]):
    """Hands out tasks and collects answers; all in one thread of the parent."""

    def __init__(self, work: W, tasks: Sequence[T], how: Callable[[W, T], A]) -> None:
        method = "fork" if sys.platform.startswith("linux") else "spawn"
        self._context: BaseContext = multiprocessing.get_context(method)
        self._forks = method == "fork"
        self._work = work
        self._tasks = tasks
        self._how = how
        self._next = 0
        self._children: list[_Child] = []
        self._answers: dict[int, A | Lost] = {}

    def run(self, jobs: int, done: Callable[[int, int, str], None] | None) -> tuple[A | Lost, ...]:
        total = len(self._tasks)
        while len(self._answers) < total:
            before = set(self._answers)
            self._hand_out(jobs)
            self._collect()
            for count, index in enumerate(sorted(set(self._answers) - before), len(before) + 1):
                if done is not None:
                    done(count, total, self._tasks[index].text)
        return tuple(self._answers[index] for index in range(total))

    def kill(self) -> None:
        """End every child that is left."""
        for child in list(self._children):
            self._remove(child)

    def _hand_out(self, jobs: int) -> None:
        while len(self._children) < jobs and self._next + self._idle() < len(self._tasks):
            self._children.append(self._start())
        for child in list(self._children):
            if child.task < 0 and self._next < len(self._tasks):
                child.task = self._next
                child.until = time.monotonic() + self._work.kill_after
                self._next += 1
                try:
                    child.pipe.send(self._tasks[child.task])
                except OSError:
                    self._lose(child, Loss.DIED)

    def _idle(self) -> int:
        return sum(child.task < 0 for child in self._children)

    def _start(self) -> _Child:
        ours, theirs = self._context.Pipe()
        inherited = [child.pipe for child in self._children] + [ours] if self._forks else []
        process = self._context.Process(  # type: ignore[attr-defined]
            target=_serve, args=(self._work, self._how, theirs, inherited), daemon=True
        )
        process.start()
        theirs.close()
        return _Child(process, ours)

    def _collect(self) -> None:
        """Wait for the first answer, death or limit, and note everything there is by then."""
        busy = [child for child in self._children if child.task >= 0]
        if not busy:
            return
        patience = max(0.0, min(child.until for child in busy) - time.monotonic())
        ready = wait([child.pipe for child in busy], patience)
        for child in busy:
            if child.pipe in ready:
                self._receive(child)
            elif time.monotonic() >= child.until:
                self._lose(child, Loss.TOO_SLOW)

    def _receive(self, child: _Child) -> None:
        try:
            answer: A = child.pipe.recv()
        except (EOFError, OSError):
            self._lose(child, Loss.DIED)
            return
        self._answers[child.task] = answer
        child.task = -1

    def _lose(self, child: _Child, loss: Loss) -> None:
        if loss is Loss.DIED:
            child.process.join(1.0)
        code = child.process.exitcode
        self._answers[child.task] = Lost(loss, code or 0)
        self._remove(child)

    def _remove(self, child: _Child) -> None:
        self._children.remove(child)
        child.process.kill()
        child.process.join()
        child.pipe.close()


def _serve(work: Any, how: Callable[[Any, Any], Any], pipe: Connection, inherited: list[Connection]) -> None:
    """A child: answers tasks until nobody asks any more. A defect ends it; its traceback goes to stderr."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in inherited:
        other.close()
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        pipe.send(how(work, task))
