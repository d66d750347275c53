"""Explicit-state search: the first trace over a small domain that keeps all guarantees and shows a target.

Maps (Problem, Rule) to an ``Explored``. Breadth first over runtime events, free contract events and chosen
unknown fields; steps that break a guarantee are cut. Invariant: no solver and no compiled system takes part,
so that it can check both. Source: semantics, sections 3 and 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from rcl.model.contract import Event, Rule, StateFunction
from rcl.model.formula import Formula, Var
from rcl.model.types import BoolType, EnumType, IntType, OptionType, SortType, Type
from rcl.system.problem import Disposition, Problem
from rcl.system.view import RawStep, Steps, bind, matches, states_by_name
from rcl.temporal.evaluate import Environment
from rcl.temporal.monitor import Bank, BankState, Key, Present
from rcl.temporal.trace import Moment, Occurrence, Value

OUTSIDE = "\N{WHITE SQUARE}"
"""An identifier that no event carries: rules speak of it too."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The domain and how far the search goes; ``moves`` bounds the steps tried."""

    depth: int = 4
    identifiers: int = 2
    numbers: tuple[int, ...] = (0, 1, 2)
    moves: int = 20_000


@dataclass(frozen=True, slots=True)
class Explored:
    """What was found. ``complete``: all traces over the domain, of any length, were covered; ``depth``: all up to it."""

    steps: Steps | None
    env: Environment | None
    depth: int
    complete: bool


State = tuple[BankState, BankState]


@dataclass(frozen=True, slots=True)
class _Instance:
    """A rule, or the condition of a map line, for one assignment."""

    rule: Rule | None
    env: dict[str, Value]
    first: int


class Explorer:
    """The traces of one problem over a small domain, watched for one rule."""

    def __init__(self, problem: Problem, rule: Rule, limits: Limits) -> None:
        self._problem = problem
        self._limits = limits
        self._below: list[tuple[Formula, Environment]] = []
        self._above: list[tuple[Formula, Environment]] = []
        self._guarantees = [
            item for g in problem.guarantees for item in self._instances(g.rule, self._below, outside=True)
        ]
        self._conditions: dict[tuple[int, tuple[Value, ...]], int] = {}
        for index, line in enumerate(problem.maps):
            variables = sorted({t for _, t in line.source.fields if isinstance(t, Var)}, key=lambda v: v.name)
            for values in product(*(self.domain(var.type) for var in variables)):
                self._conditions[index, values] = len(self._below)
                self._below.append(
                    (line.condition, {v.name: at for v, at in zip(variables, values, strict=True)})
                )
        self._targets = list(self._instances(rule, self._above, outside=False))
        self._runtime = Bank(states_by_name(problem.states), self._keys(problem.states), self._below)
        self._contract = Bank(
            states_by_name(problem.contract_states), self._keys(problem.contract_states), self._above
        )

    def domain(self, kind: Type, *, outside: bool = False, wide: bool = False) -> tuple[Value, ...]:
        """The values of a type; ``wide``: with numbers that arithmetic may lead to."""
        match kind:
            case IntType():
                numbers = self._limits.numbers
                return (numbers[0] - 1, *numbers, numbers[-1] + 1) if wide else numbers
            case BoolType():
                return (False, True)
            case EnumType(members=members):
                return members
            case SortType(name=name):
                names = tuple(f"{name.lower()}{n + 1}" for n in range(self._limits.identifiers))
                return (*names, OUTSIDE) if outside else names
            case OptionType(item=item):
                return (None, *self.domain(item, outside=outside))

    def _instances(
        self, rule: Rule, bank: list[tuple[Formula, Environment]], *, outside: bool
    ) -> Iterator[_Instance]:
        bound = {var.name for var in rule.bound}
        spaces = [
            self.domain(var.type, outside=outside and var.name not in bound, wide=True)
            for var in rule.variables
        ]
        for values in product(*spaces):
            env = {var.name: at for var, at in zip(rule.variables, values, strict=True)}
            yield _Instance(rule, env, len(bank))
            bank += [(rule.condition, env), (rule.requires, env)]

    def _keys(self, states: tuple[StateFunction, ...]) -> tuple[Key, ...]:
        return tuple(
            (state.name, key)
            for state in states
            for key in product(*(self.domain(param.type, outside=True, wide=True) for param in state.params))
        )

    def start(self) -> State:
        """The registers of both sides before the first step."""
        return self._runtime.start(), self._contract.start()

    # ------------------------------------------------------------ one step

    def _occurrences(self, event: Event) -> Iterator[Occurrence]:
        for values in product(*(self.domain(field.type) for field in event.fields)):
            yield Occurrence(
                event.name, tuple((f.name, at) for f, at in zip(event.fields, values, strict=True))
            )

    def moves(self, state: State) -> Iterator[tuple[RawStep, BankState, Moment]]:
        """Every step that keeps the guarantees: the step, the runtime side after it, what the contract sees."""
        for event in self._problem.events:
            for item in self._occurrences(event):
                after, truths, present = self._runtime.step(state[0], Moment((item,)))
                if self._keeps(item, truths, present):
                    for step, moment in self._seen(item, truths, present):
                        yield step, after, moment
        for event in self._problem.contract_events:
            if self._problem.disposition(event) is Disposition.FREE:
                for item in self._occurrences(event):
                    yield RawStep(event.name, item.fields, True), state[0], Moment((item,))

    def _keeps(self, item: Occurrence, truths: list[bool | None], present: Present) -> bool:
        return all(truths[at.first + 1] is True or not _fires(at, truths, present) for at in self._guarantees)

    def _seen(
        self, item: Occurrence, truths: list[bool | None], present: Present
    ) -> Iterator[tuple[RawStep, Moment]]:
        """What the contract may see of a runtime event: one moment for each choice of its unknown fields."""
        seen: list[tuple[int, str, dict[str, Value]]] = []
        open_fields: list[tuple[int, str, tuple[Value, ...]]] = []
        for index, line in enumerate(self._problem.maps):
            env = bind(line.source, item)
            if env is None or matches(line.source, item, 0, env, present) is not True:
                continue
            if truths[self._conditions[index, tuple(env[name] for name in sorted(env))]] is not True:
                continue
            event = next(e for e in self._problem.contract_events if e.name == line.event)
            fields: dict[str, Value] = {}
            for name, term in line.fields:
                fields[name] = None if term is None else present.value(term, 0, env)
                if term is None:
                    open_fields.append((len(seen), name, self.domain(event.field(name).type)))
            seen.append((index, line.event, fields))
        for values in product(*(space for _, _, space in open_fields)):
            choices = []
            filled = [dict(fields) for _, _, fields in seen]
            for (place, name, _), value in zip(open_fields, values, strict=True):
                filled[place][name] = value
                choices.append((seen[place][0], name, value))
            happened = tuple(
                Occurrence(name, tuple(f.items())) for (_, name, _), f in zip(seen, filled, strict=True)
            )
            yield RawStep(item.event, item.fields, False, tuple(choices)), Moment(happened)

    # ------------------------------------------------------------ search

    def search(self, *, violated: bool) -> Explored:
        """The first trace at whose end the rule is broken (or only its trigger fires)."""
        first = self.start()
        known, tried = {first}, 0
        layer: list[tuple[State, Steps]] = [(first, ())]
        for depth in range(1, self._limits.depth + 1):
            following: list[tuple[State, Steps]] = []
            for state, path in layer:
                for step, runtime, moment in self.moves(state):
                    contract, truths, present = self._contract.step(state[1], moment)
                    steps = (*path, step)
                    for at in self._targets:
                        if _fires(at, truths, present) and (not violated or truths[at.first + 1] is False):
                            return Explored(steps, at.env, depth, False)
                    after = (runtime, contract)
                    if after not in known:
                        known.add(after)
                        following.append((after, steps))
                tried += self._size()
                if tried > self._limits.moves:
                    return Explored(None, None, depth - 1, False)
            if not following:
                return Explored(None, None, depth, True)
            layer = following
        return Explored(None, None, self._limits.depth, False)

    def _size(self) -> int:
        events = (*self._problem.events, *self._problem.contract_events)
        return sum(sum(1 for _ in self._occurrences(event)) for event in events)


def _fires(at: _Instance, truths: list[bool | None], present: Present) -> bool:
    assert at.rule is not None
    if truths[at.first] is not True:
        return False
    return not at.rule.triggers or any(present.truth(p, 0, at.env) is True for p in at.rule.triggers)


def explore(problem: Problem, rule: Rule, limits: Limits = Limits(), *, violated: bool = True) -> Explored:
    """The first trace over a small domain that breaks the rule at its last step (or reaches its trigger)."""
    return Explorer(problem, rule, limits).search(violated=violated)
