"""The offloadable contract on the recorded traces: stricter than the gates, and silent where the log shows nothing."""

from __future__ import annotations

import json
from pathlib import Path

from rcl.temporal.trace import Value
from tests.strategies import published
from tests.strategies.gates import TRACES, judge, missing, recorded
from tests.strategies.gates import contract as monitored


def results(report) -> dict[str, str]:
    return {item.name: item.result.value for item in report.obligations}


def test_success() -> None:
    found = results(monitored(TRACES / "success_path" / "events.jsonl"))
    assert found["identity.stable"] == "holds"
    assert found["lifecycle.one_job_one_claim"] == "holds"
    assert found["lifecycle.restored_before_reuse"] == "holds"
    assert found["outcome.failed_load_refuses"] == "not_exercised"
    assert found["predicate.holds_at_reuse"] == "holds"
    assert "violated" not in found.values()


def test_what_a_log_cannot_show_is_named() -> None:
    """That nothing is ever deferred is told by a page that nobody has checked: without its word it may have happened."""
    report = monitored(TRACES / "success_path" / "events.jsonl", accept_recorded=False)
    reason = next(item.reason for item in report.obligations if item.name == "identity.accepted_first")
    assert reason.startswith("the log cannot show `deferred`, `released`:")


def test_failure() -> None:
    report = monitored(TRACES / "claimed_load_failure" / "events.jsonl")
    found = results(report)
    assert found["outcome.failed_load_refuses"] == "holds"
    assert "violated" not in found.values()
    assert {item.name for item in report.scenarios if item.seen} == {"can_accept", "can_materialize"}


def test_no_claim_shows_nothing() -> None:
    report = monitored(TRACES / "unclaimed_load_failure" / "events.jsonl")
    assert not any(item.result.value in ("holds", "violated") for item in report.obligations)
    assert not any(item.seen for item in report.scenarios)


def test_a_chain_of_two_jobs_passes_the_gate_and_not_the_contract(tmp_path: Path) -> None:
    """What job 1 began, job 2 completes."""
    trace = recorded("success_path")
    at = next(n for n, event in enumerate(trace) if event["event"] == "offload_load_job_created")
    mixed = trace[:at] + [
        {**event, "job_id": 2} if event.get("job_id") == 1 else event for event in trace[at:]
    ]
    claim: Value = published.first_claim(mixed)
    assert missing(judge(mixed, "observation", claim)) == set()
    path = tmp_path / "fallback.jsonl"
    path.write_text("".join(json.dumps(event) + "\n" for event in mixed))
    report = monitored(path)
    broken = [item for item in report.obligations if item.violations]
    assert [item.name for item in broken] == ["lifecycle.one_job_one_claim"]
    violation = broken[0].violations[0]
    assert mixed[violation.place.line - 1]["event"] == "resident_claim_restored"
    assert violation.bindings["j"] == "2" and violation.claim == claim


def test_a_refusal_that_is_left_out_is_found(tmp_path: Path) -> None:
    trace = published.without(recorded("claimed_load_failure"), "scheduler_active_request_refused")
    path = tmp_path / "silent.jsonl"
    path.write_text("".join(json.dumps(event) + "\n" for event in trace))
    found = results(monitored(path))
    assert found["outcome.failed_load_refuses"] == "violated"
