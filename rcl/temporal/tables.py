"""What is remembered of a stream: for each temporal subformula the assignments it is true of, for each state its values.

Invariant: an entry is kept only while it can make a difference to a lookup; what is known for certain and what is
only possible are told apart, so that every lookup has Kleene's truth. ``before`` answers for the moment before the
present one. Source: semantics, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rcl.model.contract import StateFunction
from rcl.temporal.trace import UNKNOWN, Truth, Value

Assignment = tuple[Value, ...]
ABSENT: Any = object()


class Fresh:
    """An identifier that nothing has named so far: equal to itself alone."""

    def __repr__(self) -> str:
        return "any other"

    def __reduce__(self) -> str:
        return "FRESH"


FRESH: Any = Fresh()


class Table:
    """The assignments of ``names`` for which a temporal subformula is true (``sure``) or may be (``perhaps``)."""

    __slots__ = ("_before", "_wild_before", "indexes", "names", "perhaps", "sure", "touched", "wild")

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.sure: dict[Assignment, None] = {}
        self.perhaps: dict[Assignment, None] = {}
        self.wild: dict[Assignment, None] = {}  # possible ones with unknown places
        self.touched = False
        self._before: dict[Assignment, Truth] = {}
        self._wild_before: dict[Assignment, None] | None = None
        self.indexes: dict[tuple[int, ...], dict[Assignment, dict[Assignment, None]]] = {}

    def __len__(self) -> int:
        return len(self.sure) + len(self.perhaps) + len(self.wild)

    def new_step(self) -> None:
        """The present becomes the past."""
        self._before.clear()
        self._wild_before = None
        self.touched = False

    def truth(self, key: Assignment) -> Truth:
        """Is the subformula true of the assignment now?"""
        if key in self.sure:
            return True
        if key in self.perhaps:
            return None
        return self._vague(key, self.wild)

    def before(self, key: Assignment) -> Truth:
        """Was it true at the moment before?"""
        if not self.touched:
            return self.truth(key)
        wild = self.wild if self._wild_before is None else self._wild_before
        if UNKNOWN in key:
            return self._vague(key, wild)
        old = self._before.get(key, ABSENT)
        if old is ABSENT:
            old = True if key in self.sure else None if key in self.perhaps else False
        return old if old is not False else self._vague(key, wild)

    def _vague(self, key: Assignment, wild: dict[Assignment, None]) -> Truth:
        if wild and any(_compatible(entry, key) for entry in wild):
            return None
        if UNKNOWN in key and any(
            _compatible(entry, key) for part in (self.sure, self.perhaps, self._before) for entry in part
        ):
            return None
        return False

    def put(self, key: Assignment, truth: Truth) -> None:
        """What is known of the assignment from now on."""
        if UNKNOWN in key:
            if truth is not False and key not in self.wild:
                self._keep_wild()
                self.wild[key] = None
            return
        old: Truth = True if key in self.sure else None if key in self.perhaps else False
        if old is truth:
            return
        self.touched = True
        self._before.setdefault(key, old)
        if old is False:
            for places, index in self.indexes.items():
                index.setdefault(tuple(key[at] for at in places), {})[key] = None
        self.sure.pop(key, None)
        self.perhaps.pop(key, None)
        if truth is True:
            self.sure[key] = None
        elif truth is None:
            self.perhaps[key] = None
        else:
            for places, index in self.indexes.items():
                part = tuple(key[at] for at in places)
                index[part].pop(key, None)
                if not index[part]:
                    del index[part]

    def index(self, places: tuple[int, ...]) -> Mapping[Assignment, Mapping[Assignment, None]]:
        """The entries that are certain or possible, by their values at ``places``; kept up to date from now on."""
        index = self.indexes.get(places)
        if index is None:
            index = self.indexes[places] = {}
            for key in (*self.sure, *self.perhaps):
                index.setdefault(tuple(key[at] for at in places), {})[key] = None
        return index

    def add(self, key: Assignment) -> None:
        """The assignment is certain from now on; between two moments, so that nothing is kept of what was before."""
        self.put(key, True)
        self.new_step()

    def perhaps_from_now(self, key: Assignment) -> None:
        """The same for one that is possible."""
        self.put(key, None)
        self.new_step()

    def drop(self, key: Assignment) -> None:
        """The same for one that is over."""
        self.put(key, False)
        self.new_step()

    def _keep_wild(self) -> None:
        self.touched = True
        if self._wild_before is None:
            self._wild_before = dict(self.wild)

    def drop_wild(self, key: Assignment) -> None:
        """A vague entry that is no longer possible."""
        if key in self.wild:
            self._keep_wild()
            del self.wild[key]

    def entries(self, places: tuple[int, ...], values: Assignment) -> Iterator[Assignment]:
        """Every assignment, of now or of the moment before, that may have ``values`` at ``places``."""
        if places and UNKNOWN not in values:
            found: Iterable[Assignment] = tuple(self.index(places).get(values, ()))
        else:
            found = tuple(_matching((*self.sure, *self.perhaps), places, values))
        yield from found
        if self._before:
            yield from tuple(_matching(self._before, places, values))
        if self.wild:
            yield from tuple(_matching(self.wild, places, values))


def _compatible(left: Assignment, right: Assignment) -> bool:
    return all(a is UNKNOWN or b is UNKNOWN or a == b for a, b in zip(left, right, strict=True))


def _matching(
    keys: Iterable[Assignment], places: tuple[int, ...], values: Assignment
) -> Iterator[Assignment]:
    for key in keys:
        if all(
            key[at] is UNKNOWN or value is UNKNOWN or key[at] == value
            for at, value in zip(places, values, strict=True)
        ):
            yield key


class Cells:
    """The values of a state function: those of keys that were written, and ``default`` for every other key."""

    __slots__ = ("_before", "_default_before", "default", "function", "initial", "values")

    def __init__(self, function: StateFunction, initial: Value) -> None:
        self.function = function
        self.initial = initial
        self.default = initial
        self.values: dict[Assignment, Value] = {}
        self._before: dict[Assignment, Value] = {}
        self._default_before = initial

    def __len__(self) -> int:
        return len(self.values)

    def new_step(self) -> None:
        """The present becomes the past."""
        self._before.clear()
        self._default_before = self.default

    def now(self, key: Assignment) -> Value:
        """The value after the present moment."""
        if None in key or UNKNOWN in key:
            return UNKNOWN if UNKNOWN in key else self.initial
        return self.values.get(key, self.default)

    def before(self, key: Assignment) -> Value:
        """The value before the present moment."""
        if None in key or UNKNOWN in key:
            return UNKNOWN if UNKNOWN in key else self.initial
        if key in self._before:
            return self._before[key]
        if key in self.values:
            return self.values[key]
        return self._default_before

    def write(self, key: Assignment, value: Value) -> None:
        """The value of one key after the present moment; a key back at the default is forgotten."""
        self._before.setdefault(key, self.before(key))
        if value is self.default or (value == self.default and type(value) is type(self.default)):
            self.values.pop(key, None)
        else:
            self.values[key] = value

    def known(self) -> Iterator[Assignment]:
        """The keys that had or have a value of their own, before the present moment or after it."""
        yield from self._before
        yield from self.values

    def keep(self, key: Assignment) -> None:
        """A key whose value must not follow a change of the default."""
        if key not in self.values:
            self._before.setdefault(key, self.before(key))
            self.values[key] = self.default
