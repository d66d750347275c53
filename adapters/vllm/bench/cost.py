"""What the connector and its ledger cost: requests a second and latency against vLLM's ExampleConnector and against no connector, in one run.

    python adapters/vllm/bench/cost.py [--requests N] [--rounds N]

Each prompt is asked twice, one after another: first it is computed (and stored), then, with the GPU's prefix cache cleared, it is computed again or loaded. The
rounds alternate between the ways, so that a busy machine is unfair to all of them.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rcl_vllm.demo.engine import BLOCK, accept, make_model, prompt, reuse, set_environment

BLOCKS = 8
Claim = dict[str, Any] | None
WAYS: dict[str, Callable[[str], tuple[Claim, Claim]] | None] = {
    "no connector": None,
    "ExampleConnector": None,
    "claims, generic traffic": lambda name: (None, None),
    "claims, each reused": lambda name: (accept(name, BLOCKS - 1), reuse(name)),
}


def transfer(way: str, folder: Path) -> Any:
    from vllm.config import KVTransferConfig

    if way == "no connector":
        return None
    if way == "ExampleConnector":
        extra = {"shared_storage_path": str(folder / "shared")}
        return KVTransferConfig(
            kv_connector="ExampleConnector", kv_role="kv_both", kv_connector_extra_config=extra
        )
    return KVTransferConfig(
        kv_connector="ResidentClaimConnector",
        kv_connector_module_path="rcl_vllm.connector",
        kv_role="kv_both",
        kv_load_failure_policy="fail",
        kv_connector_extra_config={"ledger": str(folder / "ledger.jsonl"), "host_blocks": 8192},
    )


def measure(way: str, model: Path, folder: Path, count: int) -> dict[str, Any]:
    """One engine: milliseconds of each request in both passes, and what the ledger has."""
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
    make = WAYS[way] or (lambda name: (None, None))
    names = [(f"c{number}", 1001 + 2 * number) for number in range(count)]
    for number in range(10):
        ask(llm, prompt(BLOCKS, 3001 + 2 * number), None)
    first = [ask(llm, prompt(BLOCKS, seed), make(name)[0]) for name, seed in names]
    assert llm.reset_prefix_cache()
    again = [ask(llm, prompt(BLOCKS, seed), make(name)[1]) for name, seed in names]
    ledger = folder / "ledger.jsonl"
    found: dict[str, Any] = {"first": first, "again": again}
    if ledger.exists():
        raw = ledger.read_bytes()
        requests = 2 * count + 10
        found |= {"records": raw.count(b"\n") / requests, "bytes": len(raw) / requests}
        if make("x")[1] is not None:
            assert raw.count(b'"event":"reused"') == count
    llm.llm_engine.engine_core.shutdown()
    del llm
    gc.collect()
    return found


def ask(llm: Any, tokens: list[int], claim: Claim) -> tuple[float, float]:
    """Milliseconds of wall time and of processor time, of this process with all its threads."""
    from vllm import SamplingParams

    extra = {"kv_transfer_params": {"resident_claim": claim}} if claim else None
    params = SamplingParams(temperature=0, max_tokens=4, ignore_eos=True, detokenize=False, extra_args=extra)
    start, busy = time.perf_counter(), time.process_time()
    (output,) = llm.generate([{"prompt_token_ids": tokens}], params, use_tqdm=False)
    assert output.outputs[0].finish_reason == "length"
    return (time.perf_counter() - start) * 1000, (time.process_time() - busy) * 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    set_environment()
    results: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as temporary:
        model = make_model(Path(temporary) / "model")
        for number in range(options.rounds):
            for place, way in enumerate(WAYS):
                folder = Path(temporary) / f"{number}-{place}"
                results[way].append(measure(way, model, folder, options.requests))
    report = {}
    for way, rounds in results.items():
        row: dict[str, Any] = {}
        for name in ("first", "again"):
            wall = sorted(value[0] for item in rounds for value in item[name])
            busy = sorted(value[1] for item in rounds for value in item[name])
            row[f"{name}_ms_10_50_95"] = [round(wall[int(len(wall) * part)], 1) for part in (0.1, 0.5, 0.95)]
            row[f"{name}_cpu_ms_median"] = round(statistics.median(busy), 2)
            row[f"{name}_requests_per_s"] = round(len(wall) / sum(wall) * 1000, 1)
        if "records" in rounds[0]:
            row |= {
                "records_per_request": round(rounds[0]["records"], 2),
                "bytes_per_request": round(rounds[0]["bytes"]),
            }
        report[way] = row
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
