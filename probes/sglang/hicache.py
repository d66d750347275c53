"""The host tier: copies to the host, pages given up on the GPU, loads back, and what is said of each.

The bookkeeping is SGLang's own; the copies between "GPU" and host are torch's, both in host memory.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from engine import REPLACED, Server, Watch, path_of, settings, text, wrap
from recorder import Recorder, Run
from sglang.srt.managers.schedule_batch import Req
from sglang.srt.mem_cache.base_prefix_cache import InitLoadBackParams
from sglang.srt.mem_cache.pool_host import common as host_common
from sglang.srt.mem_cache.pool_host import mha as host_mha

COPIES = (
    *REPLACED,
    "_cuda_host_register: host pages are not pinned",
    "transfer_kv_direct: the copy between device and host, in torch",
    "the forward pass: the probe reads the loaded pages, and compares them with what was stored",
)
EVENTS = (
    "room_needed",
    "prefix_left",
    "prefix_recomputed",
    "device_dropped",
    "load_queued",
    "load_acked",
    "load_refused",
    "host_pages_read",
)
TIER = ("host_copy_acked", "node_demoted", "host_copy_dropped", "node_loaded")


def copy(src_layers, dst_layers, src_indices, dst_indices, page_size) -> None:
    """The stand-in for the CUDA copy."""
    for source, target in zip(src_layers, dst_layers, strict=True):
        target[dst_indices.long()] = source[src_indices.long()]


host_common._cuda_host_register = lambda *args, **more: None
host_mha.transfer_kv_direct = copy


class HostTier(Watch):
    """What becomes of prefixes on the GPU and on the host; ``tier`` hears of nodes."""

    OBSERVES = (*(item for item in Watch.OBSERVES if item != "prefix_stored"), *EVENTS)

    def __init__(self, server: Server, run: Run, tier: Run | None = None) -> None:
        super().__init__(server, run)
        self._tier = tier or (lambda event, **fields: None)
        self._wanted: dict[str, int] = {}
        self._again: set[str] = set()
        self._jobs: dict[int, tuple[str, str]] = {}
        self._stored: dict[str, torch.Tensor] = {}
        core = server.tree.tree_core
        wrap(core, "_demote", self._demoted)
        wrap(core, "_unevict_node_on_insert", self._unevicted)
        wrap(core, "finish_load_back", self._acked)
        wrap(core, "finish_write_through", self._copied)
        wrap(core, "_evict_host_leaf", self._host_evicted)

    # ------------------------------------------------------------ requests

    def ask(self, name: str, claim: str, object: str, tokens: list[int]) -> None:
        """A request of an id's client, from its arrival to its end."""
        self._wanted.setdefault(object, len(tokens) - 1)
        req = self.post(name, tokens, claim, object, self._wanted[object])
        self.current = req
        found = self.server.match(req)
        loaded = self._load(req) if req.host_hit_length else 0
        if found:
            self.run("prefix_matched", request=name, object=object, claim=claim, leading=found)
        self.server.prefill(req)
        self.run("scheduled", request=name, pages=len(tokens))
        if loaded:
            self._read(req, object)
        else:
            self._write(req, object)
        self.server.publish(req)
        self.server.finish(req)
        self._over(req, bool(found or loaded))
        self.current = None
        self.settle()

    def _over(self, req: Req, served: bool) -> None:
        claim, object, tokens = self.about[req.rid]
        fields = {"request": req.rid, "object": object, "claim": claim}
        if object in self._again:
            self._again.discard(object)
            self.run("prefix_recomputed", **fields, whole=True, pages=len(tokens))
        elif not served:
            self.run("prefix_left", **fields, whole=True, pages=len(tokens))
        else:
            self.run("ended", request=req.rid, how="complete", pages=len(tokens))

    def press(self, name: str, tokens: list[int]) -> None:
        """A request without an id that needs more room than is free."""
        req = self.post(name, tokens, None, name, 0)
        self.run("room_needed")
        self.serve(req)
        self.settle()

    def settle(self) -> None:
        """The scheduler's step looks after copies that are complete."""
        for _ in range(3):
            self.server.tree.check_hicache_events()

    # ------------------------------------------------------------ loads

    def _load(self, req: Req) -> int:
        claim, object, _ = self.about[req.rid]
        fields = {"request": req.rid, "object": object, "claim": claim}
        promised = req.host_hit_length
        loaded, req.last_node = self.server.tree.init_load_back(
            InitLoadBackParams(best_match_node=req.best_match_node, host_hit_length=promised, req=req)
        )
        if not loaded:
            self.run("load_refused", **fields)
            return 0
        assert loaded == promised
        job = f"j{len(self._jobs) + 1}"
        self._jobs[req.last_node] = (job, req.rid)
        whole = req.prefix_len + loaded >= self._wanted[object]
        self.run("load_queued", job=job, **fields, whole=whole)
        req.prefix_len += loaded
        req.kv.cache_protected_len = req.prefix_len
        self._tier("node_loaded", node=object)
        self.server.tree.ready_to_load_host_cache()
        self.settle()
        return loaded

    def _acked(self, original: Callable, anchor: int) -> None:
        original(anchor)
        job, name = self._jobs[anchor]
        claim, object, _ = self.about[name]
        self.run("load_acked", job=job, request=name, object=object, claim=claim, whole=True)

    def _rows(self, req: Req) -> torch.Tensor:
        rows = self.server.rows.req_to_token[req.kv.req_pool_idx, : req.prefix_len or req.kv.kv_committed_len]
        return rows.long()

    def _write(self, req: Req, object: str) -> None:
        """What a forward pass would leave in the pages."""
        rows = self._rows(req)
        values = torch.arange(rows.numel() * 4, dtype=torch.float32).reshape(-1, 1, 4) + len(self._stored)
        self.server.kv.k_buffer[0][rows] = values
        self._stored[object] = values.clone()

    def _read(self, req: Req, object: str) -> None:
        rows = self._rows(req)
        brought = self.server.kv.k_buffer[0][rows]
        assert torch.equal(brought, self._stored[object][: rows.numel()]), "the load brought something else"
        claim, object, _ = self.about[req.rid]
        self.run("host_pages_read", request=req.rid, object=object, claim=claim, whole=True)

    # ------------------------------------------------------------ the tree

    def _dropped(self, node: object, copy: bool) -> None:
        path = path_of(node)
        filler = self.filler_of(node, path)
        claim, object, _ = self.about[filler]
        if claim is None:
            return
        start = len(path) - len(node.key)
        whole = start == 0 and len(path) >= self._wanted[object]
        self.run("device_dropped", object=object, claim=claim, position=start, whole=whole, copy=copy)

    def _demoted(self, original: Callable, node: object, *args: object, **more: object) -> None:
        original(node, *args, **more)
        self._dropped(node, copy=True)
        if (name := self._named(node)) is not None:
            self._tier("node_demoted", node=name)

    def _delete(self, original: Callable, node: object, *args: object, **more: object) -> None:
        self._dropped(node, copy=False)
        original(node, *args, **more)

    def _unevicted(self, original: Callable, node: object, *args: object, **more: object) -> None:
        original(node, *args, **more)
        self._again.add(self.about[self.filler_of(node, path_of(node))][1])

    def _named(self, node: object) -> str | None:
        claim, object, _ = self.about[self.filler_of(node, path_of(node))]
        return object if claim is not None else None

    def _copied(self, original: Callable, node_ids: list[int], ack_id: int) -> object:
        given = original(node_ids, ack_id)
        for node_id in node_ids:
            name = self._named(self.server.tree.tree_core.node_by_id(node_id))
            if name is not None:
                self._tier("host_copy_acked", node=name)
        return given

    def _host_evicted(self, original: Callable, node: object, *args: object, **more: object) -> object:
        if (name := self._named(node)) is not None:
            self._tier("host_copy_dropped", node=name)
        return original(node, *args, **more)

    def on_stored(self, node: object, path: list[int]) -> None:
        self._fillers[(node.key.cache_salt, tuple(path))] = self.current.rid


def start(
    recorder: Recorder, policy: str, name: str, about: str, ratio: float, size: int = 40, tier: bool = False
) -> tuple[HostTier, object]:
    """A tree with a host tier of ``ratio`` times the GPU's pages."""
    mode = f"hicache_{policy}"
    run = recorder.run(f"{mode}-{name}", mode, about, HostTier.OBSERVES, COPIES)
    nodes = recorder.run(f"hicache_tier-{name}", "hicache_tier", about, TIER, COPIES) if tier else None
    context = settings(
        enable_hierarchical_cache=True,
        hicache_ratio=ratio,
        hicache_io_backend="direct",
        hicache_mem_layout="layer_first",
        hicache_write_policy=policy,
    )
    arguments = context.__enter__()
    server = Server(size)
    server.tree.init_hicache(arguments, server.params)
    return HostTier(server, run, nodes), context


def demoted_and_loaded(recorder: Recorder) -> None:
    """A prefix is copied, given up on the GPU, and loaded back for its client."""
    about = "a prefix is copied to the host, given up under pressure, and loaded for a later request"
    watch, context = start(recorder, "write_through", "demoted_and_loaded", about, 2.0, tier=True)
    watch.ask("r1", "c1", "o1", text(21))
    watch.press("r2", text(38, 3))
    watch.ask("r3", "c1", "o1", text(22))
    assert watch.run.events("host_pages_read"), watch.run.text()
    context.__exit__(None, None, None)


def too_small_to_load(recorder: Recorder) -> None:
    """A load of fewer pages than the threshold is refused, and the request computes them again."""
    about = (
        "a prefix of a few pages is on the host alone; its load is refused, and the request computes it again"
    )
    watch, context = start(recorder, "write_through", "refused", about, 2.0)
    watch.ask("r1", "c1", "o1", text(8))
    watch.press("r2", text(38, 3))
    watch.ask("r3", "c1", "o1", text(9))
    assert watch.run.events("load_refused") and watch.run.events("prefix_recomputed"), watch.run.text()
    context.__exit__(None, None, None)


def no_room_for_the_copy(recorder: Recorder) -> None:
    """The host has no room for the copy, and the leaf is deleted."""
    about = "a prefix is stored while the host tier is full, and deleted under pressure"
    watch, context = start(recorder, "write_through", "not_copied", about, 0.3)
    watch.ask("r1", "c1", "o1", text(21))
    watch.press("r2", text(38, 3))
    assert [item["copy"] for item in watch.run.events("device_dropped")] == [False]
    context.__exit__(None, None, None)


def written_back(recorder: Recorder) -> None:
    """A leaf is copied when it is evicted, and stays on the host."""
    about = "write_back: a leaf is copied to the host when room is needed"
    watch, context = start(recorder, "write_back", "demoted", about, 2.0)
    watch.ask("r1", "c1", "o1", text(21))
    watch.press("r2", text(38, 3))
    assert [item["copy"] for item in watch.run.events("device_dropped")] == [True]
    context.__exit__(None, None, None)


def written_back_in_vain(recorder: Recorder) -> None:
    """The copy fails for want of host pages, and the leaf is destroyed."""
    about = "write_back: the host has no room for the copy of a leaf that is evicted"
    watch, context = start(recorder, "write_back", "destroyed", about, 0.3)
    watch.ask("r1", "c1", "o1", text(21))
    watch.press("r2", text(38, 3))
    assert [item["copy"] for item in watch.run.events("device_dropped")] == [False]
    context.__exit__(None, None, None)


if __name__ == "__main__":
    recorder = Recorder.from_command_line(__file__)
    demoted_and_loaded(recorder)
    too_small_to_load(recorder)
    no_room_for_the_copy(recorder)
    written_back(recorder)
    written_back_in_vain(recorder)
    recorder.write()
