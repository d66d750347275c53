"""What one transition system is made of while it is being compiled: registers, inputs, constants, witnesses.

Invariant: a register's ``next`` is set exactly once before ``finish``; asking twice for the same input
gives the same input. Source: semantics, section 4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rcl.model.formula import Formula, Var, free_variables, identifier_sort
from rcl.model.rename import rename_formula
from rcl.model.text import formula_text
from rcl.model.types import BOOL, EnumType, IntType, OptionType, SortType, Type
from rcl.system.expr import Expr, Kind, Pool
from rcl.system.system import Input, Occasion, Register, Rigid


@dataclass(frozen=True, slots=True)
class Pair:
    """Definitely true, and possibly true."""

    must: Expr
    may: Expr


@dataclass(frozen=True, slots=True)
class Val:
    """A value and whether it is known; ``rigid`` if it is a constant of the trace; ``type`` for splitting."""

    expr: Expr
    known: Expr
    rigid: bool
    type: Type


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A way in which an event can happen at a step, and the identifier inputs of the event behind it."""

    happens: Expr
    fields: Mapping[str, Val]
    inputs: tuple[tuple[str, Expr, Type], ...]


@dataclass(slots=True)
class _Pending:
    var: Expr
    init: Expr
    next: Expr | None
    text: str
    type: Type


class Store:
    """The registers, inputs and constants of one system under construction."""

    def __init__(self, pool: Pool, *, closed: bool, kleene: bool, witnesses: Mapping[str, Rigid]) -> None:
        self.pool = pool
        self.closed = closed
        self.kleene = kleene
        self.rigids: list[Rigid] = []
        self.inputs: dict[str, Input] = {}
        self.facts: list[Expr] = []
        self.at_bad: list[Expr] = []
        self.numbers: list[Expr] = []
        self.occasions: dict[str, Occasion] = {}
        self._witnesses = witnesses
        self._noticed: set[str] = set()
        self._pending: list[_Pending] = []
        self._by_var: dict[int, _Pending] = {}
        self._later: list[Callable[[], None]] = []
        self._fallbacks: dict[tuple[object, ...], Expr] = {}
        self._constants: dict[Type, list[Expr]] = {}

    # ------------------------------------------------------------ constants and inputs

    def rigid(self, name: str, kind: Type) -> Expr:
        """A new constant of the whole trace."""
        var = self.pool.var(f"k.{name}", "B" if kind == BOOL else "I")
        self.rigids.append(Rigid(var, kind, name))
        self._constants.setdefault(identifier_sort(kind) or kind, []).append(var)
        return var

    def constants(self, kind: Type) -> list[Expr]:
        """The constants a value of this type can be told to equal (with ``none`` for optional types)."""
        if kind == BOOL:
            return [self.pool.false, self.pool.true]
        if isinstance(kind, EnumType):
            return [self.pool.int(i) for i in range(len(kind.members))]
        found = list(self._constants.get(identifier_sort(kind) or kind, []))
        return [*found, self.pool.int(-1)] if isinstance(kind, OptionType) else found

    def input(self, name: str, kind: Type, owner: int) -> Expr:
        """A value chosen anew at each step; ranges of identifiers and enums become facts."""
        if name not in self.inputs:
            var = self.pool.var(f"i.{name}", "B" if kind == BOOL else "I")
            self.inputs[name] = Input(var, kind, owner)
            self.facts.extend(self.bounds(var, kind))
        return self.inputs[name].var

    def bounds(self, var: Expr, kind: Type) -> list[Expr]:
        """What every value of the type satisfies."""
        pool = self.pool
        match kind:
            case SortType():
                return [pool.le(pool.int(0), var)]
            case OptionType():
                return [pool.le(pool.int(-1), var)]
            case EnumType(members=members):
                return [pool.le(pool.int(0), var), pool.lt(var, pool.int(len(members)))]
            case _:
                return []

    def fallback(self, key: tuple[object, ...], kind: Kind) -> Expr:
        """Any value: what is read at an identifier that is none of the constants (arbitrary but fixed where domains are closed)."""
        if self.closed:
            return self.pool.false if kind == "B" else self.pool.int(0)
        if key not in self._fallbacks:
            name = f"any{len(self._fallbacks)}"
            self._fallbacks[key] = self.input(name, BOOL if kind == "B" else IntType(), -1)
        return self._fallbacks[key]

    # ------------------------------------------------------------ registers

    def register(self, text: str, init: Expr, type_: Type = BOOL) -> Expr:
        """A new register; its ``next`` must follow."""
        var = self.pool.var(f"r.{len(self._pending)}", "B" if type_ == BOOL else "I")
        pending = _Pending(var, init, None, text, type_)
        self._pending.append(pending)
        self._by_var[var.id] = pending
        return var

    def known_register(self, text: str) -> Expr:
        """Whether a state function instance is known: always, unless unknown values are tracked."""
        return self.register(text, self.pool.true) if self.kleene else self.pool.true

    def set_next(self, var: Expr, value: Expr) -> None:
        self._by_var[var.id].next = value

    def range(self, var: Expr, kind: Type) -> None:
        """Note the type of a state register (an invariant by construction, given as a fact)."""
        self.facts.extend(self.bounds(var, kind))

    def later(self, task: Callable[[], None]) -> None:
        self._later.append(task)

    def settle(self) -> None:
        """Run what was put off until everything so far has been asked for."""
        while self._later:
            self._later.pop(0)()

    def finish(self) -> tuple[Register, ...]:
        """Settle, and return the registers."""
        self.settle()
        done = []
        for pending in self._pending:
            assert pending.next is not None, pending.text
            done.append(Register(pending.var, pending.init, pending.next, pending.text, pending.type))
        return tuple(done)

    # ------------------------------------------------------------ witnesses

    def adopt(self, rigid: Rigid) -> None:
        """Take a witness in as a constant of its sort."""
        self.rigids.append(rigid)
        self._constants.setdefault(identifier_sort(rigid.type) or rigid.type, []).append(rigid.var)

    def note(self, key: str, kind: Type) -> None:
        """An occasion for a witness that the builder itself attaches."""
        self.occasions.setdefault(key, Occasion(key, kind))

    def notice(self, place: str, index: int, item: Occurrence, happens: Expr) -> None:
        """Remember that a witness could name the identifiers of ``item`` here; attach the one that was asked for."""
        if self.closed or self.kleene or happens is self.pool.false:
            return
        pinned = _pinned(happens)
        for name, var, kind in item.inputs:
            if var.id in pinned:
                continue
            for which in ("last", "first"):
                key = f"{place} #{index} {name} {which}"
                if key in self._noticed:
                    continue
                self._noticed.add(key)
                self.occasions[key] = Occasion(key, kind)
                if key in self._witnesses:
                    self._attach(key, which, happens, var)

    def _attach(self, key: str, which: str, happens: Expr, var: Expr) -> None:
        pool, witness = self.pool, self._witnesses[key].var
        seen = self.register(f"seen {key}", pool.false)
        now = pool.or_((seen, happens))
        self.set_next(seen, now)
        if which == "first":
            self.facts.append(pool.implies(pool.and_((happens, pool.not_(seen))), pool.eq(var, witness)))
            return
        last = self.register(f"last {key}", pool.int(0), self._witnesses[key].type)
        value = pool.ite(happens, var, last)
        self.set_next(last, value)
        self.at_bad.append(pool.implies(now, pool.eq(value, witness)))

    # ------------------------------------------------------------ words

    def describe(self, layer: str, formula: Formula, env: Mapping[str, object]) -> str:
        """The formula with its variables replaced by the constants they stand for."""
        names = {var: Var(_short(env[var.name]), var.type) for var in free_variables(formula)}
        return f"{layer}: {formula_text(rename_formula(formula, names))}"

    def describe_state(self, layer: str, state: str, key: tuple[Expr, ...]) -> str:
        args = ", ".join(str(expr.value).removeprefix("k.") for expr in key)
        return f"{layer}: {state}({args})" if args else f"{layer}: {state}"


def _short(value: object) -> str:
    expr = getattr(value, "expr", value)
    assert isinstance(expr, Expr)
    if expr.op == "var":
        return str(expr.value).removeprefix("k.")
    return "none" if expr.value == -1 else f"v{expr.value}" if expr.op == "const" else f"e{expr.id}"


def _pinned(happens: Expr) -> set[int]:
    """The inputs that ``happens`` forces to equal a rigid constant."""
    parts = happens.args if happens.op == "and" else (happens,)
    found: set[int] = set()
    for part in parts:
        if part.op == "eq":
            one, two = part.args
            for left, right in ((one, two), (two, one)):
                if str(left.value).startswith("i.") and str(right.value).startswith("k."):
                    found.add(left.id)
    return found
