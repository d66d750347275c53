"""Maps the steps of a problem's trace to what the runtime side and the contract side see of them.

Invariant: the runtime view holds one moment for each runtime step, the contract view one for every step, also
where nothing is seen; a condition whose truth is not known makes an event possible (``maybe``) and never certain.
Source: semantics, section 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rcl.model.contract import Event, Role, StateFunction
from rcl.model.formula import Pattern, Var
from rcl.model.runtime import MapLine
from rcl.system.problem import Disposition, Problem
from rcl.temporal.evaluate import Evaluator
from rcl.temporal.trace import UNKNOWN, Moment, Occurrence, Truth, Value, View, same, truth_and


@dataclass(frozen=True, slots=True)
class RawStep:
    """One step of a trace of a problem.

    ``free`` marks a contract event without a map line instead of a runtime event; ``choices`` are the values
    chosen for unknown fields: index into the problem's ``maps``, field, value.
    """

    event: str
    fields: tuple[tuple[str, Value], ...]
    free: bool
    choices: tuple[tuple[int, str, Value], ...] = ()

    def occurrence(self) -> Occurrence:
        """The step as an event that happened."""
        return Occurrence(self.event, self.fields)


Steps = tuple[RawStep, ...]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A contract event that a runtime step stands for: the index of the map line and the event as seen."""

    line: int
    seen: Occurrence


def states_by_name(states: tuple[StateFunction, ...]) -> Mapping[str, StateFunction]:
    """State functions as the evaluator wants them."""
    return {state.name: state for state in states}


def event_of(problem: Problem, step: RawStep) -> Event | None:
    """The declaration of the step's event; ``None`` if there is none of that name."""
    events = problem.contract_events if step.free else problem.events
    return next((event for event in events if event.name == step.event), None)


NONE: frozenset[str] = frozenset()


def runtime_view(
    problem: Problem, steps: Steps, unobserved: frozenset[str] = NONE
) -> tuple[View, tuple[int, ...]]:
    """The moments of the runtime steps, and each step's position there (a free step has that of the last one before).

    ``unobserved`` are runtime events that may have happened at any moment without a step for them.
    """
    moments: list[Moment] = []
    positions: list[int] = []
    for step in steps:
        if not step.free:
            moments.append(Moment((step.occurrence(),), unobserved))
        positions.append(len(moments) - 1)
    return tuple(moments), tuple(positions)


def runtime_evaluator(
    problem: Problem, steps: Steps, unobserved: frozenset[str] = NONE
) -> tuple[Evaluator, tuple[int, ...]]:
    """The meaning of runtime formulas over the trace, with each step's position."""
    view, positions = runtime_view(problem, steps, unobserved)
    return Evaluator(view, states_by_name(problem.states)), positions


def contract_evaluator(
    problem: Problem, steps: Steps, definite: bool, unobserved: frozenset[str] = NONE
) -> Evaluator:
    """The meaning of contract formulas over the trace."""
    view = contract_view(problem, steps, definite, unobserved)
    return Evaluator(view, states_by_name(problem.contract_states))


def contract_view(problem: Problem, steps: Steps, definite: bool, unobserved: frozenset[str] = NONE) -> View:
    """What the contract sees of each step.

    ``definite``: unknown fields are unknown and unseen events may have happened at each moment (for
    refutations), and so may what stands for ``unobserved`` runtime events. Otherwise unknown fields have their chosen
    values and nothing happens unseen.
    """
    evaluator, positions = runtime_evaluator(problem, steps, unobserved)
    hidden = unseen(problem) if definite else NONE
    hidden |= {line.event for line in problem.maps if line.source.event in unobserved}
    moments: list[Moment] = []
    for step, position in zip(steps, positions, strict=True):
        if step.free:
            moments.append(Moment((step.occurrence(),), hidden))
            continue
        certain, possible = _sightings(problem, step, position, evaluator, definite)
        maybe = hidden | possible if definite else hidden
        moments.append(Moment(tuple(item.seen for item in certain), maybe))
    return tuple(moments)


def unseen(problem: Problem) -> frozenset[str]:
    """The contract events that may have happened at any step without anybody having seen them."""
    names: set[str] = set()
    for event in problem.contract_events:
        match problem.disposition(event):
            case Disposition.SILENT:
                names.add(event.name)
            case Disposition.FREE:
                if event.role is Role.HAZARD:
                    names.add(event.name)
            case Disposition.MAPPED | Disposition.ABSENT:
                pass
    return frozenset(names)


def sightings(problem: Problem, steps: Steps, definite: bool) -> tuple[tuple[Sighting, ...], ...]:
    """For each step what it certainly stands for, with the map lines that say so; nothing for a free step."""
    evaluator, positions = runtime_evaluator(problem, steps)
    return tuple(
        () if step.free else _sightings(problem, step, position, evaluator, definite)[0]
        for step, position in zip(steps, positions, strict=True)
    )


def _sightings(
    problem: Problem, step: RawStep, position: int, evaluator: Evaluator, definite: bool
) -> tuple[tuple[Sighting, ...], frozenset[str]]:
    """What the step stands for, and which events it stands for only perhaps."""
    certain: list[Sighting] = []
    possible: set[str] = set()
    for index, line in enumerate(problem.maps):
        env = bind(line.source, step.occurrence())
        if env is None:
            continue
        applies = truth_and(
            [matches(line.source, step.occurrence(), position, env, evaluator),
             evaluator.truth(line.condition, position, env)]
        )  # fmt: skip
        if applies is None:
            possible.add(line.event)
        elif applies:
            chosen = {} if definite else _chosen(step, index)
            certain.append(Sighting(index, _seen(line, position, env, evaluator, chosen)))
    return tuple(certain), frozenset(possible)


def _chosen(step: RawStep, index: int) -> Mapping[str, Value]:
    return {field: value for line, field, value in step.choices if line == index}


def _seen(
    line: MapLine, position: int, env: Mapping[str, Value], evaluator: Evaluator, chosen: Mapping[str, Value]
) -> Occurrence:
    fields = tuple(
        (name, chosen.get(name, UNKNOWN) if term is None else evaluator.value(term, position, env))
        for name, term in line.fields
    )
    return Occurrence(line.event, fields)


def bind(pattern: Pattern, item: Occurrence) -> dict[str, Value] | None:
    """The pattern's variables with the values of the fields they name first; ``None`` for another event kind."""
    if pattern.event != item.event:
        return None
    env: dict[str, Value] = {}
    for name, term in pattern.fields:
        if isinstance(term, Var) and term.name not in env:
            env[term.name] = item.value(name)
    return env


def matches(
    pattern: Pattern, item: Occurrence, position: int, env: Mapping[str, Value], evaluator: Evaluator
) -> Truth:
    """Are the fields that the pattern names equal to its terms?"""
    found: list[Truth] = []
    bound: set[str] = set()
    for name, term in pattern.fields:
        if isinstance(term, Var) and term.name not in bound:
            bound.add(term.name)  # its value is this field's, known or not
            continue
        found.append(same(item.value(name), evaluator.value(term, position, env)))
    return truth_and(found)
