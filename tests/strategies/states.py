"""Random state functions that read another one."""

from __future__ import annotations

from random import Random

from rcl.diag.span import NOWHERE
from rcl.model.contract import Event, StateFunction, Update
from rcl.model.formula import Arith, Pattern, StateRead, Term, Var
from rcl.model.types import INT
from rcl.testing.problems import CLAIM


def reading_state(
    rng: Random, events: tuple[Event, ...], other: StateFunction, most: int = 2
) -> StateFunction:
    """A state function of up to ``most`` parameters; its updates read the other one, at its own key or one that an event names."""
    params = (Var("p", CLAIM), Var("q", CLAIM))[: min(most, rng.choice((0, 1, 1, 2)))]
    updates = []
    for event in rng.sample(events, rng.randint(1, len(events))):
        waiting, fields, bound = list(params), [], list(params)
        for item in event.fields:
            if waiting and item.type == CLAIM and rng.random() < 0.5:
                fields.append((item.name, waiting.pop(0)))
            elif rng.random() < 0.6:
                bound.append(Var(f"u{item.name}", item.type))
                fields.append((item.name, bound[-1]))
        claims = [var for var in bound if var.type == CLAIM]
        if other.params and not claims:
            continue
        value: Term = StateRead(other.name, (rng.choice(claims),) if other.params else (), other.type)
        if other.type == INT and rng.random() < 0.5:
            value = Arith("max", StateRead("copy", params, INT), value)
        updates.append(Update(Pattern(event.name, tuple(fields)), value))
    return StateFunction("copy", params, other.type, other.initial, tuple(updates), "", NOWHERE)
