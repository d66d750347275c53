"""Traces as the reference semantics sees them: moments with event occurrences and three-valued knowledge.

Invariant: an ``UNKNOWN`` value is some value nobody knows, not a value of its own; ``maybe`` names events
that may have happened at the moment, any number of times, with any fields. Source: semantics, section 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Unknown(Enum):
    """The one unknown value."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN

Value = int | bool | str | None | Unknown
"""Int, Bool, an identifier or enum member by name, ``None`` for ``none``, or ``UNKNOWN``."""

Truth = bool | None
"""True, False, or ``None`` where it is not known."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event that happened, with all its fields."""

    event: str
    fields: tuple[tuple[str, Value], ...]

    def value(self, name: str) -> Value:
        """The value of a field; ``KeyError`` if the event has none of that name."""
        for field, value in self.fields:
            if field == name:
                return value
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of a view: what happened (in order), and what may have happened unseen."""

    occurrences: tuple[Occurrence, ...]
    maybe: frozenset[str] = frozenset()


View = tuple[Moment, ...]
"""A finite sequence of moments; position ``-1`` is the time before the first one."""


def truth_not(value: Truth) -> Truth:
    """Kleene negation."""
    return None if value is None else not value


def truth_and(values: list[Truth]) -> Truth:
    """Kleene conjunction."""
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else True


def truth_or(values: list[Truth]) -> Truth:
    """Kleene disjunction."""
    if any(value is True for value in values):
        return True
    return None if any(value is None for value in values) else False


def same(left: Value, right: Value) -> Truth:
    """Equality of two values, not known where either is unknown."""
    if left is UNKNOWN or right is UNKNOWN:
        return None
    return left == right
