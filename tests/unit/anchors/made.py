"""A small made release and a small made runtime that is anchored in it, as files of a folder."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from rcl.anchors.releases import keep
from rcl.anchors.symbols import digest
from rcl.anchors.units import symbol_in

CORE = '''\
"""The engine."""


class Core:
    limit: int = 4

    def store(self, item):
        """Keeps an item."""
        self.items[item.key] = item  # by key
        return len(self.items) <= self.limit

    def reuse(self, key):
        if key not in self.items:
            raise KeyError(key)
        return self.items[key]
'''

OTHER = "def helper():\n    return 1\n"

FILES = {"engine/core.py": CORE, "engine/other.py": OTHER}

CONTRACT = """\
contract pact version 1 "A small contract."
sort Claim
duty event accepted(claim: Claim) "It is promised."
duty event reused(claim: Claim) "It is used again."
facet identity {
  obligation accepted_first "Only what was promised is used." failure "Something was used that nobody promised."
    source "here"
    whenever reused(claim: c) requires previously once accepted(claim: c)
}
bundle full "All." = identity
"""

RUNTIME = """\
use pact version 1
runtime engine version "1.0" "A small runtime."
{sources}
event stored(claim: Claim) "It is kept."
event used(claim: Claim) "It is used."
{anchors}
guarantee hit_was_stored by reuse "A hit was stored before." whenever used(claim: c) requires previously once stored(claim: c)
mode plain "The plain mode." {{
  admits storing by store "Anything may be stored." stored()
  admits using by store "What was stored may be used." used(claim: c) when previously once stored(claim: c)
}}
lowering engine.plain to pact.full "Storing is a promise." {{
  map accepted(claim: c) from stored(claim: c)
  map reused(claim: c) from used(claim: c)
}}
"""


def sdist(files: Mapping[str, str], path: Path) -> str:
    """Writes the files as ``engine-1.0.tar.gz``; gives its sha256. The same files give the same bytes."""
    data = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=data, mode="wb", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        for name, text in files.items():
            info = tarfile.TarInfo(f"engine-1.0/{name}")
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
    path.write_bytes(data.getvalue())
    return hashlib.sha256(data.getvalue()).hexdigest()


def wheel(files: Mapping[str, str], path: Path) -> str:
    """The same as a wheel."""
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in files.items():
            packed.writestr(zipfile.ZipInfo(name), text)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def body(path: str, symbol: str, files: Mapping[str, str] = FILES) -> str:
    """The digest of a symbol's body."""
    found = symbol_in(path, files[path], symbol)
    assert found is not None
    return digest(found)


def python_anchors() -> str:
    """The two anchors of the runtime, with the hashes of the unchanged release."""
    path = "engine/core.py"
    return (
        f'anchor store = "{path}" :: Core.store hash "{body(path, "Core.store")}"\n'
        f'anchor reuse = "{path}" :: Core.reuse hash "{body(path, "Core.reuse")}"\n'
    )


def project(folder: Path, sources: str, anchors: str) -> Path:
    """The contract and the runtime in a folder of their own."""
    place = folder / "project"
    (place / "descriptors").mkdir(parents=True, exist_ok=True)
    (place / "rcl.toml").write_text('include = ["descriptors"]\n')
    (place / "descriptors" / "pact.rcl").write_text(CONTRACT)
    text = RUNTIME.format(sources=sources, anchors=anchors)
    (place / "descriptors" / "engine.rcl").write_text(text)
    return place


def released(folder: Path, cache: Path, files: Mapping[str, str], anchors: str = "") -> Path:
    """A project whose sdist has these files and lies in the store."""
    archive = folder / "engine-1.0.tar.gz"
    sha256 = sdist(files, archive)
    keep(archive, cache)
    return project(folder, f'  source sdist "engine==1.0" sha256 "{sha256}"', anchors or python_anchors())
