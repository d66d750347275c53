"""Obligations and scenarios followed along a stream: what each moment shows of them.

Maps rules and scenarios to watches over one ``Stream``. Invariant: a violation is reported only where the reference
semantics says false for the assignment; what it leaves undecided is counted as undecided, never as holding.
Source: semantics, sections 2 to 4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rcl.model.contract import Rule, StateFunction
from rcl.model.formula import And, Formula, Implies, Not, Or, Var, free_variables, subformulas
from rcl.model.text import formula_text, term_text
from rcl.model.types import SortType
from rcl.temporal.asking import Env
from rcl.temporal.remembered import NOTHING
from rcl.temporal.search import NotGuardedError, Search, plan, search, triggers
from rcl.temporal.stream import Happened, Stream
from rcl.temporal.tables import FRESH
from rcl.temporal.trace import UNKNOWN, Truth, Value

Fixed = Mapping[str, Value]
"""Variables with a value that the user has chosen."""


def _sorts_only(variables: tuple[Var, ...], fixed: Fixed) -> None:
    for variable in variables:
        if variable.name not in fixed and not isinstance(variable.type, SortType):
            raise NotGuardedError(variable.name)


def _variables(formula: Formula) -> set[str]:
    return {variable.name for variable in free_variables(formula)}


class RuleWatch:
    """A rule: at which moments it fires, and for which assignments it fails."""

    def __init__(self, rule: Rule, stream: Stream, fixed: Fixed) -> None:
        fires = And((Or(rule.triggers), rule.condition)) if rule.triggers else rule.condition
        self.fires: Formula = fires
        self.fails: Formula = And((fires, Not(rule.requires)))
        self.requires = rule.requires
        named = {variable.name for variable in rule.variables}
        self.fixed = {name: value for name, value in fixed.items() if name in named}
        _sorts_only(rule.quantified, self.fixed)
        wanted = [item.name for item in rule.variables if item.name not in self.fixed]
        inside = _variables(fires)
        names = [name for name in wanted if name in _variables(self.fails)]
        self.fail_search = search(self.fails, plan(self.fails, names, self.fixed, stream.hidden))
        names = [name for name in wanted if name in inside]
        self.fire_search = search(fires, plan(fires, names, self.fixed, stream.hidden))
        self.kinds = triggers(fires)
        self._identifiers = tuple(item.name for item in rule.quantified)  # `none` is no identifier
        self._stream = stream
        stream.add(self.fails)
        self.exercised = False
        self.perhaps_exercised = False

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """What is asked of the stream."""
        return (self.fails,)

    @property
    def searches(self) -> tuple[Search, ...]:
        """How assignments are found."""
        return self.fail_search, self.fire_search

    def step(self, certain: bool = True, possible: bool = True) -> Iterator[tuple[Env, Truth]]:
        """The assignments for which the rule fails at the present moment (``False``) or may fail (``None``).

        ``certain`` is false where no event was seen that could fire it; without ``possible``, what may fail is left out.
        """
        stream = self._stream
        if not certain:
            self.perhaps_exercised = True
        elif not self.exercised:
            for _, told in stream.solve(self.fire_search, self.fixed, not self.perhaps_exercised):
                self.perhaps_exercised = True
                if told:
                    self.exercised = True
                    break
        for env, told in stream.solve(self.fail_search, self.fixed, possible):
            if all(env.get(name, FRESH) is not None for name in self._identifiers):
                yield env, (False if told else None)


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a scenario was seen, with the values of its variables."""

    moment: int
    env: Mapping[str, Value]


class ScenarioWatch:
    """A scenario: the first moment and assignment at which it holds, and which of its conjuncts never did."""

    def __init__(self, variables: tuple[Var, ...], formula: Formula, stream: Stream, fixed: Fixed) -> None:
        named = {variable.name for variable in variables}
        self.fixed = {name: value for name, value in fixed.items() if name in named}
        _sorts_only(variables, self.fixed)
        self.formula = formula
        self._stream = stream
        self.kinds = triggers(formula)
        names = [item.name for item in variables if item.name not in self.fixed]
        self.search = search(formula, plan(formula, names, self.fixed, stream.hidden))
        parts = formula.parts if isinstance(formula, And) else (formula,)
        self.stages = [self._stage(And(parts[: number + 1])) for number in range(len(parts))]
        self.reached = 0
        self.texts = tuple(formula_text(part) for part in parts)
        self.seen: Seen | None = None
        self.perhaps = False
        stream.add(formula)

    def _stage(self, formula: Formula) -> Search | None:
        names = [name for name in sorted(_variables(formula)) if name not in self.fixed]
        try:
            return search(formula, plan(formula, names, self.fixed, self._stream.hidden))
        except NotGuardedError:
            return None

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """What is asked of the stream."""
        return (self.formula,)

    @property
    def searches(self) -> tuple[Search, ...]:
        """How assignments are found."""
        return (self.search, *(stage for stage in self.stages if stage is not None))

    @property
    def missing(self) -> str:
        """The first conjunct that no moment satisfies together with those before it; empty if it was seen."""
        return "" if self.seen is not None else self.texts[min(self.reached, len(self.texts) - 1)]

    def step(self, moment: int) -> None:
        """Looks at the present moment, unless the scenario has been seen."""
        if self.seen is not None:
            return
        for env, told in self._stream.solve(self.search, self.fixed, not self.perhaps):
            if any(value is None for value in env.values()):
                continue
            if told:
                self.seen = Seen(moment, env)
                return
            self.perhaps = True
        while self.reached < len(self.stages):
            stage = self.stages[self.reached]
            if stage is not None and not any(
                told for _, told in self._stream.solve(stage, self.fixed, False)
            ):
                return
            self.reached += 1


def shown(value: Value) -> str:
    """A value as a person reads it."""
    if value is UNKNOWN:
        return "unknown"
    if value is FRESH:
        return "any other"
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def explain(formula: Formula, env: Env, stream: Stream) -> dict[str, str]:
    """The values under a formula: of every part that is no connective, and of every state function it reads."""
    from rcl.model.formula import StateRead, terms_of

    found: dict[str, str] = {}
    for part in _leaves(formula):
        told = stream.truth(part, env)
        found[formula_text(part)] = "unknown" if told is None else str(told).lower()
        for inner in subformulas(part):
            for term in terms_of(inner):
                if isinstance(term, StateRead):
                    found[term_text(term)] = shown(stream.value(term, env))
    return found


def _leaves(formula: Formula) -> Iterator[Formula]:
    match formula:
        case And(parts=parts) | Or(parts=parts):
            for part in parts:
                yield from _leaves(part)
        case Implies(left=left, right=right):
            yield from _leaves(left)
            yield from _leaves(right)
        case Not(body=body):
            yield from _leaves(body)
        case _:
            yield formula


__all__ = ["NOTHING", "Happened", "RuleWatch", "ScenarioWatch", "Seen", "StateFunction", "explain", "shown"]
