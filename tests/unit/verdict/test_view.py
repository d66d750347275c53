"""What a step means to the contract, on hand-made traces."""

from __future__ import annotations

from rcl.system.view import contract_view, runtime_view, unseen
from rcl.temporal.trace import UNKNOWN, Moment, Occurrence
from tests.unit.verdict.conftest import Small, step

ARRIVED = step("arrived", request="r1", tag="c1")
TAKEN = step("taken", request="r1", size=4)


def test_runtime_view_skips_free_steps(small: Small) -> None:
    free = step("asked", free=True, claim="c1", request="r1")
    view, positions = runtime_view(small.problem, (free, ARRIVED, free, TAKEN))
    assert [item.occurrences[0].event for item in view] == ["arrived", "taken"]
    assert positions == (-1, 0, 0, 1)


def test_fields_are_read_from_runtime_states(small: Small) -> None:
    view = contract_view(small.problem, (ARRIVED, TAKEN), definite=False)
    assert view == (Moment(()), Moment((Occurrence("accepted", (("claim", "c1"), ("blocks", 4))),)))


def test_condition_and_literal_decide_whether_a_line_applies(small: Small) -> None:
    steps = (ARRIVED, step("taken", request="r1", size=0), step("used", request="r1", hit=False))
    assert [len(item.occurrences) for item in contract_view(small.problem, steps, False)] == [0, 0, 0]


def test_unknown_fields_and_choices(small: Small) -> None:
    chosen = step("tagless", request="r1", choices=((3, "claim", "c9"),))
    seen = contract_view(small.problem, (chosen,), definite=False)[0].occurrences
    assert seen == (Occurrence("lost", (("claim", "c9"), ("position", 0))),)
    seen = contract_view(small.problem, (chosen,), definite=True)[0].occurrences
    assert seen == (Occurrence("lost", (("claim", UNKNOWN), ("position", 0))),)
    seen = contract_view(small.problem, (step("tagless", request="r1"),), definite=False)[0].occurrences
    assert seen == (Occurrence("lost", (("claim", UNKNOWN), ("position", 0))),)


def test_free_step_is_one_occurrence(small: Small) -> None:
    free = step("failed", free=True, claim="c1")
    assert contract_view(small.problem, (free,), definite=False) == (Moment((free.occurrence(),)),)


def test_unseen_are_silent_duties_and_free_hazards(small: Small) -> None:
    assert unseen(small.problem) == {"refused", "failed"}  # `stolen` is stated not to exist, `asked` is seen
    assert contract_view(small.problem, (ARRIVED,), definite=True)[0].maybe == {"refused", "failed"}
    assert contract_view(small.problem, (ARRIVED,), definite=False)[0].maybe == frozenset()


def test_state_is_read_after_the_step(small: Small) -> None:
    again = step("arrived", request="r1", tag="c2")
    view = contract_view(small.problem, (ARRIVED, again, TAKEN), definite=False)
    assert view[2].occurrences[0].value("claim") == "c2"
