"""Every kind of result recalled: the same again from what shows it, and none from less than that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rcl.anchors.lock import EMPTY
from rcl.model.runtime import World
from rcl.smt.solver import Budget
from rcl.verdict.answers import Notes, Question
from rcl.verdict.cache import Remembered
from rcl.verdict.decide import decide_question, question_of
from rcl.verdict.kept import ArgumentError, KeptArgument, rebuilt
from rcl.verdict.recall import recall, remembered
from rcl.verdict.results import ObligationResult, Result
from rcl.verdict.task import Task
from tests.unit.verdict.test_decide import world_fixture

__all__ = ["world_fixture"]

EXPECTED = {
    "outcome.kept": Result.PROVED,
    "outcome.one_by_one": Result.PROVED,
    "outcome.untold": Result.OPEN,
    "outcome.unbroken": Result.OPEN,
    "outcome.unlost": Result.REFUTED,
    "outcome.after_paying": Result.VACUOUS,
    "scenario.can_reuse": Result.PROVED,
    "scenario.can_pay": Result.REFUTED,
    "scenario.can_tell": Result.OPEN,
}
Known = dict[str, tuple[ObligationResult, Remembered]]


def question(world: World, name: str) -> Question:
    kind, rest = ("scenario", name[9:]) if name.startswith("scenario.") else ("obligation", name)
    return question_of(world, Task(kind, "engine.plain", "pact", "full", rest), 2_000_000, EMPTY)  # type: ignore[arg-type]


@pytest.fixture(name="known", scope="module")
def known_fixture(world: World) -> Known:
    found = {}
    for name in EXPECTED:
        asked = question(world, name)
        result = decide_question(asked)
        found[name] = (result, remembered(asked, result))
    return found


def test_the_same_again(world: World, known: Known) -> None:
    assert {name: result.result for name, (result, _) in known.items()} == EXPECTED
    for name, (result, entry) in known.items():
        asked = question(world, name)
        assert recall(asked, entry) == result
        assert asked.budget.total == 0, "nothing was searched for"
        assert recall(replace(question(world, name), budget=Budget(2_000_000)), entry) == result


def test_another_result_is_not_recalled(world: World, known: Known) -> None:
    """The entries of all questions, as they are and with every other result, put to each of them."""
    for name, (result, _) in known.items():
        for _, entry in known.values():
            for claimed in Result:
                again = recall(question(world, name), replace(entry, result=claimed))
                assert again is None or again.result is claimed
                # What was guessed may look open; certain results are those that were found, and no others.
                assert again is None or again.result in (result.result, Result.OPEN), (name, entry, claimed)


def argument(entry: Remembered) -> KeptArgument:
    assert entry.argument is not None
    return entry.argument


def test_an_argument_has_to_hold(world: World, known: Known) -> None:
    for name in ("outcome.kept", "outcome.one_by_one", "outcome.after_paying", "scenario.can_pay"):
        _, entry = known[name]
        kept = argument(entry)
        for wrong in (
            replace(kept, core=kept.core[1:]),
            replace(kept, core=("guarantee none",)),
            replace(kept, core=(*kept.core, *kept.core, "silence nobody")),
            replace(kept, witnesses=("nobody's occasion",)),
            replace(kept, lemmas=("|r.none|",)),
            replace(kept, lemmas=("false",)),
            replace(kept, k=-1),
            replace(kept, k=5),
            replace(kept, method="trust"),
            replace(kept, shows="no trigger" if kept.shows == "no violation" else "no violation"),
        ):
            assert recall(question(world, name), replace(entry, argument=wrong)) is None, wrong
        assert recall(question(world, name), replace(entry, argument=None)) is None
        spent = replace(question(world, name), budget=Budget(1), notes=Notes())
        assert recall(spent, entry) is None, "an argument is checked, for which a budget is needed"
    kept = argument(known["outcome.one_by_one"][1])
    assert recall(question(world, "outcome.one_by_one"), replace(
        known["outcome.one_by_one"][1], argument=replace(kept, k=0))) is None  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"witnesses": ("nobody's occasion",)},
            "a witness that the problem does not have: nobody's occasion",
        ),
        (
            {"core": ("guarantee none",)},
            "rests on `guarantee none`, which is not a statement that takes part",
        ),
    ],
)
def test_what_does_not_fit_the_problem_is_named(
    world: World, known: Known, changes: dict[str, tuple[str, ...]], words: str
) -> None:
    asked = question(world, "outcome.kept")
    with pytest.raises(ArgumentError, match=words):
        rebuilt(asked.problem, asked.rule, replace(argument(known["outcome.kept"][1]), **changes))  # type: ignore[arg-type]


def test_a_proof_needs_its_cover_and_a_trace_its_steps(world: World, known: Known) -> None:
    for name in ("outcome.kept", "outcome.untold", "scenario.can_reuse"):
        _, entry = known[name]
        assert entry.cover is not None
        assert recall(question(world, name), replace(entry, cover=None)) is None
        short = replace(entry.cover, steps=entry.cover.steps[:-1])
        assert recall(question(world, name), replace(entry, cover=short)) is None
    for name in ("outcome.unlost", "outcome.unbroken"):
        _, entry = known[name]
        assert entry.trace is not None
        assert recall(question(world, name), replace(entry, trace=None)) is None
        for steps in (entry.trace.steps[:-1], entry.trace.steps[1:], ()):
            short = replace(entry.trace, steps=steps)
            assert recall(question(world, name), replace(entry, trace=short)) is None
        assert recall(question(world, name), replace(entry, trace=replace(entry.trace, bindings=()))) is None
    unsure = known["outcome.unbroken"][1]
    assert recall(question(world, "outcome.unbroken"), replace(unsure, result=Result.REFUTED)) is None
