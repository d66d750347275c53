"""The index of blocks that are kept on the host without a claim: least recently used goes first, nothing is promised."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from rcl_vllm.store import Key


def key_of(digest: bytes) -> Key:
    return ("", digest)


class BestEffort:
    """Hashes that the worker keeps, at most ``capacity``. Kept by the scheduler side; the worker follows."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self._kept: OrderedDict[bytes, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def run(self, hashes: Sequence[bytes], first: int, last: int) -> int:
        """How many blocks from position ``first`` on, in a row and before ``last``, are kept."""
        position = first
        while position < last and hashes[position] in self._kept:
            position += 1
        return position - first

    def offer(self, digest: bytes) -> tuple[bool, list[Key]]:
        """Whether a block should be stored, and what has to go for it. It counts as kept only after ``kept``."""
        if self.capacity <= 0 or digest in self._kept:
            return False, []
        drops = []
        while len(self._kept) >= self.capacity:
            drops.append(key_of(self._kept.popitem(last=False)[0]))
        self._kept[digest] = None
        return True, drops

    def used(self, digest: bytes) -> None:
        if digest in self._kept:
            self._kept.move_to_end(digest)

    def forget(self, digest: bytes) -> None:
        """A failed key is not promised again."""
        self._kept.pop(digest, None)
