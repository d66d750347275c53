"""A lowering, or a weaker bundle's reading, as one problem: a runtime side, a contract side, and the view between.

Invariant: only statements that may take part (verified, or true by definition) are in a problem; what
happens to a contract event without a map line is said by ``Disposition``. Source: semantics, section 3.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from rcl.diag.span import Span
from rcl.model.contract import Bundle, Contract, Event, Role, StateFunction
from rcl.model.runtime import (
    Admits,
    Anchor,
    Guarantee,
    Lowering,
    MapLine,
    Origin,
    OriginKind,
    Unmapped,
)


class Disposition(Enum):
    """What a contract event is in a problem."""

    MAPPED = "mapped"
    FREE = "free"
    """An environment event or hazard without a map line: may happen at any step."""
    ABSENT = "absent"
    """A duty or hazard that a verified ``unmapped`` line says does not exist (a hazard stays free in proofs)."""
    SILENT = "silent"
    """A duty that nothing is said about: never happens in proofs, may have happened in refutations."""


@dataclass(frozen=True, slots=True)
class Problem:
    """The runtime side (events, states, statements), the contract side, and the map lines between them."""

    events: tuple[Event, ...]
    states: tuple[StateFunction, ...]
    guarantees: tuple[Guarantee, ...]
    admits: tuple[Admits, ...]
    contract_events: tuple[Event, ...]
    contract_states: tuple[StateFunction, ...]
    maps: tuple[MapLine, ...]
    absent: tuple[Unmapped, ...]

    def lines(self, event: str) -> tuple[MapLine, ...]:
        """The map lines of a contract event, in the order they were written."""
        return tuple(line for line in self.maps if line.event == event)

    def disposition(self, event: Event) -> Disposition:
        """What the contract event is here."""
        if any(line.event == event.name for line in self.maps):
            return Disposition.MAPPED
        if event.role is Role.ENVIRONMENT:
            return Disposition.FREE
        if any(item.event == event.name for item in self.absent):
            return Disposition.ABSENT
        return Disposition.FREE if event.role is Role.HAZARD else Disposition.SILENT


Usable = Callable[[tuple[Anchor, ...], Origin], bool]
"""May a statement with these anchors and this origin take part?"""


def problem_of_lowering(lowering: Lowering, usable: Usable) -> Problem:
    """The problem a lowering poses, with only the statements whose evidence stands."""
    native = Origin(OriginKind.NATIVE)
    return Problem(
        events=lowering.events,
        states=lowering.states,
        guarantees=tuple(
            sorted((g for g in lowering.guarantees if usable(g.anchors, g.origin)), key=lambda g: g.name)
        ),
        admits=tuple(sorted((a for a in lowering.admits if usable(a.anchors, a.origin)), key=_admits_key)),
        contract_events=lowering.contract.events,
        contract_states=lowering.contract.states,
        maps=lowering.maps,
        absent=tuple(item for item in lowering.unmapped if item.anchors and usable(item.anchors, native)),
    )


def _admits_key(item: Admits) -> tuple[str, str]:
    return (item.name, item.pattern.event)


def problem_of_reading(contract: Contract, weaker: Bundle, full: Bundle) -> Problem:
    """Does the full bundle entail the weaker one? The full bundle's obligations become guarantees."""
    native = Origin(OriginKind.NATIVE)
    return Problem(
        events=contract.events,
        states=contract.states,
        guarantees=tuple(
            Guarantee(item.qualified, item.rule, native, (), item.success, item.span)
            for item in sorted(full.obligations, key=lambda item: item.qualified)
        ),
        admits=(),
        contract_events=contract.events,
        contract_states=contract.states,
        maps=tuple(
            MapLine(item.event, item.fields, item.source, item.condition, item.span)
            for item in weaker.readings
        ),
        absent=(),
    )


@dataclass(frozen=True, slots=True)
class StatementRef:
    """A label that a proof can depend on: a guarantee, a stated absence, or silence about a duty."""

    kind: str
    name: str
    origin: Origin
    anchors: tuple[Anchor, ...]
    span: Span
