"""What a lowering comes to without any solver: its problem, traces searched one by one, and the rules read along a trace.

Invariant: everything here is small and slow on purpose, and shares no code with the solver's side: it is there to check it.
"""

from __future__ import annotations

from rcl.model.runtime import Lowering
from rcl.system.explore import Explored, Limits, explore
from rcl.system.problem import Problem, problem_of_lowering
from rcl.system.view import RawStep, Steps, contract_view
from rcl.verdict.confirm import assignments, domain, replays, violates
from rcl.verdict.prove import asked_bundle
from rcl.verdict.reference import Comparison, compare

__all__ = [
    "Comparison",
    "Explored",
    "Limits",
    "Problem",
    "RawStep",
    "Steps",
    "broken",
    "compare",
    "explore",
    "kept",
    "problem_of",
]


def problem_of(subject: Lowering | Problem) -> Problem:
    """What a lowering asks, all of its statements taken at their word whatever is known of their anchors."""
    if isinstance(subject, Problem):
        return subject
    return problem_of_lowering(subject, lambda anchors, origin: True)


def kept(lowering: Lowering | Problem, steps: Steps) -> bool:
    """Is it a trace that the guarantees allow?"""
    return not replays(problem_of(lowering), steps, False)


def broken(lowering: Lowering, steps: Steps) -> tuple[str, ...]:
    """The obligations asked of the lowering that the last step breaks, whatever the unknown values are."""
    problem = problem_of(lowering)
    if not steps:
        return ()
    last = contract_view(problem, steps, True)[-1]
    return tuple(
        item.qualified
        for item in asked_bundle(lowering).obligations
        if any(
            violates(problem, item.rule, env, steps, True)
            for env in assignments(
                item.rule, last, [domain(problem, steps, item.rule, var) for var in item.rule.quantified]
            )
        )
    )
