"""Maps one kind of record to a type that decodes only what is needed, and to expressions for the fields of its events.

Invariant: a record that has the type, and for which no guard holds, stands for exactly the events of these fields; anything
else is left to ``Decoder``. Source: semantics, sections 3 and 6.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from rcl.model.logs import Emit, Fill, Path, Record, Test
from rcl.model.types import BOOL, INT, EnumType, OptionType, Type
from rcl.temporal.compiled.scope import Happening
from rcl.temporal.compiled.values import NOBODY_KNOWS, Code, Namespace, NotCompiledError

MOST_TESTS = 3
"""Records of a kind whose tests are told apart; each doubles the code."""


@dataclass(slots=True)
class KindCode:
    """The code for the records of one kind: names of fields read so far, and the conditions for the careful way."""

    space: Namespace
    get: Callable[[Path], Callable[[Any], Any]]
    places: dict[str, str]
    types: dict[str, Any]
    loose: bool
    lines: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def local(self, text: str) -> str:
        """A name for a value that is read once."""
        if text not in self.names:
            self.names[text] = name = f"a{len(self.names)}"
            self.lines.append(f"{name} = {text}")
        return self.names[text]

    def raw(self, path: Path) -> str:
        """The value at a path as it stands in the record; ``None`` if there is none."""
        if len(path) == 1:
            return self.local(f"r.{self.places[path[0]]}")
        return self.local(f"{self.space.bind('get', self.get(path), path)}(r)")

    # ------------------------------------------------------------ tests

    def test(self, test: Test, guards: list[str]) -> str:
        """A test of a record as a condition."""
        found, value = self.raw(test.path), self.space.constant(test.value)
        if test.op in ("=", "!="):
            same = f"({found} is None)" if test.value is None else ""
            if not same:
                kind = self.space.bind("y", type(test.value))
                same = f"(type({found}) is {kind} and {found} == {value})"
            return same if test.op == "=" else f"(not {same})"
        guards.append(f"({found} is not None and type({found}) is not int)")
        return f"(type({found}) is int and {found} {test.op} {value})"

    # ------------------------------------------------------------ events

    def event(self, emit: Emit, guards: list[str]) -> Happening:
        """The event that a record stands for."""
        return Happening(emit.event, {fill.field: self._fill(fill, guards) for fill in emit.fills})

    def _fill(self, fill: Fill, guards: list[str]) -> Code:
        if fill.each:
            raise NotCompiledError("a record stands for as many events as a list has elements")
        if not fill.paths:
            if not fill.known:
                return NOBODY_KNOWS
            return Code(self.space.constant(fill.literal), nullable=fill.literal is None)
        found = self.raw(fill.paths[0])
        for path in fill.paths[1:]:
            found = self.local(f"{found} if {found} is not None else {self.raw(path)}")
        typed = self._typed(fill)
        absent = fill.optional and isinstance(fill.type, OptionType)
        if typed is None:
            found = self._checked(found, fill.type, absent, guards)
        elif type(None) in getattr(typed, "__args__", ()) and not absent:
            guards.append(f"{found} is None")
        if typed is not None and self.loose and _of(fill.type) is str:
            found = self.local(f"str({found}) if type({found}) is int else {found}")
        if isinstance(fill.type, EnumType) and typed is not None:
            guards.append(f"{found} not in {self.space.bind('m', frozenset(fill.type.members), fill.type)}")
        return Code(found, nullable=absent)

    def _typed(self, fill: Fill) -> Any:
        """The type that was declared for the field; ``None`` if its values have to be looked at."""
        if len(fill.paths) == 1 and len(fill.paths[0]) == 1:
            typed = self.types[fill.paths[0][0]]
            return None if typed is Any else typed
        return None

    def _checked(self, found: str, kind: Type, absent: bool, guards: list[str]) -> str:
        wanted = {int: "int", bool: "bool", str: "str"}[_of(kind)]
        wrong = f"type({found}) is not {wanted}"
        guards.append(f"({found} is not None and {wrong})" if absent else f"({wrong})")
        if isinstance(kind, EnumType):
            guards.append(f"{found} not in {self.space.bind('m', frozenset(kind.members), kind)}")
        return found


def _of(kind: Type) -> type:
    return int if kind == INT else bool if kind == BOOL else str


def field_types(records: Sequence[Record], loose: bool) -> dict[str, Any]:
    """What each key of the records has to hold; ``Any`` where that depends on more than the kind."""
    wanted: dict[str, set[Any]] = {}
    sometimes = any(record.tests for record in records)
    for record in records:
        for test in record.tests:
            wanted.setdefault(test.path[0], set()).add(Any)
        for emit in record.emits:
            for fill in emit.fills:
                plain = len(fill.paths) == 1 and len(fill.paths[0]) == 1 and not fill.each
                kind: Any = _of(fill.type)
                if kind is str and loose and not isinstance(fill.type, EnumType):
                    kind = str | int
                if fill.optional or sometimes:
                    kind = kind | None
                for path in fill.paths:
                    wanted.setdefault(path[0], set()).add(kind if plain else Any)
    return {key: found.pop() if len(found) == 1 else Any for key, found in wanted.items()}


def record_type(
    number: int, kind: str, tag: str, key: str, types: dict[str, Any], places: dict[str, str]
) -> Any:
    """A type for the records of one kind; ``tag`` is the field with the kind, ``key`` the one with the order, if any."""
    fields: list[Any] = []
    if key:
        fields.append((places[key], int))
    for name, typed in types.items():
        if name in (key, tag):
            continue
        optional = typed is Any or type(None) in getattr(typed, "__args__", ())
        fields.append((places[name], typed, None) if optional else (places[name], typed))
    fields.sort(key=len)
    names = {place: name for name, place in places.items()}
    return msgspec.defstruct(f"Record{number}", fields, rename=names.get, tag_field=tag, tag=kind, gc=False)
