"""Maps a trace to what it shows, without any solver: guarantees kept, steps admitted, rule broken at the last step.

Invariant: whatever is not certain counts against the trace; a trace that is not confirmed is never shown as a
counterexample. Source: semantics, sections 3 and 4 (step 3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from rcl.model.contract import Event, Role, Rule
from rcl.model.formula import Arith, Formula, IntLit, StateRead, Var, subformulas, terms_of
from rcl.model.runtime import Admits, Guarantee
from rcl.model.types import BoolType, EnumType, IntType, OptionType, SortType, Type
from rcl.system.problem import Disposition, Problem
from rcl.system.view import (
    RawStep,
    Steps,
    bind,
    contract_evaluator,
    event_of,
    matches,
    runtime_evaluator,
    runtime_view,
)
from rcl.temporal.evaluate import Environment
from rcl.temporal.trace import Moment, Truth, Value

FRESH = "\N{WHITE SQUARE}"
"""The identifier that stands for all those that are not in the trace (repeated if the trace uses it)."""


# ---------------------------------------------------------------- is it a trace at all?


def malformed(problem: Problem, steps: Steps) -> list[str]:
    """What keeps the steps from being a trace of the problem: unknown events, wrong fields, events nobody can choose."""
    found: list[str] = []
    for number, step in enumerate(steps, 1):
        found += [f"step {number}: {reason}" for reason in _step_defects(problem, step)]
    return found if steps else ["the trace has no step"]


def _step_defects(problem: Problem, step: RawStep) -> Iterator[str]:
    event = event_of(problem, step)
    if event is None:
        side = "contract" if step.free else "runtime"
        yield f"the {side} has no event `{step.event}`"
        return
    if step.free and problem.disposition(event) is not Disposition.FREE:
        yield f"`{event.name}` can't happen by itself here"
    yield from _field_defects(event, step)
    for index, field, value in step.choices:
        line = problem.maps[index] if 0 <= index < len(problem.maps) else None
        if line is None or (field, None) not in line.fields:
            yield f"there is no unknown field `{field}` to choose in map line {index}"
        else:
            kind = next(item for item in problem.contract_events if item.name == line.event).field(field).type
            if not has_type(value, kind):
                yield f"the value chosen for `{line.event}.{field}` is not of type {kind}"


def _field_defects(event: Event, step: RawStep) -> Iterator[str]:
    names = [name for name, _ in step.fields]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield f"field `{name}` of `{event.name}` is given twice"
        if name not in {field.name for field in event.fields}:
            yield f"`{event.name}` has no field `{name}`"
    given = dict(step.fields)
    for field in event.fields:
        if field.name not in given:
            yield f"field `{field.name}` of `{event.name}` is missing"
        elif not has_type(given[field.name], field.type):
            yield f"field `{field.name}` of `{event.name}` has a value that is not of type {field.type}"


def has_type(value: Value, kind: Type) -> bool:
    """Is it a known value of the type?"""
    match kind:
        case IntType():
            return isinstance(value, int) and not isinstance(value, bool)
        case BoolType():
            return isinstance(value, bool)
        case EnumType(members=members):
            return isinstance(value, str) and value in members
        case SortType():
            return isinstance(value, str)
        case OptionType():
            return value is None or isinstance(value, str)


# ---------------------------------------------------------------- guarantees


def broken_guarantees(problem: Problem, steps: Steps) -> list[str]:
    """The names of the guarantees that fail at some runtime step for some assignment, or can't be told to hold, in order."""
    return [
        guarantee.name
        for guarantee in problem.guarantees
        if _first_break(problem, guarantee, steps) is not None
    ]


def _first_break(problem: Problem, guarantee: Guarantee, steps: Steps) -> int | None:
    if _counts_endlessly(guarantee.rule):
        return 0
    view, _ = runtime_view(problem, steps)
    evaluator, _ = runtime_evaluator(problem, steps)
    domains = [domain(problem, steps, guarantee.rule, variable) for variable in guarantee.rule.quantified]
    for position, moment in enumerate(view):
        for env in assignments(guarantee.rule, moment, domains):
            if evaluator.rule(guarantee.rule, position, env) is not True:
                return position
    return None


def _counts_endlessly(rule: Rule) -> bool:
    """Does the rule speak of all numbers, and of some that no event of a trace carries?

    A sum that has built up may break it at a number that stands nowhere in the trace, so that no finite domain is enough.
    """
    if not any(isinstance(variable.type, IntType) for variable in rule.quantified):
        return False
    parts = [part for formula in (rule.condition, rule.requires) for part in subformulas(formula)]
    return any(isinstance(term, StateRead | Arith) for part in parts for term in terms_of(part))


def assignments(rule: Rule, moment: Moment, domains: list[tuple[Value, ...]]) -> Iterator[Environment]:
    """Every assignment of the rule's variables under which its trigger may fire at the moment."""
    names = [variable.name for variable in rule.quantified]
    for values in product(*domains):
        chosen: dict[str, Value] = dict(zip(names, values, strict=True))
        if not rule.triggers:
            yield chosen
        for trigger in rule.triggers:
            for item in moment.occurrences:
                env = bind(trigger, item)
                if env is not None:
                    yield {**env, **chosen}


def domain(problem: Problem, steps: Steps, rule: Rule, variable: Var) -> tuple[Value, ...]:
    """The values over which a quantified variable has to range for this trace."""
    match variable.type:
        case BoolType():
            return (False, True)
        case EnumType(members=members):
            return members
        case IntType():
            return tuple(sorted(_numbers(problem, steps, rule)))
        case SortType(name=name):
            return _with_fresh(_identifiers(problem, steps, name), _quantified(rule, name))
        case OptionType(item=item):
            return (
                None,
                *_with_fresh(_identifiers(problem, steps, item.name), _quantified(rule, item.name)),
            )


def _quantified(rule: Rule, sort: str) -> int:
    """How many of the rule's quantified variables are identifiers of the sort."""
    return sum(_sort_name(variable.type) == sort for variable in rule.quantified)


def _with_fresh(names: set[str], count: int) -> tuple[str, ...]:
    """The names, and ``count`` others: as many as can be absent from the trace and differ at a time."""
    fresh: list[str] = []
    candidate = FRESH
    while len(fresh) < count:
        if candidate not in names:
            fresh.append(candidate)
        candidate += FRESH
    return (*sorted(names), *fresh)


def _numbers(problem: Problem, steps: Steps, rule: Rule) -> set[int]:
    found = {
        value
        for value, kind in _values(problem, steps)
        if isinstance(kind, IntType) and isinstance(value, int)
    }
    for formula in (rule.condition, rule.requires, *rule.triggers):
        for part in subformulas(formula):
            found |= {term.value for term in terms_of(part) if isinstance(term, IntLit)}
    return {number + delta for number in found | {0} for delta in (-1, 0, 1)}


def _identifiers(problem: Problem, steps: Steps, sort: str) -> set[str]:
    return {
        value
        for value, kind in _values(problem, steps)
        if isinstance(value, str) and _sort_name(kind) == sort
    }


def _sort_name(kind: Type) -> str:
    match kind:
        case SortType(name=name):
            return name
        case OptionType(item=item):
            return item.name
        case IntType() | BoolType() | EnumType():
            return ""


def _values(problem: Problem, steps: Steps) -> Iterator[tuple[Value, Type]]:
    for step in steps:
        event = event_of(problem, step)
        kinds = {field.name: field.type for field in event.fields} if event else {}
        for name, value in step.fields:
            if name in kinds:
                yield value, kinds[name]


# ---------------------------------------------------------------- admission


def is_environment(problem: Problem, step: RawStep) -> bool:
    """Is the step something clients do, on either side?"""
    event = event_of(problem, step)
    return event is not None and event.role is Role.ENVIRONMENT


def is_unmapped_hazard(problem: Problem, step: RawStep) -> bool:
    """Is the step a hazard that no runtime event is mapped to?"""
    event = event_of(problem, step)
    return step.free and event is not None and event.role is Role.HAZARD


def admitting(problem: Problem, steps: Steps, position: int) -> Admits | None:
    """The first admits-statement that shows that the runtime can take the step at ``position`` (an index of ``steps``)."""
    step = steps[position]
    if step.free:
        return None
    evaluator, positions = runtime_evaluator(problem, steps[: position + 1])
    at = positions[position]
    for item in problem.admits:
        env = bind(item.pattern, step.occurrence())
        if env is None or matches(item.pattern, step.occurrence(), at, env, evaluator) is not True:
            continue
        if evaluator.truth(item.condition, at, env) is True:
            return item
    return None


def not_admitted(problem: Problem, steps: Steps) -> list[int]:
    """The steps (counted from 1) that neither clients cause nor a statement admits; unmapped hazards are among them."""
    return [
        position + 1
        for position, step in enumerate(steps)
        if not is_environment(problem, step) and admitting(problem, steps, position) is None
    ]


# ---------------------------------------------------------------- what the last step shows


def rule_truth(problem: Problem, rule: Rule, env: Environment, steps: Steps, definite: bool) -> Truth:
    """The truth of the rule at the last step, as the contract sees the trace."""
    return contract_evaluator(problem, steps, definite).rule(rule, len(steps) - 1, env)


def violates(problem: Problem, rule: Rule, env: Environment, steps: Steps, definite: bool) -> bool:
    """Is the rule certainly false at the last step?"""
    return bool(steps) and rule_truth(problem, rule, env, steps, definite) is False


def fires(problem: Problem, rule: Rule, env: Environment, steps: Steps, definite: bool) -> bool:
    """Do trigger and condition of the rule certainly hold at the last step?"""
    return (
        bool(steps) and contract_evaluator(problem, steps, definite).fires(rule, len(steps) - 1, env) is True
    )


def reaches(problem: Problem, formula: Formula, env: Environment, steps: Steps, definite: bool) -> bool:
    """Does a scenario's formula certainly hold at the last step?"""
    return (
        bool(steps)
        and contract_evaluator(problem, steps, definite).truth(formula, len(steps) - 1, env) is True
    )


def unbound(variables: tuple[Var, ...], env: Mapping[str, Value]) -> list[str]:
    """Reasons why ``env`` is no assignment of the variables."""
    found = [f"variable `{item.name}` has no value" for item in variables if item.name not in env]
    return found + [
        f"variable `{item.name}` has a value that is not of type {item.type}"
        for item in variables
        if item.name in env and not has_type(env[item.name], item.type)
    ]


def replays(problem: Problem, steps: Steps, need_admitted: bool) -> tuple[str, ...]:
    """Why the steps are no trace of the mode (and, if asked for, not one it is shown to take); nothing if they are."""
    found = malformed(problem, steps)
    if found:
        return tuple(found)
    found += [f"guarantee `{name}` does not hold" for name in broken_guarantees(problem, steps)]
    if need_admitted:
        found += [f"nothing admits step {number}" for number in not_admitted(problem, steps)]
    return tuple(found)


def confirm(
    problem: Problem, rule: Rule, env: Environment, steps: Steps, definite: bool, need_admitted: bool
) -> tuple[str, ...]:
    """Why the trace does not show that the rule is broken at its last step; nothing if it does."""
    found = (*unbound(rule.variables, env), *replays(problem, steps, need_admitted))
    if found:
        return found
    broken = violates(problem, rule, env, steps, definite)
    return () if broken else ("the rule is not certainly broken at the last step",)


def confirm_cover(
    problem: Problem, rule: Rule, env: Environment, steps: Steps, definite: bool, need_admitted: bool
) -> tuple[str, ...]:
    """Why the trace does not show that the rule's trigger fires at its last step; nothing if it does."""
    found = (*unbound(rule.variables, env), *replays(problem, steps, need_admitted))
    if found:
        return found
    reached = fires(problem, rule, env, steps, definite)
    return () if reached else ("the trigger does not certainly fire at the last step",)


def confirm_scenario(
    problem: Problem,
    variables: tuple[Var, ...],
    formula: Formula,
    env: Environment,
    steps: Steps,
    definite: bool,
    need_admitted: bool,
) -> tuple[str, ...]:
    """Why the trace does not show that the scenario holds at its last step; nothing if it does."""
    found = (*unbound(variables, env), *replays(problem, steps, need_admitted))
    if found:
        return found
    reached = reaches(problem, formula, env, steps, definite)
    return () if reached else ("the scenario does not certainly hold at the last step",)
