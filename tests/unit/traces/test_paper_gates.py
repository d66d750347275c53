"""The published gates, written in the language, on the recorded traces and on variants made from them."""

from __future__ import annotations

import json
from random import Random

import pytest

from rcl.traces.lines import Line
from rcl.traces.monitor import LogMonitor
from rcl.traces.records import BadRecord
from rcl.traces.results import LogReport
from rcl.traces.run import choose, target_of
from tests.strategies import published
from tests.strategies.gates import TRACES, Trace, judge, missing, recorded, world

RECORDED = ("success_path", "claimed_load_failure", "unclaimed_load_failure")


@pytest.mark.parametrize("name", RECORDED)
def test_published_verdicts(name: str) -> None:
    expected = json.loads((TRACES / name / "expected.json").read_text())
    trace = recorded(name)
    claim = published.first_claim(trace)
    assert missing(judge(trace, "observation", claim)) == set(expected["missing_observation"])
    assert missing(judge(trace, "failure_outcome", claim)) == set(expected["missing_failure"])


def ordinary() -> Trace:
    """The fourteen events of a load that nobody claimed: the recorded success without what a claim adds."""
    kinds = ("resident_claim_offloaded", "resident_claim_restore_required", "resident_claim_restored")
    keys = ("claim_id", "resident_claim_id", "resident_claim", "resident_claim_role", *published.IDENTITY)
    plain = published.without(recorded("success_path"), *kinds)
    return [{key: value for key, value in event.items() if key not in keys} for event in plain]


NOBODY = {
    "claim_metadata_before_lifecycle", "store_offload_to_cpu_path", "reuse_lookup_hit_requiring_load",
    "cpu_to_gpu_restore_success",
}  # fmt: skip
NO_FAILURE = {
    "claim_scoped_restoration_failed", "controlled_cpu_to_gpu_load_failure", "fail_closed_active_request_refused",
    "scheduler_event_before_or_at_termination", "scheduler_side_active_request_refused",
    "scheduler_side_claim_match", "scheduler_side_restoration_failed",
}  # fmt: skip
NOTHING = NO_FAILURE | {
    "claim_metadata_before_lifecycle", "store_offload_to_cpu_path", "restore_required_before_failure",
}  # fmt: skip


@pytest.mark.parametrize(
    ("control", "observed", "failed"),
    [
        (published.counters(), NOBODY, NOTHING),
        (recorded("success_path"), set(), NO_FAILURE),
        # A failure that is armed for an id that is not the claim's: nothing scoped to the claim happens.
        (published.relabelled(recorded("success_path"), "-armed-for-another"), set(), NO_FAILURE),
        (recorded("unclaimed_load_failure"), NOBODY, NOTHING),
        (ordinary(), NOBODY, NOTHING),
        ([], NOBODY, NOTHING),
        (published.changed(recorded("success_path"), "resident_claim_restored", prefix_id="two"),
         {"ambiguous_claim_cache_identity"}, NO_FAILURE | {"ambiguous_claim_cache_identity"}),
    ],
    ids=["counters", "success", "wrong claim", "unclaimed", "ordinary", "no events", "ambiguous"],
)  # fmt: skip
def test_false_positive_controls(control: Trace, observed: set[str], failed: set[str]) -> None:
    claim = published.first_claim(control)
    assert missing(judge(control, "observation", claim)) == observed
    assert missing(judge(control, "failure_outcome", claim)) == failed


def test_an_ordinary_trace_has_the_published_length() -> None:
    assert len(ordinary()) == 14 and published.first_claim(ordinary()) is None


def test_the_older_gate_passes_what_the_current_one_fails_by_four_names() -> None:
    """A claimed failure of the older runs has 19 events: the scheduler says nothing."""
    kinds = ("scheduler_resident_claim_restoration_failed", "scheduler_active_request_refused")
    failed = recorded("claimed_load_failure")
    older = published.without(failed, *kinds)
    claim = published.first_claim(older)
    assert len(older) == 19
    assert missing(judge(older, "failure_outcome_older", claim)) == set()
    assert missing(judge(older, "failure_outcome", claim)) == {
        "scheduler_side_restoration_failed",
        "scheduler_side_active_request_refused",
        "scheduler_side_claim_match",
        "scheduler_event_before_or_at_termination",
    }
    restored = next(
        event for event in recorded("success_path") if event["event"] == "resident_claim_restored"
    )
    counted = published.renumbered([*older, {**restored, "claim_id": claim, "resident_claim_id": claim}])
    assert "fallback_recompute_counted_as_satisfaction" in missing(
        judge(counted, "failure_outcome_older", claim)
    )
    assert missing(judge(recorded("success_path"), "failure_outcome_older", None)) >= {
        "claim_metadata_before_lifecycle",
        "claim_scoped_restoration_failed",
        "fail_closed_active_request_refused",
    }


def test_bad_order_is_never_accepted() -> None:
    """The published analyzers sort; a log whose numbers fall or repeat is reported, and shows nothing."""
    trace = recorded("success_path")
    for broken in ([trace[1], trace[0], *trace[2:]], [trace[0], *trace]):
        report = judge(broken, "observation", published.first_claim(trace))
        assert report.bad and not report.complete


def test_attribution() -> None:
    failed, good = recorded("claimed_load_failure"), recorded("success_path")
    claim = published.first_claim(failed)
    mixed = published.interleaved(Random(1), [failed, published.relabelled(good, "-by", 1)])
    assert names(judge(mixed, "attribution", claim)) == set()
    smeared = published.changed(
        mixed, "scheduler_active_request_refused", blocking_claim_ids=[claim, "other"]
    )
    assert names(judge(smeared, "attribution", claim)) == {"blocking_claim_ids_name_only_target"}
    two = published.interleaved(Random(1), [failed, published.relabelled(failed, "-by", 1)])
    assert names(judge(two, "attribution", claim)) == {
        "scheduler_failure_events_name_only_target",
        "blocking_claim_ids_name_only_target",
        "non_target_failure_or_refusal_attribution",
        "non_target_restore_success_or_not_failed",
    }


def names(report: LogReport) -> set[str]:
    return {item.name.partition(".")[2] for item in report.obligations if item.result.value == "violated"}


def test_a_bad_record_is_placed() -> None:
    asked = choose(world(), "connector_trace", None, "observation")
    monitor = LogMonitor(
        asked.log, target_of(asked, lambda anchors, origin: True, {"target": "c"}), ("trace",)
    )
    item = monitor.decoder.line(Line(0, 7, 123, b'{"event": "offload_job_completed"', True))
    assert item == BadRecord("trace", 7, 123, "the last line is cut")
