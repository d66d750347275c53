"""Hypothesis strategies for contracts, runtimes, lowerings and traces.

Invariant: what is drawn is well-formed: it has been through the parser and the resolver, or is typed by something that has. All
chance comes from Hypothesis, so that examples can be made smaller and played again.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from rcl.model.contract import Contract
from rcl.model.runtime import Lowering, Runtime, World
from rcl.system.problem import Problem
from rcl.system.view import Steps
from rcl.testing.explicit import problem_of
from rcl.testing.problems import Case, Formulas, Maker
from rcl.testing.traces import allowed_steps, any_steps
from rcl.testing.written import case_text, world_of

MOST_STEPS = 6


def _chance() -> SearchStrategy[Random]:
    return st.randoms(use_true_random=False)


def cases() -> SearchStrategy[Case]:
    """Small problems with one obligation, as values of the engine."""
    return _chance().map(lambda rng: Maker(rng).case(0))


def texts() -> SearchStrategy[str]:
    """Whole files: a small contract, a runtime and a lowering."""
    return cases().map(case_text)


def worlds() -> SearchStrategy[World]:
    """The same, parsed and resolved: one contract, one runtime, one lowering."""
    return cases().map(world_of)


def contracts() -> SearchStrategy[Contract]:
    """Contracts with two or three events and one obligation."""
    return worlds().map(lambda world: world.contracts[0])


def runtimes() -> SearchStrategy[Runtime]:
    """Runtimes that are specifications, with one mode of a few statements."""
    return worlds().map(lambda world: world.runtimes[0])


def lowerings(like: Lowering | None = None) -> SearchStrategy[Lowering]:
    """Lowerings of small runtimes onto small contracts.

    With ``like`` they are of its own mode onto its own bundle, under the same assertion, with map lines made at random.
    """
    if like is None:
        return worlds().map(lambda world: world.lowerings[0])
    return _chance().map(lambda rng: _mapped_anew(rng, like))


def _mapped_anew(rng: Random, like: Lowering) -> Lowering:
    below = Formulas(rng, like.events, like.states)
    maps = Maker(rng).maps(like.contract.events, like.events, below)
    unmapped = tuple(item for item in like.unmapped if all(line.event != item.event for line in maps))
    return replace(like, maps=maps, unmapped=unmapped, defects=())


def traces(
    subject: Lowering | Problem, *, most: int = MOST_STEPS, allowed: bool = False
) -> SearchStrategy[Steps]:
    """Traces of a lowering's runtime (and of what clients do), of one step to ``most``.

    ``allowed``: only such as keep the guarantees; these may be shorter, also empty.
    """
    problem = problem_of(subject)
    make = allowed_steps if allowed else any_steps
    return st.tuples(_chance(), st.integers(1, most)).map(lambda drawn: make(drawn[0], problem, drawn[1]))
