"""The part of a problem that a rule can depend on: it asks the same, and nothing of it is idle."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from rcl.model.contract import Rule
from rcl.system.build import Options, Target, build
from rcl.system.cone import cone
from rcl.system.expr import text
from rcl.system.problem import Problem
from rcl.testing.problems import case
from tests.unit.verdict.conftest import Small, small

CASES = int(os.environ.get("RCL_CASES", "150"))
__all__ = ["small"]


def asked(problem: Problem, rule: Rule, *, violated: bool) -> list[str]:
    """The transition system in words; open domains, since closed ones have constants for sorts that nothing speaks of."""
    system = build(problem, Target(rule, violated), Options(definite=True, unseen=True))
    names = [f"{ref.kind} {ref.name}" for ref in system.labels]
    return [
        *(f"{item.text} from {text(item.init)}: {text(item.next)}" for item in system.registers),
        *(f"{names[label]}: {text(fact)}" for label, fact in system.statements),
        *(f"fact {text(fact)}" for fact in system.facts),
        *(f"{problem.admits[item.index].name}: {text(item.condition)}" for item in system.admissions),
        f"bad: {text(system.bad)}",
    ]


@pytest.mark.parametrize("seed", range(CASES))
def test_the_part_asks_the_same(seed: int) -> None:
    item = case(seed)
    rule, part = item.obligation.rule, cone(item.problem, item.obligation.rule)
    for violated in (True, False):
        assert asked(part, rule, violated=violated) == asked(item.problem, rule, violated=violated)
    assert cone(part, rule) == part


def test_nothing_idle_is_in_the_part(small: Small) -> None:
    part = cone(small.problem, small.rule("not_lost"))
    assert [event.name for event in part.contract_events] == ["refused", "lost"]
    assert [line.event for line in part.maps] == ["lost", "lost"]
    assert not part.contract_states and not part.absent
    # Whose claim is lost is read from the state that `arrived` changes; what admits a loss speaks of `taken`.
    assert [event.name for event in part.events] == ["arrived", "dropped", "tagless", "taken"]
    assert [state.name for state in part.states] == ["tag"]
    assert [item.name for item in part.guarantees] == ["arrive_once", "one_owner"]
    assert [item.name for item in part.admits] == ["loses", "takes"]


def test_an_absence_of_what_is_asked_about_is_in_the_part(small: Small) -> None:
    part = cone(small.problem, small.rule("not_stolen"))
    assert [item.event for item in part.absent] == ["stolen"]
    assert [line.event for line in part.maps] == ["reused"]


def test_states_bring_what_changes_them(small: Small) -> None:
    part = cone(small.problem, small.rule("long_enough"))
    assert [state.name for state in part.contract_states] == ["leading"]
    assert [event.name for event in part.contract_events] == ["accepted", "refused", "reused", "lost"]
    assert {line.event for line in part.maps} == {"accepted", "reused", "lost"}
    other = replace(small.problem, guarantees=(), admits=())
    assert [state.name for state in cone(other, small.rule("long_enough")).states] == ["tag"]
