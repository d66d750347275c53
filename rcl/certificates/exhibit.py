"""Decides a task and keeps what shows its result: runs in the worker processes, in the place of ``workers.decide``.

Invariant: the result is the one that ``rcl prove`` gives, field for field; only the exhibit is added.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from rcl.certificates.argument import Asked, written
from rcl.temporal.trace import Unknown
from rcl.verdict.answers import Notes, rule_of
from rcl.verdict.decide import contradictions, problem_of_task, question_of
from rcl.verdict.kept import KeptArgument, kept_argument
from rcl.verdict.recall import decide_remembering
from rcl.verdict.results import ObligationResult, Result, Value
from rcl.verdict.task import Task
from rcl.verdict.workers import Answer, Work


@dataclass(frozen=True, slots=True)
class Exhibited(ObligationResult):
    """A result with its argument, the argument's files, and the assignment under which the trace is one."""

    argument: KeptArgument | None = None
    queries: tuple[tuple[str, str], ...] = ()
    assignment: tuple[tuple[str, Value], ...] = ()


def subject_of(task: Task) -> str:
    """Whose result it is: a lowering's, or a weaker bundle's as ``CONTRACT.BUNDLE``."""
    return task.lowering or f"{task.contract}.{task.bundle}"


def decide_and_keep(work: Work, task: Task) -> Answer:
    """The answer to a task, with its exhibit."""
    if task.kind == "contradiction":
        return contradictions(work.world, task.lowering, work.locks)
    notes = Notes()
    question = question_of(work.world, task, work.budget, work.locks, notes)
    result = decide_remembering(question, work.cache)
    problem, item = problem_of_task(work.world, task, work.locks)
    kept: KeptArgument | None = None
    files: dict[str, str] = {}
    if notes.proof is not None and result.result is not Result.UNKNOWN:
        scenario = task.kind == "scenario"
        trigger = scenario or result.result is Result.VACUOUS
        # A proof of the obligation whose cover was then shown impossible is vacuous; the last proof noted is that one's.
        kept = kept_argument(notes.proof, "no trigger" if trigger else "no violation")
        files = written(Asked(problem, item, subject_of(task)), kept).files
    plain = {field.name: getattr(result, field.name) for field in fields(ObligationResult)}
    known = tuple(
        (name, value) for name, value in notes.assignment(rule_of(item)) if not isinstance(value, Unknown)
    )
    return Exhibited(**plain, argument=kept, queries=tuple(sorted(files.items())), assignment=known)
