"""Prometheus counters through vLLM's own hook: how many records of each kind the ledger has, and its failed writes.

Imports vLLM: only ``rcl_vllm.connector`` imports this.
"""

from __future__ import annotations

from typing import Any

from prometheus_client import Counter
from vllm.distributed.kv_transfer.kv_connector.v1.metrics import KVConnectorPromMetrics, KVConnectorStats


class ClaimStats(KVConnectorStats):
    """Counts since the last step: ``{"records": {kind: n}, "failed_writes": n}``."""

    data: dict[str, Any]

    def reset(self) -> None:
        self.data = {"records": {}, "failed_writes": 0}

    def aggregate(self, other: KVConnectorStats) -> ClaimStats:
        records = dict(self.data.get("records", {}))
        for kind, count in other.data.get("records", {}).items():
            records[kind] = records.get(kind, 0) + count
        failed = self.data.get("failed_writes", 0) + other.data.get("failed_writes", 0)
        return ClaimStats(data={"records": records, "failed_writes": failed})

    def reduce(self) -> dict[str, int | float]:
        reduced = {f"claim_{kind}": count for kind, count in sorted(self.data.get("records", {}).items())}
        return reduced | {"claim_ledger_failed_writes": self.data.get("failed_writes", 0)}

    def is_empty(self) -> bool:
        return not self.data.get("records") and not self.data.get("failed_writes")


class ClaimProm(KVConnectorPromMetrics):
    """``vllm:resident_claim_records_total{event=...}`` and ``vllm:resident_claim_failed_writes_total``."""

    def __init__(self, vllm_config: Any, metric_types: Any, labelnames: list[str], per_engine: Any) -> None:
        super().__init__(vllm_config, metric_types, labelnames, per_engine)
        assert issubclass(self._counter_cls, Counter) or self._counter_cls is not None
        self._records = self._counter_cls(
            name="vllm:resident_claim_records",
            documentation="Records of the claim ledger, by kind.",
            labelnames=[*labelnames, "event"],
        )
        self._failed = self._counter_cls(
            name="vllm:resident_claim_failed_writes",
            documentation="Records of the claim ledger that could not be written.",
            labelnames=labelnames,
        )

    def observe(self, transfer_stats_data: dict[str, Any], engine_idx: int = 0) -> None:
        labels = self.per_engine_labelvalues[engine_idx]
        for kind, count in transfer_stats_data.get("records", {}).items():
            self._records.labels(*labels, kind).inc(count)
        self._failed.labels(*labels).inc(transfer_stats_data.get("failed_writes", 0))
