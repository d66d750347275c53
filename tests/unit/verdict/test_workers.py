"""What a child does with a task, done in this process."""

from __future__ import annotations

import signal
from multiprocessing import Pipe
from pathlib import Path

import pytest

from rcl.anchors.lock import EMPTY
from rcl.model.runtime import World
from rcl.system.variation import Variation
from rcl.verdict.cache import cache_at
from rcl.verdict.decide import decide_question, question_of
from rcl.verdict.results import CoreItem, ObligationResult, Result
from rcl.verdict.task import Task
from rcl.verdict.workers import Answer, Lost, Work, _serve, decide, run_tasks
from tests.unit.verdict.test_decide import world_fixture

__all__ = ["world_fixture"]
BUDGET = 2_000_000
KEPT = Task("obligation", "engine.plain", "pact", "full", "outcome.kept")
REUSE = Task("scenario", "engine.plain", "pact", "full", "can_reuse")
SPLIT = Task("contradiction", "engine.split", "pact", "full", "")


def test_each_kind_of_task(world: World, tmp_path: Path) -> None:
    plain = Work(world, BUDGET, EMPTY, 60.0)
    found = decide(plain, SPLIT)
    assert isinstance(found, tuple) and all(isinstance(item, CoreItem) for item in found)
    assert [item.statement for item in found if isinstance(item, CoreItem)] == ["after_take", "before_take"]
    remembering = Work(world, BUDGET, EMPTY, 60.0, cache_at(tmp_path))
    assert remembering.cache is not None
    for task in (KEPT, REUSE):
        result = decide(plain, task)
        assert isinstance(result, ObligationResult) and result.result is Result.PROVED
        assert decide(remembering, task) == decide(remembering, task) == result
    other = decide(Work(world, BUDGET, EMPTY, 60.0, variation=Variation(3)), KEPT)
    assert other == decide_question(question_of(world, KEPT, BUDGET, EMPTY, variation=Variation(3)))
    spent = decide(Work(world, 1, EMPTY, 60.0), KEPT)
    assert isinstance(spent, ObligationResult) and spent.result is Result.UNKNOWN


def test_a_child_answers_until_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    handled: list[tuple[int, object]] = []
    monkeypatch.setattr(signal, "signal", lambda number, what: handled.append((number, what)))
    ours, theirs = Pipe()
    inherited, other = Pipe()
    for number in (1, 2, 3):
        ours.send(number)
    answers = []

    def doubled(work: int, task: int) -> int:
        answers.append(work * task)
        if len(answers) == 3:
            ours.close()  # the answer to this one reaches nobody
        return work * task

    with pytest.raises(OSError):
        _serve(10, doubled, theirs, [inherited])
    assert answers == [10, 20, 30]
    assert handled == [(signal.SIGINT, signal.SIG_IGN)]
    assert inherited.closed and not other.closed
    ours, theirs = Pipe()
    ours.send(4)
    ours.close()
    with pytest.raises(OSError):
        _serve(10, doubled, theirs, [])
    ours, theirs = Pipe()
    ours.close()
    _serve(10, doubled, theirs, [])


def named(work: Work, task: Task) -> Answer:
    return (CoreItem(task.name, "native", "", "", 0),)


def test_answers_come_in_the_order_of_the_tasks(world: World) -> None:
    work = Work(world, BUDGET, EMPTY, 60.0)
    tasks = [Task("contradiction", "", "", "", f"t{number}") for number in range(7)]
    told: list[tuple[int, int, str]] = []
    found = run_tasks(work, tasks, 3, lambda *words: told.append(words), named)
    assert not any(isinstance(item, Lost) for item in found)
    assert [item[0].statement for item in found if isinstance(item, tuple)] == [f"t{n}" for n in range(7)]
    assert [(done, total) for done, total, _ in told] == [(number, 7) for number in range(1, 8)]
    assert run_tasks(work, [], 3, None, named) == ()
