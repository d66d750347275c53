"""A connector for the probes: it offers what the request's parameters say that another worker stored, and moves nothing."""

from __future__ import annotations

from engine import BLOCK
from vllm.distributed.kv_transfer.kv_connector.v1.base import KVConnectorBase_V1, KVConnectorMetadata


class Nothing(KVConnectorMetadata):
    """No work for the worker."""


class StubConnector(KVConnectorBase_V1):
    """Asynchronous loads of ``kv_transfer_params["offered"]`` blocks, told to whoever watches."""

    watcher = None

    def get_num_new_matched_tokens(self, request, num_computed_tokens):
        offered = (request.kv_transfer_params or {}).get("offered", 0) * BLOCK
        more = max(0, offered - num_computed_tokens)
        return more, more > 0

    def update_state_after_alloc(self, request, blocks, num_external_tokens):
        if num_external_tokens and StubConnector.watcher is not None:
            StubConnector.watcher.on_planned(request, num_external_tokens // BLOCK)

    def build_connector_meta(self, scheduler_output):
        return Nothing()

    def start_load_kv(self, forward_context, **more): ...
    def wait_for_layer_load(self, layer_name): ...
    def save_kv_layer(self, layer_name, kv_layer, attn_metadata, **more): ...
    def wait_for_save(self): ...
