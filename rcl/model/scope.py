"""Maps names to what they mean in one place of the input, and unknown names to one diagnostic each.

Invariant: what could not be resolved has the type ``UNKNOWN`` or is ``None``; it was reported where it arose
and is never reported again where it is used. A scope that is not ``complete`` (a file it depends on could not
be read or a ``use`` failed) reports no unknown names, since they may stand in the missing part.
Source: language, "What the language must offer".
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from rcl.diag import codes
from rcl.diag.codes import Code
from rcl.diag.sink import Sink
from rcl.diag.span import NOWHERE, Span
from rcl.diag.suggest import nearest
from rcl.model.contract import Event, StateFunction
from rcl.model.formula import Var
from rcl.model.types import BOOL, INT, EnumType, OptionType, SortType, Type, comparable
from rcl.syntax import tree

T = TypeVar("T")

UNKNOWN = SortType("?")
"""The type of everything whose declaration has an error; fits everywhere."""

BUILTIN_TYPES: Mapping[str, Type] = {"Int": INT, "Bool": BOOL}
BUILTIN_FUNCTIONS = ("min", "max")
MAX_LISTED = 8
MAX_HINTS = 200
"""After so many findings nobody reads hints any more, and they would cost time."""
MAX_CANDIDATES = 2000


@dataclass(frozen=True, slots=True)
class Types:
    """Sorts and enums by name, with their places; ``homes`` are the enums that a member's name belongs to."""

    by_name: Mapping[str, Type] = field(default_factory=dict)
    places: Mapping[str, Span] = field(default_factory=dict)
    homes: Mapping[str, tuple[EnumType, ...]] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        homes: dict[str, tuple[EnumType, ...]] = {}
        for enum in self.enums():
            for member in enum.members:
                homes[member] = (*homes.get(member, ()), enum)
        object.__setattr__(self, "homes", homes)

    def enums(self) -> tuple[EnumType, ...]:
        """The enums among the types, by name."""
        found = (kind for _, kind in sorted(self.by_name.items()))
        return tuple(kind for kind in found if isinstance(kind, EnumType))

    def sorts(self) -> tuple[SortType, ...]:
        """The sorts among the types, by name."""
        found = (kind for _, kind in sorted(self.by_name.items()))
        return tuple(kind for kind in found if isinstance(kind, SortType) and kind != UNKNOWN)


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean in ``owner`` (``contract `x```, as it is shown to people)."""

    owner: str
    types: Types = field(default_factory=Types)
    events: Mapping[str, Event] = field(default_factory=dict)
    states: Mapping[str, StateFunction] = field(default_factory=dict)
    complete: bool = True

    def extended(self, events: Mapping[str, Event], states: Mapping[str, StateFunction]) -> Scope:
        """This scope with further events and states."""
        if not events and not states:
            return self
        return replace(self, events={**self.events, **events}, states={**self.states, **states})


@dataclass(frozen=True, slots=True)
class Context:
    """A scope with the sink that findings about it go to."""

    scope: Scope
    sink: Sink


@dataclass(slots=True)
class Env:
    """The variables bound so far. ``values_only`` holds where no event can be spoken of (updates, map values)."""

    variables: dict[str, Var] = field(default_factory=dict)
    values_only: bool = False

    def copy(self, *, values_only: bool = False) -> Env:
        """An environment of its own that begins with the same variables."""
        return Env(dict(self.variables), values_only)


def fits(target: Type, value: Type) -> bool:
    """Like ``comparable``, but true for what has been reported already."""
    bare = (kind.item if isinstance(kind, OptionType) else kind for kind in (target, value))
    return UNKNOWN in bare or comparable(target, value)


def is_unknown(kind: Type) -> bool:
    """Was the type's declaration reported?"""
    return kind == UNKNOWN or (isinstance(kind, OptionType) and kind.item == UNKNOWN)


def add_unique(
    table: dict[str, T], name: tree.Name, value: T, kind: str, place: Callable[[T], Span], sink: Sink
) -> bool:
    """Puts the value under its name; reports a second declaration and keeps the first."""
    first = table.get(name.text)
    if first is None:
        table[name.text] = value
        return True
    report_duplicate(kind, name, place(first), sink)
    return False


def report_duplicate(kind: str, name: tree.Name, first: Span, sink: Sink) -> None:
    """A name that is declared a second time, with the place of the first declaration."""
    sink.report(
        codes.DUPLICATE_NAME,
        f"{kind} `{name.text}` is declared twice",
        name.span,
        label="declared again here",
        help="rename or delete one of the two",
        notes=((f"`{name.text}` was first declared here", first),) if first != NOWHERE else (),
    )


def report_unknown(
    code: Code,
    kind: str,
    name: tree.Name,
    known: Mapping[str, Span | None],
    context: Context,
    *,
    label: str = "",
    advice: str = "",
) -> None:
    """An unknown name with the nearest known one.

    A name that resembles a known one is a slip of its own at each place; one that resembles none lacks its
    declaration, which is one root cause and is reported once.
    """
    if not context.scope.complete:
        return
    near = nearest_name(name.text, known, context.sink)
    if near is None and not context.sink.poison(code.id, context.scope.owner, name.text):
        return
    notes: tuple[tuple[str, Span | None], ...] = ()
    if near is not None:
        hint = f"did you mean `{near}`?"
        place = known[near]
        notes = ((f"`{near}` is declared here", place),) if place is not None and place != NOWHERE else ()
    else:
        hint = advice or listing(kind, known)
    context.sink.report(
        code,
        f"unknown {kind} `{name.text}`",
        name.span,
        label=label or f"no {kind} of this name in {context.scope.owner}",
        help=hint,
        notes=notes,
    )


def nearest_name(name: str, known: Collection[str], sink: Sink) -> str | None:
    """The nearest known name, unless the search would take too long."""
    if len(known) > MAX_CANDIDATES or len(sink) >= MAX_HINTS:
        return None
    return nearest(name, known)


def listing(kind: str, known: Mapping[str, Span | None]) -> str:
    """What there is to choose from, if that is little enough to be read."""
    if not known:
        return f"no {kind} is declared"
    if len(known) > MAX_LISTED:
        return ""
    return f"declared: {', '.join(f'`{name}`' for name in sorted(known))}"


def places(table: Mapping[str, Event] | Mapping[str, StateFunction]) -> dict[str, Span | None]:
    """The names of a table with the places of their declarations."""
    return {name: item.span for name, item in table.items()}


def lookup_type(written: tree.TypeName, types: Types, context: Context) -> Type:
    """The type as written; ``UNKNOWN`` after a diagnostic."""
    name = written.name.text
    kind = BUILTIN_TYPES.get(name) or types.by_name.get(name)
    if kind is None:
        known: dict[str, Span | None] = {**dict.fromkeys(BUILTIN_TYPES), **types.places}
        advice = f"declare it: `sort {name}`"
        report_unknown(codes.UNKNOWN_TYPE, "type", written.name, known, context, advice=advice)
        return UNKNOWN
    if not written.optional or kind == UNKNOWN:
        return kind
    if isinstance(kind, SortType):
        return OptionType(kind)
    context.sink.report(
        codes.OPTIONAL_NOT_ALLOWED,
        f"type `{name}` cannot be optional",
        written.span,
        label="only identifier sorts have `none`",
        help=f"write `{name}`, or use a value that cannot occur otherwise",
    )
    return kind


def lookup_event(name: tree.Name, context: Context, *, also_states: bool = False) -> Event | None:
    """The event of that name; ``None`` after a diagnostic."""
    event = context.scope.events.get(name.text)
    if event is None:
        known = places(context.scope.events)
        if also_states:
            known.update(places(context.scope.states))
        if not also_states and name.text in context.scope.states:
            context.sink.report(
                codes.UNKNOWN_EVENT,
                f"`{name.text}` is a state function, not an event",
                name.span,
                label="an event is needed here",
                notes=((f"`{name.text}` is declared here", context.scope.states[name.text].span),),
            )
            return None
        report_unknown(codes.UNKNOWN_EVENT, "event", name, known, context)
    return event


def field_type(event: Event, name: tree.Name, context: Context) -> Type | None:
    """The type of the event's field; ``None`` after a diagnostic."""
    for item in event.fields:
        if item.name == name.text:
            return item.type
    near = nearest(name.text, [item.name for item in event.fields])
    fields = ", ".join(f"{item.name}: {item.type}" for item in event.fields)
    context.sink.report(
        codes.UNKNOWN_FIELD,
        f"event `{event.name}` has no field `{name.text}`",
        name.span,
        label=f"not a field of `{event.name}`",
        help=f"did you mean `{near}`?" if near else f"its fields: {fields or 'none'}",
        notes=((f"`{event.name}({fields})` is declared here", event.span),),
    )
    return None
