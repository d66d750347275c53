"""Random traces of a problem: any steps that its events allow, or only such as keep its guarantees.

Invariant: every step is well typed and of an event that can happen; the same source of chance gives the same trace.
"""

from __future__ import annotations

from random import Random

from rcl.model.contract import Event, Rule
from rcl.model.formula import FALSE, TRUE
from rcl.model.types import BoolType, EnumType, IntType, OptionType, SortType, Type
from rcl.system.explore import Explorer, Limits
from rcl.system.problem import Disposition, Problem
from rcl.system.view import RawStep, Steps
from rcl.temporal.trace import Value

NAMES = 2
"""Identifiers of each sort, and one more than the integers that occur."""

WALK = Limits(identifiers=NAMES, numbers=(0, 1))


def some_value(rng: Random, kind: Type) -> Value:
    """A value of the type from a small domain."""
    match kind:
        case BoolType():
            return rng.random() < 0.5
        case IntType():
            return rng.randrange(NAMES)
        case EnumType(members=members):
            return rng.choice(members)
        case SortType(name=name):
            return f"{name.lower()}{rng.randint(1, NAMES)}"
        case OptionType(item=item):
            return None if rng.random() < 0.3 else some_value(rng, item)


def some_fields(rng: Random, event: Event) -> tuple[tuple[str, Value], ...]:
    """Values for the event's fields."""
    return tuple((item.name, some_value(rng, item.type)) for item in event.fields)


def any_steps(rng: Random, problem: Problem, length: int) -> Steps:
    """A trace of any steps, guarantees or not."""
    free = [event for event in problem.contract_events if problem.disposition(event) is Disposition.FREE]
    kinds = {event.name: event for event in problem.contract_events}
    steps: list[RawStep] = []
    for _ in range(length):
        if free and (not problem.events or rng.random() < 0.3):
            event = rng.choice(free)
            steps.append(RawStep(event.name, some_fields(rng, event), True))
            continue
        if not problem.events:
            break
        event = rng.choice(problem.events)
        choices = tuple(
            (index, name, some_value(rng, kinds[line.event].field(name).type))
            for index, line in enumerate(problem.maps)
            if line.source.event == event.name
            for name, term in line.fields
            if term is None
        )
        steps.append(RawStep(event.name, some_fields(rng, event), False, choices))
    return tuple(steps)


def allowed_steps(rng: Random, problem: Problem, length: int) -> Steps:
    """A trace that keeps all guarantees, shorter where no step does."""
    explorer = Explorer(problem, Rule((), (), (), TRUE, FALSE), WALK)
    state = explorer.start()
    steps: list[RawStep] = []
    for _ in range(length):
        moves = list(explorer.moves(state))
        if not moves:
            break
        step, runtime, _ = moves[rng.randrange(len(moves))]
        steps.append(step)
        state = (runtime, state[1])
    return tuple(steps)
