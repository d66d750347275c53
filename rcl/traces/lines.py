"""Maps log files to their lines with places: plain, gzip or zstd, or standard input; several files one after another or merged.

Invariant: every byte of a file is in a line; a last line without its end is marked ``cut``. A damaged or missing file is a
``LogFileError`` with a reason, never a short read. Source: semantics, section 6.
"""

from __future__ import annotations

import gzip
import heapq
import io
import os
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

STDIN = "-"
MAX_LINE = 16 * 1024 * 1024
PACKED_AT_ONCE = 1 << 12
"""Bytes of a zstd frame that are unpacked at once: four of them can stand for 128 KiB, so these for 128 MiB at most."""


class LogFileError(Exception):
    """A log that can't be read; ``path`` as it was given, and why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


@dataclass(slots=True)
class Line:
    """One line: the index of its file, its number from 1, where it begins, and its bytes without the end.

    ``cut`` says that the file ends inside the line.
    """

    file: int
    number: int
    offset: int
    raw: bytes
    cut: bool


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    """The decompressed bytes of a log; the suffix says how they are packed."""
    try:
        if path == STDIN:
            yield sys.stdin.buffer
        elif path.endswith(".gz"):
            with gzip.open(path, "rb") as file:
                yield io.BufferedReader(file, 1 << 20)
        elif path.endswith(".zst"):
            with Path(path).open("rb") as raw, _unpacked(path, raw) as file:
                yield file
        else:
            with Path(path).open("rb", buffering=1 << 20) as file:
                yield file
    except FileNotFoundError:
        raise LogFileError(path, "file not found") from None
    except IsADirectoryError:
        raise LogFileError(path, "it is a directory") from None
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise LogFileError(path, f"the compressed data is damaged or cut: {error}") from None
    except (OSError, ValueError) as error:
        raise LogFileError(path, str(error)) from None


@contextmanager
def _unpacked(path: str, raw: IO[bytes]) -> Iterator[IO[bytes]]:
    try:
        import zstandard
    except ImportError:
        raise LogFileError(
            path, "reading .zst needs the package `zstandard`: install `rcl-engine[logs]`"
        ) from None
    try:
        yield io.BufferedReader(_Frames(raw, zstandard.ZstdDecompressor()), 1 << 20)
    except zstandard.ZstdError as error:
        raise LogFileError(path, f"the compressed data is damaged or cut: {error}") from None


class _Frames(io.RawIOBase):
    """The content of zstd frames, one after another; a frame without its end is an ``EOFError``."""

    def __init__(self, raw: IO[bytes], decompressor: Any) -> None:
        super().__init__()
        self._raw = raw
        self._new = decompressor.decompressobj
        self._frame: Any = None
        self._packed = b""
        self._ready = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills the buffer with what is there next."""
        while not self._ready:
            self._packed = self._packed or self._raw.read(PACKED_AT_ONCE)
            if not self._packed:
                if self._frame is not None:
                    raise EOFError("a frame has no end")
                return 0
            self._frame = self._frame or self._new()
            self._ready, self._packed = self._frame.decompress(self._packed), b""
            if self._frame.eof:
                self._packed, self._frame = self._frame.unused_data, None
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count


def lines_of(path: str, file: int, follow: bool = False) -> Iterator[Line]:
    """The lines of one log that are not blank; with ``follow`` it waits for more at the end.

    A followed file that another one replaces under its name is read to its end, and then the new one, from its first line.
    """
    while True:
        with opened(path) as source:
            yield from _lines(path, file, source, follow)
        if not follow:
            return


def _lines(path: str, file: int, source: IO[bytes], follow: bool) -> Iterator[Line]:
    offset = number = 0
    rest, replaced = b"", False
    while True:
        raw = source.readline(MAX_LINE + 1)
        if follow and not replaced and not raw.endswith(b"\n"):
            rest += raw
            replaced = not raw and _is_replaced(path, source)
            if not replaced:
                time.sleep(0.1)
            continue
        raw, rest = rest + raw, b""
        if not raw:
            return
        number += 1
        body = raw.strip()
        if body:
            yield Line(file, number, offset, body, not raw.endswith(b"\n"))
        offset += len(raw)


def _is_replaced(path: str, source: IO[bytes]) -> bool:
    """Whether the name stands for another file by now; not while it stands for none."""
    if path == STDIN or path.endswith((".gz", ".zst")):
        return False
    try:
        return not os.path.samestat(os.fstat(source.fileno()), Path(path).stat())
    except OSError:
        return False


def all_lines(
    paths: Sequence[str], key: Callable[[bytes], Any] | None = None, follow: bool = False
) -> Iterator[Line]:
    """The lines of all logs: one log after the other, or merged by ``key`` (then each log has to rise in it)."""
    if key is None:
        for number, path in enumerate(paths):
            yield from lines_of(path, number, follow and number == len(paths) - 1)
        return
    order = key
    yield from heapq.merge(
        *(lines_of(path, number) for number, path in enumerate(paths)), key=lambda line: order(line.raw)
    )
