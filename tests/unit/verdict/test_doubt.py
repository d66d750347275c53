"""Which silence keeps a violation from being certain."""

from __future__ import annotations

from rcl.verdict.confirm import violates
from rcl.verdict.doubt import decisive_silences
from tests.unit.verdict.conftest import Small, step

ARRIVED = step("arrived", request="r1", tag="c1")
TAKEN = step("taken", request="r1", size=4)
DROPPED = step("dropped", request="r1", at=1)
USED = step("used", request="r1", hit=True)
C1 = {"c": "c1"}


def test_the_silent_event_that_could_excuse_is_named_alone(small: Small) -> None:
    steps = (ARRIVED, TAKEN, DROPPED, USED)
    assert not violates(small.problem, small.rule("long_enough"), C1, steps, True)
    assert decisive_silences(small.problem, small.rule("long_enough"), C1, steps) == ("refused",)


def test_a_certain_violation_hangs_on_nothing(small: Small) -> None:
    steps = (ARRIVED, USED)
    assert violates(small.problem, small.rule("accepted_first"), C1, steps, True)
    assert decisive_silences(small.problem, small.rule("accepted_first"), C1, steps) == ()


def test_an_unknown_value_is_no_silence(small: Small) -> None:
    lost = (ARRIVED, TAKEN, step("tagless", request="r1", choices=()), USED)
    assert decisive_silences(small.problem, small.rule("long_enough"), C1, lost) == ()
