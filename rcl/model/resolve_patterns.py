"""Maps written patterns that bind variables: triggers, ``admits``, sources of map lines, updates.

A bare name in such a pattern is a variable that is bound already (quantified, a state's parameter, or named
before in the same pattern: then it means equality), else a member of the field's enum, else a new variable of
the field's type. Invariant: such a pattern holds variables and literals only; a name never hides a state
function, which would widen the pattern unseen.
"""

from __future__ import annotations

from dataclasses import dataclass

from rcl.diag import codes
from rcl.diag.span import Span
from rcl.model.contract import Event
from rcl.model.formula import BoolLit, EnumLit, IntLit, NoneLit, Pattern, Term, Var, term_type
from rcl.model.resolve_formulas import make_pattern, written_fields
from rcl.model.resolve_terms import report_type
from rcl.model.scope import UNKNOWN, Context, Env, fits, is_unknown, lookup_event
from rcl.model.types import EnumType, OptionType, Type
from rcl.syntax import tree


@dataclass(frozen=True, slots=True)
class Binding:
    """A pattern (``None`` after a diagnostic) and the variables it binds, in the order of the text."""

    pattern: Pattern | None
    bound: tuple[Var, ...]


def bind_pattern(call: tree.Call, context: Context, env: Env) -> Binding:
    """Resolves the pattern and adds the variables it binds to ``env``."""
    event = lookup_event(call.head, context)
    if event is None:
        poison_names(call, env)
        return Binding(None, ())
    bound: list[Var] = []
    fields: dict[str, Term] = {}
    good = True
    for name, kind, value in written_fields(call, event, context):
        if isinstance(value, tree.Wildcard) and kind is not None:
            continue
        term = _value(value, UNKNOWN if kind is None else kind, bound, context, env)
        if term is None or kind is None:
            good = False
        elif _fits_field(term, kind, name, event, value.span, context):
            fields[name] = term
        else:
            good = False
    return Binding(make_pattern(event, fields) if good else None, tuple(bound))


def poison_names(call: tree.Call, env: Env) -> None:
    """After an unknown event, its variables are known to be meant, and of no known type."""
    for argument in call.arguments:
        if isinstance(argument.value, tree.Ident):
            name = argument.value.name.text
            env.variables.setdefault(name, Var(name, UNKNOWN))


def _fits_field(term: Term, kind: Type, name: str, event: Event, span: Span, context: Context) -> bool:
    if fits(kind, term_type(term)):
        return True
    report_type(span, kind, term_type(term), f"field `{name}` of `{event.name}`", context)
    return False


def _value(expr: tree.Expr, kind: Type, bound: list[Var], context: Context, env: Env) -> Term | None:
    match expr:
        case tree.Number(value=number):
            return IntLit(number)
        case tree.Boolean(value=truth):
            return BoolLit(truth)
        case tree.NoneValue() if isinstance(kind, OptionType):
            return NoneLit(kind)
        case tree.NoneValue():
            if not is_unknown(kind):
                message = f"`none` where it has no meaning: `{kind}` has no `none`"
                context.sink.report(codes.INCOMPARABLE_TYPES, message, expr.span, label="never `none`")
            return None
        case tree.Ident(name=name):
            return _name(name, kind, bound, context, env)
        case _:
            _report_expression(expr, context)
            return None


def _name(name: tree.Name, kind: Type, bound: list[Var], context: Context, env: Env) -> Term | None:
    known = env.variables.get(name.text)
    if known is not None:
        return None if is_unknown(known.type) else known
    if isinstance(kind, EnumType) and name.text in kind.members:
        return EnumLit(kind, name.text)
    state = context.scope.states.get(name.text)
    if state is not None and not state.params:
        context.sink.report(
            codes.AMBIGUOUS_NAME,
            f"variable `{name.text}` would hide the state function of that name",
            name.span,
            label="binds a variable here; a pattern does not read states",
            help="choose another name for the variable, and compare it with the state after `and` or `when`",
            notes=((f"state `{name.text}` is declared here", state.span),),
        )
    variable = Var(name.text, kind)
    env.variables[name.text] = variable
    bound.append(variable)
    return None if is_unknown(kind) else variable


def _report_expression(expr: tree.Expr, context: Context) -> None:
    context.sink.report(
        codes.EXPRESSION_IN_PATTERN,
        "an expression in a pattern that binds variables",
        expr.span,
        label="a variable, a literal or `_` is needed here",
        help="bind a variable, and compare it after `and` or `when`",
    )
