"""Maps a path to its text, with an index from character offsets to lines and columns.

Invariant: what is read lies inside the project after links are followed, is at most ``MAX_BYTES`` long, and
is valid UTF-8 without NUL; everything else becomes a diagnostic, never an exception.
"""

from __future__ import annotations

import os
import stat
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from rcl.diag import codes
from rcl.diag.diagnostic import Diagnostic
from rcl.diag.sink import Sink
from rcl.diag.span import Span

MAX_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SourceFile:
    """``path`` as it is shown to people, and the text. Lines end at ``\\n`` only; a ``\\r`` before it is blank space."""

    path: str
    text: str
    line_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        object.__setattr__(self, "line_starts", tuple(starts))

    @property
    def line_count(self) -> int:
        """How many lines a person would count."""
        return len(self.line_starts) - (1 if self.text.endswith("\n") else 0)

    def line_of(self, offset: int) -> int:
        """The line, from 1, that holds the character at ``offset``."""
        return bisect_right(self.line_starts, max(offset, 0))

    def span(self, start: int, end: int) -> Span:
        """The span of the characters from ``start`` to ``end``."""
        line = self.line_of(start)
        return Span(self.path, start, end, line, start - self.line_starts[line - 1] + 1)

    def line_text(self, line: int) -> str:
        """The text of a line, counted from 1, without its end; empty when there is no such line."""
        if not 1 <= line <= len(self.line_starts):
            return ""
        end = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
        return self.text[self.line_starts[line - 1] : end].rstrip("\r\n")


def shown_path(path: Path, root: Path) -> str:
    """The path relative to ``root`` with forward slashes; the path itself if it lies elsewhere."""
    absolute = Path(os.path.abspath(path))
    for base in (Path(os.path.abspath(root)), root.resolve()):
        if absolute.is_relative_to(base):
            return absolute.relative_to(base).as_posix()
    return path.as_posix()


def read_source(path: Path, root: Path, sink: Sink) -> SourceFile | None:
    """The file at ``path`` of the project at ``root``; ``None`` after a diagnostic that says why not."""
    shown = shown_path(path, root)
    nowhere = Span(shown, 0, 0, 0, 0)

    def refuse(code: codes.Code, message: str, span: Span = nowhere, label: str = "", help: str = "") -> None:
        sink.add(Diagnostic(code, message, span, label, help))

    try:
        real = path.resolve()
        if not real.is_relative_to(root.resolve()):
            refuse(codes.OUTSIDE_PROJECT, f"`{shown}` lies outside the project and is not read")
            return None
        data = _read_bytes(real)
    except FileNotFoundError:
        refuse(codes.FILE_MISSING, f"file `{shown}` not found")
    except IsADirectoryError:
        refuse(codes.FILE_IS_DIRECTORY, f"`{shown}` is a directory")
    except _TooLargeError as error:
        size = f"{error.size / 1024 / 1024:.1f} MiB" if error.size else "more"
        refuse(codes.FILE_TOO_LARGE, f"`{shown}` is {size}; at most {MAX_BYTES // 1024 // 1024} MiB are read")
    except (OSError, RuntimeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        refuse(codes.FILE_UNREADABLE, f"`{shown}` cannot be read: {reason}")
    else:
        return decode_source(data, shown, sink)
    return None


def decode_source(data: bytes, shown: str, sink: Sink) -> SourceFile | None:
    """The bytes of a file as a source named ``shown``; ``None`` after a diagnostic that says why not."""
    nul = data.find(b"\0")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8-sig", "replace")
        source = SourceFile(shown, good)
        span = source.span(len(good), len(good))
        message = f"`{shown}` is not valid UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}, line {span.line}"
        code, hint = codes.BAD_UTF8, "save the file as UTF-8"
    else:
        if nul < 0:
            if text.strip():
                return SourceFile(shown, text)
            span, message = Span(shown, 0, 0, 0, 0), f"`{shown}` is empty: nothing is declared"
            code, hint = codes.NOTHING_DECLARED, "add a declaration, or delete the file"
        else:
            source = SourceFile(shown, text)
            span = source.span(text.index("\0"), text.index("\0") + 1)
            message = f"`{shown}` contains a NUL byte at offset {nul}, line {span.line}"
            code, hint = codes.NUL_BYTE, "the file is binary or damaged; save it as UTF-8 text"
    sink.add(Diagnostic(code, message, span, "", hint))
    return None


class _TooLargeError(Exception):
    """The file is longer than may be read; ``size`` is 0 when it grew while it was read."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


def _read_bytes(path: Path) -> bytes:
    """The content of a regular file. Opens without waiting, so that a pipe can't block."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(str(path))
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "not a regular file")
        if status.st_size > MAX_BYTES:
            raise _TooLargeError(status.st_size)
        data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise _TooLargeError(0)
        return data
