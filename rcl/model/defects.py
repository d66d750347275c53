"""Maps the lines of one lowering to the defects of their meaning (semantics, section 5).

Two defects are found here; a constant identity is found where the map line is resolved.

- *Mapped and unmapped*: one contract event stands in a ``map`` line and in an ``unmapped`` line.
- *Duty and hazard*: a duty and a hazard are mapped from the same source pattern under the same condition, and
  both speak of the same claim: both events have a field ``claim`` and it is filled with the same term. Two
  patterns are the same if they name the same event, put the same literals into its fields and equate the same
  fields; the names of their variables do not matter. A hazard without a field ``claim`` (``finished``,
  ``capacity``, ``admitted``, ``victim``) is no failure of a claim and never in conflict. An unknown claim
  (``_``) is not the same as anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rcl.diag import codes
from rcl.diag.diagnostic import Diagnostic
from rcl.model.contract import Contract, Role
from rcl.model.formula import Formula, Term, Var
from rcl.model.rename import rename_formula, rename_term
from rcl.model.runtime import MapLine, Unmapped

CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class _Reading:
    """A map line with its variables named after the fields that bind them."""

    literals: tuple[tuple[str, Term], ...]
    equalities: tuple[tuple[str, str], ...]
    condition: Formula
    claim: Term | None


def find_defects(
    maps: Sequence[MapLine], unmapped: Sequence[Unmapped], contract: Contract
) -> Iterator[Diagnostic]:
    """Every pair of lines that contradict each other."""
    yield from _mapped_and_unmapped(maps, unmapped)
    duties = [line for line in maps if contract.event(line.event).role is Role.DUTY]
    hazards = [line for line in maps if contract.event(line.event).role is Role.HAZARD]
    for hazard in hazards:
        for duty in duties:
            if _same_source(duty, hazard):
                later, earlier = (hazard, duty) if duty.span <= hazard.span else (duty, hazard)
                yield Diagnostic(
                    codes.DUTY_AND_HAZARD,
                    f"one event is mapped as duty `{duty.event}` and as hazard `{hazard.event}` of the same claim",
                    later.span,
                    f"the same `{hazard.source.event}` stands for both",
                    "tell the two apart by a field or by `when`, or map only one of them",
                    ((f"`{earlier.event}` is mapped here", earlier.span),),
                )


def _mapped_and_unmapped(maps: Sequence[MapLine], unmapped: Sequence[Unmapped]) -> Iterator[Diagnostic]:
    for absent in unmapped:
        line = next((line for line in maps if line.event == absent.event), None)
        if line is not None:
            yield Diagnostic(
                codes.MAPPED_AND_UNMAPPED,
                f"`{absent.event}` is both mapped and unmapped",
                absent.span,
                "says that the runtime has no such event",
                "delete one of the two lines",
                ((f"`{line.event}` is mapped here", line.span),),
            )


def _same_source(duty: MapLine, hazard: MapLine) -> bool:
    if duty.source.event != hazard.source.event:
        return False
    left, right = _canonical(duty), _canonical(hazard)
    return left == right and left.claim is not None


def _canonical(line: MapLine) -> _Reading:
    """The line's meaning without the names of its variables; a field that only binds one takes no part."""
    first: dict[Var, str] = {}
    literals: list[tuple[str, Term]] = []
    equalities: list[tuple[str, str]] = []
    for name, term in line.source.fields:
        if not isinstance(term, Var):
            literals.append((name, term))
        elif term in first:
            equalities.append((first[term], name))
        else:
            first[term] = name
    renamed = {variable: replace(variable, name=f"{name}.") for variable, name in first.items()}
    claim = dict(line.fields).get(CLAIM)
    return _Reading(
        tuple(literals),
        tuple(equalities),
        rename_formula(line.condition, renamed),
        None if claim is None else rename_term(claim, renamed),
    )
