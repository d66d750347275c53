"""Other ways to ask the same: another order and other options of the solver, and nothing else."""

from __future__ import annotations

from dataclasses import fields, replace

from rcl.smt.encode import Encoding
from rcl.smt.solver import Answer, Budget, Checker
from rcl.system.expr import Pool
from rcl.system.problem import Problem
from rcl.system.variation import PLAIN, Variation
from rcl.testing.problems import case
from tests.strategies.systems import made

SEEDS = range(1, 25)


def test_the_usual_way_changes_nothing() -> None:
    problem = case(3).problem
    assert PLAIN.reordered(problem) is problem
    assert PLAIN.solver_options == {"random_seed": 0}


def several(problem: Problem) -> Problem:
    """With every state three times, so that there is an order to change."""
    below, above = (
        tuple(replace(state, name=f"{state.name}{number}") for state in states for number in range(3))
        for states in (problem.states, problem.contract_states)
    )
    return replace(problem, states=below, contract_states=above)


def test_another_order_of_the_same() -> None:
    moved = set()
    for number in range(6):
        problem = several(case(number).problem)
        for seed in SEEDS:
            other = Variation(seed).reordered(problem)
            assert other == Variation(seed).reordered(problem)
            assert other.maps == problem.maps
            for field in fields(problem):
                before, after = getattr(problem, field.name), getattr(other, field.name)
                assert len(before) == len(after) and all(item in after for item in before)
                moved |= {field.name} if before != after else set()
    assert moved == {field.name for field in fields(problem)} - {"maps"}


def test_options_differ_and_the_solver_takes_them() -> None:
    found = [Variation(seed).solver_options for seed in SEEDS]
    for name, values in (
        ("random_seed", set(SEEDS)),
        ("phase_selection", {0, 1, 3, 5}),
        ("restart_strategy", {0, 1, 3}),
        ("arith.random_initial_value", {False, True}),
    ):
        assert {options[name] for options in found} == values
    pool = Pool()
    context = Encoding(made(pool)).context
    for seed in SEEDS:
        assert Variation(seed).solver_options == found[seed - 1]
        assert Checker(context, Budget(1000, variation=Variation(seed))).check() is Answer.SAT
