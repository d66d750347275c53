"""Solver and explicit-state search on random problems: every result is checked by other means.

``RCL_CASES`` sets the number of problems. A failure names the seed; ``case(seed)`` rebuilds the problem.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from rcl.model.contract import Role, Rule
from rcl.model.formula import Var
from rcl.system.explore import Explored, Limits, explore
from rcl.system.problem import Disposition, Problem
from rcl.system.view import RawStep
from rcl.temporal.trace import Value
from rcl.verdict.confirm import FRESH, confirm, confirm_cover
from rcl.verdict.decide import _decide_obligation, _obligation_question
from rcl.verdict.results import ObligationResult, Result, TraceStep
from tests.strategies.problems import Case, case

CASES = int(os.environ.get("RCL_CASES", "150"))
BUDGET = 1_000_000
LIMITS = Limits(moves=2_000)
FEWEST = {Result.PROVED: 0.1, Result.REFUTED: 0.05, Result.OPEN: 0.05, Result.VACUOUS: 0.05}


def decide(problem: Problem, item: Case) -> ObligationResult:
    """The result for the case's obligation of a problem like the case's."""
    return _decide_obligation(_obligation_question(problem, item.obligation, BUDGET))


def check(item: Case, result: ObligationResult) -> None:
    """Compare one result with the explicit search."""
    problem, rule = item.problem, item.obligation.rule
    found = explore(problem, rule, LIMITS)
    if found.steps is not None:
        assert found.env is not None
        assert confirm(problem, rule, found.env, found.steps, False, False) == (), (
            "the oracle's trace replays"
        )
        if confirm(problem, rule, found.env, found.steps, True, True) == ():
            assert result.result in (Result.REFUTED, Result.UNKNOWN), (
                f"{result.result} although {found.steps} refutes it"
            )
    silent = result.result is Result.OPEN and not result.trace
    if result.result in (Result.PROVED, Result.VACUOUS) or silent:
        assert found.steps is None, f"{result.result} although {found.steps} breaks it"
    if result.result is Result.VACUOUS:
        assert explore(problem, rule, LIMITS, violated=False).steps is None, (
            "vacuous, but the trigger is reached"
        )
    if result.result is Result.PROVED:
        check_core(item, result)
        loud = explore(outspoken(problem), rule, LIMITS)
        assert loud.steps is None, f"the proof rests on silence: {loud.steps}"
    if result.trace:
        check_trace(item, result, found)


def outspoken(problem: Problem) -> Problem:
    """The problem with every duty that nothing is said about free to happen."""
    return replace(
        problem,
        contract_events=tuple(
            replace(event, role=Role.ENVIRONMENT)
            if problem.disposition(event) is Disposition.SILENT
            else event
            for event in problem.contract_events
        ),
    )


def check_core(item: Case, result: ObligationResult) -> None:
    """The statements of the core alone prove as much."""
    names = {core.statement for core in result.core}
    kept = tuple(g for g in item.problem.guarantees if g.name in names)
    absent = tuple(u for u in item.problem.absent if f"unmapped {u.event}" in names)
    again = decide(replace(item.problem, guarantees=kept, absent=absent), item)
    assert again.result is Result.PROVED, f"{sorted(names)} alone give {again.result}"


def check_trace(item: Case, result: ObligationResult, found: Explored) -> None:
    """A shown trace is one, and the explicit search finds one that is no longer (and none shorter, if it is open)."""
    definite = result.result is Result.REFUTED
    steps = tuple(raw(step) for step in result.trace)
    env = {var.name: parsed(dict(result.bindings)[var.name], var) for var in item.obligation.rule.variables}
    if definite:
        assert confirm(item.problem, item.obligation.rule, env, steps, True, True) == ()
    elif found.steps is not None:
        assert len(found.steps) >= len(steps), f"{found.steps} is shorter"
    if small(steps) and found.depth >= len(steps):
        assert found.steps is not None, f"no violation of up to {found.depth} steps"


def raw(step: TraceStep) -> RawStep:
    """A shown step as one of a trace; values chosen for unknown fields are not shown."""
    return RawStep(step.event, step.fields, step.free)


def parsed(shown: str, var: Var) -> Value:
    """The value of a variable from its text."""
    match str(var.type):
        case "Int":
            return int(shown)
        case "Bool":
            return shown == "True"
        case _:
            return shown


def small(steps: tuple[RawStep, ...]) -> bool:
    """Are all values within the explicit search's domain?"""
    values = [value for step in steps for _, value in step.fields]
    names = {value for value in values if isinstance(value, str)}
    numbers = [value for value in values if isinstance(value, int)]
    sorts = Counter(name.rstrip("0123456789") for name in names)
    return FRESH not in names and all(0 <= n <= 2 for n in numbers) and all(n <= 2 for n in sorts.values())


def shuffled(item: Case) -> Problem:
    """The same problem with statements, events and absences in another order, guarantees sorted as the product does."""
    rng, problem = Random(item.seed), item.problem

    return replace(
        problem,
        guarantees=tuple(rng.sample(problem.guarantees, len(problem.guarantees))),
        admits=tuple(rng.sample(problem.admits, len(problem.admits))),
        absent=tuple(rng.sample(problem.absent, len(problem.absent))),
    )


def renamed(item: Case) -> tuple[Problem, Case]:
    """The same problem with other names for the obligation's variables."""
    from rcl.model.rename import rename_formula

    rule = item.obligation.rule
    names = {var: Var(f"other_{var.name}", var.type) for var in rule.variables}
    renewed = Rule(
        tuple(names[var] for var in rule.quantified),
        tuple(names[var] for var in rule.bound),
        tuple(rename_formula(pattern, names) for pattern in rule.triggers),  # type: ignore[misc]
        rename_formula(rule.condition, names),
        rename_formula(rule.requires, names),
    )
    return item.problem, replace(item, obligation=replace(item.obligation, rule=renewed))


@pytest.mark.slow
def test_results_agree_with_explicit_search() -> None:
    counts: Counter[Result] = Counter()
    for seed in range(CASES):
        item = case(seed)
        result = decide(item.problem, item)
        counts[result.result] += 1
        try:
            check(item, result)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
    print(dict(sorted((kind.value, number) for kind, number in counts.items())))
    for kind, share in FEWEST.items():
        assert counts[kind] >= share * CASES, f"{kind.value}: {counts[kind]} of {CASES}"
    assert counts[Result.UNKNOWN] <= 0.1 * CASES, counts


@pytest.mark.slow
def test_order_and_names_do_not_matter() -> None:
    for seed in range(0, CASES, 3):
        item = case(seed)
        result = decide(item.problem, item)
        assert decide(shuffled(item), item).result is result.result, (
            f"seed {seed}: another order, another result"
        )
        problem, other = renamed(item)
        assert decide(problem, other).result is result.result, f"seed {seed}: other names, another result"


def test_covers_replay() -> None:
    """Every proved obligation carries a trace on which its trigger fires."""
    for seed in range(0, CASES, 5):
        item = case(seed)
        result = decide(item.problem, item)
        if result.result is not Result.PROVED:
            continue
        assert result.cover, f"seed {seed}: proved without a cover"
        found = explore(item.problem, item.obligation.rule, LIMITS, violated=False)
        if found.depth >= len(result.cover) and small(tuple(raw(step) for step in result.cover)):
            assert found.steps is not None, f"seed {seed}: no such trace"
            assert found.env is not None
            assert not confirm_cover(item.problem, item.obligation.rule, found.env, found.steps, False, False)
