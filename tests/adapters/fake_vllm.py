"""A small stand-in for vLLM's block pool and scheduler loop, with the hooks in vLLM's order; no model, no tensors.

What it copies from vLLM: the free list (unhashed blocks first, hashed ones last), watchers of ``unpin_blocks`` that fire when a block is handed
out, tail-first freeing, the finish hook *before* the worker's report of the same step, hashing of loaded blocks only when the request runs.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rcl_vllm.live import Limits
from rcl_vllm.opening import open_book
from rcl_vllm.scheduler_side import SchedulerSide
from rcl_vllm.settings import Settings
from rcl_vllm.store import HostStore, LoadError
from rcl_vllm.wire import Plan
from rcl_vllm.worker_side import WorkerSide

SIZE = 4
CACHE = "sha256:" + "c" * 64


@dataclass
class FakeBlock:
    block_id: int
    ref_cnt: int = 0
    block_hash: bytes | None = None


class FakePool:
    def __init__(self, usable: int) -> None:
        self.blocks = [FakeBlock(number) for number in range(usable + 1)]
        self.free = [block.block_id for block in self.blocks[1:]]
        self.cached: dict[bytes, list[int]] = {}
        self.watchers: dict[int, Any] = {}

    def get_cached_block(self, digest: bytes, groups: list[int]) -> list[FakeBlock] | None:
        assert groups == [0]
        found = self.cached.get(digest)
        return [self.blocks[found[0]]] if found else None

    def touch(self, blocks: Any) -> None:
        for block in blocks:
            if block.ref_cnt == 0:
                self.free.remove(block.block_id)
            block.ref_cnt += 1

    def free_blocks(self, blocks: Any) -> None:
        for block in blocks:
            assert block.ref_cnt > 0, "freed twice"
            block.ref_cnt -= 1
            if block.ref_cnt == 0:
                self.free.insert(0 if block.block_hash is None else len(self.free), block.block_id)

    def unpin_blocks(self, blocks: Any, on_reuse: Any) -> None:
        for block in blocks:
            assert block.ref_cnt > 0, "freed twice"
            block.ref_cnt -= 1
            self.watchers[block.block_id] = on_reuse
            if block.ref_cnt == 0:
                self.free.append(block.block_id)

    def take(self, count: int) -> list[FakeBlock]:
        chosen = [self.blocks[number] for number in self.free[:count]]
        del self.free[:count]
        for block in chosen:
            watcher = self.watchers.pop(block.block_id, None)
            if watcher is not None:
                watcher(block)
        for block in chosen:
            if block.block_hash is not None:
                self.cached[block.block_hash].remove(block.block_id)
                if not self.cached[block.block_hash]:
                    del self.cached[block.block_hash]
                block.block_hash = None
            block.ref_cnt = 1
        return chosen

    def insert(self, block: FakeBlock, digest: bytes) -> None:
        if block.block_hash is None:
            block.block_hash = digest
            self.cached.setdefault(digest, []).append(block.block_id)


def hashes_of(tokens: list[int], salt: str | None) -> list[bytes]:
    found, last = [], (salt or "").encode()
    for start in range(0, len(tokens) - len(tokens) % SIZE, SIZE):
        last = hashlib.sha256(last + repr(tokens[start : start + SIZE]).encode()).digest()
        found.append(last)
    return found


@dataclass
class FakeRequest:
    """The attributes of vLLM's request that the adapter reads, and the state of the loop."""

    request_id: str
    prompt_token_ids: list[int]
    kv_transfer_params: Any = None
    cache_salt: str | None = None
    max_tokens: int = 1
    num_computed_tokens: int = 0
    blocks: list[FakeBlock] = field(default_factory=list)
    block_hashes: list[bytes] = field(default_factory=list)
    state: str = "waiting"
    left: int = 1
    answer: Any = None
    status: str = ""

    def __post_init__(self) -> None:
        self.block_hashes = hashes_of(self.prompt_token_ids, self.cache_salt)
        self.left = self.max_tokens

    @property
    def num_prompt_tokens(self) -> int:
        return len(self.prompt_token_ids)


class FakeLayers:
    """Device memory: some bytes a block."""

    def __init__(self) -> None:
        self.memory: dict[int, bytes] = {}

    def read(self, block: int) -> list[bytearray]:
        return [bytearray(self.memory[block])]

    def write(self, block: int, parts: list[bytearray]) -> int:
        self.memory[block] = bytes(parts[0])
        return len(parts[0])


class FaultyStore(HostStore):
    """``next_fault``: the kind of fault that the next read meets; or (kind, owner, position)."""

    def __init__(self, capacity: int) -> None:
        super().__init__(capacity)
        self.next_fault: tuple[str, str | None, int | None] | None = None

    def get(self, key: Any) -> list[bytearray]:
        if self.next_fault is not None:
            kind, owner, place = self.next_fault
            if owner in (None, key[0]) and place in (None, key[1]):
                self.next_fault = None
                if kind == "copy":
                    raise LoadError("copy")
                entry = self._entries[key]
                if kind == "missing":
                    self.drop(key)
                elif kind == "corrupt":
                    entry.parts[0][0] ^= 1
                else:
                    del entry.parts[0][-1:]
        return super().get(key)


class FakeEngine:
    """One engine life over a ledger."""

    def __init__(
        self, ledger: Path, usable: int = 16, *, recomputes: bool = False, unsuitable: str = "", **raw: Any
    ) -> None:
        settings = Settings.parse({"ledger": str(ledger), "fsync": "never", **raw})
        limits = Limits(
            block_size=SIZE,
            cache=CACHE,
            host_blocks=settings.host_blocks,
            max_claims=settings.max_claims,
            max_names=settings.max_names,
            unsuitable=unsuitable,
            recomputes=recomputes,
        )
        self.now = 0.0
        self.book = open_book(settings, limits)
        self.book._clock = lambda: self.now
        self.side = SchedulerSide(self.book, settings.best_effort_blocks)
        self.pool = FakePool(usable)
        self.requests: dict[str, FakeRequest] = {}
        self.side.bind(self.pool, lambda rid: [b.block_id for b in self.requests[rid].blocks], usable)
        self.store = FaultyStore(settings.host_blocks + settings.best_effort_blocks)
        self.worker = WorkerSide(self.store)
        self.layers = FakeLayers()
        self.worker.layers = self.layers  # type: ignore[assignment]
        self.recomputes = recomputes
        self._count = 0

    def add(self, tokens: list[int], claim: Any = None, **more: Any) -> FakeRequest:
        self._count += 1
        params = None if claim is None else {"resident_claim": claim}
        request = FakeRequest(f"r{self._count}", tokens, params, **more)
        self.requests[request.request_id] = request
        self.side.on_new_request(request)
        return request

    def ask(self, tokens: list[int], claim: Any = None, *, steps: int = 50, **more: Any) -> FakeRequest:
        """Add a request and run until it is over."""
        request = self.add(tokens, claim, **more)
        for _ in range(steps):
            self.step()
            if request.state == "over":
                return request
        raise AssertionError(f"{request.request_id} is still {request.state}")

    # ------------------------------------------------------------ one step, in vLLM's order

    def step(self) -> None:
        scheduled = {r.request_id: 1 for r in self.requests.values() if r.state == "running"}
        for request in [r for r in self.requests.values() if r.state in ("waiting", "loaded")]:
            self._schedule(request, scheduled)
        plan = self.side.build_plan(scheduled)
        for rid, count in scheduled.items():
            self._compute(self.requests[rid], count)
        bad, received, report = self._work(plan)
        for rid in scheduled:
            request = self.requests[rid]
            request.left -= 1
            if request.left == 0:
                self.finish(request, "FINISHED_LENGTH_CAPPED")
        failed = self._fail(bad)
        if report is not None:
            self.side.take_report(report)
        for rid in received:
            loading = self.requests[rid]
            if loading.state == "aborted" or (rid in failed and not self.recomputes):
                self._free(loading)
            elif rid in failed:
                self._free(loading)
                loading.state = "waiting"
            elif loading.state == "loading":
                loading.state = "loaded"

    def _schedule(self, request: FakeRequest, scheduled: dict[str, int]) -> None:
        if request.state == "loaded":
            loaded = request.num_computed_tokens // SIZE
            for block, digest in zip(request.blocks[:loaded], request.block_hashes, strict=False):
                self.pool.insert(block, digest)
            self.side.after_alloc(request, [block.block_id for block in request.blocks], 0)
        else:
            local = self._local(request)
            external, _ = self.side.matched_tokens(request, len(local) * SIZE)
            need = -(-(request.num_prompt_tokens + request.max_tokens) // SIZE)
            fresh = need - len(local)
            idle = sum(block.ref_cnt == 0 for block in local)
            if external is None or fresh + idle > len(self.pool.free):
                return
            self.pool.touch(local)
            request.blocks = [*local, *self.pool.take(fresh)]
            self.side.after_alloc(request, [block.block_id for block in request.blocks], external)
            request.num_computed_tokens = len(local) * SIZE + external
            if external:
                request.state = "loading"
                return
        request.state = "running"
        scheduled[request.request_id] = request.num_prompt_tokens - request.num_computed_tokens
        for block, digest in zip(request.blocks, request.block_hashes, strict=False):
            self.pool.insert(block, digest)

    def _local(self, request: FakeRequest) -> list[FakeBlock]:
        found: list[FakeBlock] = []
        for digest in request.block_hashes[: (request.num_prompt_tokens - 1) // SIZE]:
            cached = self.pool.get_cached_block(digest, [0])
            if cached is None:
                break
            found += cached
        return found

    def _compute(self, request: FakeRequest, count: int) -> None:
        first = request.num_computed_tokens // SIZE
        request.num_computed_tokens += count
        for position in range(first, min(request.num_computed_tokens // SIZE, len(request.block_hashes))):
            self.layers.memory[request.blocks[position].block_id] = request.block_hashes[position]

    def _work(self, plan: Plan) -> tuple[set[int], set[str], Any]:
        self.worker.load(plan)
        self.worker.save(plan)
        return self.worker.take_bad_blocks(), self.worker.take_received(), self.worker.take_report()

    def _fail(self, bad: set[int]) -> set[str]:
        failed = set()
        for request in self.requests.values():
            if request.state != "loading" or not bad & {block.block_id for block in request.blocks}:
                continue
            failed.add(request.request_id)
            if self.recomputes:
                request.num_computed_tokens = 0
            else:
                request.state = "failing"
                request.answer = self.side.finished(request.request_id, "FINISHED_ERROR")
                request.status = "FINISHED_ERROR"
        return failed

    def finish(self, request: FakeRequest, status: str) -> None:
        request.answer = self.side.finished(request.request_id, status)
        request.status = status
        if request.state == "loading":
            request.state = "aborted"
        else:
            self._free(request)

    def abort(self, request: FakeRequest) -> None:
        if request.state not in ("over", "aborted", "failing"):
            self.finish(request, "FINISHED_ABORTED")

    def _free(self, request: FakeRequest) -> None:
        self.pool.free_blocks(reversed(request.blocks))
        request.blocks = []
        request.state = "over"
