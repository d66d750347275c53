"""Contracts: events with roles, state functions, obligations in facets, scenarios, bundles.

Maps nothing; these are the values the resolver produces. Source: semantics, sections 1 to 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from rcl.diag.span import Span
from rcl.model.formula import Formula, Pattern, Term, Var
from rcl.model.types import EnumType, SortType, Type


class Role(Enum):
    """What leaving a contract event unmapped means (semantics, section 3)."""

    ENVIRONMENT = "environment"
    DUTY = "duty"
    HAZARD = "hazard"
    RUNTIME = "runtime"
    """An event of a runtime or adapter that clients do not cause."""


class Facet(Enum):
    """The five groups an obligation can stand in."""

    IDENTITY = "identity"
    PREDICATE = "predicate"
    LIFECYCLE = "lifecycle"
    OUTCOME = "outcome"
    FEASIBILITY = "feasibility"


@dataclass(frozen=True, slots=True)
class Field:
    """One typed field of an event."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Event:
    """An event kind with its role and typed fields."""

    name: str
    role: Role
    fields: tuple[Field, ...]
    text: str
    span: Span

    def field(self, name: str) -> Field:
        """The field of that name; ``KeyError`` if there is none (the resolver has checked)."""
        for item in self.fields:
            if item.name == name:
                return item
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Update:
    """``on PATTERN -> VALUE``: pattern variables are bound by the event; a parameter of the state binds its key.

    In ``value``, a read of any state function gives its value before the step, except that a read of
    this same function at the same arguments gives the value left by the updates written above it.
    """

    pattern: Pattern
    value: Term


@dataclass(frozen=True, slots=True)
class StateFunction:
    """A function of identifiers, changed by events. ``initial`` is a literal."""

    name: str
    params: tuple[Var, ...]
    type: Type
    initial: Term
    updates: tuple[Update, ...]
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Rule:
    """``forall QUANTIFIED whenever TRIGGERS and CONDITION requires REQUIRES``.

    ``triggers`` are alternatives that bind the same variables from their fields; none means every
    step. ``quantified`` holds the ``forall`` variables, ``bound`` those the triggers bind.
    """

    quantified: tuple[Var, ...]
    bound: tuple[Var, ...]
    triggers: tuple[Pattern, ...]
    condition: Formula
    requires: Formula

    @property
    def variables(self) -> tuple[Var, ...]:
        return self.quantified + self.bound


@dataclass(frozen=True, slots=True)
class Obligation:
    """A rule that must hold at every step of every trace, seen through the lowering."""

    name: str
    facet: Facet
    rule: Rule
    success: str
    failure: str
    source: str
    span: Span

    @property
    def qualified(self) -> str:
        return f"{self.facet.value}.{self.name}"


@dataclass(frozen=True, slots=True)
class Scenario:
    """``exists VARIABLES: FORMULA``, which must hold at some step."""

    name: str
    variables: tuple[Var, ...]
    formula: Formula
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """``seen EVENT(...) from PATTERN when CONDITION``: how a full claim appears in a weaker bundle's words."""

    event: str
    fields: tuple[tuple[str, Term | None], ...]
    source: Pattern
    condition: Formula
    span: Span


@dataclass(frozen=True, slots=True)
class Bundle:
    """What one kind of claim requires. ``weakens`` names the full bundle that must entail this one."""

    name: str
    obligations: tuple[Obligation, ...]
    requires: tuple[Scenario, ...]
    weakens: str | None
    readings: tuple[Reading, ...]
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Contract:
    """A resolved contract. All names are unique within their kind."""

    name: str
    version: int
    sorts: tuple[SortType, ...]
    enums: tuple[EnumType, ...]
    events: tuple[Event, ...]
    states: tuple[StateFunction, ...]
    obligations: tuple[Obligation, ...]
    scenarios: tuple[Scenario, ...]
    bundles: tuple[Bundle, ...]
    text: str
    span: Span

    def event(self, name: str) -> Event:
        return next(item for item in self.events if item.name == name)

    def bundle(self, name: str) -> Bundle:
        return next(item for item in self.bundles if item.name == name)
