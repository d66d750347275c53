"""The litmus conditions L1 to L7: the recorded L1 and L3, and traces of their shape, of our own making, for all."""

from __future__ import annotations

import json

import pytest

from tests.strategies import litmus
from tests.strategies.gates import TRACES, judge, missing, recorded
from tests.strategies.litmus import Trace

L1, L3 = recorded("L1_native_no_claim"), recorded("L3_hard_claim_infeasibility")


def missing_of(trace: Trace, bundle: str) -> set[str]:
    return missing(judge(trace, bundle, log="litmus_trace"))


REFUSED = "active_request_refused"
LOST = "resident_claim_block_lost_after_release"
ACCEPTED = "resident_claim_accepted"
VICTIM = "allocation_victim_selected"
CASES: list[tuple[str, Trace, set[str]]] = [
    ("litmus_l1", L1, set()),
    ("litmus_l1", litmus.no_claim(), set()),
    ("litmus_l1", litmus.with_harm(litmus.no_claim()), {"no_harm"}),
    ("litmus_l1", litmus.without(litmus.no_claim(), VICTIM), {"resident_victims"}),
    ("litmus_l1", L3, {"no_acceptance", "resident_victims"}),
    ("litmus_l1", [], {"resident_victims"}),
    ("litmus_l2", litmus.no_admit(), set()),
    ("litmus_l2", litmus.no_admit(2), {"one_denial"}),
    ("litmus_l2", litmus.no_claim(), {"one_denial"}),
    ("litmus_l2", L1, {"one_denial"}),
    ("litmus_l2", litmus.changed(litmus.no_admit(), "future_reuse_denied", event="future_reuse_admitted"),
     {"no_reuse_admitted", "one_denial"}),
    ("litmus_l2", [*litmus.no_admit(), litmus.infeasible()[-1] | {"timestamp_ns": 2 * 10**18}],
     {"active_is_served"}),
    ("litmus_l3", L3, set()),
    ("litmus_l3", litmus.infeasible(), set()),
    ("litmus_l3", L1, {"no_resident_victims", "accepted_once", "explicit_infeasibility"}),
    ("litmus_l3", litmus.changed(L3, REFUSED, blocking_claim_ids=[]), {"explicit_infeasibility"}),
    ("litmus_l3", litmus.changed(L3, REFUSED, feasibility="unknown"), {"explicit_infeasibility"}),
    ("litmus_l3", litmus.without(L3, REFUSED), {"explicit_infeasibility"}),
    ("litmus_l3", litmus.without(L3, ACCEPTED), {"accepted_once"}),
    ("litmus_l3", litmus.twice(L3, ACCEPTED), {"accepted_once"}),
    ("litmus_l3", litmus.demoted(), {"no_resident_victims", "explicit_infeasibility"}),
    ("litmus_l4", litmus.demoted(), set()),
    ("litmus_l4", litmus.expired(), {"one_demotion"}),
    ("litmus_l4", litmus.twice(litmus.demoted(), "resident_claim_demoted"), {"one_demotion"}),
    ("litmus_l4", litmus.with_harm(litmus.demoted()), {"no_harm"}),
    ("litmus_l4", litmus.without(litmus.demoted(), LOST), {"lost_after_release"}),
    ("litmus_l4", litmus.without(litmus.demoted(), VICTIM), {"resident_victims"}),
    ("litmus_l4", litmus.release_last(litmus.demoted()), set()),
    ("litmus_l4_in_order", litmus.demoted(), set()),
    ("litmus_l4_in_order", litmus.release_last(litmus.demoted()), {"released_before_loss"}),
    ("litmus_l5", litmus.expired(), set()),
    ("litmus_l5", litmus.demoted(), {"one_expiry"}),
    ("litmus_l5", litmus.with_harm(litmus.expired()), {"no_harm"}),
    ("litmus_l5", litmus.without(litmus.expired(), LOST), {"lost_after_release"}),
    ("litmus_l5", litmus.release_last(litmus.expired()), set()),
    ("litmus_l5_in_order", litmus.expired(), set()),
    ("litmus_l5_in_order", litmus.release_last(litmus.expired()), {"released_before_loss"}),
    ("litmus_l6", litmus.first_block_lost(), set()),
    ("litmus_l6", L3, {"survival_is_not_materialization"}),
    ("litmus_l6", L1, {"survival_is_not_materialization"}),
    ("litmus_l7", L3, set()),
    ("litmus_l7", litmus.infeasible(), set()),
    ("litmus_l7", litmus.without(L3, ACCEPTED), {"claim_story"}),
    ("litmus_l7", litmus.without(L3, "resident_claim_materialized"), {"claim_story"}),
    ("litmus_l7", litmus.changed(L3, "resident_claim_materialized", predicate_materialized=False),
     {"claim_story"}),
    ("litmus_l7", litmus.changed(L3, REFUSED, capacity_shortfall_blocks=0), {"claim_story"}),
    ("litmus_l7", litmus.changed(L3, REFUSED, blocking_claim_ids=["claim:other"]), {"claim_story"}),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(CASES)))
def test_litmus(number: int) -> None:
    bundle, trace, expected = CASES[number]
    assert missing_of(trace, bundle) == expected


@pytest.mark.parametrize(
    ("name", "trace", "own"),
    [
        ("L1_native_no_claim", L1, litmus.no_claim()),
        ("L3_hard_claim_infeasibility", L3, litmus.infeasible()),
    ],
)
def test_what_we_make_has_the_recorded_shape(name: str, trace: Trace, own: Trace) -> None:
    """Row by row the same events about the same blocks as the recorded trace has."""
    keys = (
        "event",
        "request_id",
        "physical_block_id",
        "logical_block_position",
        "victim_reason",
        "feasibility",
    )
    assert [[row.get(key) for key in keys] for row in own] == [
        [row.get(key) for key in keys] for row in trace
    ]
    summary = json.loads((TRACES / name / "expected.json").read_text())["recorded_summary"]
    victims = sum(row.get("victim_reason") == "cached_prefix_reuse" for row in own)
    assert victims == summary["cached_resident_victims"]


def test_l6_counts_what_survives_and_what_leads() -> None:
    assert [row["event"] for row in litmus.first_block_lost()].count("resident_block_materialized") == 60
    report = judge(litmus.first_block_lost(), "litmus_l6", log="litmus_trace")
    assert report.scenarios[0].seen and report.complete
