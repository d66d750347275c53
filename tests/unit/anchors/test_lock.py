"""The lock file: written and read, damaged, carried over, and held against descriptors."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from rcl.anchors.lock import (
    EMPTY,
    Lock,
    LockDefect,
    LockedAnchor,
    LockedSource,
    carried_over,
    load_lock,
    misfit,
    parse_lock,
    render_lock,
    without_strangers,
    write_lock,
)
from rcl.diag.span import NOWHERE
from rcl.model.runtime import Anchor, Source

HASH, OTHER, COMMIT, BLOB = "a" * 64, "b" * 64, "c" * 40, "45f6522a"
VERIFIED = LockedAnchor("a.py", "A.f", HASH, "verified", 1, 3, "a.py", "A.f")
MISSING = LockedAnchor("b.py", "g", OTHER, "missing", 0, 0, "", "")
RECORDED = LockedAnchor("c.cpp", "C.h", "", "unchecked", 0, 0, "", "", BLOB)
ARCHIVE = LockedSource("sdist", "engine==1.0", HASH, (VERIFIED, MISSING))
COMMITTED = LockedSource("git", "maker/engine", COMMIT, (RECORDED,))
LOCK = Lock((COMMITTED, ARCHIVE))

SOURCES = (Source("sdist", "engine==1.0", HASH, NOWHERE), Source("git", "maker/engine", COMMIT, NOWHERE))
ANCHORS = (
    Anchor("f", "a.py", "A.f", HASH, NOWHERE),
    Anchor("g", "b.py", "g", OTHER, NOWHERE),
    Anchor("h", "c.cpp", "C.h", "", NOWHERE, BLOB, COMMIT),
)


def test_written_and_read_again(tmp_path):
    path = tmp_path / "anchors.lock"
    write_lock(path, LOCK)
    assert load_lock(path) == LOCK
    assert path.read_bytes() == render_lock(LOCK) and [item.name for item in tmp_path.iterdir()] == [
        "anchors.lock"
    ]


def test_states():
    states = [LOCK.best(SOURCES, anchor).value for anchor in ANCHORS]
    assert states == ["verified", "missing", "unchecked"]
    assert LOCK.best(SOURCES, replace(ANCHORS[0], digest=OTHER)).value == "drifted"
    assert LOCK.best(SOURCES, replace(ANCHORS[0], digest="")).value == "unchecked"
    assert LOCK.best(SOURCES, replace(ANCHORS[0], commit=COMMIT)).value == "unchecked"
    assert LOCK.best((replace(SOURCES[0], digest=OTHER),), ANCHORS[0]).value == "unchecked"


def change(text, old, new):
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    (
        ('"rcl.anchors/1"', '"rcl.anchors/9"', "schema"),
        ('"state": "verified"', '"state": "good"', "unknown state"),
        ('"state": "verified"', '"state": "unchecked"', "unknown state"),
        ('"state": "verified"', '"state": "moved"', "its place says otherwise"),
        ('"state": "unchecked"', '"state": "verified"', "its place says otherwise"),
        ('"kind": "git"', '"kind": "sdist"', "exactly the keys"),
        (f'"blob": "{BLOB}"', '"blob": ""', "unknown state"),
        (f'"blob": "{BLOB}"', '"blob": "XY"', "hex digits"),
        (f'"commit": "{COMMIT}"', '"commit": "cc"', "40 or 64"),
        (f'"sha256": "{HASH}"', '"sha256": "aa"', "64 lower-case"),
        ('"path": "b.py"', '"path": ""', "has to be a text"),
        ('"path": "b.py"', '"path": "b.py", "path": "c.py"', "same key twice"),
    ),
)
def test_damaged(old, new, why):
    text = change(render_lock(LOCK).decode(), old, new)
    found = parse_lock(text.encode(), "anchors.lock")
    assert isinstance(found, LockDefect) and why in found.reason


@pytest.mark.parametrize(
    "data", (b"", b"{", b"[]", b"\xff", b"[" * 100_000, b"{}", b'{"schema": 1, "sources": 2}')
)
def test_no_lock_at_all(data):
    assert isinstance(parse_lock(data, "anchors.lock"), LockDefect)


def test_an_anchor_that_is_listed_twice():
    value = json.loads(render_lock(LOCK))
    value["sources"][1]["anchors"].append(value["sources"][1]["anchors"][0])
    found = parse_lock(json.dumps(value).encode(), "anchors.lock")
    assert isinstance(found, LockDefect) and "listed twice" in found.reason


def test_what_was_not_read_is_carried_over():
    unread = Lock((replace(ARCHIVE, anchors=()), COMMITTED))
    assert set(carried_over(LOCK, unread, SOURCES[:1]).sources) == set(LOCK.sources)
    assert carried_over(LOCK, unread, ()).sources == unread.sources
    assert carried_over(EMPTY, unread, SOURCES).sources == unread.sources
    verified = replace(RECORDED, state="verified", found_path="c.cpp", found_symbol="C.h", first=1, last=2)
    settled = Lock((replace(COMMITTED, anchors=(verified,)),))
    assert carried_over(settled, Lock((COMMITTED,)), SOURCES[1:]) == settled
    elsewhere = Lock((replace(COMMITTED, digest="d" * 40),))
    assert carried_over(settled, elsewhere, SOURCES[1:]) == elsewhere


def test_strangers_and_misfits():
    assert misfit(LOCK, SOURCES, ANCHORS) == ""
    assert "source git maker/engine" in misfit(LOCK, SOURCES[:1], ANCHORS)
    assert "a.py :: A.f" in misfit(LOCK, SOURCES, ANCHORS[1:])
    assert "c.cpp :: C.h" in misfit(LOCK, SOURCES, (*ANCHORS[:2], replace(ANCHORS[2], blob="0" * 8)))
    assert misfit(without_strangers(LOCK, ANCHORS[1:]), SOURCES, ANCHORS[1:]) == ""
