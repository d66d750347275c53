"""The reference semantics against values worked out by hand: everything faster is tested against it, it against nothing else."""

from __future__ import annotations

import pytest

from rcl.diag.span import Span
from rcl.model.contract import Rule, StateFunction, Update
from rcl.model.formula import (
    TRUE,
    And,
    Arith,
    BoolLit,
    Compare,
    Const,
    Formula,
    Historically,
    Holds,
    Implies,
    IntLit,
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
from rcl.model.types import INT, SortType
from rcl.temporal.evaluate import Evaluator, arithmetic, compare, join
from rcl.temporal.trace import UNKNOWN, Moment, Occurrence, Truth, Value, same, truth_and, truth_not, truth_or

CLAIM = SortType("Claim")
C, N, M = Var("c", CLAIM), Var("n", INT), Var("m", INT)
A, B = Pattern("a", ()), Pattern("b", ())
NOWHERE = Span("", 0, 0, 0, 0)


def occurred(event: str, **fields: Value) -> Occurrence:
    return Occurrence(event, tuple(fields.items()))


def view(word: str) -> tuple[Moment, ...]:
    """A moment for each letter: ``a`` and ``b`` happen, ``?`` is an ``a`` that may have happened, ``.`` is nothing."""
    moments = {"a": Moment((occurred("a"),)), "b": Moment((occurred("b"),)), ".": Moment(())}
    return tuple(moments.get(letter, Moment((), frozenset({"a"}))) for letter in word)


def truths(formula: Formula, word: str) -> str:
    """``+``, ``-`` or ``?`` for each moment."""
    evaluator = Evaluator(view(word), {})
    shown = {True: "+", False: "-", None: "?"}
    return "".join(shown[evaluator.truth(formula, at, {})] for at in range(len(word)))


@pytest.mark.parametrize(
    ("formula", "word", "expected"),
    [
        (A, ".a?b", "-+?-"),
        (Const(True), ".", "+"),
        (Const(False), ".", "-"),
        (Not(A), ".a?", "+-?"),
        (Once(A), "..ab.", "--+++"),
        (Once(A), ".?.a.", "-??++"),
        (Historically(A), "aa.a", "++--"),
        (Historically(A), "a?a.", "+??-"),
        (Previously(A), "a.a", "-+-"),
        (Previously(Not(A)), "a.a", "+-+"),
        (Previously(A), "?..", "-?-"),
        (Since(A, B), "aba.ab", "-++--+"),
        (Since(A, B), "b?a.", "+??-"),
        (Since(A, A), ".a.", "-+-"),
        (Previously(Once(A)), "a..", "-++"),
        (Once(Previously(A)), ".a..", "--++"),
        (Implies(A, Once(B)), "aba", "-++"),
        (Implies(A, B), "?.", "?+"),
        (And((A, Const(True))), "a.?", "+-?"),
        (And(()), ".", "+"),
        (Or((A, B)), "ab.?", "++-?"),
        (Or(()), ".", "-"),
        (Historically(Not(A)), "..a.", "++--"),
    ],
)  # fmt: skip
def test_operators(formula: Formula, word: str, expected: str) -> None:
    assert truths(formula, word) == expected


def test_nothing_happened_before_the_first_moment() -> None:
    evaluator = Evaluator(view("a"), {})
    assert evaluator.truth(A, -1, {}) is False
    assert evaluator.truth(Once(A), -1, {}) is False
    assert evaluator.truth(Historically(A), -1, {}) is True
    assert evaluator.truth(Since(A, A), -1, {}) is False
    assert evaluator.truth(Previously(Not(A)), -1, {}) is True


def test_a_pattern_joins_its_fields() -> None:
    moment = Moment((occurred("p", c="c1", n=1), occurred("p", c="c2", n=2), occurred("p", c=UNKNOWN, n=3)))
    evaluator = Evaluator((moment,), {})

    def happens(**fields: Value) -> Truth:
        terms = {"c": C, "n": N}
        pattern = Pattern("p", tuple((name, terms[name]) for name in fields))
        return evaluator.truth(pattern, 0, fields)

    assert happens() is True and happens(c="c1") is True and happens(n=2) is True
    assert happens(c="c1", n=2) is False  # of two occurrences
    assert happens(c="c3") is None and happens(c="c1", n=3) is None and happens(n=4) is False
    assert happens(c=UNKNOWN, n=4) is False and happens(c=UNKNOWN, n=1) is None


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (True, True, (True, True, False)), (True, False, (False, True, False)), (False, False, (False, False, True)),
        (True, None, (None, True, False)), (False, None, (False, None, True)), (None, None, (None, None, None)),
    ],
)  # fmt: skip
def test_three_values(left: Truth, right: Truth, expected: tuple[Truth, Truth, Truth]) -> None:
    for values in ([left, right], [right, left]):
        assert (truth_and(values), truth_or(values)) == expected[:2]
    assert truth_not(left) is expected[2]


def test_arithmetic() -> None:
    assert [arithmetic(op, 7, 2) for op in ("+", "-", "*", "min", "max")] == [9, 5, 14, 2, 7]
    assert [arithmetic(op, 2, 7) for op in ("+", "-", "*", "min", "max")] == [9, -5, 14, 2, 7]
    for op in ("+", "-", "*", "min", "max"):
        assert arithmetic(op, UNKNOWN, 0) is arithmetic(op, 0, UNKNOWN) is UNKNOWN


@pytest.mark.parametrize(
    ("op", "truth"),
    [("=", "-+-"), ("!=", "+-+"), ("<", "+--"), ("<=", "++-"), (">", "--+"), (">=", "-++")],
)
def test_comparisons(op: str, truth: str) -> None:
    assert ["-+"[compare(op, left, 5) is True] for left in (4, 5, 6)] == list(truth)
    assert compare(op, UNKNOWN, 5) is compare(op, 5, UNKNOWN) is compare(op, UNKNOWN, UNKNOWN) is None


def test_equality_and_what_is_known_of_two_values() -> None:
    assert same("c1", "c1") is True and same("c1", None) is False and same(UNKNOWN, None) is None
    assert join(1, 1) == 1 and join(1, 2) is UNKNOWN and join(1, UNKNOWN) is UNKNOWN
    assert join(UNKNOWN, 1) is UNKNOWN and join(1, True) is UNKNOWN and join(None, None) is None


def test_terms() -> None:
    evaluator = Evaluator(view("."), {})

    def value(term: Term, **env: Value) -> Value:
        return evaluator.value(term, 0, env)

    assert value(Arith("-", N, IntLit(3)), n=1) == -2
    assert value(NotTerm(BoolLit(False))) is True
    assert value(NotTerm(Var("n", INT)), n=UNKNOWN) is UNKNOWN
    assert evaluator.truth(Holds(BoolLit(True)), 0, {}) is True
    assert evaluator.truth(Holds(Var("n", INT)), 0, {"n": UNKNOWN}) is None
    assert evaluator.truth(Compare("<", Arith("max", N, M), IntLit(3)), 0, {"n": 2, "m": 1}) is True


# ---------------------------------------------------------------- state functions


def state(name: str, params: tuple[Var, ...], initial: int, *updates: tuple[Pattern, Term]) -> StateFunction:
    made = tuple(Update(pattern, value) for pattern, value in updates)
    return StateFunction(name, params, INT, IntLit(initial), made, "", NOWHERE)


LEFT = StateRead("left", (C,), INT)
TOTAL = StateRead("total", (), INT)
FUNCTIONS = {
    "left": state(
        "left", (C,), 10,
        (Pattern("set", (("c", C), ("n", N))), N),
        (Pattern("take", (("c", C), ("n", N))), Arith("-", LEFT, N)),
        (Pattern("both", (("c", C),)), Arith("+", LEFT, TOTAL)),
    ),
    "total": state(
        "total", (), 0,
        (Pattern("take", (("n", N),)), Arith("+", TOTAL, N)),
        (Pattern("both", ()), Arith("*", TOTAL, IntLit(2))),
    ),
    "seen": state("seen", (C,), 0, (Pattern("take", (("c", C),)), LEFT)),
}  # fmt: skip


def values(name: str, key: tuple[Value, ...], *moments: Moment) -> list[Value]:
    evaluator = Evaluator(moments, FUNCTIONS)
    return [evaluator.state(name, key, at) for at in range(-1, len(moments))]


def test_updates_count_at_their_step_and_for_their_key() -> None:
    steps = [Moment((occurred("take", c="c1", n=3),)), Moment(()), Moment((occurred("set", c="c2", n=1),))]
    assert values("left", ("c1",), *steps) == [10, 7, 7, 7]
    assert values("left", ("c2",), *steps) == [10, 10, 10, 1]
    assert values("total", (), *steps) == [0, 3, 3, 3]


def test_updates_of_one_step_follow_each_other() -> None:
    """In the order in which they are written, and events of one kind in theirs; other functions are read before the step."""
    twice = Moment(
        (occurred("take", c="c1", n=3), occurred("take", c="c1", n=2), occurred("set", c="c1", n=8))
    )
    assert values("left", ("c1",), twice) == [10, 8 - 5]
    first = Moment((occurred("take", c="c1", n=3),))
    both = Moment((occurred("take", c="c1", n=2), occurred("both", c="c1")))
    assert values("left", ("c1",), first, both) == [10, 7, 7 - 2 + 3]
    assert values("total", (), first, both) == [0, 3, (3 + 2) * 2]


def test_another_function_is_read_before_the_step_also_at_the_same_key() -> None:
    taken = Moment((occurred("take", c="c1", n=3),))
    assert values("seen", ("c1",), taken, taken, taken) == [0, 10, 7, 4]
    assert values("seen", ("c2",), taken) == [0, 0]


def test_what_is_not_known_stays_unknown() -> None:
    who = Moment((occurred("take", c=UNKNOWN, n=3),))
    assert values("left", ("c1",), who) == [10, UNKNOWN]
    assert values("total", (), who) == [0, 3]
    assert values("left", ("c1",), Moment((occurred("take", c=UNKNOWN, n=0),))) == [10, 10]
    assert values("left", ("c1",), Moment((occurred("take", c="c1", n=UNKNOWN),))) == [10, UNKNOWN]
    unseen = Moment((), frozenset({"set"}))
    assert values("left", ("c1",), unseen, Moment((occurred("set", c="c1", n=4),))) == [10, UNKNOWN, 4]
    at_once = Moment((occurred("set", c="c1", n=4),), frozenset({"set"}))
    assert values("left", ("c1",), at_once) == [10, UNKNOWN]
    assert values("total", (), unseen) == [0, 0]
    assert values("left", (UNKNOWN,), unseen) == [UNKNOWN, UNKNOWN]
    assert values("left", (None,), Moment((occurred("set", c=None, n=4),))) == [10, 10]


# ---------------------------------------------------------------- rules


def test_rules() -> None:
    rule = Rule((), (C,), (A, B), Once(B), Previously(A))
    evaluator = Evaluator(view("abab.?"), {})
    fires = [evaluator.fires(rule, at, {}) for at in range(6)]
    holds = [evaluator.rule(rule, at, {}) for at in range(6)]
    assert fires == [False, True, True, True, False, None]
    assert holds == [True, True, False, True, True, None]
    always = Rule((), (), (), TRUE, A)
    assert [evaluator.rule(always, at, {}) for at in (0, 1, 5)] == [True, False, None]
    assert evaluator.fires(always, 1, {}) is True
