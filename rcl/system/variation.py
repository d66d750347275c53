"""Ways to ask the same question differently: another order of what is stated, other seeds and options of the solver.

Invariant: a variation changes no meaning; ``PLAIN`` changes nothing at all. Source: semantics, section 4 (point 5).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from rcl.system.problem import Problem


@dataclass(frozen=True, slots=True)
class Variation:
    """One way, by its number; 0 is the usual one."""

    seed: int = 0

    def reordered(self, problem: Problem) -> Problem:
        """The problem with its events, states and statements in another order.

        Map lines stay where they are: the choices in a trace name them by their place.
        """
        if not self.seed:
            return problem
        rng = Random(self.seed)
        return replace(
            problem,
            events=tuple(rng.sample(problem.events, len(problem.events))),
            states=tuple(rng.sample(problem.states, len(problem.states))),
            guarantees=tuple(rng.sample(problem.guarantees, len(problem.guarantees))),
            admits=tuple(rng.sample(problem.admits, len(problem.admits))),
            contract_events=tuple(rng.sample(problem.contract_events, len(problem.contract_events))),
            contract_states=tuple(rng.sample(problem.contract_states, len(problem.contract_states))),
            absent=tuple(rng.sample(problem.absent, len(problem.absent))),
        )

    @property
    def solver_options(self) -> dict[str, int | bool]:
        """Options of the satisfiability solver: the seed, how phases are chosen, when it restarts, where arithmetic begins."""
        if not self.seed:
            return {"random_seed": 0}
        rng = Random(self.seed)
        return {
            "random_seed": self.seed,
            "phase_selection": rng.choice((0, 1, 3, 5)),
            "restart_strategy": rng.choice((0, 1, 3)),
            "arith.random_initial_value": rng.choice((False, True)),
        }


PLAIN = Variation()
