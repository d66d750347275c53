"""The explicit search objects to results that are not so, and to none that are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from rcl.model.contract import Obligation, Scenario
from rcl.model.formula import FALSE
from rcl.model.types import INT
from rcl.system.explore import Limits, explore
from rcl.system.view import RawStep
from rcl.testing.problems import Case, case
from rcl.verdict.decide import decide_problem
from rcl.verdict.reference import compare, core_alone, explorable, outspoken, raw_steps, small
from rcl.verdict.results import ObligationResult, Result, TraceStep
from tests.golden.samples import obligation

LIMITS = Limits(moves=2_000)
BLANK = obligation("outcome.it", Result.UNKNOWN, method="none")


def objections(
    item: Case, result: ObligationResult, asked: Obligation | Scenario | None = None
) -> tuple[str, ...]:
    return compare(item.problem, asked or item.obligation, result, LIMITS).objections


@pytest.fixture(name="broken", scope="module")
def broken_fixture() -> list[Case]:
    """Cases in which the explicit search breaks the rule."""
    found = [case(seed) for seed in range(60)]
    return [item for item in found if explore(item.problem, item.obligation.rule, LIMITS).steps is not None]


def test_a_proof_of_what_can_be_broken(broken: list[Case]) -> None:
    assert len(broken) > 10
    for item in broken:
        for claimed in (Result.PROVED, Result.VACUOUS):
            said = objections(item, replace(BLANK, result=claimed))
            assert any(text.startswith(f"{claimed.value} although") and "breaks it" in text for text in said)
        silent = objections(item, replace(BLANK, result=Result.OPEN))
        assert any("open although" in text for text in silent), "it would rest on silence alone"
        assert objections(item, BLANK) == ()


def test_a_trigger_that_is_said_to_be_out_of_reach() -> None:
    seen: Counter[bool] = Counter()
    for seed in range(25):
        item = case(seed)
        reached = explore(item.problem, item.obligation.rule, LIMITS, violated=False).steps is not None
        said = objections(item, replace(BLANK, result=Result.VACUOUS))
        assert any("reaches the trigger" in text for text in said) == reached
        seen[reached] += 1
    assert seen[True] > 3 and seen[False] > 3


def test_a_proof_by_silence() -> None:
    """Cases that are kept only because nothing is mapped to a duty."""
    found = 0
    for seed in range(60):
        item = case(seed)
        loud = outspoken(item.problem)
        quiet = explore(item.problem, item.obligation.rule, LIMITS).steps is None
        if quiet and explore(loud, item.obligation.rule, LIMITS).steps is not None:
            said = objections(item, replace(BLANK, result=Result.PROVED))
            assert any("the proof rests on silence" in text for text in said), seed
            found += 1
    assert found > 0


def test_a_trace_that_is_none(broken: list[Case]) -> None:
    """Open and refuted by a trace that is longer than it has to be, or breaks nothing."""
    shown = definite = 0
    for item in broken:
        result = decide_problem(item.problem, item.obligation, 500_000)
        assert objections(item, result) == ()
        if not result.trace or not small(raw_steps(result.trace)):
            continue
        shown += 1
        longer = replace(result, result=Result.OPEN, trace=(*result.trace, *result.trace))
        assert any("is shorter than the trace shown" in text for text in objections(item, longer))
        if result.result is Result.REFUTED:
            for wrong in (replace(result, trace=result.trace[:-1]), replace(result, bindings=())):
                if wrong.trace and wrong != result:
                    assert any("the counterexample: " in text for text in objections(item, wrong))
            proved = replace(result, result=Result.PROVED, trace=())
            definite += any("refutes it" in text for text in objections(item, proved))
        if shown == 8:
            break
    assert shown == 8 and definite > 0


def test_a_violation_that_the_search_does_not_find() -> None:
    """Where no map line leaves a number unknown; a guessed one may be larger than the domain has."""
    said: Counter[bool] = Counter()
    for seed in range(30):
        item = case(seed)
        found = explore(item.problem, item.obligation.rule, LIMITS)
        if found.steps is not None or found.depth < 1 or not item.problem.events:
            continue
        kinds = {event.name: event for event in item.problem.contract_events}
        guessed = any(
            term is None and kinds[line.event].field(name).type == INT
            for line in item.problem.maps
            for name, term in line.fields
        )
        trace = shown_trace(item)
        texts = objections(item, replace(BLANK, result=Result.OPEN, trace=trace))
        assert any("finds no violation of up to" in text for text in texts) != guessed
        said[guessed] += 1
        far = replace(trace[0], fields=(("f0", "claim7"), ("f1", 9)))
        assert objections(item, replace(BLANK, result=Result.OPEN, trace=(far,))) == ()
        beyond = (trace[0],) * (found.depth + 1)
        assert objections(item, replace(BLANK, result=Result.OPEN, trace=beyond)) == ()
    assert said[True] > 0 and said[False] > 2


def shown_trace(item: Case) -> tuple[TraceStep, ...]:
    return (TraceStep(1, item.problem.events[0].name, (("f0", "claim1"),), False, "", "", "", (), ()),)


def test_scenarios() -> None:
    """What can be seen is neither excluded nor left open without a trace, and a trace that shows nothing shows nothing."""
    seen: Counter[bool] = Counter()
    for seed in range(14):
        item = case(seed)
        rule = item.obligation.rule
        scenario = Scenario("s", rule.variables, rule.triggers[0], "", item.obligation.span)
        asked = replace(rule, quantified=rule.variables, bound=(), triggers=(), condition=rule.triggers[0])
        asked = replace(asked, requires=FALSE)
        can = explore(item.problem, asked, LIMITS, violated=False).steps is not None
        for claimed in (Result.REFUTED, Result.OPEN):
            assert bool(objections(item, replace(BLANK, result=claimed), scenario)) == can
        assert objections(item, replace(BLANK, result=Result.PROVED), scenario), "without a trace"
        result = decide_problem(item.problem, scenario, 500_000)
        assert objections(item, result, scenario) == ()
        seen[can] += 1
    assert seen[True] > 2 and seen[False] > 2


def test_what_is_small() -> None:
    def one(*values: object) -> tuple[RawStep, ...]:
        return (RawStep("e", tuple((f"f{n}", value) for n, value in enumerate(values)), False),)  # type: ignore[misc]

    assert small(one("claim1", "claim2", "request1", 0, 2, True, None))
    assert not small(one("claim1", "claim2", "claim3")) and not small(one(3)) and not small(one(-1))
    assert not small(one("claim1") + one("claim2") + one("claim3"))


def test_searches_that_would_take_too_long_are_made_smaller() -> None:
    item = case(1)
    wide = Limits(moves=20_000)
    limits = explorable(item.problem, item.obligation.rule, wide)
    assert limits is not None and limits.numbers == wide.numbers and limits.moves <= wide.moves
    huge = explorable(item.problem, item.obligation.rule, replace(wide, identifiers=10**6))
    assert huge is not None and huge.identifiers == 1 and huge.moves <= wide.moves


def test_the_core_alone() -> None:
    for seed in range(20):
        problem = case(seed).problem
        names = [item.name for item in problem.guarantees]
        alone = core_alone(problem, BLANK)
        assert alone.guarantees == () and alone.absent == () and alone.admits == problem.admits
        assert names
