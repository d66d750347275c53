"""Variants of the recorded traces and of made ones: what was done to each, and which gates must not accept it.

``never`` is said by construction, from what was done to the trace, and not by the oracle: a gate that accepts such a
variant is wrong whatever the published rules say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.strategies import lifecycle, published
from tests.strategies.gates import recorded

Trace = list[dict]
OBSERVATION, FAILURE, ONE_JOB = "observation", "failure_outcome", "observation_of_one_job"
CONNECTOR_GATES = frozenset((OBSERVATION, FAILURE))
CONNECTOR_ALL = CONNECTOR_GATES | {ONE_JOB}
LIFECYCLE, FIXED = "reference_lifecycle", "reference_lifecycle_fixed"
LIFECYCLE_ALL = frozenset((LIFECYCLE, FIXED))

ONLY_ONCE = {
    OBSERVATION: (
        "offload_store_job_created",
        "resident_claim_restore_required",
        "offload_load_job_created",
        "resident_claim_restored",
        "offload_job_completed",
        "offload_worker_transfer_finished",
    ),
    FAILURE: (
        "offload_store_job_created",
        "resident_claim_restore_required",
        "offload_load_job_created",
        "offload_worker_transfer_finished",
        "scheduler_resident_claim_restoration_failed",
        "scheduler_active_request_refused",
        "offload_load_job_failed",
        "resident_claim_restoration_failed",
        "active_request_refused",
    ),
}
"""Kinds without each of whose records the gate has nothing to accept."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A trace, the claim under test, the kind of change, and the gates that must not accept it."""

    name: str
    kind: str
    trace: Trace
    claim: object
    never: frozenset[str] = frozenset()


def connector() -> list[Variant]:
    """Variants for the connector's gates."""
    return [
        Variant(name, kind, trace, published.first_claim(trace) if claim is ... else claim, frozenset(never))
        for name, kind, raw, claim, never in _connector()
        for trace in [published.renumbered(raw)]
    ]


def _connector() -> Iterator[tuple[str, str, Trace, object, frozenset[str] | set[str]]]:
    rng = Random(7)
    good, failed, unclaimed = map(
        recorded, ("success_path", "claimed_load_failure", "unclaimed_load_failure")
    )
    for label, trace, gates in (
        ("success", good, {OBSERVATION}),
        ("failure", failed, {FAILURE}),
        ("unclaimed", unclaimed, set()),
    ):
        others = CONNECTOR_GATES - gates
        target = published.first_claim(trace)
        yield f"{label}", "recorded", trace, ..., others
        yield f"{label} relabelled", "relabelled", published.relabelled(trace, "-other"), ..., others
        for length in range(len(trace)):
            whole = length > _last_needed(trace, gates)
            yield (
                f"{label} cut at {length}",
                "cut",
                trace[:length],
                ...,
                (others if whole else CONNECTOR_GATES),
            )
        for number, event in enumerate(trace):
            needed = {gate for gate in gates if event["event"] in ONLY_ONCE[gate]}
            rest = trace[:number] + trace[number + 1 :]
            yield f"{label} without record {number}", "left out", rest, ..., others | needed
        for number in range(0, len(trace), 2):
            twice = [*trace[: number + 1], trace[number], *trace[number + 1 :]]
            yield f"{label} record {number} twice", "duplicated", twice, ..., others
        for number in range(12):
            shuffled = list(trace)
            one, two = sorted(rng.sample(range(len(shuffled)), 2))
            shuffled[one], shuffled[two] = shuffled[two], shuffled[one]
            yield f"{label} reordered {number}", "reordered", shuffled, ..., others
        for count in (1, 2, 5, 20, 50):
            crowd = [published.relabelled((good, failed)[n % 2], f"-{n}", n + 1) for n in range(count)]
            mixed = published.interleaved(rng, [trace, *crowd])
            yield f"{label} among {count}", "interleaved", mixed, target, others
        for key in published.IDENTITY:
            for number in (3, 9):
                if key in trace[number]:
                    spoiled = [{**e, key: "another"} if at == number else e for at, e in enumerate(trace)]
                    yield (
                        f"{label} other {key} in {number}", "identity changed", spoiled, ..., CONNECTOR_ALL
                    )  # fmt: skip
    yield from _spoiled_outcomes(failed)
    yield from _spoiled_restores(good, failed)


def _last_needed(trace: Trace, gates: set[str]) -> int:
    """The place of the last record that a gate which accepts the trace cannot do without."""
    needed = {kind for gate in gates for kind in ONLY_ONCE[gate]}
    return max((n for n, event in enumerate(trace) if event["event"] in needed), default=len(trace))


def _spoiled_outcomes(failed: Trace) -> Iterator[tuple[str, str, Trace, object, set[str]]]:
    claim = published.first_claim(failed)
    other, both = ["somebody-else"], [claim, "somebody-else"]
    for event in [event for event in failed if "outcome_claim_id" in event]:
        kind = event["event"]
        refusal = {FAILURE} if kind.endswith("refused") else set()
        told = {FAILURE} if kind.startswith("scheduler_") else set()
        flag = {FAILURE} if kind == "resident_claim_restoration_failed" else set()
        wrong = "wrong claim in the outcome"
        for name, fields, never in (
            ("names another", {"outcome_claim_id": other[0]}, {FAILURE}),
            ("names nobody", {"outcome_claim_id": None}, {FAILURE}),
            ("blames another", {"blocking_claim_ids": other}, refusal),
            ("blames nobody", {"blocking_claim_ids": []}, refusal),
            ("blames another too", {"blocking_claim_ids": both}, set()),
            ("is native", {"native_scheduler_admission_refusal": True}, told),
            ("was not injected", {"failure_injection_flag": False}, flag),
        ):
            changed = published.changed(failed, kind, **fields)
            yield f"{kind} {name}", wrong, changed, claim, {OBSERVATION, *never}


def _spoiled_restores(good: Trace, failed: Trace) -> Iterator[tuple[str, str, Trace, object, set[str]]]:
    claim = published.first_claim(failed)
    restored = next(event for event in good if event["event"] == "resident_claim_restored")
    counted = {**restored, "claim_id": claim, "resident_claim_id": claim}
    told = next(
        n for n, e in enumerate(failed) if e["event"] == "scheduler_resident_claim_restoration_failed"
    )
    for place in range(14, len(failed) + 1):
        trace = [*failed[:place], counted, *failed[place:]]
        never = {OBSERVATION, *({FAILURE} if place > told else ())}
        yield f"counted as restored at {place}", "recompute as restore", trace, ..., never
    mixed = published.fallback(good, failed)
    yield "fallback", "recompute as restore", mixed, ..., {FAILURE, ONE_JOB}
    for length in range(20, 26):
        yield f"fallback cut at {length}", "cut", mixed[:length], ..., {FAILURE, ONE_JOB}
    late = published.moved(good, "resident_claim_restored", len(good) - 1)
    yield "restored behind the request's end", "restore after reuse", late, ..., {FAILURE}
    early = published.moved(good, "resident_claim_restored", 11)
    yield "restored before the load", "restore after reuse", early, ..., {OBSERVATION, FAILURE}
    for label, trace in (("success", good), ("failure", failed)):
        for place in range(8, len(trace) - 1):
            late = published.moved(trace, "request_initialized", place)
            yield f"{label} named at {place}", "post-hoc acceptance", late, ..., CONNECTOR_ALL
    yield "counters", "generic counters only", published.counters(), ..., CONNECTOR_ALL
    yield "more counters", "generic counters only", published.counters() * 3, ..., CONNECTOR_ALL
    yield "nothing", "generic counters only", [], ..., CONNECTOR_ALL


def reference() -> list[Variant]:
    """Variants for the reference lifecycle gate."""
    return [
        Variant(name, kind, trace, lifecycle.first_claim(trace) if claim is ... else claim, frozenset(never))
        for name, kind, raw, claim, never in _lifecycle()
        for trace in [lifecycle.renumbered(raw)]
    ]


def _lifecycle() -> Iterator[tuple[str, str, Trace, object, frozenset[str] | set[str]]]:
    rng = Random(5)
    nothing: frozenset[str] = frozenset()
    for outcome in lifecycle.OUTCOMES:
        trace = lifecycle.whole(outcome)
        yield outcome, "made", trace, ..., nothing
        yield f"{outcome} relabelled", "relabelled", published.relabelled(trace, "-other"), ..., nothing
        for length in range(len(trace)):
            yield f"{outcome} cut at {length}", "cut", trace[:length], ..., LIFECYCLE_ALL
        for number in range(len(trace)):
            rest = trace[:number] + trace[number + 1 :]
            yield f"{outcome} without record {number}", "left out", rest, ..., LIFECYCLE_ALL
            twice = [*trace[: number + 1], trace[number], *trace[number + 1 :]]
            yield f"{outcome} record {number} twice", "duplicated", twice, ..., nothing
        for number in range(len(trace) - 1):
            swapped = list(trace)
            swapped[number], swapped[number + 1] = swapped[number + 1], swapped[number]
            yield f"{outcome} swapped at {number}", "reordered", swapped, ..., LIFECYCLE_ALL
        for key in ("outcome_claim_id", "claim_scoped_outcome_type"):
            for number in [n for n, event in enumerate(trace) if key in event]:
                spoiled = [{**e, key: "another"} if at == number else e for at, e in enumerate(trace)]
                yield (
                    f"{outcome} other {key} in {number}", "wrong claim in the outcome", spoiled, ...,
                    LIFECYCLE_ALL,
                )  # fmt: skip
    trace = lifecycle.whole()
    claim = lifecycle.first_claim(trace)
    for count in (1, 5, 20, 50):
        crowd = [published.relabelled(trace, f"-{n}") for n in range(count)]
        yield f"among {count}", "interleaved", published.interleaved(rng, [trace, *crowd]), claim, nothing
    for key in ("predicate_id", "reusable_object_id", "cache_identity", "request_token_map_id"):
        spoiled = [{**e, key: "another"} if at == 4 else e for at, e in enumerate(trace)]
        yield f"other {key}", "identity changed", spoiled, ..., {FIXED}
        yield f"no {key}", "identity changed", lifecycle.without_field(trace, key), ..., LIFECYCLE_ALL
    reuse_first = [*trace[:4], trace[5], trace[4], *trace[6:]]
    yield "reuse before restore", "restore after reuse", reuse_first, ..., LIFECYCLE_ALL
    recomputed = published.changed(
        trace, "resident_claim_restored", restoration_source="fallback_recompute",
        restored_from_offload_tier=False, cache_tier_from="fallback_recompute",
    )  # fmt: skip
    yield "recomputed", "recompute as restore", recomputed, ..., LIFECYCLE_ALL
    named = published.changed(trace, "resident_claim_accepted", claim_registration="post_hoc")
    yield "named afterwards", "post-hoc acceptance", named, ..., LIFECYCLE_ALL
    yield "accepted last", "post-hoc acceptance", [*trace[1:], trace[0]], ..., LIFECYCLE_ALL
    yield "counters", "generic counters only", lifecycle.generic(), ..., LIFECYCLE_ALL
