"""Maps a system and a k-inductive argument to the queries that make it up, as data.

Invariant: if every query is unsatisfiable, no trace of the system reaches its bad step. This states the argument of
``rcl.smt.induction`` a second time, without a solver, so that what is written down does not depend on how it was found.
Source: semantics, section 4, point 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rcl.system.expr import Expr
from rcl.system.system import System
from rcl.verdict.kept import label_name


@dataclass(frozen=True, slots=True)
class At:
    """An expression at a step; rigid facts may stand at any."""

    expr: Expr
    step: int


@dataclass(frozen=True, slots=True)
class Assertion:
    """The conjunction of its parts, under a name; ``label`` is the statement's index (-1: no statement)."""

    name: str
    parts: tuple[At, ...]
    label: int = -1


@dataclass(frozen=True, slots=True)
class Query:
    """One question. Registers at step ``first`` have their initial values if ``initial``, else any."""

    name: str
    title: str
    first: int
    initial: bool
    assertions: tuple[Assertion, ...]


def queries_of(system: System, k: int, lemmas: tuple[Expr, ...], core: tuple[int, ...]) -> Iterator[Query]:
    """Base, then step; the core's statements are the only ones that take part."""
    pool = system.pool
    all_lemmas = pool.and_(lemmas)
    if lemmas:
        goal = Assertion("goal", (At(pool.not_(all_lemmas), 0),))
        title = "The lemmas hold before the first step."
        yield Query("base-0", title, 0, True, (*_rigid(system, 0), goal))
    for depth in range(1, k + 1):
        steps = range(1, depth + 1)
        goal = Assertion("goal", (At(system.bad, depth),))
        title = f"Step {depth} of a trace from the start is not bad."
        parts = (*_rigid(system, 1), *_steps(system, steps, core), goal)
        yield Query(f"base-{depth}", title, 1, True, parts)
    if lemmas:
        goal = Assertion("goal", (At(pool.not_(all_lemmas), 1),))
        parts = (*_rigid(system, 0), *_supposed(lemmas), *_steps(system, range(1), core), goal)
        yield Query("step-lemmas", "A step from a state with the lemmas keeps them.", 0, False, parts)
    parts = (*_rigid(system, 0), *_supposed(lemmas), *_steps(system, range(k + 1), core))
    if k:
        good = tuple(At(pool.not_(system.bad), step) for step in range(k))
        parts += (Assertion("good", good),)
    state = "a state with the lemmas" if lemmas else "any state"
    title = f"No bad step follows {k} good ones from {state}." if k else f"No step from {state} is bad."
    yield Query("step", title, 0, False, (*parts, Assertion("goal", (At(system.bad, k),))))


def _rigid(system: System, step: int) -> tuple[Assertion, ...]:
    facts = tuple(At(fact, step) for fact in system.rigid_facts)
    return (Assertion("constants", facts),) if facts else ()


def _supposed(lemmas: tuple[Expr, ...]) -> tuple[Assertion, ...]:
    return tuple(Assertion(f"lemma {number}", (At(lemma, 0),)) for number, lemma in enumerate(lemmas, 1))


def _steps(system: System, steps: range, core: tuple[int, ...]) -> Iterator[Assertion]:
    """What every step is (its event and the ranges of its fields), and each statement of the core at all steps."""
    for step in steps:
        yield Assertion(f"step {step}", tuple(At(fact, step) for fact in system.facts))
    for label in core:
        constraints = [constraint for index, constraint in system.statements if index == label]
        parts = tuple(At(constraint, step) for step in steps for constraint in constraints)
        yield Assertion(label_name(system, label), parts, label)
