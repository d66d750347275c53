"""``ResidentClaimConnector``: claims about KV reuse for unpatched vLLM, over host memory.

``kv_connector="ResidentClaimConnector"``, ``kv_connector_module_path="rcl_vllm.connector"``. All loads are asynchronous in vLLM's sense: a
request is kept away from the model until its load is reported, and blocks that failed are never in the prefix cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from vllm.distributed.kv_transfer.kv_connector.v1.base import (
    KVConnectorBase_V1,
    KVConnectorMetadata,
    KVConnectorRole,
    KVConnectorWorkerMetadata,
)
from vllm.logger import init_logger

from rcl_vllm.claims import cache_identity
from rcl_vllm.live import Limits
from rcl_vllm.metrics import ClaimProm, ClaimStats
from rcl_vllm.opening import open_book
from rcl_vllm.scheduler_side import SchedulerSide
from rcl_vllm.settings import Settings
from rcl_vllm.status import Clock, write_status
from rcl_vllm.store import HostStore
from rcl_vllm.wire import Plan, Report
from rcl_vllm.worker_side import Layers, WorkerSide

logger = init_logger("vllm." + __name__)


@dataclass
class PlanMetadata(KVConnectorMetadata):
    """A ``Plan`` on its way to the worker."""

    plan: Plan = field(default_factory=Plan)


@dataclass
class ReportMetadata(KVConnectorWorkerMetadata):
    """A ``Report`` on its way to the scheduler."""

    report: Report

    def aggregate(self, other: KVConnectorWorkerMetadata) -> KVConnectorWorkerMetadata:
        raise RuntimeError("ResidentClaimConnector is for one worker")


def unsuitable(config: Any, kv_cache_config: Any, settings: Settings) -> str:
    """Why no claim can be kept with this engine; empty if claims can be. Reuse, refusal and the ledger work in any case."""
    parallel = config.parallel_config
    if config.kv_transfer_config.kv_load_failure_policy != "fail" and not settings.accept_under_recompute:
        return "kv_load_failure_policy is not `fail`: a failed load would be recomputed in silence"
    if parallel.world_size > 1 or parallel.data_parallel_size > 1:
        return "there is more than one worker"
    if not config.cache_config.enable_prefix_caching:
        return "prefix caching is off"
    if len(kv_cache_config.kv_cache_groups) != 1:
        return "the model has more than one KV cache group"
    kind = type(kv_cache_config.kv_cache_groups[0].kv_cache_spec).__name__
    return "" if kind in ("FullAttentionSpec", "MLAAttentionSpec") else f"the KV cache is of kind {kind}"


def engine_identity(config: Any) -> str:
    """What the KV bytes of this engine depend on beside the tokens."""
    model, cache = config.model_config, config.cache_config
    return cache_identity(
        {
            "model": model.model,
            "revision": model.revision,
            "dtype": model.dtype,
            "quantization": model.quantization,
            "cache_dtype": cache.cache_dtype,
            "block_size": cache.block_size,
            "hash": cache.prefix_caching_hash_algo,
        }
    )


class ResidentClaimConnector(KVConnectorBase_V1):
    """vLLM's hooks, each handed on to ``SchedulerSide`` or ``WorkerSide``."""

    extra_keys: frozenset[str] = frozenset()
    """Keys of ``kv_connector_extra_config`` that a subclass reads itself."""

    def __init__(self, vllm_config: Any, role: KVConnectorRole, kv_cache_config: Any) -> None:
        super().__init__(vllm_config, role, kv_cache_config)
        extra = vllm_config.kv_transfer_config.kv_connector_extra_config
        self.settings = Settings.parse(extra, self.extra_keys)
        self._blocks = kv_cache_config.num_blocks
        self._sent: dict[str, int] = {}
        self._sent_failed = 0
        self._down = False
        self.side: SchedulerSide | None = None
        self.worker: WorkerSide | None = None
        if role is KVConnectorRole.SCHEDULER:
            self._open(vllm_config, kv_cache_config)
        else:
            self.worker = WorkerSide(self.make_store(extra))

    def _open(self, vllm_config: Any, kv_cache_config: Any) -> None:
        settings = self.settings
        limits = Limits(
            block_size=vllm_config.cache_config.block_size,
            cache=engine_identity(vllm_config),
            host_blocks=settings.host_blocks,
            max_claims=settings.max_claims,
            max_names=settings.max_names,
            unsuitable=unsuitable(vllm_config, kv_cache_config, settings),
            recomputes=vllm_config.kv_transfer_config.kv_load_failure_policy != "fail",
        )
        if limits.unsuitable:
            logger.warning("No claim will be accepted: %s", limits.unsuitable)
        book = open_book(settings, limits)
        self.side = SchedulerSide(book, settings.best_effort_blocks, vllm_config.model_config.max_model_len)
        self.clock = Clock(book, settings.expiry_interval_s, settings.status, settings.status_interval_s)
        self.clock.start()

    def make_store(self, extra: dict[str, Any]) -> HostStore:
        """The worker's host memory; a subclass may bring its own."""
        return HostStore(self.settings.host_blocks + self.settings.best_effort_blocks)

    def _scheduler(self) -> SchedulerSide:
        assert self.side is not None, "a hook of the scheduler was called on a worker"
        return self.side

    def _worker(self) -> WorkerSide:
        assert self.worker is not None, "a hook of the worker was called on the scheduler"
        return self.worker

    # ------------------------------------------------------------ scheduler

    def bind_kv_cache_manager(self, kv_cache_manager: Any) -> None:
        pool = kv_cache_manager.block_pool

        def block_ids(request_id: str) -> Sequence[int]:
            return list(kv_cache_manager.get_block_ids(request_id)[0])

        self._scheduler().bind(pool, block_ids, pool.num_gpu_blocks - 1)

    def on_new_request(self, request: Any) -> None:
        self._scheduler().on_new_request(request)

    def get_num_new_matched_tokens(self, request: Any, num_computed_tokens: int) -> tuple[int | None, bool]:
        return self._scheduler().matched_tokens(request, num_computed_tokens)

    def update_state_after_alloc(self, request: Any, blocks: Any, num_external_tokens: int) -> None:
        self._scheduler().after_alloc(request, blocks.get_block_ids()[0], num_external_tokens)

    def build_connector_meta(self, scheduler_output: Any) -> PlanMetadata:
        return PlanMetadata(self._scheduler().build_plan(scheduler_output.num_scheduled_tokens))

    def update_connector_output(self, connector_output: Any) -> None:
        meta = connector_output.kv_connector_worker_meta
        if isinstance(meta, ReportMetadata):
            self._scheduler().take_report(meta.report)

    def request_finished(self, request: Any, block_ids: list[int]) -> tuple[bool, dict[str, Any] | None]:
        return False, self._scheduler().finished(request.request_id, request.status.name)

    def reset_cache(self) -> bool | None:
        if self.side is not None:
            self.side.reset()
        return True

    def shutdown(self) -> None:
        if self.side is None or self._down:
            return
        self._down = True
        self.clock.stop()
        self.side.book.close()
        write_status(self.settings.status, self.side.book)
        self.side.book.ledger.close()

    # ------------------------------------------------------------ worker

    def register_kv_caches(self, kv_caches: dict[str, Any]) -> None:
        self._worker().layers = Layers(kv_caches, self._blocks)

    def start_load_kv(self, forward_context: Any, **kwargs: Any) -> None:
        self._worker().load(self._plan())

    def wait_for_layer_load(self, layer_name: str) -> None:
        """Loads are whole before a request sees them."""

    def save_kv_layer(self, layer_name: str, kv_layer: Any, attn_metadata: Any, **kwargs: Any) -> None:
        """Blocks are saved whole, when all layers have run."""

    def wait_for_save(self) -> None:
        self._worker().save(self._plan())

    def get_finished(self, finished_req_ids: set[str]) -> tuple[set[str] | None, set[str] | None]:
        return None, self._worker().take_received() or None

    def get_block_ids_with_load_errors(self) -> set[int]:
        return self._worker().take_bad_blocks()

    def build_connector_worker_meta(self) -> ReportMetadata | None:
        report = self._worker().take_report()
        return None if report is None else ReportMetadata(report)

    def _plan(self) -> Plan:
        meta = self._get_connector_metadata()
        return meta.plan if isinstance(meta, PlanMetadata) else Plan()

    # ------------------------------------------------------------ metrics

    def get_kv_connector_stats(self) -> ClaimStats | None:
        if self.side is None:
            return None
        ledger = self.side.book.ledger
        now = dict(ledger.counts)
        records = {kind: count - self._sent.get(kind, 0) for kind, count in now.items()}
        failed, self._sent_failed = ledger.failed - self._sent_failed, ledger.failed
        self._sent = now
        stats = ClaimStats(
            data={
                "records": {kind: count for kind, count in records.items() if count},
                "failed_writes": failed,
            }
        )
        return None if stats.is_empty() else stats

    @classmethod
    def build_kv_connector_stats(cls, data: dict[str, Any] | None = None) -> ClaimStats | None:
        return ClaimStats(data=data or {"records": {}, "failed_writes": 0})

    @classmethod
    def build_prom_metrics(
        cls, vllm_config: Any, metric_types: Any, labelnames: list[str], per_engine_labelvalues: Any
    ) -> ClaimProm:
        return ClaimProm(vllm_config, metric_types, labelnames, per_engine_labelvalues)
