"""Builds formulas, terms and rules: the methods for the expression part of the grammar.

Invariant: chains become left-deep trees, except ``implies``, which becomes right-deep; a minus before a number
becomes a negative number, so that no ``Unary("-", Number)`` ever arises.
"""

from __future__ import annotations

from rcl.diag.span import Span
from rcl.syntax import tree

MAX_DEPTH = 200


class TooDeepError(Exception):
    """A formula is nested more than ``MAX_DEPTH`` deep."""

    def __init__(self, span: Span) -> None:
        super().__init__(span)
        self.span = span


def children_of(expr: tree.Expr) -> tuple[tree.Expr, ...]:
    """The direct parts of an expression, left to right."""
    match expr:
        case tree.Binary(_, left, right):
            return (left, right)
        case tree.Unary(_, body):
            return (body,)
        case tree.Call(_, arguments):
            return tuple(argument.value for argument in arguments)
        case _:
            return ()


def check_depth(expr: tree.Expr, span: Span) -> None:
    """Raises ``TooDeepError`` for an expression that a recursive stage could not walk."""
    level: list[tree.Expr] = [expr]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in children_of(parent)]
        if not level:
            return
    raise TooDeepError(span)


class ExprBuilder:
    """One method a rule of the grammar; the first argument is the span of the whole rule."""

    __slots__ = ()

    def formula(self, span: Span, value: tree.Expr) -> tree.Expr:
        check_depth(value, span)
        return value

    def pattern(self, span: Span, value: tree.Call) -> tree.Call:
        check_depth(value, span)
        return value

    # ------------------------------------------------------------ chains

    def _left_chain(self, op: str, span: Span, parts: tuple[tree.Expr, ...]) -> tree.Expr:
        result = parts[0]
        for part in parts[1:]:
            end = span.end if part is parts[-1] else part.span.end
            result = tree.Binary(op, result, part, Span(span.file, span.start, end, span.line, span.column))
        return result

    def implication(self, span: Span, *parts: tree.Expr) -> tree.Expr:
        result = parts[-1]
        for part in reversed(parts[:-1]):
            whole = span if part is parts[0] else part.span.to(result.span)
            result = tree.Binary("implies", part, result, whole)
        return result

    def disjunction(self, span: Span, *parts: tree.Expr) -> tree.Expr:
        return self._left_chain("or", span, parts)

    def conjunction(self, span: Span, *parts: tree.Expr) -> tree.Expr:
        return self._left_chain("and", span, parts)

    def history(self, span: Span, *parts: tree.Expr) -> tree.Expr:
        return self._left_chain("since", span, parts)

    def _mixed_chain(self, span: Span, first: tree.Expr, rest: tuple[tree.Expr | str, ...]) -> tree.Expr:
        result = first
        for at in range(0, len(rest), 2):
            op, part = rest[at], rest[at + 1]
            assert isinstance(op, str) and not isinstance(part, str)
            end = span.end if at + 2 == len(rest) else part.span.end
            result = tree.Binary(op, result, part, Span(span.file, span.start, end, span.line, span.column))
        return result

    def sum(self, span: Span, first: tree.Expr, *rest: tree.Expr | str) -> tree.Expr:
        return self._mixed_chain(span, first, rest)

    def product(self, span: Span, first: tree.Expr, *rest: tree.Expr | str) -> tree.Expr:
        return self._mixed_chain(span, first, rest)

    def comparison(self, span: Span, left: tree.Expr, comparing: tuple[str, tree.Expr]) -> tree.Expr:
        op, right = comparing
        return tree.Binary(op, left, right, span)

    def comparing(self, span: Span, op: str, right: tree.Expr) -> tuple[str, tree.Expr]:
        return (op, right)

    # ------------------------------------------------------------ prefixes

    def prefixed(self, span: Span, words: tuple[str, ...], body: tree.Expr) -> tree.Expr:
        result = body
        for op in reversed(words):
            if op == "-" and isinstance(result, tree.Number):
                result = tree.Number(-result.value, span)
            else:
                result = tree.Unary(op, result, span)
        return result

    def modal_words(self, span: Span, *words: str) -> tuple[str, ...]:
        return words

    def signs(self, span: Span, *signs: str) -> tuple[str, ...]:
        return signs

    # ------------------------------------------------------------ leaves

    def minus_sign(self, span: Span) -> bool:
        return True

    def number(self, span: Span, minus: bool | None, value: tree.Number) -> tree.Number:
        return tree.Number(-value.value if minus else value.value, span)

    def boolean(self, span: Span, word: str) -> tree.Boolean:
        return tree.Boolean(word == "true", span)

    def none(self, span: Span) -> tree.NoneValue:
        return tree.NoneValue(span)

    def wildcard(self, span: Span) -> tree.Wildcard:
        return tree.Wildcard(span)

    def ident(self, span: Span, name: tree.Name) -> tree.Ident:
        return tree.Ident(name, span)

    def call(self, span: Span, head: tree.Name, arguments: tuple[tree.Argument, ...] | None) -> tree.Call:
        return tree.Call(head, arguments or (), span)

    def arguments(self, span: Span, *arguments: tree.Argument) -> tuple[tree.Argument, ...]:
        return arguments

    def named_argument(self, span: Span, name: tree.Name, value: tree.Expr) -> tree.Argument:
        return tree.Argument(name, value, span)

    def positional_argument(self, span: Span, value: tree.Expr) -> tree.Argument:
        return tree.Argument(None, value, span)

    # ------------------------------------------------------------ rules

    def whenever(
        self,
        span: Span,
        quantified: tuple[tree.Parameter, ...] | None,
        triggers: tuple[tree.Call, ...],
        condition: tree.Expr | None,
        requires: tree.Expr,
    ) -> tree.RuleBody:
        return tree.RuleBody("whenever", quantified or (), triggers, condition, requires, span)

    def always(
        self, span: Span, quantified: tuple[tree.Parameter, ...] | None, formula: tree.Expr
    ) -> tree.RuleBody:
        return tree.RuleBody("always", quantified or (), (), None, formula, span)

    def never(
        self,
        span: Span,
        quantified: tuple[tree.Parameter, ...] | None,
        triggers: tuple[tree.Call, ...],
        condition: tree.Expr | None,
    ) -> tree.RuleBody:
        return tree.RuleBody("never", quantified or (), triggers, condition, None, span)

    def forall(self, span: Span, parameters: tuple[tree.Parameter, ...]) -> tuple[tree.Parameter, ...]:
        return parameters

    def triggers(self, span: Span, *patterns: tree.Call) -> tuple[tree.Call, ...]:
        return patterns

    def condition(self, span: Span, formula: tree.Expr) -> tree.Expr:
        return formula

    def when(self, span: Span, formula: tree.Expr) -> tree.Expr:
        return formula

    # ------------------------------------------------------------ parameters

    def parameters(self, span: Span, *parameters: tree.Parameter) -> tuple[tree.Parameter, ...]:
        return parameters

    def parameter(self, span: Span, name: tree.Name, type_name: tree.TypeName) -> tree.Parameter:
        return tree.Parameter(name, type_name, span)

    def type(self, span: Span, name: tree.Name, optional: bool | None) -> tree.TypeName:
        return tree.TypeName(name, optional is not None, span)

    def optional(self, span: Span) -> bool:
        return True
