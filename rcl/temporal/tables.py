"""What is remembered of a stream: for each temporal subformula the assignments it is true of, for each state its values.

Invariant: an entry is kept only while it can make a difference to a lookup; what is known for certain and what is
only possible are told apart, so that every lookup has Kleene's truth. ``before`` answers for the moment before the
present one. Source: semantics, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


Places = tuple[int, ...]
Parts = dict[Assignment, dict[Assignment, None]]
"""Assignments by their values at certain places."""


class Shape:
    """The vague entries that are known at the same places, found by their values at any of these."""

    __slots__ = ("_by", "keys")

    def __init__(self) -> None:
        self.keys: dict[Assignment, None] = {}
        self._by: dict[Places, Parts] = {}

    def add(self, key: Assignment) -> None:
        self.keys[key] = None
        for places, parts in self._by.items():
            _enter(parts, places, key)

    def drop(self, key: Assignment) -> None:
        del self.keys[key]
        for places, parts in self._by.items():
            _leave(parts, places, key)

    def at(self, places: Places, values: Assignment) -> Iterable[Assignment]:
        """Those with these values at these places, all of which are known."""
        if not places:
            return self.keys
        parts = self._by.get(places)
        if parts is None:
            parts = self._by[places] = {}
            for key in self.keys:
                _enter(parts, places, key)
        return parts.get(values, ())


class Table:
    """The assignments of ``names`` for which a temporal subformula is true (``sure``) or may be (``perhaps``).

    A look-up takes as long as what it finds, also where values are unknown: nothing looks through all entries.
    """

    __slots__ = (
        "_before",
        "_gone",
        "_shapes",
        "_wild_gone",
        "_wild_new",
        "indexes",
        "names",
        "perhaps",
        "sure",
        "touched",
        "wild",
    )

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.sure: dict[Assignment, None] = {}
        self.perhaps: dict[Assignment, None] = {}
        self.wild: dict[Assignment, None] = {}  # possible ones with unknown places
        self._shapes: dict[Places, Shape] = {}  # the same by the places that are known
        self.touched = False
        self._before: dict[Assignment, Truth] = {}
        self._gone = Shape()  # what is over since this moment
        self._wild_new: dict[Assignment, None] = {}
        self._wild_gone: dict[Assignment, None] = {}
        self.indexes: dict[tuple[bool, Places], Parts] = {}  # of the certain entries, or of the possible too

    def __len__(self) -> int:
        return len(self.sure) + len(self.perhaps) + len(self.wild)

    def new_step(self) -> None:
        """The present becomes the past."""
        if self.touched:
            self._before.clear()
            self._wild_new.clear()
            self._wild_gone.clear()
            if self._gone.keys:
                self._gone = Shape()
            self.touched = False

    # ------------------------------------------------------------ questions

    def truth(self, key: Assignment) -> Truth:
        """Is the subformula true of the assignment now?"""
        if key in self.sure:
            return True
        if key in self.perhaps:
            return None
        return None if self.wild and self._any_wild(key) else self._unknown(key)

    def before(self, key: Assignment) -> Truth:
        """Was it true at the moment before?"""
        if not self.touched:
            return self.truth(key)
        old: Truth = False
        if UNKNOWN not in key:
            told = self._before.get(key, ABSENT)
            known: Truth = True if key in self.sure else None if key in self.perhaps else False
            old = known if told is ABSENT else told
        if old is not False:
            return old
        wild = any(item not in self._wild_new for item in self._wild_like(*_known(key)))
        wild = wild or any(_compatible(item, key) for item in self._wild_gone)
        return None if wild else self._unknown(key)

    def _any_wild(self, key: Assignment) -> bool:
        return any(True for _ in self._wild_like(*_known(key)))

    def _wild_like(self, places: Places, values: Assignment) -> Iterator[Assignment]:
        """The vague entries that may have these known values at these places."""
        for known, shape in self._shapes.items():
            if known == places:
                yield from shape.at(places, values)
            elif shape.keys:
                common = tuple(at for at in places if at in known)
                yield from shape.at(common, tuple(values[places.index(at)] for at in common))

    def _unknown(self, key: Assignment) -> Truth:
        """Nothing is known of a key with unknown places if an entry, of now or of the moment before, may be meant."""
        if UNKNOWN not in key:
            return False
        places, values = _known(key)
        like = values in self.index(places) if places else self.sure or self.perhaps
        return None if like or any(True for _ in self._gone.at(places, values)) else False

    def index(self, places: Places, certain: bool = False) -> Parts:
        """The entries that are certain or possible (or the certain ones), by their values; kept up to date from now on."""
        index = self.indexes.get((certain, places))
        if index is None:
            index = self.indexes[certain, places] = {}
            for key in self.sure if certain else (*self.sure, *self.perhaps):
                _enter(index, places, key)
        return index

    def entries(self, places: Places, values: Assignment) -> Iterator[Assignment]:
        """Every assignment, of now or of the moment before, that may have ``values`` at ``places``."""
        if UNKNOWN in values:
            known = [(at, value) for at, value in zip(places, values, strict=True) if value is not UNKNOWN]
            places, values = tuple(at for at, _ in known), tuple(value for _, value in known)
        yield from self.matching(places, values)
        if self._gone.keys:
            yield from tuple(self._gone.at(places, values))
        if self.wild:
            yield from tuple(self._wild_like(places, values))
        for key in tuple(self._wild_gone):
            if all(key[at] is UNKNOWN or key[at] == value for at, value in zip(places, values, strict=True)):
                yield key

    def certainly(self, places: Places, values: Assignment) -> Iterator[Assignment]:
        """The entries with these known values that are certain now, or were at the moment before."""
        certain = bool(self.perhaps)  # without possible entries, one index serves for both
        yield from tuple(self.index(places, certain).get(values, ())) if places else tuple(self.sure)
        for key, truth in tuple(self._before.items()):
            if truth and all(key[at] == value for at, value in zip(places, values, strict=True)):
                yield key

    def matching(self, places: Places, values: Assignment) -> Iterable[Assignment]:
        """The entries without unknown places that have these values at these places now."""
        if not places:
            return (*self.sure, *self.perhaps)
        if len(places) == len(self.names):
            return (values,) if values in self.sure or values in self.perhaps else ()
        return tuple(self.index(places).get(values, ()))

    def certain(self, key: Assignment) -> Iterable[Assignment]:
        """The certain entries that a key with unknown places may mean."""
        places, values = _known(key)
        return tuple(self.index(places, certain=True).get(values, ())) if places else tuple(self.sure)

    def wild_at(self, places: Places, values: Assignment) -> Iterable[Assignment]:
        """The vague entries that are known at these places, and have these values there."""
        found: list[Assignment] = []
        for known, shape in self._shapes.items():
            if set(places) <= set(known):
                found += shape.at(places, values)
        return found

    # ------------------------------------------------------------ changes

    def put(self, key: Assignment, truth: Truth) -> None:
        """What is known of the assignment from now on."""
        if UNKNOWN in key:
            if truth is not False and key not in self.wild:
                self.touched = True
                self._wild_new[key] = None
                self.wild[key] = None
                self._shapes.setdefault(_known(key)[0], Shape()).add(key)
            return
        old: Truth = True if key in self.sure else None if key in self.perhaps else False
        if old is truth:
            return
        self.touched = True
        self._before.setdefault(key, old)
        for (certain, places), parts in self.indexes.items():
            was, will = (old is True, truth is True) if certain else (old is not False, truth is not False)
            if will and not was:
                _enter(parts, places, key)
            elif was and not will:
                _leave(parts, places, key)
        if old is not False:
            del (self.sure if old else self.perhaps)[key]
        elif key in self._gone.keys:
            self._gone.drop(key)
        if truth is not False:
            (self.sure if truth else self.perhaps)[key] = None
        else:
            self._gone.add(key)

    def doubt(self) -> None:
        """Nothing is certain any more; as long as what was."""
        if not self.sure:
            return
        self.touched = True
        for key in self.sure:
            self._before.setdefault(key, True)
        for (certain, _), parts in self.indexes.items():
            if certain:
                parts.clear()
        self.perhaps.update(self.sure)
        self.sure.clear()

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

    def drop_wild(self, key: Assignment) -> None:
        """A vague entry that is no longer possible."""
        if key in self.wild:
            self.touched = True
            if self._wild_new.pop(key, ABSENT) is ABSENT:
                self._wild_gone[key] = None
            del self.wild[key]
            self._shapes[_known(key)[0]].drop(key)


def _known(key: Assignment) -> tuple[Places, Assignment]:
    """The places that are known, and the values there."""
    if UNKNOWN not in key:
        return tuple(range(len(key))), key
    places = tuple(at for at, value in enumerate(key) if value is not UNKNOWN)
    return places, tuple(key[at] for at in places)


def _enter(parts: Parts, places: Places, key: Assignment) -> None:
    parts.setdefault(tuple([key[at] for at in places]), {})[key] = None


def _leave(parts: Parts, places: Places, key: Assignment) -> None:
    part = tuple([key[at] for at in places])
    keys = parts[part]
    del keys[key]
    if not keys:
        del parts[part]


def _compatible(left: Assignment, right: Assignment) -> bool:
    return all(a is UNKNOWN or b is UNKNOWN or a == b for a, b in zip(left, right, strict=True))


class Cells:
    """The values of a state function: those of keys that were written, and ``default`` for every other key."""

    __slots__ = ("_before", "_default_before", "default", "everywhere", "function", "initial", "values")

    def __init__(self, function: StateFunction, initial: Value) -> None:
        self.function = function
        self.initial = initial
        self.default = initial
        self.everywhere = 0
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

    def lose(self) -> None:
        """Nobody knows any value after the present moment."""
        for key, value in self.values.items():
            self._before.setdefault(key, value)
        self.values.clear()
        self.default = UNKNOWN
