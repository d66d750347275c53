"""What an operator reads: a JSON file, replaced whole, and the clock that also ends promises while the engine is idle."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path

from rcl_vllm.book import ClaimBook


def write_status(path: Path, book: ClaimBook) -> bool:
    """Replace the file; whether that worked. A reader sees the old state or the new one, never half of one."""
    text = json.dumps(book.summary(), indent=1)
    beside = path.with_name(path.name + ".new")
    try:
        beside.write_text(text + "\n")
        os.replace(beside, path)
    except OSError:
        return False
    return True


class Clock(threading.Thread):
    """Every ``interval`` seconds: ends what is due if no request is live, and writes the status file."""

    def __init__(self, book: ClaimBook, interval: float, status: Path, status_interval: float) -> None:
        super().__init__(name="rcl-vllm-clock", daemon=True)
        self._book = book
        self._interval = interval
        self._status = status
        self._status_interval = status_interval
        self._halt = threading.Event()

    def run(self) -> None:
        last = 0.0
        while not self._halt.wait(self._interval):
            self._book.expire_if_idle()
            if time.monotonic() - last >= self._status_interval:
                last = time.monotonic()
                write_status(self._status, self._book)

    def stop(self) -> None:
        self._halt.set()
        if self.is_alive():
            self.join(timeout=5)
