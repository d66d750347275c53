"""The store: by content, checked each time it hands something out, and no network unless it is asked for."""

from __future__ import annotations

from pathlib import Path

import rcl.anchors.releases as releases
from rcl.anchors.releases import (
    ReleaseDefect,
    cache_directory,
    download,
    fetch,
    fetch_release,
    keep,
    stored,
    stored_release,
)
from rcl.diag.span import NOWHERE
from rcl.model.runtime import Source
from tests.unit.anchors.made import FILES, sdist


def test_kept_and_found(tmp_path):
    sha256 = sdist(FILES, tmp_path / "engine-1.0.tar.gz")
    store = tmp_path / "store"
    assert stored(sha256, store) is None
    kept = keep(tmp_path / "engine-1.0.tar.gz", store)
    assert stored(sha256, store) == kept
    kept.write_bytes(b"spoilt")
    assert stored(sha256, store) is None
    assert stored("../" + sha256[3:], store) is None and stored("", store) is None


def downloads(monkeypatch, files):
    """A package index that has one release; the list grows with each download."""
    asked: list[str] = []

    def fake(spec, kind, directory, *, sha256=""):
        asked.append(spec)
        path = directory / "engine-1.0.tar.gz"
        sdist(files, path)
        return path

    monkeypatch.setattr(releases, "download", fake)
    return asked


def test_fetched_once(tmp_path, monkeypatch):
    asked = downloads(monkeypatch, FILES)
    sha256 = sdist(FILES, tmp_path / "x.tar.gz")
    source = Source("sdist", "engine==1.0", sha256, NOWHERE)
    first = fetch(source, tmp_path / "store")
    assert isinstance(first, Path) and fetch(source, tmp_path / "store") == first and asked == ["engine==1.0"]


def test_another_archive_of_that_name_is_refused(tmp_path, monkeypatch):
    downloads(monkeypatch, {"engine/core.py": "other = 1\n"})
    source = Source("sdist", "engine==1.0", sdist(FILES, tmp_path / "x.tar.gz"), NOWHERE)
    found = fetch(source, tmp_path / "store")
    assert isinstance(found, ReleaseDefect) and "but the descriptor says" in found.reason
    assert not list((tmp_path / "store").rglob("*.gz"))


def test_a_release_by_its_version(tmp_path, monkeypatch):
    asked = downloads(monkeypatch, FILES)
    store = tmp_path / "store"
    assert stored_release("engine==1.0", "sdist", store) is None
    first = fetch_release("engine==1.0", "sdist", store)
    assert (
        first == stored_release("engine==1.0", "sdist", store) == fetch_release("engine==1.0", "sdist", store)
    )
    assert asked == ["engine==1.0"]
    assert stored_release("engine==1.0", "wheel", store) is None
    (note,) = (item for item in (store / "releases").iterdir())
    note.write_bytes(b"\xff")
    assert stored_release("engine==1.0", "sdist", store) is None


def test_specs_that_are_none(tmp_path):
    for spec in ("engine", "engine==1.0; import os", "--help==1", "engine==../x", "https://example.org==1"):
        found = download(spec, "sdist", tmp_path)
        assert isinstance(found, ReleaseDefect) and "NAME==VERSION" in found.reason
    assert isinstance(download("engine==1.0", "git", tmp_path), ReleaseDefect)


def test_where_the_store_is(tmp_path):
    assert cache_directory({"XDG_CACHE_HOME": str(tmp_path)}, Path("/home/a")) == tmp_path / "rcl"
    assert cache_directory({"XDG_CACHE_HOME": "relative"}, Path("/home/a")) == Path("/home/a/.cache/rcl")
    assert cache_directory({}, Path("/home/a")) == Path("/home/a/.cache/rcl")
