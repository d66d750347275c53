"""Maps a released archive's spec to a file on this machine: looked up in a store, downloaded only when asked to.

The store is content-addressed (one folder a sha256) under the user's cache directory. Invariant: what the
store hands out has the sha256 it was asked for, checked at every look-up; nothing here touches the network
except ``download`` and ``fetch``. Nothing is built or unpacked. Source: semantics, section 6 (anchors).
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rcl.anchors.archive import file_sha256
from rcl.model.runtime import Source

EXTRA = "rcl-engine[anchors]"

_SPEC = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?==[A-Za-z0-9][A-Za-z0-9.!+_-]*")
_UNSAFE = re.compile(r"[^A-Za-z0-9._+-]")
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ReleaseDefect:
    """An archive that could not be had: which one, and why in words."""

    spec: str
    reason: str


def cache_directory(environment: Mapping[str, str], home: Path) -> Path:
    """Where archives are kept: ``$XDG_CACHE_HOME/rcl``, or ``~/.cache/rcl``."""
    base = environment.get("XDG_CACHE_HOME", "")
    return (Path(base) if os.path.isabs(base) else home / ".cache") / "rcl"


def stored(sha256: str, cache: Path) -> Path | None:
    """The archive of this sha256 from the store, if it is there and still has that sha256."""
    if not _HEX.fullmatch(sha256):
        return None
    folder = cache / "archives" / sha256
    for archive in sorted(folder.iterdir()) if folder.is_dir() else ():
        if archive.is_file() and not archive.name.startswith(".") and _sha256(archive) == sha256:
            return archive
    return None


def stored_release(spec: str, kind: str, cache: Path) -> Path | None:
    """The archive that an earlier download of this exact version brought, if it is still there unchanged."""
    note = _note(spec, kind, cache)
    try:
        return stored(note.read_text(encoding="ascii").strip(), cache)
    except (OSError, UnicodeDecodeError):
        return None


def fetch_release(spec: str, kind: str, cache: Path) -> Path | ReleaseDefect:
    """The archive of an exact version whose sha256 no descriptor says: from the store, or downloaded and kept.

    A download is held against the sha256 that the package index gives. Which wheel of several is the index's choice.
    """
    found = stored_release(spec, kind, cache)
    if found is not None:
        return found
    with tempfile.TemporaryDirectory(prefix="rcl-") as folder:
        archive = download(spec, kind, Path(folder))
        if isinstance(archive, ReleaseDefect):
            return archive
        kept = keep(archive, cache)
    note = _note(spec, kind, cache)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(kept.parent.name + "\n", encoding="ascii")
    return kept


def _note(spec: str, kind: str, cache: Path) -> Path:
    """The file that remembers which archive a spec stands for."""
    return cache / "releases" / f"{kind}-{_UNSAFE.sub('_', spec)}"


def keep(archive: Path, cache: Path) -> Path:
    """Copy an archive into the store, under its sha256."""
    folder = cache / "archives" / _sha256(archive)
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / archive.name
    handle, name = tempfile.mkstemp(dir=folder, prefix=".")
    try:
        with os.fdopen(handle, "wb") as target, archive.open("rb") as source:
            shutil.copyfileobj(source, target)
        os.replace(name, kept)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return kept


def fetch(source: Source, cache: Path) -> Path | ReleaseDefect:
    """The archive a descriptor means: from the store, or else downloaded, checked and kept."""
    found = stored(source.digest, cache)
    if found is not None:
        return found
    with tempfile.TemporaryDirectory(prefix="rcl-") as folder:
        archive = download(source.spec, source.kind, Path(folder), sha256=source.digest)
        if isinstance(archive, ReleaseDefect):
            return archive
        have = _sha256(archive)
        if have != source.digest:
            reason = f"the download has sha256 {have}, but the descriptor says {source.digest}"
            return ReleaseDefect(source.spec, reason)
        return keep(archive, cache)


def download(spec: str, kind: str, directory: Path, *, sha256: str = "") -> Path | ReleaseDefect:
    """Download ``NAME==VERSION`` as an ``sdist`` or ``wheel`` into a directory, without building it.

    ``sha256`` picks the file among several (wheels for other platforms); the caller still checks it.
    """
    if kind not in ("sdist", "wheel"):
        return ReleaseDefect(spec, f"archives of kind `{kind}` can't be downloaded")
    if not _SPEC.fullmatch(spec):
        return ReleaseDefect(spec, "the spec has to read NAME==VERSION")
    try:
        from unearth import PackageFinder
    except ImportError:
        return ReleaseDefect(spec, f"downloading needs the extra: pip install '{EXTRA}'")
    name = spec.partition("==")[0]
    only_sdist, only_wheel = ([name], []) if kind == "sdist" else ([], [name])
    try:
        finder = PackageFinder(
            no_binary=only_sdist, only_binary=only_wheel, ignore_compatibility=kind == "wheel"
        )
        matches = list(finder.find_matches(spec))
        if not matches:
            return ReleaseDefect(spec, f"the package index has no {kind} of this version")
        directory.mkdir(parents=True, exist_ok=True)
        return Path(finder.download(_pick(matches, sha256).link, directory))
    except Exception as error:  # noqa: BLE001 - the client's and the transport's errors share no base class
        return ReleaseDefect(spec, f"the download failed: {type(error).__name__}: {error}")


def _pick(matches: list[Any], sha256: str) -> Any:
    """The match with that sha256, where the index gives one; otherwise the first, which is the best."""
    for match in matches:
        if sha256 and sha256 in (match.link.hash_option or {}).get("sha256", ()):
            return match
    return matches[0]


def _sha256(archive: Path) -> str:
    with archive.open("rb") as file:
        return file_sha256(file)
