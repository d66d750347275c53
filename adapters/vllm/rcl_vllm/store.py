"""Host memory for KV blocks: bytes with a checksum, under keys that say whose they are.

A claim's blocks are its own, (claim, position), even where two claims share a prefix: what happens to one copy harms nobody else. Blocks
without a claim have the key ("", hash).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

Key = tuple[str, int | bytes]


class StoreFull(RuntimeError):
    """No room for another block."""


class LoadError(RuntimeError):
    """A block that can't be used. ``cause`` is ``missing``, ``short``, ``checksum`` or ``copy``."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


@dataclass(slots=True)
class Entry:
    """One block: a part for each layer."""

    parts: list[bytearray]
    size: int
    checksum: bytes


def checksum(parts: Sequence[bytes | bytearray | memoryview]) -> bytes:
    """SHA-256 over the parts, each with its length before it."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.digest()


class HostStore:
    """Blocks by key, at most ``capacity`` of them. Not made for several threads."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.bytes = 0
        self._entries: dict[Key, Entry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: Key) -> bool:
        return key in self._entries

    def put(self, key: Key, parts: list[bytearray]) -> int:
        """Keep a block, in the place of an older one of the key; its size in bytes. Raises ``StoreFull``."""
        if key not in self._entries and len(self._entries) >= self.capacity:
            raise StoreFull(f"{self.capacity} blocks are kept")
        self.drop(key)
        size = sum(len(part) for part in parts)
        self._entries[key] = Entry(parts, size, checksum(parts))
        self.bytes += size
        return size

    def get(self, key: Key) -> list[bytearray]:
        """The block's parts, verified: first the size, then the checksum. Raises ``LoadError``."""
        entry = self._entries.get(key)
        if entry is None:
            raise LoadError("missing")
        if sum(len(part) for part in entry.parts) != entry.size:
            raise LoadError("short")
        if checksum(entry.parts) != entry.checksum:
            raise LoadError("checksum")
        return entry.parts

    def drop(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.bytes -= entry.size

    def clear(self) -> None:
        self._entries.clear()
        self.bytes = 0
