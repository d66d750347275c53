"""Progress is seen on a terminal, after a second, and leaves nothing behind."""

from __future__ import annotations

import io
import sys

import pytest

from rcl.cli import progress as module
from rcl.cli.progress import progress


class Terminal(io.StringIO):
    """A stream that says a person looks at it."""

    def isatty(self) -> bool:
        return True


def calls(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, delay: float) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(module, "DELAY", delay)
    monkeypatch.setenv("TERM", "xterm")
    with progress() as call:
        if call is not None:
            for done in range(3):
                call(done, 3, "outcome.[bold]harm_once")
    return stream.getvalue()


def test_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    text = calls(monkeypatch, Terminal(), 0.0)
    assert "2/3" in text
    assert "outcome.[bold]harm_once" in text


def test_not_before_the_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    assert calls(monkeypatch, Terminal(), 60.0) == ""


def test_not_into_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    assert calls(monkeypatch, io.StringIO(), 0.0) == ""
