"""Throughput of the log monitor beside bare decoding, a hand-written loop and other tools, in one run.

    python bench/logs.py --events 100000,1000000 --claims 1000,100000 --peers "loop;rcl;duckdb"

Prints a table for each size. Each peer runs in a process of its own, so that its peak memory is its own. The processor's seconds count, with
those of its children; imports and, for rcl, reading the descriptors are the start, which does not grow with the log. A peer that
is not installed (duckdb, reelay) is left out and says so.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
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

BUNDLE_LOG = """
log bench_log {
  kind event
  order by event_sequence
  FORGET
  record "accepted" as accepted(claim: claim_id, object: claim_id, cache: tier, tokens: tier, required: blocks),
    materialized(claim: claim_id, object: claim_id, cache: tier, tokens: tier, required: blocks, leading: blocks)
  record "offloaded" as offloaded(claim: claim_id, tier: host, job: job_id, blocks: blocks),
    restore_required(claim: claim_id, request: claim_id, tier: host, job: job_id)
  record "restored" as restored(claim: claim_id, request: claim_id, tier: host, job: job_id, leading: blocks)
  record "reused" as reused(claim: claim_id, request: claim_id)
}
"""
Work = Callable[[], str]


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


def with_msgspec(path: Path, folder: Path) -> Work:
    import msgspec

    class Event(msgspec.Struct, gc=False):
        event: str
        event_sequence: int
        claim_id: str
        request_id: str

    decode = msgspec.json.Decoder(Event).decode

    def work() -> str:
        count = 0
        with path.open("rb") as file:
            for raw in file:
                decode(raw)
                count += 1
        return f"{count} decoded"

    return work


def with_loop(path: Path, folder: Path) -> Work:
    import msgspec

    class Event(msgspec.Struct, gc=False):
        event: str
        event_sequence: int
        claim_id: str

    decode = msgspec.json.Decoder(Event).decode

    def work() -> str:
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

    return work


def with_rcl(path: Path, folder: Path, workers: int = 1) -> Work:
    import rcl

    (folder / "rcl.toml").write_text('include = ["."]\n')
    (folder / "bench.rcl").write_text(SPEC)
    session = rcl.open_session(str(folder), cwd=folder)
    rcl.load(session=session)

    def work() -> str:
        report = rcl.monitor(path, log="bench_log", workers=workers, session=session)
        assert report.complete and not report.notes, (report.notes, report.obligations)
        return f"{sum(len(item.violations) for item in report.obligations)} violations"

    return work


def with_two_workers(path: Path, folder: Path) -> Work:
    return with_rcl(path, folder, workers=2)


def with_bundle(path: Path, folder: Path, forget: str = "", gap: bool = False) -> Work:
    """The whole `offloadable` bundle of the contract, on the same records; with a ``gap``, one of them is left out."""
    import rcl

    if gap:
        whole, path = path, folder / "gap.jsonl"
        cut(whole, path)

    text = (ROOT / "specs" / "resident_claim.rcl").read_text()
    (folder / "rcl.toml").write_text('include = ["."]\n')
    (folder / "bench.rcl").write_text(text + BUNDLE_LOG.replace("FORGET", forget))
    session = rcl.open_session(str(folder), cwd=folder)
    rcl.load(session=session)

    def work() -> str:
        report = rcl.monitor(path, log="bench_log", bundle="offloadable", session=session)
        assert not report.notes and not report.bad, (report.notes, report.bad[:1])
        held = sum(item.result.value == "holds" for item in report.obligations)
        return f"{held} of {len(report.obligations)} hold"

    return work


def with_forgetting(path: Path, folder: Path) -> Work:
    """The same where the log says that a job is over when its load is done."""
    return with_bundle(path, folder, "forget restored(job)")


def cut(whole: Path, path: Path) -> None:
    """The same records without the one in the middle of the first half."""
    half = whole.stat().st_size // 4
    read = 0
    with whole.open("rb") as source, path.open("wb") as out:
        for raw in source:
            if not read <= half < read + len(raw):
                out.write(raw)
            read += len(raw)


def with_gap(path: Path, folder: Path) -> Work:
    return with_bundle(path, folder, gap=True)


def with_duckdb(path: Path, folder: Path) -> Work:
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
    return lambda: f"{duckdb.sql(query).fetchall()[0][0]} violations"


def with_reelay(path: Path, folder: Path) -> Work:
    import reelay

    formula = "forall[c]. ({event: reused, claim_id: *c} -> once {event: accepted, claim_id: *c})"
    monitor = reelay.discrete_timed_monitor(pattern=formula, semantics="boolean", condense=False)

    def work() -> str:
        count = 0
        with path.open() as file:
            for raw in file:
                monitor.update(json.loads(raw))
                count += 1
        return f"{count} events, one obligation"

    return work


PEERS = {
    "msgspec": with_msgspec,
    "loop": with_loop,
    "rcl": with_rcl,
    "rcl, 2 workers": with_two_workers,
    "bundle": with_bundle,
    "bundle, forgets": with_forgetting,
    "bundle, a gap": with_gap,
    "duckdb": with_duckdb,
    "reelay": with_reelay,
}


def spent() -> float:
    """Seconds of the processor, with ended children."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(item.ru_utime + item.ru_stime for item in both)


def measured(name: str, path: str, runs: int, pipe) -> None:
    begin = spent()
    best, wall, said, start = 0.0, 0.0, "", 0.0
    with tempfile.TemporaryDirectory() as folder:
        try:
            for _ in range(runs):
                work = PEERS[name](Path(path), Path(folder))
                start = start or spent() - begin
                before, clock = spent(), time.perf_counter()
                said = work()
                took, lasted = spent() - before, time.perf_counter() - clock
                best, wall = (took, lasted) if not best or took < best else (best, wall)
        except (ImportError, AttributeError, RuntimeError, TypeError) as error:
            said = f"left out: {type(error).__name__}: {error}"
    own, children = (
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    pipe.send((said, best, wall, start, (own + children) / 1024))


def table(events: int, claims: int, peers: list[str], folder: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    path = Path(folder) / "events.jsonl"
    write_events(path, events, claims)
    size = path.stat().st_size / events
    print(f"\n{events:,} events, {claims:,} claims, {size:.0f} bytes a record\n")
    print("| | CPU s | to the loop | events/CPU s | wall s | start, CPU s | MB | |")
    print("|---|---:|---:|---:|---:|---:|---:|---|")
    loop = 0.0
    for name in peers:
        ours, theirs = spawn.Pipe()
        runs = 3 if events <= 100_000 else 2 if events <= 1_000_000 else 1  # the quickest counts
        process = spawn.Process(target=measured, args=(name, str(path), runs, theirs))
        process.start()
        said, took, wall, start, memory = ours.recv()
        process.join()
        loop = took if name == "loop" else loop
        if said.startswith("left out"):
            print(f"| {name} | | | | | | | {said} |", flush=True)
            continue
        ratio = f"{took / loop:.2f}" if loop else ""
        print(
            f"| {name} | {took:.2f} | {ratio} | {events / took:,.0f} | {wall:.2f} | {start:.2f} | {memory:.0f} | {said} |",
            flush=True,
        )
    path.unlink()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", default="100000")
    parser.add_argument("--claims", default="1000")
    parser.add_argument("--peers", default=";".join(PEERS), help="separated by `;`")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for events in options.events.split(","):
            for claims in options.claims.split(","):
                table(int(events), int(claims), options.peers.split(";"), folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
