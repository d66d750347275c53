"""Maps ``map`` lines of lowerings and ``seen`` lines of weaker bundles to ``MapLine`` values.

Invariant: every field of the target event is filled or explicitly unknown (``_``); what fills it is bound by the
source. An identifier field filled with a constant is a defect: identity has to be carried by an event
(semantics, section 5); it is returned to the caller, who decides whether it is an error.
"""

from __future__ import annotations

from rcl.diag import codes
from rcl.diag.diagnostic import Diagnostic
from rcl.model.contract import Event
from rcl.model.formula import Term, term_type
from rcl.model.resolve_formulas import written_fields
from rcl.model.resolve_rules import resolve_bound_pattern
from rcl.model.resolve_terms import is_free, report_type, resolve_term
from rcl.model.runtime import MapLine
from rcl.model.scope import Context, Env, fits, lookup_event
from rcl.model.types import Type, is_identifier
from rcl.syntax import tree

Fields = tuple[tuple[str, Term | None], ...]


def resolve_map_line(
    written: tree.MapDecl | tree.ReadingDecl,
    targets: Context,
    sources: Context,
) -> tuple[MapLine | None, tuple[Diagnostic, ...]]:
    """The line and its defects. Target events mean what ``targets`` says, everything else what ``sources`` says."""
    env = Env()
    bound = resolve_bound_pattern(written.source, written.condition, sources, env)
    event = lookup_event(written.target.head, targets)
    if event is None:
        return None, ()
    fields, defects = _fields(written.target, event, targets, sources, env.copy(values_only=True))
    if bound is None or fields is None:
        return None, defects
    pattern, formula = bound
    return MapLine(event.name, fields, pattern, formula, written.span), defects


def _fields(
    target: tree.Call, event: Event, targets: Context, sources: Context, env: Env
) -> tuple[Fields | None, tuple[Diagnostic, ...]]:
    filled: dict[str, Term | None] = {}
    defects: list[Diagnostic] = []
    good = readable = True
    for name, kind, value in written_fields(target, event, targets):
        if kind is None:
            good = readable = False
        elif isinstance(value, tree.Wildcard):
            filled[name] = None
        elif is_identifier(kind) and _is_constant(value, sources, env):
            filled[name] = None
            defects.append(_constant_identity(value, name, event))
        else:
            filled[name] = _value(value, kind, f"field `{name}` of `{event.name}`", sources, env)
            good = good and filled[name] is not None
    missing = [item.name for item in event.fields if item.name not in filled]
    if missing and readable:
        good = False
        _report_missing(target, event, missing, targets)
    fields = tuple((item.name, filled[item.name]) for item in event.fields) if good and not missing else None
    return fields, tuple(defects)


def _value(value: tree.Expr, kind: Type, what: str, context: Context, env: Env) -> Term | None:
    term = resolve_term(value, context, env, kind)
    if term is None or fits(kind, term_type(term)):
        return term
    report_type(value.span, kind, term_type(term), what, context)
    return None


def _is_constant(value: tree.Expr, context: Context, env: Env) -> bool:
    match value:
        case tree.Number() | tree.Boolean() | tree.NoneValue():
            return True
        case tree.Ident(name=name) if is_free(value, context, env):
            return name.text in context.scope.types.homes
        case _:
            return False


def _constant_identity(value: tree.Expr, name: str, event: Event) -> Diagnostic:
    return Diagnostic(
        codes.IDENTITY_FROM_LITERAL,
        f"field `{name}` of `{event.name}` takes its identity from a constant",
        value.span,
        "every step would speak of the same one",
        "take the value from a field of the source event, or write `_` if the runtime does not carry it",
    )


def _report_missing(target: tree.Call, event: Event, missing: list[str], context: Context) -> None:
    fields = ", ".join(f"`{name}`" for name in missing)
    context.sink.report(
        codes.MISSING_MAP_FIELD,
        f"`{event.name}` is mapped without {fields}",
        target.span,
        label="every field is filled or said to be unknown",
        help=f"add {', '.join(f'`{name}: _`' for name in missing)} if the runtime does not carry "
        + ("it" if len(missing) == 1 else "them"),
        notes=((f"`{event.name}` is declared here", event.span),),
    )
