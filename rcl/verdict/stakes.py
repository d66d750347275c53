"""Maps lost anchors and the verdicts of today to what hangs on them: statements, obligations and classes.

Invariant: an obligation is at stake if its proof's core, its cover or its counterexample uses a statement that rests on a
lost anchor; what rests on none stays as it is. Source: semantics, sections 5 and 6.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from rcl.anchors.drift import Drift
from rcl.model.runtime import Anchor, Lowering
from rcl.verdict.results import LoweringVerdict, ObligationResult


@dataclass(frozen=True, slots=True)
class Endangered:
    """One result that hangs on lost statements, in a proof, a cover or a counterexample (``how``)."""

    obligation: str
    result: str
    how: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stake:
    """What one lowering would lose: its statements that rest on a lost anchor, and the results that use them."""

    lowering: str
    verdict_class: str
    statements: tuple[str, ...]
    results: tuple[Endangered, ...]


@dataclass(frozen=True, slots=True)
class DriftReport:
    """What became of a runtime's anchors between two versions, and what hangs on those that lost their body.

    ``decided`` says that the stakes were asked for; without it they are empty.
    """

    runtime: str
    version: str
    old: str
    new: str
    drifts: tuple[Drift, ...]
    stakes: tuple[Stake, ...]
    decided: bool


def statements_on(lowering: Lowering, lost: Collection[Anchor]) -> tuple[str, ...]:
    """The lowering's statements that rest on one of these anchors, by name, sorted."""
    return tuple(
        sorted({name for name, anchors in _resting(lowering) if any(item in lost for item in anchors)})
    )


def stakes_of(
    lowerings: Iterable[Lowering], verdicts: Iterable[LoweringVerdict], lost: Collection[Anchor]
) -> tuple[Stake, ...]:
    """The lowerings that have something to lose, in the order of the verdicts."""
    by_name = {item.name: item for item in lowerings}
    found: list[Stake] = []
    for verdict in verdicts:
        names = statements_on(by_name[verdict.name], lost)
        results = tuple(
            endangered for item in verdict.obligations for endangered in _endangered(item, frozenset(names))
        )
        if names:
            found.append(Stake(verdict.name, verdict.verdict_class.value, names, results))
    return tuple(found)


def _resting(lowering: Lowering) -> Iterator[tuple[str, tuple[Anchor, ...]]]:
    for guarantee in lowering.guarantees:
        yield guarantee.name, guarantee.anchors
    for admits in lowering.admits:
        yield admits.name, admits.anchors
    for item in lowering.unmapped:
        yield f"unmapped {item.event}", item.anchors


def _endangered(item: ObligationResult, lost: frozenset[str]) -> Iterator[Endangered]:
    used = (
        ("proof", {core.statement.removeprefix("admits ") for core in item.core}),
        ("counterexample", {step.by for step in item.trace}),
        ("cover", {step.by for step in item.cover}),
    )
    for how, names in used:
        if hit := tuple(sorted(names & lost)):
            yield Endangered(item.name, item.result.value, how, hit)
