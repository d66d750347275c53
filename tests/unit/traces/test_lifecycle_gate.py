"""The reference lifecycle gate and the live request-path gate, in the language, on traces of our own making."""

from __future__ import annotations

import json
from random import Random

import pytest

from rcl.traces.results import LogReport
from tests.strategies import gates, lifecycle
from tests.strategies.gates import missing
from tests.strategies.lifecycle import Trace

NAMES = {
    "pre_registered_accepted_claim",
    "stable_claim_id_and_fixed_materialization_predicate",
    "reusable_object_id",
    "fixed_cache_identity_and_deterministic_request_token_map",
    "materialization_predicate",
    "offload_restorability",
    "restoration_failure_outcome",
    "ordered_lifecycle_events",
}
NO_FAILURE = {"restoration_failure_outcome", "ordered_lifecycle_events"}
NO_SUCCESS = {"offload_restorability", "ordered_lifecycle_events"}


def judge(trace: Trace, bundle: str = "reference_lifecycle") -> LogReport:
    return gates.judge(trace, bundle, lifecycle.first_claim(trace), log="lifecycle_trace")


CONTROLS = {
    "offload without restore": (lifecycle.half(), NO_SUCCESS | NO_FAILURE),
    "success alone": (lifecycle.half("ask", "restore", "reuse"), NO_FAILURE),
    "failure alone": (lifecycle.half("ask", "fail"), NO_SUCCESS),
    "restore after reuse": (lifecycle.half("ask", "reuse", "restore"), NO_SUCCESS | NO_FAILURE),
    "wrong claim in outcome": (lifecycle.half("ask", "fail", names="claim:other"), NO_SUCCESS | NO_FAILURE),
    "fallback as restore": (
        lifecycle.half("ask", "restore", "reuse", source="fallback_recompute"),
        NO_SUCCESS | NO_FAILURE,
    ),
    "post-hoc naming": (lifecycle.post_hoc(), {"pre_registered_accepted_claim"} | NO_FAILURE),
    "missing identity": (
        lifecycle.without_field(lifecycle.half("ask", "restore", "reuse"), "request_token_map_id"),
        {"fixed_cache_identity_and_deterministic_request_token_map"} | NO_FAILURE,
    ),
    "counters only": (lifecycle.generic(), NAMES),
    "nothing": ([], NAMES),
}


@pytest.mark.parametrize("outcome", lifecycle.OUTCOMES)
def test_both_paths_pass(outcome: str) -> None:
    report = judge(lifecycle.whole(outcome))
    assert report.complete and missing(report) == set()


@pytest.mark.parametrize("control", CONTROLS)
def test_controls_are_rejected_with_the_published_names(control: str) -> None:
    trace, names = CONTROLS[control]
    assert missing(judge(trace)) == names
    assert lifecycle.missing(trace) == names


def test_the_gate_is_the_published_one_on_scrambled_traces() -> None:
    rng = Random(11)
    passed = some = 0
    for _ in range(400):
        trace = lifecycle.scrambled(rng)
        expected = lifecycle.missing(trace)
        assert missing(judge(trace)) == expected, json.dumps(trace)
        passed += not expected
        some += bool(expected - NO_SUCCESS - NO_FAILURE)
    assert passed >= 20 and some >= 20


def test_a_lost_record_is_a_gap_and_shows_nothing() -> None:
    trace = lifecycle.whole()
    report = judge(trace[:4] + trace[5:])
    assert report.files[0].gaps == 1 and not report.complete


def test_the_live_gate_wants_live_requests() -> None:
    assert missing(judge(lifecycle.whole(live=True), "live_request_path")) == set()
    assert missing(judge(lifecycle.whole(), "live_request_path")) == {"live_request_ids"}
    assert missing(judge(lifecycle.generic(), "live_request_path")) >= NAMES


def test_the_live_gate_s_page_asks_for_more_than_its_code() -> None:
    """The published live trace has no block footprint on its acceptance and its refusal; neither has ours."""
    trace = lifecycle.whole(live=True)
    assert missing(judge(trace, "live_request_path_page")) == {"anchors_on_every_event"}
    mended = [{**item, "block_count_footprint": 8} for item in trace]
    assert missing(judge(mended, "live_request_path_page")) == set()
    for key in ("request_id", "cache_identity", "request_token_map_id"):
        bare = [*mended[:-1], {name: value for name, value in mended[-1].items() if name != key}]
        assert missing(judge(bare, "live_request_path_page")) == {"anchors_on_every_event"}
