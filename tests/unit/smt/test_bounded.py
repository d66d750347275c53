"""Bounded search on systems made by hand: a shortest trace, of admitted steps where that is asked for, with small numbers."""

from __future__ import annotations

import pytest

from rcl.model.types import BOOL, INT, EnumType, OptionType, SortType
from rcl.smt.bounded import Found, search
from rcl.smt.solver import Budget
from rcl.system.expr import Expr, Pool
from rcl.system.system import System
from tests.strategies.systems import label, made

POOL = Pool()
X, N = POOL.var("r.x", "I"), POOL.var("i.n", "I")
LIMIT = 1_000_000


def number(value: int) -> Expr:
    return POOL.int(value)


def walk(bad: Expr, **more: object) -> System:
    """``x`` starts at 0 and grows by the input ``n``, which is at most 2."""
    return made(
        POOL,
        registers=[(X, number(0), POOL.add(X, N))],
        inputs=[(N, INT)],
        facts=[POOL.le(N, number(2))],
        bad=bad,
        **more,  # type: ignore[arg-type]
    )


def numbers(found: Found | None) -> list[object]:
    assert found is not None
    return [dict(step.fields)["i.n"] for step in found.steps]


def test_the_shortest_trace() -> None:
    system = walk(POOL.eq(X, number(5)))
    found = search(system, Budget(LIMIT), 9, admitted=False)
    assert (found.depth, found.spent) == (4, False), "three steps to 5, and one that sees it"
    assert sum(numbers(found.found)[:3]) == 5  # type: ignore[arg-type]
    assert found.found is not None and [step.event for step in found.found.steps] == ["tick"] * 4
    assert search(system, Budget(LIMIT), 3, admitted=False).found is None
    assert search(system, Budget(LIMIT), 4, admitted=False).depth == 4


def test_no_shorter_than_asked_for() -> None:
    system = walk(POOL.eq(X, number(2)))
    assert [search(system, Budget(LIMIT), 9, False, least).depth for least in (1, 2, 3, 5)] == [2, 2, 3, 5]
    none = search(system, Budget(LIMIT), 4, False, 5)
    assert (none.found, none.depth, none.spent) == (None, 4, False)


def test_nothing_found_says_how_far_was_looked_and_nothing_spent_does() -> None:
    system = walk(POOL.eq(X, number(100)))
    none = search(system, Budget(LIMIT), 6, admitted=False)
    assert (none.found, none.depth, none.spent) == (None, 6, False)
    spent = search(system, Budget(0), 6, admitted=False)
    assert (spent.found, spent.depth, spent.spent) == (None, 1, True)


@pytest.mark.parametrize("least", [1, 3])
def test_every_step_keeps_what_is_said(least: int) -> None:
    """Statements, closure and admission count at each step, also at those that can't be the last."""
    bad = POOL.le(number(2), X)
    even = POOL.or_((POOL.eq(N, number(0)), POOL.eq(N, number(1))))
    for more in (
        {"statements": [(label("slow"), even)]},
        {"closure": even},
        {"admitted": even},
    ):
        found = search(walk(bad, **more), Budget(LIMIT), 5, True, least)
        assert found.depth == 3 and numbers(found.found)[:2] == [1, 1]
        assert set(numbers(found.found)) <= {0, 1}
    assert search(walk(bad, admitted=POOL.false), Budget(LIMIT), 5, False).depth == 2, "nobody asked for it"
    assert search(walk(bad, admitted=POOL.false), Budget(LIMIT), 5, True).found is None
    assert search(walk(bad, rigid_facts=[POOL.false]), Budget(LIMIT), 5, False).found is None


def test_small_numbers_if_there_are_any() -> None:
    free = made(POOL, inputs=[(N, INT)], bad=POOL.not_(POOL.eq(N, number(0))))
    assert numbers(search(free, Budget(LIMIT), 1, admitted=False).found) == [1]
    large = made(POOL, inputs=[(N, INT)], bad=POOL.le(number(90), N))
    (value,) = numbers(search(large, Budget(LIMIT), 1, admitted=False).found)
    assert isinstance(value, int) and 90 <= value <= 100
    below = made(POOL, inputs=[(N, INT)], bad=POOL.lt(N, number(-3)))
    (value,) = numbers(search(below, Budget(LIMIT), 1, admitted=False).found)
    assert isinstance(value, int) and value < -3
    k = POOL.var("k.k", "I")
    constant = made(POOL, rigids=[(k, INT)], bad=POOL.lt(number(2), k))
    found = search(constant, Budget(LIMIT), 1, admitted=False).found
    assert found is not None and found.bindings == (("k", 3),)


def test_values_by_their_types() -> None:
    claim = SortType("Claim")
    mode = EnumType("Mode", ("on", "off", "gone"))
    a, b, c = (POOL.var(f"k.{name}", "I") for name in "abc")
    flag, kind = POOL.var("i.flag", "B"), POOL.var("i.mode", "I")
    system = made(
        POOL,
        rigids=[(a, claim), (b, OptionType(claim)), (c, claim)],
        inputs=[(flag, BOOL), (kind, mode)],
        bad=POOL.and_((
            POOL.eq(a, number(7)), POOL.eq(b, number(-1)), POOL.eq(c, number(8)), flag, POOL.eq(kind, number(2)),
        )),
    )  # fmt: skip
    found = search(system, Budget(LIMIT), 1, admitted=False).found
    assert found is not None
    assert found.bindings == (("a", "claim1"), ("b", None), ("c", "claim2"))
    assert found.steps[0].fields == (("i.flag", True), ("i.mode", "gone"))
