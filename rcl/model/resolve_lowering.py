"""Maps one ``lowering`` to a ``Lowering``: a mode of a runtime, with adapters, onto a bundle of a contract.

Invariant: events, states and statements are those of the runtime, the mode and the adapters in use, and no name
means two of them. Defects of meaning are kept in the lowering; they are errors unless it expects to be rejected
(semantics, section 5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from rcl.diag import codes
from rcl.diag.diagnostic import Diagnostic
from rcl.diag.span import Span
from rcl.diag.suggest import nearest
from rcl.model.contract import Bundle, Contract, Event, Role, StateFunction
from rcl.model.defects import find_defects
from rcl.model.resolve_anchors import check_digest, check_path, resolve_anchors
from rcl.model.resolve_contract import ResolvedContract
from rcl.model.resolve_expect import REJECTED, resolve_expectation
from rcl.model.resolve_maps import resolve_map_line
from rcl.model.resolve_runtime import AdapterParts, ModeParts, RuntimeParts
from rcl.model.resolve_statements import Statements, resolve_statements
from rcl.model.runtime import (
    Anchor,
    Assertion,
    Defect,
    Evidence,
    Expectation,
    Lowering,
    MapLine,
    Origin,
    OriginKind,
    Unmapped,
)
from rcl.model.scope import Context, Scope, add_unique, lookup_event, places, report_duplicate, report_unknown
from rcl.syntax import tree

ASSERTABLE = (Assertion.CONFORMANCE.value, Assertion.POLICY.value, Assertion.OBSERVATION.value)
Item = TypeVar("Item", tree.AssertsDecl, tree.OffersDecl, tree.PressureDecl, tree.ExpectDecl)
Named = TypeVar("Named", Event, StateFunction)


@dataclass(frozen=True, slots=True)
class ContractChoice:
    """The contracts that a runtime may lower to, and the places of those that it does not use."""

    in_use: Mapping[str, ResolvedContract]
    others: Mapping[str, Span]


@dataclass(frozen=True, slots=True)
class _Target:
    contract: Contract
    context: Context
    bundle: Bundle
    whole: bool


@dataclass(frozen=True, slots=True)
class _Source:
    """What the lowering's own names mean: the runtime's, the mode's and the adapters' together."""

    mode: ModeParts
    context: Context
    events: tuple[Event, ...]
    states: tuple[StateFunction, ...]
    anchors: Mapping[str, Anchor]
    statements: Statements


def lowering_name(decl: tree.LoweringDecl) -> tree.Name:
    """``runtime.mode`` or ``runtime.mode/variant``."""
    if decl.variant is None:
        return decl.mode
    return tree.Name(f"{decl.mode.text}/{decl.variant.text}", decl.mode.span)


def resolve_lowering(
    decl: tree.LoweringDecl, runtime: RuntimeParts, choice: ContractChoice
) -> Lowering | None:
    """The lowering; ``None`` after a diagnostic that leaves nothing to decide."""
    mode = _mode(decl, runtime)
    adapters = _adapters(decl, runtime)
    target = _target(decl, runtime.context, choice)
    if mode is None or target is None or adapters is None:
        return None
    source = _source(decl, runtime, mode, adapters)
    assertion, offers = _assertion(decl, target, source.context)
    maps, defects = _maps(decl, target, source)
    unmapped = _unmapped(decl, target, source)
    expectation, recorded = _expectations(decl, target, offers, source)
    defects += find_defects(maps, unmapped, target.contract)
    defects.sort(key=lambda item: (item.span, item.code.id))
    if expectation is None or expectation.verdict_class != REJECTED:
        for defect in defects:
            source.context.sink.add(defect)
    return Lowering(
        name=lowering_name(decl).text,
        runtime=runtime.runtime,
        mode=mode.mode,
        contract=target.contract,
        bundle=target.bundle,
        assertion=assertion,
        offers=offers,
        events=source.events,
        states=source.states,
        guarantees=source.statements.sorted_guarantees(),
        admits=source.statements.sorted_admits(),
        maps=maps,
        unmapped=unmapped,
        pressure=_pressure(decl, assertion, source.context),
        evidence=tuple(_evidence(decl, source.context)),
        expectation=expectation,
        defects=tuple(Defect(item.code.id, item.message, item.span) for item in defects),
        text=decl.text.value if decl.text is not None else "",
        span=decl.span,
        expectation_recorded=recorded,
        added=tuple(parts.adapter.origin for _, parts in adapters),
    )


# ---------------------------------------------------------------- what is lowered, and onto what


def _mode(decl: tree.LoweringDecl, runtime: RuntimeParts) -> ModeParts | None:
    name, _, mode = decl.mode.text.partition(".")
    context, own = runtime.context, runtime.runtime.name
    if name != own or not mode:
        context.sink.report(
            codes.UNKNOWN_RUNTIME if mode else codes.UNKNOWN_MODE,
            f"`{decl.mode.text}` is no mode of runtime `{own}`",
            decl.mode.span,
            label=f"a mode of `{own}` is written `{own}.MODE`",
            help=f"did you mean `{own}.{mode or name}`?" if (mode or name) in runtime.modes else "",
            notes=((f"runtime `{own}` is declared here", runtime.runtime.span),),
        )
        return None
    if mode not in runtime.modes:
        known: dict[str, Span | None] = {item: parts.mode.span for item, parts in runtime.modes.items()}
        report_unknown(codes.UNKNOWN_MODE, "mode", tree.Name(mode, decl.mode.span), known, context)
        return None
    return runtime.modes[mode]


def _adapters(decl: tree.LoweringDecl, runtime: RuntimeParts) -> list[tuple[tree.Name, AdapterParts]] | None:
    found: dict[str, tuple[tree.Name, AdapterParts]] = {}
    good = True
    for name in decl.uses:
        if name.text not in runtime.adapters:
            known: dict[str, Span | None] = {
                item: parts.adapter.span for item, parts in runtime.adapters.items()
            }
            report_unknown(codes.UNKNOWN_ADAPTER, "adapter or patch", name, known, runtime.context)
            good = False
        else:
            entry = (name, runtime.adapters[name.text])
            add_unique(found, name, entry, "adapter", lambda first: first[0].span, runtime.context.sink)
    return list(found.values()) if good else None


def _target(decl: tree.LoweringDecl, context: Context, choice: ContractChoice) -> _Target | None:
    name, _, bundle = decl.target.text.partition(".")
    if name not in choice.in_use:
        _report_contract(decl.target, name, context, choice)
        return None
    resolved = choice.in_use[name]
    contract, inside = resolved.contract, resolved.context
    found = next((item for item in contract.bundles if item.name == bundle), None)
    if found is None:
        known: dict[str, Span | None] = {
            item.name: item.span for item in contract.bundles if item.weakens is None
        }
        written = tree.Name(bundle or decl.target.text, decl.target.span)
        report_unknown(codes.UNKNOWN_BUNDLE, "bundle", written, known, inside)
        return None
    if found.weakens is not None:
        context.sink.report(
            codes.NOT_A_FULL_BUNDLE,
            f"bundle `{found.name}` is a weaker one",
            decl.target.span,
            label="keeping it is no conformance to the full bundle",
            help=f"write `to {name}.{found.weakens}`, and inside `offers {found.name}`",
            notes=((f"`{found.name}` is declared here", found.span),),
        )
        return None
    return _Target(contract, inside, found, resolved.whole)


def _report_contract(target: tree.Name, name: str, context: Context, choice: ContractChoice) -> None:
    if not context.scope.complete:
        return
    if name in choice.others:
        context.sink.report(
            codes.MISSING_USE,
            f"contract `{name}` is not in use",
            target.span,
            label=f"no file of {context.scope.owner} uses it",
            help=f"add `use {name} version N` at the top of the file",
            notes=((f"contract `{name}` is declared here", choice.others[name]),),
        )
        return
    known: dict[str, Span | None] = {item: entry.contract.span for item, entry in choice.in_use.items()}
    report_unknown(codes.UNKNOWN_CONTRACT, "contract", tree.Name(name, target.span), known, context)


# ---------------------------------------------------------------- everything the mode and its adapters say


def _source(
    decl: tree.LoweringDecl,
    runtime: RuntimeParts,
    mode: ModeParts,
    adapters: list[tuple[tree.Name, AdapterParts]],
) -> _Source:
    sink = runtime.context.sink
    taken = {
        name: item.span
        for table in (mode.context.scope.events, mode.context.scope.states)
        for name, item in table.items()
    }
    events = dict(mode.context.scope.events)
    states = {item.name: item for item in runtime.runtime.states} | dict(mode.states)
    anchors = dict(mode.anchors)
    statements = mode.statements
    for name, parts in adapters:
        spans = {item: event.span for item, event in parts.events.items()}
        spans |= {item: state.span for item, state in parts.states.items()}
        _report_clashes("event or state", name, taken, spans, context=runtime.context)
        _report_clashes("statement", name, statements.names, parts.statements.names, context=runtime.context)
        taken |= spans
        events |= parts.events
        states |= parts.states
        anchors |= parts.anchors
        statements = statements.joined(parts.statements)
    scope = Scope(
        runtime.context.scope.owner, runtime.context.scope.types, events, states, mode.context.scope.complete
    )
    context = Context(scope, sink)
    assumed = [item for item in decl.items if isinstance(item, tree.AssumeDecl)]
    statements = statements.joined(
        resolve_statements(assumed, statements.names, anchors, Origin(OriginKind.ASSUMPTION), context)
    )
    return _Source(mode, context, _by_name(events), _by_name(states), anchors, statements)


def _by_name(table: Mapping[str, Named]) -> tuple[Named, ...]:
    return tuple(item for _, item in sorted(table.items()))


def _report_clashes(
    kind: str, name: tree.Name, taken: Mapping[str, Span], added: Mapping[str, Span], context: Context
) -> None:
    for clash in sorted(taken.keys() & added.keys()):
        context.sink.report(
            codes.DUPLICATE_NAME,
            f"`{name.text}` declares {kind} `{clash}`, and so does something else in use here",
            name.span,
            label=f"brings a second `{clash}`",
            help="rename one of the two",
            notes=((f"`{clash}` stands here", taken[clash]), ("and here", added[clash])),
        )


# ---------------------------------------------------------------- single lines


def _single(decl: tree.LoweringDecl, kind: type[Item], what: str, context: Context) -> Item | None:
    """The one item of a kind that may stand once."""
    items = [item for item in decl.items if isinstance(item, kind)]
    for again in items[1:]:
        report_duplicate("line", tree.Name(what, again.span), items[0].span, context.sink)
    return items[0] if items else None


def _assertion(decl: tree.LoweringDecl, target: _Target, context: Context) -> tuple[Assertion, Bundle | None]:
    asserts = _single(decl, tree.AssertsDecl, "asserts", context)
    offers = _single(decl, tree.OffersDecl, "offers", context)
    if asserts is not None and offers is not None:
        context.sink.report(
            codes.DUPLICATE_NAME,
            "a lowering asserts something or offers a weaker bundle, not both",
            max(asserts.span, offers.span),
            label="the second of the two",
            help="delete one of them, or write a second lowering with `as VARIANT`",
            notes=(("the first stands here", min(asserts.span, offers.span)),),
        )
    if offers is not None:
        return Assertion.OFFER, _offered(offers.bundle, target)
    if asserts is None:
        return Assertion.CONFORMANCE, None
    if asserts.what.text in ASSERTABLE:
        return Assertion(asserts.what.text), None
    near = nearest(asserts.what.text, ASSERTABLE)
    context.sink.report(
        codes.UNKNOWN_ASSERTS,
        f"nothing can be asserted as `{asserts.what.text}`",
        asserts.what.span,
        label=f"write one of: {', '.join(ASSERTABLE)}",
        help=f"did you mean `{near}`?" if near else "a weaker bundle is offered: `offers BUNDLE`",
    )
    return Assertion.CONFORMANCE, None


def _offered(name: tree.Name, target: _Target) -> Bundle | None:
    found = next((item for item in target.contract.bundles if item.name == name.text), None)
    if found is None:
        known: dict[str, Span | None] = {
            item.name: item.span for item in target.contract.bundles if item.weakens == target.bundle.name
        }
        report_unknown(codes.UNKNOWN_BUNDLE, "bundle", name, known, target.context)
        return None
    if found.weakens != target.bundle.name:
        weakens = (
            f"`{found.name}` weakens `{found.weakens}`"
            if found.weakens
            else f"`{found.name}` weakens nothing"
        )
        target.context.sink.report(
            codes.NOT_WEAKER,
            f"bundle `{found.name}` does not weaken `{target.bundle.name}`",
            name.span,
            label=weakens,
            help=f"lower to `{target.contract.name}.{found.weakens}`"
            if found.weakens
            else "offer a bundle that `weakens` it",
            notes=((f"`{found.name}` is declared here", found.span),),
        )
        return None
    return found


def _pressure(decl: tree.LoweringDecl, assertion: Assertion, context: Context) -> str:
    pressure = _single(decl, tree.PressureDecl, "pressure", context)
    if pressure is not None:
        return pressure.text.value
    if assertion is Assertion.POLICY:
        context.sink.report(
            codes.MISSING_PRESSURE,
            "a policy is asserted without a pressure assumption",
            decl.mode.span,
            label="the verdict has to name the pressure it holds under",
            help='add `pressure "..."`',
        )
    return ""


def _maps(
    decl: tree.LoweringDecl, target: _Target, source: _Source
) -> tuple[tuple[MapLine, ...], list[Diagnostic]]:
    lines: list[MapLine] = []
    defects: list[Diagnostic] = []
    targets = Context(target.context.scope, source.context.sink)
    for item in decl.items:
        if isinstance(item, tree.MapDecl):
            if _is_duty_from_nothing(item, targets, source.context):
                continue
            line, found = resolve_map_line(item, targets, source.context)
            defects += found
            if line is not None:
                lines.append(line)
    return tuple(lines), defects


def _is_duty_from_nothing(item: tree.MapDecl, targets: Context, sources: Context) -> bool:
    """A duty that reads a contract event which the runtime does not have: it would be shown by itself."""
    head = item.source.head
    duty = targets.scope.events.get(item.target.head.text)
    if head.text in sources.scope.events or duty is None or duty.role is not Role.DUTY:
        return False
    if head.text not in targets.scope.events or not sources.scope.complete:
        return False
    sources.sink.report(
        codes.DUTY_FROM_NOTHING,
        f"duty `{duty.name}` is mapped from `{head.text}`, an event of the contract and not of the runtime",
        head.span,
        label=f"no event of this name in {sources.scope.owner}",
        help=f'map it from a runtime event, or write `unmapped {duty.name} "why" by ANCHOR`',
        notes=((f"`{head.text}` is declared here", targets.scope.events[head.text].span),),
    )
    return True


def _unmapped(decl: tree.LoweringDecl, target: _Target, source: _Source) -> tuple[Unmapped, ...]:
    found: dict[str, Unmapped] = {}
    context = Context(target.context.scope, source.context.sink)
    for item in decl.items:
        if not isinstance(item, tree.UnmappedDecl):
            continue
        anchors = resolve_anchors(item.anchors, source.anchors, source.context)
        event = lookup_event(item.event, context)
        if event is None:
            continue
        line = Unmapped(event.name, item.why.value, anchors, item.span)
        if not add_unique(found, item.event, line, "unmapped event", lambda first: first.span, context.sink):
            continue
        if event.role is not Role.DUTY:
            context.sink.report(
                codes.HAZARD_UNMAPPED,
                f"`unmapped` does not exclude {event.role.value} event `{event.name}`",
                item.event.span,
                label="it may happen at any step, whatever is said here",
                help="only a duty can be stated not to exist; a guarantee can exclude runtime events",
                notes=((f"`{event.name}` is declared here", places(context.scope.events)[event.name]),),
            )
    return tuple(found.values())


def _evidence(decl: tree.LoweringDecl, context: Context) -> Iterator[Evidence]:
    for item in decl.items:
        if isinstance(item, tree.EvidenceDecl):
            check_path(item.path, context)
            check_digest(item.sha256, (64,), "the sha256 of an evidence trace", context)
            log = item.log.text if item.log is not None else ""
            yield Evidence(item.path.value, item.sha256.value, log, item.span)


def _expectations(
    decl: tree.LoweringDecl, target: _Target, offers: Bundle | None, source: _Source
) -> tuple[Expectation | None, Expectation | None]:
    """What ``expect`` and ``expect recorded`` say; each may stand once."""
    items = [item for item in decl.items if isinstance(item, tree.ExpectDecl)]
    bundles = (target.bundle,) if offers is None else (offers, target.bundle)
    scope = target.context.scope
    inside = Context(replace(scope, complete=scope.complete and target.whole), source.context.sink)
    found: dict[bool, Expectation] = {}
    for item in items:
        if item.recorded in found:
            word = "expect recorded" if item.recorded else "expect"
            report_duplicate("line", tree.Name(word, item.span), found[item.recorded].span, inside.sink)
            continue
        found[item.recorded] = resolve_expectation(
            item, bundles, target.contract, source.statements.names, inside
        )
    return found.get(False), found.get(True)
