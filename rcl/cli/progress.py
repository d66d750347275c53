"""Shows how far a long run is, on stderr, only on a terminal, and only after a second.

Invariant: nothing of it is left behind, and nothing else depends on it. No thread is started.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rcl.cli.output import is_terminal

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from rcl.pipeline import ProgressCall

DELAY = 1.0
"""Seconds before anything is shown."""


class _Bar:
    """Becomes visible with the first call after the delay."""

    def __init__(self) -> None:
        self._begin = time.monotonic()
        self._shown: tuple[Progress, TaskID] | None = None

    def __call__(self, done: int, total: int, text: str) -> None:
        if self._shown is None:
            if time.monotonic() - self._begin < DELAY:
                return
            self._shown = _start(total)
        bar, task = self._shown
        bar.update(task, completed=done, total=total, description=text, refresh=True)

    def close(self) -> None:
        if self._shown is not None:
            self._shown[0].stop()


def _start(total: int) -> tuple[Progress, TaskID]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    bar = Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True)
    bar.start()
    return bar, bar.add_task("", total=total)


@contextmanager
def progress() -> Iterator[ProgressCall | None]:
    """A function to call with (done, total, what), or ``None`` where nobody would see it."""
    if not is_terminal(sys.stderr):
        yield None
        return
    bar = _Bar()
    try:
        yield bar
    finally:
        bar.close()
