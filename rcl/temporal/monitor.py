"""Incremental truth of formulas, one moment at a time: a register per temporal subformula and state instance.

Maps (formula, values of its variables, state functions) to a ``Monitor`` whose ``step`` gives the truth after
each moment. Invariant: agrees with ``temporal.evaluate`` at every position of every view; atoms, patterns and
updates are the reference's own. Source: semantics, section 2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rcl.model.contract import StateFunction
from rcl.model.formula import (
    Formula,
    Historically,
    Once,
    Previously,
    Since,
    children,
)
from rcl.temporal.evaluate import Environment, Evaluator, combine
from rcl.temporal.trace import UNKNOWN, Moment, Truth, Value, View, truth_and, truth_or

Functions = Mapping[str, StateFunction]
Key = tuple[str, tuple[Value, ...]]
"""A state function instance: the function's name and the values of its parameters."""

Before = Callable[[str, tuple[Value, ...]], Value]
"""The value of a state function instance before the present moment."""


class Present(Evaluator):
    """The reference semantics at one moment (position 0), what was before it given by ``before``."""

    def __init__(self, moment: Moment, functions: Functions, before: Before) -> None:
        super().__init__((moment,), functions)
        self._before = before
        self._now: dict[Key, Value] = {}
        self.temporal: dict[int, Truth] = {}

    def state(self, name: str, key: tuple[Value, ...], position: int) -> Value:
        """The value after the moment (position 0) or before it (-1)."""
        if UNKNOWN in key:
            return UNKNOWN
        if None in key:
            return combine(self._states[name].initial, lambda _: UNKNOWN)
        if position < 0:
            return self._before(name, key)
        ident = (name, key)
        if ident not in self._now:
            self._now[ident] = self._updated(self._states[name], key, position)
        return self._now[ident]

    def truth(self, formula: Formula, position: int, env: Environment) -> Truth:
        """The truth at the moment; temporal subformulas are looked up, not unfolded."""
        known = self.temporal.get(id(formula), UNKNOWN)
        return super().truth(formula, position, env) if known is UNKNOWN else known


class Registers:
    """The temporal subformulas of one formula, innermost first, and their values from moment to moment."""

    def __init__(self, formula: Formula, env: Environment, functions: Functions) -> None:
        self.formula = formula
        self.env = env
        self._parts = _temporal_parts(formula)
        self.start = tuple(_start(part, env, functions) for part in self._parts)

    def step(self, values: tuple[Truth, ...], present: Present) -> tuple[Truth, tuple[Truth, ...]]:
        """The truth of the formula at the present moment, and the registers after it."""
        present.temporal = {}
        after: list[Truth] = []
        for part, old in zip(self._parts, values, strict=True):
            now, kept = self._advance(part, old, present)
            present.temporal[id(part)] = now
            after.append(kept)
        return present.truth(self.formula, 0, self.env), tuple(after)

    def _advance(self, part: Formula, old: Truth, present: Present) -> tuple[Truth, Truth]:
        """The truth of one temporal subformula now, and what its register holds afterwards."""
        env = self.env
        match part:
            case Once(body=body):
                now = truth_or([old, present.truth(body, 0, env)])
            case Historically(body=body):
                now = truth_and([old, present.truth(body, 0, env)])
            case Since(left=left, right=right):
                kept = truth_and([old, present.truth(left, 0, env)])
                now = truth_or([present.truth(right, 0, env), kept])
            case Previously(body=body):
                return old, present.truth(body, 0, env)
            case _:
                raise TypeError(f"not a temporal operator: {part}")
        return now, now


def _temporal_parts(formula: Formula) -> list[Formula]:
    """The temporal subformulas, innermost first (an object that is used twice stands here once)."""
    found: list[Formula] = []

    def visit(part: Formula) -> None:
        for child in children(part):
            visit(child)
        if isinstance(part, Once | Historically | Previously | Since) and all(
            part is not item for item in found
        ):
            found.append(part)

    visit(formula)
    return found


def _start(part: Formula, env: Environment, functions: Functions) -> Truth:
    """What the register of a temporal subformula holds before the first moment."""
    inner = part.body if isinstance(part, Previously) else part
    return Evaluator((), functions).truth(inner, -1, env)


class Monitor:
    """The truth of one formula for one assignment of its variables, moment by moment."""

    def __init__(self, formula: Formula, env: Environment, states: Functions) -> None:
        self._functions = states
        self._registers = Registers(formula, env, states)
        self._values = self._registers.start
        self._history: list[Moment] = []
        self._before: dict[Key, Value] = {}

    def step(self, moment: Moment) -> Truth:
        """Take the next moment in; the truth of the formula there."""
        present = Present(moment, self._functions, self._past)
        result, self._values = self._registers.step(self._values, present)
        tracked = list(self._before)
        after = {key: present.state(*key, 0) for key in tracked}
        while len(self._before) > len(tracked):  # an update has asked for an instance not followed so far
            tracked = list(self._before)
            after = {key: present.state(*key, 0) for key in tracked}
        self._before = after
        self._history.append(moment)
        return result

    def _past(self, name: str, key: tuple[Value, ...]) -> Value:
        """The value of an instance before the present moment; one that is new is caught up with from the start."""
        ident = (name, key)
        if ident not in self._before:
            self._before[ident] = _catch_up(tuple(self._history), self._functions, ident)
        return self._before[ident]


def _catch_up(view: View, functions: Functions, key: Key) -> Value:
    evaluator = Evaluator(view, functions)
    value = evaluator.state(*key, -1)
    for position in range(len(view)):  # ascending, so that the recursion stays flat
        value = evaluator.state(*key, position)
    return value


class Bank:
    """Many formulas over the same moments with copyable states, for search: every state instance is named beforehand."""

    def __init__(
        self, functions: Functions, keys: tuple[Key, ...], formulas: list[tuple[Formula, Environment]]
    ) -> None:
        self._functions = functions
        self._keys = keys
        self._formulas = [Registers(formula, env, functions) for formula, env in formulas]

    def start(self) -> BankState:
        """The registers before the first moment."""
        empty = Evaluator((), self._functions)
        values = tuple(empty.state(*key, -1) for key in self._keys)
        return values, tuple(item.start for item in self._formulas)

    def step(self, state: BankState, moment: Moment) -> tuple[BankState, list[Truth], Present]:
        """The registers after the moment, each formula's truth there, and the moment for further questions."""
        before = dict(zip(self._keys, state[0], strict=True))
        present = Present(moment, self._functions, lambda name, key: before[name, key])
        results = [item.step(old, present) for item, old in zip(self._formulas, state[1], strict=True)]
        present.temporal = {}
        values = tuple(present.state(*key, 0) for key in self._keys)
        return (values, tuple(after for _, after in results)), [truth for truth, _ in results], present


BankState = tuple[tuple[Value, ...], tuple[tuple[Truth, ...], ...]]
"""The values of the state instances, and the registers of each formula."""
