"""The anchors of the shipped descriptors against the real releases; every runtime that is there is found and checked.

Without a package index the tests skip, and say so. The store of the user is used, so that a second run downloads nothing.
"""

from __future__ import annotations

import os
import tempfile
from functools import lru_cache
from pathlib import Path

import pytest

import rcl
from rcl.anchoring import Where, verify_anchors
from rcl.anchors.lock import FILE_NAME, AnchorState, Lock, load_lock
from rcl.anchors.releases import ReleaseDefect, cache_directory, download, stored
from rcl.anchors.verify import anchors_of
from rcl.report.anchor_table import count_states

ROOT = Path(__file__).resolve().parents[2]
LOST = {AnchorState.DRIFTED, AnchorState.MISSING}

pytestmark = pytest.mark.download


@lru_cache(maxsize=1)
def runtimes():
    """The shipped runtimes that are more than a specification."""
    return [
        item for item in rcl.load(session=rcl.open_session(cwd=ROOT)).runtimes if not item.is_specification
    ]


def folder_of(runtime):
    return (ROOT / runtime.span.file).parent


def reachable():
    """Is there a package index? A small package is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        return not isinstance(download("click==8.2.1", "wheel", Path(folder)), ReleaseDefect)


@pytest.fixture(scope="module")
def online():
    return reachable()


@pytest.mark.parametrize("name", [item.name for item in runtimes()])
def test_anchors_stand_in_the_release(name, online, tell):
    runtime = next(item for item in runtimes() if item.name == name)
    store = cache_directory(os.environ, Path.home())
    archives = [item for item in runtime.sources if item.kind in ("sdist", "wheel")]
    absent = [item.spec for item in archives if stored(item.digest, store) is None]
    if absent and not online:
        pytest.skip(f"no package index, and not in the store: {', '.join(absent)}")
    report = verify_anchors(ROOT / runtime.span.file, where=Where(), write=False)
    (verified,) = (item for item in report.runtimes if item.runtime.name == name)
    counts = count_states(verified)
    tell(
        f"{name} {runtime.version}: " + ", ".join(f"{count} {state.value}" for state, count in counts.items())
    )
    assert not verified.defects
    assert [found for found, _ in verified.best() if found.state in LOST] == []
    unhashed = [found.anchor for found, _ in verified.best() if found.state is AnchorState.UNCHECKED]
    assert all(anchor.blob or not anchor.digest for anchor in unhashed), unhashed
    assert [item.path for item in report.files if item.changed] == []


@pytest.mark.parametrize("name", [item.name for item in runtimes()])
def test_every_lock_is_there_and_is_about_its_runtime(name):
    runtime = next(item for item in runtimes() if item.name == name)
    lock = load_lock(folder_of(runtime) / FILE_NAME)
    assert isinstance(lock, Lock)
    wanted = {
        (item.path, item.symbol, item.digest, item.blob)
        for item in anchors_of(runtime)
        if item.digest or item.blob
    }
    known = {
        (item.path, item.symbol, item.digest, item.blob) for source in lock.sources for item in source.anchors
    }
    assert wanted <= known
