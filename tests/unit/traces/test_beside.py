"""A published gate and the contract on the same logs: where they disagree, and about which records."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import rcl
from rcl.report.log_junit import render_junit
from rcl.report.log_report import monitor_object, monitor_schema, render_monitor
from tests.strategies import published
from tests.strategies.gates import PATCHED, TRACES, judge, missing, recorded, small_session

FALLBACK = published.fallback(recorded("success_path"), recorded("claimed_load_failure"))


@pytest.fixture
def fallback(tmp_path: Path) -> Path:
    path = tmp_path / "fallback.jsonl"
    path.write_text("".join(json.dumps(event) + "\n" for event in FALLBACK))
    return path


def beside(path: Path, bundle: str = "observation"):
    return rcl.monitor(
        path,
        log="connector_trace",
        bundle=bundle,
        fixed={"target": "first"},
        beside=f"vllm_patched={PATCHED}",
        session=small_session(),
    )


def test_the_fallback_has_the_published_verdicts() -> None:
    claim = published.first_claim(FALLBACK)
    assert missing(judge(FALLBACK, "observation", claim)) == set()
    assert missing(judge(FALLBACK, "failure_outcome", claim)) == {
        "fail_closed_active_request_refused",
        "no_fallback_recompute_counted_as_satisfaction",
        "scheduler_event_before_or_at_termination",
        "scheduler_side_active_request_refused",
        "scheduler_side_claim_match",
    }


def test_the_fallback_s_chain_mixes_two_jobs() -> None:
    report = judge(FALLBACK, "observation_of_one_job", published.first_claim(FALLBACK))
    assert missing(report) == {"one_job_in_the_chain"}
    broken = next(item for item in report.obligations if item.violations)
    assert [(item.place.line, item.bindings["j"]) for item in broken.violations] == [(23, "2")]


def test_gate_and_contract_disagree_on_the_fallback(fallback: Path) -> None:
    report = beside(fallback)
    assert report.complete and report.beside is not None
    assert [(item.side, item.name) for item in report.beside.disagreements] == [
        ("contract", "predicate.recompute_is_not_reuse"),
        ("contract", "outcome.failed_load_refuses"),
    ]
    found = report.beside.disagreements[1]
    assert found.violation is not None and found.violation.place.line == 26
    steps = {step.line: step for step in found.steps}
    jobs = {line: text for line, step in steps.items() for text in step.contract if "job: " in text}
    assert "job: 1" in jobs[11] and "job: 1" in jobs[15] and "job: 2" in jobs[20] and "job: 2" in jobs[24]
    assert "restore_required" in steps[11].gate and "restored" in steps[24].gate


def test_all_forms_tell_the_disagreement(fallback: Path) -> None:
    report = beside(fallback)
    value = monitor_object(report)
    jsonschema.validate(value, monitor_schema())
    found = value["beside"]["disagreements"][1]
    text = render_monitor(report, width=100, color=False, stories={})
    assert "DISAGREE        outcome.failed_load_refuses" in text
    assert f"{fallback}:26 (sequence 25)" in text and found["line"] == 26
    for step in found["steps"]:
        assert f"{step['line']:>5}  the gate sees " in text
    xml = render_junit(report)
    assert 'name="disagreements" tests="2" failures="2"' in xml
    assert 'classname="paper_gates.observation beside vllm_patched.offloading_connector' in xml


@pytest.mark.parametrize(
    ("trace", "bundle"), [("success_path", "observation"), ("claimed_load_failure", "failure_outcome")]
)
def test_they_agree_where_the_gate_is_right(trace: str, bundle: str) -> None:
    report = beside(TRACES / trace / "events.jsonl", bundle)
    assert report.complete and report.beside is not None and report.beside.disagreements == ()
    assert "AGREE" in render_monitor(report, width=100, color=False, stories={})
    jsonschema.validate(monitor_object(report), monitor_schema())


def test_a_failure_that_nobody_injected_fails_the_gate_alone(tmp_path: Path) -> None:
    """Only injected failures can pass the published gate; the contract asks for the refusal."""
    failed = recorded("claimed_load_failure")
    real = published.changed(failed, "resident_claim_restoration_failed", failure_injection_flag=False)
    path = tmp_path / "real.jsonl"
    path.write_text("".join(json.dumps(event) + "\n" for event in real))
    report = beside(path, "failure_outcome")
    assert report.beside is not None
    assert {(item.side, item.name) for item in report.beside.disagreements} == {
        ("gate", "outcome.claim_scoped_restoration_failed"),
        ("gate", "outcome.fail_closed_active_request_refused"),
    }


def test_streams_are_not_read_twice() -> None:
    with pytest.raises(rcl.UsageError, match="reads the logs twice"):
        rcl.monitor(
            "-", log="connector_trace", bundle="observation", beside="vllm_patched",
            session=small_session(),
        )  # fmt: skip
