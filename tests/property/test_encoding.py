"""Compiled system, monitor and reference evaluator say the same on random formulas and random fixed traces.

The system is interpreted (no solver takes part) over closed domains, with unknown fields chosen by the
adversary and with unknown fields unknown (definite).
"""

from __future__ import annotations

import os
from dataclasses import replace
from random import Random

import pytest

from rcl.model.contract import Rule
from rcl.model.types import BoolType, is_identifier
from rcl.system.build import FREE_BASE, PAST_NUMBERS, Options, Target, build
from rcl.system.expr import Expr, interpret
from rcl.system.problem import Problem
from rcl.system.system import System
from rcl.system.view import RawStep, Steps, contract_view, runtime_evaluator, runtime_view, states_by_name
from rcl.temporal.evaluate import Evaluator
from rcl.temporal.monitor import Monitor
from rcl.temporal.trace import UNKNOWN, Moment, Occurrence, Value
from rcl.testing.problems import CLAIM, REQUEST, Case, Formulas, case
from rcl.testing.traces import any_steps, some_value
from rcl.verdict.confirm import admitting, assignments, is_environment, violates
from tests.strategies.states import reading_state

CASES = int(os.environ.get("RCL_CASES", "150"))
NAMES = {CLAIM: ("claim1", "claim2"), REQUEST: ("request1", "request2")}
FIXED: dict[str, Value] = {
    **{f"{sort.name.lower()}{n}": names[n % len(names)] for sort, names in NAMES.items() for n in range(3)},
    **{f"number{n}": n for n in range(PAST_NUMBERS)},
}
"""The values of the system's further constants: all identifiers and all numbers of the domain."""
NUMBERS = {name: number for names in NAMES.values() for number, name in enumerate(names)}


# ---------------------------------------------------------------- monitor


def blurred(rng: Random, moment: Moment, names: tuple[str, ...]) -> Moment:
    """The moment with some values unknown, and some events possible."""
    seen = tuple(
        Occurrence(item.event, tuple((n, UNKNOWN if rng.random() < 0.15 else v) for n, v in item.fields))
        for item in moment.occurrences
    )
    more = seen * 2 if rng.random() < 0.1 else seen
    return Moment(more, frozenset(name for name in names if rng.random() < 0.1))


@pytest.mark.parametrize("seed", range(CASES))
def test_monitor_equals_the_reference(seed: int) -> None:
    rng = Random(seed)
    problem = case(seed).problem
    steps = any_steps(rng, problem, 5)
    names = tuple(event.name for event in problem.contract_events)
    view = tuple(
        blurred(rng, moment, names) for moment in contract_view(problem, steps, definite=rng.random() < 0.5)
    )
    functions = problem.contract_states
    if functions:
        functions = (reading_state(rng, problem.contract_events, functions[0]),)
    states = states_by_name((*problem.contract_states, *functions))
    maker = Formulas(rng, problem.contract_events, functions)
    reference = Evaluator(view, states)
    for _ in range(10):
        rule = maker.rule(3)
        env = {var.name: some_value(rng, var.type) for var in rule.variables}
        monitor = Monitor(rule.requires, env, states)
        for position, moment in enumerate(view):
            assert monitor.step(moment) == reference.truth(rule.requires, position, env), (
                rule.requires,
                env,
                position,
            )


# ---------------------------------------------------------------- compiled system


class Run:
    """A compiled system, interpreted along a fixed trace."""

    def __init__(self, system: System, constants: dict[str, Value]) -> None:
        self.system = system
        self.rigid = {str(item.var.value): coded(constants[item.text]) for item in system.rigids}
        self.registers = {str(r.var.value): interpret(r.init, self.rigid, {}) for r in system.registers}
        self.values: dict[str, int | bool] = {}
        self._memo: dict[int, int | bool] = {}

    def step(self, step: RawStep) -> None:
        """Set registers and inputs for the step."""
        if self.values:
            self.registers = {str(r.var.value): self.read(r.next) for r in self.system.registers}
        self._memo = {}
        self.values = {**self.rigid, **self.registers}
        for item in self.system.inputs:
            self.values[str(item.var.value)] = False if isinstance(item.type, BoolType) else 0
        info = next((k for k in self.system.kinds if (k.event, k.free) == (step.event, step.free)), None)
        self.values["i.kind"] = info.code if info else (FREE_BASE + 999 if step.free else 0)
        for name, var, _ in info.fields if info else ():
            self.values[str(var.value)] = coded(dict(step.fields)[name])
        chosen = {(line, field): value for line, field, value in step.choices}
        for choice in self.system.choices:
            if (choice.line, choice.field) in chosen:
                self.values[str(choice.var.value)] = coded(chosen[choice.line, choice.field])

    def read(self, expr: Expr) -> int | bool:
        return interpret(expr, self.values, self._memo)


def coded(value: Value) -> int | bool:
    if isinstance(value, str):
        return NUMBERS[value]
    assert isinstance(value, int)
    return value


def compiled(item: Case, rule: Rule, *, definite: bool) -> System:
    options = Options(definite=definite, unseen=definite, closed=True, extras=2)
    return build(item.problem, Target(rule, violated=True), options)


@pytest.mark.parametrize("definite", [False, True])
@pytest.mark.parametrize("seed", range(CASES))
def test_encoding_equals_the_reference(seed: int, definite: bool) -> None:
    check_system(case(seed), Random(seed + 1), definite=definite)


@pytest.mark.parametrize("seed", range(CASES))
def test_what_the_mapping_leaves_unknown_stays_unknown(seed: int) -> None:
    """Half of the numbers and truth values that events carry over are left out, and states keep what they are told."""
    item, rng = case(seed), Random(seed)
    kinds = {event.name: event for event in item.problem.contract_events}
    maps = tuple(
        replace(line, fields=tuple(
            (name, None if not is_identifier(kinds[line.event].field(name).type) and rng.random() < 0.5 else term)
            for name, term in line.fields
        ))
        for line in item.problem.maps
    )  # fmt: skip
    problem = replace(item.problem, maps=maps)
    if problem.contract_states and maps != item.problem.maps:
        check_system(replace(item, problem=problem), rng, definite=True)


def check_system(item: Case, rng: Random, *, definite: bool) -> None:
    problem, rule = item.problem, item.obligation.rule
    system = compiled(item, rule, definite=definite)
    for _ in range(4):
        steps = any_steps(rng, problem, 4)
        env = {var.name: some_value(rng, var.type) for var in rule.variables}
        constants: dict[str, Value] = {**FIXED, **env}
        run = Run(system, constants)
        for number, step in enumerate(steps, 1):
            run.step(step)
            past = steps[:number]
            assert run.read(system.bad) == violates(problem, rule, env, past, definite), (env, past)
            check_guarantees(run, problem, past)
            if definite:
                check_admission(run, problem, past)


def check_guarantees(run: Run, problem: Problem, past: Steps) -> None:
    """Each compiled guarantee is true exactly if the reference says so for all identifiers of the domain."""
    evaluator, positions = runtime_evaluator(problem, past)
    view, _ = runtime_view(problem, past)
    for label, constraint in run.system.statements:
        ref = run.system.labels[label]
        guarantee = next((g for g in problem.guarantees if g.name == ref.name), None)
        if guarantee is None or past[-1].free:
            assert run.read(constraint)
            continue
        rule = guarantee.rule
        domains: list[tuple[Value, ...]] = [NAMES[var.type] for var in rule.quantified]  # type: ignore[index]
        holds = all(
            evaluator.rule(rule, positions[-1], env) is True
            for env in assignments(rule, view[positions[-1]], domains)
        )
        assert run.read(constraint) == holds, (guarantee, past)


def check_admission(run: Run, problem: Problem, past: Steps) -> None:
    """The compiled admission is the reference's, for events the system knows of."""
    known = any((k.event, k.free) == (past[-1].event, past[-1].free) for k in run.system.kinds)
    if not known:
        return
    shown = is_environment(problem, past[-1]) or admitting(problem, past, len(past) - 1) is not None
    assert bool(run.read(run.system.admitted)) == shown, past
