"""Maps the results about one lowering to its verdict: findings, class, expectation, reasons.

Invariant: the class comes from ``classify`` alone; an expectation counts as met only where it was decided. Evidence
traces that were not checked support nothing. Source: semantics, section 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rcl.anchors.lock import Lock
from rcl.model.contract import Facet
from rcl.model.runtime import Expectation, Lowering, OriginKind
from rcl.verdict.classify import (
    EvidenceFinding,
    EvidenceState,
    Findings,
    ObligationFinding,
    ScenarioFinding,
    classify,
    trust,
)
from rcl.verdict.results import (
    CoreItem,
    LoweringVerdict,
    Mismatch,
    ObligationResult,
    Result,
    VerdictClass,
)
from rcl.verdict.usable import accepted, accepted_reasons, dropped, dropped_reasons

if TYPE_CHECKING:
    from rcl.verdict.evidence import CheckedEvidence

SCENARIO = "scenario."


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about a lowering; ``complete`` and ``consistent`` as in ``classify.Findings``."""

    obligations: tuple[ObligationResult, ...]
    boundary: tuple[ObligationResult, ...]
    complete: bool
    contradictions: tuple[CoreItem, ...]
    consistent: bool


def lowering_verdict(
    lowering: Lowering, decided: Decided, locks: Lock, evidence: CheckedEvidence | None = None
) -> LoweringVerdict:
    """The verdict with everything a report shows."""
    found, reasons = classify(
        findings_of(lowering, decided, evidence.finding if evidence is not None else None)
    )
    lost = dropped_reasons(dropped(lowering, locks))
    recorded = accepted(lowering, locks)
    expectation = lowering.expected(locks.accept_recorded)
    said = (
        *reasons,
        *(_specified(lowering) if trust(found) else ()),
        *accepted_reasons(recorded),
        *lost,
        *(evidence.reasons if evidence is not None else ()),
    )
    mismatches = tuple(_mismatches(expectation, decided, found, said))
    return LoweringVerdict(
        name=lowering.name,
        runtime=lowering.runtime.name,
        version=lowering.runtime.version,
        mode=lowering.mode.name,
        contract=lowering.contract.name,
        bundle=lowering.bundle.name,
        asserts=lowering.assertion.value,
        verdict_class=found,
        expected=expectation.verdict_class if expectation else "",
        met=_met(expectation, decided, found, mismatches),
        mismatches=mismatches,
        obligations=decided.obligations,
        boundary=decided.boundary,
        reasons=said,
        assumptions=_assumptions(decided),
        pressure=lowering.pressure,
        file=lowering.span.file,
        line=lowering.span.line,
        recorded=recorded,
    )


def _specified(lowering: Lowering) -> tuple[str, ...]:
    """What a reader has to know of a runtime without source: nobody has looked at a program."""
    if not lowering.runtime.is_specification:
        return ()
    return ("the runtime is a specification, whose text is its own source: no program was looked at",)


def findings_of(lowering: Lowering, decided: Decided, evidence: EvidenceFinding | None = None) -> Findings:
    """What the class depends on; without ``evidence`` the traces of the lowering count as unchecked."""
    obligations = [item for item in decided.obligations if not item.name.startswith(SCENARIO)]
    scenarios = [item for item in decided.obligations if item.name.startswith(SCENARIO)]
    state = EvidenceState.UNCHECKED if lowering.evidence else EvidenceState.NONE
    return Findings(
        assertion=lowering.assertion,
        obligations=tuple(
            ObligationFinding(item.name, Facet(item.name.partition(".")[0]), item.result, origins(item.core))
            for item in obligations
        ),
        scenarios=tuple(ScenarioFinding(item.name, item.result) for item in scenarios),
        defects=tuple(item.message for item in lowering.defects),
        contradictions=tuple(item.statement for item in decided.contradictions),
        consistent=decided.consistent,
        complete=decided.complete,
        evidence=evidence if evidence is not None else EvidenceFinding(state),
        pressure_named=bool(lowering.pressure),
        added=frozenset(item.kind for item in lowering.added),
    )


def origins(core: tuple[CoreItem, ...]) -> frozenset[OriginKind]:
    """The kinds of origin in a core (``adapter ledger`` is of kind adapter)."""
    return frozenset(OriginKind(item.origin.partition(" ")[0]) for item in core)


def _mismatches(
    expectation: Expectation | None, decided: Decided, found: VerdictClass, reasons: tuple[str, ...]
) -> Iterator[Mismatch]:
    """Expectations that were asked about and not met: results and cores in the order written, reasons, the class."""
    if expectation is None:
        return
    results = {item.name: item for item in (*decided.boundary, *decided.obligations)}
    for name, word in expectation.results:
        if name in results and results[name].result.value != word:
            yield Mismatch(name, word, results[name].result.value)
        elif name not in results and decided.complete:
            yield Mismatch(name, word, "undecided")
    for name, core in expectation.cores:
        if name in results and (rests_on := core_names(results[name].core)) != core:
            yield Mismatch(f"core of {name}", " ".join(core) or "nothing", " ".join(rests_on) or "nothing")
    if decided.complete:
        for reason in expectation.reasons:
            if reason not in reasons:
                yield Mismatch("because", reason, "; ".join(reasons))
    if decided.complete and expectation.verdict_class != found.value:
        yield Mismatch("class", expectation.verdict_class, found.value)


def core_names(core: tuple[CoreItem, ...]) -> tuple[str, ...]:
    """The statements of a core as ``expect`` writes them, sorted."""
    return tuple(sorted(item.statement.replace(" ", ".") for item in core))


def _met(
    expectation: Expectation | None,
    decided: Decided,
    found: VerdictClass,
    mismatches: tuple[Mismatch, ...],
) -> bool:
    if expectation is not None:
        return not mismatches
    if decided.complete:
        return found is VerdictClass.NATIVE_CONFORMANCE
    # Only some were asked for: those are met if they are shown.
    return bool(decided.obligations) and all(item.result is Result.PROVED for item in decided.obligations)


def _assumptions(decided: Decided) -> tuple[str, ...]:
    """The assumptions that the proofs rest on, by name."""
    names = {
        item.statement
        for result in decided.obligations
        for item in result.core
        if item.origin.partition(" ")[0] == OriginKind.ASSUMPTION.value
    }
    return tuple(sorted(names))
