"""Maps watches and the events of a moment to code in three parts: values, reasons to take the careful way, and what is remembered.

Invariant: when none of the conditions holds at a moment with known values, every watch finds nothing new there, and the statements leave
the tables and state functions as ``Stream.step`` would. Source: semantics, section 2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rcl.model.contract import StateFunction, Update
from rcl.model.formula import (
    Formula,
    Historically,
    Once,
    Pattern,
    Previously,
    Since,
    StateRead,
    Var,
    children,
    subformulas,
    terms_of,
)
from rcl.temporal.compiled.scope import Env, Happening, Scope, constant
from rcl.temporal.compiled.values import Code, Namespace, NotCompiledError, Told, all_of, any_of, either
from rcl.temporal.remembered import Remembered
from rcl.temporal.search import FromAnything, FromEvent, FromTable, FromTerm, Search, Source, triggers
from rcl.temporal.stream import Stream
from rcl.temporal.tables import FRESH
from rcl.temporal.trace import Value
from rcl.temporal.watch import RuleWatch, ScenarioWatch


class Helpers(Protocol):
    """Where functions that the code calls are put."""

    def function(self, params: Sequence[str], lines: Sequence[str]) -> str:
        """Adds a function with this body; its name."""


@dataclass(slots=True)
class MomentCode:
    """What is computed first, when the careful way is taken instead, and what is remembered otherwise."""

    values: list[str] = field(default_factory=list)
    careful: list[str] = field(default_factory=list)
    remember: list[str] = field(default_factory=list)


def _events_just_before(formula: Formula) -> bool:
    """Does it ask which event happened at the moment before?"""
    for part in subformulas(formula):
        waiting = [part.body] if isinstance(part, Previously) else []
        while waiting:
            inner = waiting.pop()
            if isinstance(inner, Pattern):
                return True
            if not isinstance(inner, Once | Since | Historically):
                waiting += children(inner)
    return False


def follow_reason(stream: Stream, formulas: Sequence[Formula]) -> str:
    """Why no code can be made for what these formulas remember; empty if it can."""
    for item in stream.tables.values():
        if item.begins is None or item.ends is None:
            return "something it remembers can change without an event"
        if item.begins & stream.hidden and not _always_vague(item):
            return "something it remembers can begin unseen"
        if item.fragile and item.enders is None:
            return "something it remembers can end unseen"
    for formula in formulas:
        if triggers(formula) is None:
            return "no event is needed for it to matter"
        if _events_just_before(formula):
            return "it asks for an event of the moment before"
        for part in subformulas(formula):
            if isinstance(part, Previously) and any(
                isinstance(inner, Since) and stream.tables[inner].fragile for inner in subformulas(part.body)
            ):
                return "it asks what held before of something that can end unseen"
    return ""


def _always_vague(item: Remembered) -> bool:
    """One event that nobody sees: it may have happened with any values from the start, and that stays so."""
    return (
        item.left is None
        and isinstance(item.body, Pattern)
        and not any(isinstance(term, StateRead) for term in terms_of(item.body))
    )


class Moment:
    """Makes the code for one list of events."""

    def __init__(self, scope: Scope, helpers: Helpers) -> None:
        self.scope = scope
        self.stream = scope.stream
        self.code = MomentCode()
        self._helpers = helpers
        self._kinds = frozenset(item.event for item in scope.events)
        self._inside = Scope(scope.stream, scope.space, scope.events, scope.local, None, scope.guards)

    # ------------------------------------------------------------ watches

    def rule(self, watch: RuleWatch, number: int, fixed: Env) -> None:
        """The conditions under which the rule has something to say."""
        kinds, hidden = watch.kinds, self.stream.hidden
        assert kinds is not None
        open_yet = f"(not un{number})"
        if kinds & hidden:
            self.code.careful.append(open_yet)
        if not kinds & self._kinds:
            return
        told = self._found(watch.fail_search, fixed)
        self.code.careful.append(_told(told, open_yet))
        told = self._found(watch.fire_search, fixed)
        self.code.careful.append(all_of([f"(not ex{number})", _told(told, f"(not pe{number})")]))

    def scenario(self, watch: ScenarioWatch, number: int, fixed: Env) -> None:
        """The conditions under which the scenario is seen, or comes one part further."""
        found: list[str] = []
        kinds = triggers(watch.formula)
        assert kinds is not None
        if kinds & self.stream.hidden:
            found.append(f"(not pp{number})")
        if kinds & self._kinds:
            found.append(_told(self._found(watch.search, fixed), f"(not pp{number})"))
        for at, stage in enumerate(watch.stages):
            needed = None if stage is None else triggers(stage.formula)
            if stage is None or needed is None:
                found.append(f"st{number} == {at}")
            elif needed & self._kinds:
                sure = self._found(stage, fixed).sure
                if sure != "False":
                    found.append(f"(st{number} == {at} and {sure})")
        self.code.careful.append(all_of([f"(not se{number})", any_of(found)]))

    def _found(self, wanted: Search, fixed: Env) -> Told:
        """Is there an assignment for which the formula is true, or may be?"""
        if not wanted.groups:
            rows: list[Env] = [fixed]
        else:
            rows = [
                {**fixed, **{name: item.fields[at] for name, at in fields}}
                for pattern, fields in wanted.groups
                for item in self.scope.of(pattern.event)
            ]
        if wanted.rest:
            found = either([self._searched(wanted, row) for row in rows])
        else:
            found = either([self.scope.truth(wanted.formula, row) for row in rows])
        if any(pattern.event in self.stream.hidden for pattern, _ in wanted.groups):
            return Told(found.sure, "True")  # an event that nobody saw makes it possible, and never certain
        return found

    def _searched(self, wanted: Search, row: Env) -> Told:
        env: dict[str, Code] = dict(row)
        loops: list[str] = []
        wild: list[str] = []
        for number, (name, places) in enumerate(wanted.rest):
            values: list[str] = []
            vague = nullable = False
            for place in places:
                code = self._values(place, env, number, wild)
                values += [code.text] if code.text else []
                vague, nullable = vague or code.vague, nullable or code.nullable
            loops.append(f"{' ' * number}for b{number} in ({''.join(f'{value}, ' for value in values)}):")
            env[name] = Code(f"b{number}", vague, nullable)
        told = self._inside.truth(wanted.formula, env)
        params = sorted(self.scope.local)
        called: list[str] = []
        for truth in (told.sure, told.may):
            if truth == "False":
                called.append(truth)
                continue
            deep = " " * len(loops)
            body = [*loops, f"{deep}if {truth}: return True", "return False"]
            called.append(f"{self._helpers.function(params, body)}({', '.join(params)})")
        sure, may = called
        return Told(sure, any_of([*wild, may]))

    def _values(self, place: Source, env: Env, number: int, wild: list[str]) -> Code:
        """The values of a variable, as a part of a tuple. ``wild`` are the conditions under which there may be more of them."""
        match place:
            case FromAnything():
                return Code(f"{self.scope.space.bind('c', FRESH)}")
            case FromTerm(term=term, back=back):
                found = self._inside.value(term, env, back)
                return Code(found.text, found.vague, found.nullable)
            case FromEvent(pattern=pattern, field=name, back=back):
                if back or pattern.event in self.stream.hidden:
                    raise NotCompiledError("it looks for an event that is not at hand")
                fields = [item.fields[name] for item in self.scope.of(pattern.event)]
                return _tuple(fields)
            case FromTable(node=node, name=name):
                return self._entries(self.stream.tables[node], name, env, number, wild)

    def _entries(self, item: Remembered, name: str, env: Env, number: int, wild: list[str]) -> Code:
        table, space = item.table, self.scope.space
        places = tuple(at for at, other in enumerate(table.names) if other in env)
        if not places or item.begins is None or item.begins & self.stream.hidden:
            raise NotCompiledError("it looks through everything that is remembered")
        wild.append(space.bind("w", table.wild))
        index = space.bind("i", table.index(places))
        key = self._inside.key([env[table.names[at]] for at in places])
        at = table.names.index(name)
        new = _tuple([row[name] for row in self._beginnings(item)])
        text = f"*[e{number}[{at}] for e{number} in {index}.get({key}) or ()]"
        return Code(f"{text}, {new.text}" if new.text else text, new.vague, True)

    # ------------------------------------------------------------ memory

    def memory(self) -> None:
        """The statements that take the moment in."""
        for name, cells in self.stream.cells.items():
            if name not in self.stream.vague:
                self._update(cells.function)
        for item in self.stream.tables.values():
            if item.concerned(self._kinds):
                self._remember(item)

    def _update(self, function: StateFunction) -> None:
        scope, space = self.scope, self.scope.space
        cells = self.stream.cells[function.name]
        written: dict[str, None] = {}
        for update in function.updates:
            for item in scope.of(update.pattern.event):
                args = _updated_at(function, update, item)
                key = scope.key(args)
                if key in written:
                    continue
                written[key] = None
                value = scope.state(function.name, args, False)
                name = f"x{len(self.code.values)}"
                self.code.values.append(f"{name} = {value.text}")
                holder, values = space.bind("d", cells), space.bind("v", cells.values)
                self.code.remember += [
                    f"if {name} == {holder}.default: {values}.pop({key}, None)",
                    f"else: {values}[{key}] = {name}",
                ]

    def _remember(self, item: Remembered) -> None:
        scope, space, table = self.scope, self.scope.space, item.table
        begins, ends = item.begins, item.ends
        assert begins is not None and ends is not None
        sure, perhaps = space.bind("s", table.sure), space.bind("p", table.perhaps)
        indexes = space.bind("n", table.indexes)
        if ends & self._kinds:
            if item.ending is None:
                raise NotCompiledError("what ends something remembered is no single event")
            kind, fields = item.ending
            drop = space.bind("f", table.drop, table)  # a vague entry is never over for certain
            for event in scope.of(kind):
                key = scope.key([event.fields[name] for name in fields])
                self.code.remember += [
                    f"if {key} in {sure}:",
                    f" if {indexes}: {drop}({key})",
                    f" else: del {sure}[{key}]",
                    f"elif {perhaps}: {drop}({key})",
                ]
        if not begins & self._kinds:
            return
        add = space.bind(
            "l" if item.fragile else "a", table.perhaps_from_now if item.fragile else table.add, table
        )
        target, other = (perhaps, sure) if item.fragile else (sure, perhaps)
        for row in self._beginnings(item):
            key = scope.key([row[name] for name in table.names])
            told = scope.truth(item.body, row)
            if told.sure == "False" and told.may == "False":
                continue
            begun = f"{key} not in {target}"
            if told.sure != "True":
                name = f"x{len(self.code.values)}"
                self.code.values.append(f"{name} = {told.sure}")
                self.code.careful.append(all_of([told.may, f"(not {name})"]))
                begun = f"{name} and {begun}"
            self.code.remember += [
                f"if {begun}:",
                f" if {indexes} or {other}: {add}({key})",
                f" else: {target}[{key}] = None",
            ]

    def _beginnings(self, item: Remembered) -> list[Mapping[str, Code]]:
        """The assignments of which the table's body may become true at this moment."""
        assert item.begins is not None
        if not item.begins & self._kinds:
            return []
        if item.search.rest or (not item.search.groups and item.search.steps):
            raise NotCompiledError("what begins something remembered is no single event")
        if not item.search.groups:
            return [{}]
        return [
            {name: event.fields[at] for name, at in fields}
            for pattern, fields in item.search.groups
            for event in self.scope.of(pattern.event)
        ]


def _told(told: Told, while_open: str) -> str:
    """True for certain, or possibly while that still makes a difference."""
    return all_of([told.may, any_of([while_open, told.sure])]) if told.sure != told.may else told.sure


def _tuple(codes: Sequence[Code]) -> Code:
    return Code(
        ", ".join(item.text for item in codes),
        any(item.vague for item in codes),
        any(item.nullable for item in codes),
    )


def _updated_at(function: StateFunction, update: Update, item: Happening) -> list[Code]:
    named = {term.name: item.fields[at] for at, term in update.pattern.fields if isinstance(term, Var)}
    if any(param.name not in named for param in function.params):
        raise NotCompiledError(f"an event changes many values of `{function.name}`")
    return [named[param.name] for param in function.params]


def fixed_codes(space: Namespace, fixed: Mapping[str, Value]) -> dict[str, Code]:
    """The variables that the user has given a value."""
    return {name: constant(space, value) for name, value in fixed.items()}
