"""Budgeted satisfiability checks: answers are sat, unsat or spent, never guesses.

Invariant: budgets are counted in z3's resource units (rlimit), so an answer does not depend on the
machine; seeds are fixed by the budget's variation. Source: semantics, section 4, point 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from weakref import WeakKeyDictionary

import z3
from z3 import z3core
from z3.z3types import Ast

from rcl.system.variation import PLAIN, Variation


class Answer(Enum):
    """What a check said. ``SPENT`` means the budget ran out or the solver gave up."""

    SAT = "sat"
    UNSAT = "unsat"
    SPENT = "spent"


_ANSWERS = {1: Answer.SAT, -1: Answer.UNSAT, 0: Answer.SPENT}
"""z3's truth values (``Z3_lbool``)."""


@dataclass(slots=True)
class Budget:
    """Resource units for one obligation, spent in stages so that no stage starves the next.

    z3 counts per context, over all its solvers, so what was seen of each context is kept.
    """

    limit: int
    used: int = 0
    stages: list[Budget] = field(default_factory=list)
    seen: WeakKeyDictionary[z3.Context, int] = field(default_factory=WeakKeyDictionary)
    variation: Variation = PLAIN

    @property
    def left(self) -> int:
        return max(self.limit - self.used, 0)

    @property
    def total(self) -> int:
        """What was spent here and in every stage."""
        return self.used + sum(stage.total for stage in self.stages)

    def stage(self, part: int = 4) -> Budget:
        """A ``part``-th of the whole for one stage."""
        stage = Budget(self.limit // part, 0, [], self.seen, self.variation)
        self.stages.append(stage)
        return stage

    def count(self, context: z3.Context, now: int) -> None:
        """Charge what the context has spent since it was last seen."""
        self.used += max(now - self.seen.get(context, 0), 0)
        self.seen[context] = now


class Checker:
    """A solver in one context that draws on a budget."""

    def __init__(self, context: z3.Context, budget: Budget) -> None:
        self._solver = z3.SimpleSolver(ctx=context)
        for name, value in budget.variation.solver_options.items():
            self._solver.set(name, value)
        self._budget = budget
        self._context = context
        self._goals = 0

    def add(self, *facts: z3.ExprRef) -> None:
        """Assert the facts (through the C interface: a descriptor needs tens of thousands of these)."""
        for fact in facts:
            z3core.Z3_solver_assert(self._context.ref(), self._solver.solver, fact.as_ast())

    def goal(self, fact: z3.ExprRef) -> z3.BoolRef:
        """A literal that, when assumed, asserts ``fact``."""
        flag = z3.Bool(f"goal!{self._goals}", self._context)
        self._goals += 1
        self._solver.add(z3.Implies(flag, fact))
        return flag

    def check(self, assumptions: Sequence[z3.ExprRef] = ()) -> Answer:
        """Is everything added satisfiable together with the assumptions?"""
        if self._budget.left == 0:
            return Answer.SPENT
        self._solver.set("rlimit", self._budget.left)
        assumed = (Ast * len(assumptions))(*[item.as_ast() for item in assumptions])
        answer = z3core.Z3_solver_check_assumptions(
            self._context.ref(), self._solver.solver, len(assumptions), assumed
        )
        self._count()
        return _ANSWERS[answer]

    def _count(self) -> None:
        statistics = self._solver.statistics()
        if "rlimit count" in statistics.keys():  # noqa: SIM118 - it is no mapping
            self._budget.count(self._context, int(statistics.get_key_value("rlimit count")))

    def core(self) -> list[z3.ExprRef]:
        return list(self._solver.unsat_core())

    def model(self) -> z3.ModelRef:
        return self._solver.model()
