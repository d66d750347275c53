"""Maps files to their canonical text and, if asked to, writes it.

Invariant: a file with syntax errors is never touched; a file is replaced as a whole, keeping its mode.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rcl.diag import codes
from rcl.diag.diagnostic import Diagnostic
from rcl.diag.render import GetText
from rcl.diag.sink import Sink
from rcl.diag.span import Span
from rcl.session import InputError, Session
from rcl.text.source import MAX_BYTES, SourceFile, decode_source, read_source


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file's shown path with its text before and after."""

    path: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Is the file not in the canonical format?"""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class FmtReport:
    """What was formatted, and what is wrong with the files that were not."""

    files: tuple[Formatted, ...]
    diagnostics: tuple[Diagnostic, ...]
    get_text: GetText


def fmt(*paths: str | Path, write: bool = False, session: Session | None = None) -> FmtReport:
    """Format the files that the paths name (or the whole project); write them back only with ``write``."""
    from rcl.api import open_session

    try:
        run = session or open_session(*paths)
    except InputError as error:
        return FmtReport((), error.diagnostics, error.get_text)
    done: list[Formatted] = []
    for path in _files(run):
        source = read_source(path, run.root, run.sink)
        item = _formatted(source, run.sink) if source else None
        if item is not None and (not write or not item.changed or _written(path, item, run.sink)):
            done.append(item)
    return FmtReport(tuple(done), run.sink.sorted(), run.get_text)


def fmt_stream(stream: BinaryIO, name: str = "<stdin>") -> FmtReport:
    """Format what a stream holds; nothing is written."""
    sink = Sink()
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        message = f"`{name}` is larger than {MAX_BYTES // 1024 // 1024} MiB"
        sink.report(codes.FILE_TOO_LARGE, message, Span(name, 0, 0, 0, 0))
        return FmtReport((), sink.sorted(), lambda shown: None)
    source = decode_source(data, name, sink)
    item = _formatted(source, sink) if source else None
    text = source.text if source else None
    return FmtReport((item,) if item else (), sink.sorted(), lambda shown: text)


def _files(session: Session) -> list[Path]:
    """The project's files below any target."""
    named = [item.path.resolve() for item in session.targets]
    return [
        path
        for path in session.project.files
        if not named or any(path.resolve().is_relative_to(place) for place in named)
    ]


def _formatted(source: SourceFile, sink: Sink) -> Formatted | None:
    from rcl.syntax.format import format_module
    from rcl.syntax.parse import parse

    own = Sink()
    module = parse(source, own)
    for item in own.sorted():
        sink.add(item)
    if own.has_errors:
        return None
    return Formatted(source.path, source.text, format_module(module, source))


def _written(path: Path, item: Formatted, sink: Sink) -> bool:
    try:
        _replace(path, item.after)
    except OSError as error:
        message = f"`{item.path}` cannot be written: {error.strerror}"
        sink.report(codes.FILE_UNREADABLE, message, Span(item.path, 0, 0, 0, 0))
        return False
    return True


def _replace(path: Path, text: str) -> None:
    real = path.resolve()
    handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(name).chmod(real.stat().st_mode & 0o7777)
        Path(name).replace(real)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
