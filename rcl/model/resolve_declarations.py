"""Maps declarations of sorts, enums, events and state functions to tables by name.

Invariant: each name stands for one thing of its kind, and no name for both an event and a state function, so
that a call always says what it is. State functions are declared before any update is looked at, so that
updates may read each other. Source: semantics, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rcl.diag import codes
from rcl.diag.span import NOWHERE, Span
from rcl.diag.suggest import nearest
from rcl.model.contract import Event, Field, Role, StateFunction, Update
from rcl.model.formula import BoolLit, EnumLit, IntLit, NoneLit, Term, Var, term_type
from rcl.model.resolve_patterns import bind_pattern
from rcl.model.resolve_rules import resolve_parameters
from rcl.model.resolve_terms import find_member, report_type, resolve_term
from rcl.model.scope import (
    BUILTIN_FUNCTIONS,
    BUILTIN_TYPES,
    Context,
    Env,
    Scope,
    Types,
    fits,
    is_unknown,
    lookup_type,
    report_duplicate,
)
from rcl.model.types import EnumType, OptionType, SortType, Type
from rcl.syntax import tree

CONTRACT_ROLES = ("environment", "duty", "hazard")


def declare_types(items: Iterable[tree.Declaration], imported: Types, context: Context) -> Types:
    """The imported types and those declared here."""
    by_name = dict(imported.by_name)
    spans = dict(imported.places)

    def add(name: tree.Name, kind: Type, what: str) -> None:
        if name.text in BUILTIN_TYPES or name.text in by_name:
            report_duplicate(what, name, spans.get(name.text, NOWHERE), context.sink)
        else:
            by_name[name.text] = kind
            spans[name.text] = name.span

    for item in items:
        if isinstance(item, tree.SortDecl):
            for name in item.names:
                add(name, SortType(name.text), "sort")
        elif isinstance(item, tree.EnumDecl):
            add(item.name, EnumType(item.name.text, _members(item, context)), "enum")
    return Types(by_name, spans)


def _members(decl: tree.EnumDecl, context: Context) -> tuple[str, ...]:
    seen: dict[str, Span] = {}
    for member in decl.members:
        if member.text in seen:
            report_duplicate("enum member", member, seen[member.text], context.sink)
        else:
            seen[member.text] = member.span
    return tuple(seen)


def declare_names(
    events: Sequence[tree.EventDecl], states: Sequence[tree.StateDecl], context: Context, *, contract: bool
) -> Scope:
    """The scope extended by the events and by the state functions without their updates."""
    scope = context.scope
    new_events: dict[str, Event] = {}
    new_states: dict[str, StateFunction] = {}
    for event in events:
        resolved = _event(event, context, contract=contract)
        if _is_new(event.name, "event", new_events, new_states, context):
            new_events[event.name.text] = resolved
    for state in states:
        signature = _signature(state, context)
        if _is_new(state.name, "state function", new_events, new_states, context):
            new_states[state.name.text] = signature
    return scope.extended(new_events, new_states)


def _is_new(
    name: tree.Name,
    kind: str,
    events: dict[str, Event],
    states: dict[str, StateFunction],
    context: Context,
) -> bool:
    if name.text in BUILTIN_FUNCTIONS:
        message = f"`{name.text}` is a built-in function and cannot be declared"
        context.sink.report(codes.RESERVED_WORD, message, name.span, label="choose another name")
        return False
    tables = (events, states, context.scope.events, context.scope.states)
    for table in tables:
        first = table.get(name.text)
        if first is not None:
            report_duplicate(kind, name, first.span, context.sink)
            return False
    return True


def _event(decl: tree.EventDecl, context: Context, *, contract: bool) -> Event:
    fields: dict[str, Field] = {}
    spans: dict[str, Span] = {}
    for parameter in decl.fields:
        kind = lookup_type(parameter.type, context.scope.types, context)
        name = parameter.name
        if name.text in fields:
            context.sink.report(
                codes.DUPLICATE_FIELD,
                f"field `{name.text}` is declared twice",
                name.span,
                label="declared again here",
                notes=(("declared first here", spans[name.text]),),
            )
        else:
            fields[name.text] = Field(name.text, kind)
            spans[name.text] = name.span
    text = decl.text.value if decl.text is not None else ""
    return Event(
        decl.name.text, _role(decl, context, contract=contract), tuple(fields.values()), text, decl.span
    )


def _role(decl: tree.EventDecl, context: Context, *, contract: bool) -> Role:
    if contract:
        if decl.role is None:
            context.sink.report(
                codes.MISSING_ROLE,
                f"event `{decl.name.text}` of a contract has no role",
                decl.name.span,
                label="the role says what it means that nothing is mapped to it",
                help="write `environment`, `duty` or `hazard` before `event`",
            )
            return Role.DUTY
        return Role(decl.role)
    if decl.role in (None, "environment"):
        return Role.RUNTIME if decl.role is None else Role.ENVIRONMENT
    context.sink.report(
        codes.ROLE_NOT_ALLOWED,
        f"event `{decl.name.text}` of a runtime cannot be a `{decl.role}`",
        decl.name.span,
        label="only a contract says what is a duty or a hazard",
        help="delete the role, and map the event in a lowering",
    )
    return Role.RUNTIME


# ---------------------------------------------------------------- state functions


def _signature(decl: tree.StateDecl, context: Context) -> StateFunction:
    params = resolve_parameters(decl.params, context)
    for param in params:
        written = next(item for item in decl.params if item.name.text == param.name)
        if not isinstance(param.type, SortType):
            context.sink.report(
                codes.PARAMETER_TYPE,
                f"parameter `{param.name}` of state function `{decl.name.text}` is `{param.type}`",
                written.type.span,
                label="a state function is a function of identifiers",
                help="use a sort that is not optional, or one state function for each value",
            )
    kind = lookup_type(decl.type, context.scope.types, context)
    text = decl.text.value if decl.text is not None else ""
    return StateFunction(decl.name.text, params, kind, _initial(decl, kind, context), (), text, decl.span)


def _initial(decl: tree.StateDecl, kind: Type, context: Context) -> Term:
    if isinstance(kind, SortType) and not is_unknown(kind):
        context.sink.report(
            codes.MISSING_INITIAL,
            f"state function `{decl.name.text}` has no value before the first update",
            decl.type.span,
            label=f"no identifier of sort `{kind}` can be written down",
            help=f"write `{kind}?`: it is `none` until the first update",
        )
        return IntLit(0)
    if decl.initial is None:
        if isinstance(kind, OptionType):
            return NoneLit(kind)
        if not is_unknown(kind):
            context.sink.report(
                codes.MISSING_INITIAL,
                f"state function `{decl.name.text}` has no initial value",
                decl.name.span,
                label="only an optional identifier starts as `none` by itself",
                help="write `= VALUE` after the type",
            )
        return IntLit(0)
    return IntLit(0) if is_unknown(kind) else _literal(decl.initial, kind, context)


def _literal(expr: tree.Expr, kind: Type, context: Context) -> Term:
    term: Term | None = None
    if isinstance(expr, tree.Ident):
        member = find_member(expr.name, context, kind)
        if member is None:
            near = nearest(expr.name.text, kind.members) if isinstance(kind, EnumType) else None
            context.sink.report(
                codes.UNKNOWN_MEMBER,
                f"`{expr.name.text}` is no literal of type `{kind}`",
                expr.span,
                label="an initial value is a literal",
                help=f"did you mean `{near}`?" if near else "",
            )
        term = member if isinstance(member, EnumLit) else None
    elif isinstance(expr, tree.Call | tree.Binary | tree.Unary):
        context.sink.report(
            codes.INITIAL_NOT_LITERAL,
            "an initial value is a literal",
            expr.span,
            label="this is an expression",
            help="write a number, `true`, `false`, `none` or an enum member",
        )
    else:
        term = resolve_term(expr, context, Env(values_only=True), kind)
    if term is None:
        return IntLit(0)
    assert isinstance(term, IntLit | BoolLit | EnumLit | NoneLit)
    if not fits(kind, term_type(term)):
        report_type(expr.span, kind, term_type(term), "the state's type", context)
    return term


def resolve_states(decls: Sequence[tree.StateDecl], context: Context) -> dict[str, StateFunction]:
    """The state functions declared here with their updates, by name."""
    found: dict[str, StateFunction] = {}
    for decl in decls:
        signature = context.scope.states.get(decl.name.text)
        if signature is None or signature.span != decl.span or decl.name.text in found:
            continue
        updates = tuple(_update(written, signature, context) for written in decl.updates)
        whole = tuple(update for update in updates if update is not None)
        found[decl.name.text] = replace(signature, updates=whole)
    return found


def _update(decl: tree.UpdateDecl, state: StateFunction, context: Context) -> Update | None:
    env = Env({param.name: param for param in state.params}, values_only=True)
    binding = bind_pattern(decl.pattern, context, env)
    value = resolve_term(decl.value, context, env, state.type)
    if value is not None and not fits(state.type, term_type(value)):
        context.sink.report(
            codes.UPDATE_TYPE_MISMATCH,
            f"state function `{state.name}` is `{state.type}`, and the update is `{term_type(value)}`",
            decl.value.span,
            label=f"this is `{term_type(value)}`",
            notes=((f"`{state.name}` is declared here", state.span),),
        )
        return None
    if binding.pattern is None or value is None:
        return None
    _warn_every_key(decl, state, binding.bound, {term for _, term in binding.pattern.fields}, context)
    return Update(binding.pattern, value)


def _warn_every_key(
    decl: tree.UpdateDecl, state: StateFunction, bound: tuple[Var, ...], used: set[Term], context: Context
) -> None:
    """An update that names a variable of a parameter's sort, but not the parameter, is most likely a slip."""
    for param in state.params:
        twin = next((variable for variable in bound if variable.type == param.type), None)
        if param not in used and twin is not None:
            context.sink.report(
                codes.UPDATE_OF_EVERY_KEY,
                f"this update changes `{state.name}` for every `{param.name}`",
                decl.pattern.span,
                label=f"`{param.name}` is not named; `{twin.name}` is another variable",
                help=f"write `{param.name}` in place of `{twin.name}` if only that key is meant",
            )
