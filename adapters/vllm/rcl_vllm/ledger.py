"""The claim ledger: one JSON object a line, only ever appended to, in one file after another.

A record is one ``write`` call on a file opened for appending, so that a killed process loses none that it has written. ``fsync`` says
what is on the disk before the writer goes on: ``promises`` (accepted, and everything that ends a promise), ``always`` or ``never``.
A number is spent on each record even if it can't be written: a reader then sees the gap. Numbers go on from file to file, and a new file
begins with all that is still open, so that older ones are needed for judging only.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rcl_vllm.past import Past, carry
from rcl_vllm.rotation import begin_file, rotated_name

Fsync = Literal["promises", "always", "never"]

SYNCED = frozenset({"accepted", "released", "harmed", "closed", "refused", "load_failed", "ledger_opened"})
"""Kinds that the policy ``promises`` forces to the disk."""

RETRY_S = 60.0
"""How long the old file goes on after a new one could not be begun."""


@dataclass(frozen=True, slots=True)
class FileLimits:
    """When a new file is begun: after so many bytes, what was carried over not counted, or so many seconds of the wall clock. 0 is never."""

    size: int = 0
    age_s: float = 0.0


class Ledger:
    """Writes records with rising numbers. Errors of the file system are counted in ``failed`` and ``failed_rotations``, never raised.

    ``past`` is what the file tells already; the ledger keeps it up from then on.
    """

    def __init__(
        self,
        path: Path,
        *,
        epoch: str,
        next_seq: int = 1,
        fsync: Fsync = "promises",
        clock: Callable[[], float] = time.time,
        limits: FileLimits = FileLimits(),
        past: Past | None = None,
    ) -> None:
        self.path = path
        self.epoch = epoch
        self.next_seq = next_seq
        self.failed = 0
        self.rotations = 0
        self.failed_rotations = 0
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
        self._limits = limits
        self._past = past or Past()
        self._size = os.fstat(self._file).st_size
        self._begun = self._past.begun
        self._not_before = time.monotonic()

    def write(self, event: str, **fields: Any) -> bool:
        """Append one record; whether it is written, and on the disk where the policy asks for that."""
        with self._lock:
            if self._is_due():
                self._rotate()
            record = self._record(event, fields)
            self.next_seq += 1
            done = self.on_file = self._append(_line(record))
            if done:
                self._past.take(record)
                self._begun = record["time"] if self._begun is None else self._begun
            if done and (self._fsync == "always" or (self._fsync == "promises" and event in SYNCED)):
                done = self._sync()
            if done:
                self.written += 1
                self.counts[event] = self.counts.get(event, 0) + 1
            else:
                self.failed += 1
            return done

    def _record(self, event: str, fields: dict[str, Any]) -> dict[str, Any]:
        """A record with the next number."""
        begin = {"seq": self.next_seq, "event": event, "epoch": self.epoch, "time": round(self.clock(), 6)}
        return begin | fields

    def _append(self, line: bytes) -> bool:
        """One write call. What a short write left behind is closed by a line end, so that it spoils no other record."""
        whole = b"\n" + line if self._torn else line
        try:
            count = self.put(whole)
        except OSError:
            return False
        self.bytes += count
        self._size += count
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

    def _is_due(self) -> bool:
        """Whether the next record is for a new file. Never within a record: its rest belongs into the same file."""
        if self._torn or self._file < 0:
            return False
        large = 0 < self._limits.size <= self._size
        old = (
            self._limits.age_s > 0
            and self._begun is not None
            and self.clock() - self._begun >= self._limits.age_s
        )
        return (large or old) and time.monotonic() >= self._not_before

    def _rotate(self) -> None:
        """Go on in a new file that begins with what is open; in the old one if that fails."""
        first, last = self.next_seq, self.next_seq - 1
        old = rotated_name(self.path, last)
        parts = list(carry(self._past))
        records = [
            self._record("ledger_rotated", {"previous": old.name, "last_seq": last, "carried": len(parts)})
        ]
        for number, fields in enumerate(parts, first + 1):
            records.append(self._record("carried", fields) | {"seq": number})
        lines = [_line(record) for record in records]
        try:
            os.fsync(self._file)
            file = begin_file(self.path, old, lines)
        except OSError:
            self.failed_rotations += 1
            self._not_before = time.monotonic() + RETRY_S
            return
        os.close(self._file)
        self._file = file
        self.next_seq += len(records)
        self.rotations += 1
        self.written += len(records)
        self.bytes += sum(map(len, lines))
        self.counts["ledger_rotated"] = self.counts.get("ledger_rotated", 0) + 1
        self._size = 0
        self._begun = records[0]["time"]

    def close(self) -> None:
        """Close the file; a later ``write`` fails and is counted."""
        with self._lock:
            if self._file >= 0:
                self._sync()
                os.close(self._file)
                self._file = -1


def _line(record: dict[str, Any]) -> bytes:
    return json.dumps(record, separators=(",", ":"), ensure_ascii=True).encode() + b"\n"
