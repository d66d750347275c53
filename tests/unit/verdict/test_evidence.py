"""Evidence traces decide between the classes, and fall silent where they are missing, changed, bad or incomplete."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

import rcl
from rcl.anchors.lock import EMPTY
from rcl.verdict.classify import EvidenceState
from rcl.verdict.evidence import NO_EVIDENCE, check_evidence
from tests.unit.verdict.conftest import Small

CONTRACT = """contract promise version 1 "A small promise."
sort Claim, Request
environment event asked(claim: Claim, request: Request)
duty event accepted(claim: Claim)
duty event reused(claim: Claim, request: Request)
duty event refused(request: Request, blocking: Claim)
hazard event load_failed(claim: Claim, request: Request)
hazard event finished(request: Request)
facet identity {
  obligation accepted_first "a" failure "b" source "c"
    whenever reused(claim: c) requires once accepted(claim: c)
}
facet outcome {
  obligation failed_load_refuses "a" failure "b" source "c"
    forall c: Claim
    whenever finished(request: r) and once load_failed(claim: c, request: r) requires once refused(request: r, blocking: c)
}
scenario can_reuse "x": exists c: Claim: reused(claim: c)
bundle kept = identity + outcome requires can_reuse
"""
RUNTIME = """use promise version 1
runtime box version "1"
  source specification "box" sha256 ""
mode on "the only mode" {
}
adapter ledger "keeps a list" {
  event granted(claim: Claim)
  event used(claim: Claim, request: Request)
  event broke(claim: Claim, request: Request)
  event turned_away(request: Request, claim: Claim)
  event over(request: Request)
  guarantee granted_first whenever used(claim: c) requires once granted(claim: c)
  guarantee turns_away
    forall c: Claim
    whenever over(request: r) and once broke(claim: c, request: r) requires once turned_away(request: r, claim: c)
  admits grants granted(claim: _)
  admits uses used(claim: c, request: _) when once granted(claim: c)
  admits breaks broke(claim: c, request: _)
  admits turns turned_away(request: _, claim: _)
  admits ends over(request: r) when once turned_away(request: r)
}
log ledger_log with ledger {
  kind event
  order by n
  record "granted" as granted(claim: claim)
  record "used" as used(claim: claim, request: request)
  record "broke" as broke(claim: claim, request: request)
  record "turned_away" as turned_away(claim: claim, request: request)
  record "over" as over(request: request)
}
lowering box.on with ledger to promise.kept {
  asserts policy
  pressure "loads fail"
  map accepted(claim: c) from granted(claim: c)
  map reused(claim: c, request: r) from used(claim: c, request: r)
  map refused(request: r, blocking: c) from turned_away(request: r, claim: c)
  map load_failed(claim: c, request: r) from broke(claim: c, request: r)
  map finished(request: r) from over(request: r)
EVIDENCE}
"""
GOOD = [
    {"event": "granted", "claim": "c"},
    {"event": "used", "claim": "c", "request": "r"},
    {"event": "over", "request": "r"},
]
FAILURE = [
    {"event": "granted", "claim": "c"},
    {"event": "used", "claim": "c", "request": "q"},
    {"event": "broke", "claim": "c", "request": "r"},
    {"event": "turned_away", "claim": "c", "request": "r"},
    {"event": "over", "request": "r"},
]
BROKEN = [item for item in FAILURE if item["event"] != "turned_away"]


def lines(steps, gap: int = 0) -> bytes:
    return b"".join(
        json.dumps({"n": n + (gap if n > 1 else 0), **step}).encode() + b"\n" for n, step in enumerate(steps)
    )


@pytest.fixture
def prove(tmp_path: Path):
    def run(*traces: bytes, digest: str = "", log: str = "ledger_log", missing: bool = False, more: str = ""):
        items = []
        for number, data in enumerate(traces):
            path = tmp_path / f"t{number}.jsonl"
            if not missing:
                path.write_bytes(data)
            found = digest or hashlib.sha256(data).hexdigest()
            items.append(f'  evidence trace "t{number}.jsonl" sha256 "{found}" log {log}\n')
        (tmp_path / "rcl.toml").write_text('include = ["."]\n')
        (tmp_path / "promise.rcl").write_text(CONTRACT)
        text = RUNTIME.replace("EVIDENCE", "".join(items)).replace(
            "  admits grants", f"  {more}\n  admits grants"
        )
        (tmp_path / "box.rcl").write_text(text)
        session = rcl.open_session(str(tmp_path), cwd=tmp_path)
        verdict = rcl.prove(session=session).verdicts.lowerings[0]
        return verdict.verdict_class.value, " | ".join(verdict.reasons)

    return run


def test_with_success_and_failure_it_is_a_policy(prove) -> None:
    assert prove(lines(GOOD), lines(FAILURE))[0] == "adapter_policy"


def test_without_the_failure_trace_it_falls(prove) -> None:
    found, reasons = prove(lines(GOOD))
    assert found == "adapter_observational"
    assert "no evidence trace shows pressure" in reasons


def test_without_any_trace_it_is_unknown(prove) -> None:
    assert prove()[0] == "unknown_evidence"


def test_a_trace_that_breaks_the_contract_rejects(prove) -> None:
    found, reasons = prove(lines(GOOD), lines(BROKEN))
    assert found == "rejected_mapping"
    assert "outcome.failed_load_refuses is violated at line 4" in reasons


@pytest.mark.parametrize(
    ("data", "options", "reason"),
    [
        (lines(FAILURE), {"digest": "0" * 64}, "its sha256 is"),
        (lines(FAILURE), {"missing": True}, "cannot be read"),
        (lines(FAILURE), {"log": "other"}, "no log `other`"),
        (lines(FAILURE) + b"{", {}, "the last line is cut"),
        (lines(FAILURE, gap=3), {}, "gaps in its order"),
        (lines([*FAILURE, {"event": "strange"}]), {}, "is not declared"),
    ],
)
def test_doubtful_evidence_supports_nothing(prove, data: bytes, options, reason: str) -> None:
    found, reasons = prove(data, **options)
    assert found == "unknown_evidence"
    assert reason in reasons


def test_a_trace_on_which_a_guarantee_is_false_supports_nothing(prove) -> None:
    """The obligations hold on it; but the proof rests on a sentence that the run contradicts."""
    twice = [{"event": "granted", "claim": "c"}, *FAILURE]
    assert prove(lines(GOOD), lines(FAILURE), lines(twice))[0] == "adapter_policy"
    found, reasons = prove(
        lines(GOOD),
        lines(FAILURE),
        lines(twice),
        more="guarantee once_only whenever granted(claim: c) requires not previously once granted(claim: c)",
    )
    assert found == "unknown_evidence"
    assert "guarantee once_only is false at line 2" in reasons


def test_no_evidence_is_none_and_passes_nothing(small: Small, tmp_path: Path) -> None:
    assert check_evidence(small.lowering, small.world.logs, tmp_path, EMPTY) == NO_EVIDENCE
    assert NO_EVIDENCE.finding.state is EvidenceState.NONE and not NO_EVIDENCE.finding.exercised
