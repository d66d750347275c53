"""Maps the declarations of one contract to a ``Contract``.

Invariant: obligations keep the order of the file; every bundle has at least one; the obligations of a weaker
bundle belong to it alone, and all names are unique in the contract. Source: semantics, sections 1 and 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rcl.diag import codes
from rcl.diag.span import Span
from rcl.diag.suggest import nearest
from rcl.model.contract import Bundle, Contract, Facet, Obligation, Reading, Scenario
from rcl.model.logs import Log
from rcl.model.resolve_declarations import declare_names, resolve_states
from rcl.model.resolve_logs import Home, resolve_logs
from rcl.model.resolve_maps import resolve_map_line
from rcl.model.resolve_rules import resolve_exists, resolve_rule
from rcl.model.scope import Context, Types, add_unique, listing, report_unknown
from rcl.syntax import tree

FACETS = tuple(facet.value for facet in Facet)
ALLOWED = (
    tree.SortDecl
    | tree.EnumDecl
    | tree.EventDecl
    | tree.StateDecl
    | tree.FacetDecl
    | tree.ScenarioDecl
    | tree.BundleDecl
    | tree.WeakBundleDecl
    | tree.LogDecl
)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What bundles choose from; broken obligations and scenarios are known by name and place only."""

    context: Context
    names: dict[str, Span] = field(default_factory=dict)
    obligations: dict[str, Obligation] = field(default_factory=dict)
    facets: dict[str, str] = field(default_factory=dict)
    scenarios: dict[str, Scenario] = field(default_factory=dict)
    scenario_names: dict[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ResolvedContract:
    """A contract with the context of its names. ``whole`` is false if some obligation or scenario has an error."""

    contract: Contract
    context: Context
    whole: bool
    logs: tuple[Log, ...]


def resolve_contract(
    header: tree.ContractDecl, items: tuple[tree.Declaration, ...], types: Types, context: Context
) -> ResolvedContract:
    """The contract, and the context in which its names mean what they do."""
    report_misplaced(items, ALLOWED, "contract", context)
    _check_version(header, context)
    events = [item for item in items if isinstance(item, tree.EventDecl)]
    states = [item for item in items if isinstance(item, tree.StateDecl)]
    context = Context(declare_names(events, states, context, contract=True), context.sink)
    resolved_states = resolve_states(states, context)
    parts = _Parts(context)
    strong = [item for item in items if isinstance(item, tree.FacetDecl)]
    obligations = tuple(_obligations(strong, parts))
    _scenarios(items, parts)
    contract = Contract(
        name=header.name.text,
        version=header.version.value,
        sorts=types.sorts(),
        enums=types.enums(),
        events=tuple(context.scope.events.values()),
        states=tuple(resolved_states.values()),
        obligations=obligations,
        scenarios=tuple(parts.scenarios.values()),
        bundles=_bundles(items, obligations, parts),
        text=header.text.value if header.text is not None else "",
        span=header.span,
    )
    strong_ones = len(parts.facets) == len(obligations)
    weak_ones = len(parts.names) == len(obligations) + sum(
        len(b.obligations) for b in contract.bundles if b.weakens
    )
    whole = strong_ones and weak_ones and len(parts.scenarios) == len(parts.scenario_names)
    logs = resolve_logs(items, Home(header.name.text, True, context, {}))
    return ResolvedContract(contract, context, whole, logs)


def report_misplaced(items: Iterable[tree.Declaration], allowed: object, home: str, context: Context) -> None:
    """Declarations of a kind that this home does not have."""
    other = "runtime" if home == "contract" else "contract"
    for item in items:
        if not isinstance(item, allowed):  # type: ignore[arg-type]
            context.sink.report(
                codes.MISPLACED_DECLARATION,
                f"this declaration belongs into a {other}, not into a {home}",
                item.span,
                label=f"stands in {context.scope.owner}",
                help=f"move it to a file of the {other}",
            )


def _check_version(header: tree.ContractDecl, context: Context) -> None:
    if header.version.value < 1:
        message = f"version {header.version.value} of contract `{header.name.text}`: versions count from 1"
        context.sink.report(codes.VALUE_OUT_OF_RANGE, message, header.version.span, label="at least 1")


# ---------------------------------------------------------------- obligations and scenarios


def _obligations(facets: Iterable[tree.FacetDecl], parts: _Parts) -> Iterator[Obligation]:
    for facet in facets:
        name = facet.name
        if name.text not in FACETS:
            known: dict[str, Span | None] = dict.fromkeys(FACETS)
            advice = f"the five facets: {', '.join(FACETS)}"
            label = "there are five facets"
            report_unknown(
                codes.UNKNOWN_FACET, "facet", name, known, parts.context, label=label, advice=advice
            )
        for decl in facet.obligations:
            if not add_unique(
                parts.names, decl.name, decl.name.span, "obligation", lambda span: span, parts.context.sink
            ):
                continue
            parts.facets[decl.name.text] = name.text
            rule = resolve_rule(decl.rule, parts.context)
            if rule is None or name.text not in FACETS:
                continue
            obligation = Obligation(
                decl.name.text,
                Facet(name.text),
                rule,
                _text(decl.success),
                _text(decl.failure),
                _text(decl.source),
                decl.span,
            )
            parts.obligations[decl.name.text] = obligation
            yield obligation


def _text(text: tree.Text | None) -> str:
    return text.value if text is not None else ""


def _scenarios(items: Iterable[tree.Declaration], parts: _Parts) -> None:
    for item in items:
        if not isinstance(item, tree.ScenarioDecl):
            continue
        if not add_unique(
            parts.scenario_names, item.name, item.name.span, "scenario", lambda span: span, parts.context.sink
        ):
            continue
        resolved = resolve_exists(item.variables, item.formula, parts.context)
        if resolved is not None:
            name = item.name.text
            parts.scenarios[name] = Scenario(name, resolved[0], resolved[1], _text(item.text), item.span)


# ---------------------------------------------------------------- bundles


def _bundles(
    items: Iterable[tree.Declaration], obligations: tuple[Obligation, ...], parts: _Parts
) -> tuple[Bundle, ...]:
    decls = [item for item in items if isinstance(item, tree.BundleDecl | tree.WeakBundleDecl)]
    names: dict[str, tree.BundleDecl | tree.WeakBundleDecl] = {}
    for decl in decls:
        add_unique(names, decl.name, decl, "bundle", lambda first: first.name.span, parts.context.sink)
    return tuple(
        _full_bundle(decl, obligations, parts)
        if isinstance(decl, tree.BundleDecl)
        else _weak_bundle(decl, names, parts)
        for decl in names.values()
    )


def _full_bundle(decl: tree.BundleDecl, obligations: tuple[Obligation, ...], parts: _Parts) -> Bundle:
    sink = parts.context.sink
    chosen: set[str] = set()
    good = True
    for name in decl.plus:
        found = _chosen(name, parts)
        good = good and found is not None
        chosen |= found or set()
    for name in decl.minus:
        found = _chosen(name, parts)
        good = good and found is not None
        if found is not None and not found & chosen:
            sink.report(
                codes.NOTHING_REMOVED,
                f"`- {name.text}` takes nothing away from bundle `{decl.name.text}`",
                name.span,
                label="not in the bundle",
                help="delete it, or add the facet that holds it",
            )
        chosen -= found or set()
    if good and not chosen:
        _report_empty(decl.name, parts)
    picked = tuple(item for item in obligations if item.name in chosen)
    requires = _required(decl.requires, parts)
    return Bundle(decl.name.text, picked, requires, None, (), _text(decl.text), decl.span)


def _report_empty(name: tree.Name, parts: _Parts) -> None:
    parts.context.sink.report(
        codes.EMPTY_BUNDLE,
        f"bundle `{name.text}` has no obligation",
        name.span,
        label="every runtime would keep it",
        help="a bundle promises something: add a facet or an obligation",
    )


def _chosen(name: tree.Name, parts: _Parts) -> set[str] | None:
    """The names of the obligations that ``facet`` or ``facet.obligation`` stands for."""
    facet, _, obligation = name.text.partition(".")
    context = parts.context
    if facet not in FACETS:
        known: dict[str, Span | None] = dict.fromkeys(FACETS)
        advice = f"write a facet or `facet.obligation`; the five facets: {', '.join(FACETS)}"
        label = "there are five facets"
        written = tree.Name(facet, name.span)
        report_unknown(codes.UNKNOWN_FACET, "facet", written, known, context, label=label, advice=advice)
        return None
    members = {item for item, home in parts.facets.items() if home == facet}
    if not obligation:
        if not members:
            context.sink.report(
                codes.UNKNOWN_FACET,
                f"facet `{facet}` has no obligation in {context.scope.owner}",
                name.span,
                label="adds nothing",
                help=f"declare it: `facet {facet} {{ obligation ... }}`",
            )
            return None
        return members
    if obligation in members:
        return {obligation}
    report_unknown_obligation(
        name, {f"{home}.{item}": parts.names[item] for item, home in parts.facets.items()}, context
    )
    return None


def report_unknown_obligation(name: tree.Name, known: Mapping[str, Span], context: Context) -> None:
    """An obligation's qualified name that is none: of another facet, or misspelt."""
    if not context.scope.complete:
        return
    bare = name.text.rpartition(".")[2]
    twin = next((item for item in sorted(known) if item.rpartition(".")[2] == bare), None)
    if twin is None:
        report_unknown(codes.UNKNOWN_OBLIGATION, "obligation", name, dict(known), context)
        return
    context.sink.report(
        codes.UNKNOWN_OBLIGATION,
        f"unknown obligation `{name.text}`",
        name.span,
        label=f"`{bare}` stands in another facet",
        help=f"did you mean `{twin}`?",
        notes=((f"`{twin}` is declared here", known[twin]),),
    )


def _required(names: tuple[tree.Name, ...], parts: _Parts) -> tuple[Scenario, ...]:
    found: dict[str, Scenario] = {}
    for name in names:
        if name.text not in parts.scenario_names:
            known: dict[str, Span | None] = dict(parts.scenario_names)
            report_unknown(codes.UNKNOWN_SCENARIO, "scenario", name, known, parts.context)
        elif name.text in parts.scenarios:
            found[name.text] = parts.scenarios[name.text]
    return tuple(found.values())


def _weak_bundle(
    decl: tree.WeakBundleDecl, names: Mapping[str, tree.BundleDecl | tree.WeakBundleDecl], parts: _Parts
) -> Bundle:
    _check_full(decl, names, parts)
    own = _Parts(parts.context, parts.names, {}, {}, parts.scenarios, parts.scenario_names)
    obligations = tuple(_obligations(decl.facets, own))
    if not any(facet.obligations for facet in decl.facets):
        _report_empty(decl.name, parts)
    readings: list[Reading] = []
    for written in decl.readings:
        line, defects = resolve_map_line(written, parts.context, parts.context)
        for defect in defects:
            parts.context.sink.add(defect)
        if line is not None:
            readings.append(Reading(line.event, line.fields, line.source, line.condition, written.span))
    requires = _required(decl.requires, parts)
    return Bundle(
        decl.name.text, obligations, requires, decl.full.text, tuple(readings), _text(decl.text), decl.span
    )


def _check_full(
    decl: tree.WeakBundleDecl, names: Mapping[str, tree.BundleDecl | tree.WeakBundleDecl], parts: _Parts
) -> None:
    full = names.get(decl.full.text)
    sink = parts.context.sink
    if full is None:
        strong = {name: item.name.span for name, item in names.items() if isinstance(item, tree.BundleDecl)}
        near = nearest(decl.full.text, strong)
        sink.report(
            codes.UNKNOWN_BUNDLE,
            f"unknown bundle `{decl.full.text}`",
            decl.full.span,
            label=f"no bundle of this name in {parts.context.scope.owner}",
            help=f"did you mean `{near}`?" if near else listing("bundle", dict(strong)),
        )
    elif isinstance(full, tree.WeakBundleDecl):
        sink.report(
            codes.NOT_WEAKER,
            f"bundle `{decl.full.text}` is itself a weaker one",
            decl.full.span,
            label="only a full bundle can be weakened",
            help=f"write `weakens {full.full.text}`",
            notes=((f"`{full.name.text}` is declared here", full.name.span),),
        )
