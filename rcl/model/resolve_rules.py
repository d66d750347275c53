"""Maps written rules and scenarios to resolved ones.

Invariant: all triggers of a rule bind the same variables with the same types, and nothing in it is unbound.
``always F`` has no trigger and requires F; ``never P and C`` is ``whenever P and C requires false``.
Source: semantics, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rcl.diag import codes
from rcl.diag.span import Span
from rcl.diag.suggest import nearest
from rcl.model.contract import Rule
from rcl.model.formula import FALSE, TRUE, Formula, Pattern, Var
from rcl.model.resolve_formulas import resolve_formula
from rcl.model.resolve_patterns import Binding, bind_pattern
from rcl.model.scope import UNKNOWN, Context, Env, is_unknown, lookup_type, report_duplicate
from rcl.model.types import EnumType
from rcl.syntax import tree


def resolve_parameters(written: Sequence[tree.Parameter], context: Context) -> tuple[Var, ...]:
    """Typed names; a name that stands twice is reported and kept once."""
    found: dict[str, Var] = {}
    spans: dict[str, Span] = {}
    for parameter in written:
        kind = lookup_type(parameter.type, context.scope.types, context)
        name = parameter.name
        if name.text in found:
            report_duplicate("parameter", name, spans[name.text], context.sink)
        else:
            found[name.text] = Var(name.text, kind)
            spans[name.text] = name.span
    return tuple(found.values())


def resolve_variables(written: Sequence[tree.Parameter], context: Context) -> tuple[Var, ...]:
    """The variables of ``forall`` or ``exists``; a name that hides a state function is reported."""
    for parameter in written:
        state = context.scope.states.get(parameter.name.text)
        if state is not None and not state.params:
            context.sink.report(
                codes.AMBIGUOUS_NAME,
                f"variable `{parameter.name.text}` would hide the state function of that name",
                parameter.name.span,
                label="declared as a variable here",
                help="choose another name for the variable",
                notes=((f"state `{state.name}` is declared here", state.span),),
            )
    return resolve_parameters(written, context)


def resolve_rule(body: tree.RuleBody, context: Context) -> Rule | None:
    """The rule; ``None`` after a diagnostic."""
    quantified = resolve_variables(body.quantified, context)
    env = Env({variable.name: variable for variable in quantified})
    bindings = [_trigger(call, context, env) for call in body.triggers]
    good = all(binding.pattern is not None for binding, _ in bindings)
    good = _same_variables(body.triggers, [binding for binding, _ in bindings], context) and good
    for _, inner in bindings:
        _merge(env, inner)
    condition: Formula | None = TRUE
    if body.condition is not None:
        condition = resolve_formula(body.condition, context, env)
    requires: Formula | None = FALSE
    if body.requires is not None:
        requires = resolve_formula(body.requires, context, env)
    if not good or condition is None or requires is None or any(is_unknown(item.type) for item in quantified):
        return None
    bound = bindings[0][0].bound if bindings else ()
    triggers = tuple(binding.pattern for binding, _ in bindings if binding.pattern is not None)
    _warn_unused(body, quantified + bound, context)
    return Rule(quantified, bound, triggers, condition, requires)


def _trigger(call: tree.Call, context: Context, env: Env) -> tuple[Binding, Env]:
    inner = env.copy()
    return bind_pattern(call, context, inner), inner


def _merge(env: Env, inner: Env) -> None:
    """Adds a trigger's variables; a variable whose types differ between triggers was reported."""
    for name, variable in inner.variables.items():
        known = env.variables.get(name)
        differs = known is not None and known.type != variable.type
        env.variables[name] = Var(name, UNKNOWN) if differs else variable


def _same_variables(calls: Sequence[tree.Call], bindings: Sequence[Binding], context: Context) -> bool:
    """Do all alternatives bind what the first one binds? Alternatives with errors of their own are left out."""
    whole = [(call, item) for call, item in zip(calls, bindings, strict=True) if item.pattern is not None]
    good = True
    for call, binding in whole[1:]:
        first = {variable.name: variable.type for variable in whole[0][1].bound}
        here = {variable.name: variable.type for variable in binding.bound}
        if first == here:
            continue
        good = False
        lacking = sorted(first.keys() ^ here.keys())
        if lacking:
            named = ", ".join(f"`{name}`" for name in lacking)
            problem = (
                f"{named} is bound by one alternative only"
                if len(lacking) == 1
                else f"{named} are bound by one alternative only"
            )
        else:
            name = next(name for name in sorted(first) if first[name] != here[name])
            problem = f"`{name}` is `{first[name]}` in one alternative and `{here[name]}` in another"
        context.sink.report(
            codes.ALTERNATIVES_DIFFER,
            f"alternatives bind different variables: {problem}",
            call.span,
            label="does not bind the same variables as the first alternative",
            help="name the same variables in every alternative, or write two rules",
            notes=(("the first alternative is here", whole[0][0].span),),
        )
    return good


def resolve_exists(
    variables: Sequence[tree.Parameter], formula: tree.Expr, context: Context
) -> tuple[tuple[Var, ...], Formula] | None:
    """The variables and the formula of a scenario; ``None`` after a diagnostic."""
    bound = resolve_variables(variables, context)
    env = Env({variable.name: variable for variable in bound})
    resolved = resolve_formula(formula, context, env)
    if resolved is None or any(is_unknown(variable.type) for variable in bound):
        return None
    used = set(_names(formula))
    for parameter in variables:
        if parameter.name.text not in used:
            _report_unused(parameter.name, "leave it out", context)
    return bound, resolved


# ---------------------------------------------------------------- variables that say nothing


def _warn_unused(body: tree.RuleBody, variables: Iterable[Var], context: Context) -> None:
    counts: dict[str, int] = {}
    for name in _rule_names(body):
        counts[name] = counts.get(name, 0) + 1
    for parameter in body.quantified:
        if not counts.get(parameter.name.text):
            _report_unused(parameter.name, "leave it out", context)
    if not body.triggers:
        return
    quantified = {parameter.name.text for parameter in body.quantified}
    kinds = {variable.name: variable.type for variable in variables if variable.name not in quantified}
    for argument in body.triggers[0].arguments:
        value = argument.value
        if argument.name is None or not isinstance(value, tree.Ident) or value.name.text not in kinds:
            continue
        if counts.get(value.name.text, 0) > len(body.triggers):
            continue
        kind = kinds[value.name.text]
        near = nearest(value.name.text, kind.members) if isinstance(kind, EnumType) else None
        advice = (
            f"did you mean `{near}`? a name that is no member binds a variable"
            if near
            else "leave the field out"
        )
        _report_unused(value.name, advice, context)


def _report_unused(name: tree.Name, advice: str, context: Context) -> None:
    context.sink.report(
        codes.UNUSED_VARIABLE,
        f"variable `{name.text}` is never used",
        name.span,
        label="bound here, and used nowhere",
        help=advice,
    )


def _rule_names(body: tree.RuleBody) -> Iterator[str]:
    for part in (*body.triggers, body.condition, body.requires):
        if part is not None:
            yield from _names(part)


def _names(expr: tree.Expr) -> Iterator[str]:
    match expr:
        case tree.Ident(name=name):
            yield name.text
        case tree.Call(arguments=arguments):
            for argument in arguments:
                yield from _names(argument.value)
        case tree.Unary(body=body):
            yield from _names(body)
        case tree.Binary(left=left, right=right):
            yield from _names(left)
            yield from _names(right)
        case _:
            pass


def resolve_when(condition: tree.Expr | None, context: Context, env: Env) -> Formula | None:
    """The condition after ``when``; true where there is none."""
    return TRUE if condition is None else resolve_formula(condition, context, env)


def resolve_bound_pattern(
    call: tree.Call, condition: tree.Expr | None, context: Context, env: Env
) -> tuple[Pattern, Formula] | None:
    """``PATTERN when CONDITION``, where the pattern binds what the condition speaks of."""
    pattern = bind_pattern(call, context, env).pattern
    formula = resolve_when(condition, context, env)
    return None if pattern is None or formula is None else (pattern, formula)
