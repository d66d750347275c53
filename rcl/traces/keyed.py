"""Decides whether a log can be followed in parts, each with the identifiers of one sort that fall to it.

Maps a log and what is asked of it to the sort and the event fields that hold its identifiers. Invariant: no
look-up for one identifier is changed by a record that names another. Source: semantics, section 2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rcl.model.contract import Event, StateFunction
from rcl.model.formula import (
    Pattern,
    StateRead,
    Term,
    Var,
    identifier_sort,
    subformulas,
    subterms,
    terms_of,
)
from rcl.model.logs import Log
from rcl.model.types import SortType
from rcl.temporal.search import FromEvent, Search
from rcl.temporal.watch import RuleWatch, ScenarioWatch
from rcl.traces.monitor import Group, Target


class NotKeyedError(Exception):
    """It has to be followed as a whole; the text says why, as the rest of "... because ...".`"""


@dataclass(frozen=True, slots=True)
class Keyed:
    """The sort, and the field of each event that has one of the sort."""

    sort: str
    fields: Mapping[str, str]


def keyed(log: Log, target: Target, group: Group) -> Keyed:
    """How the log can be divided; ``NotKeyedError`` if it can't be."""
    if log.ending is not None or log.over:
        raise NotKeyedError("something happens in all parts at once")
    if target.hidden:
        raise NotKeyedError("the log does not show every event")
    sorts = sorted(
        {sort.name for event in log.events for sort in _sorts(event)}, key=lambda s: (s != "Claim", s)
    )
    reason = "no event has an identifier"
    for sort in sorts:
        try:
            found = _by(sort, log)
            for watch in group.open():
                _check(watch, found, target.states)
        except NotKeyedError as error:
            reason = str(error) if reason.startswith("no event") else reason
            continue
        return found
    raise NotKeyedError(reason)


def _sorts(event: Event) -> Iterator[SortType]:
    for field in event.fields:
        sort = identifier_sort(field.type)
        if sort is not None:
            yield sort


def _by(sort: str, log: Log) -> Keyed:
    """The one field that fills the sort's fields of all events."""
    fields: dict[str, str] = {}
    for event in log.events:
        names = [field.name for field in event.fields if _is(field.type, sort)]
        if len(names) > 1:
            raise NotKeyedError(f"`{event.name}` names two of the sort {sort}")
        if names:
            fields[event.name] = names[0]
    for record in log.records:
        fills = [fill for emit in record.emits for fill in emit.fills if fields.get(emit.event) == fill.field]
        if fills and (len(fills) < len(record.emits) or any(fill.each or fill.optional for fill in fills)):
            raise NotKeyedError(f"a record stands for events with and without a {sort}")
        if len({fill.paths for fill in fills}) > 1:
            raise NotKeyedError(f"a record names two of the sort {sort}")
    return Keyed(sort, fields)


def _is(kind: object, sort: str) -> bool:
    found = getattr(kind, "item", kind)
    return isinstance(found, SortType) and found.name == sort


def _check(watch: RuleWatch | ScenarioWatch, by: Keyed, states: Mapping[str, StateFunction]) -> None:
    for wanted in watch.searches:
        _checked_search(wanted, by, states)


def _checked_search(wanted: Search, by: Keyed, states: Mapping[str, StateFunction]) -> None:
    at_hand = {
        name
        for name, sources in wanted.steps
        if all(
            isinstance(source, FromEvent)
            and not source.back
            and by.fields.get(source.pattern.event) == source.field
            for source in sources
        )
    }
    names = {_key(part, by) for part in subformulas(wanted.formula) if isinstance(part, Pattern)} - {None}
    if len(names) != 1 or not names <= at_hand:
        raise NotKeyedError(f"a rule is about more than one {by.sort} at a time")
    (name,) = names
    assert name is not None
    for part in subformulas(wanted.formula):
        for term in terms_of(part):
            _checked_term(term, name, by, states, frozenset())


def _key(pattern: Pattern, by: Keyed) -> str | None:
    """The variable in the key's field of a pattern; ``None`` for an event without one."""
    field = by.fields.get(pattern.event)
    if field is None:
        return None
    term = dict(pattern.fields).get(field)
    if not isinstance(term, Var):
        raise NotKeyedError(f"a rule looks at `{pattern.event}` of every {by.sort}")
    return term.name


def _checked_term(
    term: Term, name: str, by: Keyed, states: Mapping[str, StateFunction], seen: frozenset[str]
) -> None:
    if not isinstance(term, StateRead) or term.state in seen:
        return
    function = states[term.state]
    places = [at for at, param in enumerate(function.params) if _is(param.type, by.sort)]
    own = ""
    if places:
        given = term.args[places[0]]
        if len(places) > 1 or not isinstance(given, Var) or given.name != name:
            raise NotKeyedError(f"`{function.name}` is read at another {by.sort}")
        if len(function.params) > 1:  # where the others are unknown, only one worker would count how often
            raise NotKeyedError(f"`{function.name}` has several values for a {by.sort}")
        own = function.params[places[0]].name
    for update in function.updates:
        changed = _key(update.pattern, by)
        if changed is not None and changed != own:
            raise NotKeyedError(f"`{function.name}` is changed by every {by.sort}")
        for inner in (update.value, *(part for _, part in update.pattern.fields)):
            for read in subterms(inner):
                _checked_term(read, own, by, states, seen | {function.name})
