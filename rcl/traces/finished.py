"""Remembers which identifiers are finished, in a few bytes each.

Invariant: an identifier that was added is always found. One that was not may be found as well, with a chance of about n in 2^63 for n
finished ones: the record that names it is then called bad, never the other way round. Source: semantics, section 6.
"""

from __future__ import annotations

from array import array

from rcl.temporal.trace import Value

MASK = (1 << 63) - 1
SMALLEST = 64


class Finished:
    """A set of fingerprints, in one array: open addressing, at most two thirds full."""

    __slots__ = ("_count", "_slots")

    def __init__(self) -> None:
        self._slots = array("q", bytes(8 * SMALLEST))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, value: Value) -> bool:
        wanted = hash(value) & MASK or 1
        slots = self._slots
        size = len(slots)
        at = wanted % size
        while found := slots[at]:
            if found == wanted:
                return True
            at += 1
            if at == size:
                at = 0
        return False

    def add(self, value: Value) -> None:
        """The identifier is finished."""
        if self._put(hash(value) & MASK or 1):
            self._count += 1
            if 3 * self._count > 2 * len(self._slots):
                self._grow()

    def _put(self, wanted: int) -> bool:
        slots = self._slots
        size = len(slots)
        at = wanted % size
        while found := slots[at]:
            if found == wanted:
                return False
            at += 1
            if at == size:
                at = 0
        slots[at] = wanted
        return True

    def _grow(self) -> None:
        old = self._slots
        self._slots = array("q", bytes(8 * (len(old) * 3 // 2)))
        for wanted in old:
            if wanted:
                self._put(wanted)
