"""Arguments by induction on systems made by hand: what counts as one, what does not, and what it is charged with."""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations

import pytest

from rcl.model.runtime import OriginKind
from rcl.model.types import INT
from rcl.smt.encode import Encoding
from rcl.smt.induction import Argument, Induction
from rcl.smt.solver import Answer, Budget
from rcl.system.expr import Expr, Pool
from rcl.system.system import System
from tests.strategies.systems import label, made

POOL = Pool()
X, Y, Z = (POOL.var(f"r.{name}", "I") for name in "xyz")
LIMIT = 1_000_000


def number(value: int) -> Expr:
    return POOL.int(value)


def induction(system: System, limit: int = LIMIT) -> Induction:
    return Induction(Encoding(system), Budget(limit))


def holds(system: System, k: int, *lemmas: Expr) -> Answer:
    labels = range(len(system.labels))
    return induction(system).holds(Argument(k, lemmas), labels)[0]


# ---------------------------------------------------------------- k


def stairs(start: int) -> System:
    """``x`` is ``start``, then 1 if it was 0, and 2 otherwise; 1 is bad. Nothing leads to 0, so two good steps exclude it."""
    after = POOL.ite(POOL.eq(X, number(0)), number(1), number(2))
    return made(POOL, registers=[(X, number(start), after)], bad=POOL.eq(X, number(1)))


def test_two_good_steps_exclude_what_one_does_not() -> None:
    system = stairs(5)
    assert [holds(system, k) for k in (0, 1, 2, 3)] == [Answer.SAT, Answer.SAT, Answer.UNSAT, Answer.UNSAT]
    assert induction(system).prove(2) == Argument(2, ())
    assert induction(system).prove(1) is None


@pytest.mark.parametrize("start", [0, 1])
def test_the_first_steps_have_to_be_good_themselves(start: int) -> None:
    """It can't be reached after two good steps, and is reached at step 1 or 2 all the same."""
    system = stairs(start)
    assert [holds(system, k) for k in (2, 3)] == [Answer.SAT, Answer.SAT]
    assert induction(system).prove(3) is None
    assert induction(system).minimise(Argument(2, ())) is None


def test_every_step_of_the_base_is_looked_at() -> None:
    """3 comes after exactly two good steps; where more of them are looked at from anywhere, nothing is found."""
    steps = POOL.ite(POOL.eq(X, number(1)), number(2), POOL.ite(POOL.eq(X, number(2)), number(3), number(9)))
    system = made(POOL, registers=[(X, number(1), steps)], bad=POOL.eq(X, number(3)))
    assert [holds(system, k) for k in (2, 3, 4)] == [Answer.SAT, Answer.SAT, Answer.SAT]
    assert induction(system).prove(4) is None
    harmless = made(POOL, registers=[(X, number(4), steps)], bad=POOL.eq(X, number(3)))
    assert induction(harmless).prove(4) == Argument(3, ())


# ---------------------------------------------------------------- lemmas


def counter(first: int = 0) -> System:
    """It counts from ``first``; -5 is bad, and any number of good steps may come before that."""
    return made(POOL, registers=[(X, number(first), POOL.add(X, number(1)))], bad=POOL.eq(X, number(-5)))


def test_a_lemma_that_every_step_keeps() -> None:
    lemma = POOL.le(number(0), X)
    assert holds(counter(), 0) is Answer.SAT
    assert holds(counter(), 0, lemma) is holds(counter(), 1, lemma) is Answer.UNSAT
    assert induction(counter()).prove(1, (lemma,)) == Argument(0, (lemma,))
    assert induction(counter()).prove(2) is None


@pytest.mark.parametrize(
    ("lemma", "first"),
    [
        (POOL.le(number(1), X), 0),  # not so at the start
        (POOL.le(X, number(5)), 0),  # not kept
        (POOL.le(number(0), X), -5),  # not so at the start, and the first step is bad
        (POOL.false, 0),
    ],
)
def test_what_is_no_lemma_carries_nothing(lemma: Expr, first: int) -> None:
    system = counter(first)
    for k in (0, 1, 2):
        assert holds(system, k, lemma, POOL.le(number(0), X)) is Answer.SAT
    assert induction(system).prove(2, (lemma, POOL.le(number(0), X))) is None
    assert induction(system).minimise(Argument(1, (lemma,))) is None


def test_lemmas_are_cut_to_those_that_are_needed() -> None:
    """``x`` follows ``y``, which has to be kept as well; of ``z`` nothing is needed."""
    after = [(X, number(0), Y), (Y, number(0), POOL.add(Y, number(1))), (Z, number(0), Z)]
    system = made(POOL, registers=after, bad=POOL.lt(X, number(0)))
    of_x, of_y, of_z = (POOL.le(number(0), var) for var in (X, Y, Z))
    assert holds(system, 0, of_x) is Answer.SAT
    proof = induction(system).minimise(Argument(0, (of_z, of_y, of_x)))
    assert proof is not None and proof.argument == Argument(0, (of_y, of_x)) and proof.core == ()


def test_facts_and_constants_count() -> None:
    n = POOL.var("k.n", "I")
    free = made(POOL, rigids=[(n, INT)], bad=POOL.lt(n, number(0)))
    assert holds(free, 0) is Answer.SAT
    bounded = made(POOL, rigids=[(n, INT)], rigid_facts=[POOL.le(number(0), n)], bad=POOL.lt(n, number(0)))
    assert holds(bounded, 0) is holds(bounded, 2) is Answer.UNSAT
    told = made(POOL, rigids=[(n, INT)], facts=[POOL.le(number(3), n)], bad=POOL.lt(n, number(0)))
    assert holds(told, 0) is Answer.UNSAT
    lemma = POOL.le(number(0), n)
    assert holds(bounded, 0, lemma) is Answer.UNSAT and holds(free, 0, lemma) is Answer.SAT


# ---------------------------------------------------------------- cores


def stated(*refs: tuple[str, OriginKind, str, Expr]) -> System:
    """What is stated of the input ``n``, which is bad below zero."""
    n = POOL.var("i.n", "I")
    return made(
        POOL,
        inputs=[(n, INT)],
        statements=[(label(name, origin, kind), fact) for name, origin, kind, fact in refs],
        bad=POOL.lt(n, number(0)),
    )


N = POOL.var("i.n", "I")
DOUBTFUL = (
    ("silence", OriginKind.NATIVE, "silence"),
    ("unmapped", OriginKind.NATIVE, "unmapped"),
    ("assumed", OriginKind.ASSUMPTION, "guarantee"),
    ("adapted", OriginKind.ADAPTER, "guarantee"),
    ("patched", OriginKind.PATCH, "guarantee"),
    ("native", OriginKind.NATIVE, "guarantee"),
)
"""From the least trusted to the most."""
KEPT = [{name for name, _, _ in DOUBTFUL[: rank + 1]} for rank in range(len(DOUBTFUL))]


class Scripted(Induction):
    """Cores as a solver might give them: any set that has ``enough`` is enough, and as much as possible is said to be used."""

    enough: tuple[frozenset[int], ...] = ()

    def holds(self, argument: Argument, labels: Collection[int]) -> tuple[Answer, set[int]]:
        found = [one for one in self.enough if one <= set(labels)]
        return (Answer.UNSAT, set(found[0])) if found else (Answer.SAT, set())


def test_what_is_trusted_least_is_left_out_first() -> None:
    """Each of them would be enough alone."""
    for order in (DOUBTFUL, DOUBTFUL[::-1]):
        system = stated(*((*ref, POOL.true) for ref in order))
        script = Scripted(Encoding(system), Budget(LIMIT))
        for rank, (name, _, _) in enumerate(DOUBTFUL):
            places = frozenset(system.labels.index(ref) for ref in system.labels if ref.name in KEPT[rank])
            sizes = range(len(places), 0, -1)
            script.enough = tuple(frozenset(some) for size in sizes for some in combinations(places, size))
            proof = script.minimise(Argument(0, ()))
            assert proof is not None and [system.labels[index].name for index in proof.core] == [name]


def test_a_statement_that_is_needed_stays() -> None:
    native, m = OriginKind.NATIVE, POOL.var("i.m", "I")
    system = made(
        POOL,
        inputs=[(N, INT), (m, INT)],
        statements=[
            (label("idle", native), POOL.le(m, number(5))),
            (label("below", OriginKind.ASSUMPTION), POOL.le(m, N)),
            (label("above", native), POOL.le(number(0), m)),
        ],
        bad=POOL.lt(N, number(0)),
    )
    proof = induction(system).minimise(Argument(0, ()))
    assert proof is not None and proof.core == (1, 2)
    assert induction(system).holds(Argument(0, ()), {1, 2}) == (Answer.UNSAT, {1, 2})
    for fewer in ({1}, {2}, {0, 1}, {0, 2}, set()):
        assert induction(system).holds(Argument(0, ()), fewer)[0] is Answer.SAT


def test_no_statement_of_a_core_can_be_left_out() -> None:
    """The first attempt to leave one out may take others along; those after them are still tried."""
    everything = tuple((f"s{index}", OriginKind.NATIVE, "guarantee", POOL.true) for index in range(5))
    script = Scripted(Encoding(stated(*everything)), Budget(LIMIT))
    script.enough = (frozenset(range(5)), frozenset({2, 3, 4}), frozenset({3}))
    proof = script.minimise(Argument(0, ()))
    assert proof is not None and proof.core == (3,)
    script.enough = (frozenset(range(5)),)
    proof = script.minimise(Argument(0, ()))
    assert proof is not None and proof.core == (0, 1, 2, 3, 4)


# ---------------------------------------------------------------- budgets


@pytest.mark.parametrize("limit", [0, 1])
def test_a_spent_budget_proves_nothing(limit: int) -> None:
    system = counter()
    lemma = POOL.le(number(0), X)
    assert induction(system, limit).holds(Argument(0, (lemma,)), ())[0] is Answer.SPENT
    assert induction(system, limit).prove(2, (lemma,)) is None
    assert induction(system, limit).minimise(Argument(0, (lemma,))) is None
