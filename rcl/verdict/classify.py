"""Maps the findings about a lowering to its class, with the reasons: a pure, total function.

Invariant: every case of every closed type is named; whatever is missing, undecided or assumed leads to
``unknown_evidence``, never to support. Source: semantics, section 5.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from rcl.model.contract import Facet
from rcl.model.runtime import Assertion, OriginKind
from rcl.verdict.results import Result, VerdictClass

TRUST = (
    VerdictClass.NATIVE_CONFORMANCE,
    VerdictClass.ADAPTER_POLICY,
    VerdictClass.ADAPTER_OBSERVATIONAL,
    VerdictClass.APPROXIMATION_SUBSTRATE,
    VerdictClass.UNKNOWN_EVIDENCE,
    VerdictClass.REJECTED_MAPPING,
)
"""From the most to the least that is shown; the last two are no support."""

OBSERVED = frozenset({Facet.IDENTITY, Facet.PREDICATE, Facet.LIFECYCLE})
"""The facets that ``asserts observation`` asserts."""


def trust(verdict: VerdictClass) -> int:
    """How much support a class is: 0 for none, more for more."""
    match verdict:
        case VerdictClass.NATIVE_CONFORMANCE:
            return 4
        case VerdictClass.ADAPTER_POLICY:
            return 3
        case VerdictClass.ADAPTER_OBSERVATIONAL:
            return 2
        case VerdictClass.APPROXIMATION_SUBSTRATE:
            return 1
        case VerdictClass.UNKNOWN_EVIDENCE | VerdictClass.REJECTED_MAPPING:
            return 0
        case _:
            assert_never(verdict)


class EvidenceState(Enum):
    """What the evidence traces of a lowering say."""

    NONE = "none"
    UNCHECKED = "unchecked"
    FAILED = "failed"
    PASSED = "passed"
    PASSED_UNDER_PRESSURE = "passed_under_pressure"


@dataclass(frozen=True, slots=True)
class ObligationFinding:
    """An obligation's result with the kinds of origin in its core (of which there are none without a proof)."""

    name: str
    facet: Facet
    result: Result
    origins: frozenset[OriginKind] = frozenset()

    @property
    def only_assumptions(self) -> bool:
        """Was it assumed rather than shown?"""
        return self.origins == {OriginKind.ASSUMPTION}


@dataclass(frozen=True, slots=True)
class ScenarioFinding:
    """A required scenario's result."""

    name: str
    result: Result


@dataclass(frozen=True, slots=True)
class EvidenceFinding:
    """The state of the evidence and the names of the obligations whose triggers it exercises."""

    state: EvidenceState
    exercised: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything the class depends on.

    For an offer the obligations and scenarios are those of the offered bundle. ``contradictions`` names statements
    that exclude each other; ``consistent`` is false if it could not be found out whether there are any. ``complete``
    is false if not every obligation and scenario was asked for. ``added`` are the origins of the adapters and patches
    that the lowering names: what is shown of a runtime with them is not shown of the runtime alone, even by a proof
    that needs none of their statements, since its events may be theirs.
    """

    assertion: Assertion
    obligations: tuple[ObligationFinding, ...]
    scenarios: tuple[ScenarioFinding, ...]
    defects: tuple[str, ...]
    contradictions: tuple[str, ...]
    consistent: bool
    complete: bool
    evidence: EvidenceFinding
    pressure_named: bool
    added: frozenset[OriginKind] = frozenset()


Verdict = tuple[VerdictClass, tuple[str, ...]]


def classify(findings: Findings) -> Verdict:
    """The class and why, most important reason first."""
    rejected = _rejections(findings)
    if rejected:
        return VerdictClass.REJECTED_MAPPING, rejected
    doubts = _doubts(findings)
    if doubts:
        return VerdictClass.UNKNOWN_EVIDENCE, doubts
    match findings.assertion:
        case Assertion.OFFER:
            return VerdictClass.APPROXIMATION_SUBSTRATE, (
                "every obligation of the offered weaker bundle is proved",
            )
        case Assertion.CONFORMANCE | Assertion.POLICY:
            return _conforming(findings)
        case Assertion.OBSERVATION:
            if all(counted(item) is Result.PROVED for item in findings.obligations):
                return _conforming(findings)
            return _observed(findings, ())
        case _:
            assert_never(findings.assertion)


def counted(item: ObligationFinding) -> Result:
    """The result as it counts: what was only assumed is unknown."""
    match item.result:
        case Result.PROVED:
            return Result.UNKNOWN if item.only_assumptions else Result.PROVED
        case Result.REFUTED | Result.OPEN | Result.VACUOUS | Result.UNKNOWN:
            return item.result
        case _:
            assert_never(item.result)


def asserted(findings: Findings) -> tuple[ObligationFinding, ...]:
    """The obligations that the lowering asserts."""
    match findings.assertion:
        case Assertion.CONFORMANCE | Assertion.POLICY | Assertion.OFFER:
            return findings.obligations
        case Assertion.OBSERVATION:
            return tuple(item for item in findings.obligations if item.facet in OBSERVED)
        case _:
            assert_never(findings.assertion)


def _rejections(findings: Findings) -> tuple[str, ...]:
    """Why the mapping is rejected, if it is."""
    reasons = list(findings.defects)
    if findings.contradictions:
        reasons.append(f"the statements contradict each other: {', '.join(findings.contradictions)}")
    reasons += [f"{item.name} is refuted" for item in asserted(findings) if _refuted(item.result)]
    reasons += [f"{item.name} is refuted" for item in findings.scenarios if _refuted(item.result)]
    match findings.evidence.state:
        case EvidenceState.FAILED:
            reasons.append("the evidence fails the obligations it was given for")
        case (
            EvidenceState.NONE
            | EvidenceState.UNCHECKED
            | EvidenceState.PASSED
            | EvidenceState.PASSED_UNDER_PRESSURE
        ):
            pass
        case _:
            assert_never(findings.evidence.state)
    return tuple(reasons)


def _refuted(result: Result) -> bool:
    match result:
        case Result.REFUTED:
            return True
        case Result.PROVED | Result.OPEN | Result.VACUOUS | Result.UNKNOWN:
            return False
        case _:
            assert_never(result)


def _doubts(findings: Findings) -> tuple[str, ...]:
    """What of the assertion is not shown; nothing if all of it is."""
    reasons = [
        reason
        for item in asserted(findings)
        if (reason := _doubt(item.name, counted(item), item.only_assumptions))
    ]
    reasons += [reason for item in findings.scenarios if (reason := _doubt(item.name, item.result, False))]
    if not asserted(findings):
        reasons.append("no obligation is asserted, so nothing is shown")
    if not findings.complete:
        reasons.append("not every obligation and scenario of the bundle was asked for")
    if not findings.consistent:
        reasons.append("it was not found out whether the statements contradict each other")
    return tuple(reasons)


def _doubt(name: str, result: Result, assumed: bool) -> str:
    match result:
        case Result.PROVED:
            return ""
        case Result.REFUTED:
            return f"{name} is refuted"
        case Result.OPEN:
            return f"{name} is open"
        case Result.VACUOUS:
            return f"{name} is vacuous"
        case Result.UNKNOWN:
            return f"{name} rests on assumptions alone" if assumed else f"{name} is unknown"
        case _:
            assert_never(result)


def _conforming(findings: Findings) -> Verdict:
    """The class when every obligation and scenario is proved."""
    origins = _origins(findings.obligations) | findings.added
    if origins <= {OriginKind.NATIVE}:
        return VerdictClass.NATIVE_CONFORMANCE, (
            "every obligation is proved from native, verified statements alone",
        )
    missing = _missing_for_policy(findings, origins)
    if not missing:
        text = "every obligation is proved with the adapter, and the evidence passes them under pressure"
        return VerdictClass.ADAPTER_POLICY, (text,)
    return _observed(findings, missing)


def _missing_for_policy(findings: Findings, origins: frozenset[OriginKind]) -> tuple[str, ...]:
    reasons = [] if origins & {OriginKind.ADAPTER, OriginKind.PATCH} else ["a proof rests on assumptions"]
    if not findings.pressure_named:
        reasons.append("no pressure assumption is declared")
    match findings.evidence.state:
        case EvidenceState.PASSED_UNDER_PRESSURE:
            pass
        case EvidenceState.PASSED:
            reasons.append("no evidence trace shows pressure or an injected failure")
        case EvidenceState.NONE | EvidenceState.UNCHECKED | EvidenceState.FAILED:
            reasons += _evidence_missing(findings.evidence.state)
        case _:
            assert_never(findings.evidence.state)
    outcome = (item for item in findings.obligations if item.facet is Facet.OUTCOME)
    return (*reasons, *_not_exercised(findings, outcome))


def _observed(findings: Findings, missing: tuple[str, ...]) -> Verdict:
    """The class when identity, predicate and lifecycle are proved; ``missing`` is what more would need."""
    watched = tuple(item for item in findings.obligations if item.facet in OBSERVED)
    reasons = [*_evidence_missing(findings.evidence.state), *_not_exercised(findings, watched)]
    if not watched:
        reasons.append("no obligation of the facets identity, predicate and lifecycle is asserted")
    if reasons:
        return VerdictClass.UNKNOWN_EVIDENCE, tuple(dict.fromkeys((*missing, *reasons)))
    rest = [
        f"not established: {item.name} is {counted(item).value}"
        for item in findings.obligations
        if item.facet not in OBSERVED and counted(item) is not Result.PROVED
    ]
    text = "identity, predicate and lifecycle are proved, and the evidence passes them"
    return VerdictClass.ADAPTER_OBSERVATIONAL, (text, *rest, *missing)


def _evidence_missing(state: EvidenceState) -> tuple[str, ...]:
    match state:
        case EvidenceState.NONE:
            return ("there is no evidence trace",)
        case EvidenceState.UNCHECKED:
            return ("the evidence has not been checked",)
        case EvidenceState.FAILED:
            return ("the evidence fails the obligations it was given for",)
        case EvidenceState.PASSED | EvidenceState.PASSED_UNDER_PRESSURE:
            return ()
        case _:
            assert_never(state)


def _not_exercised(findings: Findings, items: Iterable[ObligationFinding]) -> tuple[str, ...]:
    return tuple(
        f"no evidence trace exercises {item.name}"
        for item in items
        if item.name not in findings.evidence.exercised
    )


def _origins(items: Iterable[ObligationFinding]) -> frozenset[OriginKind]:
    return frozenset(origin for item in items for origin in item.origins)
