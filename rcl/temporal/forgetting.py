"""What may be forgotten of an identifier that no later event names.

Maps a stream and the look-ups in it to the places of tables and state functions at which every look-up has an identifier that an
event of the present moment names. Invariant: an entry with a finished identifier at such a place makes no difference to any later truth.
Source: semantics, section 2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from rcl.model.contract import StateFunction
from rcl.model.formula import (
    Formula,
    Historically,
    Not,
    Once,
    Since,
    StateRead,
    Term,
    Var,
    children,
    free_variables,
    identifier_sort,
    subterms,
    terms_of,
)
from rcl.temporal.search import FromEvent, FromTable, FromTerm, Search, Source
from rcl.temporal.stream import Stream
from rcl.temporal.trace import Value

Memory = Once | Since | str
"""A table by its formula, or a state function by its name."""

Use = tuple[Memory, frozenset[int]]
"""A look-up, with the places that hold an identifier which an event of the moment names."""

Direct = Callable[[str, str], bool]
"""Does this field of such an event always hold what the moment's record names? What a state fills may be of long ago."""


def always(event: str, field: str) -> bool:
    """The events are those of the log: their fields are what the records name."""
    return True


class Forgetting:
    """Drops what is known of finished identifiers, as far as that makes no difference."""

    def __init__(self, stream: Stream, asked: Iterable[Use], direct: Direct = always) -> None:
        self._stream = stream
        found: dict[Memory, frozenset[int]] = {}
        for memory, places in (*asked, *_inside(stream, direct)):
            found[memory] = found[memory] & places if memory in found else places
        self._tables: dict[str, list[tuple[Once | Since, int]]] = {}
        self._cells: dict[str, list[str]] = {}
        for memory, places in found.items():
            for place in sorted(places):
                if isinstance(memory, str):
                    params = stream.cells[memory].function.params
                    if len(params) == 1:
                        self._cells.setdefault(_sort(params[place]), []).append(memory)
                else:
                    names = {variable.name: variable for variable in free_variables(memory)}
                    sort = _sort(names[stream.tables[memory].table.names[place]])
                    self._tables.setdefault(sort, []).append((memory, place))

    def forget(self, sort: str, value: Value) -> None:
        """The moment is over, and no later event names this identifier of the sort."""
        self._stream.settle()
        for node, place in self._tables.get(sort, ()):
            table = self._stream.tables[node].table
            if len(table.names) == 1:
                table.drop((value,))
            else:
                for key in tuple(table.index((place,)).get((value,), ())):
                    table.drop(key)
                for key in table.wild_at((place,), (value,)):
                    table.drop_wild(key)
                table.new_step()
        for name in self._cells.get(sort, ()):
            self._stream.cells[name].values.pop((value,), None)


def _sort(variable: Var) -> str:
    sort = identifier_sort(variable.type)
    return sort.name if sort is not None else ""


def _inside(stream: Stream, direct: Direct) -> Iterator[Use]:
    """The look-ups that fill the tables and state functions themselves."""
    for node, item in stream.tables.items():
        assert isinstance(node, Once | Since)
        yield node, frozenset(range(len(item.table.names)))
        if item.direct is None or item.direct[0] in stream.hidden:
            yield from searched(stream, item.search, direct)
        if item.left is not None:
            yield from looked_up(stream, item.left, frozenset())
    for name, cells in stream.cells.items():
        yield name, frozenset(range(len(cells.function.params)))
        yield from _updated(stream, cells.function, direct)


def asked_by(stream: Stream, searches: Iterable[Search], direct: Direct = always) -> Iterator[Use]:
    """What searches look up."""
    return (use for wanted in searches for use in searched(stream, wanted, direct))


def searched(stream: Stream, wanted: Search, direct: Direct = always) -> Iterator[Use]:
    """The look-ups of a search: those that find values, and those of the formula itself."""
    named: frozenset[str] = frozenset()
    for name, sources in wanted.steps:
        for source in sources:
            yield from _found(stream, source, named)
        if all(_at_hand(stream, source, direct) for source in sources):
            named |= {name}
    yield from looked_up(stream, wanted.formula, named)


def _at_hand(stream: Stream, source: Source, direct: Direct) -> bool:
    """Does it give only what an event of the present moment names?"""
    return (
        isinstance(source, FromEvent)
        and not source.back
        and source.pattern.event not in stream.hidden
        and direct(source.pattern.event, source.field)
    )


def _found(stream: Stream, source: Source, named: frozenset[str]) -> Iterator[Use]:
    match source:
        case FromTable(node=node):
            yield _table(stream, node, named)
        case FromTerm(term=term):
            yield from read(term, named)
        case _:
            pass


def looked_up(stream: Stream, formula: Formula, named: frozenset[str]) -> Iterator[Use]:
    """The look-ups of a formula; what stands under ``once`` and ``since`` is looked up where their tables are filled."""
    match formula:
        case Once() | Since():
            yield _table(stream, formula, named)
        case Historically(body=body):
            yield _table(stream, Once(Not(body)), named)
        case _:
            for term in terms_of(formula):
                yield from read(term, named)
            for part in children(formula):
                yield from looked_up(stream, part, named)


def _table(stream: Stream, node: Once | Since, named: frozenset[str]) -> Use:
    names = stream.tables[node].table.names
    return node, frozenset(at for at, name in enumerate(names) if name in named)


def read(term: Term, named: frozenset[str]) -> Iterator[Use]:
    """The state functions that a term reads."""
    for item in subterms(term):
        if isinstance(item, StateRead):
            yield item.state, _places(item.args, named)


def _places(args: Sequence[Term], named: frozenset[str]) -> frozenset[int]:
    return frozenset(at for at, arg in enumerate(args) if isinstance(arg, Var) and arg.name in named)


def _updated(stream: Stream, function: StateFunction, direct: Direct) -> Iterator[Use]:
    for update in function.updates:
        event = update.pattern.event
        given = {term.name: field for field, term in update.pattern.fields if isinstance(term, Var)}
        named = frozenset(name for name, field in given.items() if direct(event, field))
        for read in (update.value, *(term for _, term in update.pattern.fields)):
            for item in subterms(read):
                if not isinstance(item, StateRead):
                    continue
                own = item.state == function.name and item.args == function.params
                # A value that an event changes at every key is not asked for by that.
                every = (
                    frozenset(param.name for param in function.params) - given.keys() if own else frozenset()
                )
                yield item.state, _places(item.args, named | every)
