"""Budgeted satisfiability checks: answers are sat, unsat or spent, never guesses.

Invariant: budgets are counted in z3's resource units (rlimit), so an answer does not depend on the
machine; seeds are fixed. Source: semantics, section 4, point 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import z3


class Answer(Enum):
    """What a check said. ``SPENT`` means the budget ran out or the solver gave up."""

    SAT = "sat"
    UNSAT = "unsat"
    SPENT = "spent"


@dataclass(slots=True)
class Budget:
    """Resource units left for one obligation."""

    limit: int
    used: int = 0

    @property
    def left(self) -> int:
        return max(self.limit - self.used, 0)


class Checker:
    """A solver in one context that draws on a budget."""

    def __init__(self, context: z3.Context, budget: Budget) -> None:
        self._solver = z3.SimpleSolver(ctx=context)
        self._solver.set("random_seed", 0)
        self._budget = budget
        self._seen = 0

    def add(self, *facts: z3.ExprRef) -> None:
        self._solver.add(*facts)

    def push(self) -> None:
        self._solver.push()

    def pop(self) -> None:
        self._solver.pop()

    def check(self, assumptions: Sequence[z3.ExprRef] = ()) -> Answer:
        """Is everything added satisfiable together with the assumptions?"""
        if self._budget.left == 0:
            return Answer.SPENT
        self._solver.set("rlimit", self._budget.left)
        answer = self._solver.check(*assumptions)
        self._count()
        if answer == z3.sat:
            return Answer.SAT
        return Answer.UNSAT if answer == z3.unsat else Answer.SPENT

    def _count(self) -> None:
        statistics = self._solver.statistics()
        if "rlimit count" in statistics.keys():
            now = int(statistics.get_key_value("rlimit count"))
            self._budget.used += max(now - self._seen, 0)
            self._seen = now

    def core(self) -> list[z3.ExprRef]:
        return list(self._solver.unsat_core())

    def model(self) -> z3.ModelRef:
        return self._solver.model()
