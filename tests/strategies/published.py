"""The published analyzers' rules in plain Python, as an oracle for `specs/paper_gates.rcl`; and variants of traces.

Written from the rules alone: greedy search, first match of each step behind the match of the step before.
"""

from __future__ import annotations

import copy
from itertools import pairwise
from random import Random

Trace = list[dict]
IDENTITY = ("predicate_id", "prefix_id", "reusable_object_id", "cache_identity", "request_token_map_id")
OVER = ("offload_request_finished_no_pending_jobs", "offload_request_finished_pending_jobs")


def claim_of(event: dict):
    return event.get("claim_id") or event.get("resident_claim_id")


def first_claim(trace: Trace):
    return next((claim_of(event) for event in trace if claim_of(event)), None)


class Search:
    def __init__(self, trace: Trace, claim) -> None:
        self.trace = [event for event in trace if claim is not None and claim_of(event) == claim]

    def first(self, kind, after=-1, **wanted):
        if after is None:
            return None
        kinds = kind if isinstance(kind, tuple) else (kind,)
        for event in self.trace:
            if event["event"] in kinds and event["event_sequence"] > after:
                if all(test(event) for test in wanted.values()):
                    return event
        return None


def at(event):
    return None if event is None else event["event_sequence"]


def steps(trace: Trace, claim):
    find = Search(trace, claim).first
    moved = lambda way, ok: lambda e: e.get("transfer_type") == way and e.get("success") is ok  # noqa: E731
    out = ["GPU", "CPU"]
    back = ["CPU", "GPU"]
    s: dict = {}
    s[1] = find("request_initialized")
    s[2] = find("offload_store_job_created")
    s[3] = find("offload_worker_transfer_finished", at(s[2]), t=moved(out, True))
    s[4] = find("offload_job_completed", at(s[3]), t=lambda e: e["is_store"] is True)
    s[5] = find("offload_lookup_result", t=lambda e: e["num_hit_tokens"] > 0 and e["will_load_async"] is True)
    s[6] = find("resident_claim_restore_required", at(s[5]))
    s[7] = find("offload_load_job_created", at(s[6]))
    s[8] = find("offload_worker_transfer_finished", at(s[7]), t=moved(back, True))
    s[9] = find("offload_job_completed", at(s[8]), t=lambda e: e["is_store"] is False)
    s[10] = find("resident_claim_restored", at(s[8]))
    s[11] = find("offload_worker_transfer_finished", at(s[7]), t=moved(back, False))
    mine = lambda e: e.get("outcome_claim_id") == claim  # noqa: E731
    blames = lambda e: claim in (e.get("blocking_claim_ids") or [])  # noqa: E731
    s[12] = find(
        "scheduler_resident_claim_restoration_failed",
        at(s[11]),
        m=mine,
        t=lambda e: e.get("scheduler_side_failure_outcome") is True,
    )
    s[13] = find(
        "scheduler_active_request_refused",
        at(s[12]),
        m=mine,
        b=blames,
        t=lambda e: (
            e.get("scheduler_side_refusal") is True
            and e.get("native_scheduler_admission_refusal") is not True
        ),
    )
    s[14] = find(OVER, at(s[13]) if s[13] else at(s[12]))
    s[15] = find("offload_load_job_failed", at(s[11]), t=lambda e: e.get("is_store") is False)
    s[16] = find(
        "resident_claim_restoration_failed",
        at(s[15]),
        m=mine,
        t=lambda e: (
            e.get("controlled_restoration_unavailable") is True and e.get("failure_injection_flag") is True
        ),
    )
    s[17] = find("active_request_refused", at(s[16]), m=mine, b=blames)
    s["after"] = find("resident_claim_restored", at(s[12]) if s[12] else at(s[16]))
    return s


def ambiguous(trace: Trace, claim) -> bool:
    mine = Search(trace, claim).trace
    return any(len({event[key] for event in mine if event.get(key)}) > 1 for key in IDENTITY)


def shared(trace: Trace, claim, s) -> set[str]:
    missing = set() if s[1] else {"claim_metadata_before_lifecycle"}
    return missing | ({"ambiguous_claim_cache_identity"} if ambiguous(trace, claim) else set())


def observation(trace: Trace, claim) -> set[str]:
    s = steps(trace, claim)
    missing = shared(trace, claim, s)
    if not (s[2] and s[3] and s[4]):
        missing.add("store_offload_to_cpu_path")
    if not (s[5] and s[7]):
        missing.add("reuse_lookup_hit_requiring_load")
    if not (s[8] and s[9] and s[10]):
        missing.add("cpu_to_gpu_restore_success")
    if s[1] and s[2] and not at(s[1]) < at(s[2]):
        missing.add("claim_metadata_ordering")
    return missing


def failure_outcome(trace: Trace, claim) -> set[str]:
    s = steps(trace, claim)
    missing = shared(trace, claim, s)
    rules = {
        "store_offload_to_cpu_path": (2, 3),
        "restore_required_before_failure": (5, 6, 7),
        "controlled_cpu_to_gpu_load_failure": (11, 15),
        "claim_scoped_restoration_failed": (16,),
        "fail_closed_active_request_refused": (17,),
        "scheduler_side_restoration_failed": (12,),
        "scheduler_side_active_request_refused": (13,),
        "scheduler_side_claim_match": (12, 13),
        "scheduler_event_before_or_at_termination": (13, 14),
    }
    missing |= {name for name, needed in rules.items() if not all(s[number] for number in needed)}
    if s[12] and s[12].get("native_scheduler_admission_refusal") is True:
        missing.add("native_scheduler_admission_refusal_misclassified")
    if s["after"]:
        missing.add("no_fallback_recompute_counted_as_satisfaction")
    if not missing:
        order = [at(s[number]) for number in (1, 2, 3, 5, 6, 7, 11, 12, 13, 14, 15, 16, 17)]
        if any(one >= two for one, two in pairwise(order)):
            missing.add("ordered_failure_semantics")
    return missing


# ---------------------------------------------------------------- variants


def renumbered(trace: Trace) -> Trace:
    return [{**event, "event_sequence": number} for number, event in enumerate(trace)]


def relabelled(trace: Trace, suffix: str, number: int = 0) -> Trace:
    """The same story of another claim, with other requests and jobs."""

    def change(key, value):
        if isinstance(value, list):
            return [change(key, part) for part in value]
        if isinstance(value, str) and (
            key.endswith(("claim_id", "claim_ids", "request_id")) or key in IDENTITY
        ):
            return value + suffix
        if key == "job_id" and isinstance(value, int):
            return value + 100 * number
        return value

    return [{key: change(key, value) for key, value in event.items()} for event in copy.deepcopy(trace)]


def interleaved(rng: Random, traces: list[Trace]) -> Trace:
    waiting = [list(trace) for trace in traces]
    mixed: Trace = []
    while any(waiting):
        mixed.append(rng.choice([trace for trace in waiting if trace]).pop(0))
    return renumbered(mixed)


def without(trace: Trace, *kinds: str) -> Trace:
    return [event for event in trace if event["event"] not in kinds]


def changed(trace: Trace, kind: str, **fields) -> Trace:
    return [{**event, **fields} if event["event"] == kind else event for event in trace]


def moved(trace: Trace, kind: str, place: int) -> Trace:
    found = [event for event in trace if event["event"] == kind]
    rest = without(trace, kind)
    return renumbered([*rest[:place], *found, *rest[place:]])


def counters() -> Trace:
    kinds = ("generic_kv_transfer_failed_counter", "generic_request_error_counter")
    return [
        {"event": kind, "event_sequence": number, "failure_count": 1} for number, kind in enumerate(kinds)
    ]


def fallback(success: Trace, failure: Trace) -> Trace:
    """The 26 events of a load that fails and is made again under policy `recompute`: of our own making.

    The kinds and their order are those of the published run of the same name; the records are those of the recorded
    failure up to the scheduler's report, and then a second load, job 2, of the same request.
    """
    claim = first_claim(failure)
    kind = "fallback_recompute_without_claim_satisfaction"
    outcome = {"outcome_type": kind, "claim_scoped_outcome_type": kind}
    by_kind = {event["event"]: event for event in failure}
    policy = {
        "scheduler_failure_policy": "recompute",
        "scheduler_side_refusal": False,
        "blocking_claim_ids": [],
    }
    told = {**by_kind["scheduler_resident_claim_restoration_failed"], **outcome, **policy}
    told |= {"finish_status": None, "finish_reason": None}
    connector = {**by_kind["resident_claim_restoration_failed"], **outcome}
    reuse = next(event for event in failure if event.get("resident_claim_role") == "reuse")
    again = [
        {**_of(event, failure), "request_id": reuse["request_id"]}
        | ({"job_id": 2} if "job_id" in event else {})
        | ({"restoration_generation": 2} if "restoration_generation" in event else {})
        for event in success[9:]
    ]
    assert all(claim_of(event) == claim for event in again)
    trace = renumbered([*failure[:15], told, by_kind["offload_load_job_failed"], connector, *again])
    assert len(trace) == 26
    return trace


def _of(event: dict, other: Trace) -> dict:
    """The record as if it were of the other trace's claim."""
    pattern = other[0]
    keys = ("claim_id", "resident_claim_id", "hook_scope", *IDENTITY)
    return {key: pattern[key] if key in keys and key in pattern else value for key, value in event.items()}
