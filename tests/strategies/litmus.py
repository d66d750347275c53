"""Block-pool traces for the litmus conditions, of our own making, in the shape of the recorded ones.

L1 and L3 are recorded; for the others only their shape is known here: 60 resident blocks and 70 active ones in a pool of 80,
free blocks go first, and then the resident blocks from the last to the first.
"""

from __future__ import annotations

Trace = list[dict]
RESIDENT, ACTIVE, USABLE = 60, 70, 80
CLAIM = "claim:made"


class Pool:
    """Writes the rows of one probe."""

    def __init__(self, claimed: bool) -> None:
        self.claimed = claimed
        self.trace: Trace = []

    def put(self, event: str, request: str, **fields) -> None:
        row = {
            "schema_version": 1,
            "timestamp_ns": 1_700_000_000_000_000_000 + 30_000 * len(self.trace),
            "run_id": "made",
            "event": event,
            "request_id": request,
            "claim_id": None,
            "prefix_id": None,
            "policy": "made",
            "usable_blocks": USABLE,
            **fields,
        }
        self.trace.append(row)

    def about_claim(self, event: str, **fields) -> None:
        self.put(event, "resident", claim_id=CLAIM, prefix_id="resident", **fields)

    def fill(self) -> None:
        """The resident prefix moves in; with a claim it is accepted before and materialized before the last row."""
        for block in range(1, RESIDENT + 1):
            self.victim(block, "resident", "free_uncached")
        if self.claimed:
            self.about_claim("resident_claim_accepted", resident_blocks_required=RESIDENT)
        for position in range(RESIDENT):
            if self.claimed and position == RESIDENT - 1:
                self.about_claim("resident_claim_materialized", predicate_materialized=True)
            self.put(
                "resident_block_materialized",
                "resident",
                prefix_id="resident",
                logical_block_position=position,
                physical_block_id=position + 1,
            )

    def victim(self, block: int, request: str = "active", reason: str = "cached_prefix_reuse") -> None:
        self.put(
            "allocation_victim_selected", request, physical_block_id=block, victim_reason=reason, ref_count=0
        )

    def serve(self, lost: bool = False) -> None:
        """The active request takes the free blocks, and then resident ones; ``lost`` writes a row before each of those."""
        for block in range(RESIDENT + 1, USABLE + 1):
            self.victim(block, reason="free_uncached")
        for block in range(RESIDENT, RESIDENT - (ACTIVE + RESIDENT - USABLE), -1):
            if lost:
                self.about_claim("resident_claim_block_lost_after_release", physical_block_id=block)
            self.victim(block)


def no_claim() -> Trace:
    """L1."""
    pool = Pool(claimed=False)
    pool.fill()
    pool.serve()
    return pool.trace


def no_admit(denials: int = 1) -> Trace:
    """L2."""
    pool = Pool(claimed=False)
    pool.fill()
    for _ in range(denials):
        pool.put(
            "future_reuse_denied", "active", arbiter_action="write_no_admit", future_reuse_requested=True
        )
    pool.serve()
    return pool.trace


def infeasible() -> Trace:
    """L3 and L7."""
    pool = Pool(claimed=True)
    pool.fill()
    pool.put(
        "active_request_refused",
        "active",
        arbiter_action="capacity_required",
        active_live_blocks_required=ACTIVE,
        capacity_shortfall_blocks=ACTIVE + RESIDENT - USABLE,
        blocking_claim_ids=[CLAIM],
        feasibility="infeasible_preserve_resident_and_active",
    )
    return pool.trace


def released(event: str, action: str) -> Trace:
    """L4 with a demotion, L5 with an expiry."""
    pool = Pool(claimed=True)
    pool.fill()
    pool.about_claim(event, arbiter_action=action)
    pool.serve(lost=True)
    return pool.trace


def demoted() -> Trace:
    return released("resident_claim_demoted", "demote_on_conflict")


def expired() -> Trace:
    return released("resident_claim_expired", "claim_expired")


def first_block_lost() -> Trace:
    """L6: 59 of 60 blocks survive, and none of them leads."""
    pool = Pool(claimed=True)
    pool.fill()
    pool.victim(1)
    return pool.trace


def without(trace: Trace, *kinds: str) -> Trace:
    return [row for row in trace if row["event"] not in kinds]


def changed(trace: Trace, kind: str, **fields) -> Trace:
    return [{**row, **fields} if row["event"] == kind else row for row in trace]


def twice(trace: Trace, kind: str) -> Trace:
    return [copy for row in trace for copy in ([row, row] if row["event"] == kind else [row])]


def with_harm(trace: Trace) -> Trace:
    return [*trace, {**trace[-1], "event": "resident_claim_harmed", "claim_id": CLAIM}]


def release_last(trace: Trace) -> Trace:
    """The release stands behind all losses, as an excuse."""
    kinds = ("resident_claim_demoted", "resident_claim_expired")
    late = [row for row in trace if row["event"] in kinds]
    rows = [*without(trace, *kinds), *late]
    return [{**row, "timestamp_ns": number} for number, row in enumerate(rows)]
