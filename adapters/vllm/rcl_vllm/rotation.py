"""How a ledger goes on in a new file, and which files it has.

The new file is written beside the old one, with all that is still open at its beginning, and is on the disk before it takes the
old one's name. The old one gets its second name before that, so that at each moment the ledger's own name is that of a whole ledger.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

MAX_LINE = 1 << 20
"""Bytes; a longer line is no record of this program."""
DIGITS = 12


def rotated_name(path: Path, last_seq: int) -> Path:
    """The name of an old file, with its last number: ``claims.000000000123.jsonl`` beside ``claims.jsonl``. They sort in their order."""
    return path.with_name(f"{path.stem}.{last_seq:0{DIGITS}d}{path.suffix}")


def rotated_files(path: Path) -> list[Path]:
    """The old files of a ledger that are still beside it, oldest first."""
    shape = re.compile(rf"{re.escape(path.stem)}\.\d{{{DIGITS},}}{re.escape(path.suffix)}")
    with suppress(FileNotFoundError):
        found = [item for item in path.parent.iterdir() if shape.fullmatch(item.name)]
        return sorted(found, key=lambda item: (len(item.name), item.name))
    return []


def ledger_files(path: Path) -> list[Path]:
    """All files of a ledger that are there, oldest first."""
    return [*rotated_files(path), *([path] if path.exists() else [])]


def needed_files(path: Path) -> list[Path]:
    """The files that a new life has to read: from the last one on that tells all that was open before it."""
    files = ledger_files(path)
    whole = [number for number, file in enumerate(files) if _tells_all(file)]
    return files[whole[-1] if whole else 0 :]


def _tells_all(file: Path) -> bool:
    """Does the file begin with the first record ever, or with what a rotation carried over?"""
    try:
        with file.open("rb") as source:
            first = json.loads(source.readline(MAX_LINE))
        return bool(first["event"] == "ledger_rotated" or first["seq"] == 1)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def begin_file(path: Path, old: Path, lines: Sequence[bytes]) -> int:
    """Let ``path`` be a new file with these lines, and ``old`` the name of what it was; the new file, open for appending.

    Raises ``OSError``, and then all is as before.
    """
    beside = _beside(path)
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC, 0o640)
    linked = False
    try:
        left = memoryview(b"".join(lines))
        while left:
            left = left[os.write(file, left) :]
        os.fsync(file)
        os.link(path, old)
        linked = True
        os.replace(beside, path)
    except OSError:
        os.close(file)
        with suppress(OSError):
            beside.unlink()
        if linked:
            with suppress(OSError):
                old.unlink()
        raise
    _sync_folder(path.parent)
    return file


def tidy(path: Path) -> None:
    """Take away what a rotation that was killed left behind: an unfinished new file, and a second name of the present one."""
    _beside(path).unlink(missing_ok=True)
    for old in rotated_files(path)[-1:]:
        if path.exists() and old.samefile(path):
            old.unlink()


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".next")


def _sync_folder(folder: Path) -> None:
    """The new names are on the disk too. The switch is made already, so an error is no reason to go back."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
