"""The explicit search: what it covers, what it says of that, and what it does not look at."""

from __future__ import annotations

from dataclasses import replace

from rcl.model.contract import Rule
from rcl.model.formula import FALSE, TRUE, Pattern, Var
from rcl.model.types import SortType
from rcl.system.explore import Explored, Explorer, Limits, explore
from rcl.verdict.confirm import confirm, confirm_cover
from tests.unit.verdict.conftest import Small, small

__all__ = ["small"]
FEW = Limits(depth=3, identifiers=1, numbers=(0,), moves=100_000)


def test_a_trace_that_breaks_the_rule_is_the_first_of_the_shortest(small: Small) -> None:
    rule = small.rule("accepted_first")
    found = explore(small.problem, rule, FEW)
    assert found.steps is not None and found.env == {"c": "claim1"}
    assert [step.event for step in found.steps] == ["arrived", "used"]
    assert (found.depth, found.complete) == (2, False)
    assert not confirm(small.problem, rule, found.env, found.steps, False, False)
    reached = explore(small.problem, small.rule("not_stolen"), FEW, violated=False)
    assert reached.steps is not None and reached.env is not None and len(reached.steps) == 2
    assert not confirm_cover(
        small.problem, small.rule("not_stolen"), reached.env, reached.steps, False, False
    )


def test_what_was_covered(small: Small) -> None:
    """All of it, all up to a depth, or less than that because there was too much to try."""
    rule = replace(small.rule("not_stolen"), requires=TRUE)
    assert explore(small.problem, rule, FEW) == Explored(None, None, 2, True), "no third step leads further"
    assert explore(small.problem, rule, replace(FEW, depth=1)) == Explored(None, None, 1, False)
    assert explore(small.problem, rule, replace(FEW, moves=1)) == Explored(None, None, 0, False)
    assert explore(small.problem, rule, replace(FEW, moves=13)) == Explored(None, None, 1, False)


def test_steps_that_break_a_guarantee_are_cut(small: Small) -> None:
    again = Rule((), (Var("r", SortType("Request")),), (Pattern("asked", ()),), TRUE, FALSE)
    explorer = Explorer(small.problem, again, FEW)
    state = explorer.start()
    first = {step.event: (after, step) for step, after, _ in explorer.moves(state)}
    assert "arrived" in first and "stolen" not in first and "failed" in first
    after = (first["arrived"][0], state[1])
    assert "arrived" not in {step.event for step, _, _ in explorer.moves(after)}, "a request arrives once"
