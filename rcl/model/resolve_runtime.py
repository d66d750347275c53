"""Maps all units of one runtime to a ``Runtime`` with its modes and adapters.

Statements, events and states at the top level of any file of a runtime belong to the runtime and apply to every
mode. Invariant: the result does not depend on the order of the files; everything is sorted by name, and an
anchor's name means one thing in the whole runtime. Source: semantics, sections 1 and 6; language, "Modules".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rcl.diag import codes
from rcl.diag.span import Span
from rcl.model.circles import MAX_SHOWN, find_circles, shown_circle
from rcl.model.contract import Event, StateFunction
from rcl.model.logs import Log
from rcl.model.resolve_anchors import check_digest, check_path, declare_anchors
from rcl.model.resolve_contract import report_misplaced
from rcl.model.resolve_declarations import declare_names, resolve_states
from rcl.model.resolve_logs import Home, resolve_logs
from rcl.model.resolve_statements import Statements, resolve_statements
from rcl.model.runtime import Adapter, Anchor, Mode, Origin, OriginKind, Runtime, Setting, Source
from rcl.model.scope import Context, Types, add_unique, report_duplicate, report_unknown
from rcl.syntax import tree

NATIVE = Origin(OriginKind.NATIVE)
SOURCE_KINDS = ("sdist", "wheel", "git", "tree", "specification")
ALLOWED = (
    tree.SortDecl
    | tree.EnumDecl
    | tree.EventDecl
    | tree.StateDecl
    | tree.AnchorDecl
    | tree.GuaranteeDecl
    | tree.AdmitsDecl
    | tree.AssumeDecl
    | tree.ModeDecl
    | tree.AdapterDecl
    | tree.LoweringDecl
    | tree.LogDecl
)


@dataclass(frozen=True, slots=True)
class ModeParts:
    """A mode with what lowerings of it need: names, anchors, and the states it and its parents declare."""

    mode: Mode
    context: Context
    anchors: Mapping[str, Anchor]
    statements: Statements
    states: Mapping[str, StateFunction]


@dataclass(frozen=True, slots=True)
class AdapterParts:
    """An adapter or patch with its own events, states, anchors and statements."""

    adapter: Adapter
    events: Mapping[str, Event]
    states: Mapping[str, StateFunction]
    anchors: Mapping[str, Anchor]
    statements: Statements


@dataclass(frozen=True, slots=True)
class RuntimeParts:
    """A runtime with what its lowerings need. Modes and adapters with errors are among ``names`` only."""

    runtime: Runtime
    context: Context
    modes: Mapping[str, ModeParts]
    adapters: Mapping[str, AdapterParts]
    logs: tuple[Log, ...]


@dataclass(frozen=True, slots=True)
class _Base:
    """The top level of the runtime, which modes and adapters build on."""

    context: Context
    sources: tuple[Source, ...]
    anchors: Mapping[str, Anchor]
    statements: Statements
    states: Mapping[str, StateFunction]


def resolve_runtime(
    header: tree.RuntimeDecl, items: Sequence[tree.Declaration], imported: Types, context: Context
) -> RuntimeParts:
    """The runtime; ``items`` are those of all its units, those of the declaring file first."""
    report_misplaced(items, ALLOWED, "runtime", context)
    events = [item for item in items if isinstance(item, tree.EventDecl)]
    state_decls = [item for item in items if isinstance(item, tree.StateDecl)]
    context = Context(declare_names(events, state_decls, context, contract=False), context.sink)
    states = resolve_states(state_decls, context)
    sources = tuple(_source(source, context) for source in header.sources)
    anchors = declare_anchors(items, {}, sources, context)
    statements = resolve_statements(items, {}, anchors, NATIVE, context)
    base = _Base(context, sources, anchors, statements, states)
    modes = _modes([item for item in items if isinstance(item, tree.ModeDecl)], base)
    adapters = _adapters([item for item in items if isinstance(item, tree.AdapterDecl)], base)
    types = context.scope.types
    runtime = Runtime(
        name=header.name.text,
        version=header.version.value,
        sources=sources,
        sorts=tuple(sort for sort in types.sorts() if sort.name not in imported.by_name),
        enums=tuple(enum for enum in types.enums() if enum.name not in imported.by_name),
        events=tuple(item for _, item in sorted(context.scope.events.items())),
        states=tuple(item for _, item in sorted(states.items())),
        anchors=_all_anchors(anchors, modes, adapters, context),
        modes=tuple(item.mode for _, item in sorted(modes.items())),
        adapters=tuple(item.adapter for _, item in sorted(adapters.items())),
        text=header.text.value if header.text is not None else "",
        span=header.span,
    )
    added = {name: item.events for name, item in adapters.items()}
    logs = resolve_logs(items, Home(header.name.text, False, context, added))
    return RuntimeParts(runtime, context, modes, adapters, logs)


def _source(decl: tree.SourceDecl, context: Context) -> Source:
    if decl.kind.text not in SOURCE_KINDS:
        known: dict[str, Span | None] = dict.fromkeys(SOURCE_KINDS)
        label = "sdist, wheel, git, tree or specification"
        report_unknown(codes.UNKNOWN_SOURCE_KIND, "kind of source", decl.kind, known, context, label=label)
    elif decl.kind.text == "git":
        check_digest(decl.digest, (40, 64), "the commit of a git source", context)
    elif decl.kind.text == "specification":
        _check_no_digest(decl, "a specification", context)
    elif decl.kind.text == "tree":
        check_path(decl.spec, context)
        _check_no_digest(decl, "a tree", context)
    else:
        check_digest(decl.digest, (64,), "the sha256 of a source", context)
    return Source(decl.kind.text, decl.spec.value, decl.digest.value, decl.span)


def _check_no_digest(decl: tree.SourceDecl, what: str, context: Context) -> None:
    """A specification and a tree are no archives: they are there to read, and there is nothing to hash as a whole."""
    if decl.digest.value:
        context.sink.report(
            codes.HASH_FORMAT,
            f"the sha256 of {what} is malformed",
            decl.digest.span,
            label=f"{what} is no archive and so has no hash",
            help='write `sha256 ""`',
        )


def _all_anchors(
    top: Mapping[str, Anchor],
    modes: Mapping[str, ModeParts],
    adapters: Mapping[str, AdapterParts],
    context: Context,
) -> tuple[Anchor, ...]:
    """Every anchor of the runtime once; modes and adapters may repeat one, but not give its name another meaning."""
    found = dict(top)
    tables = [parts.anchors for _, parts in sorted(modes.items())]
    tables += [parts.anchors for _, parts in sorted(adapters.items())]
    for anchor in sorted((item for table in tables for item in table.values()), key=lambda item: item.span):
        first = found.setdefault(anchor.name, anchor)
        if replace(first, span=anchor.span) != anchor:
            report_duplicate("anchor", tree.Name(anchor.name, anchor.span), first.span, context.sink)
    return tuple(anchor for _, anchor in sorted(found.items()))


# ---------------------------------------------------------------- modes


def _modes(decls: Sequence[tree.ModeDecl], base: _Base) -> dict[str, ModeParts]:
    table: dict[str, tree.ModeDecl] = {}
    for decl in decls:
        add_unique(table, decl.name, decl, "mode", lambda first: first.name.span, base.context.sink)
    circular = _report_circles(table, base.context)
    done: dict[str, ModeParts] = {}
    for name in sorted(table):
        chain: list[tree.ModeDecl] = []
        at: str | None = name
        while at is not None and at in table and at not in done:
            chain.append(table[at])
            parent = table[at].extends
            at = None if parent is None or at in circular else parent.text
        for decl in reversed(chain):
            above = decl.extends.text if decl.extends is not None and decl.name.text not in circular else None
            if above is not None and above not in table:
                _report_unknown_parent(decl, table, base.context)
            done[decl.name.text] = _mode(decl, done.get(above) if above is not None else None, base)
    return done


def _report_unknown_parent(decl: tree.ModeDecl, table: Mapping[str, tree.ModeDecl], context: Context) -> None:
    assert decl.extends is not None
    known: dict[str, Span | None] = {name: item.name.span for name, item in table.items()}
    report_unknown(codes.UNKNOWN_MODE, "mode", decl.extends, known, context)


def _report_circles(table: Mapping[str, tree.ModeDecl], context: Context) -> frozenset[str]:
    edges = {name: [decl.extends.text] for name, decl in table.items() if decl.extends is not None}
    circles = find_circles(edges)
    for circle in circles:
        first = table[circle[0]].extends
        assert first is not None
        context.sink.report(
            codes.CYCLIC_EXTENDS,
            f"modes extend each other in a circle: {shown_circle(circle)}",
            first.span,
            label="leads back to this mode",
            help="delete one `extends` of the circle",
            notes=tuple(
                (f"mode `{name}` continues the circle here", table[name].name.span)
                for name in circle[1:MAX_SHOWN]
            ),
        )
    return frozenset(name for circle in circles for name in circle)


def _mode(decl: tree.ModeDecl, parent: ModeParts | None, base: _Base) -> ModeParts:
    above = parent.context if parent is not None else base.context
    if parent is None and decl.extends is not None:
        above = Context(replace(above.scope, complete=False), above.sink)
    state_decls = [item for item in decl.items if isinstance(item, tree.StateDecl)]
    context = Context(declare_names([], state_decls, above, contract=False), above.sink)
    states = {**(parent.states if parent is not None else {}), **resolve_states(state_decls, context)}
    above_anchors = parent.anchors if parent is not None else base.anchors
    anchors = declare_anchors(decl.items, above_anchors, base.sources, context)
    inherited = parent.statements if parent is not None else base.statements
    own = resolve_statements(decl.items, inherited.names, anchors, NATIVE, context)
    statements = inherited.joined(own)
    mode = Mode(
        name=decl.name.text,
        settings=_settings(decl, parent.mode.settings if parent is not None else (), context),
        guarantees=statements.sorted_guarantees(),
        admits=statements.sorted_admits(),
        text=decl.text.value if decl.text is not None else "",
        span=decl.span,
    )
    return ModeParts(mode, context, anchors, statements, states)


def _settings(decl: tree.ModeDecl, inherited: Iterable[Setting], context: Context) -> tuple[Setting, ...]:
    own: dict[str, Setting] = {}
    for item in decl.items:
        if isinstance(item, tree.SettingDecl):
            setting = Setting(item.name.text, _setting_value(item.value), item.span)
            add_unique(own, item.name, setting, "setting", lambda first: first.span, context.sink)
    above = {item.name: item for item in inherited}
    for name in sorted(own.keys() & above.keys()):
        if own[name].value != above[name].value:
            _report_changed(decl, own[name], above[name], context)
    merged = {**above, **own}
    return tuple(item for _, item in sorted(merged.items()))


def _report_changed(decl: tree.ModeDecl, setting: Setting, above: Setting, context: Context) -> None:
    """The statements above were made under the other value, so they must not hold here."""
    context.sink.report(
        codes.SETTING_CHANGED,
        f"mode `{decl.name.text}` changes `{setting.name}` from `{above.value}` to `{setting.value}`",
        setting.span,
        label="what the mode takes over was stated under the other value",
        help="extend a mode that leaves the setting open, or write a mode of its own",
        notes=((f"`{setting.name}` is set here", above.span),),
    )


def _setting_value(value: tree.Text | tree.Number | tree.Boolean) -> str:
    match value:
        case tree.Text(value=text):
            return text
        case tree.Boolean(value=truth):
            return "true" if truth else "false"
        case tree.Number(value=number):
            return str(number)


# ---------------------------------------------------------------- adapters and patches


def _adapters(decls: Sequence[tree.AdapterDecl], base: _Base) -> dict[str, AdapterParts]:
    table: dict[str, tree.AdapterDecl] = {}
    for decl in decls:
        add_unique(table, decl.name, decl, decl.kind, lambda first: first.name.span, base.context.sink)
    return {name: _adapter(decl, base) for name, decl in sorted(table.items())}


def _adapter(decl: tree.AdapterDecl, base: _Base) -> AdapterParts:
    if decl.digest is not None:
        check_digest(decl.digest, (64,), f"the sha256 of {decl.kind} `{decl.name.text}`", base.context)
    event_decls = [item for item in decl.items if isinstance(item, tree.EventDecl)]
    state_decls = [item for item in decl.items if isinstance(item, tree.StateDecl)]
    context = Context(
        declare_names(event_decls, state_decls, base.context, contract=False), base.context.sink
    )
    states = resolve_states(state_decls, context)
    events = {
        name: item for name, item in context.scope.events.items() if name not in base.context.scope.events
    }
    anchors = declare_anchors(decl.items, base.anchors, base.sources, context)
    origin = Origin(OriginKind.PATCH if decl.kind == "patch" else OriginKind.ADAPTER, decl.name.text)
    statements = resolve_statements(decl.items, base.statements.names, anchors, origin, context)
    adapter = Adapter(
        name=decl.name.text,
        origin=origin,
        events=tuple(item for _, item in sorted(events.items())),
        states=tuple(item for _, item in sorted(states.items())),
        guarantees=statements.sorted_guarantees(),
        admits=statements.sorted_admits(),
        digest=decl.digest.value if decl.digest is not None else "",
        text=decl.text.value if decl.text is not None else "",
        span=decl.span,
    )
    return AdapterParts(adapter, events, states, anchors, statements)
