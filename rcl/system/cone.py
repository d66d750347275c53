"""Maps a problem and a rule to the part of the problem that has to do with the rule.

Invariant: the part is never too small: it holds every event and state that the rule, the map lines behind it, or a statement of
the part speaks of, every statement about one of these events, and every statement about all steps. Two problems with the
same part ask the same. Source: semantics, sections 3 and 4.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rcl.model.contract import Rule, StateFunction
from rcl.model.formula import And, Compare, Formula
from rcl.system.build import mentioned
from rcl.system.problem import Problem
from rcl.system.view import RawStep


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a problem, and where each of its map lines stands in the whole, by which the steps of a trace name them."""

    problem: Problem
    lines: tuple[int, ...]

    def in_whole(self, steps: tuple[RawStep, ...]) -> tuple[RawStep, ...]:
        """The steps of a trace of the part as those of the whole."""
        return _renumbered(steps, dict(enumerate(self.lines)))

    def in_part(self, steps: tuple[RawStep, ...]) -> tuple[RawStep, ...]:
        """The steps of a trace of the whole as those of the part, without the choices that only the whole has."""
        return _renumbered(steps, {line: index for index, line in enumerate(self.lines)})


def _renumbered(steps: tuple[RawStep, ...], places: dict[int, int]) -> tuple[RawStep, ...]:
    return tuple(
        replace(
            step,
            choices=tuple(
                (places[line], name, value) for line, name, value in step.choices if line in places
            ),
        )
        for step in steps
    )


def part_of(problem: Problem, rule: Rule) -> Part:
    """The part of the problem that the rule can depend on, with the places of its map lines."""
    part = cone(problem, rule)
    kept = {id(line) for line in part.maps}
    return Part(part, tuple(index for index, line in enumerate(problem.maps) if id(line) in kept))


def cone(problem: Problem, rule: Rule) -> Problem:
    """The part of the problem that the rule can depend on."""
    above = _closed(_of_rule(rule), problem.contract_states)
    maps = tuple(line for line in problem.maps if f"event {line.event}" in above)
    below: set[str] = set()
    for line in maps:
        below |= mentioned(And((line.source, line.condition)))
        below |= mentioned(
            And(tuple(Compare("=", term, term) for _, term in line.fields if term is not None))
        )
    while True:
        below = _closed(below, problem.states)
        guarantees = [item for item in problem.guarantees if _concerns(item.rule, below)]
        admits = [item for item in problem.admits if f"event {item.pattern.event}" in below]
        wider = below.union(
            *(_of_rule(item.rule) for item in guarantees),
            *(mentioned(And((item.pattern, item.condition))) for item in admits),
        )
        if wider == below:
            break
        below = wider
    return replace(
        problem,
        events=tuple(item for item in problem.events if f"event {item.name}" in below),
        states=tuple(item for item in problem.states if f"state {item.name}" in below),
        guarantees=tuple(guarantees),
        admits=tuple(admits),
        contract_events=tuple(item for item in problem.contract_events if f"event {item.name}" in above),
        contract_states=tuple(item for item in problem.contract_states if f"state {item.name}" in above),
        maps=maps,
        absent=tuple(item for item in problem.absent if f"event {item.event}" in above),
    )


def _of_rule(rule: Rule) -> set[str]:
    return mentioned(And((*rule.triggers, rule.condition, rule.requires)))


def _concerns(rule: Rule, touched: set[str]) -> bool:
    return not rule.triggers or any(f"event {pattern.event}" in touched for pattern in rule.triggers)


def _closed(names: set[str], states: Iterable[StateFunction]) -> set[str]:
    """The names, and what the states among them depend on."""
    found, waiting = set(names), {f"state {item.name}": item for item in states}
    while more := [waiting.pop(name) for name in sorted(found & set(waiting))]:
        for item in more:
            for update in item.updates:
                parts: tuple[Formula, ...] = (update.pattern, Compare("=", update.value, update.value))
                found |= mentioned(And(parts))
    return found
