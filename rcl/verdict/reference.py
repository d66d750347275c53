"""Maps a result to what the explicit search of short traces says against it.

Invariant: a comparison without objections says only that nothing of up to ``depth`` steps over the search's domain speaks
against the result; ``complete`` says that there are no longer traces over that domain. Source: semantics, section 4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import prod

from rcl.model.contract import Obligation, Role, Rule, Scenario
from rcl.model.formula import FALSE, Var
from rcl.model.types import BoolType, EnumType, IntType, OptionType, SortType, Type
from rcl.system.explore import Explored, Limits, explore
from rcl.system.problem import Disposition, Problem
from rcl.system.view import RawStep
from rcl.temporal.trace import Value
from rcl.verdict.confirm import FRESH, confirm, confirm_cover
from rcl.verdict.results import ObligationResult, Result, TraceStep


@dataclass(frozen=True, slots=True)
class Comparison:
    """What speaks against a result, and how far was looked: all traces of up to ``depth`` steps over the domain."""

    objections: tuple[str, ...]
    depth: int
    complete: bool
    identifiers: int


def compare(
    problem: Problem, asked: Obligation | Scenario, result: ObligationResult, limits: Limits
) -> Comparison:
    """The result beside the explicit search."""
    if isinstance(asked, Scenario):
        rule = Rule(asked.variables, (), (), asked.formula, FALSE)
        found = explore(problem, rule, limits, violated=False)
        objections = tuple(_against_scenario(problem, rule, result, found))
    else:
        rule = asked.rule
        found = explore(problem, rule, limits)
        objections = tuple(_against(problem, rule, result, found, limits))
    return Comparison(objections, found.depth, found.complete, limits.identifiers)


MOST_INSTANCES = 20_000
"""Assignments of rules beyond which a single step takes too long to look at."""

EVALUATIONS = 100_000
"""Assignments times steps: about so many are looked at in one search."""


def explorable(problem: Problem, rule: Rule, limits: Limits) -> Limits | None:
    """The limits, made smaller until the search takes seconds at most; ``None`` if even the smallest domain is too large."""
    for narrowed in (limits, replace(limits, numbers=(0, 1)), replace(limits, identifiers=1, numbers=(0, 1))):
        instances = _instances(problem, rule, narrowed)
        if instances <= MOST_INSTANCES:
            return replace(narrowed, moves=min(limits.moves, EVALUATIONS // max(instances, 1)))
    return None


def _instances(problem: Problem, rule: Rule, limits: Limits) -> int:
    """How many assignments the search looks at in each step: of rules, of map lines, of keys of states."""
    spaces = [item.rule.variables for item in problem.guarantees] + [rule.variables]
    spaces += [
        tuple({term for _, term in line.source.fields if isinstance(term, Var)}) for line in problem.maps
    ]
    spaces += [state.params for state in (*problem.states, *problem.contract_states)]
    return sum(prod(_values(var.type, limits) for var in space) for space in spaces)


def _values(kind: Type, limits: Limits) -> int:
    match kind:
        case IntType():
            return len(limits.numbers) + 2
        case BoolType():
            return 2
        case EnumType(members=members):
            return len(members)
        case SortType():
            return limits.identifiers + 1
        case OptionType():
            return limits.identifiers + 2


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


def core_alone(problem: Problem, result: ObligationResult) -> Problem:
    """The problem with only the statements that the proof rests on: they have to prove as much."""
    names = {core.statement for core in result.core}
    return replace(
        problem,
        guarantees=tuple(item for item in problem.guarantees if item.name in names),
        absent=tuple(item for item in problem.absent if f"unmapped {item.event}" in names),
    )


def _against_scenario(
    problem: Problem, rule: Rule, result: ObligationResult, found: Explored
) -> Iterator[str]:
    if result.result is Result.REFUTED and found.steps is not None:
        yield f"refuted although {found.steps} shows it"
    if result.result is Result.OPEN and not result.trace and found.steps is not None:
        yield f"nothing is said to show it, although {found.steps} does"
    if result.result is Result.PROVED:
        env, steps = _bindings(rule, result), raw_steps(result.cover)
        yield from (
            f"the trace that shows it: {why}" for why in confirm_cover(problem, rule, env, steps, True, False)
        )


def _against(
    problem: Problem, rule: Rule, result: ObligationResult, found: Explored, limits: Limits
) -> Iterator[str]:
    if found.steps is not None:
        assert found.env is not None
        for why in confirm(problem, rule, found.env, found.steps, False, False):
            yield f"the trace of the explicit search does not replay: {why}"
        definite = not confirm(problem, rule, found.env, found.steps, True, True)
        if definite and result.result not in (Result.REFUTED, Result.UNKNOWN):
            yield f"{result.result.value} although {found.steps} refutes it"
    silent = result.result is Result.OPEN and not result.trace
    if (result.result in (Result.PROVED, Result.VACUOUS) or silent) and found.steps is not None:
        yield f"{result.result.value} although {found.steps} breaks it"
    if result.result is Result.VACUOUS:
        reached = explore(problem, rule, limits, violated=False).steps
        if reached is not None:
            yield f"vacuous although {reached} reaches the trigger"
    if result.result is Result.PROVED:
        loud = outspoken(problem)
        steps = explore(loud, rule, limits).steps if loud != problem else None
        if steps is not None:
            yield f"the proof rests on silence: {steps}"
    if result.trace:
        yield from _against_trace(problem, rule, result, found)


def _against_trace(problem: Problem, rule: Rule, result: ObligationResult, found: Explored) -> Iterator[str]:
    """A shown trace has to be one; the explicit search finds one no longer, and none shorter if it is open."""
    steps = raw_steps(result.trace)
    if result.result is Result.REFUTED:
        env = _bindings(rule, result)
        yield from (f"the counterexample: {why}" for why in confirm(problem, rule, env, steps, True, True))
    elif found.steps is not None and len(found.steps) < len(steps):
        yield f"{found.steps} is shorter than the trace shown"
    within = small(steps) and found.depth >= len(steps) and not _guesses_numbers(problem)
    if within and found.steps is None:
        yield f"the explicit search finds no violation of up to {found.depth} steps"


def _guesses_numbers(problem: Problem) -> bool:
    """May a trace rest on a number that a map line leaves unknown? It is not shown, and may be a large one."""
    events = {event.name: event for event in problem.contract_events}
    return any(
        term is None and isinstance(events[line.event].field(name).type, IntType)
        for line in problem.maps
        for name, term in line.fields
    )


def raw_steps(steps: tuple[TraceStep, ...]) -> tuple[RawStep, ...]:
    """Shown steps as those of a trace; values chosen for unknown fields are not shown."""
    return tuple(RawStep(step.event, step.fields, step.free) for step in steps)


def _bindings(rule: Rule, result: ObligationResult) -> dict[str, Value]:
    shown = dict(result.bindings)
    return {var.name: _parsed(shown[var.name], var) for var in rule.variables if var.name in shown}


def _parsed(shown: str, var: Var) -> Value:
    """The value of a variable from its text."""
    match str(var.type):
        case "Int":
            return int(shown)
        case "Bool":
            return shown == "True"
        case _:
            return None if shown == "None" else shown


def small(steps: tuple[RawStep, ...]) -> bool:
    """Are all values within the explicit search's domain?"""
    values = [value for step in steps for _, value in step.fields]
    names = {value for value in values if isinstance(value, str)}
    numbers = [value for value in values if isinstance(value, int)]
    sorts = Counter(name.rstrip("0123456789") for name in names)
    return FRESH not in names and all(0 <= n <= 2 for n in numbers) and all(n <= 2 for n in sorts.values())
