"""Solver and explicit-state search on random problems: every result is checked by other means.

``RCL_CASES`` sets the number of problems. A failure names the seed; ``case(seed)`` rebuilds the problem.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from rcl.model.contract import Rule
from rcl.model.formula import Var
from rcl.system.explore import Limits, explore
from rcl.system.problem import Problem
from rcl.testing.problems import Case, case
from rcl.verdict.confirm import confirm_cover
from rcl.verdict.decide import decide_problem
from rcl.verdict.reference import compare, core_alone, raw_steps, small
from rcl.verdict.results import ObligationResult, Result

CASES = int(os.environ.get("RCL_CASES", "150"))
BUDGET = 1_000_000
LIMITS = Limits(moves=2_000)
FEWEST = {Result.PROVED: 0.1, Result.REFUTED: 0.05, Result.OPEN: 0.05, Result.VACUOUS: 0.05}


def decide(problem: Problem, item: Case) -> ObligationResult:
    """The result for the case's obligation of a problem like the case's."""
    return decide_problem(problem, item.obligation, BUDGET)


def check(item: Case, result: ObligationResult) -> None:
    """Compare one result with the explicit search."""
    found = compare(item.problem, item.obligation, result, LIMITS)
    assert not found.objections, "; ".join(found.objections)
    if result.result is Result.PROVED:
        check_core(item, result)


def check_core(item: Case, result: ObligationResult) -> None:
    """The statements of the core alone prove as much."""
    again = decide(core_alone(item.problem, result), item)
    assert again.result is Result.PROVED, (
        f"{[core.statement for core in result.core]} alone give {again.result}"
    )


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
        if found.depth >= len(result.cover) and small(raw_steps(result.cover)):
            assert found.steps is not None, f"seed {seed}: no such trace"
            assert found.env is not None
            assert not confirm_cover(item.problem, item.obligation.rule, found.env, found.steps, False, False)
