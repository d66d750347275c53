"""A connector whose host memory can be damaged from outside, for demonstrations and tests only.

The file named by ``faults`` in ``kv_connector_extra_config`` holds a JSON list of faults; each is done once, when a matching block is read.
``corrupt``, ``short`` and ``missing`` damage what is stored, so that the connector's own checks have to find it; ``copy`` raises, as a failed
copy does; ``lie`` hands out wrong bytes past the checks (to see whether wrong KV would show); ``slow`` waits. A fault with a ``share`` is done
for that share of all reads, by a seeded draw, and again and again; its kind may be ``any``.
"""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path
from typing import Any

from rcl_vllm.connector import ResidentClaimConnector
from rcl_vllm.store import HostStore, Key, LoadError

DAMAGES = ("copy", "missing", "corrupt", "short")


class FaultyStore(HostStore):
    """Looks for a fault before each read. A fault is ``{"kind", "claim"?, "position"?}``; a field that is absent matches anything."""

    def __init__(self, capacity: int, faults: Path) -> None:
        super().__init__(capacity)
        self._faults = faults
        self._random = random.Random(7)
        self.done = 0

    def get(self, key: Key) -> list[bytearray]:
        kind = self._take(key)
        entry = self._entries.get(key)
        if kind == "copy":
            raise LoadError("copy")
        if kind == "missing":
            self.drop(key)
        elif kind == "slow":
            time.sleep(30)
        elif entry is not None and kind == "corrupt":
            entry.parts[0][0] ^= 0xFF
        elif entry is not None and kind == "short":
            del entry.parts[-1][-1:]
        elif entry is not None and kind == "lie":
            return [bytearray(len(part)) for part in entry.parts]
        return super().get(key)

    def _take(self, key: Key) -> str:
        try:
            faults: list[dict[str, Any]] = json.loads(self._faults.read_bytes())
        except (OSError, ValueError):
            return ""
        owner, place = key
        for fault in faults:
            if "share" in fault:
                if self._random.random() >= fault["share"]:
                    continue
                self.done += 1
                return self._random.choice(DAMAGES) if fault["kind"] == "any" else str(fault["kind"])
            if fault.get("claim", owner) == owner and fault.get("position", place) == place:
                if fault["kind"] != "lie":
                    write_faults(self._faults, [other for other in faults if other is not fault])
                return str(fault["kind"])
        return ""


def write_faults(path: Path, faults: list[dict[str, Any]]) -> None:
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps(faults))
    os.replace(beside, path)


class FaultyConnector(ResidentClaimConnector):
    """``ResidentClaimConnector`` over a ``FaultyStore``."""

    extra_keys = frozenset({"faults"})

    def make_store(self, extra: dict[str, Any]) -> HostStore:
        capacity = self.settings.host_blocks + self.settings.best_effort_blocks
        return FaultyStore(capacity, Path(extra["faults"]))

    def abandon(self) -> None:
        """Stop writing at once, as a killed process does; nothing is ended in the ledger."""
        if self.side is not None:
            self.clock.stop()
            self.side.book.ledger.close()
            self.side = None
