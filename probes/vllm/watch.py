"""Watches vLLM's own scheduler and block pool and says what they do in the descriptor's words.

Each method of vLLM that is watched is called as it is; only what goes in and comes out is looked at. ``ByClaim`` speaks
of requests and blocks under a salt (``descriptors/vllm/runtime.rcl``), ``ByContent`` of prefixes
(``descriptors/vllm/content_cache.rcl``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine import BLOCK
from recorder import Run
from vllm.v1.core.sched.scheduler import Scheduler
from vllm.v1.request import Request, RequestStatus


@dataclass
class Asked:
    """What a request is about: the client's id, the prefix by name, and how many blocks of it are wanted."""

    name: str
    claim: str | None
    object: str
    required: int


class Watch:
    """The watched calls; subclasses say what they mean."""

    def __init__(self, sched: Scheduler, run: Run) -> None:
        self.sched, self.run = sched, run
        self.asked: dict[str, Asked] = {}
        self.filler: dict[int, tuple[str, int]] = {}
        """By block id: the request that computed the cached copy, and the block's position in its prompt."""
        self._current: Request | None = None
        self._pending = 0
        self._hit: list[int] = []
        self._freed = 0
        manager, pool = sched.kv_cache_manager, sched.kv_cache_manager.block_pool
        self.pool = pool
        self._wrap(manager, "allocate_slots", self._allocate_slots)
        self._wrap(pool, "get_new_blocks", self._get_new_blocks)
        self._wrap(pool, "touch", self._touch)
        self._wrap(pool, "free_blocks", self._free_blocks)
        self._wrap(pool, "cache_full_blocks", self._cache_full_blocks)
        self._wrap(pool, "_maybe_evict_cached_block", self._evict)
        self._wrap(pool, "reset_prefix_cache", self._reset)
        self._wrap(sched, "_free_request", self._free_request)
        self._wrap(sched, "_preempt_request", self._preempt_request)

    @staticmethod
    def _wrap(owner: object, name: str, around: Callable[..., object]) -> None:
        original = getattr(owner, name)
        setattr(owner, name, lambda *args, **more: around(original, *args, **more))

    def add(self, item: Request, about: Asked) -> None:
        """The request comes in."""
        self.asked[item.request_id] = about
        self.on_request(item, about)
        self.sched.add_request(item)

    # ------------------------------------------------------------ the watched calls

    def _allocate_slots(self, original: Callable, item: Request, *args: object, **more: object) -> object:
        self._current, self._pending, self._hit = item, 0, []
        given = original(item, *args, **more)
        self._flush()
        self._current = None
        return given

    def _get_new_blocks(self, original: Callable, count: int) -> object:
        blocks = original(count)
        self._pending += count
        return blocks

    def _touch(self, original: Callable, blocks: list) -> None:
        if self._current is not None and not self._hit:
            self._hit = [block.block_id for block in blocks]
            if self._hit:
                self.on_hit(self._current, self._hit)
        self._pending += sum(block.ref_cnt == 0 for block in blocks)
        original(blocks)

    def _flush(self) -> None:
        if self._pending and self._current is not None:
            self.on_allocated(self._current, self._pending)
        self._pending = 0

    def _cache_full_blocks(self, original: Callable, **more: object) -> None:
        self._flush()
        first, last = more["num_cached_blocks"], more["num_full_blocks"]
        original(**more)
        item, blocks = more["request"], more["blocks"]
        for position in range(first, last):
            self.filler[blocks[position].block_id] = (item.request_id, position)
        if last > first:
            self.on_stored(item, first, last)

    def _evict(self, original: Callable, block: object) -> bool:
        evicted = original(block)
        if evicted:
            name, position = self.filler.pop(block.block_id)
            self.on_removed(name, position, self._current)
        return evicted

    def _free_blocks(self, original: Callable, blocks: object) -> None:
        items = list(blocks)
        original(items)
        self._freed += sum(block.ref_cnt == 0 for block in items)

    def _reset(self, original: Callable) -> bool:
        done = original()
        if done:
            self.filler.clear()
            self.on_reset()
        return done

    def _free_request(self, original: Callable, item: Request, *args: object, **more: object) -> object:
        self._freed = 0
        given = original(item, *args, **more)
        self.on_ended(item, self._freed)
        return given

    def _preempt_request(self, original: Callable, item: Request, *args: object, **more: object) -> object:
        self._freed = 0
        given = original(item, *args, **more)
        self.on_preempted(item, self._freed)
        return given

    # ------------------------------------------------------------ what they mean

    def on_request(self, item: Request, about: Asked) -> None: ...
    def on_hit(self, item: Request, block_ids: list[int]) -> None: ...
    def on_allocated(self, item: Request, count: int) -> None: ...
    def on_stored(self, item: Request, first: int, last: int) -> None: ...
    def on_removed(self, filler: str, position: int, taker: Request | None) -> None: ...
    def on_reset(self) -> None: ...
    def on_ended(self, item: Request, freed: int) -> None: ...
    def on_preempted(self, item: Request, freed: int) -> None: ...


ENDINGS = {RequestStatus.FINISHED_ABORTED: "aborted", RequestStatus.FINISHED_ERROR: "error"}


class ByClaim(Watch):
    """Blocks under a client's id: the id is the request's cache salt."""

    OBSERVES = (
        "opened",
        "returned",
        "arrived",
        "allocated",
        "preempted",
        "ended",
        "pool_sized",
        "prefix_hit",
        "block_stored",
        "block_removed",
        "prefix_reset",
    )

    def __init__(self, sched: Scheduler, run: Run) -> None:
        super().__init__(sched, run)
        self._claims: set[str] = set()
        run("pool_sized", blocks=self.pool.get_num_free_blocks())

    def on_request(self, item: Request, about: Asked) -> None:
        blocks = -(-(item.num_prompt_tokens + item.max_tokens - 1) // BLOCK)
        if about.claim is None:
            self.run("arrived", request=about.name, blocks=blocks)
            return
        fields = {
            "request": about.name,
            "claim": about.claim,
            "object": about.object,
            "cache": "model",
            "tokens": f"tokens_of_{about.object}",
            "blocks": blocks,
        }
        if about.claim in self._claims:
            self.run("returned", **fields)
        else:
            self._claims.add(about.claim)
            self.run("opened", **fields, required=about.required)

    def on_hit(self, item: Request, block_ids: list[int]) -> None:
        about = self.asked[item.request_id]
        if about.claim is None:
            return
        found, _ = self.filler[block_ids[0]]
        self.run(
            "prefix_hit",
            request=about.name,
            object=about.object,
            claim=about.claim,
            leading=len(block_ids),
            found=found,
        )

    def on_allocated(self, item: Request, count: int) -> None:
        self.run("allocated", request=item.request_id, blocks=count)

    def on_stored(self, item: Request, first: int, last: int) -> None:
        about = self.asked[item.request_id]
        for position in range(first, last) if about.claim is not None else ():
            self.run(
                "block_stored",
                request=about.name,
                object=about.object,
                claim=about.claim,
                position=position,
                leading=position + 1,
            )

    def on_removed(self, filler: str, position: int, taker: Request | None) -> None:
        about = self.asked[filler]
        if about.claim is None or taker is None:
            return
        self.run(
            "block_removed",
            object=about.object,
            claim=about.claim,
            position=position,
            filler=filler,
            taker=taker.request_id,
        )

    def on_reset(self) -> None:
        self.run("prefix_reset")

    def on_ended(self, item: Request, freed: int) -> None:
        how = ENDINGS.get(item.status, "complete")
        self.run("ended", request=item.request_id, how=how, blocks=freed)

    def on_preempted(self, item: Request, freed: int) -> None:
        self.run("preempted", request=item.request_id, blocks=freed)


class ByContent(Watch):
    """Prefixes, whatever id their clients put beside them."""

    OBSERVES = ("asked", "prefix_cached", "prefix_found", "prefix_cut", "cache_wiped", "left")

    def on_request(self, item: Request, about: Asked) -> None:
        self.run(
            "asked",
            request=about.name,
            id=about.claim,
            object=about.object,
            cache="model",
            tokens=f"tokens_of_{about.object}",
            required=about.required,
        )

    def on_hit(self, item: Request, block_ids: list[int]) -> None:
        about = self.asked[item.request_id]
        leading = min(len(block_ids), about.required)
        self.run("prefix_found", request=about.name, object=about.object, leading=leading)

    def on_stored(self, item: Request, first: int, last: int) -> None:
        about = self.asked[item.request_id]
        if first < about.required:
            leading = min(last, about.required)
            self.run("prefix_cached", request=about.name, object=about.object, leading=leading)

    def on_removed(self, filler: str, position: int, taker: Request | None) -> None:
        about = self.asked[filler]
        if position < about.required and taker is not None:
            self.run("prefix_cut", object=about.object, position=position, taker=taker.request_id)

    def on_reset(self) -> None:
        for claim in sorted({about.claim for about in self.asked.values() if about.claim}):
            self.run("cache_wiped", hearer=claim)

    def on_ended(self, item: Request, freed: int) -> None:
        about = self.asked[item.request_id]
        well = item.status not in ENDINGS
        self.run("left", request=about.name, object=about.object, well=well)
