"""Truths as functions of the variables' values, and what a formula asks of a stream.

Invariant: a connective has Kleene's truth. Source: semantics, section 2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from rcl.model.contract import StateFunction
from rcl.model.formula import (
    Formula,
    Historically,
    Not,
    Once,
    StateRead,
    Term,
    subformulas,
    subterms,
    terms_of,
)
from rcl.temporal.trace import Truth, Value

Env = dict[str, Value]
Ask = Callable[[Env], Truth]


def asked_for(
    needed: Iterable[Formula], functions: Mapping[str, StateFunction]
) -> tuple[set[Formula], set[str]]:
    """The subformulas that the formulas look up, and the state functions that they read or that those read."""
    tables: set[Formula] = set()
    waiting: list[Term] = []
    for formula in needed:
        for part in subformulas(formula):
            tables.add(Once(Not(part.body)) if isinstance(part, Historically) else part)
            waiting += terms_of(part)
    cells: set[str] = set()
    while waiting:
        for item in subterms(waiting.pop()):
            if isinstance(item, StateRead) and item.state not in cells:
                cells.add(item.state)
                waiting += [update.value for update in functions[item.state].updates]
    return tables, cells


def all_of(asks: list[Ask]) -> Ask:
    """All of them are true."""

    def both(env: Env) -> Truth:
        result: Truth = True
        for ask in asks:
            told = ask(env)
            if told is False:
                return False
            if told is None:
                result = None
        return result

    return both


def any_of(asks: list[Ask]) -> Ask:
    """Some of them is true."""

    def either(env: Env) -> Truth:
        result: Truth = False
        for ask in asks:
            told = ask(env)
            if told:
                return True
            if told is None:
                result = None
        return result

    return either
