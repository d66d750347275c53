"""Maps an expression of a rule or condition to its mutants: one small change each, with what it does to the meaning.

Invariant: a mutant called weaker is implied by the original at every moment, one called stronger implies it; whatever is not
sure is ``OTHER``. Under ``previously`` a formula may be asked about the time before the first step, where ``once`` and
``historically`` differ from elsewhere, so less is sure there. Source: semantics, section 2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import combinations

from rcl.syntax import tree


class Strength(Enum):
    """What a change makes of a formula."""

    WEAKER = "weaker"
    STRONGER = "stronger"
    OTHER = "other"

    def seen_from(self, sign: int) -> Strength:
        """The same, for a formula around it in which it stands positively (1), negatively (-1) or both (0)."""
        if sign == 0 or self is Strength.OTHER:
            return Strength.OTHER
        return self if sign > 0 else _OPPOSITE[self]


_OPPOSITE = {Strength.WEAKER: Strength.STRONGER, Strength.STRONGER: Strength.WEAKER}
WEAKER, STRONGER, OTHER = Strength.WEAKER, Strength.STRONGER, Strength.OTHER


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that make a call a pattern, and the type of each field as written, by event and field."""

    events: frozenset[str]
    types: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def alike(self, event: str, one: str, other: str) -> bool:
        """Have two fields of an event the same type, as far as is known?"""
        return self.types.get((event, one)) == self.types.get((event, other))


@dataclass(frozen=True, slots=True)
class Variant:
    """A changed expression: the operator's name, and what the change does to the formula."""

    operator: str
    expr: tree.Expr
    strength: Strength


@dataclass(frozen=True, slots=True)
class _Place:
    """How a subformula stands in the whole: its sign, and whether it may be asked about before the first step."""

    sign: int = 1
    before: bool = False

    def flipped(self) -> _Place:
        return replace(self, sign=-self.sign)


COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_LOOSER = {"<": "<=", ">": ">="}
_TIGHTER = {"<=": "<", ">=": ">"}


def variants(expr: tree.Expr, words: Vocabulary) -> Iterator[Variant]:
    """Every single change of a formula."""
    yield from _formula(expr, _Place(), words)


def conjoined(left: tree.Expr | None, right: tree.Expr) -> tree.Expr:
    """``left and right``."""
    return right if left is None else tree.Binary("and", left, right)


def first_pattern(expr: tree.Expr, words: Vocabulary) -> tree.Call | None:
    """The first event pattern in a formula, as written."""
    match expr:
        case tree.Call() if expr.head.text in words.events:
            return expr
        case tree.Unary(body=body):
            return first_pattern(body, words)
        case tree.Binary(left=left, right=right):
            return first_pattern(left, words) or first_pattern(right, words)
        case _:
            return None


def replaced(expr: tree.Expr, old: tree.Expr, new: tree.Expr) -> tree.Expr:
    """The expression with this very node replaced."""
    if expr is old:
        return new
    match expr:
        case tree.Unary(body=body):
            return replace(expr, body=replaced(body, old, new))
        case tree.Binary(left=left, right=right):
            return replace(expr, left=replaced(left, old, new), right=replaced(right, old, new))
        case _:
            return expr


def _formula(expr: tree.Expr, place: _Place, words: Vocabulary) -> Iterator[Variant]:
    match expr:
        case tree.Binary(op="and" | "or" | "implies" | "since"):
            yield from _connective(expr, place, words)
        case tree.Binary():
            yield from _comparison(expr, place)
        case tree.Unary(op="-"):
            return
        case tree.Unary():
            yield from _unary(expr, place, words)
        case tree.Call():
            yield Variant("negate", tree.Unary("not", expr), OTHER)
            if expr.head.text in words.events:
                yield from _pattern(expr, place, words)
                if not place.before:
                    yield Variant("remember", tree.Unary("once", expr), WEAKER.seen_from(place.sign))
        case tree.Ident():
            yield Variant("negate", tree.Unary("not", expr), OTHER)
        case tree.Boolean(value=value):
            yield Variant("negate", tree.Boolean(not value), OTHER)
        case tree.Number() | tree.NoneValue() | tree.Wildcard():
            return


def _connective(expr: tree.Binary, place: _Place, words: Vocabulary) -> Iterator[Variant]:
    left, right, op = expr.left, expr.right, expr.op
    if op == "and":
        for kept in (right, left):
            yield Variant("drop conjunct", kept, WEAKER.seen_from(place.sign))
        yield Variant("and to or", replace(expr, op="or"), WEAKER.seen_from(place.sign))
    elif op == "or":
        for kept in (right, left):
            yield Variant("drop alternative", kept, STRONGER.seen_from(place.sign))
        yield Variant("or to and", replace(expr, op="and"), STRONGER.seen_from(place.sign))
    elif op == "implies":
        yield Variant("drop premise", right, STRONGER.seen_from(place.sign))
        yield Variant("swap sides", replace(expr, left=right, right=left), OTHER)
    else:
        strength = OTHER if place.before else WEAKER.seen_from(place.sign)
        yield Variant("since to once", tree.Unary("once", right), strength)
        yield Variant("swap sides", replace(expr, left=right, right=left), OTHER)
    of_left = place.flipped() if op == "implies" else place
    for item in _formula(left, of_left, words):
        yield replace(item, expr=replace(expr, left=item.expr))
    for item in _formula(right, place, words):
        yield replace(item, expr=replace(expr, right=item.expr))


def _unary(expr: tree.Unary, place: _Place, words: Vocabulary) -> Iterator[Variant]:
    body = expr.body
    match expr.op:
        case "not":
            yield Variant("negate", body, OTHER)
            inner = place.flipped()
        case "once":
            yield Variant("once to historically", replace(expr, op="historically"), OTHER)
            yield Variant("forget the past", body, OTHER if place.before else STRONGER.seen_from(place.sign))
            inner = place
        case "historically":
            yield Variant("historically to once", replace(expr, op="once"), OTHER)
            yield Variant("forget the past", body, OTHER if place.before else WEAKER.seen_from(place.sign))
            inner = place
        case _:
            yield Variant("drop previously", body, OTHER)
            inner = replace(place, before=True)
    for item in _formula(body, inner, words):
        yield replace(item, expr=replace(expr, body=item.expr))


def _comparison(expr: tree.Binary, place: _Place) -> Iterator[Variant]:
    if expr.op not in COMPARISONS:
        return
    if expr.op in _LOOSER:
        yield Variant("shift comparison", replace(expr, op=_LOOSER[expr.op]), WEAKER.seen_from(place.sign))
    if expr.op in _TIGHTER:
        yield Variant("shift comparison", replace(expr, op=_TIGHTER[expr.op]), STRONGER.seen_from(place.sign))
    if expr.op in ("=", "!="):
        yield Variant("negate", replace(expr, op="!=" if expr.op == "=" else "="), OTHER)
    else:
        yield Variant("swap sides", replace(expr, left=expr.right, right=expr.left), OTHER)
    for side in ("left", "right"):
        value = expr.left if side == "left" else expr.right
        if isinstance(value, tree.Number):
            more = tree.Number(value.value + 1)
            changed = replace(expr, left=more) if side == "left" else replace(expr, right=more)
            yield Variant("shift number", changed, OTHER)


def _pattern(call: tree.Call, place: _Place, words: Vocabulary) -> Iterator[Variant]:
    for at, _ in enumerate(call.arguments):
        fewer = (*call.arguments[:at], *call.arguments[at + 1 :])
        yield Variant("rename apart", replace(call, arguments=fewer), WEAKER.seen_from(place.sign))
    for swapped in swapped_arguments(call, words):
        yield Variant("swap fields", swapped, OTHER)


def swapped_arguments(call: tree.Call, words: Vocabulary) -> Iterator[tree.Call]:
    """The call with the values of two fields of one type exchanged."""
    named = tuple(_named(item) for item in call.arguments)
    for at, then in combinations(range(len(named)), 2):
        one, other = named[at], named[then]
        if one.name is None or other.name is None or one.value == other.value:
            continue
        if words.alike(call.head.text, one.name.text, other.name.text):
            changed = list(named)
            changed[at], changed[then] = replace(one, value=other.value), replace(other, value=one.value)
            yield replace(call, arguments=tuple(changed))


def _named(item: tree.Argument) -> tree.Argument:
    """``claim`` as ``claim: claim``."""
    if item.name is None and isinstance(item.value, tree.Ident):
        return replace(item, name=item.value.name)
    return item
