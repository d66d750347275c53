"""A stream that forgets identifiers which are over says the same as one that remembers them."""

from __future__ import annotations

from random import Random

from rcl.model.contract import Event
from rcl.model.types import BOOL, INT, Type
from rcl.temporal.forgetting import Forgetting, asked_by
from rcl.temporal.search import NotGuardedError
from rcl.temporal.stream import Stream
from rcl.temporal.trace import UNKNOWN, Value
from rcl.temporal.watch import RuleWatch
from rcl.testing.problems import CLAIM
from tests.property.test_stream import random_case

SEEDS = 700
STEPS = 14
LIFE = 3
"""Moments in which a claim is named: claim ``n`` from moment ``2 n`` on."""

Happened = dict[str, list[dict[str, Value]]]


def some_value(rng: Random, kind: Type, moment: int, vague: float) -> Value:
    if rng.random() < vague:
        return UNKNOWN
    if kind == CLAIM:
        alive = [number for number in range(moment + 1) if 2 * number <= moment < 2 * number + LIFE]
        return f"Claim{rng.choice(alive)}"
    if kind == INT:
        return rng.randint(0, 2)
    return rng.random() < 0.5 if kind == BOOL else f"{kind}{rng.randint(1, 2)}"


def moments(rng: Random, events: tuple[Event, ...], vague: float) -> list[tuple[Happened, frozenset[str]]]:
    found = []
    for moment in range(STEPS):
        happened: Happened = {}
        for event in rng.sample(events, k=rng.randint(1, len(events))):
            item = {f.name: some_value(rng, f.type, moment, vague) for f in event.fields}
            happened.setdefault(event.name, []).append(item)
        maybe = frozenset(event.name for event in events if rng.random() < vague / 3)
        found.append((happened, maybe))
    return found


def told(watch: RuleWatch) -> list[str]:
    return sorted(repr((sorted(env.items()), truth)) for env, truth in watch.step())


def test_what_is_over_makes_no_difference() -> None:
    followed = said = forgotten = 0
    for seed in range(SEEDS):
        rng, events, states, formulas = random_case(seed)
        rule = formulas.rule(rng.randint(1, 3))
        functions = {state.name: state for state in states}
        streams = [Stream(functions), Stream(functions)]
        try:
            whole, part = (RuleWatch(rule, stream, {}) for stream in streams)
        except NotGuardedError:
            continue
        followed += 1
        forgetting = Forgetting(streams[1], asked_by(streams[1], part.searches))
        for number, (happened, maybe) in enumerate(moments(rng, events, rng.choice((0.0, 0.15)))):
            for stream in streams:
                stream.step(happened, maybe)
            one, other = told(whole), told(part)
            assert one == other, (seed, number)
            said += len(one)
            for stream in streams:
                stream.settle()
            if number >= LIFE - 1 and (number - LIFE + 1) % 2 == 0:
                forgetting.forget("Claim", f"Claim{(number - LIFE + 1) // 2}")
        forgotten += streams[1].sizes() < streams[0].sizes()
    assert followed > SEEDS * 0.4 and said > 500, (followed, said)
    assert forgotten > followed * 0.1, (forgotten, followed)
