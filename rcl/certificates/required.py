"""Maps a contract to theorems about what its bundles require: without this duty, that required scenario is never reached.

Each is one SMT-LIB file that has to be unsatisfiable. It rests on silence about one duty and on nothing else, neither a runtime
nor a map line nor another duty's silence: so it is one about every lowering that leaves the duty unmapped. By
``class_function/scenarios_needed`` such a lowering reaches no class with support. Invariant: same contract, same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rcl.certificates.argument import Asked, written
from rcl.certificates.smtlib import comment
from rcl.certificates.theorems import TheoremSet
from rcl.model.contract import Bundle, Contract, Event, Role, Scenario
from rcl.model.formula import And, Formula, Pattern
from rcl.system.problem import Problem
from rcl.verdict.kept import KeptArgument

PREFIX = "required."
"""A folder's name is this and the contract's."""


@dataclass(frozen=True, slots=True)
class Need:
    """A scenario that a bundle requires ends with this duty."""

    contract: Contract
    bundle: Bundle
    scenario: Scenario
    duty: Event

    @property
    def name(self) -> str:
        """The name of its file, without the ending."""
        return f"{self.bundle.name}.{self.scenario.name}.{self.duty.name}"

    @property
    def statement(self) -> str:
        """The theorem in words."""
        return (
            f"Where `{self.duty.name}` is not mapped, it is never so that {self.scenario.text} (`{self.scenario.name}`)."
            f" `{self.bundle.name}` requires it: no lowering that asks for this bundle reaches a class with support."
        )


def needs_of(contract: Contract) -> Iterator[Need]:
    """What the contract's bundles require, in the order in which it is written."""
    duties = {event.name: event for event in contract.events if event.role is Role.DUTY}
    for bundle in contract.bundles:
        for scenario in bundle.requires:
            for name in sorted({name for name in _now(scenario.formula) if name in duties}):
                yield Need(contract, bundle, scenario, duties[name])


def _now(formula: Formula) -> Iterator[str]:
    """The events that have to happen at the very step at which the formula holds."""
    match formula:
        case Pattern(event=event):
            yield event
        case And(parts=parts):
            for part in parts:
                yield from _now(part)
        case _:
            return


def need_text(need: Need) -> str:
    """The file."""
    contract = need.contract
    problem = Problem((), (), (), (), contract.events, contract.states, (), ())
    kept = KeptArgument("no trigger", "", 0, (), (f"silence {need.duty.name}",), (), lean=False)
    files = written(Asked(problem, need.scenario, f"{contract.name}.{need.bundle.name}"), kept).files
    (text,) = files.values()
    return comment(f"Theorem {need.name}: {need.statement}") + text


def required_theorems(contract: Contract) -> TheoremSet:
    """All of them of one contract."""
    needs = tuple(needs_of(contract))
    return TheoremSet(
        f"{PREFIX}{contract.name}",
        {need.name: need.statement for need in needs},
        {f"{need.name}.smt2": need_text(need) for need in needs},
    )
