"""Maps lowerings, a seed and a number to the outcomes of that many mutants, decided by child processes.

Invariant: the same files, seed and number give the same outcomes, whatever the number of children; a limit in time only cuts
the list short, after whole groups of mutants. Kinds of change take turns, so that rare ones are not lost among frequent ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from rcl.mutation.judge import BROKE, Bench, Fate, Judged, Outcome, judge, try_mutant
from rcl.mutation.lowerings import mutants_of
from rcl.mutation.mutants import Mutant
from rcl.mutation.shrink import Shrunk, shrink
from rcl.mutation.subject import Subject
from rcl.verdict.workers import Loss, Lost, run_tasks

GROUP = 40
"""Mutants between two looks at the clock."""

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Tried:
    """A mutant of a lowering (``number`` counts that lowering's mutants from 0) with what became of it; a finding has its smaller form."""

    lowering: str
    number: int
    mutant: Mutant
    outcome: Outcome
    shrunk: Shrunk | None = None


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """The outcomes in the order of trying; ``possible`` is how many mutants there are, ``parents`` name each lowering's class.

    ``broken`` are lowerings that could not be judged themselves, with the codes why.
    """

    tried: tuple[Tried, ...]
    possible: int
    parents: tuple[tuple[str, str], ...]
    broken: tuple[tuple[str, tuple[str, ...]], ...]
    cut_short: bool


@dataclass(frozen=True, slots=True)
class _Job:
    """Which subject, and which of its mutants (-1: itself); with ``found`` a finding is to be shrunk."""

    subject: int
    mutant: int
    text: str
    found: Outcome | None = None


@dataclass(frozen=True, slots=True)
class _Work:
    """What every child knows; its bench grows as it goes."""

    subjects: tuple[Subject, ...]
    parents: tuple[Judged | tuple[str, ...], ...]
    mutants: tuple[tuple[Mutant, ...], ...]
    bench: Bench
    kill_after: float


def _serve(work: _Work, job: _Job) -> Judged | tuple[str, ...] | Outcome | Shrunk:
    subject = work.subjects[job.subject]
    if job.mutant < 0:
        return judge(subject, work.bench)
    parent, mutant = work.parents[job.subject], work.mutants[job.subject][job.mutant]
    if job.found is not None:
        return shrink(subject, mutant, job.found, work.bench)
    assert isinstance(parent, Judged)
    return try_mutant(subject, parent, mutant, work.bench)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many mutants, for how long (seconds; ``None``: until all are tried), and with how many processes."""

    seed: int
    runs: int
    seconds: float | None
    jobs: int
    kill_after: float


def fuzz_subjects(
    subjects: Sequence[Subject], bench: Bench, limits: Limits, progress: Progress | None
) -> Fuzzed:
    """Judges each lowering, then mutants of those that could be judged."""
    clock = _Clock(limits)
    listed = tuple(subjects)
    parents = _parents(listed, bench, clock, progress)
    for item in parents:
        if isinstance(item, Judged):
            bench.known.update({(one.asked, one.part): one for one in item.answers})
    mutants = tuple(
        mutants_of(item) if isinstance(parent, Judged) else ()
        for item, parent in zip(listed, parents, strict=True)
    )
    work = _Work(listed, parents, mutants, bench, limits.kill_after)
    jobs = chosen(work.subjects, mutants, limits)
    outcomes = _outcomes(work, jobs, clock, progress)
    tried = tuple(
        Tried(listed[job.subject].name, job.mutant, mutants[job.subject][job.mutant], outcome)
        for job, outcome in zip(jobs, outcomes, strict=False)
    )
    named = [(item.name, parent) for item, parent in zip(listed, parents, strict=True)]
    return Fuzzed(
        _with_shrunk(work, jobs, tried, limits),
        sum(map(len, mutants)),
        tuple((name, item.verdict.verdict_class.value) for name, item in named if isinstance(item, Judged)),
        tuple((name, item) for name, item in named if isinstance(item, tuple)),
        len(outcomes) < len(jobs),
    )


class _Clock:
    """The limits, and when they began to count."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._end = None if limits.seconds is None else time.monotonic() + limits.seconds

    @property
    def over(self) -> bool:
        return self._end is not None and time.monotonic() >= self._end

    def groups(self, jobs: Sequence[_Job], size: int) -> Iterator[Sequence[_Job]]:
        """The jobs in groups between which to look at the clock: all at once if there is none."""
        step = len(jobs) if self._end is None else size * self.limits.jobs
        for first in range(0, len(jobs), max(step, 1)):
            if self.over:
                return
            yield jobs[first : first + step]


def _parents(
    subjects: tuple[Subject, ...], bench: Bench, clock: _Clock, progress: Progress | None
) -> tuple[Judged | tuple[str, ...], ...]:
    """Each lowering judged; or why it could not be."""
    work = _Work(subjects, (), (), bench, clock.limits.kill_after)
    jobs = [_Job(at, -1, item.name) for at, item in enumerate(subjects)]
    found: list[Judged | tuple[str, ...]] = []
    for group in clock.groups(jobs, 2):
        told = _told(progress, len(found), len(jobs))
        for item in run_tasks(work, group, clock.limits.jobs, told, _serve):
            lost = isinstance(item, Lost)
            found.append(("it took too long, or the process died",) if lost else item)  # type: ignore[arg-type]
    return (*found, *[("the limit in time was over",)] * (len(subjects) - len(found)))


def _told(progress: Progress | None, before: int, total: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, _, text: progress(before + done, total, text)


def chosen(
    subjects: Sequence[Subject], mutants: Sequence[Sequence[Mutant]], limits: Limits
) -> tuple[_Job, ...]:
    """As many mutants as asked for: kinds of change in turn, within a kind by chance."""
    kinds: dict[str, list[_Job]] = {}
    for at, (subject, own) in enumerate(zip(subjects, mutants, strict=True)):
        for index, mutant in enumerate(own):
            job = _Job(at, index, f"{subject.name}: {mutant.operator}")
            kinds.setdefault(mutant.operator, []).append(job)
    rng = Random(limits.seed)
    queues = [rng.sample(kinds[name], len(kinds[name])) for name in sorted(kinds)]
    found: list[_Job] = []
    while queues and len(found) < limits.runs:
        found += [queue.pop() for queue in queues]
        queues = [queue for queue in queues if queue]
    return tuple(found[: limits.runs])


def _outcomes(work: _Work, jobs: Sequence[_Job], clock: _Clock, progress: Progress | None) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for group in clock.groups(jobs, GROUP):
        told = _told(progress, len(outcomes), len(jobs))
        for item in run_tasks(work, group, clock.limits.jobs, told, _serve):
            outcomes.append(item if isinstance(item, Outcome) else _lost(item))
    return outcomes


def _lost(item: object) -> Outcome:
    """A mutant without an answer; a process that died of it is a finding."""
    if isinstance(item, Lost) and item.loss is Loss.DIED:
        said = f"{BROKE}: the process ended (exit code {item.code})"
        return Outcome(Fate.FINDING, "", "", objections=(said,))
    return Outcome(Fate.UNDECIDED, "", "", codes=("the wall-clock limit was over",))


def _with_shrunk(
    work: _Work, jobs: Sequence[_Job], tried: Sequence[Tried], limits: Limits
) -> tuple[Tried, ...]:
    """The findings with their smaller forms; one that cannot be made smaller stays as it is."""
    found = [at for at, item in enumerate(tried) if item.outcome.fate is Fate.FINDING]
    again = [_Job(jobs[at].subject, jobs[at].mutant, "shrinking", tried[at].outcome) for at in found]
    smaller = run_tasks(work, again, limits.jobs, None, _serve) if again else ()
    made = list(tried)
    for at, job, item in zip(found, again, smaller, strict=True):
        subject, mutant = work.subjects[job.subject], tried[at].mutant
        whole = Shrunk(subject, mutant.applied(subject), tried[at].outcome, 0, 0)
        made[at] = replace(tried[at], shrunk=item if isinstance(item, Shrunk) else whole)
    return tuple(made)
