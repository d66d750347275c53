"""Maps written terms to typed terms.

Invariant: a term that is returned is well typed; ``None`` means that the reason was reported. A bare name is a
variable if one is bound, else a state function without parameters, else an enum member of the expected type.
Source: semantics, section 2.
"""

from __future__ import annotations

from typing import Literal, cast

from rcl.diag import codes
from rcl.diag.span import Span
from rcl.diag.suggest import nearest
from rcl.model.contract import StateFunction
from rcl.model.formula import (
    Arith,
    BoolLit,
    EnumLit,
    IntLit,
    NoneLit,
    NotTerm,
    StateRead,
    Term,
    Var,
    term_type,
)
from rcl.model.scope import (
    BUILTIN_FUNCTIONS,
    UNKNOWN,
    Context,
    Env,
    fits,
    is_unknown,
    nearest_name,
    places,
    report_unknown,
)
from rcl.model.types import BOOL, INT, EnumType, OptionType, Type
from rcl.syntax import tree


def resolve_value(expr: tree.Expr, target: Type, what: str, context: Context, env: Env) -> Term | None:
    """A term that can be stored where ``target`` is declared; ``what`` names that place."""
    term = resolve_term(expr, context, env, target)
    if term is None or fits(target, term_type(term)):
        return term
    report_type(expr.span, target, term_type(term), what, context)
    return None


def report_type(span: Span, target: Type, found: Type, what: str, context: Context) -> None:
    """A value of one type where another is needed."""
    message = f"{what} is `{target}`, and the value is `{found}`"
    context.sink.report(codes.WRONG_TYPE, message, span, label=f"this is `{found}`")


def resolve_term(expr: tree.Expr, context: Context, env: Env, expected: Type | None) -> Term | None:
    """The term as written. ``expected`` says which type the place has; it is not checked here."""
    match expr:
        case tree.Number(value=number):
            return IntLit(number)
        case tree.Boolean(value=truth):
            return BoolLit(truth)
        case tree.NoneValue():
            return _none(expr, context, expected)
        case tree.Wildcard():
            report_wildcard(expr, context)
            return None
        case tree.Ident():
            return _identifier(expr, context, env, expected)
        case tree.Call():
            return _call(expr, context, env)
        case tree.Unary(op="-", body=body):
            inner = _integer(body, "what `-` is applied to", context, env)
            return None if inner is None else Arith("-", IntLit(0), inner)
        case tree.Unary(op="not", body=body):
            truth_term = resolve_value(body, BOOL, "what `not` is applied to", context, env)
            return None if truth_term is None else NotTerm(truth_term)
        case tree.Binary(op="+" | "-" | "*"):
            return _arithmetic(expr, context, env)
        case tree.Unary() | tree.Binary():
            _report_formula(expr.op, expr.span, context, env)
            return None


def report_wildcard(expr: tree.Wildcard, context: Context) -> None:
    """``_`` outside of a pattern or map line."""
    context.sink.report(
        codes.WILDCARD_NOT_ALLOWED,
        "`_` has no meaning here",
        expr.span,
        label="a value is needed",
        help="bind a variable and use it",
    )


def _report_formula(op: str, span: Span, context: Context, env: Env) -> None:
    context.sink.report(
        codes.NOT_A_VALUE,
        f"a formula with `{op}` where a value is needed",
        span,
        label="true or false at a step, not a value",
        help="keep it in a state function of type Bool"
        if env.values_only
        else "compare values, or join formulas",
    )


def _none(expr: tree.NoneValue, context: Context, expected: Type | None) -> Term | None:
    if isinstance(expected, OptionType):
        return NoneLit(expected)
    if expected is None or not is_unknown(expected):
        found = f"`{expected}` has no `none`" if expected is not None else "nothing says which type it has"
        context.sink.report(
            codes.INCOMPARABLE_TYPES,
            f"`none` where it has no meaning: {found}",
            expr.span,
            label="only an optional identifier can be `none`",
            help="declare the type with `?` if the value can be missing",
        )
    return None


# ---------------------------------------------------------------- bare names


def is_free(expr: tree.Expr, context: Context, env: Env) -> bool:
    """Does the expression take its type from the place where it stands (an enum member or ``none``)?"""
    if isinstance(expr, tree.Ident):
        return expr.name.text not in env.variables and expr.name.text not in context.scope.states
    return isinstance(expr, tree.NoneValue)


def _identifier(expr: tree.Ident, context: Context, env: Env, expected: Type | None) -> Term | None:
    name = expr.name.text
    if name in env.variables:
        variable = env.variables[name]
        return None if is_unknown(variable.type) else variable
    if name in context.scope.states:
        return read_state(context.scope.states[name], expr.name, (), context, env)
    member = find_member(expr.name, context, expected)
    if member is not None:
        return member if isinstance(member, EnumLit) else None
    _report_unbound(expr.name, context, env, expected)
    env.variables[name] = Var(name, UNKNOWN)
    return None


def find_member(
    name: tree.Name, context: Context, expected: Type | None
) -> EnumLit | Literal["ambiguous"] | None:
    """The enum member of that name, of the expected type if that has one."""
    if isinstance(expected, EnumType) and name.text in expected.members:
        return EnumLit(expected, name.text)
    homes = context.scope.types.homes.get(name.text, ())
    if len(homes) == 1:
        return EnumLit(homes[0], name.text)
    if not homes:
        return None
    context.sink.report(
        codes.AMBIGUOUS_NAME,
        f"`{name.text}` is a member of {' and '.join(f'`{enum}`' for enum in homes)}",
        name.span,
        label="nothing here says which of them",
    )
    return "ambiguous"


def _report_unbound(name: tree.Name, context: Context, env: Env, expected: Type | None) -> None:
    scope = context.scope
    if isinstance(expected, EnumType) and nearest(name.text, expected.members) is not None:
        known: dict[str, Span | None] = dict.fromkeys(expected.members)
        label = f"not a member of `{expected}`"
        report_unknown(codes.UNKNOWN_MEMBER, "member", name, known, context, label=label)
        return
    if not scope.complete:
        return
    if name.text in scope.events:
        context.sink.report(
            codes.NOT_A_VALUE,
            f"event `{name.text}` where a value is needed",
            name.span,
            label="an event, not a value",
            help=f"an event that happens is written `{name.text}()`",
        )
        return
    readable = [state for state, item in scope.states.items() if not item.params]
    near = nearest_name(name.text, [*env.variables, *readable], context.sink)
    bound = ", ".join(f"`{item}`" for item in sorted(env.variables))
    advice = "name it in the trigger, or quantify it"
    context.sink.report(
        codes.UNBOUND_VARIABLE,
        f"variable `{name.text}` is not bound",
        name.span,
        label="nothing gives it a value",
        help=f"did you mean `{near}`?" if near else f"{advice}; bound here: {bound or 'nothing'}",
    )


# ---------------------------------------------------------------- calls


def _call(expr: tree.Call, context: Context, env: Env) -> Term | None:
    head = expr.head.text
    if head in BUILTIN_FUNCTIONS:
        return _extremum(expr, context, env)
    if head in context.scope.states:
        return read_state(context.scope.states[head], expr.head, expr.arguments, context, env)
    if head in context.scope.events:
        context.sink.report(
            codes.NO_CONDITION_ON_STATE if env.values_only else codes.NOT_A_VALUE,
            f"event `{head}` where a value is needed",
            expr.span,
            label="an event happens or not; it has no value",
            help="keep what has happened in a state function" if env.values_only else "",
        )
        return None
    known = places(context.scope.states)
    report_unknown(codes.UNKNOWN_STATE, "state function", expr.head, known, context)
    return None


def _extremum(expr: tree.Call, context: Context, env: Env) -> Term | None:
    op = cast(Literal["min", "max"], expr.head.text)
    values = _positional(expr.head, expr.arguments, context)
    if values is None:
        return None
    if len(values) != 2:
        _report_arity(f"`{op}`", expr.span, ("Int", "Int"), len(values), None, context)
        return None
    left = _integer(values[0], f"the first argument of `{op}`", context, env)
    right = _integer(values[1], f"the second argument of `{op}`", context, env)
    return None if left is None or right is None else Arith(op, left, right)


def read_state(
    state: StateFunction, name: tree.Name, arguments: tuple[tree.Argument, ...], context: Context, env: Env
) -> Term | None:
    """A read of the state function at the written arguments."""
    values = _positional(name, arguments, context)
    if values is None:
        return None
    if len(values) != len(state.params):
        shown = tuple(f"{param.name}: {param.type}" for param in state.params)
        _report_arity(f"state function `{state.name}`", name.span, shown, len(values), state.span, context)
        return None
    args = tuple(
        resolve_value(value, param.type, f"argument `{param.name}` of `{state.name}`", context, env)
        for value, param in zip(values, state.params, strict=True)
    )
    if any(arg is None for arg in args) or is_unknown(state.type):
        return None
    return StateRead(state.name, tuple(arg for arg in args if arg is not None), state.type)


def _positional(
    name: tree.Name, arguments: tuple[tree.Argument, ...], context: Context
) -> list[tree.Expr] | None:
    named = [argument for argument in arguments if argument.name is not None]
    for argument in named:
        assert argument.name is not None
        context.sink.report(
            codes.ARGUMENT_FORM,
            f"`{name.text}` takes its arguments by position",
            argument.name.span,
            label="no field name is needed here",
            help=f"delete `{argument.name.text}:`; only events have named fields",
        )
    return None if named else [argument.value for argument in arguments]


def _report_arity(
    what: str, span: Span, wanted: tuple[str, ...], found: int, place: Span | None, context: Context
) -> None:
    context.sink.report(
        codes.WRONG_ARITY,
        f"{what} takes {len(wanted)} argument{'' if len(wanted) == 1 else 's'}, and {found} {'is' if found == 1 else 'are'} given",
        span,
        label=f"write ({', '.join(wanted)})" if wanted else "it has no arguments",
        notes=() if place is None else ((f"{what} is declared here", place),),
    )


# ---------------------------------------------------------------- arithmetic


def _integer(expr: tree.Expr, what: str, context: Context, env: Env) -> Term | None:
    return resolve_value(expr, INT, what, context, env)


def _arithmetic(expr: tree.Binary, context: Context, env: Env) -> Term | None:
    op = cast(Literal["+", "-", "*"], expr.op)
    left = _integer(expr.left, f"the left side of `{op}`", context, env)
    right = _integer(expr.right, f"the right side of `{op}`", context, env)
    if left is None or right is None:
        return None
    if op == "*" and not isinstance(left, IntLit) and not isinstance(right, IntLit):
        context.sink.report(
            codes.NOT_LINEAR,
            "a product of two values that are not literals",
            expr.span,
            label="one side must be a number",
            help="proofs about such products are not supported; keep the product in a state function's field",
        )
        return None
    return Arith(op, left, right)
