"""An expression means what it was built from: to the interpreter, to the solver, as text, and read back from the solver."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from random import Random

import pytest
import z3

from rcl.model.types import BOOL, INT
from rcl.smt.encode import Encoding, Frame
from rcl.smt.spacer import _expr
from rcl.system.expr import Expr, Pool, interpret, text
from rcl.system.expr_text import LemmaError, expression_text, read_expression, symbol
from tests.strategies.systems import made

Values = Mapping[str, int | bool]
Meaning = Callable[[Values], int | bool]
Built = tuple[Expr, Meaning]

FLAGS, NUMBERS = ("k.p", "k.q"), ("k.x", "k.y")
ASSIGNMENTS: tuple[Values, ...] = tuple(
    dict(zip((*FLAGS, *NUMBERS), values, strict=True))
    for values in product((False, True), (False, True), (-1, 0, 2), (-1, 0, 2))
)
SEEDS = range(120)


class Maker:
    """Random expressions, each beside what it has to mean; constants are frequent, so that simplifications are."""

    def __init__(self, seed: int) -> None:
        self.pool = Pool()
        self._rng = Random(seed)
        self._made: dict[str, list[Built]] = {"B": [], "I": []}

    def expression(self, kind: str, depth: int) -> Built:
        rng = self._rng
        if self._made[kind] and rng.random() < 0.2:
            return rng.choice(self._made[kind])
        if depth == 0 or rng.random() < 0.15:
            found = self._leaf(kind)
        else:
            found = self._condition(depth - 1) if kind == "B" else self._number(depth - 1)
        self._made[kind].append(found)
        return found

    def _leaf(self, kind: str) -> Built:
        rng, pool = self._rng, self.pool
        if rng.random() < 0.4:
            value = rng.random() < 0.5 if kind == "B" else rng.choice((-1, 0, 1, 2))
            return pool.bool(value) if kind == "B" else pool.int(value), lambda _: value
        name = rng.choice(FLAGS if kind == "B" else NUMBERS)
        return pool.var(name, kind), lambda values: values[name]  # type: ignore[arg-type]

    def _condition(self, depth: int) -> Built:
        rng, pool = self._rng, self.pool
        op = rng.choice(("not", "and", "or", "implies", "same", "eq", "le", "lt", "ite"))
        if op in ("and", "or"):
            parts = [self.expression("B", depth) for _ in range(rng.randrange(4))]
            join, whole = (pool.and_, all) if op == "and" else (pool.or_, any)
            return join(part for part, _ in parts), lambda values: whole(told(values) for _, told in parts)
        if op == "ite":
            return self._choice("B", depth)
        (one, a), (two, b) = (self.expression("I" if op in ("eq", "le", "lt") else "B", depth) for _ in "ab")
        match op:
            case "not":
                return pool.not_(one), lambda values: not a(values)
            case "implies":
                return pool.implies(one, two), lambda values: not a(values) or bool(b(values))
            case "same" | "eq":
                return pool.eq(one, two), lambda values: a(values) == b(values)
            case "le":
                return pool.le(one, two), lambda values: a(values) <= b(values)
            case _:
                return pool.lt(one, two), lambda values: a(values) < b(values)

    def _number(self, depth: int) -> Built:
        pool, op = self.pool, self._rng.choice(("add", "sub", "mul", "ite"))
        if op == "ite":
            return self._choice("I", depth)
        (one, a), (two, b) = (self.expression("I", depth) for _ in "ab")
        match op:
            case "add":
                return pool.add(one, two), lambda values: a(values) + b(values)
            case "sub":
                return pool.sub(one, two), lambda values: a(values) - b(values)
            case _:
                factor = self._rng.choice((-2, -1, 0, 1, 3))
                return pool.mul(pool.int(factor), two), lambda values: factor * b(values)

    def _choice(self, kind: str, depth: int) -> Built:
        (condition, told), (then, a), (otherwise, b) = (self.expression(k, depth) for k in ("B", kind, kind))
        return self.pool.ite(condition, then, otherwise), lambda v: a(v) if told(v) else b(v)


def same(expr: Expr, meaning: Meaning) -> None:
    for values in ASSIGNMENTS:
        assert interpret(expr, values, {}) == meaning(values), (expr, values)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_meaning_survives(seed: int) -> None:
    maker = Maker(seed)
    pool = maker.pool
    rigids = {name: pool.var(name, "B" if name in FLAGS else "I") for name in (*FLAGS, *NUMBERS)}
    system = made(pool, rigids=[(var, BOOL if var.kind == "B" else INT) for var in rigids.values()])
    encoding = Encoding(system)
    known = {symbol(name): var for name, var in rigids.items()}
    for _ in range(6):
        expr, meaning = maker.expression("B", 4)
        same(expr, meaning)
        same(read_expression(expression_text(expr), pool, known), meaning)
        term = encoding.term(expr, Frame(dict(encoding.rigid), {}))
        agree(encoding, term, meaning)
        back = from_solver(encoding, term, rigids)
        assert back is not None, term
        same(back, meaning)


def agree(encoding: Encoding, term: z3.ExprRef, meaning: Meaning) -> None:
    """The solver computes the same value for a few assignments."""
    for values in ASSIGNMENTS[::5]:
        pairs = [
            (
                encoding.rigid[name],
                (z3.BoolVal if isinstance(value, bool) else z3.IntVal)(value, encoding.context),
            )
            for name, value in values.items()
        ]
        assert z3.is_true(z3.simplify(z3.substitute(term, *pairs))) == meaning(values), (term, values)


def from_solver(encoding: Encoding, term: z3.ExprRef, rigids: Mapping[str, Expr]) -> Expr | None:
    """The term with its constants as bound variables, as Spacer gives its lemmas, and read from there."""
    names = list(rigids)
    constants = [encoding.rigid[name] for name in names]
    body = z3.ForAll(constants, z3.Or(term, constants[0], z3.Not(constants[0]))).body().children()[0]
    bound = {len(names) - 1 - place: rigids[name] for place, name in enumerate(names)}
    return _expr(body, bound, encoding.system, {})


def test_a_term_of_another_kind_is_no_lemma() -> None:
    maker = Maker(0)
    encoding = Encoding(made(maker.pool))
    x = z3.Int("x", encoding.context)
    assert _expr(x % 2 == 0, {}, encoding.system, {}) is None, "a remainder, and a constant that is nobody's"
    assert _expr(z3.And(x >= 0, x > 1), {}, encoding.system, {}) is None


@pytest.mark.parametrize(
    "text",
    [
        "|k.x|",
        "3",
        "(and |k.p| |k.x|)",
        "(not |k.x|)",
        "(< |k.p| |k.x|)",
        "(+ |k.p| 1)",
        "(= |k.p| |k.x|)",
        "(ite |k.x| |k.p| |k.p|)",
        "(ite |k.p| |k.p| |k.x|)",
        "(<= |k.x|)",
        "(not |k.p| |k.p|)",
        "(xor |k.p| |k.p|)",
        "(|k.p|)",
        "()",
        "",
        "true false",
        "(and |k.p|",
        "|k.p|)",
        "|k.z|",
        "(< -1 |k.x|)",
        f"(< {'9' * 100} |k.x|)",
        "(not " * 3000 + "true" + ")" * 3000,
    ],
)
def test_a_text_that_is_no_condition_over_the_variables(text: str) -> None:
    pool = Pool()
    known = {symbol(name): pool.var(name, "B" if name in FLAGS else "I") for name in (*FLAGS, *NUMBERS)}
    with pytest.raises(LemmaError):
        read_expression(text, pool, known)


def test_symbols_can_be_ended_by_nothing_in_them() -> None:
    assert symbol("a|b\\c") == "|a_b_c|" and symbol("x\ny\x1b") == "|x\\ny\\x1b|"


def test_equal_expressions_are_one_object() -> None:
    pool = Pool()
    p, q, x, y = pool.var("p", "B"), pool.var("q", "B"), pool.var("x", "I"), pool.var("y", "I")
    assert pool.eq(x, y) is pool.eq(y, x) and pool.eq(p, q) is pool.eq(q, p)
    assert pool.and_((p, pool.and_((q, p)))) is pool.and_((p, q))
    assert pool.not_(pool.not_(p)) is p and pool.or_((p, pool.not_(p))) is pool.true
    assert pool.lt(x, x) is pool.false and pool.le(x, x) is pool.true
    assert pool.le(x, y) is not pool.lt(x, y)


def test_as_a_person_would_write_it() -> None:
    pool = Pool()
    p, x = pool.var("p", "B"), pool.var("x", "I")
    assert text(pool.implies(p, pool.le(pool.int(0), x))) == "(not p or (0 <= x))"
    assert text(pool.eq(pool.ite(p, x, pool.int(1)), pool.add(x, pool.int(2)))) == (
        "((if p then x else 1) = (x + 2))"
    )
    deep = p
    for number in range(20):
        deep = pool.not_(pool.and_((deep, pool.var(f"q{number}", "B"))))
    assert "..." in text(deep) and len(text(deep)) < 200
