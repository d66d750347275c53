"""One small runtime on which a search comes to every result, asked in this process."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rcl.anchors.lock import EMPTY
from rcl.model.contract import Rule
from rcl.model.formula import FALSE, TRUE, Pattern
from rcl.model.runtime import World
from rcl.smt.bounded import Search
from rcl.smt.solver import Budget
from rcl.smt.strategy import Effort, find_possible, find_sure
from rcl.system.build import Target
from rcl.system.problem import Problem
from rcl.verdict.answers import Notes
from rcl.verdict.decide import contradictions, decide_question, question_of
from rcl.verdict.results import ObligationResult, Result
from rcl.verdict.task import Task
from tests.unit.verdict.conftest import BESIDE, load_world

CONTRACT = """\
contract pact version 1 "A small contract."
sort Claim
environment event asked(claim: Claim)
duty event accepted(claim: Claim)
duty event reused(claim: Claim)
duty event told(claim: Claim)
duty event paid(claim: Claim)
hazard event sized(claim: Claim, number: Int)
hazard event lost(claim: Claim)
hazard event broken(claim: Claim)
facet outcome {
  obligation kept "a" failure "b" whenever reused(claim: c) requires once accepted(claim: c)
  obligation unpaid "a" failure "b" whenever reused(claim: c) requires not once paid(claim: c)
  obligation unlost "a" failure "it was lost" whenever reused(claim: c) requires not once lost(claim: c)
  obligation unbroken "a" failure "b" whenever reused(claim: c) requires not once broken(claim: c)
  obligation untold "a" failure "b" whenever reused(claim: c) requires not once told(claim: c)
  obligation one_by_one "a" failure "b" whenever reused(claim: c) requires not previously reused(claim: c)
  obligation twice "a" failure "b"
    whenever sized(claim: c, number: n) requires 2 * n = n + n and 2 * n != 3
  obligation after_paying "a" failure "b" whenever paid(claim: c) requires once accepted(claim: c)
}
scenario can_reuse "it is reused": exists c: Claim: reused(claim: c) and once accepted(claim: c)
scenario can_lose_first "it is lost first":
  exists c: Claim: reused(claim: c) and not once accepted(claim: c)
scenario can_pay "it is paid": exists c: Claim: paid(claim: c)
scenario can_tell "it is told": exists c: Claim: told(claim: c)
bundle full "t" = outcome requires can_reuse, can_lose_first, can_pay, can_tell
duty event noted(claim: Claim)
duty event marked(claim: Claim)
bundle weaker weakens full "w" {
  facet outcome {
    obligation noted_after "a" failure "b" whenever noted(claim: c) requires once marked(claim: c)
  }
  seen marked(claim: c) from accepted(claim: c)
  seen noted(claim: c) from reused(claim: c)
}
bundle other weakens full "o" {
  facet outcome {
    obligation noted_told "a" failure "b" whenever noted(claim: c) requires once marked(claim: c)
  }
  seen marked(claim: c) from told(claim: c)
  seen noted(claim: c) from reused(claim: c)
}
"""

RUNTIME = """\
use pact version 1
runtime engine version "1" "A small runtime."
  source specification "engine" sha256 ""
anchor loop = "engine" :: loop
event taken(tag: Claim)
event used(tag: Claim)
event dropped(tag: Claim)
mode plain "The plain mode." {
  guarantee take_first by loop whenever used(tag: t) requires once taken(tag: t)
  guarantee not_at_once by loop whenever used(tag: t) requires previously dropped(tag: _) or previously taken(tag: _)
  guarantee take_once by loop whenever taken(tag: t) requires not previously once taken(tag: t)
  admits takes by loop taken(tag: t) when not previously once taken(tag: t)
  admits uses by loop used(tag: t) when once taken(tag: t)
  admits drops by loop dropped(tag: t) when once taken(tag: t)
}
mode torn "Nothing can be used." {
  guarantee never by loop whenever used(tag: t) requires not once used(tag: t)
  guarantee no_end by loop whenever dropped(tag: t) requires once taken(tag: t)
  guarantee no_use by loop whenever used(tag: t) requires once taken(tag: t) and not once taken(tag: t)
}
mode split "One says so, one says no." {
  guarantee after_take by loop whenever used(tag: t) requires once taken(tag: t)
  guarantee before_take by loop whenever used(tag: t) requires not once taken(tag: t)
}
lowering engine.plain to pact.full "p" {
  map accepted(claim: t) from taken(tag: t)
  map reused(claim: t) from used(tag: t)
  map lost(claim: t) from dropped(tag: t)
  unmapped paid "nobody pays" by loop
}
lowering engine.plain as quiet to pact.full "q" {
  map accepted(claim: t) from taken(tag: t)
  map reused(claim: t) from used(tag: t)
  unmapped paid "nobody pays, and nobody says where that stands"
}
lowering engine.torn to pact.full "t" {
  map reused(claim: t) from used(tag: t)
}
lowering engine.split to pact.full "s" {
  map reused(claim: t) from used(tag: t)
}
"""


@pytest.fixture(name="world", scope="module")
def world_fixture() -> World:
    return load_world({"pact.rcl": CONTRACT, "engine.rcl": RUNTIME})


def decided(world: World, name: str, budget: int = 2_000_000, notes: Notes | None = None) -> ObligationResult:
    kind, _, rest = name.partition(".") if name.startswith("scenario.") else ("obligation", "", name)
    task = Task(kind, "engine.plain", "pact", "full", rest)  # type: ignore[arg-type]
    return decide_question(question_of(world, task, budget, EMPTY, notes))


def core(result: ObligationResult) -> list[str]:
    return [item.statement for item in result.core]


def test_proved_with_the_statement_it_rests_on_and_a_cover(world: World) -> None:
    notes = Notes()
    result = decided(world, "outcome.kept", notes=notes)
    assert (result.result, core(result)) == (Result.PROVED, ["take_first"])
    assert [step.event for step in result.cover] == ["taken", "used"] and not result.trace
    assert notes.proof is not None and notes.cover is not None and notes.trace is None
    assert result.rlimit > 0 and result.statements == 4 and result.facet == "outcome"
    assert result.place == "pact.rcl:12"


def test_proved_by_what_a_step_before_excludes(world: World) -> None:
    """Not from any state alone: it takes one good step before."""
    result = decided(world, "outcome.one_by_one")
    assert (result.result, core(result)) == (Result.PROVED, ["not_at_once"])
    assert (result.method, result.depth) == ("1-induction", 1)


def test_arithmetic(world: World) -> None:
    assert decided(world, "outcome.twice").result is Result.PROVED


def test_a_stated_absence_carries_a_proof(world: World) -> None:
    result = decided(world, "outcome.unpaid")
    assert (result.result, core(result)) == (Result.PROVED, ["unmapped paid"])


def test_silence_does_not(world: World) -> None:
    result = decided(world, "outcome.untold")
    assert (result.result, core(result)) == (Result.OPEN, ["silence told"])
    assert "silence never helps" in result.reason and "map `told`" in result.repair


def test_an_absence_without_a_source_is_silence(world: World) -> None:
    task = Task("obligation", "engine.plain/quiet", "pact", "full", "outcome.unpaid")
    result = decide_question(question_of(world, task, 2_000_000, EMPTY))
    assert (result.result, core(result)) == (Result.OPEN, ["silence paid"])


def test_refuted_by_admitted_steps_alone(world: World) -> None:
    notes = Notes()
    result = decided(world, "outcome.unlost", notes=notes)
    assert (result.result, result.reason) == (Result.REFUTED, "it was lost")
    assert [step.event for step in result.trace] == ["taken", "dropped", "used"]
    assert [step.by for step in result.trace] == ["takes", "drops", "uses"]
    assert result.blame == ("engine.rcl:13", "engine.rcl:14", "engine.rcl:12") and not result.core
    assert notes.trace is not None and notes.proof is None
    assert dict(result.bindings) == {"c": "claim1"}


def test_an_unmapped_hazard_is_only_open(world: World) -> None:
    result = decided(world, "outcome.unbroken")
    assert result.result is Result.OPEN and "nothing shows that the runtime takes step" in result.reason
    assert "broken" in [step.event for step in result.trace]
    assert len(result.blame) == len(result.trace) - 1 and all(result.blame), (
        "nothing stands behind the hazard"
    )


def test_vacuous_with_what_excludes_the_trigger(world: World) -> None:
    result = decided(world, "outcome.after_paying")
    assert (result.result, core(result)) == (Result.VACUOUS, ["unmapped paid"])
    assert not result.cover and result.blame == ("engine.rcl:29",)


def test_a_scenario_is_proved_by_a_trace(world: World) -> None:
    result = decided(world, "scenario.can_reuse")
    assert result.result is Result.PROVED and not result.trace
    assert [(step.event, step.by) for step in result.cover] == [("taken", "takes"), ("used", "uses")]


@pytest.mark.parametrize(
    ("name", "result", "statement"),
    [
        ("can_pay", Result.REFUTED, "unmapped paid"),
        ("can_tell", Result.OPEN, "silence told"),
        ("can_lose_first", Result.REFUTED, "take_first"),
    ],
)
def test_a_scenario_is_excluded_by_a_proof(world: World, name: str, result: Result, statement: str) -> None:
    found = decided(world, f"scenario.{name}")
    assert (found.result, core(found)) == (result, [statement])
    assert found.reason.startswith("it is not so that it is ")


@pytest.mark.parametrize("name", ["outcome.kept", "outcome.unlost", "scenario.can_reuse", "scenario.can_pay"])
def test_without_a_budget_nothing_is_known(world: World, name: str) -> None:
    result = decided(world, name, budget=1)
    assert result.result is Result.UNKNOWN and "rlimit 1 spent" in result.reason
    assert (result.method, result.repair, result.blame) == ("none", "", ())
    assert not result.core and not result.trace and not result.cover


def test_what_the_full_bundle_entails(world: World) -> None:
    """Its obligations are the statements, and a reading says what stands for the weaker bundle's events."""
    task = Task("entailment", "", "pact", "weaker", "outcome.noted_after")
    result = decide_question(question_of(world, task, 2_000_000, EMPTY))
    assert (result.result, core(result)) == (Result.PROVED, ["outcome.kept"])
    assert [step.event for step in result.cover] == ["accepted", "reused"] and result.statements == 8
    task = Task("entailment", "", "pact", "other", "outcome.noted_told")
    result = decide_question(question_of(world, task, 2_000_000, EMPTY))
    assert result.result in (Result.OPEN, Result.REFUTED) and result.trace


def test_statements_that_contradict_each_other(world: World) -> None:
    """Two or more together; one that alone excludes its event is a statement about the event."""
    assert contradictions(world, "engine.plain", EMPTY) == ()
    assert [item.statement for item in contradictions(world, "engine.split", EMPTY)] == [
        "after_take",
        "before_take",
    ]
    assert contradictions(world, "engine.torn", EMPTY) == ()


def test_a_counterexample_may_need_a_step_that_has_nothing_to_do_with_the_obligation() -> None:
    """Whatever `heard` was about before, it may have told of this claim; only `rested` certainly has not."""
    world = load_world({"box.rcl": BESIDE})
    task = Task("obligation", "box.plain", "pact", "full", "outcome.always")
    result = decide_question(question_of(world, task, 2_000_000, EMPTY))
    assert result.result is Result.REFUTED
    assert [step.event for step in result.trace] == ["rested", "heard"]


# ---------------------------------------------------------------- what a search finds is replayed


def guessed(
    problem: Problem, target: Target, budget: Budget, effort: Effort, *_: object, **__: object
) -> Search:
    """A search that takes what is only possible for certain."""
    return find_possible(problem, target, budget, effort)


def unasked(
    problem: Problem, target: Target, budget: Budget, effort: Effort, *_: object, **__: object
) -> Search:
    """A search that finds a trace, but not the one that was asked for."""
    other = Target(Rule((), (), (Pattern("taken", ()),), TRUE, FALSE), violated=False, layer="runtime")
    found = find_possible(problem, other, budget, effort).found
    assert found is not None
    return Search(replace(found, bindings=(("c", "claim1"),)), 1, False)


def test_a_counterexample_that_is_only_possible_refutes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rcl.verdict.decide.find_definite", guessed)
    result = decided(world, "outcome.unbroken")
    assert result.result is Result.OPEN and result.trace


def test_a_scenario_is_not_seen_by_a_guess(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load_world({"blind.rcl": BLIND})
    task = Task("scenario", "box.plain", "pact", "full", "can_tell")
    for search in (find_sure, guessed):
        monkeypatch.setattr("rcl.verdict.decide.find_sure", search)
        result = decide_question(question_of(loaded, task, 2_000_000, EMPTY))
        assert result.result is Result.OPEN and result.trace and not result.cover


@pytest.mark.parametrize("name", ["outcome.kept", "outcome.unlost", "outcome.unbroken", "scenario.can_reuse"])
def test_a_trace_that_shows_something_else_shows_nothing(
    world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for search in ("find_possible", "find_definite", "find_sure"):
        monkeypatch.setattr(f"rcl.verdict.decide.{search}", unasked)
    result = decided(world, name)
    assert result.result is Result.UNKNOWN and not result.trace and not result.cover
    assert "24 steps" in result.reason and result.depth == 24


BLIND = """\
contract pact version 1 "A small contract."
sort Claim
duty event told(claim: Claim)
duty event asked(claim: Claim)
facet outcome {
  obligation first "a" failure "b" whenever told(claim: c) requires once asked(claim: c)
}
scenario can_tell "told after it was asked": exists c: Claim: told(claim: c) and once asked(claim: c)
bundle full "t" = outcome requires can_tell
use pact version 1
runtime box version "1" "A small runtime."
  source specification "box" sha256 ""
anchor loop = "box" :: loop
event heard()
event said(tag: Claim)
mode plain "The plain mode." {
  admits hears by loop heard()
  admits says by loop said(tag: _)
}
lowering box.plain to pact.full "p" {
  map asked(claim: _) from heard()
  map told(claim: t) from said(tag: t)
}
"""


FORGETFUL = """\
contract pact version 1 "A small contract."
sort Claim
duty event sized(claim: Claim, number: Int)
duty event used(claim: Claim)
state size(claim: Claim): Int = 5
  on sized(claim, number: n) -> n
facet outcome {
  obligation large "a" failure "b" whenever used(claim: c) requires size(c) >= 2
}
bundle full "t" = outcome
use pact version 1
runtime box version "1" "A small runtime."
  source specification "box" sha256 ""
anchor loop = "box" :: loop
event put(tag: Claim)
event emptied(tag: Claim)
event taken(tag: Claim)
mode plain "The plain mode." {
  guarantee after_put by loop whenever emptied(tag: t) requires once put(tag: t)
  admits puts by loop put(tag: _)
  admits empties by loop emptied(tag: t) when once put(tag: t)
  admits takes by loop taken(tag: _)
}
lowering box.plain to pact.full "p" {
  map sized(claim: t, number: _) from put(tag: t)
  map sized(claim: t, number: 0) from emptied(tag: t)
  map used(claim: t) from taken(tag: t)
}
"""


def test_a_number_that_is_not_known_is_not_known_later() -> None:
    """After `put` alone the size may be right or wrong; it takes one more step until it is certainly wrong."""
    loaded = load_world({"box.rcl": FORGETFUL})
    task = Task("obligation", "box.plain", "pact", "full", "outcome.large")
    result = decide_question(question_of(loaded, task, 2_000_000, EMPTY))
    assert result.result is Result.REFUTED
    assert [step.event for step in result.trace] == ["put", "emptied", "taken"]
