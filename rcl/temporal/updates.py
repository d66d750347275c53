"""How the events of a moment change what is known of a state function.

Maps the events that happened, and the kinds that may have, to new values of ``Cells``. Invariant: a value that is kept is the reference's;
where any key may change too often, none is kept any more, so that a moment takes as long as what it brings. Source: semantics, section 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from rcl.model.contract import StateFunction, Update
from rcl.model.formula import StateRead, Term, Var
from rcl.temporal.asking import Env
from rcl.temporal.evaluate import combine, join
from rcl.temporal.tables import FRESH, Assignment, Cells
from rcl.temporal.trace import UNKNOWN, Truth, Value, same, truth_and

Fields = Mapping[str, Value]
Cause = tuple[Update, Fields]
"""An update of a state function, with an event that may cause it."""
MOST_EVERYWHERE = 64
"""Moments at which any key of a state function may change (gaps, unknown fields), after which its values are no longer kept."""


class Moments(Protocol):
    """What an update reads: the present moment, and values at the one before it."""

    happened: Mapping[str, list[Fields]]
    maybe: frozenset[str]

    def value(self, term: Term, env: Env, back: bool = False) -> Value:
        """The value of a term."""

    def state(self, name: str, key: Assignment, back: bool) -> Value:
        """The value of a state function."""

    def read_elsewhere(self, name: str) -> tuple[dict[Assignment, None], bool]:
        """The keys at which updates of a state function read something else than a default, and whether these are all."""


def update_cells(stream: Moments, cells: Cells) -> None:
    """Takes the present moment in."""
    function = cells.function
    unseen = [update for update in function.updates if update.pattern.event in stream.maybe]
    own: dict[Assignment, list[Cause]] = {}  # what can change this key, in order
    every: list[Cause] = []  # what can change any key
    for update in function.updates:
        for item in stream.happened.get(update.pattern.event, ()):
            key = _key_of(function, update, item)
            if key is None:
                every.append((update, item))
                for others in own.values():
                    others.append((update, item))
            elif None not in key:
                own.setdefault(key, list(every)).append((update, item))
    if not function.params:
        if unseen or own:
            cells.write((), _updated(stream, cells, (), unseen, own.get((), every)))
    elif unseen or every:
        _update_everywhere(stream, cells, unseen, own, every)
    else:
        for key, causes in own.items():
            cells.write(key, _updated(stream, cells, key, unseen, causes))


def _update_everywhere(
    stream: Moments,
    cells: Cells,
    unseen: list[Update],
    own: Mapping[Assignment, list[Cause]],
    every: list[Cause],
) -> None:
    """Any key may change. That takes as long as all that is known, so it is done ``MOST_EVERYWHERE`` times."""
    cells.everywhere += 1
    if cells.everywhere > MOST_EVERYWHERE:
        cells.lose()
        return
    generic: Assignment = tuple(FRESH for _ in cells.function.params)
    for key in own:
        cells.keep(key)
    others, complete = stream.read_elsewhere(cells.function.name)
    keys = dict.fromkeys((*own, *cells.values, *others))
    after = {key: _updated(stream, cells, key, unseen, own.get(key, every)) for key in keys}
    value = _updated(stream, cells, generic, unseen, every)
    cells.default = value if complete else UNKNOWN
    for key, value in after.items():
        cells.write(key, value)


def _updated(
    stream: Moments, cells: Cells, key: Assignment, unseen: list[Update], causes: list[Cause]
) -> Value:
    function = cells.function
    value = cells.before(key)
    for update in unseen:
        value = join(value, _assigned(stream, function, key, update, {}, value))
    for update, item in causes:
        value = _apply(stream, function, key, update, item, value)
    for update in unseen:
        value = join(value, _assigned(stream, function, key, update, {}, value))
    return value


def _apply(
    stream: Moments, function: StateFunction, key: Assignment, update: Update, item: Fields, value: Value
) -> Value:
    env: Env = {param.name: at for param, at in zip(function.params, key, strict=True)}
    matches: list[Truth] = []
    for name, term in update.pattern.fields:
        if isinstance(term, Var) and term.name not in env:
            env[term.name] = item[name]
        else:
            matches.append(same(item[name], stream.value(term, env, True)))
    matched = truth_and(matches)
    if matched is False:
        return value
    assigned = _assigned(stream, function, key, update, env, value)
    return assigned if matched else join(value, assigned)


def _assigned(
    stream: Moments, function: StateFunction, key: Assignment, update: Update, env: Env, so_far: Value
) -> Value:
    if not env:
        names = [term.name for _, term in update.pattern.fields if isinstance(term, Var)]
        env = dict.fromkeys(names, UNKNOWN)
        env.update({param.name: at for param, at in zip(function.params, key, strict=True)})

    def read(term: Term) -> Value:
        match term:
            case Var(name=name):
                return env[name]
            case StateRead(state=state, args=args):
                at = tuple(read(arg) for arg in args)
                if state == function.name and at == key:
                    return so_far
                return stream.state(state, at, True)
            case _:
                return combine(term, read)

    return read(update.value)


def _key_of(function: StateFunction, update: Update, item: Fields) -> Assignment | None:
    """The one key that the event can change; ``None`` if it can change several."""
    named = {term.name: item[field] for field, term in update.pattern.fields if isinstance(term, Var)}
    key = tuple(named.get(param.name, UNKNOWN) for param in function.params)
    return None if UNKNOWN in key else key
