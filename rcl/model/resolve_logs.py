"""Maps ``log`` blocks to ``Log`` values.

Invariant: a field of an emitted event is filled from the record, by a literal that fits its type, or said to be
unknown; a literal never becomes an identity. Source: semantics, sections 3 and 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from rcl.diag import codes
from rcl.diag.span import Span
from rcl.model.contract import Event
from rcl.model.formula import identifier_sort
from rcl.model.logs import Emit, Fill, Literal, Log, Order, Over, Path, Record, Test
from rcl.model.scope import Context, add_unique, field_type, is_unknown, lookup_event, report_unknown
from rcl.model.types import BOOL, INT, EnumType, OptionType, Type, is_identifier
from rcl.syntax import tree

Item = TypeVar("Item", tree.LogKindDecl, tree.LogOrderDecl, tree.EndingDecl)
ORDERS = {"": Order.SEQUENCE, "skipping": Order.SKIPPING, "rising": Order.RISING}


@dataclass(frozen=True, slots=True)
class Home:
    """The contract or runtime that declares the log, and what its adapters add to the events."""

    owner: str
    of_contract: bool
    context: Context
    adapters: Mapping[str, Mapping[str, Event]]


def resolve_logs(items: Iterable[tree.Declaration], home: Home) -> tuple[Log, ...]:
    """The logs among the declarations, by name; what is wrong with one is reported, and the others stand."""
    found: dict[str, Log] = {}
    for decl in items:
        if isinstance(decl, tree.LogDecl):
            log = _log(decl, home)
            if log is not None:
                add_unique(found, decl.name, log, "log", lambda first: first.span, home.context.sink)
    return tuple(log for _, log in sorted(found.items()))


def _log(decl: tree.LogDecl, home: Home) -> Log | None:
    context = _context(decl, home)
    kind = _only(decl, [item for item in decl.items if isinstance(item, tree.LogKindDecl)], "kind", context)
    order = _only(
        decl, [item for item in decl.items if isinstance(item, tree.LogOrderDecl)], "order", context
    )
    ending = _only(
        decl, [item for item in decl.items if isinstance(item, tree.EndingDecl)], "ending", context
    )
    records = tuple(_record(item, context) for item in decl.items if isinstance(item, tree.RecordDecl))
    ignored = _ignored(decl, context)
    if kind is None:
        context.sink.report(
            codes.LOG_INCOMPLETE,
            f"log `{decl.name.text}` does not say which field holds the kind of a record",
            decl.name.span,
            label="no `kind` here",
            help="add `kind FIELD`",
        )
    if not records:
        context.sink.report(
            codes.LOG_INCOMPLETE,
            f"log `{decl.name.text}` reads no record",
            decl.name.span,
            label="no `record` here",
            help='add `record "KIND" as EVENT(...)`',
        )
    end = _emit(ending.emit, context, ending=True) if ending is not None else None
    if kind is None or not records:
        return None
    return Log(
        name=decl.name.text,
        owner=home.owner,
        of_contract=home.of_contract,
        kind=_path(kind.path),
        order=ORDERS[order.how] if order is not None else Order.NONE,
        key=_path(order.path) if order is not None else (),
        records=tuple(record for record in records if record is not None),
        ignored=frozenset(ignored),
        ending=end,
        events=tuple(context.scope.events.values()),
        text=decl.text.value if decl.text is not None else "",
        span=decl.span,
        over=_over(decl, context),
    )


def _over(decl: tree.LogDecl, context: Context) -> tuple[Over, ...]:
    found: dict[Over, None] = {}
    items = [item for part in decl.items if isinstance(part, tree.ForgetDecl) for item in part.items]
    for item in items:
        event = lookup_event(item.event, context)
        kind = field_type(event, item.field, context) if event is not None else None
        if event is None or kind is None or is_unknown(kind):
            continue
        sort = identifier_sort(kind)
        if sort is None:
            context.sink.report(
                codes.INCOMPARABLE_TYPES,
                f"field `{item.field.text}` of `{event.name}` is of type `{kind}`",
                item.field.span,
                label="not an identifier",
                help="name a field that holds an identifier",
            )
            continue
        found[Over(event.name, item.field.text, sort.name)] = None
    return tuple(found)


def _context(decl: tree.LogDecl, home: Home) -> Context:
    added: dict[str, Event] = {}
    for name in decl.uses:
        if name.text in home.adapters:
            added |= home.adapters[name.text]
        else:
            known: dict[str, Span | None] = dict.fromkeys(home.adapters)
            report_unknown(codes.UNKNOWN_ADAPTER, "adapter or patch", name, known, home.context)
    return Context(home.context.scope.extended(added, {}), home.context.sink)


def _only(decl: tree.LogDecl, items: list[Item], word: str, context: Context) -> Item | None:
    for item in items[1:]:
        context.sink.report(
            codes.DUPLICATE_NAME,
            f"`{word}` stands twice in log `{decl.name.text}`",
            item.span,
            label="said again here",
            help="delete one of the two",
            notes=(("said first here", items[0].span),),
        )
    return items[0] if items else None


def _ignored(decl: tree.LogDecl, context: Context) -> dict[str, Span]:
    read = {item.kind.value: item.kind.span for item in decl.items if isinstance(item, tree.RecordDecl)}
    ignored: dict[str, Span] = {}
    for item in decl.items:
        if isinstance(item, tree.IgnoreDecl):
            for kind in item.kinds:
                ignored[kind.value] = kind.span
                if kind.value in read:
                    context.sink.report(
                        codes.LOG_RECORD_IGNORED,
                        f'record "{kind.value}" is both read and ignored',
                        kind.span,
                        label="ignored here",
                        help="delete one of the two",
                        notes=(("read here", read[kind.value]),),
                    )
    return ignored


def _record(item: tree.RecordDecl, context: Context) -> Record | None:
    emits = [_emit(emit, context) for emit in item.emits]
    tests = tuple(Test(_path(test.path), test.op, _test_value(test, context)) for test in item.tests)
    good = [emit for emit in emits if emit is not None]
    return Record(item.kind.value, tests, tuple(good), item.span) if len(good) == len(emits) else None


def _test_value(test: tree.TestDecl, context: Context) -> Literal:
    value = None if isinstance(test.value, tree.NoneValue) else test.value.value
    if test.op not in ("=", "!=") and (not isinstance(value, int) or isinstance(value, bool)):
        context.sink.report(
            codes.INCOMPARABLE_TYPES,
            f"`{test.op}` compares numbers only",
            test.value.span,
            label="not a number",
            help="compare with `=` or `!=`",
        )
    return value


def _emit(decl: tree.EmitDecl, context: Context, *, ending: bool = False) -> Emit | None:
    event = lookup_event(decl.event, context)
    if event is None:
        return None
    fills: dict[str, Fill] = {}
    good = True
    for item in decl.fills:
        kind = field_type(event, item.name, context)
        fill = _fill(item, kind, event, context, ending) if kind is not None else None
        if fill is None:
            good = False
        else:
            good = add_unique(fills, item.name, fill, "field", lambda _: decl.span, context.sink) and good
    missing = [field.name for field in event.fields if field.name not in fills]
    if missing and good:
        good = False
        _report_missing(decl, event, missing, context)
    return Emit(event.name, tuple(fills[field.name] for field in event.fields), decl.span) if good else None


def _fill(item: tree.FillDecl, kind: Type, event: Event, context: Context, ending: bool) -> Fill | None:
    name = item.name.text
    if is_unknown(kind):
        return None
    match item.value:
        case tree.Wildcard():
            return Fill(name, kind, (), False, False, False, None)
        case tree.Paths(each, paths, optional):
            if isinstance(kind, EnumType) and len(paths) == 1 and not each and not optional:
                if paths[0].text in kind.members:
                    return Fill(name, kind, (), False, False, True, paths[0].text)
            if not ending:
                return Fill(name, kind, tuple(map(_path, paths)), optional, each, True, None)
            message, label = "the end of a log has no fields", "there is no record to read here"
            context.sink.report(codes.LOG_INCOMPLETE, message, item.value.span, label=label, help="write `_`")
            return None
        case literal:
            return _literal(literal, name, kind, event, context)


def _literal(
    literal: tree.Number | tree.Boolean | tree.NoneValue,
    name: str,
    kind: Type,
    event: Event,
    context: Context,
) -> Fill | None:
    value = None if isinstance(literal, tree.NoneValue) else literal.value
    if is_identifier(kind) and not (value is None and isinstance(kind, OptionType)):
        context.sink.report(
            codes.IDENTITY_FROM_LITERAL,
            f"field `{name}` of `{event.name}` takes its identity from a constant",
            literal.span,
            label="every record would speak of the same one",
            help="take it from a field of the record, or write `_` if the record does not carry it",
        )
        return None
    fitting = kind == BOOL if isinstance(value, bool) else kind == INT if isinstance(value, int) else True
    if not fitting or (value is None and not isinstance(kind, OptionType)):
        context.sink.report(
            codes.INCOMPARABLE_TYPES,
            f"field `{name}` of `{event.name}` is of type `{kind}`",
            literal.span,
            label="of another type",
            help="write a value of that type, a field of the record, or `_`",
        )
        return None
    return Fill(name, kind, (), False, False, True, value)


def _report_missing(decl: tree.EmitDecl, event: Event, missing: list[str], context: Context) -> None:
    fields = ", ".join(f"`{name}`" for name in missing)
    context.sink.report(
        codes.MISSING_MAP_FIELD,
        f"`{event.name}` is read without {fields}",
        decl.span,
        label="every field is filled or said to be unknown",
        help="add " + ", ".join(f"`{name}: _`" for name in missing) + " if the record does not carry it",
        notes=((f"`{event.name}` is declared here", event.span),),
    )


def _path(name: tree.Name) -> Path:
    return tuple(name.text.split("."))
