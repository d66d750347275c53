"""The reference semantics: the truth of a formula at a position of a view, by direct recursion.

Small and slow on purpose; monitor and solver encoding are tested against it on random formulas and
traces. Truth is Kleene's: ``None`` where unknown values leave it undecided. Position ``-1`` is the time
before the first moment: no event, nothing past, every state function at its start. Source: semantics, section 2.
"""

from __future__ import annotations

from collections.abc import Mapping

from rcl.model.contract import Rule, StateFunction, Update
from rcl.model.formula import (
    And,
    Arith,
    BoolLit,
    Compare,
    Const,
    EnumLit,
    Formula,
    Historically,
    Holds,
    Implies,
    IntLit,
    NoneLit,
    Not,
    NotTerm,
    Once,
    Or,
    Pattern,
    Previously,
    Since,
    StateRead,
    Term,
    Var,
)
from rcl.temporal.trace import (
    UNKNOWN,
    Occurrence,
    Truth,
    Value,
    View,
    same,
    truth_and,
    truth_not,
    truth_or,
)

Environment = Mapping[str, Value]
"""Values of the variables in scope, by name."""


class Evaluator:
    """The meaning of formulas over one view, with the state functions they may read."""

    def __init__(self, view: View, states: Mapping[str, StateFunction]) -> None:
        self._view = view
        self._states = states
        self._values: dict[tuple[str, tuple[Value, ...], int], Value] = {}

    def truth(self, formula: Formula, position: int, env: Environment) -> Truth:
        """The truth of ``formula`` at ``position`` (``-1`` or an index of the view)."""
        match formula:
            case Const(value=value):
                return value
            case Pattern():
                return self._happens(formula, position, env)
            case Compare(op=op, left=left, right=right):
                return compare(op, self.value(left, position, env), self.value(right, position, env))
            case Holds(term=term):
                return _as_truth(self.value(term, position, env))
            case Not(body=body):
                return truth_not(self.truth(body, position, env))
            case And(parts=parts):
                return truth_and([self.truth(part, position, env) for part in parts])
            case Or(parts=parts):
                return truth_or([self.truth(part, position, env) for part in parts])
            case Implies(left=left, right=right):
                return truth_or(
                    [truth_not(self.truth(left, position, env)), self.truth(right, position, env)]
                )
            case Once(body=body):
                return truth_or([self.truth(body, at, env) for at in range(position + 1)])
            case Historically(body=body):
                return truth_and([self.truth(body, at, env) for at in range(position + 1)])
            case Previously(body=body):
                return self.truth(body, max(position - 1, -1), env)
            case Since(left=left, right=right):
                return self._since(left, right, position, env)

    def _since(self, left: Formula, right: Formula, position: int, env: Environment) -> Truth:
        cases: list[Truth] = []
        for start in range(position + 1):
            kept = [self.truth(left, at, env) for at in range(start + 1, position + 1)]
            cases.append(truth_and([self.truth(right, start, env), *kept]))
        return truth_or(cases)

    def _happens(self, pattern: Pattern, position: int, env: Environment) -> Truth:
        if position < 0:
            return False
        moment = self._view[position]
        found = [
            truth_and(
                [same(item.value(name), self.value(term, position, env)) for name, term in pattern.fields]
            )
            for item in moment.occurrences
            if item.event == pattern.event
        ]
        if pattern.event in moment.maybe:
            found.append(None)
        return truth_or(found)

    def value(self, term: Term, position: int, env: Environment) -> Value:
        """The value of ``term`` at ``position``; state functions count this step's updates in."""
        match term:
            case Var(name=name):
                return env[name]
            case StateRead(state=state, args=args):
                return self.state(state, tuple(self.value(arg, position, env) for arg in args), position)
            case _:
                return combine(term, lambda inner: self.value(inner, position, env))

    def state(self, name: str, key: tuple[Value, ...], position: int) -> Value:
        """The value of a state function at ``key`` after the moment at ``position``."""
        if UNKNOWN in key:
            return UNKNOWN
        function = self._states[name]
        if position < 0 or None in key:
            return combine(function.initial, lambda _: UNKNOWN)
        memo = (name, key, position)
        if memo not in self._values:
            self._values[memo] = self._updated(function, key, position)
        return self._values[memo]

    def _updated(self, function: StateFunction, key: tuple[Value, ...], position: int) -> Value:
        value = self.state(function.name, key, position - 1)
        moment = self._view[position]
        unseen = [update for update in function.updates if update.pattern.event in moment.maybe]
        for update in unseen:
            value = self._perhaps(function, key, update, position, value)
        for update in function.updates:
            for item in moment.occurrences:
                if item.event == update.pattern.event:
                    value = self._apply(function, key, update, item, position, value)
        for update in unseen:
            value = self._perhaps(function, key, update, position, value)
        return value

    def _perhaps(
        self, function: StateFunction, key: tuple[Value, ...], update: Update, position: int, value: Value
    ) -> Value:
        env: dict[str, Value] = {
            term.name: UNKNOWN for _, term in update.pattern.fields if isinstance(term, Var)
        }
        env.update({param.name: at for param, at in zip(function.params, key, strict=True)})
        return join(value, self._assigned(function, key, update, position, env, value))

    def _apply(
        self,
        function: StateFunction,
        key: tuple[Value, ...],
        update: Update,
        item: Occurrence,
        position: int,
        value: Value,
    ) -> Value:
        env: dict[str, Value] = {param.name: at for param, at in zip(function.params, key, strict=True)}
        matches: list[Truth] = []
        for name, term in update.pattern.fields:
            if isinstance(term, Var) and term.name not in env:
                env[term.name] = item.value(name)
            else:
                matches.append(same(item.value(name), self.value(term, position - 1, env)))
        matched = truth_and(matches)
        if matched is False:
            return value
        assigned = self._assigned(function, key, update, position, env, value)
        return assigned if matched else join(value, assigned)

    def _assigned(
        self,
        function: StateFunction,
        key: tuple[Value, ...],
        update: Update,
        position: int,
        env: Environment,
        so_far: Value,
    ) -> Value:
        def read(term: Term) -> Value:
            match term:
                case Var(name=name):
                    return env[name]
                case StateRead(state=state, args=args):
                    at = tuple(read(arg) for arg in args)
                    if state == function.name and at == key:
                        return so_far
                    return self.state(state, at, position - 1)
                case _:
                    return combine(term, read)

        return read(update.value)

    def rule(self, rule: Rule, position: int, env: Environment) -> Truth:
        """Does the rule hold at ``position`` for this assignment of all its variables?"""
        fires = self.fires(rule, position, env)
        return truth_or([truth_not(fires), self.truth(rule.requires, position, env)])

    def fires(self, rule: Rule, position: int, env: Environment) -> Truth:
        """Do trigger and condition of the rule hold at ``position`` for this assignment?"""
        happened = (
            truth_or([self.truth(pattern, position, env) for pattern in rule.triggers])
            if rule.triggers
            else True
        )
        return truth_and([happened, self.truth(rule.condition, position, env)])


def combine(term: Term, read: object) -> Value:
    """The value of a literal or operator node; ``read`` evaluates the operands."""
    assert callable(read)
    match term:
        case IntLit(value=number):
            return number
        case BoolLit(value=flag):
            return flag
        case EnumLit(member=member):
            return member
        case NoneLit():
            return None
        case NotTerm(term=inner):
            value = read(inner)
            return UNKNOWN if value is UNKNOWN else not value
        case Arith(op=op, left=left, right=right):
            return arithmetic(op, read(left), read(right))
        case _:
            raise TypeError(f"not an operator: {term}")


def arithmetic(op: str, left: Value, right: Value) -> Value:
    """Integer arithmetic; unknown if either operand is."""
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    assert isinstance(left, int) and isinstance(right, int)
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "min":
            return min(left, right)
        case _:
            return max(left, right)


def compare(op: str, left: Value, right: Value) -> Truth:
    """A comparison of two values; not known if either is unknown."""
    equal = same(left, right)
    if op == "=":
        return equal
    if op == "!=":
        return truth_not(equal)
    if equal is None:
        return None
    assert isinstance(left, int) and isinstance(right, int)
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[op]


def join(left: Value, right: Value) -> Value:
    """What is known when either of two values may be the case."""
    return left if left is not UNKNOWN and type(left) is type(right) and left == right else UNKNOWN


def _as_truth(value: Value) -> Truth:
    return None if value is UNKNOWN else bool(value)
