"""Maps lowerings, a seed and a number to the outcomes of that many mutants, decided by child processes.

Invariant: the same files, seed and number give the same outcomes, whatever the number of children; a limit in time only cuts
the list short, after whole groups of mutants. Kinds of change take turns, so that rare ones are not lost among frequent ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from rcl.mutation.judge import Bench, Fate, Judged, Outcome, judge, try_mutant
from rcl.mutation.lowerings import mutants_of
from rcl.mutation.mutants import Mutant
from rcl.mutation.shrink import Shrunk, shrink
from rcl.mutation.subject import Subject
from rcl.verdict.workers import Lost, run_tasks

GROUP = 40
"""Mutants between two looks at the clock."""

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Tried:
    """A mutant of a lowering with what became of it; a finding has its smaller form."""

    lowering: str
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
    parents: tuple[Judged | tuple[str, ...] | None, ...]
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
    begin = time.monotonic()
    listed = tuple(subjects)
    empty = _Work(listed, (), (), bench, limits.kill_after)
    tasks = [_Job(at, -1, item.name) for at, item in enumerate(listed)]
    parents = tuple(
        ("the lowering itself took too long",) if isinstance(item, Lost) else item
        for item in run_tasks(empty, tasks, limits.jobs, None, _serve)
    )
    for item in parents:
        if isinstance(item, Judged):
            bench.known.update({(one.asked, one.part): one for one in item.answers})
    mutants = tuple(
        mutants_of(item) if isinstance(parent, Judged) else ()
        for item, parent in zip(listed, parents, strict=True)
    )
    work = _Work(listed, parents, mutants, bench, limits.kill_after)  # type: ignore[arg-type]
    jobs = chosen(work.subjects, mutants, limits)
    outcomes = _outcomes(work, jobs, limits, begin, progress)
    tried = tuple(
        Tried(listed[job.subject].name, mutants[job.subject][job.mutant], outcome)
        for job, outcome in zip(jobs, outcomes, strict=False)
    )
    return Fuzzed(
        _with_shrunk(work, jobs, tried, limits),
        sum(map(len, mutants)),
        tuple(
            (item.name, parent.verdict.verdict_class.value)
            for item, parent in zip(listed, parents, strict=True)
            if isinstance(parent, Judged)
        ),
        tuple(
            (item.name, parent)
            for item, parent in zip(listed, parents, strict=True)
            if isinstance(parent, tuple)
        ),
        len(outcomes) < len(jobs),
    )


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


def _outcomes(
    work: _Work, jobs: Sequence[_Job], limits: Limits, begin: float, progress: Progress | None
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    size = len(jobs) if limits.seconds is None else GROUP * limits.jobs
    while len(outcomes) < len(jobs):
        if limits.seconds is not None and time.monotonic() - begin >= limits.seconds:
            break
        first = len(outcomes)
        group = jobs[first : first + size]

        def told(done: int, _: int, text: str, first: int = first) -> None:
            if progress is not None:
                progress(first + done, len(jobs), text)

        for item in run_tasks(work, group, limits.jobs, told, _serve):
            outcomes.append(item if isinstance(item, Outcome) else _lost())
    return outcomes


def _lost() -> Outcome:
    return Outcome(Fate.UNDECIDED, "", "", codes=("the wall-clock limit was over, or the process died",))


def _with_shrunk(
    work: _Work, jobs: Sequence[_Job], tried: Sequence[Tried], limits: Limits
) -> tuple[Tried, ...]:
    """The findings with their smaller forms."""
    found = [at for at, item in enumerate(tried) if item.outcome.fate is Fate.FINDING]
    again = [_Job(jobs[at].subject, jobs[at].mutant, "shrinking", tried[at].outcome) for at in found]
    smaller = (
        dict(zip(found, run_tasks(work, again, limits.jobs, None, _serve), strict=True)) if again else {}
    )
    return tuple(
        Tried(item.lowering, item.mutant, item.outcome, made)
        if isinstance(made := smaller.get(at), Shrunk)
        else item
        for at, item in enumerate(tried)
    )
