"""1,000 claims and 10,000 requests with failures injected into 5 % of the loads, on a real engine; the ledger is judged by ``rcl monitor``.

python adapters/vllm/bench/load.py [--claims N] [--requests N] [--file-bytes N] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from pathlib import Path
from typing import Any

from rcl_vllm.demo.engine import Engine, accept, make_model, prompt, reuse, set_environment, withdraw
from rcl_vllm.demo.faults import write_faults
from rcl_vllm.demo.judge import judge
from rcl_vllm.rotation import ledger_files

MODES = ("offloadable",) * 8 + ("demotable", "expiring")
BATCH = 40
SHARE = 0.017
"""Of reads; a load reads three blocks, so that about 5 % of the loads meet a fault."""


def asks(claims: int, requests: int, seed: int = 3) -> list[tuple[list[int], dict[str, Any] | None]]:
    """The traffic: each claim is made, then reused, withdrawn or left alone, among requests without claims."""
    draw = random.Random(seed)
    made: list[tuple[str, int]] = []
    traffic: list[tuple[list[int], dict[str, Any] | None]] = []
    for number in range(requests):
        if len(made) < claims and number % (requests // claims) == 0:
            name, seed = f"c{len(made)}", 1001 + 2 * len(made)
            mode = MODES[len(made) % len(MODES)]
            more = {"duration_s": draw.uniform(0.5, 5.0)} if mode == "expiring" else {}
            made.append((name, seed))
            traffic.append((prompt(3.75, seed), accept(name, 3, mode=mode, **more)))
            continue
        name, seed = made[-1 - min(int(draw.expovariate(0.02)), len(made) - 1)]
        kind = draw.random()
        if kind < 0.7:
            traffic.append((prompt(3.75, seed), reuse(name)))
        elif kind < 0.75:
            traffic.append((prompt(1.5, 7), withdraw(name)))
        else:
            traffic.append((prompt(draw.choice((2.5, 5.5)), draw.randrange(3, 400)), None))
    return traffic


def resident() -> float:
    """Resident memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def own_memory() -> dict[str, int]:
    """KiB that are live and were allocated by lines of the adapter, by module; ``worker_side`` holds the KV bytes."""
    gc.collect()
    sizes: Counter[str] = Counter()
    for item in tracemalloc.take_snapshot().statistics("filename"):
        path = Path(item.traceback[0].filename)
        if path.parent.name == "rcl_vllm":
            sizes[path.stem] += item.size // 1024
    return dict(sizes)


def drive(engine: Engine, traffic: list[tuple[list[int], dict[str, Any] | None]]) -> dict[str, Any]:
    write_faults(engine.faults, [{"kind": "any", "share": SHARE}])
    reasons: Counter[str | None] = Counter()
    sizes = []
    start, before = time.monotonic(), resident()
    for first in range(0, len(traffic), BATCH):
        answers = engine.ask_all(traffic[first : first + BATCH], max_tokens=2)
        reasons.update(answer.reason for answer in answers)
        book = engine.scheduler.connector.side.book
        sizes.append((len(book.claims), len(book.requests), len(book.jobs)))
        engine.forget_gpu()
    seconds = time.monotonic() - start
    return {
        "seconds": round(seconds, 1),
        "requests_per_second": round(len(traffic) / seconds, 1),
        "finish_reasons": {str(key): value for key, value in reasons.items()},
        "most_live_claims": max(size[0] for size in sizes),
        "live_requests_between_batches": max(size[1] for size in sizes),
        "live_claims_at_end": sizes[-1][0],
        "names_kept": len(book.names),
        "memory_MiB": [round(before), round(resident())],
    }


def outcomes(ledger: Path) -> dict[str, Any]:
    """From the ledger alone: claims accepted, their final outcomes, events and bytes a request."""
    kinds: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    accepted: set[str] = set()
    loads = failed = 0
    files = ledger_files(ledger)
    for line in (line for file in files for line in file.read_bytes().splitlines()):
        record = json.loads(line)
        kind = record["event"]
        kinds[kind] += 1
        if kind == "accepted":
            accepted.add(record["claim"])
        elif kind in ("released", "harmed"):
            ends[record["claim"]] += 1
        loads += kind == "restore_required"
        failed += kind == "load_failed"
    finished = kinds["finished"]
    return {
        "accepted": len(accepted),
        "with_exactly_one_outcome": sum(count == 1 for count in ends.values()),
        "with_several_outcomes": sum(count > 1 for count in ends.values()),
        "still_live": len(accepted - set(ends)),
        "loads": loads,
        "loads_failed": failed,
        "records": sum(kinds.values()),
        "records_per_request": round(sum(kinds.values()) / max(finished, 1), 2),
        "bytes_per_request": round(sum(file.stat().st_size for file in files) / max(finished, 1)),
        "files": len(files),
        "bytes_carried_per_file": round(sum(carried_bytes(file) for file in files) / max(len(files) - 1, 1)),
        "kinds": dict(sorted(kinds.items())),
    }


def carried_bytes(file: Path) -> int:
    """What a file has at its beginning from the ones before it."""
    lines = file.read_bytes().splitlines(keepends=True)
    return sum(len(line) for line in lines if b'"event":"carried"' in line)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=1000)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--file-bytes", type=int, default=1 << 20, help="size of a file of the ledger")
    parser.add_argument("--trace", action="store_true", help="say what the adapter's own objects take (slow)")
    options = parser.parse_args()
    set_environment()
    if options.trace:
        tracemalloc.start()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary) / "load"
        model = make_model(Path(temporary) / "model")
        engine = Engine(model, folder, usable=150, host_blocks=3000, rotate_bytes=options.file_bytes)
        report = drive(engine, asks(options.claims, options.requests))
        if options.trace:
            report["adapter_KiB"] = own_memory()
        ledger = engine.ledger
        report |= {"in_life": outcomes(ledger)}
        engine.close()
        report["after_shutdown"] = outcomes(ledger)["still_live"]
        bad = []
        for bundle in ("offloadable", "demotable", "expiring"):
            start = time.monotonic()
            found = judge(ledger, bundle)
            report[f"monitor_{bundle}"] = {
                "violated": sorted(found.of("violated")),
                "holds": len(found.of("holds")),
                "seconds": round(time.monotonic() - start, 1),
                "gaps": found.gaps,
            }
            bad += found.violations
        report["violations"] = bad[:10]
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    return 1 if bad or report["after_shutdown"] or report["in_life"]["with_several_outcomes"] else 0


if __name__ == "__main__":
    sys.exit(main())
