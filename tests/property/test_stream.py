"""The incremental watches say of random rules on random traces what the reference semantics says."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from rcl.model.contract import Role
from rcl.model.formula import Formula, Once, Since, Var
from rcl.model.types import BOOL, INT, SortType
from rcl.temporal.evaluate import Evaluator
from rcl.temporal.search import NotGuardedError
from rcl.temporal.stream import Stream
from rcl.temporal.trace import UNKNOWN, Moment, Occurrence
from rcl.temporal.watch import RuleWatch, ScenarioWatch
from rcl.testing.problems import Formulas, Maker
from tests.strategies.states import reading_state

SEEDS = 1500


def random_case(seed: int):
    rng = Random(seed)
    maker = Maker(rng)
    events = tuple(maker.event(f"c{n}", [Role.DUTY]) for n in range(rng.randint(2, 3)))
    states = (maker.state("level", events),) if rng.random() < 0.6 else ()
    if states and rng.random() < 0.5:
        states = (*states, reading_state(rng, events, states[0]))
    return rng, events, states, Formulas(rng, events, states[-1:])


def random_value(rng: Random, kind, vague: float):
    if rng.random() < vague:
        return UNKNOWN
    if kind == INT:
        return rng.randint(0, 2)
    if kind == BOOL:
        return rng.random() < 0.5
    return f"{kind}{rng.randint(1, 2)}"


def random_view(rng: Random, events, vague: float, gaps: float = 0.0, crowd: int = 2, length: int = 7):
    moments = []
    for _ in range(length):
        if rng.random() < gaps:  # as the monitor sees a gap: nothing is seen, and anything may have happened
            moments.append(Moment((), frozenset(event.name for event in events)))
            continue
        happened = tuple(
            Occurrence(event.name, tuple((f.name, random_value(rng, f.type, vague)) for f in event.fields))
            for event in rng.sample(events, k=1 if rng.random() < 0.8 else min(2, len(events)))
            for _ in range(rng.randint(1, crowd - 1))
        )
        maybe = frozenset(event.name for event in events if rng.random() < vague / 3)
        moments.append(Moment(happened, maybe))
    return tuple(moments)


def assignments(variables: tuple[Var, ...]):
    values = {INT: [0, 1, 2], BOOL: [True, False]}
    return [
        dict(zip([v.name for v in variables], chosen, strict=True))
        for chosen in product(
            *(
                [f"{v.type}1", f"{v.type}2", f"{v.type}-other"]
                if isinstance(v.type, SortType)
                else values[v.type]
                for v in variables
            )
        )
    ]


def happened(moment: Moment):
    found: dict = {}
    for item in moment.occurrences:
        found.setdefault(item.event, []).append(dict(item.fields))
    return found


@pytest.mark.parametrize(
    ("vague", "gaps", "crowd", "few", "most"),
    [
        (0.0, 0.0, 2, 8, 64),
        (0.2, 0.0, 2, 8, 64),
        (0.0, 0.2, 2, 8, 64),  # gaps in a log without doubt
        (0.1, 0.2, 2, 8, 64),
        (0.1, 0.1, 5, 1, 64),  # many events at a moment are looked up in a table
        (0.1, 0.2, 2, 8, 1),  # after a moment at which any value may change, no value is kept
    ],
)
def test_rules(
    vague: float, gaps: float, crowd: int, few: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is false for certain is found, what may be false is left open, and nothing else is said."""
    monkeypatch.setattr("rcl.temporal.stream.FEW", few)
    monkeypatch.setattr("rcl.temporal.updates.MOST_EVERYWHERE", most)
    doubt = vague + gaps
    followed = violated = unsure = weaker = 0
    for seed in range(SEEDS):
        rng, events, states, formulas = random_case(seed)
        rule = formulas.rule(rng.randint(1, 3))
        functions = {state.name: state for state in states}
        stream = Stream(functions)
        try:
            watch = RuleWatch(rule, stream, {})
        except NotGuardedError:
            continue
        followed += 1
        view = random_view(rng, events, vague, gaps, crowd)
        reference = Evaluator(view, functions)
        exercised = False
        listed = all(len(state.params) < 2 for state in states)
        for position, moment in enumerate(view):
            stream.step(happened(moment), moment.maybe)
            found = list(watch.step())
            for env in assignments(rule.variables):
                expected = reference.rule(rule, position, env)
                exercised = exercised or reference.fires(rule, position, env) is True
                told = [truth for other, truth in found if could_be(other, env)]
                if expected is False:
                    violated += 1
                    # Where values are unknown the watch may know less, and says so.
                    # So it does where what an update reads is more than can be listed.
                    assert told and (doubt or not listed or False in told), (seed, position, env)
                    weaker += False not in told
                elif expected is None:
                    unsure += 1
                    assert None in told, (seed, position, env)
                elif doubt == 0.0 and listed:
                    assert not told, (seed, position, env)
                else:
                    assert False not in told or any_other(found, env), (seed, position, env)
        assert watch.exercised == exercised or doubt, seed
        assert not (watch.exercised and not exercised), seed
    assert followed > SEEDS * 0.4 and violated > 200, (followed, violated)
    assert doubt == 0.0 or unsure > 200
    assert weaker < violated / (50 if most > 1 else 20)


def any_other(found, env) -> bool:
    return all(truth is None or other != env for other, truth in found)


def could_be(other, env) -> bool:
    """Does the watch's assignment speak of this one? What it leaves out or cannot name stands for any value."""
    return all(
        name not in other
        or other[name] is UNKNOWN
        or other[name] == value
        or not isinstance(other[name], str | int)
        for name, value in env.items()
    )


def test_scenarios() -> None:
    seen = 0
    for seed in range(SEEDS):
        rng, events, states, formulas = random_case(seed)
        variables = (Var("a", SortType("Claim")), Var("b", SortType("Request")))
        formula: Formula = formulas.formula(variables, 3)
        functions = {state.name: state for state in states}
        stream = Stream(functions)
        try:
            watch = ScenarioWatch(variables, formula, stream, {})
        except NotGuardedError:
            continue
        view = random_view(rng, events, 0.0)
        reference = Evaluator(view, functions)
        for position, moment in enumerate(view):
            stream.step(happened(moment), moment.maybe)
            watch.step(position)
        first = next(
            (
                position
                for position in range(len(view))
                if any(reference.truth(formula, position, env) for env in assignments(variables))
            ),
            None,
        )
        seen += first is not None
        assert (watch.seen.moment if watch.seen else None) == first, seed
        assert (watch.missing == "") == (first is not None)
    assert seen > 30


def test_memory_follows_what_is_live() -> None:
    """A `since` that was ended is forgotten, however long the stream is."""
    claim = Var("c", SortType("Claim"))
    from rcl.model.formula import Not, Pattern

    formula = Since(Not(Pattern("ended", (("claim", claim),))), Pattern("begun", (("claim", claim),)))
    stream = Stream({})
    stream.add(formula)
    stream.add(Once(Pattern("never", (("claim", claim),))))
    most = 0
    for number in range(2000):
        stream.step({"begun": [{"claim": f"c{number}"}]})
        stream.step({"ended": [{"claim": f"c{number}"}]})
        most = max(most, stream.sizes())
    assert most <= 1
