"""Maps written formulas to resolved formulas, and event patterns inside formulas to patterns.

Invariant: every variable of a returned formula was bound before; patterns in formulas bind nothing. Chains of
``and`` and of ``or`` become one node. Source: semantics, section 2.
"""

from __future__ import annotations

from typing import Literal, cast

from rcl.diag import codes
from rcl.diag.span import Span
from rcl.model.contract import Event
from rcl.model.formula import (
    And,
    Compare,
    Const,
    Formula,
    Historically,
    Holds,
    Implies,
    Not,
    Once,
    Or,
    Pattern,
    Previously,
    Since,
    Term,
    term_type,
)
from rcl.model.resolve_terms import is_free, report_type, report_wildcard, resolve_term
from rcl.model.scope import Context, Env, field_type, fits, lookup_event
from rcl.model.types import BOOL, INT, Type
from rcl.syntax import tree

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


def resolve_formula(expr: tree.Expr, context: Context, env: Env) -> Formula | None:
    """The formula as written; ``None`` after a diagnostic. Both sides of an operator are always looked at."""
    match expr:
        case tree.Boolean(value=truth):
            return Const(truth)
        case tree.Number() | tree.NoneValue() | tree.Unary(op="-") | tree.Binary(op="+" | "-" | "*"):
            _report_value(expr.span, None, context)
            return None
        case tree.Wildcard():
            report_wildcard(expr, context)
            return None
        case tree.Ident():
            return _holds(expr, context, env)
        case tree.Call():
            return _call(expr, context, env)
        case tree.Unary():
            return _unary(expr, context, env)
        case tree.Binary(op="and" | "or"):
            return _chain(expr, context, env)
        case tree.Binary(op="implies" | "since"):
            left = resolve_formula(expr.left, context, env)
            right = resolve_formula(expr.right, context, env)
            if left is None or right is None:
                return None
            return Implies(left, right) if expr.op == "implies" else Since(left, right)
        case tree.Binary():
            return _compare(expr, context, env)


def _report_value(span: Span, kind: Type | None, context: Context) -> None:
    context.sink.report(
        codes.NOT_A_FORMULA,
        "a value where a formula is needed",
        span,
        label=f"this is `{kind}`" if kind is not None else "neither true nor false",
        help="compare it with something",
    )


def _holds(expr: tree.Expr, context: Context, env: Env) -> Formula | None:
    if isinstance(expr, tree.Ident) and _is_event(expr.name.text, context, env):
        context.sink.report(
            codes.NOT_A_FORMULA,
            f"event `{expr.name.text}` is written without parentheses",
            expr.span,
            label="names the event, does not say that it happens",
            help=f"write `{expr.name.text}()`",
        )
        return None
    term = resolve_term(expr, context, env, BOOL)
    if term is None:
        return None
    if not fits(BOOL, term_type(term)):
        _report_value(expr.span, term_type(term), context)
        return None
    return Holds(term)


def _is_event(name: str, context: Context, env: Env) -> bool:
    return name in context.scope.events and name not in env.variables


def _call(expr: tree.Call, context: Context, env: Env) -> Formula | None:
    if expr.head.text in context.scope.states or expr.head.text in ("min", "max"):
        return _holds(expr, context, env)
    return resolve_pattern(expr, context, env)


def _unary(expr: tree.Unary, context: Context, env: Env) -> Formula | None:
    body = resolve_formula(expr.body, context, env)
    if body is None:
        return None
    match expr.op:
        case "not":
            return Not(body)
        case "once":
            return Once(body)
        case "historically":
            return Historically(body)
        case "previously":
            return Previously(body)
        case _:
            raise AssertionError(expr.op)


def _chain(expr: tree.Binary, context: Context, env: Env) -> Formula | None:
    node = And if expr.op == "and" else Or
    parts: list[Formula] = []
    good = True
    for written in (expr.left, expr.right):
        part = resolve_formula(written, context, env)
        if part is None:
            good = False
        elif isinstance(part, node):
            parts += part.parts
        else:
            parts.append(part)
    return node(tuple(parts)) if good else None


def _compare(expr: tree.Binary, context: Context, env: Env) -> Formula | None:
    op = cast(Literal["=", "!=", "<", "<=", ">", ">="], expr.op)
    assert op in COMPARISONS
    if op in ("=", "!="):
        left, right = _sides(expr, context, env)
    else:
        left = resolve_term(expr.left, context, env, INT)
        right = resolve_term(expr.right, context, env, INT)
    if left is None or right is None:
        return None
    kinds = term_type(left), term_type(right)
    if op not in ("=", "!=") and not (fits(INT, kinds[0]) and fits(INT, kinds[1])):
        wrong = 1 if fits(INT, kinds[0]) else 0
        span = (expr.left, expr.right)[wrong].span
        message = f"`{op}` compares `Int` only, and this is `{kinds[wrong]}`"
        context.sink.report(codes.INCOMPARABLE_TYPES, message, span, label=f"this is `{kinds[wrong]}`")
        return None
    if not fits(kinds[0], kinds[1]):
        message = f"`{kinds[0]}` and `{kinds[1]}` cannot be compared"
        context.sink.report(codes.INCOMPARABLE_TYPES, message, expr.span, label="values of different types")
        return None
    return Compare(op, left, right)


def _sides(expr: tree.Binary, context: Context, env: Env) -> tuple[Term | None, Term | None]:
    """Both sides; the one that takes its type from the other is resolved last."""
    if is_free(expr.left, context, env) and not is_free(expr.right, context, env):
        right = resolve_term(expr.right, context, env, None)
        if right is None:
            return None, None
        return resolve_term(expr.left, context, env, term_type(right)), right
    left = resolve_term(expr.left, context, env, None)
    if left is None and is_free(expr.right, context, env):
        return None, None
    return left, resolve_term(expr.right, context, env, None if left is None else term_type(left))


# ---------------------------------------------------------------- patterns


def resolve_pattern(call: tree.Call, context: Context, env: Env) -> Pattern | None:
    """An event pattern inside a formula: every variable in it must be bound."""
    event = lookup_event(call.head, context, also_states=True)
    if event is None:
        return None
    fields: dict[str, Term] = {}
    good = True
    for name, kind, value in written_fields(call, event, context):
        if kind is None:
            good = False
            continue
        if isinstance(value, tree.Wildcard):
            continue
        term = resolve_term(value, context, env, kind)
        if term is None:
            good = False
        elif not fits(kind, term_type(term)):
            report_type(value.span, kind, term_type(term), f"field `{name}` of `{event.name}`", context)
            good = False
        else:
            fields[name] = term
    return make_pattern(event, fields) if good else None


def make_pattern(event: Event, fields: dict[str, Term]) -> Pattern:
    """The pattern with its fields in the event's order."""
    return Pattern(
        event.name, tuple((item.name, fields[item.name]) for item in event.fields if item.name in fields)
    )


def written_fields(
    call: tree.Call, event: Event, context: Context
) -> list[tuple[str, Type | None, tree.Expr]]:
    """The arguments as (field, type, value); the type is ``None`` where the argument was reported."""
    found: list[tuple[str, Type | None, tree.Expr]] = []
    seen: dict[str, Span] = {}
    for argument in call.arguments:
        name = argument.name
        if name is None and isinstance(argument.value, tree.Ident):
            name = argument.value.name
        if name is None:
            fields = ", ".join(item.name for item in event.fields)
            context.sink.report(
                codes.ARGUMENT_FORM,
                f"which field of `{event.name}` is meant?",
                argument.span,
                label="fields are named, not counted",
                help=f"write `FIELD: VALUE` with one of: {fields or 'none, the event has no field'}",
            )
            found.append(("", None, argument.value))
        elif name.text in seen:
            context.sink.report(
                codes.DUPLICATE_FIELD,
                f"field `{name.text}` is named twice",
                name.span,
                label="named again here",
                notes=(("named first here", seen[name.text]),),
            )
            found.append((name.text, None, argument.value))
        else:
            seen[name.text] = name.span
            found.append((name.text, field_type(event, name, context), argument.value))
    return found
