"""Plans how the assignments under which a formula may be true are found, instead of trying every one.

Maps (formula, variables to find, variables known) to a list of steps, each a variable with the places its values
can come from. Invariant: an assignment that no plan reaches makes the formula false; a formula for which no such
plan exists is ``NotGuardedError``, never a guess. Source: semantics, sections 1 and 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rcl.model.formula import (
    And,
    Compare,
    Formula,
    Historically,
    Implies,
    Not,
    Once,
    Or,
    Pattern,
    Previously,
    Since,
    Term,
    Var,
    free_variables,
    subterms,
)


class NotGuardedError(ValueError):
    """No event and nothing remembered limits the values of a variable of the formula."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class FromEvent:
    """The field of an event of the present moment (``back``: of the one before)."""

    pattern: Pattern
    field: str
    back: bool


@dataclass(frozen=True, slots=True)
class FromTable:
    """The place of the variable in what is remembered of a ``Once`` or ``Since``."""

    node: Once | Since
    name: str


@dataclass(frozen=True, slots=True)
class FromTerm:
    """The value of a term over known variables."""

    term: Term
    back: bool


@dataclass(frozen=True, slots=True)
class FromAnything:
    """The formula is the same for every value here: one that nothing has named stands for all."""


Source = FromEvent | FromTable | FromTerm | FromAnything
Plan = tuple[tuple[str, tuple[Source, ...]], ...]


def plan(
    formula: Formula, wanted: Iterable[str], known: Iterable[str], hidden: frozenset[str] = frozenset()
) -> Plan:
    """Steps that find values for the wanted variables; events of ``hidden`` kinds say little, as nobody sees them."""
    left = list(wanted)
    bound = set(known)
    steps: list[tuple[str, tuple[Source, ...]]] = []
    while left:
        options = [(name, sources(formula, True, name, frozenset(bound), False, hidden)) for name in left]
        good = [(name, found) for name, found in options if found is not None]
        if not good:
            raise NotGuardedError(left[0])
        name, found = min(good, key=lambda item: _cost(item[1], frozenset(bound), hidden))
        steps.append((name, tuple(dict.fromkeys(found))))
        bound.add(name)
        left.remove(name)
    return tuple(steps)


def _cost(found: list[Source], bound: frozenset[str], hidden: frozenset[str]) -> int:
    return sum(_cost_of(source, bound, hidden) for source in found)


def _cost_of(source: Source, bound: frozenset[str], hidden: frozenset[str]) -> int:
    match source:
        case FromEvent(pattern=pattern):
            return 21 if pattern.event in hidden else 1
        case FromTerm():
            return 1
        case FromAnything():
            return 3
        case FromTable(node=node):  # all of it, if none of its places is known
            known = any(variable.name in bound for variable in free_variables(node))
            return 10 if known else 12


def sources(
    formula: Formula, positive: bool, name: str, bound: frozenset[str], back: bool, hidden: frozenset[str]
) -> list[Source] | None:
    """Where the variable's values can come from if the formula holds (or not); ``None``: from anywhere."""
    if not _mentions(formula, name):
        return None
    match formula:
        case Not(body=body):
            return sources(body, not positive, name, bound, back, hidden)
        case And(parts=parts):
            signed = [(part, positive) for part in parts]
            return (
                _all(signed, name, bound, back, hidden)
                if positive
                else _any(signed, name, bound, back, hidden)
            )
        case Or(parts=parts):
            signed = [(part, positive) for part in parts]
            return (
                _any(signed, name, bound, back, hidden)
                if positive
                else _all(signed, name, bound, back, hidden)
            )
        case Implies(left=left, right=right):
            signed = [(left, not positive), (right, positive)]
            return (
                _any(signed, name, bound, back, hidden)
                if positive
                else _all(signed, name, bound, back, hidden)
            )
        case Previously(body=body):
            return None if back else sources(body, positive, name, bound, True, hidden)
        case Pattern(fields=fields) if positive:
            fit = [field for field, term in fields if isinstance(term, Var) and term.name == name]
            return [FromEvent(formula, fit[0], back)] if fit else None
        case Once() | Since() if positive:
            return [FromTable(formula, name)]
        case Historically(body=body) if not positive:
            return [FromTable(Once(Not(body)), name)]
        case Compare(op=op, left=left, right=right) if op == ("=" if positive else "!="):
            for one, other in ((left, right), (right, left)):
                if isinstance(one, Var) and one.name == name and _names(other) <= bound:
                    return [FromTerm(other, back)]
            return None
        case _:
            return None


def _all(
    parts: list[tuple[Formula, bool]], name: str, bound: frozenset[str], back: bool, hidden: frozenset[str]
) -> list[Source] | None:
    """All parts hold: the one that limits the variable most is enough."""
    found = [sources(part, positive, name, bound, back, hidden) for part, positive in parts]
    good = [item for item in found if item is not None]
    return min(good, key=lambda item: _cost(item, bound, hidden)) if good else None


def _any(
    parts: list[tuple[Formula, bool]], name: str, bound: frozenset[str], back: bool, hidden: frozenset[str]
) -> list[Source] | None:
    """Some part holds: each has to limit the variable, or not to speak of it."""
    found: list[Source] = []
    for part, positive in parts:
        if not _mentions(part, name):
            found.append(FromAnything())
            continue
        item = sources(part, positive, name, bound, back, hidden)
        if item is None:
            return None
        found += item
    return found


def _mentions(formula: Formula, name: str) -> bool:
    return any(variable.name == name for variable in free_variables(formula))


def _names(term: Term) -> frozenset[str]:
    return frozenset(item.name for item in subterms(term) if isinstance(item, Var))


def triggers(formula: Formula, positive: bool = True) -> frozenset[str] | None:
    """Event kinds one of which must happen for the formula to hold now (or not to); ``None``: it may without any."""
    match formula:
        case Not(body=body):
            return triggers(body, not positive)
        case And(parts=parts):
            found = [triggers(part, positive) for part in parts]
            return _fewest(found) if positive else _union(found)
        case Or(parts=parts):
            found = [triggers(part, positive) for part in parts]
            return _union(found) if positive else _fewest(found)
        case Implies(left=left, right=right):
            found = [triggers(left, not positive), triggers(right, positive)]
            return _union(found) if positive else _fewest(found)
        case Pattern(event=event) if positive:
            return frozenset((event,))
        case _:
            return None


def _fewest(found: list[frozenset[str] | None]) -> frozenset[str] | None:
    good = [item for item in found if item is not None]
    return min(good, key=len) if good else None


def _union(found: list[frozenset[str] | None]) -> frozenset[str] | None:
    union: frozenset[str] = frozenset()
    for item in found:
        if item is None:
            return None
        union |= item
    return union


@dataclass(frozen=True, slots=True)
class Search:
    """A formula with its plan. ``groups`` are alternatives in which one event gives all of ``first``; ``rest`` follows.

    Without groups the whole plan is ``rest``.
    """

    formula: Formula
    steps: Plan
    groups: tuple[tuple[Pattern, tuple[tuple[str, str], ...]], ...]
    rest: Plan


def search(formula: Formula, steps: Plan) -> Search:
    """The plan, with the leading steps that one event can take together found once."""
    number = 0
    patterns: list[Pattern] = []
    for _, found in steps:
        events = [source for source in found if isinstance(source, FromEvent) and not source.back]
        mine = [source.pattern for source in events]
        if len(events) != len(found) or len({id(item) for item in mine}) != len(mine):
            break
        if number and mine != patterns:
            break
        patterns = mine
        number += 1
    groups = tuple(
        (pattern, tuple((name, _field(found[at])) for name, found in steps[:number]))
        for at, pattern in enumerate(patterns)
    )
    return Search(formula, steps, groups if number else (), steps[number:] if number else steps)


def _field(source: Source) -> str:
    assert isinstance(source, FromEvent)
    return source.field


def direct_fields(formula: Formula, names: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
    """Event and fields that give an assignment of exactly these names, if the formula is such a pattern and no more."""
    if not isinstance(formula, Pattern):
        return None
    named = {term.name: field for field, term in formula.fields if isinstance(term, Var)}
    if len(named) != len(formula.fields) or set(named) != set(names):
        return None
    return formula.event, tuple(named[name] for name in names)
