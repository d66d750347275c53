"""Formulas and terms as data: past-time linear temporal logic over events, with state functions.

One language serves guarantees, admits-conditions, obligations, scenarios, the solver and the monitor
(semantics, section 2). Invariant: every name is resolved and every term carries its type; nodes are
frozen and compare by structure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rcl.model.types import BOOL, INT, EnumType, OptionType, SortType, Type

# ---------------------------------------------------------------- terms


@dataclass(frozen=True, slots=True)
class Var:
    """A variable of a rule, a map line or an update, bound by a pattern or a quantifier."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class IntLit:
    """An integer literal."""

    value: int


@dataclass(frozen=True, slots=True)
class BoolLit:
    """``true`` or ``false`` as a value."""

    value: bool


@dataclass(frozen=True, slots=True)
class EnumLit:
    """A member of an enum."""

    enum: EnumType
    member: str


@dataclass(frozen=True, slots=True)
class NoneLit:
    """The absent identifier of an optional type."""

    type: OptionType


@dataclass(frozen=True, slots=True)
class StateRead:
    """The value of a state function at ``args``, after the present step's updates."""

    state: str
    args: tuple[Term, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class Arith:
    """Integer arithmetic; ``*`` only with a literal on one side."""

    op: Literal["+", "-", "*", "min", "max"]
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class NotTerm:
    """The negation of a Bool term, as a value (``ok: not e``)."""

    term: Term


Term = Var | IntLit | BoolLit | EnumLit | NoneLit | StateRead | Arith | NotTerm

# ---------------------------------------------------------------- formulas


@dataclass(frozen=True, slots=True)
class Const:
    """The formula ``true`` or ``false``."""

    value: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """An event of this kind happens at the present step, its named fields equal to the terms.

    A field that is not listed is a wildcard. ``fields`` is sorted by the event's declaration order.
    """

    event: str
    fields: tuple[tuple[str, Term], ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison; ``<``, ``<=``, ``>``, ``>=`` on Int only."""

    op: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Holds:
    """A Bool term used as a formula."""

    term: Term


@dataclass(frozen=True, slots=True)
class Not:
    body: Formula


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Implies:
    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Once:
    """The body held at the present step or at some earlier one."""

    body: Formula


@dataclass(frozen=True, slots=True)
class Historically:
    """The body held at the present step and at every earlier one."""

    body: Formula


@dataclass(frozen=True, slots=True)
class Previously:
    """The body held just before the present step.

    Before the first step no event has happened and every state function has its start value, so the
    operator is its own dual there.
    """

    body: Formula


@dataclass(frozen=True, slots=True)
class Since:
    """``right`` held at some step up to now, and ``left`` at every step after that one."""

    left: Formula
    right: Formula


Formula = (
    Const | Pattern | Compare | Holds | Not | And | Or | Implies | Once | Historically | Previously | Since
)

TRUE = Const(True)
FALSE = Const(False)


def term_type(term: Term) -> Type:
    """The type of a resolved term."""
    match term:
        case Var(type=kind) | StateRead(type=kind):
            return kind
        case IntLit() | Arith():
            return INT
        case BoolLit() | NotTerm():
            return BOOL
        case EnumLit(enum=enum):
            return enum
        case NoneLit(type=kind):
            return kind


def subterms(term: Term) -> Iterator[Term]:
    """The term and everything inside it."""
    yield term
    match term:
        case StateRead(args=args):
            for arg in args:
                yield from subterms(arg)
        case Arith(left=left, right=right):
            yield from subterms(left)
            yield from subterms(right)
        case NotTerm(term=inner):
            yield from subterms(inner)
        case _:
            pass


def children(formula: Formula) -> tuple[Formula, ...]:
    """The direct subformulas."""
    match formula:
        case Not(body=body) | Once(body=body) | Historically(body=body) | Previously(body=body):
            return (body,)
        case And(parts=parts) | Or(parts=parts):
            return parts
        case Implies(left=left, right=right) | Since(left=left, right=right):
            return (left, right)
        case Const() | Pattern() | Compare() | Holds():
            return ()


def subformulas(formula: Formula) -> Iterator[Formula]:
    """The formula and everything inside it, outermost first."""
    yield formula
    for child in children(formula):
        yield from subformulas(child)


def terms_of(formula: Formula) -> Iterator[Term]:
    """Every term (with its subterms) written directly in this node, not in its subformulas."""
    match formula:
        case Pattern(fields=fields):
            for _, term in fields:
                yield from subterms(term)
        case Compare(left=left, right=right):
            yield from subterms(left)
            yield from subterms(right)
        case Holds(term=term):
            yield from subterms(term)
        case _:
            pass


def free_variables(formula: Formula) -> frozenset[Var]:
    """The variables a formula mentions."""
    return frozenset(
        term for part in subformulas(formula) for term in terms_of(part) if isinstance(term, Var)
    )


def identifier_sort(kind: Type) -> SortType | None:
    """The sort behind an identifier type, optional or not; ``None`` for other types."""
    if isinstance(kind, OptionType):
        return kind.item
    return kind if isinstance(kind, SortType) else None
