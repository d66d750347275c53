"""The file of what was found out: keys, entries, and files that can't be used."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from rcl.anchors.lock import EMPTY
from rcl.diag.span import Span
from rcl.smt.solver import Budget
from rcl.system.problem import Problem
from rcl.system.view import RawStep
from rcl.temporal.trace import UNKNOWN
from rcl.verdict.answers import Notes, Question
from rcl.verdict.cache import (
    FILE_NAME,
    Cache,
    CacheDefect,
    Trail,
    cache_at,
    find,
    keep,
    key_of,
    remembered_of,
    text_of,
)
from rcl.verdict.decide import decide_question, question_of
from rcl.verdict.recall import decide_remembering, recall, remembered
from rcl.verdict.results import Result
from rcl.verdict.task import Task
from tests.unit.verdict.conftest import BESIDE, Small, load_world

SCENARIO = Task("scenario", "engine.plain", "pact", "full", "can_reuse")
OBLIGATIONS = ("identity.accepted_first", "outcome.long_enough", "outcome.not_lost")


def asked(small: Small, task: Task) -> Question:
    """The question with every statement taking part, so that there is something to prove."""
    return replace(question_of(small.world, task, 5_000_000, EMPTY), problem=small.problem, notes=Notes())


def questions(small: Small) -> list[Question]:
    tasks = [Task("obligation", "engine.plain", "pact", "full", name) for name in OBLIGATIONS]
    return [asked(small, task) for task in (*tasks, SCENARIO)]


@pytest.fixture(name="cache")
def cache_fixture(tmp_path: Path) -> Cache:
    found = cache_at(tmp_path)
    assert found is not None
    return found


def key(cache: Cache, question: Question) -> str:
    """The key of what depends on the question's part of the problem only."""
    return key_of(cache, question.budget.limit, question.scenario, question.rule, question.part.problem)


def whole_key(cache: Cache, question: Question) -> str:
    return key_of(cache, question.budget.limit, question.scenario, question.rule, question.problem)


def test_what_was_found_out_is_found_again(small: Small, cache: Cache) -> None:
    for first, second, third in zip(questions(small), questions(small), questions(small), strict=True):
        result = decide_remembering(first, cache)
        entry = find(cache, key(cache, first)) or find(cache, whole_key(cache, first))
        assert entry is not None
        assert remembered_of(text_of(entry)) == entry
        assert recall(second, entry) == result == decide_remembering(third, cache)
        assert third.budget.total == 0  # nothing was searched for
        assert third.notes.assignment(third.rule) == first.notes.assignment(first.rule)


def test_values_of_every_kind_survive_the_text(small: Small) -> None:
    question = questions(small)[0]
    entry = remembered(question, decide_question(question))
    values = (None, UNKNOWN, True, False, 0, 1, -7, "c1", "true", "")
    steps = tuple(
        RawStep("e", (("f", value),), number % 2 == 0, ((number, "g", value),))
        for number, value in enumerate(values)
    )
    trail = Trail(steps, tuple((f"v{number}", value) for number, value in enumerate(values)))
    again = remembered_of(text_of(replace(entry, cover=trail, trace=None)))
    assert again.cover == trail and again.trace is None
    assert [type(value) for _, value in again.cover.bindings] == [type(value) for value in values]


def test_a_scenario_is_not_seen_on_the_word_of_an_entry(small: Small) -> None:
    question = asked(small, SCENARIO)
    entry = remembered(question, decide_question(question))
    assert entry.result is Result.PROVED and entry.cover is not None
    for wrong in (Result.REFUTED, Result.VACUOUS, Result.UNKNOWN):
        assert recall(asked(small, SCENARIO), replace(entry, result=wrong)) is None
    short = replace(entry.cover, steps=entry.cover.steps[:-1])
    assert recall(asked(small, SCENARIO), replace(entry, cover=short)) is None


def test_the_key_is_of_the_meaning_and_not_of_the_place(small: Small, cache: Cache) -> None:
    question = questions(small)[0]
    own = key(cache, question)
    problem = question.problem
    moved = tuple(replace(item, span=Span("elsewhere.rcl", 0, 1, 99, 1)) for item in problem.guarantees)
    assert key(cache, replace(question, problem=replace(problem, guarantees=moved))) == own
    others = [
        replace(question, problem=replace(problem, guarantees=problem.guarantees[1:])),
        replace(question, problem=without_admission(problem, "takes")),
        replace(question, problem=replace(problem, maps=problem.maps[1:])),
        replace(question, rule=questions(small)[1].rule),
        replace(question, budget=replace(question.budget, limit=7)),
    ]
    assert len({own, *(key(cache, item) for item in others)}) == len(others) + 1
    assert key(replace(cache, engine="another", texts={}), question) != own
    elsewhere = [replace(problem, absent=()), without_admission(problem, "loses")]
    assert {key(cache, replace(question, problem=item)) for item in elsewhere} == {own}


def without_admission(problem: Problem, name: str) -> Problem:
    return replace(problem, admits=tuple(item for item in problem.admits if item.name != name))


@pytest.mark.parametrize("order", [(True, False), (False, True)])
def test_what_depends_on_more_than_the_part_is_not_shared(cache: Cache, order: tuple[bool, ...]) -> None:
    """Without `rests` nothing shows that the runtime ever does something else; the obligation's part is the same."""
    world = load_world({"box.rcl": BESIDE})
    task = Task("obligation", "box.plain", "pact", "full", "outcome.always")
    for rests in order * 2:
        question = question_of(world, task, 2_000_000, EMPTY)
        if not rests:
            question = replace(question, problem=without_admission(question.problem, "rests"))
        result = decide_remembering(question, cache)
        assert result.result is (Result.REFUTED if rests else Result.OPEN)
        assert result == decide_question(replace(question, budget=Budget(2_000_000), notes=Notes()))


def test_a_file_that_is_no_database_is_begun_anew(tmp_path: Path, small: Small) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    cache = cache_at(tmp_path)
    assert cache is not None
    question = questions(small)[0]
    keep(cache, "k", remembered(question, decide_question(question)))
    assert find(cache, "k") is not None


def test_a_file_that_another_process_holds_is_left_alone(
    cache: Cache, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = questions(small)[0]
    keep(cache, "k", remembered(question, decide_question(question)))
    monkeypatch.setattr("rcl.verdict.cache._PATIENCE", 0.05)
    other = sqlite3.connect(cache.path)
    other.execute("BEGIN EXCLUSIVE")
    assert cache_at(cache.path.parent) is None
    other.rollback()
    other.close()
    assert find(cache, "k") is not None


def test_a_folder_that_cannot_be_made_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert cache_at(tmp_path / "file" / "below") is None


def test_a_file_that_breaks_later_is_as_good_as_none(cache: Cache, small: Small) -> None:
    cache.path.write_bytes(b"x" * 8192)
    question = questions(small)[0]
    assert find(cache, "k") is None
    result = decide_remembering(question, cache)
    assert result == decide_question(questions(small)[0])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        "[" * 100_000,
        '{"result": "proved"}',
        '{"result": "sure", "rlimit": 1, "depth": 1, "argument": null, "cover": null, "trace": null}',
        '{"result": "proved", "rlimit": true, "depth": 1, "argument": null, "cover": null, "trace": null}',
        '{"result": "proved", "rlimit": 1, "depth": 1, "argument": {"shows": "trust"}, "cover": null, "trace": null}',
        '{"result": "proved", "rlimit": 1, "depth": 1, "argument": null, "cover": [[["e"]], []], "trace": null}',
        '{"result": "open", "rlimit": 1, "depth": 1, "argument": null, "cover": null, "trace": [[], [["c", [1]]]]}',
    ],
)
def test_an_entry_of_another_shape_is_none(cache: Cache, text: str) -> None:
    with pytest.raises(CacheDefect):
        remembered_of(text)
    with sqlite3.connect(cache.path) as base:
        base.execute("INSERT INTO decided VALUES ('k', ?)", (text,))
    base.close()
    assert find(cache, "k") is None
