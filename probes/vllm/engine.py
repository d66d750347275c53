"""vLLM's own scheduler with its own block pool, driven step by step: no model is run, the sampled token is always 7."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("VLLM_NO_USAGE_STATS", "1")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("VLLM_LOGGING_LEVEL", "ERROR")

import torch
import vllm.platforms as platforms

if platforms.current_platform.device_type != "cpu":
    # The official wheel is built for CUDA and finds no platform here; its scheduler asks for little more than a name.
    from vllm.platforms.cpu import CpuPlatform

    platforms._current_platform = CpuPlatform()

from vllm import SamplingParams
from vllm.config import (
    CacheConfig,
    DeviceConfig,
    KVTransferConfig,
    ModelConfig,
    SchedulerConfig,
    VllmConfig,
)
from vllm.utils.hashing import sha256
from vllm.v1.core.kv_cache_utils import get_request_block_hasher, init_none_hash
from vllm.v1.core.sched.scheduler import Scheduler
from vllm.v1.kv_cache_interface import FullAttentionSpec, KVCacheConfig, KVCacheGroupSpec
from vllm.v1.outputs import KVConnectorOutput, ModelRunnerOutput
from vllm.v1.request import Request
from vllm.v1.structured_output import StructuredOutputManager

BLOCK = 16
REPLACED = ("the model runner: no model runs, and every sampled token is 7",)
"""What is not vLLM's own in every run."""
_MODEL = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": 64,
    "head_dim": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 4,
    "intermediate_size": 128,
    "vocab_size": 512,
    "max_position_embeddings": 8192,
}

init_none_hash(sha256)
HASHER = get_request_block_hasher(BLOCK, sha256)


def scheduler(usable: int, *, policy: str = "fcfs", connector: dict[str, object] | None = None) -> Scheduler:
    """A scheduler over ``usable`` blocks (one more is the null block); ``connector`` are the transfer settings."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.json").write_text(json.dumps(_MODEL), encoding="utf-8")
        config = VllmConfig(
            model_config=ModelConfig(folder, skip_tokenizer_init=True, dtype="float32"),
            cache_config=CacheConfig(block_size=BLOCK, enable_prefix_caching=True),
            device_config=DeviceConfig("cpu"),
            scheduler_config=SchedulerConfig(
                max_num_seqs=8,
                max_num_batched_tokens=8192,
                max_model_len=8192,
                is_encoder_decoder=False,
                policy=policy,
            ),
            kv_transfer_config=KVTransferConfig(**connector) if connector else None,
        )
    config.cache_config.num_gpu_blocks = usable + 1
    spec = FullAttentionSpec(block_size=BLOCK, num_kv_heads=1, head_size=1, dtype=torch.float32)
    return Scheduler(
        vllm_config=config,
        kv_cache_config=KVCacheConfig(
            num_blocks=usable + 1,
            kv_cache_tensors=[],
            kv_cache_groups=[KVCacheGroupSpec(["layer"], spec)],
        ),
        structured_output_manager=StructuredOutputManager(config),
        block_size=BLOCK,
        log_stats=False,
    )


def request(
    name: str,
    tokens: list[int],
    *,
    salt: str | None = None,
    max_tokens: int = 1,
    priority: int = 0,
    session: str | None = None,
    transfer: dict[str, object] | None = None,
) -> Request:
    """A request of vLLM's own class."""
    extra = {"kv_transfer_params": transfer} if transfer is not None else None
    sampling = SamplingParams(max_tokens=max_tokens, ignore_eos=True, extra_args=extra)
    sampling.update_from_generation_config({}, 511)
    more = {"session_id": session} if session is not None else {}
    return Request(
        request_id=name,
        prompt_token_ids=tokens,
        sampling_params=sampling,
        pooling_params=None,
        cache_salt=salt,
        priority=priority,
        block_hasher=HASHER,
        **more,
    )


def text(blocks: int, kind: int = 1, extra: int = 0) -> list[int]:
    """Tokens for so many blocks (and some more); another ``kind`` is another text."""
    return [(i * kind + kind) % 499 for i in range(blocks * BLOCK + extra)]


def step(sched: Scheduler, transfer: KVConnectorOutput | None = None) -> object:
    """One step of the engine: schedule, pretend to run, and hand the output back. Returns the scheduler's output."""
    plan = sched.schedule()
    finish(sched, plan, transfer)
    return plan


def finish(sched: Scheduler, plan: object, transfer: KVConnectorOutput | None = None) -> object:
    """Hand back the output of a step that was scheduled before; a request whose prompt is not done samples nothing."""
    names = list(plan.num_scheduled_tokens)
    sampled = [
        [7] if sched.requests[name].num_computed_tokens >= sched.requests[name].num_tokens else []
        for name in names
    ]
    return sched.update_from_output(
        plan,
        ModelRunnerOutput(
            req_ids=names,
            req_id_to_index={name: at for at, name in enumerate(names)},
            sampled_token_ids=sampled,
            kv_connector_output=transfer,
        ),
    )


def until_over(sched: Scheduler, name: str, limit: int = 400) -> None:
    """Steps until the request is over."""
    for _ in range(limit):
        if name not in sched.requests:
            return
        step(sched)
    raise AssertionError(f"{name} is not over after {limit} steps")
