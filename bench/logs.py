"""Throughput of the log monitor beside bare decoding, a hand-written loop and other tools, in one run.

    python bench/logs.py --events 100000 --claims 1000 --peers msgspec,loop,rcl,bundle,duckdb,reelay

Each peer runs in a process of its own, so that its peak memory is its own. A peer that is not installed is left out.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[1]
PADDING = "x" * 60
SPEC = """contract bench version 1 "Three obligations."
sort Claim, Request
duty event accepted(claim: Claim)
duty event offloaded(claim: Claim)
duty event restored(claim: Claim)
duty event reused(claim: Claim, request: Request)
facet identity {
  obligation accepted_first "a" failure "b" source "c"
    whenever reused(claim: c) | restored(claim: c) | offloaded(claim: c) requires once accepted(claim: c)
  obligation accepted_once "a" failure "b" source "c"
    whenever accepted(claim: c) requires not previously once accepted(claim: c)
}
facet lifecycle {
  obligation restored_before_reuse "a" failure "b" source "c"
    whenever reused(claim: c) and once offloaded(claim: c) requires not offloaded(claim: c) since restored(claim: c)
}
bundle three = identity + lifecycle
log bench_log {
  kind event
  order by event_sequence
  record "accepted" as accepted(claim: claim_id)
  record "offloaded" as offloaded(claim: claim_id)
  record "restored" as restored(claim: claim_id)
  record "reused" as reused(claim: claim_id, request: request_id)
}
"""


def write_events(path: Path, events: int, claims: int) -> None:
    """Records of about 250 bytes: each claim is accepted, then offloaded, restored and reused in turn."""
    rng = Random(1)
    state: dict[int, int] = {}
    with path.open("w") as file:
        for number in range(events):
            claim = rng.randrange(claims)
            at = state.get(claim, 0)
            kind = "accepted" if at == 0 else ("offloaded", "restored", "reused")[(at - 1) % 3]
            state[claim] = at + 1
            record = {"event": kind, "event_sequence": number, "claim_id": f"claim:{claim:08d}",
                      "request_id": f"r-{number // 4}", "job_id": f"j-{claim}-{(at - 1) // 3}", "tier": "host", "blocks": 28,
                      "monotonic_ns": 10**15 + number, "hook_scope": PADDING}  # fmt: skip
            file.write(json.dumps(record) + "\n")


def with_msgspec(path: Path, folder: Path) -> str:
    import msgspec

    class Event(msgspec.Struct, gc=False):
        event: str
        event_sequence: int
        claim_id: str
        request_id: str

    decode = msgspec.json.Decoder(Event).decode
    count = 0
    with path.open("rb") as file:
        for raw in file:
            decode(raw)
            count += 1
    return f"{count} decoded"


def with_loop(path: Path, folder: Path) -> str:
    import msgspec

    class Event(msgspec.Struct, gc=False):
        event: str
        event_sequence: int
        claim_id: str

    decode = msgspec.json.Decoder(Event).decode
    accepted: set[str] = set()
    away: dict[str, bool] = {}
    broken = 0
    last = -1
    with path.open("rb") as file:
        for raw in file:
            event = decode(raw)
            broken += event.event_sequence != last + 1
            last = event.event_sequence
            claim, kind = event.claim_id, event.event
            if kind == "accepted":
                broken += claim in accepted
                accepted.add(claim)
                continue
            broken += claim not in accepted
            if kind == "offloaded":
                away[claim] = True
            elif kind == "restored":
                away[claim] = False
            elif kind == "reused":
                broken += away.get(claim, False)
    return f"{broken} violations"


def with_rcl(path: Path, folder: Path) -> str:
    import rcl

    (folder / "rcl.toml").write_text('include = ["."]\n')
    (folder / "bench.rcl").write_text(SPEC)
    report = rcl.monitor(path, log="bench_log", session=rcl.open_session(str(folder), cwd=folder))
    assert report.complete, [(item.name, item.result) for item in report.obligations]
    return f"{sum(len(item.violations) for item in report.obligations)} violations"


def with_bundle(path: Path, folder: Path) -> str:
    """The whole `offloadable` bundle of the contract, on the same records."""
    import rcl

    text = (ROOT / "specs" / "resident_claim.rcl").read_text()
    log = """
log bench_log {
  kind event
  order by event_sequence
  record "accepted" as accepted(claim: claim_id, object: claim_id, cache: tier, tokens: tier, required: blocks),
    materialized(claim: claim_id, object: claim_id, cache: tier, tokens: tier, required: blocks, leading: blocks)
  record "offloaded" as offloaded(claim: claim_id, tier: host, job: job_id, blocks: blocks),
    restore_required(claim: claim_id, request: claim_id, tier: host, job: job_id)
  record "restored" as restored(claim: claim_id, request: claim_id, tier: host, job: job_id, leading: blocks)
  record "reused" as reused(claim: claim_id, request: claim_id)
}
"""
    (folder / "rcl.toml").write_text('include = ["."]\n')
    (folder / "bench.rcl").write_text(text + log)
    session = rcl.open_session(str(folder), cwd=folder)
    report = rcl.monitor(path, log="bench_log", bundle="offloadable", session=session)
    return f"{sum(item.result.value == 'holds' for item in report.obligations)} of {len(report.obligations)} hold"


def with_duckdb(path: Path, folder: Path) -> str:
    import duckdb

    query = f"""
    with e as (select event, claim_id, event_sequence n from read_ndjson('{path}',
        columns={{event: 'VARCHAR', claim_id: 'VARCHAR', event_sequence: 'BIGINT'}})),
    w as (select *, min(case when event = 'accepted' then n end) over claim first_accepted,
        max(case when event = 'offloaded' then n end) over claim away,
        max(case when event = 'restored' then n end) over claim back
        from e window claim as (partition by claim_id order by n))
    select count(*) from w where (event <> 'accepted' and (first_accepted is null or first_accepted > n))
        or (event = 'accepted' and first_accepted < n)
        or (event = 'reused' and away is not null and (back is null or back < away))
    """
    return f"{duckdb.sql(query).fetchall()[0][0]} violations"


def with_reelay(path: Path, folder: Path) -> str:
    import reelay

    formula = "forall[c]. ({event: reused, claim_id: *c} -> once {event: accepted, claim_id: *c})"
    monitor = reelay.discrete_timed_monitor(pattern=formula, semantics="boolean", condense=False)
    count = 0
    with path.open() as file:
        for raw in file:
            monitor.update(json.loads(raw))
            count += 1
    return f"{count} events, one obligation"


PEERS = {"msgspec": with_msgspec, "loop": with_loop, "rcl": with_rcl, "bundle": with_bundle,
         "duckdb": with_duckdb, "reelay": with_reelay}  # fmt: skip


def measured(name: str, path: str, pipe) -> None:
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        try:
            said = PEERS[name](Path(path), Path(folder))
        except ImportError as error:
            said = f"left out: {error}"
        seconds = time.perf_counter() - begin
    pipe.send((said, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--claims", type=int, default=1_000)
    parser.add_argument("--peers", default=",".join(PEERS))
    options = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.jsonl"
        write_events(path, options.events, options.claims)
        size = path.stat().st_size / options.events
        print(f"{options.events:,} events, {options.claims:,} claims, {size:.0f} bytes a record")
        for name in options.peers.split(","):
            ours, theirs = spawn.Pipe()
            process = spawn.Process(target=measured, args=(name, str(path), theirs))
            process.start()
            said, seconds, memory = ours.recv()
            process.join()
            print(
                f"{name:8} {seconds:8.2f} s {options.events / seconds:12,.0f} events/s {memory:7.0f} MB   {said}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
