"""The truth of many formulas over one stream of moments, each moment taken once and none kept.

Maps moments to truths, assignments and state values. Invariant: agrees with ``temporal.evaluate`` at every moment
(it may know less where events happen unseen at every moment, never more); memory follows the entries of the tables, not the
stream's length. Source: semantics, section 2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set

from rcl.model.contract import StateFunction, Update
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
from rcl.temporal.evaluate import combine, compare, join
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
from rcl.temporal.tables import FRESH, Assignment, Cells
from rcl.temporal.trace import UNKNOWN, Truth, Value, same, truth_and, truth_or

Fields = Mapping[str, Value]
Happened = Mapping[str, list[Fields]]
"""What happened at a moment: the fields of each event, by kind."""


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
            self._update_cells(cells.function, cells)
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

        def happens(env: Env) -> Truth:
            happened, maybe = (self._last, self._last_maybe) if back else (self.happened, self.maybe)
            result: Truth = None if kind in maybe else False
            for item in happened.get(kind, ()):
                told: Truth = True
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
                return self._state(state, key, back)
            case _:
                return combine(term, lambda inner: self.value(inner, env, back))

    def _state(self, name: str, key: Assignment, back: bool) -> Value:
        if name in self._vague and None not in key and self._begun:
            return UNKNOWN
        cells = self._cells[name]
        return cells.before(key) if back else cells.now(key)

    def solve(self, wanted: Search, env: Env) -> Iterator[tuple[Env, Truth]]:
        """Each assignment for which the formula is not false now, with its truth."""
        ask = self.ask(wanted.formula)
        happened = self.happened
        rows = [
            {**env, **{name: item[field] for name, field in fields}}
            for pattern, fields in wanted.groups
            for item in happened.get(pattern.event, ())
        ]
        if not wanted.groups or any(pattern.event in self.maybe for pattern, _ in wanted.groups):
            found = self._assign(wanted.steps, env)
        elif not wanted.rest and len(rows) < 2:
            for row in rows:
                told = ask(row)
                if told is not False:
                    yield row, told
            return
        else:
            found = (more for row in rows for more in self._assign(wanted.rest, row))
        tried: set[Assignment] = set()
        for assigned in found:
            key = tuple(assigned[name] for name, _ in wanted.steps)
            if key not in tried:
                tried.add(key)
                told = ask(assigned)
                if told is not False:
                    yield assigned, told

    def _assign(self, steps: Plan, env: Env) -> Iterator[Env]:
        if not steps:
            yield env
            return
        name, found = steps[0]
        seen: set[Value] = set()
        for source in found:
            for value in self._values(source, env):
                if value not in seen:
                    seen.add(value)
                    yield from self._assign(steps[1:], {**env, name: value})

    def _values(self, source: Source, env: Env) -> Iterable[Value]:
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
                return [key[at] for key in table.entries(places, known)]

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
        assert item.left is not None
        table = item.table
        if item.ending is not None and item.ending[0] not in self.maybe:
            kind, fields = item.ending
            keys = [tuple([event[field] for field in fields]) for event in self.happened.get(kind, ())]
            if not table.wild and not any(UNKNOWN in key for key in keys):
                for key in keys:
                    table.put(key, False)
                return
        for key in tuple(self._endangered(item)):
            env = dict(zip(table.names, key, strict=True))
            told = self.truth(item.left, env)
            if told is not True:
                if UNKNOWN in key:
                    if told is False:
                        table.drop_wild(key)
                else:
                    table.put(key, truth_and([table.truth(key), told]))

    def _endangered(self, item: Remembered) -> Iterable[Assignment]:
        table = item.table
        everything = (*table.sure, *table.perhaps, *table.wild)
        unseen = self.maybe - self.hidden  # what may happen at every moment was counted in by `renew`
        if item.enders is None or unseen & (item.ends or NOTHING):
            return everything
        found: dict[Assignment, None] = {}
        for pattern in item.enders:
            for event in self.happened.get(pattern.event, ()):
                env = {term.name: event[field] for field, term in pattern.fields if isinstance(term, Var)}
                places = tuple(at for at, name in enumerate(table.names) if name in env)
                for key in table.entries(places, tuple(env[table.names[at]] for at in places)):
                    found[key] = None
        return [key for key in found if table.truth(key) is not False]

    # ------------------------------------------------------------ state functions

    def _update_cells(self, function: StateFunction, cells: Cells) -> None:
        if function.name in self._vague:
            return
        unseen = [update for update in function.updates if update.pattern.event in self.maybe]
        seen = [
            (update, item)
            for update in function.updates
            for item in self.happened.get(update.pattern.event, ())
        ]
        if not unseen and not seen:
            return
        keys: dict[Assignment, None] = {}
        everywhere = bool(unseen)
        for update, item in seen:
            key = _key_of(function, update, item)
            if key is None:
                everywhere = True
            else:
                keys[key] = None
        if everywhere:
            generic: Assignment = tuple(FRESH for _ in function.params)
            for key in keys:
                cells.keep(key)
            others, complete = read_at(self._readings[function.name], self._cells)
            keys = dict.fromkeys((*keys, *cells.values, *others))
            after = {key: self._updated(function, cells, key, unseen, seen) for key in keys}
            if function.params:
                value = self._updated(function, cells, generic, unseen, seen)
                cells.default = value if complete else UNKNOWN
            else:
                after[()] = self._updated(function, cells, (), unseen, seen)
            for key, value in after.items():
                cells.write(key, value)
            return
        for key in keys:
            if None not in key:
                cells.write(key, self._updated(function, cells, key, unseen, seen))

    def _updated(
        self,
        function: StateFunction,
        cells: Cells,
        key: Assignment,
        unseen: list[Update],
        seen: list[tuple[Update, Fields]],
    ) -> Value:
        value = cells.before(key)
        for update in unseen:
            value = join(value, self._assigned(function, key, update, {}, value))
        for update, item in seen:
            value = self._apply(function, key, update, item, value)
        for update in unseen:
            value = join(value, self._assigned(function, key, update, {}, value))
        return value

    def _apply(
        self, function: StateFunction, key: Assignment, update: Update, item: Fields, value: Value
    ) -> Value:
        env: Env = {param.name: at for param, at in zip(function.params, key, strict=True)}
        matches: list[Truth] = []
        for name, term in update.pattern.fields:
            if isinstance(term, Var) and term.name not in env:
                env[term.name] = item[name]
            else:
                matches.append(same(item[name], self.value(term, env, True)))
        matched = truth_and(matches)
        if matched is False:
            return value
        assigned = self._assigned(function, key, update, env, value)
        return assigned if matched else join(value, assigned)

    def _assigned(
        self, function: StateFunction, key: Assignment, update: Update, env: Env, so_far: Value
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
                    return self._state(state, at, True)
                case _:
                    return combine(term, read)

        return read(update.value)


def _key_of(function: StateFunction, update: Update, item: Fields) -> Assignment | None:
    """The one key that the event can change; ``None`` if it can change several."""
    named = {term.name: item[field] for field, term in update.pattern.fields if isinstance(term, Var)}
    key = tuple(named.get(param.name, UNKNOWN) for param in function.params)
    return None if UNKNOWN in key else key
