"""What is looked up for an identifier that no event of the moment names is not forgotten, wherever the look-up stands."""

from __future__ import annotations

import pytest

from rcl.diag.span import NOWHERE
from rcl.model.contract import Rule, StateFunction, Update
from rcl.model.formula import TRUE, And, Compare, Formula, IntLit, Not, Once, Pattern, Since, StateRead, Var
from rcl.model.types import INT, SortType
from rcl.temporal.forgetting import Forgetting, asked_by
from rcl.temporal.stream import Happened, Stream
from rcl.temporal.watch import RuleWatch

C, R, N = Var("c", SortType("Claim")), Var("r", SortType("Request")), Var("n", INT)


def named(event: str, *variables: Var) -> Pattern:
    return Pattern(event, tuple((variable.name, variable) for variable in variables))


def state(name: str, *updates: Update) -> StateFunction:
    return StateFunction(name, (C,), INT, IntLit(0), updates, "", NOWHERE)


SIZE = state("size", Update(named("sized", C, N), N))
COPY = state("copy", Update(Pattern("noted", ()), StateRead("size", (C,), INT)))
STATES = {"size": SIZE, "copy": COPY}
HELD = Since(Once(named("taken", C)), named("tied", C, R))
USED = Once(And((named("asked", R), Once(named("tied", C, R)))))
TIED = Once(named("tied", C, R))
LARGE = Compare("<", IntLit(0), StateRead("copy", (C,), INT))


def violated(requires: Formula, before: list[Happened], after: list[Happened]) -> list[object]:
    """The claims for which ``told(r)`` breaks the rule at the end; ``c1`` is over after the first part."""
    rule = Rule((C,), (R,), (named("told", R),), TRUE, requires)
    stream = Stream(STATES)
    watch = RuleWatch(rule, stream, {})
    forgetting = Forgetting(stream, asked_by(stream, watch.searches))
    found: list[object] = []
    for happened in (*before, None, *after, {"told": [{"r": "r1"}]}):
        if happened is None:
            forgetting.forget("Claim", "c1")
            continue
        stream.step(happened)
        found = [env["c"] for env, truth in watch.step() if truth is False]
    return found


TIE: Happened = {"tied": [{"c": "c1", "r": "r1"}]}


@pytest.mark.parametrize(
    ("requires", "before", "after"),
    [
        (Not(TIED), [TIE], []),
        (Not(HELD), [{"taken": [{"c": "c1"}]}, TIE], [{"noted": [{}]}]),
        (Not(USED), [TIE], [{"asked": [{"r": "r1"}]}]),
        (Not(And((TIED, LARGE))), [TIE, {"sized": [{"c": "c1", "n": 4}]}], [{"noted": [{}]}]),
    ],
)
def test_a_claim_that_is_found_by_its_request(
    requires: Formula, before: list[Happened], after: list[Happened]
) -> None:
    assert violated(requires, before, after) == ["c1"]


def test_what_is_asked_for_by_its_own_events_alone_is_forgotten() -> None:
    rule = Rule((), (C,), (named("used", C),), TRUE, Since(Not(named("ended", C)), named("taken", C)))
    held = Rule((), (C,), (named("used", C),), TRUE, Compare("<", StateRead("size", (C,), INT), IntLit(3)))
    stream = Stream(STATES)
    watches = [RuleWatch(item, stream, {}) for item in (rule, held)]
    searches = [search for watch in watches for search in watch.searches]
    forgetting = Forgetting(stream, asked_by(stream, searches))
    for number in range(50):
        claim = f"c{number}"
        stream.step({"taken": [{"c": claim}]})
        stream.step({"sized": [{"c": claim, "n": 2}]})
        stream.step({"used": [{"c": claim}]})
        assert not any(list(watch.step()) for watch in watches)
        assert stream.sizes() == 2
        forgetting.forget("Claim", claim)
        assert stream.sizes() == 0
