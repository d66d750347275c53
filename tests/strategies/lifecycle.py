"""Traces of the reference lifecycle and of the live harness, of our own making; and the published gate in plain Python.

No such trace is among the recorded ones here. The records have the shape that the artifact's pages and its published runs
show: names, fields and order. Names of claims, objects and caches, numbers and times are made up. The oracle is
written from the rules alone: the offloads in turn, and in the same generation the first match of each step.
"""

from __future__ import annotations

from random import Random

Trace = list[dict]
GPU, HOST = "gpu_kv_cache", "host_offload_tier"
OUTCOMES = {
    "refusal": "active_request_refused",
    "demotion": "resident_claim_demoted",
    "expiry": "resident_claim_expired",
    "harm": "resident_claim_harmed",
}
ALIASES = {
    "resident_claim_accepted": "claim_accepted",
    "resident_claim_materialized": "predicate_materialized",
    "resident_claim_offloaded": "claim_offloaded",
    "resident_claim_restore_required": "restore_required_for_reuse",
    "resident_claim_restored": "claim_restored_before_reuse",
    "resident_claim_reuse_after_restore": "reuse_consumed_restored_state",
    "resident_claim_restoration_failed": "restoration_failed",
    "active_request_refused": "active_request_refused",
}
BLOCKS = 8


class Writer:
    """Writes one claim's records; ``generation`` is that of its last offload."""

    def __init__(self, claim: str = "claim:made", live: bool = False) -> None:
        self.claim = claim
        self.live = live
        self.generation = 0
        self.trace: Trace = []

    def put(self, event: str, request: str = "reuse", **fields) -> dict:
        record = {
            "schema_version": 1,
            "timestamp_ns": 1_700_000_000_000_000_000 + 5_000 * len(self.trace),
            "event_sequence": len(self.trace) + 1,
            "run_id": "made",
            "event": event,
            "request_id": request,
            "claim_id": self.claim,
            "prefix_id": f"prefix of {self.claim}",
            "policy": "made",
            "usable_blocks": 2 * BLOCKS,
            "lifecycle_generation": 1,
            "offload_generation": self.generation,
            "predicate_id": "predicate:leading-8",
            "materialization_predicate": f"leading_prefix_at_least({BLOCKS})",
            "reusable_object_id": f"object of {self.claim}",
            "request_token_map_id": "tokens:1",
            "cache_identity": "cache:1",
            **fields,
        }
        if self.live:
            role = "resident" if request == "resident" else "failure" if request == "late" else "reuse"
            record |= {"live_request_role": role, "contract_event": ALIASES.get(event)}
        self.trace.append(record)
        return record

    def begin(self) -> None:
        self.put(
            "resident_claim_accepted",
            "resident",
            claim_registration="pre_registered",
            resident_blocks_required=BLOCKS,
            protection_mode="offloadable_reference",
        )
        self.put(
            "resident_claim_materialized",
            "resident",
            predicate_materialized=True,
            leading_blocks_survived=BLOCKS,
            useful_threshold_blocks=BLOCKS,
            block_count_footprint=BLOCKS,
        )

    def offload(self) -> None:
        self.generation += 1
        self.put("resident_claim_offloaded", "resident", **_tiers(GPU, HOST), block_count_footprint=BLOCKS)

    def ask(self, request: str = "reuse") -> None:
        self.put(
            "resident_claim_restore_required",
            request,
            cache_tier=HOST,
            reuse_requires_restoration=True,
            predicate_satisfied_from_primary=False,
            block_count_footprint=BLOCKS,
        )

    def restore(self, source: str = "offload_tier") -> None:
        truly = source == "offload_tier"
        self.put(
            "resident_claim_restored",
            **_tiers(HOST if truly else source, GPU),
            restoration_completed=True,
            restoration_source=source,
            restored_from_offload_tier=truly,
            block_count_footprint=BLOCKS,
        )

    def reuse(self) -> None:
        self.put("resident_claim_reuse_after_restore", predicate_satisfied=True, block_count_footprint=BLOCKS)

    def fail(self, outcome: str = "refusal", names: str = "") -> None:
        about = {"outcome_claim_id": names or self.claim, "outcome_type": outcome}
        failed = self.put(
            "resident_claim_restoration_failed",
            "late",
            controlled_restoration_unavailable=True,
            injected_restoration_failure=True,
            claim_scoped_outcome_type=outcome,
            block_count_footprint=BLOCKS,
            **about,
        )
        blame = {"blocking_claim_ids": [names or self.claim]} if outcome == "refusal" else {}
        number = failed["event_sequence"]
        self.put(OUTCOMES[outcome], "late", restoration_failure_event_sequence=number, **about, **blame)


def _tiers(source: str, target: str) -> dict:
    return {
        "cache_tier": target,
        "cache_tier_from": source,
        "cache_tier_to": target,
        "source_tier": source,
        "destination_tier": target,
    }


def whole(outcome: str = "refusal", live: bool = False) -> Trace:
    """The ten records with both paths: what passes the gate."""
    writer = Writer(live=live)
    writer.begin()
    writer.offload()
    writer.ask()
    writer.restore()
    writer.reuse()
    writer.offload()
    writer.ask("late")
    writer.fail(outcome)
    return writer.trace


def half(*steps: str, source: str = "offload_tier", names: str = "") -> Trace:
    """Acceptance, materialization, an offload and the named steps."""
    writer = Writer()
    writer.begin()
    writer.offload()
    for step in steps:
        if step == "restore":
            writer.restore(source)
        elif step == "fail":
            writer.fail(names=names)
        else:
            getattr(writer, step)()
    return writer.trace


def generic() -> Trace:
    """Two counters of blocks that went out and came back, with no claim."""
    kinds = ("generic_kv_blocks_offloaded", "generic_kv_blocks_onboarded")
    fields = {"claim_id": None, "prefix_id": None, "request_id": "unknown"}
    return [{"event": kind, "event_sequence": n, **fields} for n, kind in enumerate(kinds, 1)]


def post_hoc() -> Trace:
    trace = half("ask", "restore", "reuse")
    return [
        {**item, "claim_registration": "post_hoc"} if "claim_registration" in item else item for item in trace
    ]


def without_field(trace: Trace, *names: str) -> Trace:
    return [{key: value for key, value in item.items() if key not in names} for item in trace]


def renumbered(trace: Trace) -> Trace:
    return [{**item, "event_sequence": number} for number, item in enumerate(trace, 1)]


# ---------------------------------------------------------------- the published gate


def first_claim(trace: Trace):
    return next((item["claim_id"] for item in trace if item.get("claim_id")), None)


def missing(trace: Trace, claim=...) -> set[str]:
    """The names that the published analyzer lists for the claim (the first one if none is given)."""
    claim = first_claim(trace) if claim is ... else claim
    mine = [item for item in trace if claim and item.get("claim_id") == claim]
    accepted = next((item for item in mine if item["event"] == "resident_claim_accepted"), None)
    filled = next((item for item in mine if item["event"] == "resident_claim_materialized"), None)
    success, failure = _success(mine), _failure(mine)
    named = lambda key: any(item.get(key) not in (None, "") for item in mine)  # noqa: E731
    at = lambda item: item["event_sequence"]  # noqa: E731
    ordered = bool(accepted and filled and success and failure) and (
        at(accepted) < at(filled) < at(success[0]) and at(success[1]) < at(failure)
    )
    held = {
        "pre_registered_accepted_claim": accepted and accepted.get("claim_registration") == "pre_registered",
        "stable_claim_id_and_fixed_materialization_predicate": named("predicate_id")
        and named("materialization_predicate"),
        "reusable_object_id": named("reusable_object_id"),
        "fixed_cache_identity_and_deterministic_request_token_map": named("cache_identity")
        and named("request_token_map_id"),
        "materialization_predicate": filled and filled.get("predicate_materialized"),
        "offload_restorability": success,
        "restoration_failure_outcome": failure,
        "ordered_lifecycle_events": ordered,
    }
    return {name for name, holds in held.items() if not holds}


def _after(mine: Trace, kind: str, before: dict | None) -> dict | None:
    """The first record of the kind, in the generation of the record before and behind it."""
    for item in mine:
        if before and item["event"] == kind and item["event_sequence"] > before["event_sequence"]:
            if item.get("offload_generation") == before.get("offload_generation"):
                return item
    return None


def _success(mine: Trace) -> tuple[dict, dict] | None:
    for offload in mine:
        if offload["event"] != "resident_claim_offloaded":
            continue
        if (offload.get("cache_tier_from"), offload.get("cache_tier_to")) != (GPU, HOST):
            continue
        asked = _after(mine, "resident_claim_restore_required", offload)
        back = _after(mine, "resident_claim_restored", asked)
        used = _after(mine, "resident_claim_reuse_after_restore", back)
        if (
            asked and back and used
            and asked.get("reuse_requires_restoration") and used.get("predicate_satisfied")
            and back.get("restored_from_offload_tier") and back.get("restoration_source") == "offload_tier"
            and (back.get("cache_tier_from"), back.get("cache_tier_to")) == (HOST, GPU)
        ):  # fmt: skip
            return offload, used
    return None


def _failure(mine: Trace) -> dict | None:
    for offload in mine:
        if offload["event"] != "resident_claim_offloaded":
            continue
        failed = _after(
            mine,
            "resident_claim_restoration_failed",
            _after(mine, "resident_claim_restore_required", offload),
        )
        if failed is None or failed.get("outcome_claim_id") != failed["claim_id"]:
            continue
        if not (
            failed.get("controlled_restoration_unavailable") or failed.get("injected_restoration_failure")
        ):
            continue
        kind = OUTCOMES.get(failed.get("claim_scoped_outcome_type"))
        for item in mine:
            if item["event"] == kind and item["event_sequence"] > failed["event_sequence"]:
                if item.get("outcome_claim_id") == failed["claim_id"] and (
                    kind != OUTCOMES["refusal"]
                    or failed["claim_id"] in (item.get("blocking_claim_ids") or [])
                ):
                    return offload
    return None


# ---------------------------------------------------------------- random traces


def scrambled(rng: Random) -> Trace:
    """Records of one or two claims, in any order, with few generations and some fields spoiled."""
    records: Trace = []
    for claim in ("a", "b")[: rng.choice((1, 1, 2))]:
        for _ in range(rng.choice((1, 2))):
            writer = Writer(claim)
            writer.trace = whole(rng.choice(list(OUTCOMES)))
            records += [{**item, "claim_id": claim} for item in writer.trace]
    for item in records:
        for key in ("outcome_claim_id", "blocking_claim_ids"):
            if key in item and rng.random() < 0.8:
                item[key] = item["claim_id"] if key == "outcome_claim_id" else [item["claim_id"]]
    for _ in range(rng.randrange(8)):
        one, two = rng.randrange(len(records)), rng.randrange(len(records))
        records[one], records[two] = records[two], records[one]
    for _ in range(rng.randrange(4)):
        item = rng.choice(records)
        key = rng.choice(
            [
                "offload_generation", "claim_registration", "predicate_materialized", "cache_tier_from",
                "reuse_requires_restoration", "predicate_satisfied", "restoration_source",
                "claim_scoped_outcome_type", "controlled_restoration_unavailable", "cache_identity",
            ]
        )  # fmt: skip
        if key in item:
            spoiled = {"offload_generation": 3 - item["offload_generation"], "cache_identity": ""}
            item[key] = spoiled.get(key, False)
    return renumbered(records[: rng.randrange(4, len(records) + 1)])
