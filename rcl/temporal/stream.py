"""The truth of many formulas over one stream of moments, each moment taken once and none kept.

Maps moments to truths, assignments and state values. Invariant: agrees with ``temporal.evaluate`` at every moment
(it may know less where events happen unseen at every moment, never more); memory follows the entries of the tables, not the
stream's length. Source: semantics, section 2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from itertools import islice

from rcl.model.contract import StateFunction
from rcl.model.formula import (
    And,
    Compare,
    Const,
    Formula,
    Historically,
    Holds,
    Implies,
    Not,
    Once,
    Or,
    Pattern,
    Previously,
    Since,
    StateRead,
    Term,
    Var,
    children,
    subformulas,
    subterms,
    terms_of,
)
from rcl.temporal.asking import Ask, Env, all_of, any_of, asked_for
from rcl.temporal.elsewhere import Reading, read_at, readings
from rcl.temporal.evaluate import combine, compare
from rcl.temporal.remembered import NOTHING, Remembered
from rcl.temporal.search import (
    FromAnything,
    FromEvent,
    FromTable,
    FromTerm,
    NotGuardedError,
    Plan,
    Search,
    Source,
)
from rcl.temporal.tables import FRESH, Assignment, Cells, Table
from rcl.temporal.trace import UNKNOWN, Truth, Value, truth_and, truth_or
from rcl.temporal.updates import update_cells

Fields = Mapping[str, Value]
Happened = Mapping[str, list[Fields]]
"""What happened at a moment: the fields of each event, by kind."""
MOST_POSSIBLE = 64
"""Entries that an unknown value may mean, and that are tried one by one; one unknown value stands for more of them."""
FEW = 8
"""Events of one kind at a moment that are looked through; more are put into a table."""


class Stream:
    """State functions, tables and the present moment; formulas are added before the first step.

    ``hidden`` are event kinds that may happen at any moment without being seen.
    """

    def __init__(self, functions: Mapping[str, StateFunction], hidden: frozenset[str] = NOTHING) -> None:
        self._functions = functions
        self.hidden = hidden
        self._cells: dict[str, Cells] = {}
        self._readings: dict[str, tuple[Reading, ...]] = {}
        self._vague = {
            name for name, item in functions.items() if any(u.pattern.event in hidden for u in item.updates)
        }
        self._tables: dict[Formula, Remembered] = {}
        self.happened: Happened = {}
        self.maybe: frozenset[str] = NOTHING
        self._last: Happened = {}
        self._last_maybe: frozenset[str] = NOTHING
        self._begun = False
        self._concern: dict[
            tuple[frozenset[str], frozenset[str]], tuple[tuple[Cells, ...], tuple[Remembered, ...]]
        ] = {}
        self._dirty_cells: tuple[Cells, ...] = ()
        self._dirty_tables: tuple[Remembered, ...] = ()
        self._compiled: dict[tuple[int, bool], tuple[Formula, Ask]] = {}
        self._lists: dict[tuple[str, tuple[str, ...], bool], tuple[Happened, Table]] = {}

    # ------------------------------------------------------------ before the first step

    def add(self, formula: Formula) -> None:
        """Prepares for questions about the formula; ``NotGuardedError`` if it can't be followed."""
        assert not self._begun
        for part in children(formula):
            self.add(part)
        for term in terms_of(formula):
            self.add_term(term)
        match formula:
            case Once() | Since() if formula not in self._tables:
                self._tables[formula] = Remembered(formula, self.hidden)
            case Historically(body=body):
                self.add(Once(Not(body)))
            case Previously(body=body):
                if any(isinstance(part, Previously) for part in subformulas(body)):
                    raise NotGuardedError("previously previously")
            case _:
                pass

    def add_term(self, term: Term) -> None:
        """Prepares for reading the state functions of the term, and those that they read."""
        for item in subterms(term):
            if isinstance(item, StateRead) and item.state not in self._cells:
                function = self._functions[item.state]
                initial = combine(function.initial, lambda _: UNKNOWN)
                self._cells[item.state] = Cells(function, initial)
                self._readings[item.state] = readings(function)
                for update in function.updates:
                    self.add_term(update.value)

    @property
    def tables(self) -> Mapping[Formula, Remembered]:
        """What is remembered of each ``once`` and ``since``, innermost first."""
        return self._tables

    @property
    def cells(self) -> Mapping[str, Cells]:
        """The values of each state function that is read."""
        return self._cells

    @property
    def vague(self) -> Set[str]:
        """The state functions that events which nobody sees can change."""
        return self._vague

    # ------------------------------------------------------------ steps

    def step(self, happened: Happened, maybe: frozenset[str] = NOTHING) -> None:
        """Takes the next moment in."""
        self._begun = True
        self._last, self._last_maybe = self.happened, self.maybe
        self.happened, self.maybe = happened, maybe | self.hidden if maybe else self.hidden
        for cells in self._dirty_cells:
            cells.new_step()
        for item in self._dirty_tables:
            item.table.new_step()
        self._dirty_cells, self._dirty_tables = self._concerned(happened, maybe)
        for cells in self._dirty_cells:
            update_cells(self, cells)
        for item in self._dirty_tables:
            self._remember(item)

    def _concerned(
        self, happened: Happened, maybe: frozenset[str]
    ) -> tuple[tuple[Cells, ...], tuple[Remembered, ...]]:
        """The cells and tables that events of these kinds can change, innermost first."""
        kinds = (frozenset(happened), maybe)
        found = self._concern.get(kinds)
        if found is None:
            every = kinds[0] | maybe | self.hidden
            cells = tuple(
                item
                for name, item in self._cells.items()
                if name not in self._vague and any(u.pattern.event in every for u in item.function.updates)
            )
            tables = tuple(item for item in self._tables.values() if item.concerned(every))
            found = self._concern[kinds] = (cells, tables)
        return found

    def settle(self) -> None:
        """The present moment is over and the next one is not here yet: nobody asks for what was before it any more."""
        for cells in self._dirty_cells:
            cells.new_step()
        for item in self._dirty_tables:
            item.table.new_step()
        self._dirty_cells, self._dirty_tables = (), ()
        for item in self._tables.values():
            if item.fragile:
                item.renew()
                item.table.new_step()

    def release(self, needed: Iterable[Formula]) -> None:
        """From now on, only these formulas are asked for."""
        tables, cells = asked_for(needed, self._functions)
        self._tables = {node: item for node, item in self._tables.items() if node in tables}
        self._cells = {name: item for name, item in self._cells.items() if name in cells}
        self._concern.clear()
        self._compiled.clear()

    def sizes(self) -> int:
        """How many entries are remembered."""
        tables = sum(len(item.table) for item in self._tables.values())
        return tables + sum(len(cells) for cells in self._cells.values())

    # ------------------------------------------------------------ questions about the present

    def truth(self, formula: Formula, env: Env, back: bool = False) -> Truth:
        """The truth now, or (``back``) at the moment before."""
        return self.ask(formula, back)(env)

    def ask(self, formula: Formula, back: bool = False) -> Ask:
        """The formula as a function of its variables' values, made once."""
        known = self._compiled.get((id(formula), back))
        if known is None:
            known = self._compiled[id(formula), back] = (formula, self._compile(formula, back))
        return known[1]

    def _compile(self, formula: Formula, back: bool) -> Ask:
        match formula:
            case Const(value=value):
                return lambda env: value
            case Pattern():
                return self._happens(formula, back)
            case Compare(op=op, left=left, right=right):
                one, two = self._read(left, back), self._read(right, back)
                return lambda env: compare(op, one(env), two(env))
            case Holds(term=term):
                read = self._read(term, back)
                return lambda env: None if (held := read(env)) is UNKNOWN else bool(held)
            case Not(body=body):
                inner = self.ask(body, back)
                return lambda env: None if (told := inner(env)) is None else not told
            case And(parts=parts):
                return all_of([self.ask(part, back) for part in parts])
            case Or(parts=parts):
                return any_of([self.ask(part, back) for part in parts])
            case Implies(left=left, right=right):
                return any_of([self.ask(Not(left), back), self.ask(right, back)])
            case Previously(body=body):
                return self.ask(body, True)
            case Historically(body=body):
                return self.ask(Not(Once(Not(body))), back)
            case Once() | Since():
                table = self._tables[formula].table
                look = table.before if back else table.truth
                if len(table.names) == 1:
                    (only,) = table.names
                    return lambda env: look((env[only],))
                names = table.names
                return lambda env: look(tuple([env[name] for name in names]))

    def _happens(self, pattern: Pattern, back: bool) -> Ask:
        kind = pattern.event
        fields = [(name, self._read(term, back)) for name, term in pattern.fields]
        names = tuple(name for name, _ in fields)

        def happens(env: Env) -> Truth:
            happened, maybe = (self._last, self._last_maybe) if back else (self.happened, self.maybe)
            result: Truth = None if kind in maybe else False
            items = happened.get(kind, ())
            if len(items) > FEW:
                table = self._listed(kind, names, back)
                told = table.truth(tuple([read(env) for _, read in fields]))
                return result if told is False else told
            for item in items:
                told = True
                for name, read in fields:
                    found, wanted = item[name], read(env)
                    if found is UNKNOWN or wanted is UNKNOWN:
                        told = None
                    elif found != wanted:
                        told = False
                        break
                if told:
                    return True
                if told is None:
                    result = None
            return result

        return happens

    def _listed(self, kind: str, names: tuple[str, ...], back: bool) -> Table:
        """The many events of a kind at a moment, to be looked up by some of their fields."""
        happened = self._last if back else self.happened
        known = self._lists.get((kind, names, back))
        if known is None or known[0] is not happened:
            table = Table(names)
            for item in happened[kind]:
                table.put(tuple([item[name] for name in names]), True)
            known = self._lists[kind, names, back] = (happened, table)
        return known[1]

    def _read(self, term: Term, back: bool) -> Callable[[Env], Value]:
        match term:
            case Var(name=name):
                return lambda env: env[name]
            case _:
                return lambda env: self.value(term, env, back)

    def value(self, term: Term, env: Env, back: bool = False) -> Value:
        """The value of a term now (after this step's updates), or at the moment before."""
        match term:
            case Var(name=name):
                return env[name]
            case StateRead(state=state, args=args):
                key = tuple(self.value(arg, env, back) for arg in args)
                return self.state(state, key, back)
            case _:
                return combine(term, lambda inner: self.value(inner, env, back))

    def read_elsewhere(self, name: str) -> tuple[dict[Assignment, None], bool]:
        """See ``Moments``."""
        return read_at(self._readings[name], self._cells)

    def state(self, name: str, key: Assignment, back: bool) -> Value:
        """The value of a state function now, or at the moment before."""
        if name in self._vague and None not in key and self._begun:
            return UNKNOWN
        cells = self._cells[name]
        return cells.before(key) if back else cells.now(key)

    def solve(self, wanted: Search, env: Env, possible: bool = True) -> Iterator[tuple[Env, Truth]]:
        """Each assignment for which the formula is not false now, with its truth.

        Without ``possible``, assignments are left out for which it is not true: those in which a value is unknown that has to
        be that of an event or of something remembered.
        """
        ask = self.ask(wanted.formula)
        happened = self.happened
        rows = [
            {**env, **{name: item[field] for name, field in fields}}
            for pattern, fields in wanted.groups
            for item in happened.get(pattern.event, ())
            if possible or not any(item[field] is UNKNOWN for _, field in fields)
        ]
        if not wanted.groups:
            rows.append(env)
        elif possible and any(pattern.event in self.maybe for pattern, _ in wanted.groups):
            rows.append({**env, **{name: UNKNOWN for name, _ in wanted.groups[0][1]}})
        if not wanted.rest and len(rows) < 2:
            for row in rows:
                told = ask(row)
                if told is not False:
                    yield row, told
            return
        tried: set[Assignment] = set()
        for assigned in (more for row in rows for more in self._assign(wanted.rest, row, possible)):
            key = tuple([assigned[name] for name, _ in wanted.steps])
            if key not in tried:
                tried.add(key)
                told = ask(assigned)
                if told is not False:
                    yield assigned, told

    def _assign(self, steps: Plan, env: Env, possible: bool) -> Iterator[Env]:
        if not steps:
            yield env
            return
        name, found = steps[0]
        seen: set[Value] = set()
        for source in found:
            for value in self._values(source, env, possible):
                if value not in seen and (possible or value is not UNKNOWN):
                    seen.add(value)
                    yield from self._assign(steps[1:], {**env, name: value}, possible)

    def _values(self, source: Source, env: Env, possible: bool) -> Iterable[Value]:
        match source:
            case FromAnything():
                return (FRESH,)
            case FromTerm(term=term, back=back):
                return (self.value(term, env, back),)
            case FromEvent(pattern=pattern, field=field, back=back):
                happened, maybe = (self._last, self._last_maybe) if back else (self.happened, self.maybe)
                values = [item[field] for item in happened.get(pattern.event, ())]
                return [*values, UNKNOWN] if pattern.event in maybe else values
            case FromTable(node=node, name=name):
                table = self._tables[node].table
                places = tuple(at for at, item in enumerate(table.names) if item in env)
                known = tuple(env[table.names[at]] for at in places)
                at = table.names.index(name)
                if not possible:
                    return (key[at] for key in table.certainly(places, known))
                entries = table.entries(places, known)
                if UNKNOWN not in known:
                    return (key[at] for key in entries)
                some = tuple(islice(entries, MOST_POSSIBLE + 1))
                return [key[at] for key in some] if len(some) <= MOST_POSSIBLE else (UNKNOWN,)

    # ------------------------------------------------------------ tables

    def _remember(self, item: Remembered) -> None:
        table = item.table
        item.renew()
        if item.left is not None and (item.ends is None or self._any_of(item.ends)):
            self._weaken(item)
        if item.direct is not None and item.direct[0] not in self.maybe:
            kind, fields = item.direct
            for event in self.happened.get(kind, ()):
                key = tuple([event[field] for field in fields])
                item.put(key, None if UNKNOWN in key else True)
        elif item.begins is None or self._any_of(item.begins):
            for env, told in self.solve(item.search, {}):
                key = tuple(env[name] for name in table.names)
                item.put(key, truth_or([told, table.truth(key)]) if UNKNOWN not in key else None)

    def _any_of(self, kinds: frozenset[str]) -> bool:
        return any(kind in self.happened for kind in kinds) or bool(self.maybe & kinds)

    def _weaken(self, item: Remembered) -> None:
        """What ``since`` remembers, where its left side does not hold at this moment."""
        table = item.table
        if item.enders is None:
            for key in (*table.sure, *table.perhaps, *table.wild):
                self._weaken_one(item, key)
            return
        for pattern in item.enders:
            places, fields = item.placed(pattern)
            for event in self.happened.get(pattern.event, ()):
                self._end(item, places, tuple([event[field] for field in fields]))
        unseen = self.maybe - self.hidden  # what may happen at every moment was counted in by `renew`
        if unseen and unseen & (item.ends or NOTHING):
            table.doubt()

    def _end(self, item: Remembered, places: tuple[int, ...], values: Assignment) -> None:
        """An event may be the end of what has these values at these places."""
        table = item.table
        if UNKNOWN in values:  # nothing is over for certain
            wanted: list[Value] = [UNKNOWN] * len(table.names)
            for at, value in zip(places, values, strict=True):
                wanted[at] = value
            ended = table.certain(tuple(wanted))
        elif item.ending is not None:
            table.put(values, False)
            return
        else:
            ended = [*table.matching(places, values), *table.wild_at(places, values)]
        for key in ended:
            self._weaken_one(item, key)

    def _weaken_one(self, item: Remembered, key: Assignment) -> None:
        assert item.left is not None
        table = item.table
        told = self.truth(item.left, dict(zip(table.names, key, strict=True)))
        if told is True:
            return
        if UNKNOWN not in key:
            table.put(key, truth_and([table.truth(key), told]))
        elif told is False:
            table.drop_wild(key)
