"""Maps a trace that violates a rule only perhaps to the events whose silence keeps the violation from being certain.

Invariant: the answer is minimal: were each of the named events known not to happen unseen, the violation would be
certain, and for no smaller choice among them. Source: semantics, section 3 (three-valued replay).
"""

from __future__ import annotations

from dataclasses import replace

from rcl.model.contract import Rule
from rcl.system.problem import Problem
from rcl.system.view import Steps, contract_view, states_by_name, unseen
from rcl.temporal.evaluate import Environment, Evaluator


def decisive_silences(problem: Problem, rule: Rule, env: Environment, steps: Steps) -> tuple[str, ...]:
    """Names of contract events, sorted; empty if it is not silence (alone) that the violation hangs on."""
    view = contract_view(problem, steps, definite=True)
    states = states_by_name(problem.contract_states)

    def broken_without(absent: set[str]) -> bool:
        moments = tuple(replace(moment, maybe=moment.maybe - absent) for moment in view)
        return Evaluator(moments, states).rule(rule, len(steps) - 1, env) is False

    absent = set(unseen(problem))
    if not absent or not broken_without(absent):
        return ()
    for name in sorted(absent):
        if broken_without(absent - {name}):
            absent.remove(name)
    return tuple(sorted(absent))
