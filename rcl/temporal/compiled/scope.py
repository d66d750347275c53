"""Maps formulas and terms to expressions over what is remembered and the events of one moment, before the moment is taken in.

The truth after a moment is written with what was remembered before it and the moment's own events, so that a moment can be judged first
and remembered afterwards. Invariant: at a moment whose events are those of the scope, with known values, an expression has the
truth (or value) that ``Stream`` gives; where that is not certain, ``NotCompiledError``. Source: semantics, section 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rcl.model.contract import StateFunction, Update
from rcl.model.formula import (
    And,
    Arith,
    BoolLit,
    Compare,
    Const,
    EnumLit,
    Formula,
    Historically,
    Holds,
    Implies,
    IntLit,
    NoneLit,
    Not,
    NotTerm,
    Once,
    Or,
    Pattern,
    Previously,
    Since,
    StateRead,
    Term,
    Var,
)
from rcl.temporal.compiled.values import (
    NOBODY_KNOWS,
    PERHAPS,
    Code,
    Namespace,
    NotCompiledError,
    Told,
    both,
    either,
    equal,
    limited,
    no,
    ordered,
)
from rcl.temporal.evaluate import arithmetic
from rcl.temporal.stream import Stream
from rcl.temporal.trace import UNKNOWN, Value

Env = Mapping[str, Code]


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the moment: its kind, and the expressions of its fields."""

    event: str
    fields: Mapping[str, Code]


@dataclass(slots=True)
class Scope:
    """What expressions can speak of: the stream's memory and the events of one moment.

    ``local`` are the names of values that stand for the whole moment. ``keys`` are the tuples of such values that the code makes once
    (expression to name), if it makes any. ``guards`` are conditions under which the expressions do not hold.
    """

    stream: Stream
    space: Namespace
    events: tuple[Happening, ...]
    local: frozenset[str] = frozenset()
    keys: dict[str, str] | None = None
    guards: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[Happening]:
        """The events of this kind."""
        return [item for item in self.events if item.event == kind]

    # ------------------------------------------------------------ truths

    def truth(self, formula: Formula, env: Env, back: bool = False) -> Told:
        """The formula after this moment, or (``back``) before it."""
        match formula:
            case Const(value=value):
                return Told(repr(value), repr(value))
            case Pattern():
                return self._happens(formula, env, back)
            case Compare(op=op, left=left, right=right):
                return _compared(op, self.value(left, env, back), self.value(right, env, back))
            case Holds(term=term):
                found = self.value(term, env, back)
                return _holds(found)
            case Not(body=body):
                return no(self.truth(body, env, back))
            case And(parts=parts):
                return both([self.truth(part, env, back) for part in parts])
            case Or(parts=parts):
                return either([self.truth(part, env, back) for part in parts])
            case Implies(left=left, right=right):
                return either([no(self.truth(left, env, back)), self.truth(right, env, back)])
            case Previously(body=body):
                return self.truth(body, env, True)
            case Historically(body=body):
                return no(self.truth(Once(Not(body)), env, back))
            case Once(body=body):
                known = self._remembered(formula, env)
                return known if back else either([known, self.truth(body, env)])
            case Since(left=left, right=right):
                known = self._remembered(formula, env)
                if back:
                    return known
                return either([self.truth(right, env), both([self.truth(left, env), known])])

    def _happens(self, pattern: Pattern, env: Env, back: bool) -> Told:
        if back:
            raise NotCompiledError("it asks for an event of the moment before")
        found = [PERHAPS] if pattern.event in self.stream.hidden else []
        for item in self.of(pattern.event):
            found.append(
                both([equal(item.fields[name], self.value(term, env)) for name, term in pattern.fields])
            )
        return either(found)

    def _remembered(self, formula: Once | Since, env: Env) -> Told:
        """What the table says before this moment."""
        table = self.stream.tables[formula].table
        key = self.key([env[name] for name in table.names])
        sure = f"({key} in {self.space.bind('s', table.sure)})"
        perhaps, wild = self.space.bind("p", table.perhaps), self.space.bind("w", table.wild)
        truth = self.space.bind("t", table.truth, table)
        return Told(sure, f"({sure} or ({perhaps} or {wild}) and {truth}({key}) is not False)")

    def key(self, parts: list[Code]) -> str:
        """A tuple of known values."""
        if any(part.vague for part in parts):
            raise NotCompiledError("a value that may be unknown is looked up")
        text = f"({', '.join(part.text for part in parts)}{',' if len(parts) == 1 else ''})"
        if self.keys is not None and parts and all(part.text in self.local for part in parts):
            return self.keys.setdefault(text, f"k{len(self.keys)}")
        return text

    # ------------------------------------------------------------ values

    def value(self, term: Term, env: Env, back: bool = False) -> Code:
        """The term after this moment, or before it."""
        match term:
            case Var(name=name):
                return env[name]
            case IntLit(value=number):
                return Code(self.space.constant(number))
            case BoolLit(value=flag):
                return Code(repr(flag))
            case EnumLit(member=member):
                return Code(self.space.constant(member))
            case NoneLit():
                return Code("None", nullable=True)
            case NotTerm(term=inner):
                return self._negated(self.value(inner, env, back))
            case Arith(op=op, left=left, right=right):
                return self._calculated(op, self.value(left, env, back), self.value(right, env, back))
            case StateRead(state=state, args=args):
                found = [self.value(arg, env, back) for arg in args]
                return self.state(state, found, back)

    def _negated(self, found: Code) -> Code:
        if found.vague:
            return Code(f"(U if {found.text} is U else not {found.text})", True)
        return Code(f"(not {found.text})")

    def _calculated(self, op: str, left: Code, right: Code) -> Code:
        if NOBODY_KNOWS in (left, right):
            return NOBODY_KNOWS
        if left.vague or right.vague:
            helper = self.space.bind("h", arithmetic)
            return Code(limited(f"{helper}({self.space.constant(op)}, {left.text}, {right.text})"), True)
        if op in ("min", "max"):
            return Code(limited(f"{op}({left.text}, {right.text})"))
        return Code(limited(f"({left.text} {op} {right.text})"))

    def state(self, name: str, args: list[Code], back: bool) -> Code:
        """A state function after this moment's updates, or before them."""
        if NOBODY_KNOWS in args:
            return NOBODY_KNOWS
        for arg in args:
            if arg.nullable and arg.text not in self.local:
                raise NotCompiledError("a state function is read at what may be `none`")
            if arg.nullable:
                self.guards.append(f"{arg.text} is None")
        if name in self.stream.vague:
            return NOBODY_KNOWS
        cells = self.stream.cells[name]
        key = self.key(args)
        get, holder = self.space.bind("g", cells.values.get, cells), self.space.bind("d", cells)
        value = Code(f"{get}({key}, {holder}.default)", True, _nullable(cells.function))
        if back:
            return value
        for update in cells.function.updates:
            for item in self.of(update.pattern.event):
                value = self._updated(cells.function, args, update, item, value)
        return value

    def _updated(
        self, function: StateFunction, args: list[Code], update: Update, item: Happening, so_far: Code
    ) -> Code:
        env = {param.name: arg for param, arg in zip(function.params, args, strict=True)}
        matches: list[Told] = []
        for name, term in update.pattern.fields:
            if isinstance(term, Var) and term.name not in env:
                env[term.name] = item.fields[name]
            else:
                matches.append(equal(item.fields[name], self.value(term, env, True)))
        matched = both(matches)
        if matched.may == "False":
            return so_far
        if matched.sure != matched.may:
            raise NotCompiledError(f"whether `{function.name}` is updated may be unknown")
        value = self._assigned(function, args, update.value, env, so_far)
        if matched.sure == "True":
            return value
        text = limited(f"({value.text} if {matched.sure} else {so_far.text})")
        return Code(text, value.vague or so_far.vague, value.nullable or so_far.nullable)

    def _assigned(
        self, function: StateFunction, args: list[Code], term: Term, env: Env, so_far: Code
    ) -> Code:
        match term:
            case StateRead(state=state, args=inner):
                at = [self._assigned(function, args, part, env, so_far) for part in inner]
                if state != function.name:
                    return self.state(state, at, True)
                if at == args:
                    return so_far
                raise NotCompiledError(f"`{function.name}` is computed from another of its values")
            case NotTerm(term=part):
                return self._negated(self._assigned(function, args, part, env, so_far))
            case Arith(op=op, left=left, right=right):
                one = self._assigned(function, args, left, env, so_far)
                return self._calculated(op, one, self._assigned(function, args, right, env, so_far))
            case _:
                return self.value(term, env, True)


def _compared(op: str, left: Code, right: Code) -> Told:
    if op == "=":
        return equal(left, right)
    if op == "!=":
        return no(equal(left, right))
    return ordered(op, left, right)


def _holds(found: Code) -> Told:
    if found == NOBODY_KNOWS:
        return PERHAPS
    if not found.vague:
        return Told(found.text, found.text)
    return Told(f"({found.text} is True)", f"({found.text} is not False)")


def _nullable(function: StateFunction) -> bool:
    from rcl.model.types import OptionType

    return isinstance(function.type, OptionType)


def constant(space: Namespace, value: Value) -> Code:
    """A value that is known when the code is made."""
    return Code(space.constant(value), value is UNKNOWN, value is None)
