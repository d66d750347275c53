"""Maps a source archive (tar.gz or zip) to the text of its members, one after the other, without unpacking it.

Nothing is written to disk and no member's name is ever used as a path of this machine. Invariant: only plain
files with plain relative names are read, none larger than ``LARGEST_MEMBER``, and no name occurs twice; an
archive that breaks this, or that is not the one its sha256 says, gives an ``ArchiveDefect``.
Source: semantics, section 6 (anchors).
"""

from __future__ import annotations

import hashlib
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

LARGEST_MEMBER = 8 * 1024 * 1024
LARGEST_ARCHIVE = 4 * 1024 * 1024 * 1024
"""Unpacked, all members together."""

MOST_MEMBERS = 500_000

_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ArchiveDefect:
    """An archive that can't serve as evidence: which one, and why in words."""

    spec: str
    reason: str


@dataclass(frozen=True, slots=True)
class Member:
    """A wanted member. ``text`` is ``None`` if the file is too large or not UTF-8; ``reason`` then says which.

    ``data`` are the file's bytes, empty if it is too large.
    """

    path: str
    text: str | None
    reason: str = ""
    data: bytes = b""


class Unreadable(Exception):
    """Raised inside this package while streaming; ``verify`` turns it into an ``ArchiveDefect``."""


def file_sha256(file: IO[bytes]) -> str:
    """The sha256 of an open file from its start, in hex; leaves the file at its start."""
    file.seek(0)
    found = hashlib.sha256()
    while block := file.read(_BLOCK):
        found.update(block)
    file.seek(0)
    return found.hexdigest()


def checked_open(archive: Path, sha256: str, spec: str) -> IO[bytes] | ArchiveDefect:
    """The archive, open for reading, if its bytes are the ones meant. The same handle is then read from."""
    try:
        file = archive.open("rb")
    except OSError as error:
        return ArchiveDefect(spec, f"the archive can't be opened: {error.strerror or error}")
    try:
        found = file_sha256(file)
    except OSError as error:
        file.close()
        return ArchiveDefect(spec, f"the archive can't be read: {error.strerror or error}")
    if found != sha256:
        file.close()
        return ArchiveDefect(spec, f"the archive has sha256 {found}, but the descriptor says {sha256}")
    return file


def read_members(file: IO[bytes], kind: str, wanted: Callable[[str], bool]) -> Iterator[Member]:
    """The members whose path inside the project is ``wanted``, in the archive's order; raises ``Unreadable``.

    A source archive keeps everything in one folder named after the release; that folder is no part of the path.
    """
    file.seek(0)
    magic = file.read(4)
    file.seek(0)
    strip = kind == "sdist"
    try:
        if magic[:2] == b"\x1f\x8b":
            yield from _tar_members(file, strip, wanted)
        elif magic[:4] == b"PK\x03\x04":
            yield from _zip_members(file, strip, wanted)
        else:
            raise Unreadable("the archive is neither tar.gz nor zip")
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise Unreadable(f"the archive is damaged: {error}") from error


def _tar_members(file: IO[bytes], strip: bool, wanted: Callable[[str], bool]) -> Iterator[Member]:
    tally = _Tally()
    with tarfile.open(fileobj=file, mode="r|gz") as tar:
        for info in tar:
            tally.count(info.size)
            path = plain_path(info.name, strip) if info.isreg() else None
            if path is not None and wanted(path):
                tally.once(path)
                if info.size > LARGEST_MEMBER:
                    yield _too_large(path)
                    continue
                stream = tar.extractfile(info)
                yield member_of(path, stream.read(LARGEST_MEMBER + 1) if stream else b"")


def _zip_members(file: IO[bytes], strip: bool, wanted: Callable[[str], bool]) -> Iterator[Member]:
    tally = _Tally()
    with zipfile.ZipFile(file) as found:
        for info in found.infolist():
            tally.count(info.file_size)
            linked = (info.external_attr >> 28) == 0xA
            path = None if info.is_dir() or linked else plain_path(info.filename, strip)
            if path is not None and wanted(path):
                tally.once(path)
                if info.file_size > LARGEST_MEMBER:
                    yield _too_large(path)
                    continue
                with found.open(info) as stream:
                    yield member_of(path, stream.read(LARGEST_MEMBER + 1))


def plain_path(name: str, strip: bool) -> str | None:
    """The member's path inside the project; ``None`` for anything but a plain relative path."""
    if "\\" in name or "\0" in name or name.startswith("/"):
        return None
    parts = name.removeprefix("./").split("/")
    if strip:
        parts = parts[1:]
    if not parts or any(part in ("", ".", "..") for part in parts) or ":" in parts[0]:
        return None
    return "/".join(parts)


class _Tally:
    """Counts what was seen and stops at the bounds."""

    __slots__ = ("_bytes", "_members", "_paths")

    def __init__(self) -> None:
        self._bytes = 0
        self._members = 0
        self._paths: set[str] = set()

    def count(self, size: int) -> None:
        self._bytes += size
        self._members += 1
        if self._bytes > LARGEST_ARCHIVE or self._members > MOST_MEMBERS:
            raise Unreadable("the archive unpacks to more than is ever read")

    def once(self, path: str) -> None:
        if path in self._paths:
            raise Unreadable(f"the archive holds {path} twice")
        self._paths.add(path)


def _too_large(path: str) -> Member:
    return Member(path, None, f"the file is larger than {LARGEST_MEMBER} bytes")


def member_of(path: str, data: bytes) -> Member:
    """The member with these bytes."""
    if len(data) > LARGEST_MEMBER:
        return _too_large(path)
    try:
        return Member(path, data.decode("utf-8-sig"), "", data)
    except UnicodeDecodeError:
        return Member(path, None, "the file is not UTF-8", data)
