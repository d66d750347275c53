"""Lemmas that are found: whoever finds them, every one is kept by every step together with the others."""

from __future__ import annotations

import pytest

from rcl.model.types import BOOL, INT, SortType
from rcl.smt.encode import Encoding
from rcl.smt.induction import Argument, Induction
from rcl.smt.invariants import candidates, houdini
from rcl.smt.solver import Answer, Budget
from rcl.smt.spacer import invariant
from rcl.system.expr import Expr, Pool
from rcl.system.system import System
from tests.strategies.systems import label, made

POOL = Pool()
P, Q = POOL.var("r.p", "B"), POOL.var("r.q", "B")
X, Y = POOL.var("r.x", "I"), POOL.var("r.y", "I")
GO, N = POOL.var("i.go", "B"), POOL.var("i.n", "I")
LIMIT = 5_000_000


def number(value: int) -> Expr:
    return POOL.int(value)


def follows() -> System:
    """``q`` after ``p`` alone, and ``x`` counts while ``y`` keeps up with it: bad is what these exclude."""
    return made(
        POOL,
        registers=[
            (P, POOL.false, POOL.or_((P, GO))),
            (Q, POOL.false, POOL.or_((Q, POOL.and_((P, GO))))),
            (X, number(0), POOL.ite(GO, POOL.add(X, number(1)), X)),
            (Y, number(0), POOL.ite(GO, POOL.add(Y, number(1)), Y)),
        ],
        inputs=[(GO, BOOL)],
        bad=POOL.or_((POOL.and_((Q, POOL.not_(P))), POOL.not_(POOL.eq(X, Y)))),
    )


def proves(system: System, lemmas: tuple[Expr, ...] | None) -> bool:
    assert lemmas is not None
    induction = Induction(Encoding(system), Budget(LIMIT))
    return induction.holds(Argument(0, lemmas), range(len(system.labels)))[0] is Answer.UNSAT


def test_lemmas_of_houdini_carry_the_proof() -> None:
    system = follows()
    lemmas = houdini(Encoding(system), Budget(LIMIT))
    assert POOL.eq(X, Y) in lemmas and POOL.implies(Q, P) in lemmas and POOL.le(number(0), X) in lemmas
    assert POOL.not_(P) not in lemmas and POOL.implies(P, Q) not in lemmas
    assert proves(system, lemmas)


def test_lemmas_of_spacer_carry_the_proof() -> None:
    system = follows()
    word = invariant(system, LIMIT)
    assert proves(system, word.lemmas) and not word.reachable


@pytest.mark.parametrize("steps", [1, 3])
def test_what_can_be_reached_has_no_lemmas(steps: int) -> None:
    system = made(
        POOL,
        registers=[(X, number(0), POOL.add(X, number(1)))],
        bad=POOL.eq(X, number(steps - 1)),
    )
    word = invariant(system, LIMIT)
    assert word.reachable and word.lemmas is None


def test_statements_and_facts_count() -> None:
    """Where ``n`` may be anything, ``x`` may be; where it is not below zero, ``x`` is not."""
    after, bad = [(X, number(0), POOL.add(X, N))], POOL.lt(X, number(0))
    wanted = POOL.le(number(0), N)
    free = made(POOL, registers=after, inputs=[(N, INT)], bad=bad)
    assert houdini(Encoding(free), Budget(LIMIT)) == () and invariant(free, LIMIT).reachable
    for more in ({"facts": [wanted]}, {"statements": [(label("up"), wanted)]}):
        system = made(POOL, registers=after, inputs=[(N, INT)], bad=bad, **more)  # type: ignore[arg-type]
        assert POOL.le(number(0), X) in houdini(Encoding(system), Budget(LIMIT))
        assert proves(system, invariant(system, LIMIT).lemmas)


def test_constants_of_the_trace() -> None:
    """What holds for some constants alone carries no proof."""
    claim = SortType("Claim")
    one, two = POOL.var("k.one", "I"), POOL.var("k.two", "I")
    system = made(
        POOL,
        rigids=[(one, claim), (two, claim)],
        registers=[(X, number(0), X), (Y, number(0), Y)],
        rigid_facts=[POOL.le(number(0), one), POOL.le(number(0), two)],
        bad=POOL.and_((POOL.lt(one, number(0)), POOL.eq(X, Y))),
    )
    assert proves(system, houdini(Encoding(system), Budget(LIMIT)))
    assert proves(system, invariant(system, LIMIT).lemmas)
    lost = made(POOL, rigids=[(one, claim)], registers=[(P, POOL.eq(one, number(3)), P)], bad=P)
    assert invariant(lost, LIMIT).reachable
    assert not proves(lost, houdini(Encoding(lost), Budget(LIMIT))), (
        "true of the constants that were tried alone"
    )


def test_without_a_budget_there_is_nothing() -> None:
    assert houdini(Encoding(follows()), Budget(0)) == ()
    word = invariant(follows(), 1)
    assert word.lemmas is None and not word.reachable


def test_candidates_are_about_what_matters() -> None:
    idle = made(POOL, registers=[(P, POOL.false, P), (X, number(0), X)], bad=POOL.not_(P))
    assert candidates(idle) == [POOL.not_(P)], "nothing depends on the number"
    assert houdini(Encoding(made(POOL, bad=POOL.true)), Budget(LIMIT)) == ()
