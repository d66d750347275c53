"""Maps ``expect CLASS, RESULT NAME ...`` and ``expect recorded ...`` to an ``Expectation``.

Invariant: class and results are words of the two closed lists (a unit test compares them with the verdict
stage's types); names are qualified, ``facet.obligation`` or ``scenario.NAME``, and stand in the bundles asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


def resolve_expectation(
    decl: tree.ExpectDecl, bundles: Sequence[Bundle], contract: Contract, context: Context
) -> Expectation:
    """The expectation; names and words that are unknown are reported and left out."""
    if decl.verdict_class.text not in CLASSES:
        _report_word(codes.UNKNOWN_CLASS, "verdict class", decl.verdict_class, CLASSES, context)
    results: dict[str, str] = {}
    spans: dict[str, Span] = {}
    for expected in decl.results:
        known = expected.result.text in RESULTS
        if not known:
            _report_word(codes.UNKNOWN_RESULT, "result", expected.result, RESULTS, context)
        for name in expected.names:
            qualified = _qualified(name, bundles, contract, context)
            if qualified is None:
                continue
            if qualified in results:
                report_duplicate("expectation for", name, spans[qualified], context.sink)
            elif known:
                results[qualified] = expected.result.text
                spans[qualified] = name.span
    return Expectation(decl.verdict_class.text, tuple(results.items()), decl.span, decl.recorded)


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
