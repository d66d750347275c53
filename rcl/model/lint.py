"""Maps a resolved world to warnings about what says nothing or cannot be shown.

Invariant: only warnings; nothing here changes what is decided. Unused variables are reported where rules are
resolved, since the resolved rule no longer knows where they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rcl.diag import codes
from rcl.diag.sink import Sink
from rcl.model.contract import Bundle, Contract, Obligation, Rule, StateFunction
from rcl.model.formula import Formula, StateRead, Term, subformulas, subterms, terms_of
from rcl.model.runtime import Admits, Anchor, Guarantee, Lowering, OriginKind, Runtime, World


def lint(world: World, sink: Sink) -> None:
    """Adds the warnings about the world to the sink."""
    for contract in world.contracts:
        _lint_texts(contract, sink)
        _lint_states(contract.states, set(_contract_reads(contract)), f"contract `{contract.name}`", sink)
    for runtime in world.runtimes:
        lowerings = [item for item in world.lowerings if item.runtime == runtime]
        _lint_anchors(runtime, lowerings, sink)
        _lint_statements(runtime, sink)
        states = {item.name: item for lowering in lowerings for item in lowering.states}
        states |= {item.name: item for item in runtime.states}
        reads = set(_runtime_reads(runtime, lowerings))
        _lint_states(states.values(), reads, f"runtime `{runtime.name}`", sink)


# ---------------------------------------------------------------- texts and anchors


def _all_obligations(contract: Contract) -> Iterator[Obligation]:
    yield from contract.obligations
    for bundle in contract.bundles:
        if bundle.weakens is not None:
            yield from bundle.obligations


def _lint_texts(contract: Contract, sink: Sink) -> None:
    for item in _all_obligations(contract):
        lacking = [what for what, text in (("success", item.success), ("failure", item.failure)) if not text]
        if lacking:
            sink.report(
                codes.MISSING_TEXT,
                f"obligation `{item.name}` has no {' and no '.join(lacking)} text",
                item.span,
                label="a report would show the formula only",
                help='write `obligation NAME "what holds" failure "what is wrong otherwise"`',
            )


def _statements(runtime: Runtime) -> Iterator[Guarantee | Admits]:
    for mode in runtime.modes:
        yield from mode.guarantees
        yield from mode.admits
    for adapter in runtime.adapters:
        yield from adapter.guarantees
        yield from adapter.admits


def _lint_statements(runtime: Runtime, sink: Sink) -> None:
    if runtime.is_specification:
        return
    for item in _statements(runtime):
        if item.anchors or item.origin.kind is OriginKind.ASSUMPTION:
            continue
        kind = "guarantee" if isinstance(item, Guarantee) else "admits"
        sink.report(
            codes.STATEMENT_WITHOUT_ANCHOR,
            f"{kind} `{item.name}` names no anchor",
            item.span,
            label="counts as unverified",
            help="add `by ANCHOR`" + (', or say `assume NAME "why": ...`' if kind == "guarantee" else ""),
        )


def _lint_anchors(runtime: Runtime, lowerings: Iterable[Lowering], sink: Sink) -> None:
    used: set[Anchor] = {anchor for item in _statements(runtime) for anchor in item.anchors}
    used |= {anchor for lowering in lowerings for item in lowering.unmapped for anchor in item.anchors}
    names = {anchor.name for anchor in used}
    for anchor in runtime.anchors:
        if anchor.name not in names:
            sink.report(
                codes.UNUSED_ANCHOR,
                f"anchor `{anchor.name}` is never used",
                anchor.span,
                label="no statement rests on it",
                help="name it after `by`, or delete it",
            )


# ---------------------------------------------------------------- state functions


def _lint_states(states: Iterable[StateFunction], reads: set[str], owner: str, sink: Sink) -> None:
    for state in states:
        if state.name not in reads:
            sink.report(
                codes.UNUSED_STATE,
                f"state function `{state.name}` of {owner} is never read",
                state.span,
                label="no formula and no map line reads it",
                help="delete it, or use it",
            )


def _term_reads(term: Term | None) -> Iterator[str]:
    if term is not None:
        yield from (part.state for part in subterms(term) if isinstance(part, StateRead))


def _formula_reads(formula: Formula) -> Iterator[str]:
    for part in subformulas(formula):
        for term in terms_of(part):
            if isinstance(term, StateRead):
                yield term.state


def _rule_reads(rule: Rule) -> Iterator[str]:
    yield from _formula_reads(rule.condition)
    yield from _formula_reads(rule.requires)


def _update_reads(states: Iterable[StateFunction]) -> Iterator[str]:
    """Reads by other state functions; a function that only feeds itself is not used."""
    for state in states:
        for update in state.updates:
            yield from (name for name in _term_reads(update.value) if name != state.name)


def _line_reads(fields: Iterable[tuple[str, Term | None]], condition: Formula) -> Iterator[str]:
    for _, term in fields:
        yield from _term_reads(term)
    yield from _formula_reads(condition)


def _bundle_reads(bundle: Bundle) -> Iterator[str]:
    for item in bundle.obligations:
        yield from _rule_reads(item.rule)
    for line in bundle.readings:
        yield from _line_reads(line.fields, line.condition)


def _contract_reads(contract: Contract) -> Iterator[str]:
    for item in contract.obligations:
        yield from _rule_reads(item.rule)
    for scenario in contract.scenarios:
        yield from _formula_reads(scenario.formula)
    for bundle in contract.bundles:
        yield from _bundle_reads(bundle)
    yield from _update_reads(contract.states)


def _runtime_reads(runtime: Runtime, lowerings: Iterable[Lowering]) -> Iterator[str]:
    for item in _statements(runtime):
        if isinstance(item, Guarantee):
            yield from _rule_reads(item.rule)
        else:
            yield from _formula_reads(item.condition)
    yield from _update_reads(runtime.states)
    for lowering in lowerings:
        yield from _update_reads(lowering.states)
        for guarantee in lowering.guarantees:
            yield from _rule_reads(guarantee.rule)
        for line in lowering.maps:
            yield from _line_reads(line.fields, line.condition)
