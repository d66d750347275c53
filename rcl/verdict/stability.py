"""Maps the verdicts of several runs of the same question to what is not the same in all of them.

Invariant: a run counts by its number, 0 being the usual one; a result that only some runs have is a change, also where
the others gave up. Source: semantics, section 4 (point 5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rcl.verdict.results import ObligationResult, Result, VerdictClass, Verdicts

UNDECIDED = frozenset((Result.UNKNOWN.value, VerdictClass.UNKNOWN_EVIDENCE.value))


@dataclass(frozen=True, slots=True)
class Change:
    """A result or class that differs: whose, its name (``class`` for the class), and the runs that had each value."""

    owner: str
    name: str
    values: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def lost(self) -> bool:
        """Did some runs only give up, while all others agree?"""
        return len({value for value, _ in self.values} - UNDECIDED) == 1


@dataclass(frozen=True, slots=True)
class Stability:
    """How often everything was decided again, how many results and classes were compared, and those that differ."""

    repeats: int
    compared: int
    changes: tuple[Change, ...]


Table = Mapping[tuple[str, str], str]
"""The values of one run: results and classes, by whose they are and by name."""


def stability_of(runs: Sequence[Verdicts]) -> Stability:
    """What differs between the runs, in the order of the verdicts."""
    return compared([table_of(run) for run in runs])


def compared(tables: Sequence[Table]) -> Stability:
    """The same for tables of the same question."""
    changes = tuple(
        Change(owner, name, found)
        for owner, name in tables[0]
        if len(found := _grouped([table[owner, name] for table in tables])) > 1
    )
    return Stability(len(tables) - 1, len(tables[0]), changes)


def _grouped(values: list[str]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Each value with the runs that had it, the first run's value first."""
    return tuple(
        (value, tuple(run for run, one in enumerate(values) if one == value))
        for value in dict.fromkeys(values)
    )


def table_of(verdicts: Verdicts) -> Table:
    """The results and classes of a run."""
    return dict(_values(verdicts))


def _values(verdicts: Verdicts) -> Iterator[tuple[tuple[str, str], str]]:
    for lowering in verdicts.lowerings:
        yield (lowering.name, "class"), lowering.verdict_class.value
        yield from _results(lowering.name, lowering.obligations)
        yield from _results(lowering.name, lowering.boundary)
    for entailment in verdicts.entailments:
        yield from _results(f"{entailment.contract}.{entailment.weaker}", entailment.obligations)


def _results(owner: str, items: Sequence[ObligationResult]) -> Iterator[tuple[tuple[str, str], str]]:
    for item in items:
        yield (owner, item.name), item.result.value
