"""Expressions of a transition system: booleans and integers over registers, inputs and rigid constants.

Invariant: expressions of one pool are hash-consed, so equal expressions are the same object and a
shared part is encoded once; constructors simplify constants away. Identifiers and enum members are
integers here (``none`` is -1). No solver is imported: smt encodes these, explore interprets them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

Kind = Literal["B", "I"]
Op = Literal["const", "var", "not", "and", "or", "eq", "le", "lt", "add", "mul", "ite"]


class Expr:
    """One node. ``value`` is the constant of a ``const`` and the name of a ``var``."""

    __slots__ = ("args", "id", "kind", "op", "value")

    def __init__(
        self, op: Op, kind: Kind, args: tuple[Expr, ...], value: int | bool | str | None, ident: int
    ) -> None:
        self.op = op
        self.kind = kind
        self.args = args
        self.value = value
        self.id = ident

    def __repr__(self) -> str:
        return text(self)


class Pool:
    """Builds and shares expressions."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Expr] = {}
        self.true = self._make("const", "B", (), True)
        self.false = self._make("const", "B", (), False)

    def _make(
        self, op: Op, kind: Kind, args: tuple[Expr, ...], value: int | bool | str | None = None
    ) -> Expr:
        key = (op, kind, tuple(arg.id for arg in args), type(value), value)
        found = self._known.get(key)
        if found is None:
            found = Expr(op, kind, args, value, len(self._known))
            self._known[key] = found
        return found

    def bool(self, value: bool) -> Expr:
        return self.true if value else self.false

    def int(self, value: int) -> Expr:
        return self._make("const", "I", (), value)

    def var(self, name: str, kind: Kind) -> Expr:
        return self._make("var", kind, (), name)

    def not_(self, body: Expr) -> Expr:
        if body.op == "const":
            return self.bool(not body.value)
        if body.op == "not":
            return body.args[0]
        return self._make("not", "B", (body,))

    def and_(self, parts: Iterable[Expr]) -> Expr:
        return self._join("and", parts, self.true, self.false)

    def or_(self, parts: Iterable[Expr]) -> Expr:
        return self._join("or", parts, self.false, self.true)

    def _join(self, op: Literal["and", "or"], parts: Iterable[Expr], unit: Expr, zero: Expr) -> Expr:
        kept: dict[int, Expr] = {}
        for part in parts:
            if part is zero:
                return zero
            for inner in part.args if part.op == op else (part,):
                if inner is not unit:
                    kept.setdefault(inner.id, inner)
        for part in kept.values():
            if part.op == "not" and part.args[0].id in kept:
                return zero
        if not kept:
            return unit
        args = tuple(kept.values())
        return args[0] if len(args) == 1 else self._make(op, "B", args)

    def implies(self, left: Expr, right: Expr) -> Expr:
        return self.or_((self.not_(left), right))

    def eq(self, left: Expr, right: Expr) -> Expr:
        if left is right:
            return self.true
        if left.op == "const" and right.op == "const":
            return self.bool(left.value == right.value)
        if left.kind == "B":
            for one, other in ((left, right), (right, left)):
                if one is self.true:
                    return other
                if one is self.false:
                    return self.not_(other)
        if right.id < left.id:
            left, right = right, left
        return self._make("eq", "B", (left, right))

    def le(self, left: Expr, right: Expr) -> Expr:
        return self._order("le", left, right)

    def lt(self, left: Expr, right: Expr) -> Expr:
        return self._order("lt", left, right)

    def _order(self, op: Literal["le", "lt"], left: Expr, right: Expr) -> Expr:
        if left is right:
            return self.bool(op == "le")
        if left.op == "const" and right.op == "const":
            low, high = _number(left), _number(right)
            return self.bool(low <= high if op == "le" else low < high)
        return self._make(op, "B", (left, right))

    def add(self, left: Expr, right: Expr) -> Expr:
        if left.op == "const" and right.op == "const":
            return self.int(_number(left) + _number(right))
        for one, other in ((left, right), (right, left)):
            if one.op == "const" and one.value == 0:
                return other
        return self._make("add", "I", (left, right))

    def mul(self, factor: Expr, body: Expr) -> Expr:
        if factor.op == "const" and body.op == "const":
            return self.int(_number(factor) * _number(body))
        if factor.op == "const" and factor.value == 1:
            return body
        return self._make("mul", "I", (factor, body))

    def sub(self, left: Expr, right: Expr) -> Expr:
        return self.add(left, self.mul(self.int(-1), right))

    def ite(self, condition: Expr, then: Expr, otherwise: Expr) -> Expr:
        if condition is self.true or then is otherwise:
            return then
        if condition is self.false:
            return otherwise
        if then.kind == "B":
            if then is self.true:
                return self.or_((condition, otherwise))
            if then is self.false:
                return self.and_((self.not_(condition), otherwise))
            if otherwise is self.false:
                return self.and_((condition, then))
            if otherwise is self.true:
                return self.or_((self.not_(condition), then))
        return self._make("ite", then.kind, (condition, then, otherwise))


def _number(expr: Expr) -> int:
    assert isinstance(expr.value, int)
    return expr.value


def variables(roots: Iterable[Expr]) -> dict[str, Expr]:
    """All variables below the roots, by name."""
    found: dict[str, Expr] = {}
    seen: set[int] = set()
    stack = list(roots)
    while stack:
        node = stack.pop()
        if node.id in seen:
            continue
        seen.add(node.id)
        if node.op == "var":
            found[str(node.value)] = node
        stack.extend(node.args)
    return found


def interpret(root: Expr, values: Mapping[str, int | bool], memo: dict[int, int | bool]) -> int | bool:
    """The value of ``root`` where every variable has a value; ``memo`` may be shared between roots."""
    stack = [root]
    while stack:
        node = stack[-1]
        if node.id in memo:
            stack.pop()
            continue
        missing = [arg for arg in node.args if arg.id not in memo]
        if missing:
            stack.extend(missing)
            continue
        memo[node.id] = _apply(node, [memo[arg.id] for arg in node.args], values)
        stack.pop()
    return memo[root.id]


def _apply(node: Expr, args: list[int | bool], values: Mapping[str, int | bool]) -> int | bool:
    match node.op:
        case "const":
            assert isinstance(node.value, int)
            return node.value
        case "var":
            return values[str(node.value)]
        case "not":
            return not args[0]
        case "and":
            return all(args)
        case "or":
            return any(args)
        case "eq":
            return args[0] == args[1]
        case "le":
            return args[0] <= args[1]
        case "lt":
            return args[0] < args[1]
        case "add":
            return args[0] + args[1]
        case "mul":
            return args[0] * args[1]
        case "ite":
            return args[1] if args[0] else args[2]


_INFIX = {"and": " and ", "or": " or ", "eq": " = ", "le": " <= ", "lt": " < ", "add": " + ", "mul": " * "}


def text(node: Expr) -> str:
    """The expression as a person would write it; deep ones are cut."""
    return _text(node, 12)


def _text(node: Expr, depth: int) -> str:
    if depth == 0:
        return "..."
    if node.op == "const":
        return str(node.value).lower() if node.kind == "B" else str(node.value)
    if node.op == "var":
        return str(node.value)
    parts = [_text(arg, depth - 1) for arg in node.args]
    if node.op == "not":
        return f"not {parts[0]}"
    if node.op == "ite":
        return f"(if {parts[0]} then {parts[1]} else {parts[2]})"
    return f"({_INFIX[node.op].join(parts)})"
