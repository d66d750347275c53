"""The class function over all small findings: total, monotone, and nothing unknown ever becomes support."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import pytest

from rcl.model.contract import Facet
from rcl.model.runtime import Assertion, OriginKind
from rcl.verdict.classify import (
    TRUST,
    EvidenceFinding,
    EvidenceState,
    Findings,
    ObligationFinding,
    ScenarioFinding,
    classify,
    trust,
)
from rcl.verdict.results import Result, VerdictClass

NATIVE, ADAPTER, PATCH, ASSUMED = (
    OriginKind.NATIVE,
    OriginKind.ADAPTER,
    OriginKind.PATCH,
    OriginKind.ASSUMPTION,
)
CORES = (
    frozenset[OriginKind](),
    frozenset({NATIVE}),
    frozenset({ADAPTER}),
    frozenset({NATIVE, PATCH}),
    frozenset({ASSUMED}),
    frozenset({NATIVE, ASSUMED}),
)


FEW = (Result.PROVED, Result.REFUTED, Result.OPEN)
"""Enough for comparisons; totality is tested over all."""


def _cells(name: str, facet: Facet, results: Sequence[Result]) -> list[ObligationFinding]:
    """Every result, with every core where it is proved."""
    found = [ObligationFinding(name, facet, Result.PROVED, core) for core in CORES]
    return found + [
        ObligationFinding(name, facet, result) for result in results if result is not Result.PROVED
    ]


def everything(results: Sequence[Result] = tuple(Result)) -> Iterator[Findings]:
    evidence = [
        EvidenceFinding(state, frozenset(names))
        for state in EvidenceState
        for names in ((), ("identity.a",), ("identity.a", "outcome.b"))
    ]
    for assertion, one, two, scenario, seen, pressure, bits in product(
        Assertion,
        _cells("identity.a", Facet.IDENTITY, results),
        _cells("outcome.b", Facet.OUTCOME, results),
        results,
        evidence,
        (False, True),
        ((True, True), (False, True), (True, False)),
    ):
        yield Findings(
            assertion,
            (one, two),
            (ScenarioFinding("scenario.s", scenario),),
            (),
            (),
            bits[0],
            bits[1],
            seen,
            pressure,
        )


def best(**changes: object) -> Findings:
    one = ObligationFinding("identity.a", Facet.IDENTITY, Result.PROVED, frozenset({NATIVE}))
    two = ObligationFinding("outcome.b", Facet.OUTCOME, Result.PROVED, frozenset())
    seen = EvidenceFinding(EvidenceState.NONE)
    base = Findings(
        Assertion.CONFORMANCE,
        (one, two),
        (ScenarioFinding("scenario.s", Result.PROVED),),
        (),
        (),
        True,
        True,
        seen,
        False,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def test_total_and_reasoned() -> None:
    seen = set()
    for findings in everything():
        verdict, reasons = classify(findings)
        seen.add(verdict)
        assert reasons and all(reasons), findings
    assert seen == set(VerdictClass) == set(TRUST)


def test_support_needs_everything_asserted_proved() -> None:
    for findings in everything():
        verdict, _ = classify(findings)
        if not trust(verdict):
            continue
        asserted = findings.obligations[: 1 if findings.assertion is Assertion.OBSERVATION else 2]
        assert all(item.result is Result.PROVED and item.origins != {ASSUMED} for item in asserted)
        assert findings.scenarios[0].result is Result.PROVED
        assert findings.consistent and findings.complete


def test_adapter_classes_need_checked_evidence() -> None:
    for findings in everything():
        verdict, _ = classify(findings)
        if verdict in (VerdictClass.ADAPTER_POLICY, VerdictClass.ADAPTER_OBSERVATIONAL):
            assert findings.evidence.state in (EvidenceState.PASSED, EvidenceState.PASSED_UNDER_PRESSURE)
            assert "identity.a" in findings.evidence.exercised or verdict is VerdictClass.ADAPTER_POLICY
        if verdict is VerdictClass.ADAPTER_POLICY:
            assert findings.pressure_named and "outcome.b" in findings.evidence.exercised


def _weaker(findings: Findings) -> Iterator[Findings]:
    """Every way to know less by one."""
    for index, item in enumerate(findings.obligations):
        if item.result is Result.PROVED:
            others = [replace(item, result=result, origins=frozenset()) for result in Result]
            others += [
                replace(item, origins=item.origins | {ASSUMED}),
                replace(item, origins=frozenset({ASSUMED})),
            ]
            for other in others[1:]:
                changed = list(findings.obligations)
                changed[index] = other
                yield replace(findings, obligations=tuple(changed))
    for result in Result:
        if findings.scenarios[0].result is Result.PROVED:
            yield replace(findings, scenarios=(ScenarioFinding("scenario.s", result),))
    for name in findings.evidence.exercised:
        yield replace(
            findings, evidence=replace(findings.evidence, exercised=findings.evidence.exercised - {name})
        )
    order = (
        EvidenceState.PASSED_UNDER_PRESSURE,
        EvidenceState.PASSED,
        EvidenceState.UNCHECKED,
        EvidenceState.NONE,
    )
    state = findings.evidence.state
    if state in order:
        for less in (*order[order.index(state) + 1 :], EvidenceState.FAILED):
            yield replace(findings, evidence=replace(findings.evidence, state=less))
    yield replace(findings, pressure_named=False)
    yield replace(findings, complete=False)
    yield replace(findings, consistent=False)
    yield replace(findings, contradictions=("x",))
    yield replace(findings, defects=("x",))


def test_monotone() -> None:
    """Knowing less never raises the class (only supported findings can fall, the others must stay without support)."""
    for findings in everything(FEW):
        before = trust(classify(findings)[0])
        if before == 4 or not (findings.consistent and findings.complete):
            continue  # nothing is above the first, and the second are never supported (tested above)
        for less in _weaker(findings):
            assert trust(classify(less)[0]) <= before, (findings, less)


def test_native() -> None:
    assert classify(best())[0] is VerdictClass.NATIVE_CONFORMANCE


def test_contradictions_and_defects_reject() -> None:
    assert classify(best(contradictions=("a", "b")))[0] is VerdictClass.REJECTED_MAPPING
    assert classify(best(defects=("identity from a constant",)))[0] is VerdictClass.REJECTED_MAPPING
    assert classify(best(consistent=False))[0] is VerdictClass.UNKNOWN_EVIDENCE


def test_nothing_asserted_is_nothing_shown() -> None:
    assert classify(best(obligations=()))[0] is VerdictClass.UNKNOWN_EVIDENCE
    outcome = (ObligationFinding("outcome.b", Facet.OUTCOME, Result.REFUTED),)
    only_outcome = best(assertion=Assertion.OBSERVATION, obligations=outcome)
    assert classify(only_outcome)[0] is VerdictClass.UNKNOWN_EVIDENCE


def test_offer() -> None:
    assert classify(best(assertion=Assertion.OFFER))[0] is VerdictClass.APPROXIMATION_SUBSTRATE


def test_trust_is_in_order() -> None:
    levels = [trust(item) for item in TRUST]
    assert levels == sorted(levels, reverse=True)


@pytest.mark.parametrize("kind", [OriginKind.ADAPTER, OriginKind.PATCH])
@pytest.mark.parametrize("assertion", [Assertion.CONFORMANCE, Assertion.POLICY, Assertion.OBSERVATION])
def test_with_an_adapter_nothing_is_native(kind: OriginKind, assertion: Assertion) -> None:
    """Not even where no proof needs a statement of the adapter: its events take part."""
    added = frozenset({kind})
    assert classify(best(assertion=assertion))[0] is VerdictClass.NATIVE_CONFORMANCE
    assert classify(best(assertion=assertion, added=added))[0] is VerdictClass.UNKNOWN_EVIDENCE
    seen = EvidenceFinding(EvidenceState.PASSED_UNDER_PRESSURE, frozenset({"identity.a", "outcome.b"}))
    found = classify(best(assertion=assertion, added=added, evidence=seen, pressure_named=True))[0]
    assert found is VerdictClass.ADAPTER_POLICY


def test_an_assumption_stays_one_beside_an_adapter() -> None:
    assumed = ObligationFinding("outcome.b", Facet.OUTCOME, Result.PROVED, frozenset({OriginKind.ASSUMPTION}))
    base = best()
    found, reasons = classify(
        best(obligations=(base.obligations[0], assumed), added=frozenset({OriginKind.ADAPTER}))
    )
    assert found is VerdictClass.UNKNOWN_EVIDENCE and "outcome.b rests on assumptions alone" in reasons
