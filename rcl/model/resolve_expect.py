"""Maps ``expect CLASS, RESULT NAME ..., core NAME STATEMENT ..., because "TEXT"`` to an ``Expectation``.

Invariant: class and results are words of the two closed lists (a unit test compares them with the verdict
stage's types); names are qualified, ``facet.obligation`` or ``scenario.NAME``, and stand in the bundles asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rcl.diag import codes
from rcl.diag.span import Span
from rcl.diag.suggest import nearest
from rcl.model.contract import Bundle, Contract
from rcl.model.resolve_contract import report_unknown_obligation
from rcl.model.runtime import Expectation
from rcl.model.scope import Context, report_duplicate, report_unknown
from rcl.syntax import tree

REJECTED = "rejected_mapping"
CLASSES = (
    "native_conformance",
    "adapter_policy",
    "adapter_observational",
    "approximation_substrate",
    REJECTED,
    "unknown_evidence",
)
RESULTS = ("proved", "refuted", "open", "vacuous", "unknown")
SCENARIO = "scenario"
CORE = "core"
BECAUSE = "because"
NOT_MAPPED = ("silence", "unmapped")
"""What stands before an event's name in a core: nothing is said about it, or that it does not exist."""


@dataclass(slots=True)
class _Expected:
    """What has been read of one ``expect``; ``spans`` are the places of what may not be said twice."""

    results: dict[str, str] = field(default_factory=dict)
    cores: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    spans: dict[tuple[str, str], Span] = field(default_factory=dict)

    def is_new(self, what: str, qualified: str, name: tree.Name, context: Context) -> bool:
        first = self.spans.setdefault((what, qualified), name.span)
        if first is not name.span:
            report_duplicate(f"{what} for", name, first, context.sink)
        return first is name.span


def resolve_expectation(
    decl: tree.ExpectDecl,
    bundles: Sequence[Bundle],
    contract: Contract,
    statements: Mapping[str, Span],
    context: Context,
) -> Expectation:
    """The expectation; names and words that are unknown are reported and left out."""
    if decl.verdict_class.text not in CLASSES:
        _report_word(codes.UNKNOWN_CLASS, "verdict class", decl.verdict_class, CLASSES, context)
    found = _Expected()
    for item in decl.results:
        match item:
            case tree.ExpectedReason(word, text) if word.text == BECAUSE:
                found.reasons.append(text.value)
            case tree.ExpectedReason(word, _):
                _report_word(codes.UNKNOWN_RESULT, "word before a text", word, (BECAUSE,), context)
            case tree.ExpectedResult(result, names) if result.text == CORE:
                qualified = _qualified(names[0], bundles, contract, context)
                core = _core(names[1:], statements, contract, context)
                if qualified is not None and found.is_new("core", qualified, names[0], context):
                    found.cores[qualified] = core
            case tree.ExpectedResult(result, names):
                if result.text not in RESULTS:
                    _report_word(codes.UNKNOWN_RESULT, "result", result, (*RESULTS, CORE), context)
                for name in names:
                    qualified = _qualified(name, bundles, contract, context)
                    if qualified is not None and found.is_new("expectation", qualified, name, context):
                        found.results[qualified] = result.text
    return Expectation(
        decl.verdict_class.text,
        tuple((name, word) for name, word in found.results.items() if word in RESULTS),
        decl.span,
        decl.recorded,
        tuple(found.cores.items()),
        tuple(found.reasons),
    )


def _core(
    names: Sequence[tree.Name], statements: Mapping[str, Span], contract: Contract, context: Context
) -> tuple[str, ...]:
    """The statements named; one that is none is reported."""
    events = {event.name for event in contract.events}
    for name in names:
        kind, _, rest = name.text.partition(".")
        if name.text not in statements and not (kind in NOT_MAPPED and rest in events):
            known: dict[str, Span | None] = dict(statements)
            report_unknown(codes.UNKNOWN_NAME, "statement", name, known, context)
    return tuple(sorted(name.text for name in names))


def _report_word(
    code: codes.Code, what: str, name: tree.Name, words: Sequence[str], context: Context
) -> None:
    near = nearest(name.text, words)
    context.sink.report(
        code,
        f"unknown {what} `{name.text}`",
        name.span,
        label=f"no {what} of this name",
        help=f"did you mean `{near}`?" if near else f"write one of: {', '.join(words)}",
    )


def _qualified(
    name: tree.Name, bundles: Sequence[Bundle], contract: Contract, context: Context
) -> str | None:
    scenarios = {item.name: item.span for bundle in bundles for item in bundle.requires}
    obligations = {item.qualified: item.span for bundle in bundles for item in bundle.obligations}
    head, _, rest = name.text.partition(".")
    if head == SCENARIO or not rest:
        bare = rest or head
        if bare in scenarios:
            return f"{SCENARIO}.{bare}"
        all_scenarios = {item.name: item.span for item in contract.scenarios}
        if bare in all_scenarios and context.scope.complete:
            _report_outside(name, "scenario", all_scenarios[bare], bundles, codes.UNKNOWN_SCENARIO, context)
        elif not rest and any(item.rpartition(".")[2] == bare for item in obligations):
            report_unknown_obligation(name, obligations, context)
        else:
            known: dict[str, Span | None] = dict(scenarios)
            written = tree.Name(bare, name.span)
            report_unknown(codes.UNKNOWN_SCENARIO, "scenario", written, known, context, label=_where(bundles))
        return None
    if name.text in obligations:
        return name.text
    everything: Mapping[str, Span] = {item.qualified: item.span for item in contract.obligations}
    if name.text in everything and context.scope.complete:
        _report_outside(name, "obligation", everything[name.text], bundles, codes.UNKNOWN_OBLIGATION, context)
    else:
        report_unknown_obligation(name, obligations, context)
    return None


def _where(bundles: Sequence[Bundle]) -> str:
    return f"not in bundle {' or '.join(f'`{bundle.name}`' for bundle in bundles)}"


def _report_outside(
    name: tree.Name, kind: str, place: Span, bundles: Sequence[Bundle], code: codes.Code, context: Context
) -> None:
    context.sink.report(
        code,
        f"{kind} `{name.text}` is not part of what is asked here",
        name.span,
        label=_where(bundles),
        help="delete it, or lower to a bundle that holds it",
        notes=((f"`{name.text}` is declared here", place),),
    )
