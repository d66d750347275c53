"""Decides a task and keeps what shows its result: runs in the worker processes, in the place of ``workers.decide``.

Invariant: the result is the one that ``rcl prove`` gives, field for field; only the exhibit is added.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from rcl.certificates.argument import Asked, written
from rcl.temporal.trace import Unknown
from rcl.verdict.answers import Notes
from rcl.verdict.decide import contradictions, problem_of_task, question_of
from rcl.verdict.kept import KeptArgument
from rcl.verdict.recall import decide_remembering, remembered
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
    kept: KeptArgument | None = None
    files: dict[str, str] = {}
    if result.result is not Result.UNKNOWN:
        kept = remembered(question, result).argument
    if kept is not None:
        problem, item = problem_of_task(work.world, task, work.locks)
        files = written(Asked(problem, item, subject_of(task)), kept).files
    plain = {field.name: getattr(result, field.name) for field in fields(ObligationResult)}
    known = tuple(
        (name, value) for name, value in notes.assignment(question.rule) if not isinstance(value, Unknown)
    )
    return Exhibited(**plain, argument=kept, queries=tuple(sorted(files.items())), assignment=known)
