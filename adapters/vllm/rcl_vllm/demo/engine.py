"""A real vLLM engine with a tiny seeded model, in this process.

The weights are drawn with a standard deviation of 0.2, so that wrong KV changes the output: with vLLM's dummy weights it would not.
"""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rcl_vllm.rotation import ledger_files

BLOCK = 32
"""Tokens of a block; vLLM's CPU attention wants a multiple of 32."""

QUIET = {
    "VLLM_ENABLE_V1_MULTIPROCESSING": "0",
    "VLLM_CPU_OMP_THREADS_BIND": "nobind",
    "OMP_NUM_THREADS": "1",
    "VLLM_LOGGING_LEVEL": "CRITICAL",
    "HF_HUB_OFFLINE": "1",
    "VLLM_NO_USAGE_STATS": "1",
    "DO_NOT_TRACK": "1",
}


def set_environment(**more: str) -> None:
    """Has to be called before vLLM is imported."""
    for name, value in {**QUIET, **more}.items():
        os.environ.setdefault(name, value)


def make_model(folder: Path) -> Path:
    """Write a Llama of two layers with seeded weights; the same bytes each time."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    config = LlamaConfig(
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=4,
        head_dim=32,
        vocab_size=512,
        max_position_embeddings=8192,
        initializer_range=0.2,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def prompt(blocks: float, seed: int = 7) -> list[int]:
    """Token ids for so many blocks; another ``seed`` differs from the first block on."""
    return [(index * seed + seed) % 500 + 3 for index in range(int(blocks * BLOCK))]


class Answer:
    """What a client sees of one request."""

    def __init__(self, output: Any) -> None:
        self.tokens: tuple[int, ...] = tuple(output.outputs[0].token_ids)
        self.reason: str | None = output.outputs[0].finish_reason
        self.cached: int = output.num_cached_tokens or 0
        self.claim: Mapping[str, Any] = (output.kv_transfer_params or {}).get("resident_claim", {})


class Engine:
    """One engine life over a folder with ``ledger.jsonl``, ``status.json`` and ``faults.json``."""

    def __init__(
        self,
        model: Path,
        folder: Path,
        *,
        usable: int = 80,
        policy: str = "fail",
        scheduler: bool = False,
        **extra: Any,
    ) -> None:
        from vllm import LLM
        from vllm.config import KVTransferConfig

        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.ledger = folder / "ledger.jsonl"
        self.faults = folder / "faults.json"
        more: dict[str, Any] = {}
        if scheduler:
            more["scheduler_cls"] = "rcl_vllm.scheduler.ResidentClaimScheduler"
        self.llm = LLM(
            str(model),
            skip_tokenizer_init=True,
            enforce_eager=True,
            max_model_len=min(4096, usable * BLOCK),
            dtype="float32",
            block_size=BLOCK,
            num_gpu_blocks_override=usable + 1,  # vLLM keeps one block for itself
            kv_cache_memory_bytes=64 << 20,
            disable_log_stats=True,
            use_tqdm_on_load=False,
            kv_transfer_config=KVTransferConfig(
                kv_connector="FaultyConnector",
                kv_connector_module_path="rcl_vllm.demo.faults",
                kv_role="kv_both",
                kv_load_failure_policy=policy,
                kv_connector_extra_config={
                    "ledger": str(self.ledger),
                    "status": str(folder / "status.json"),
                    "status_interval_s": 0.2,
                    "expiry_interval_s": 0.1,
                    "faults": str(self.faults),
                    **extra,
                },
            ),
            **more,
        )

    @property
    def scheduler(self) -> Any:
        return self.llm.llm_engine.engine_core.engine_core.scheduler

    def ask(self, tokens: Sequence[int], claim: Mapping[str, Any] | None = None, **more: Any) -> Answer:
        return self.ask_all([(tokens, claim)], **more)[0]

    def ask_all(
        self,
        asks: Sequence[tuple[Sequence[int], Mapping[str, Any] | None]],
        *,
        max_tokens: int = 6,
        salt: str | None = None,
    ) -> list[Answer]:
        """Send requests together; the answers in the same order."""
        from vllm import SamplingParams

        prompts, params = [], []
        for tokens, claim in asks:
            item: dict[str, Any] = {"prompt_token_ids": list(tokens)}
            if salt is not None:
                item["cache_salt"] = salt
            prompts.append(item)
            params.append(
                SamplingParams(
                    temperature=0,
                    max_tokens=max_tokens,
                    ignore_eos=True,
                    detokenize=False,
                    extra_args={"kv_transfer_params": {"resident_claim": dict(claim)}} if claim else None,
                )
            )
        return [Answer(output) for output in self.llm.generate(prompts, params, use_tqdm=False)]

    def forget_gpu(self) -> bool:
        """Clear vLLM's prefix cache; not possible while blocks are pinned."""
        return bool(self.llm.reset_prefix_cache())

    def break_next(self, kind: str, claim: str | None = None, position: int | None = None) -> None:
        from rcl_vllm.demo.faults import write_faults

        fault: dict[str, Any] = {"kind": kind}
        fault |= {} if claim is None else {"claim": claim}
        fault |= {} if position is None else {"position": position}
        write_faults(self.faults, [fault])

    def heal(self) -> None:
        from rcl_vllm.demo.faults import write_faults

        write_faults(self.faults, [])

    def records(self, *kinds: str) -> list[dict[str, Any]]:
        """The ledger's records so far, all or those of some kinds."""
        lines = (line for file in ledger_files(self.ledger) for line in file.read_bytes().splitlines())
        records = [json.loads(line) for line in lines]
        return [record for record in records if not kinds or record["event"] in kinds]

    def close(self, *, orderly: bool = True) -> None:
        """Shut the engine down; without ``orderly`` as a killed one would, with nothing more in the ledger."""
        if not orderly:
            self.scheduler.connector.abandon()
        self.llm.llm_engine.engine_core.shutdown()
        del self.llm
        gc.collect()


def accept(name: str, blocks: int, **more: Any) -> dict[str, Any]:
    """Claim metadata for a new claim of so many leading blocks."""
    return {
        "op": "accept",
        "id": name,
        "object": more.pop("object", f"doc-{name}"),
        "predicate": f"leading_prefix_at_least({blocks})",
        **more,
    }


def reuse(name: str) -> dict[str, Any]:
    return {"op": "reuse", "id": name}


def withdraw(name: str) -> dict[str, Any]:
    return {"op": "withdraw", "id": name}
