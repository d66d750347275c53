"""The claim ledger: one JSON object a line, only ever appended to.

A record is one ``write`` call on a file opened for appending, so that a killed process loses none that it has written. ``fsync`` says
what is on the disk before the writer goes on: ``promises`` (accepted, and everything that ends a promise), ``always`` or ``never``.
A number is spent on each record even if it can't be written: a reader then sees the gap.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

Fsync = Literal["promises", "always", "never"]

SYNCED = frozenset({"accepted", "released", "harmed", "closed", "refused", "load_failed", "ledger_opened"})
"""Kinds that the policy ``promises`` forces to the disk."""


class Ledger:
    """Writes records with rising numbers. Errors of the file system are counted in ``failed``, never raised."""

    def __init__(
        self,
        path: Path,
        *,
        epoch: str,
        next_seq: int = 1,
        fsync: Fsync = "promises",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.path = path
        self.epoch = epoch
        self.next_seq = next_seq
        self.failed = 0
        self.written = 0
        self.bytes = 0
        self.counts: dict[str, int] = {}
        self.on_file = False
        """Whether the last record is in the file, if perhaps not on the disk."""
        self._fsync = fsync
        self.clock = clock
        self._torn = False
        self._lock = threading.RLock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o640)

    def write(self, event: str, **fields: Any) -> bool:
        """Append one record; whether it is written, and on the disk where the policy asks for that."""
        with self._lock:
            record = {
                "seq": self.next_seq,
                "event": event,
                "epoch": self.epoch,
                "time": round(self.clock(), 6),
                **fields,
            }
            self.next_seq += 1
            line = json.dumps(record, separators=(",", ":"), ensure_ascii=True).encode() + b"\n"
            done = self.on_file = self._append(line)
            if done and (self._fsync == "always" or (self._fsync == "promises" and event in SYNCED)):
                done = self._sync()
            if done:
                self.written += 1
                self.counts[event] = self.counts.get(event, 0) + 1
            else:
                self.failed += 1
            return done

    def _append(self, line: bytes) -> bool:
        """One write call. What a short write left behind is closed by a line end, so that it spoils no other record."""
        whole = b"\n" + line if self._torn else line
        try:
            count = self.put(whole)
        except OSError:
            return False
        self.bytes += count
        self._torn = 0 < count < len(whole) or (self._torn and count == 0)
        return count == len(whole)

    def put(self, data: bytes) -> int:
        return os.write(self._file, data)

    def _sync(self) -> bool:
        try:
            os.fsync(self._file)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Close the file; a later ``write`` fails and is counted."""
        with self._lock:
            if self._file >= 0:
                self._sync()
                os.close(self._file)
                self._file = -1
