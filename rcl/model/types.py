"""Types of values in a trace: identifier sorts (equality only), Int, Bool, enums, and optional identifiers.

Invariant: a value of one type is never comparable with a value of another, except ``T`` with ``T?``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IntType:
    """Mathematical integers."""

    def __str__(self) -> str:
        return "Int"


@dataclass(frozen=True, slots=True)
class BoolType:
    """``true`` and ``false``."""

    def __str__(self) -> str:
        return "Bool"


@dataclass(frozen=True, slots=True)
class EnumType:
    """A closed list of named members; a member's value in a trace is its name."""

    name: str
    members: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class SortType:
    """An unbounded set of identifiers with equality only."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class OptionType:
    """An identifier of ``item`` or ``none``."""

    item: SortType

    def __str__(self) -> str:
        return f"{self.item}?"


Type = IntType | BoolType | EnumType | SortType | OptionType

INT = IntType()
BOOL = BoolType()


def is_identifier(kind: Type) -> bool:
    """Is the type an identifier sort (optional or not)?"""
    return isinstance(kind, SortType | OptionType)


def comparable(left: Type, right: Type) -> bool:
    """May values of the two types be compared for equality?"""

    def bare(kind: Type) -> Type:
        return kind.item if isinstance(kind, OptionType) else kind

    return bare(left) == bare(right)


def assignable(target: Type, value: Type) -> bool:
    """May a value of type ``value`` be stored where ``target`` is declared?

    ``T?`` goes into ``T`` as well: a field whose value turns out to be ``none`` equals no identifier.
    """
    return comparable(target, value)
