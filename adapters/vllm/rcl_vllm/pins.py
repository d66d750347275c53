"""Pins on GPU blocks, through the block pool that vLLM's scheduler hands over, and what becomes of blocks after a pin is dropped.

The pool is used by ``touch``, ``free_blocks``, ``unpin_blocks``, ``get_cached_block`` and ``blocks``; all are vLLM's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rcl_vllm.claims import Claim


class Pins:
    """Which blocks are held for which claim. A block of several claims is held once for each."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._held: dict[str, list[Any]] = {}
        self._watched: dict[int, dict[str, tuple[Claim, int]]] = {}
        self._watches: dict[str, set[int]] = {}
        self._suspects: list[tuple[Claim, int]] = []

    def pin(self, claim: Claim, block_ids: Sequence[int]) -> list[bool]:
        """Hold the blocks; for each whether the cache knows it by the claim's hash, so that a later request can find it."""
        self._unwatch(claim)
        blocks = [self._pool.blocks[block_id] for block_id in block_ids]
        self._pool.touch(blocks)
        self._held[claim.id] = blocks
        return [
            block.block_hash is not None and self._cached(digest) is not None
            for block, digest in zip(blocks, claim.hashes, strict=True)
        ]

    def drop(self, claim: Claim, *, watch: bool) -> None:
        """Let the blocks go, the last one to be taken first. With ``watch`` their loss is noticed from then on."""
        blocks = self._held.pop(claim.id, [])
        if not watch:
            self._unwatch(claim)
            self._pool.free_blocks(reversed(blocks))
            return
        for position, block in enumerate(blocks):
            self._watch(claim, position, block)
        self._pool.unpin_blocks(reversed(blocks), self._on_reuse)

    def holds(self, claim: Claim) -> bool:
        return claim.id in self._held

    def take_losses(self) -> list[tuple[Claim, int]]:
        """Positions of claims whose watched block was taken while no other copy is cached; in the order of the claims' positions."""
        suspects, self._suspects = self._suspects, []
        lost = []
        for claim, position in suspects:
            if claim.id not in self._watches:
                continue
            other = self._cached(claim.hashes[position])
            if other is None:
                lost.append((claim, position))
            else:
                self._pool.touch([other])
                self._watch(claim, position, other)
                self._pool.unpin_blocks([other], self._on_reuse)
        return sorted(lost, key=lambda item: (item[0].order, item[1]))

    def _watch(self, claim: Claim, position: int, block: Any) -> None:
        self._watched.setdefault(block.block_id, {})[claim.id] = (claim, position)
        self._watches.setdefault(claim.id, set()).add(block.block_id)

    def _unwatch(self, claim: Claim) -> None:
        for block_id in self._watches.pop(claim.id, ()):
            watchers = self._watched.get(block_id)
            if watchers is not None:
                watchers.pop(claim.id, None)
                if not watchers:
                    del self._watched[block_id]

    def _on_reuse(self, block: Any) -> None:
        """vLLM hands a block out that was let go: who watches it is looked at when the allocation is over."""
        for claim, position in self._watched.pop(block.block_id, {}).values():
            self._watches.get(claim.id, set()).discard(block.block_id)
            self._suspects.append((claim, position))

    def _cached(self, digest: bytes) -> Any:
        found = self._pool.get_cached_block(digest, [0])
        return None if found is None else found[0]
