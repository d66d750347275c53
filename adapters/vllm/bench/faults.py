"""What is lost when an engine is killed, its disk or host memory is full, its ledger is cut, or the clock steps; each judged by ``rcl monitor``.

    python adapters/vllm/bench/faults.py [--only TEXT] [--keep FOLDER]

The engines are server processes of their own (`/v1/completions`), killed with SIGKILL; a second one is started on the same ledger.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rcl_vllm.demo.engine import accept, make_model, prompt, reuse, set_environment
from rcl_vllm.demo.faults import write_faults
from rcl_vllm.demo.http import Server, evict
from rcl_vllm.demo.judge import judge
from rcl_vllm.live import Limits
from rcl_vllm.opening import open_book
from rcl_vllm.rotation import ledger_files, rotated_files
from rcl_vllm.settings import Settings


def background(server: Server, *asked: Any) -> threading.Thread:
    """Send a request whose answer nobody waits for."""

    def run() -> None:
        try:
            server.ask(*asked, timeout=20)
        except OSError:
            return

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def wait_for(server: Server, kind: str, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if any(f'"event":"{kind}"'.encode() in line for line in server.ledger.read_bytes().splitlines()):
            return
        time.sleep(0.02)
    raise AssertionError(f"no `{kind}` came")


def kill_in_load(server: Server) -> None:
    server.ask(prompt(3.75), accept("c0", 3))
    evict(server)
    write_faults(server.faults, [{"kind": "slow"}])
    background(server, prompt(3.75), reuse("c0"))
    wait_for(server, "restore_required")
    server.stop(kill=True)


def kill_in_store(server: Server) -> None:
    server.ask(prompt(3.75, 11), accept("c0", 3))
    background(server, prompt(60.5), accept("c1", 60))
    wait_for_claim(server, "c1")
    server.stop(kill=True)


def wait_for_claim(server: Server, name: str) -> None:
    end = time.monotonic() + 20
    while f'"claim":"{name}"'.encode() not in server.ledger.read_bytes():
        assert time.monotonic() < end, f"{name} was not accepted"
        time.sleep(0.005)


def kill_in_eviction(server: Server) -> None:
    server.ask(prompt(60.5), accept("c0", 60))
    server.ask(prompt(3.75, 11), accept("c1", 3, mode="observed"))
    threads = [background(server, prompt(60, seed)) for seed in (17, 19, 23)]
    wait_for(server, "block_lost")
    server.stop(kill=True)
    for thread in threads:
        thread.join(timeout=25)


def kill_in_switch(server: Server) -> None:
    """With a new file at nearly each record, a kill at any moment is one near a switch."""
    server.ask(prompt(3.75), accept("c0", 3))
    server.ask(prompt(3.75, 11), accept("c1", 3, mode="hard_protected"))
    threads = [
        background(server, prompt(3.75, 13 + 2 * number), accept(f"d{number}", 3)) for number in range(12)
    ]
    end = time.monotonic() + 20
    while len(rotated_files(server.ledger)) < 15 and time.monotonic() < end:
        time.sleep(0.001)
    server.stop(kill=True)
    for thread in threads:
        thread.join(timeout=25)


KILLS: dict[str, Callable[[Server], None]] = {
    "kill -9 during a load": kill_in_load,
    "kill -9 during a store": kill_in_store,
    "kill -9 during eviction": kill_in_eviction,
    "kill -9 between files": kill_in_switch,
}
SETTINGS: dict[str, dict[str, Any]] = {"kill -9 between files": {"rotate_bytes": 400}}


def killed(model: Path, folder: Path, run: Callable[[Server], None], **settings: Any) -> dict[str, Any]:
    """One life that is killed, and a second on the same ledger."""
    server = Server(model, folder, **settings)
    try:
        server.wait()
        run(server)
    finally:
        server.stop(kill=True)
    return reopened(folder / "ledger.jsonl", folder / "status.json")


def reopened(ledger: Path, status: Path | None = None) -> dict[str, Any]:
    """Open the ledger as the next life does, and say what that found and wrote."""
    raw = {"ledger": str(ledger), **({} if status is None else {"status": str(status)})}
    book = open_book(Settings.parse(raw), Limits(32, "k", 1024))
    book.ledger.close()
    files = ledger_files(ledger)
    records = [json.loads(line) for file in files for line in file.read_bytes().splitlines() if line]
    mine = [record for record in records if record["epoch"] == book.ledger.epoch]
    opened = mine[0]
    return {
        "torn_bytes": opened["torn_bytes"],
        "numbers_skipped": opened["seq"] - opened["last_seq"] - 1,
        "claims_told": [
            f"{record['claim']}: {record['event']}"
            for record in mine
            if record["event"] in ("harmed", "released")
        ],
        "files": len(files),
        "requests_ended": sum(record["event"] == "finished" for record in mine),
    }


def full_store(model: Path, folder: Path) -> dict[str, Any]:
    """Host memory ends in the middle of a claim: the store takes fewer blocks than were accepted."""
    from rcl_vllm.demo.engine import Engine

    engine = Engine(model, folder, host_blocks=8)
    from vllm.distributed.kv_transfer import get_kv_transfer_group

    get_kv_transfer_group().worker.store.capacity = 2
    answer = engine.ask(prompt(3.75), accept("c0", 3))
    found = {
        "answered": answer.reason,
        "claim": [r["event"] for r in engine.records() if r.get("claim") == "c0"],
    }
    engine.close()
    return found


def full_disk(model: Path, folder: Path) -> dict[str, Any]:
    """The ledger's disk is full for a while: no claim is accepted, and what was not written shows as a gap."""
    from rcl_vllm.demo.engine import Engine

    engine = Engine(model, folder)
    engine.ask(prompt(3.75), accept("c0", 3))
    ledger = engine.scheduler.connector.side.book.ledger
    real = ledger.put

    def none(data: bytes) -> int:
        raise OSError(28, "no space left on device")

    ledger.put = none
    refused = engine.ask(prompt(3.75, 11), accept("c1", 3))
    ledger.put = real
    again = engine.ask(prompt(3.75, 11), accept("c2", 3))
    found = {
        "while_full": refused.claim.get("reason"),
        "request": refused.reason,
        "after": again.claim["done"],
    }
    found |= {"failed_writes": ledger.failed}
    engine.close()
    return found


def cut_ledger(model: Path, folder: Path) -> dict[str, Any]:
    """A ledger that ends within a record, and one whose last records are gone altogether."""
    from rcl_vllm.demo.engine import Engine

    engine = Engine(model, folder)
    engine.ask(prompt(3.75), accept("c0", 3))
    engine.ask(prompt(3.75, 11), accept("c1", 3, mode="hard_protected"))
    time.sleep(0.5)
    engine.close(orderly=False)
    ledger = folder / "ledger.jsonl"
    whole = ledger.read_bytes()
    ledger.write_bytes(whole[:-7])
    found = {"torn": reopened(ledger)}
    other = folder / "lost.jsonl"
    lines = whole.splitlines(keepends=True)
    keep = next(number for number, line in enumerate(lines) if b'"claim":"c1"' in line)
    other.write_bytes(b"".join(lines[:keep]))
    found["lost_with_status"] = reopened(other, folder / "status.json")
    blind = folder / "blind.jsonl"
    blind.write_bytes(b"".join(lines[:keep]))
    found["lost_without_status"] = reopened(blind)
    found["judged"] = {path.name: verdict(path) for path in (ledger, other, blind)}
    return found


def clock_steps(model: Path, folder: Path) -> dict[str, Any]:
    """The wall clock jumps by a day in both directions while a claim of 1.5 s lives: it neither ends early nor late."""
    from rcl_vllm.demo.engine import Engine

    engine = Engine(model, folder)
    ledger = engine.scheduler.connector.side.book.ledger
    start = time.monotonic()
    engine.ask(prompt(3.75), accept("c0", 3, mode="expiring", duration_s=1.5))
    ledger.clock = lambda: time.time() + 86400
    reused = engine.ask(prompt(3.75), reuse("c0")).claim["reused"]
    ledger.clock = lambda: time.time() - 86400
    while not engine.records("released") and time.monotonic() - start < 20:
        time.sleep(0.05)
    lived = time.monotonic() - start
    (passed,) = engine.records("deadline_passed")
    engine.close()
    return {"reused_after_jump": reused, "released_after_s": round(lived, 2), "late_s": passed["late_s"]}


OTHERS: dict[str, Callable[[Path, Path], dict[str, Any]]] = {
    "host memory full": full_store,
    "ledger's disk full": full_disk,
    "ledger cut": cut_ledger,
    "clock steps": clock_steps,
}


def verdict(ledger: Path) -> dict[str, Any]:
    found = judge(ledger, "offloadable", stop_at_bad=False)
    return {
        "violated": sorted(found.of("violated")),
        "holds": len(found.of("holds")),
        "unknown": len(found.of("unknown")),
        "gaps": found.gaps,
        "bad": found.bad,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    set_environment()
    wrong = 0
    with tempfile.TemporaryDirectory() as temporary:
        base = options.keep or Path(temporary)
        model = make_model(Path(temporary) / "model")
        for name in (*KILLS, *OTHERS):
            if options.only not in name:
                continue
            folder = base / "".join(letter if letter.isalnum() else "_" for letter in name)
            if name in KILLS:
                found = killed(model, folder, KILLS[name], **SETTINGS.get(name, {}))
            else:
                found = OTHERS[name](model, folder)
            found["monitor"] = verdict(folder / "ledger.jsonl")
            wrong += bool(found["monitor"]["violated"])
            sys.stdout.write(json.dumps({name: found}) + "\n")
            sys.stdout.flush()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
