"""What the connector and its ledger cost: latency and processor time against vLLM's ExampleConnector and against no connector, in one run.

    python adapters/vllm/bench/cost.py [--blocks N] [--requests N] [--rounds N]

Each way has an engine in a process of its own, and they take turns: in each block every way serves the same few prompts, in an order that changes
from block to block, while the others wait. A difference is taken within a block, so that what else the machine does is in both of its sides;
the median of the differences has an interval by resampling blocks. A second process without a connector shows what the method finds where
there is nothing to find. Each round begins with new processes.

Each prompt is asked twice: first it is computed (and stored), then, with the GPU's prefix cache cleared, it is computed again or loaded.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from rcl_vllm.demo.engine import BLOCK, accept, make_model, prompt, reuse, set_environment

BLOCKS = 8
"""Length of a prompt."""
RESAMPLES = 4000
Claim = dict[str, Any] | None
NONE, CONTROL, EXAMPLE = "no connector", "no connector, again", "ExampleConnector"
GENERIC, REUSED = "claims, generic traffic", "claims, each reused"
UNSYNCED = "claims, each reused, fsync never"
WAYS = (NONE, CONTROL, EXAMPLE, GENERIC, REUSED, UNSYNCED)
PASSES = ("first", "again")
KINDS = ("wall", "cpu")


def transfer(way: str, folder: Path) -> Any:
    from vllm.config import KVTransferConfig

    if way in (NONE, CONTROL):
        return None
    if way == EXAMPLE:
        extra = {"shared_storage_path": str(folder / "shared")}
        return KVTransferConfig(
            kv_connector="ExampleConnector", kv_role="kv_both", kv_connector_extra_config=extra
        )
    return KVTransferConfig(
        kv_connector="ResidentClaimConnector",
        kv_connector_module_path="rcl_vllm.connector",
        kv_role="kv_both",
        kv_load_failure_policy="fail",
        kv_connector_extra_config={
            "ledger": str(folder / "ledger.jsonl"),
            "host_blocks": 1 << 14,
            "fsync": "never" if way == UNSYNCED else "promises",
        },
    )


def serve(way: str, model: Path, folder: Path, link: Connection) -> None:
    """One engine: takes lists of seeds, gives the times of each request in both passes; at the end what the ledger has."""
    from vllm import LLM

    folder.mkdir(parents=True)
    llm = LLM(
        str(model),
        skip_tokenizer_init=True,
        enforce_eager=True,
        max_model_len=1024,
        dtype="float32",
        block_size=BLOCK,
        num_gpu_blocks_override=401,
        kv_cache_memory_bytes=64 << 20,
        use_tqdm_on_load=False,
        kv_transfer_config=transfer(way, folder),
    )
    claimed = way in (REUSED, UNSYNCED)
    for number in range(10):
        ask(llm, prompt(BLOCKS, 3001 + 2 * number), None)
    link.send({})
    count = 10
    for seeds in iter(link.recv, None):
        made = [(prompt(BLOCKS, seed), f"c{seed}") for seed in seeds]
        first = [ask(llm, tokens, accept(name, BLOCKS - 1) if claimed else None) for tokens, name in made]
        assert llm.reset_prefix_cache()
        again = [ask(llm, tokens, reuse(name) if claimed else None) for tokens, name in made]
        count += 2 * len(seeds)
        link.send({"first": first, "again": again})
    llm.llm_engine.engine_core.shutdown()
    ledger = folder / "ledger.jsonl"
    raw = ledger.read_bytes() if ledger.exists() else b""
    assert not claimed or raw.count(b'"event":"reused"') == (count - 10) // 2
    link.send({"records": raw.count(b"\n") / count, "bytes": len(raw) / count})


def ask(llm: Any, tokens: list[int], claim: Claim) -> tuple[float, float]:
    """Milliseconds of wall time and of processor time, of this process with all its threads."""
    from vllm import SamplingParams

    extra = {"kv_transfer_params": {"resident_claim": claim}} if claim else None
    params = SamplingParams(temperature=0, max_tokens=4, ignore_eos=True, detokenize=False, extra_args=extra)
    start, busy = time.perf_counter(), time.process_time()
    (output,) = llm.generate([{"prompt_token_ids": tokens}], params, use_tqdm=False)
    assert output.outputs[0].finish_reason == "length"
    return (time.perf_counter() - start) * 1000, (time.process_time() - busy) * 1000


class Engines:
    """A process for each way; only one of them works at a time."""

    def __init__(self, model: Path, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self.links: dict[str, Connection] = {}
        self.processes = []
        for place, way in enumerate(WAYS):
            self.links[way], theirs = context.Pipe()
            process = context.Process(
                target=serve, args=(way, model, folder / str(place), theirs), daemon=True
            )
            process.start()
            theirs.close()
            self.processes.append(process)
            self.links[way].recv()  # the next engine begins when this one is ready

    def block(self, number: int, seeds: Sequence[int]) -> dict[str, Any]:
        """Every way serves the prompts, in another order each time."""
        found = {}
        start = number % len(WAYS)
        order = [*WAYS[start:], *WAYS[:start]]
        for way in order if number // len(WAYS) % 2 == 0 else reversed(order):
            self.links[way].send(list(seeds))
            found[way] = self.links[way].recv()
        return found

    def end(self) -> dict[str, Any]:
        for link in self.links.values():
            link.send(None)
        found = {way: link.recv() for way, link in self.links.items()}
        for process in self.processes:
            process.join(timeout=60)
        return found


def median_of_differences(
    one: Sequence[float], other: Sequence[float], seed: int = 7
) -> tuple[float, float, float]:
    """The median of the paired differences ``one - other``, and its 95 % interval by resampling pairs."""
    differences = [a - b for a, b in zip(one, other, strict=True)]
    draw = random.Random(seed)
    medians = sorted(
        statistics.median(draw.choices(differences, k=len(differences))) for _ in range(RESAMPLES)
    )
    low, high = medians[int(0.025 * RESAMPLES)], medians[int(0.975 * RESAMPLES)]
    return statistics.median(differences), low, high


def table(blocks: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """For each pass and way: milliseconds a request, requests a second, and the difference to no connector and to ExampleConnector."""
    report: dict[str, Any] = {}
    for name in PASSES:
        series = {
            (way, kind): [statistics.fmean(times[at] for times in block[way][name]) for block in blocks]
            for way in WAYS
            for at, kind in enumerate(KINDS)
        }
        for way in WAYS:
            row: dict[str, Any] = {}
            for kind in KINDS:
                mine = series[way, kind]
                row[f"{kind}_ms"] = round(statistics.median(mine), 2)
                for other in (NONE, EXAMPLE):
                    if way != other and not (other == EXAMPLE and way in (NONE, CONTROL)):
                        found = median_of_differences(mine, series[other, kind])
                        row[f"{kind}_ms_over_{other}"] = [round(value, 2) for value in found]
            row["requests_per_s"] = round(1000 / statistics.median(series[way, "wall"]), 1)
            report[f"{name}: {way}"] = row
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blocks", type=int, default=60, help="in each round")
    parser.add_argument("--requests", type=int, default=8, help="in each block, pass and way")
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    set_environment()
    blocks: list[dict[str, Any]] = []
    ledgers: dict[str, Any] = {}
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as temporary:
        model = make_model(Path(temporary) / "model")
        for turn in range(options.rounds):
            engines = Engines(model, Path(temporary) / str(turn))
            for number in range(options.blocks):
                start = 2 * options.requests * number
                blocks.append(
                    engines.block(number, range(5001 + start, 5001 + start + 2 * options.requests, 2))
                )
            ledgers = {way: found for way, found in engines.end().items() if found["records"]}
    report = {
        "blocks": len(blocks),
        "requests_a_block": options.requests,
        "load_average": [round(before, 1), round(os.getloadavg()[0], 1)],
        **table(blocks),
        "ledger_a_request": {
            way: {k: round(v, 2) for k, v in found.items()} for way, found in ledgers.items()
        },
    }
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
