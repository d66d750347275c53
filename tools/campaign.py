"""Random lowerings through the prover and through the explicit search, in numbered chunks that can be resumed.

Each case is a small random problem of `rcl.testing.problems`; its number is its seed. A chunk that is done is one line of
the log (JSON); a second run with the same log goes on where the first one stopped. A disagreement is printed at once and kept
in the log with its seed; `--show SEED` prints that case as a file in the language.

    python tools/campaign.py --log build/campaign.jsonl --cases 50000
    python tools/campaign.py --log build/campaign.jsonl --summary
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rcl.system.explore import Limits
from rcl.testing.problems import case
from rcl.testing.written import case_text
from rcl.verdict.decide import decide_problem
from rcl.verdict.reference import compare, core_alone
from rcl.verdict.results import Result

BUDGET = 1_000_000
"""Solver resource units for one case; what is not decided by then counts as unknown."""

LIMITS = Limits(moves=2_000)
CORES = 10
"""The core of every so manieth proof is proved again alone."""


@dataclass
class Chunk:
    """What came of the cases of one chunk."""

    results: Counter[str] = field(default_factory=Counter)
    complete: int = 0
    depths: Counter[int] = field(default_factory=Counter)
    cores: int = 0
    disagreements: list[dict[str, Any]] = field(default_factory=list)


def run_chunk(first: int, size: int) -> Chunk:
    """Decides and compares the cases of these numbers."""
    chunk = Chunk()
    for seed in range(first, first + size):
        for text in run_case(seed, chunk):
            chunk.disagreements.append({"seed": seed, "text": text})
            print(f"seed {seed}: {text}", file=sys.stderr, flush=True)
    return chunk


def run_case(seed: int, chunk: Chunk) -> list[str]:
    """What is wrong with the result for this case; nothing if prover and explicit search agree."""
    item = case(seed)
    result = decide_problem(item.problem, item.obligation, BUDGET)
    found = compare(item.problem, item.obligation, result, LIMITS)
    chunk.results[result.result.value] += 1
    chunk.depths[found.depth] += 1
    chunk.complete += found.complete
    wrong = list(found.objections)
    if result.result is Result.PROVED and seed % CORES == 0:
        chunk.cores += 1
        again = decide_problem(core_alone(item.problem, result), item.obligation, BUDGET)
        if again.result is not Result.PROVED:
            wrong.append(f"the core alone gives {again.result.value}")
    return wrong


def done_in(log: Path) -> list[dict[str, Any]]:
    """The chunks that a log holds; a line that a stopped run left unfinished is no chunk."""
    if not log.exists():
        return []
    chunks = []
    for line in log.read_text(encoding="utf-8").splitlines():
        with suppress(json.JSONDecodeError):
            chunks.append(json.loads(line))
    return chunks


def end_line(log: Path) -> None:
    """Ends a line that a stopped run left unfinished, so that the next one stands alone."""
    if log.exists() and (text := log.read_text(encoding="utf-8")) and not text.endswith("\n"):
        log.write_text(text + "\n", encoding="utf-8")


def summary(chunks: list[dict[str, Any]]) -> str:
    """Counts over all chunks, one line."""
    results: Counter[str] = Counter()
    for item in chunks:
        results.update(item["results"])
    cases = sum(item["cases"] for item in chunks)
    seconds = sum(item["cpu_seconds"] for item in chunks)
    wrong = [one for item in chunks for one in item["disagreements"]]
    kinds = ", ".join(f"{name} {number:,}" for name, number in sorted(results.items()))
    complete = sum(item["complete"] for item in chunks)
    cores = sum(item["cores"] for item in chunks)
    rate = cases / seconds if seconds else 0.0
    return (
        f"{cases:,} cases: {len({one['seed'] for one in wrong}):,} disagreements; {kinds}; explicit search complete "
        f"for {complete:,}; {cores:,} cores proved again; {seconds:,.0f} CPU seconds, {rate:.1f} cases a CPU second"
    )


def line_of(first: int, size: int) -> dict[str, Any]:
    """Runs a chunk; what the log keeps of it."""
    begin = time.process_time()
    chunk = run_chunk(first, size)
    return {
        "first": first,
        "cases": size,
        "results": dict(sorted(chunk.results.items())),
        "complete": chunk.complete,
        "depths": {str(depth): number for depth, number in sorted(chunk.depths.items())},
        "cores": chunk.cores,
        "disagreements": chunk.disagreements,
        "cpu_seconds": round(time.process_time() - begin, 3),
    }


def main(words: list[str] | None = None) -> int:
    """Runs what is missing; exit code 1 if anything disagrees."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--log", type=Path, default=Path("build/campaign.jsonl"))
    parser.add_argument("--cases", type=int, default=50_000)
    parser.add_argument("--first", type=int, default=1_000_000, help="the number of the first case")
    parser.add_argument("--chunk", type=int, default=100)
    parser.add_argument("--summary", action="store_true", help="only say what the log holds")
    parser.add_argument(
        "--show", type=int, metavar="SEED", help="only print the case of this number as a file"
    )
    options = parser.parse_args(words)
    if options.show is not None:
        print(case_text(case(options.show)), end="")
        return 0
    chunks = done_in(options.log)
    known = {item["first"] for item in chunks}
    options.log.parent.mkdir(parents=True, exist_ok=True)
    end_line(options.log)
    for first in range(options.first, options.first + options.cases, options.chunk):
        if options.summary or first in known:
            continue
        chunks.append(line_of(first, min(options.chunk, options.first + options.cases - first)))
        with options.log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(chunks[-1]) + "\n")
    print(summary(chunks))
    return 1 if any(item["disagreements"] for item in chunks) else 0


if __name__ == "__main__":
    sys.exit(main())
