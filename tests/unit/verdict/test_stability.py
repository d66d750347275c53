"""What differs between runs of the same question."""

from __future__ import annotations

from dataclasses import replace

from rcl.verdict.results import Entailment, LoweringVerdict, Result, VerdictClass, Verdicts
from rcl.verdict.stability import Change, Stability, stability_of
from tests.golden.samples import obligation, sample_verdicts


def verdicts(
    lowering: LoweringVerdict, kept: Result, scenario: Result, entailed: Result, found: VerdictClass
) -> Verdicts:
    own = replace(
        lowering,
        name="engine.plain",
        verdict_class=found,
        obligations=(obligation("outcome.kept", kept),),
        boundary=(obligation("scenario.can", scenario),),
    )
    return Verdicts((own,), (Entailment("pact", "weaker", "full", (obligation("outcome.seen", entailed),)),))


def test_every_result_and_class_is_compared() -> None:
    proved, unknown, refuted, is_open = Result.PROVED, Result.UNKNOWN, Result.REFUTED, Result.OPEN
    native, gone = VerdictClass.NATIVE_CONFORMANCE, VerdictClass.UNKNOWN_EVIDENCE
    lowering = sample_verdicts(contradicted=True).lowerings[0]
    first = verdicts(lowering, proved, proved, proved, native)
    assert stability_of([first, first, first]) == Stability(2, 4, ())
    runs = [
        first,
        verdicts(lowering, refuted, proved, proved, native),
        verdicts(lowering, proved, is_open, unknown, gone),
        verdicts(lowering, unknown, is_open, proved, native),
    ]
    found = stability_of(runs)
    assert (found.repeats, found.compared) == (3, 4)
    assert found.changes == (
        Change("engine.plain", "class", (("native_conformance", (0, 1, 3)), ("unknown_evidence", (2,)))),
        Change("engine.plain", "outcome.kept", (("proved", (0, 2)), ("refuted", (1,)), ("unknown", (3,)))),
        Change("engine.plain", "scenario.can", (("proved", (0, 1)), ("open", (2, 3)))),
        Change("pact.weaker", "outcome.seen", (("proved", (0, 1, 3)), ("unknown", (2,)))),
    )
    assert [change.lost for change in found.changes] == [True, False, False, True]
