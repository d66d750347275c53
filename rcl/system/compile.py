"""Formulas to expressions: one register per temporal subformula, one per state function instance.

Truth is a pair (must, may): the same expression twice unless unknown values leave it undecided
(semantics, section 3). A register exists only for rigid arguments; a formula under a temporal operator,
or a state read, at a value of the present step is split over the rigid constants, with any value
(``fallback``) where it is none of them. Invariant: agrees with ``temporal.evaluate`` on closed domains.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product

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
    free_variables,
    identifier_sort,
    subformulas,
)
from rcl.model.types import BOOL, INT, BoolType, OptionType, Type
from rcl.system.expr import Expr, Kind
from rcl.system.store import Occurrence, Pair, Store, Val

Env = Mapping[str, Val]
Occurrences = Callable[[str], list[Occurrence]]


def kind_of(type_: Type) -> Kind:
    """The expression kind of a type."""
    return "B" if isinstance(type_, BoolType) else "I"


class Layer:
    """One side of a problem (runtime or contract): its states, its events' occurrences, its clock."""

    def __init__(
        self,
        name: str,
        store: Store,
        states: Mapping[str, StateFunction],
        occurrences: Occurrences,
        tick: Expr,
        unseen: Callable[[str], bool],
    ) -> None:
        self.name = name
        self._store = store
        self._pool = store.pool
        self._states = states
        self._occurrences = occurrences
        self._tick = tick
        self._unseen = unseen
        self._truths: dict[tuple[object, ...], Pair] = {}
        self._posts: dict[tuple[str, tuple[int, ...]], Val] = {}
        self._pres: dict[tuple[str, tuple[int, ...]], Val] = {}

    # ------------------------------------------------------------ formulas

    def truth(self, formula: Formula, env: Env) -> Pair:
        """The truth of the formula at the present step."""
        pool = self._pool
        match formula:
            case Const(value=value):
                return self._sure(pool.bool(value))
            case Pattern():
                return self._pattern(formula, env)
            case Compare() | Holds():
                return self._atom(formula, lambda term: self.value(term, env))
            case Once() | Historically() | Previously() | Since():
                return self._temporal(formula, env)
            case _:
                return self._connect(formula, lambda part: self.truth(part, env))

    def _sure(self, expr: Expr) -> Pair:
        return Pair(expr, expr)

    def _connect(self, formula: Formula, truth: Callable[[Formula], Pair]) -> Pair:
        pool = self._pool
        match formula:
            case Not(body=body):
                inner = truth(body)
                return Pair(pool.not_(inner.may), pool.not_(inner.must))
            case And(parts=parts):
                found = [truth(part) for part in parts]
                return Pair(pool.and_(p.must for p in found), pool.and_(p.may for p in found))
            case Or(parts=parts):
                found = [truth(part) for part in parts]
                return Pair(pool.or_(p.must for p in found), pool.or_(p.may for p in found))
            case Implies(left=left, right=right):
                one, two = truth(left), truth(right)
                return Pair(pool.implies(one.may, two.must), pool.implies(one.must, two.may))
            case _:
                raise TypeError(f"not a connective: {formula}")

    def _atom(self, formula: Compare | Holds, value: Callable[[Term], Val]) -> Pair:
        pool = self._pool
        if isinstance(formula, Holds):
            inner = value(formula.term)
            return self._undecided(inner.expr, inner.known)
        left, right = value(formula.left), value(formula.right)
        known = pool.and_((left.known, right.known))
        match formula.op:
            case "=":
                expr = pool.eq(left.expr, right.expr)
            case "!=":
                expr = pool.not_(pool.eq(left.expr, right.expr))
            case "<":
                expr = pool.lt(left.expr, right.expr)
            case "<=":
                expr = pool.le(left.expr, right.expr)
            case ">":
                expr = pool.lt(right.expr, left.expr)
            case ">=":
                expr = pool.le(right.expr, left.expr)
        return self._undecided(expr, known)

    def _undecided(self, expr: Expr, known: Expr) -> Pair:
        pool = self._pool
        if known is pool.true:
            return self._sure(expr)
        return Pair(pool.and_((known, expr)), pool.or_((pool.not_(known), expr)))

    def _pattern(self, pattern: Pattern, env: Env) -> Pair:
        pool = self._pool
        found = [self._matches(item, pattern, env) for item in self._occurrences(pattern.event)]
        may = pool.true if self._unseen(pattern.event) else pool.or_(p.may for p in found)
        return Pair(pool.or_(p.must for p in found), may)

    def _matches(self, item: Occurrence, pattern: Pattern, env: Env) -> Pair:
        pool = self._pool
        must, may = [item.happens], [item.happens]
        for name, term in pattern.fields:
            field, wanted = item.fields[name], self.value(term, env)
            pair = self._undecided(pool.eq(field.expr, wanted.expr), pool.and_((field.known, wanted.known)))
            must.append(pair.must)
            may.append(pair.may)
        return Pair(pool.and_(must), pool.and_(may))

    # ------------------------------------------------------------ temporal operators

    def _temporal(self, formula: Formula, env: Env) -> Pair:
        names = sorted({var.name for var in free_variables(formula)})
        moving = [name for name in names if not env[name].rigid]
        if moving:
            return self._split(formula, {name: env[name] for name in names}, moving)
        key = (formula, tuple((name, env[name].expr.id) for name in names))
        if key not in self._truths:
            self._truths[key] = self._registered(formula, {name: env[name] for name in names})
        return self._truths[key]

    def _split(self, formula: Formula, env: dict[str, Val], moving: list[str]) -> Pair:
        """Case distinction over the rigid constants for variables that change from step to step."""
        pool = self._pool
        fresh = self._store.fallback(
            ("truth", self.name, formula, *((n, env[n].expr.id) for n in moving)), "B"
        )
        must, may = fresh, fresh
        self._store.numbers.extend(env[name].expr for name in moving if env[name].type == INT)
        for chosen in product(*(self._store.constants(env[name].type) for name in moving)):
            here = pool.and_(pool.eq(env[n].expr, c) for n, c in zip(moving, chosen, strict=True))
            inner = {
                **env,
                **{n: Val(c, pool.true, True, env[n].type) for n, c in zip(moving, chosen, strict=True)},
            }
            pair = self._temporal(formula, inner)
            must, may = pool.ite(here, pair.must, must), pool.ite(here, pair.may, may)
        known = pool.and_(env[name].known for name in moving)
        if known is pool.true:
            return Pair(must, may)
        return Pair(pool.and_((known, must)), pool.or_((pool.not_(known), may)))

    def _registered(self, formula: Formula, env: Env) -> Pair:
        label = self._store.describe(self.name, formula, env)
        match formula:
            case Once(body=body):
                now = self.truth(body, env)
                self._notice(body, env)
                return self._twice(
                    now, label, lambda f, reg: self._pool.or_((reg, f)), self._sure(self._pool.false)
                )
            case Historically(body=body):
                now = self.truth(body, env)
                self._notice(body, env)
                return self._twice(
                    now, label, lambda f, reg: self._pool.and_((reg, f)), self._sure(self._pool.true)
                )
            case Previously(body=body):
                now, start = self.truth(body, env), self.start(body, env)
                self._notice(body, env)
                pairs = zip((now.must, now.may), (start.must, start.may), strict=True)
                regs = [self._previous(value, init, label) for value, init in pairs]
                return Pair(regs[0], regs[0] if now.must is now.may and start.must is start.may else regs[1])
            case Since(left=left, right=right):
                one, two = self.truth(left, env), self.truth(right, env)
                self._notice(left, env)
                self._notice(right, env)
                must = self._since(one.must, two.must, label)
                if one.must is one.may and two.must is two.may:
                    return self._sure(must)
                return Pair(must, self._since(one.may, two.may, label))
            case _:
                raise TypeError(f"not a temporal operator: {formula}")

    def _twice(self, now: Pair, label: str, step: Callable[[Expr, Expr], Expr], start: Pair) -> Pair:
        must = self._accumulate(now.must, label, step, start.must)
        return (
            self._sure(must)
            if now.must is now.may
            else Pair(must, self._accumulate(now.may, label, step, start.may))
        )

    def _accumulate(self, now: Expr, label: str, step: Callable[[Expr, Expr], Expr], start: Expr) -> Expr:
        reg = self._store.register(label, start)
        value = step(now, reg)
        self._store.set_next(reg, self._pool.ite(self._tick, value, reg))
        return value

    def _previous(self, now: Expr, start: Expr, label: str) -> Expr:
        reg = self._store.register(label, start)
        self._store.set_next(reg, self._pool.ite(self._tick, now, reg))
        return reg

    def _since(self, left: Expr, right: Expr, label: str) -> Expr:
        return self._accumulate(
            right,
            label,
            lambda now, reg: self._pool.or_((now, self._pool.and_((left, reg)))),
            self._pool.false,
        )

    def _notice(self, body: Formula, env: Env) -> None:
        """Tell the store which wildcards of the patterns in ``body`` a witness could stand for."""
        for part in subformulas(body):
            if isinstance(part, Pattern):
                for index, item in enumerate(self._occurrences(part.event)):
                    self._store.notice(
                        self._store.describe(self.name, part, env),
                        index,
                        item,
                        self._matches(item, part, env).may,
                    )

    def start(self, formula: Formula, env: Env) -> Pair:
        """The truth before the first step, for rigid environments."""
        pool = self._pool
        match formula:
            case Const(value=value):
                return self._sure(pool.bool(value))
            case Pattern() | Once() | Since():
                return self._sure(pool.false)
            case Historically():
                return self._sure(pool.true)
            case Previously(body=body):
                return self.start(body, env)
            case Compare() | Holds():
                return self._atom(formula, lambda term: self._start_value(term, env))
            case _:
                return self._connect(formula, lambda part: self.start(part, env))

    # ------------------------------------------------------------ terms

    def value(self, term: Term, env: Env) -> Val:
        """The value of a term at the present step, after its updates."""
        match term:
            case StateRead(state=state, args=args):
                return self._read(state, [self.value(arg, env) for arg in args], self.after)
            case _:
                return self._operator(term, env, lambda inner: self.value(inner, env))

    def _start_value(self, term: Term, env: Env) -> Val:
        match term:
            case StateRead(state=state):
                return self.literal(self._states[state].initial)
            case _:
                return self._operator(term, env, lambda inner: self._start_value(inner, env))

    def literal(self, term: Term) -> Val:
        """The value of a literal."""
        return self._operator(term, {}, self.literal)

    def _operator(self, term: Term, env: Env, value: Callable[[Term], Val]) -> Val:
        pool = self._pool

        def sure(expr: Expr, kind: Type) -> Val:
            return Val(expr, pool.true, True, kind)

        match term:
            case Var(name=name):
                return env[name]
            case IntLit(value=number):
                return sure(pool.int(number), INT)
            case BoolLit(value=flag):
                return sure(pool.bool(flag), BOOL)
            case EnumLit(enum=enum, member=member):
                return sure(pool.int(enum.members.index(member)), enum)
            case NoneLit(type=kind):
                return sure(pool.int(-1), kind)
            case NotTerm(term=inner):
                found = value(inner)
                return Val(pool.not_(found.expr), found.known, found.rigid, BOOL)
            case Arith(op=op, left=left, right=right):
                one, two = value(left), value(right)
                known = pool.and_((one.known, two.known))
                return Val(self._arith(op, one.expr, two.expr), known, one.rigid and two.rigid, INT)
            case StateRead():
                raise TypeError("state reads are handled by the caller")

    def _arith(self, op: str, one: Expr, two: Expr) -> Expr:
        pool = self._pool
        match op:
            case "+":
                return pool.add(one, two)
            case "-":
                return pool.sub(one, two)
            case "*":
                return pool.mul(one, two) if one.op == "const" else pool.mul(two, one)
            case "min":
                return pool.ite(pool.le(one, two), one, two)
            case _:
                return pool.ite(pool.le(one, two), two, one)

    # ------------------------------------------------------------ state functions

    def _read(self, state: str, keys: list[Val], at: Callable[[str, tuple[Expr, ...]], Val]) -> Val:
        """The state at keys that may change from step to step: a case distinction over the rigid constants."""
        pool, function = self._pool, self._states[state]
        initial = self.literal(function.initial)
        result: Val
        if all(key.rigid for key in keys):
            exprs = tuple(key.expr for key in keys)
            if any(expr.op == "const" for expr in exprs):
                return Val(initial.expr, pool.true, False, function.type)
            result = at(state, exprs)
            absent = pool.or_(
                pool.eq(key.expr, pool.int(-1)) for key in keys if isinstance(key.type, OptionType)
            )
            return Val(
                pool.ite(absent, initial.expr, result.expr),
                pool.or_((absent, result.known)),
                False,
                function.type,
            )
        fresh = self._store.fallback(
            ("state", self.name, state, at.__name__, *(k.expr.id for k in keys)), kind_of(function.type)
        )
        expr, known = fresh, pool.true
        choices = [[key.expr] if key.rigid else self._store.constants(_plain(key.type)) for key in keys]
        for chosen in product(*choices):
            here = pool.and_(pool.eq(key.expr, c) for key, c in zip(keys, chosen, strict=True))
            inner = at(state, tuple(chosen))
            expr, known = pool.ite(here, inner.expr, expr), pool.ite(here, inner.known, known)
        absent = pool.or_(pool.eq(key.expr, pool.int(-1)) for key in keys)
        expr, known = pool.ite(absent, initial.expr, expr), pool.or_((absent, known))
        return Val(expr, pool.and_((known, *(key.known for key in keys))), False, function.type)

    def before(self, state: str, key: tuple[Expr, ...]) -> Val:
        """The register of a state function instance: its value before this step."""
        ident = (state, tuple(expr.id for expr in key))
        if ident not in self._pres:
            function = self._states[state]
            label = self._store.describe_state(self.name, state, key)
            reg = self._store.register(label, self.literal(function.initial).expr, function.type)
            self._store.range(reg, function.type)
            known = self._store.known_register(f"{label} is known")
            self._pres[ident] = Val(reg, known, False, function.type)
            self._store.later(lambda: self._close(state, key))
        return self._pres[ident]

    def _close(self, state: str, key: tuple[Expr, ...]) -> None:
        pre, post = self.before(state, key), self.after(state, key)
        self._store.set_next(pre.expr, self._pool.ite(self._tick, post.expr, pre.expr))
        if pre.known.op == "var":
            self._store.set_next(pre.known, self._pool.ite(self._tick, post.known, pre.known))

    def after(self, state: str, key: tuple[Expr, ...]) -> Val:
        """The value of a state function instance after this step's updates."""
        ident = (state, tuple(expr.id for expr in key))
        if ident not in self._posts:
            self._posts[ident] = self._updated(self._states[state], key)
        return self._posts[ident]

    def _updated(self, function: StateFunction, key: tuple[Expr, ...]) -> Val:
        value = self.before(function.name, key)
        unseen = [update for update in function.updates if self._unseen(update.pattern.event)]
        for update in unseen:
            value = self._perhaps(function, key, update, value)
        for number, update in enumerate(function.updates):
            for index, item in enumerate(self._occurrences(update.pattern.event)):
                value = self._apply(function, key, update, item, value, f"{number}.{index}")
        for update in unseen:
            value = self._perhaps(function, key, update, value)
        return value

    def _params(self, function: StateFunction, key: tuple[Expr, ...]) -> dict[str, Val]:
        return {
            p.name: Val(k, self._pool.true, True, p.type) for p, k in zip(function.params, key, strict=True)
        }

    def _perhaps(self, function: StateFunction, key: tuple[Expr, ...], update: Update, value: Val) -> Val:
        env = {
            term.name: Val(self._zero(term.type), self._pool.false, False, term.type)
            for _, term in update.pattern.fields
            if isinstance(term, Var)
        }
        env.update(self._params(function, key))
        return self._join(value, self._assigned(function, key, update, env, value))

    def _apply(
        self,
        function: StateFunction,
        key: tuple[Expr, ...],
        update: Update,
        item: Occurrence,
        value: Val,
        place: str,
    ) -> Val:
        pool = self._pool
        env = self._params(function, key)
        must, may = [item.happens], [item.happens]
        for name, term in update.pattern.fields:
            field = item.fields[name]
            if isinstance(term, Var) and term.name not in env:
                env[term.name] = field
                continue
            wanted = self._pre_value(term, env)
            pair = self._undecided(pool.eq(field.expr, wanted.expr), pool.and_((field.known, wanted.known)))
            must.append(pair.must)
            may.append(pair.may)
        surely, maybe = pool.and_(must), pool.and_(may)
        if maybe is pool.false:
            return value
        self._store.notice(
            f"{self._store.describe_state(self.name, function.name, key)} {place}", 0, item, maybe
        )
        new = self._assigned(function, key, update, env, value)
        joined = new if surely is maybe else self._join(value, new)
        known = pool.ite(surely, new.known, pool.ite(maybe, joined.known, value.known))
        return Val(pool.ite(surely, new.expr, value.expr), known, False, function.type)

    def _pre_value(self, term: Term, env: Env) -> Val:
        match term:
            case StateRead(state=state, args=args):
                return self._read(state, [self._pre_value(arg, env) for arg in args], self.before)
            case _:
                return self._operator(term, env, lambda inner: self._pre_value(inner, env))

    def _assigned(
        self, function: StateFunction, key: tuple[Expr, ...], update: Update, env: Env, so_far: Val
    ) -> Val:
        pool = self._pool

        def read(term: Term) -> Val:
            match term:
                case StateRead(state=state, args=args):
                    at = [read(arg) for arg in args]
                    if state != function.name:
                        return self._read(state, at, self.before)
                    own = pool.and_(pool.eq(arg.expr, k) for arg, k in zip(at, key, strict=True))
                    if own is pool.true:
                        return so_far
                    other = self._read(state, at, self.before)
                    known = pool.and_((pool.ite(own, so_far.known, other.known), *(arg.known for arg in at)))
                    return Val(pool.ite(own, so_far.expr, other.expr), known, False, function.type)
                case _:
                    return self._operator(term, env, read)

        return read(update.value)

    def _join(self, one: Val, two: Val) -> Val:
        pool = self._pool
        known = pool.and_((one.known, two.known, pool.eq(one.expr, two.expr)))
        return Val(one.expr, known, False, one.type)

    def _zero(self, kind: Type) -> Expr:
        return self._pool.false if kind_of(kind) == "B" else self._pool.int(0)


def _plain(kind: Type) -> Type:
    return identifier_sort(kind) or kind
