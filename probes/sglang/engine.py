"""SGLang's own radix tree, pools and requests, driven by hand in the order in which its scheduler calls them.

The scheduler's loop needs a model; what it decides is written out here (``Server.admit``, ``Server.finish``): match,
lock, make room, allocate, publish at the end of the prefill, release. Each of these calls is SGLang's own.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable

import fakes
import torch
from recorder import Run
from sglang.srt.managers.schedule_batch import FINISH_LENGTH, Req
from sglang.srt.mem_cache.allocation import alloc_req_slots, alloc_token_slots
from sglang.srt.mem_cache.allocator import TokenToKVPoolAllocator
from sglang.srt.mem_cache.cache_init_params import CacheInitParams
from sglang.srt.mem_cache.common import release_kv_cache
from sglang.srt.mem_cache.memory_pool import MHATokenToKVPool, ReqToTokenPool
from sglang.srt.mem_cache.unified_cache.components import ComponentType
from sglang.srt.mem_cache.unified_radix_cache import UnifiedRadixCache
from sglang.srt.runtime_context import get_context
from sglang.srt.sampling.sampling_params import SamplingParams

REPLACED = (
    *fakes.REPLACED,
    "the scheduler's loop: its calls to the tree and the pools are made by the probe, and no model runs",
)


def settings(**more: object) -> object:
    """SGLang's context for one run, as its server arguments would make it."""
    return get_context().override_server_args(device="cpu", served_model_name="model", **more)


class Server:
    """A tree over ``size`` pages of one token, with requests by name."""

    def __init__(self, size: int, **more: object) -> None:
        self.size = size
        self.kv = MHATokenToKVPool(
            size=size,
            page_size=1,
            dtype=torch.float32,
            head_num=1,
            head_dim=4,
            layer_num=1,
            device="cpu",
            enable_memory_saver=False,
        )
        self.allocator = TokenToKVPoolAllocator(size, torch.float32, "cpu", self.kv, need_sort=False)
        self.rows = ReqToTokenPool(size=8, max_context_len=512, device="cpu", enable_memory_saver=False)
        self.params = CacheInitParams(
            disable=False,
            page_size=1,
            token_to_kv_pool_allocator=self.allocator,
            req_to_token_pool=self.rows,
            tree_components=(ComponentType.FULL,),
            tree_core_backend="python",
            **more,
        )
        self.tree = UnifiedRadixCache(self.params)

    def request(self, name: str, tokens: list[int], *, salt: str | None = None, **more: object) -> Req:
        sampling = SamplingParams(max_new_tokens=1)
        return Req(name, "", array("q", tokens), sampling, cache_salt=salt, **more)

    def fits(self, req: Req) -> bool:
        """Is there room, as the scheduler counts it: free pages and unlocked pages of the tree?"""
        need = len(req.origin_input_ids)
        return need <= self.allocator.available_size() + self.tree.evictable_size()

    def match(self, req: Req) -> int:
        """The request looks for its prefix in the tree; how many pages it finds."""
        req.init_next_round_input(self.tree)
        return req.prefix_len

    def prefill(self, req: Req) -> None:
        """The request is put into a batch: it locks what it found, gets the rest, and publishes its prompt."""
        req.lock = self.tree.lock(req.last_node)
        total, found = len(req.full_untruncated_fill_ids), req.prefix_len
        borrowed = req.kv.holds_kv  # a session's row, which holds what was found already
        alloc_req_slots(self.rows, [req], self.tree)
        fresh = alloc_token_slots(self.tree, total - found)
        row = req.kv.req_pool_idx
        if found and not borrowed:
            shared = self.tree.path_device_indices(req.last_node)
            self.rows.write((row, slice(0, found)), shared.to(torch.int32))
        self.rows.write((row, slice(found, total)), fresh.to(torch.int32))
        req.kv.kv_allocated_len = req.kv.kv_committed_len = total
        self.tree.maybe_hand_to_session(req)

    def publish(self, req: Req) -> None:
        """The end of the prefill: the prompt enters the tree."""
        self.tree.checkpoint(req, up_to=req.kv.kv_committed_len)

    def finish(self, req: Req) -> None:
        """The request is over: its token was the last one."""
        req.output_ids.append(7)
        req.finished_reason = FINISH_LENGTH(length=1)
        req.finished_len = 1
        release_kv_cache(req, self.tree, checkpoint=True)


def text(count: int, kind: int = 1) -> list[int]:
    """Tokens; another ``kind`` is another text."""
    return [kind * 1000 + i for i in range(count)]


def path_of(node: object) -> list[int]:
    """The tokens from the root to the end of a node."""
    parts: list[list[int]] = []
    while node.parent is not None:
        parts.append(list(node.key.token_ids[: len(node.key)]))
        node = node.parent
    return [token for part in reversed(parts) for token in part]


def wrap(owner: object, name: str, around: Callable[..., object]) -> None:
    """Looks at what goes into a method and comes out of it; the method is called as it is."""
    original = getattr(owner, name)
    setattr(owner, name, lambda *args, **more: around(original, *args, **more))


class Watch:
    """Requests under a client's id, and the nodes of their paths, in the descriptor's words."""

    OBSERVES = (
        "pool_sized",
        "posted",
        "reposted",
        "posted_plain",
        "scheduled",
        "ended",
        "prefix_stored",
        "prefix_matched",
        "node_evicted",
        "tree_flushed",
    )

    def __init__(self, server: Server, run: Run) -> None:
        self.server, self.run = server, run
        self.about: dict[str, tuple[str | None, str, list[int]]] = {}
        self.current: Req | None = None
        self._claims: set[str] = set()
        self._fillers: dict[tuple[str | None, tuple[int, ...]], str] = {}
        core = server.tree.tree_core
        wrap(core, "_add_new_node", self._add)
        wrap(core, "_delete_unbacked_device_leaf", self._delete)
        run("pool_sized", pages=server.size)

    # ------------------------------------------------------------ the client

    def post(
        self, name: str, tokens: list[int], claim: str | None, object: str, required: int, **more: object
    ) -> Req:
        """A request comes in; its client's id is its salt."""
        self.about[name] = (claim, object, tokens)
        fields = {
            "request": name,
            "claim": claim,
            "object": object,
            "cache": "model",
            "tokens": f"tokens_of_{object}",
            "pages": len(tokens),
        }
        if claim is None:
            self.run("posted_plain", request=name, pages=len(tokens))
        elif claim in self._claims:
            self.run("reposted", **fields)
        else:
            self._claims.add(claim)
            self.run("posted", **fields, required=required)
        return self.server.request(name, tokens, salt=claim, **more)

    def serve(self, req: Req) -> None:
        """A request from its admission to its end."""
        self.admit(req)
        self.finish(req)

    def admit(self, req: Req) -> None:
        assert self.server.fits(req), f"{req.rid} does not fit"
        claim, object, _ = self.about[req.rid]
        self.current = req
        found = self.server.match(req)
        if found and claim is not None:
            self.run("prefix_matched", request=req.rid, object=object, claim=claim, leading=found)
        self.server.prefill(req)
        self.run("scheduled", request=req.rid, pages=len(req.origin_input_ids))
        self.server.publish(req)
        self.current = None

    def finish(self, req: Req) -> None:
        self.current = req
        self.server.finish(req)
        self.run("ended", request=req.rid, how="complete", pages=len(req.origin_input_ids))
        self.current = None

    # ------------------------------------------------------------ the tree

    def _add(self, original: Callable, *args: object, **more: object) -> object:
        node = original(*args, **more)
        self.on_stored(node, path_of(node))
        return node

    def _delete(self, original: Callable, node: object, *args: object, **more: object) -> None:
        path = path_of(node)
        self.on_deleted(node, path)
        original(node, *args, **more)

    def on_stored(self, node: object, path: list[int]) -> None:
        req = self.current
        claim, object, _ = self.about[req.rid]
        self._fillers[(node.key.cache_salt, tuple(path))] = req.rid
        if claim is not None:
            self.run("prefix_stored", request=req.rid, object=object, claim=claim, leading=len(path))

    def filler_of(self, node: object, path: list[int]) -> str:
        """The request that stored the node (or the longer one that it was a part of)."""
        return next(
            name
            for (salt, whole), name in self._fillers.items()
            if salt == node.key.cache_salt and list(whole[: len(path)]) == path
        )

    def on_deleted(self, node: object, path: list[int]) -> None:
        filler = self.filler_of(node, path)
        claim, object, _ = self.about[filler]
        if claim is None or self.current is None:
            return
        self.run(
            "node_evicted",
            object=object,
            claim=claim,
            position=len(path) - len(node.key),
            filler=filler,
            taker=self.current.rid,
        )
