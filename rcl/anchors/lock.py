"""Maps a lock file (JSON) to what was verified against which archive, and a descriptor's anchor to its state.

The lock makes proving independent of the network: ``verify`` writes it once, and it is checked in. Invariant:
an anchor counts as verified or moved only if source, its sha256 or commit, path, symbol, digest and blob id are
all the descriptor's own; whatever the lock doesn't say is unchecked. Same lock, same bytes.
Source: semantics, section 6 (anchors).
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from rcl.model.runtime import Anchor, Source

SCHEMA = "rcl.anchors/1"
FILE_NAME = "anchors.lock"
LARGEST_LOCK = 8 * 1024 * 1024

_SHA256 = re.compile(r"[0-9a-f]{64}")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_PREFIX = re.compile(r"[0-9a-f]{8,64}")


class AnchorState(Enum):
    """What is known of an anchor (semantics, section 6)."""

    VERIFIED = "verified"
    MOVED = "moved"
    DRIFTED = "drifted"
    MISSING = "missing"
    UNCHECKED = "unchecked"

    @property
    def usable(self) -> bool:
        """May a statement that rests on the anchor take part?"""
        return self in (AnchorState.VERIFIED, AnchorState.MOVED)


TRUST = (
    AnchorState.VERIFIED,
    AnchorState.MOVED,
    AnchorState.DRIFTED,
    AnchorState.MISSING,
    AnchorState.UNCHECKED,
)
"""From the most to the least that is known in the anchor's favour."""


@dataclass(frozen=True, slots=True, order=True)
class LockedAnchor:
    """One anchor as it was found: ``digest`` and ``blob`` are those asked for; ``first`` and ``last`` are lines.

    Only an anchor of a git source has a ``blob``, the id of its file as its author recorded it. Such an anchor is kept
    even if it is ``unchecked``; its place is then empty.
    """

    path: str
    symbol: str
    digest: str
    state: str
    first: int
    last: int
    found_path: str
    found_symbol: str
    blob: str = ""


@dataclass(frozen=True, slots=True, order=True)
class LockedSource:
    """One source with its anchors, sorted.

    ``digest`` is the archive's sha256, or the commit of a git source. A tree has none: each of its anchors is compared anew
    where the tree is there.
    """

    kind: str
    spec: str
    digest: str
    anchors: tuple[LockedAnchor, ...]


@dataclass(frozen=True, slots=True)
class LockDefect:
    """A lock file that can't be used: where, and why in words."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Lock:
    """What was verified against which sources.

    ``accept_recorded`` is the reader's choice and no part of the file: may a statement rest on an anchor that nothing
    has checked, but whose author recorded the file's blob id?
    """

    sources: tuple[LockedSource, ...]
    accept_recorded: bool = False

    def state(self, source: Source, anchor: Anchor) -> AnchorState:
        """The state of an anchor that points into ``source``."""
        if not points_into(source, anchor) or not (anchor.digest or anchor.blob):
            return AnchorState.UNCHECKED
        same_symbol = [
            item
            for locked in self.sources
            if (locked.kind, locked.spec, locked.digest) == (source.kind, source.spec, source.digest)
            for item in locked.anchors
            if (item.path, item.symbol) == (anchor.path, anchor.symbol)
        ]
        for item in same_symbol:
            if (item.digest, item.blob) == (anchor.digest, anchor.blob):
                return AnchorState(item.state)
        if any(item.state == AnchorState.VERIFIED.value for item in same_symbol):
            # The source's body is on record under another digest.
            return AnchorState.DRIFTED
        return AnchorState.UNCHECKED

    def best(self, sources: Iterable[Source], anchor: Anchor) -> AnchorState:
        """The state of an anchor that may point into any of the runtime's archives."""
        states = [self.state(source, anchor) for source in sources]
        return min(states, key=TRUST.index, default=AnchorState.UNCHECKED)


def points_into(source: Source, anchor: Anchor) -> bool:
    """Can the anchor's place be in this source? The resolver has settled which commit or tree an anchor means."""
    if source.kind == "git":
        return anchor.commit == source.digest
    if source.kind == "tree":
        return anchor.tree == source.spec
    return not anchor.commit and not anchor.tree


def carried_over(old: Lock, new: Lock, sources: Iterable[Source]) -> Lock:
    """``new``, where what could not be looked at now stands as it does in ``old``.

    ``sources`` are those whose files were not read. An entry is carried over only for the same source, of the same
    sha256 or commit, and an anchor that is unchanged and unchecked in ``new``: such bytes don't change.
    """
    keys = {(item.kind, item.spec, item.digest) for item in sources}
    before = {(item.kind, item.spec, item.digest): item for item in old.sources}
    merged: list[LockedSource] = []
    for source in new.sources:
        key = (source.kind, source.spec, source.digest)
        if key in keys and key in before:
            kept = {_asked(item): item for item in source.anchors}
            kept |= {_asked(item): item for item in before[key].anchors}
            source = replace(source, anchors=tuple(sorted(kept.values())))
        merged.append(source)
    return Lock(tuple(merged), new.accept_recorded)


def without_strangers(lock: Lock, anchors: Iterable[Anchor]) -> Lock:
    """The lock less what it says about anchors that no descriptor asks for."""
    known = {(item.path, item.symbol, item.digest, item.blob) for item in anchors}
    return replace(
        lock,
        sources=tuple(
            replace(source, anchors=tuple(item for item in source.anchors if _asked(item) in known))
            for source in lock.sources
        ),
    )


def misfit(lock: Lock, sources: Iterable[Source], anchors: Iterable[Anchor]) -> str:
    """What the lock speaks of that these descriptors don't have, in words; empty if it fits them."""
    known_sources = {(item.kind, item.spec, item.digest) for item in sources}
    known = {(item.path, item.symbol, item.digest, item.blob) for item in anchors}
    for source in lock.sources:
        if (source.kind, source.spec, source.digest) not in known_sources:
            return (
                f"no runtime beside it has the source {source.kind} {source.spec} with {source.digest[:12]}"
            )
        for item in source.anchors:
            if _asked(item) not in known:
                return f"no runtime beside it has the anchor {item.path} :: {item.symbol} with these hashes"
    return ""


def _asked(item: LockedAnchor) -> tuple[str, str, str, str]:
    return (item.path, item.symbol, item.digest, item.blob)


EMPTY = Lock(())
"""The lock that has verified nothing."""


def load_lock(path: Path, shown: str = "") -> Lock | LockDefect:
    """The lock in a file, or why it can't be used; ``shown`` is the path as people should read it."""
    name = shown or path.name
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_LOCK + 1)
    except OSError as error:
        return LockDefect(name, f"the file can't be read: {error.strerror or error}")
    if len(data) > LARGEST_LOCK:
        return LockDefect(name, f"the file is larger than {LARGEST_LOCK} bytes")
    return parse_lock(data, name)


def parse_lock(data: bytes, name: str) -> Lock | LockDefect:
    """The lock in these bytes, or why it can't be used."""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_object)
        return _read_lock(value)
    except UnicodeDecodeError:
        return LockDefect(name, "the file is not UTF-8")
    except RecursionError:
        return LockDefect(name, "the file is nested too deeply")
    except json.JSONDecodeError as error:
        return LockDefect(name, f"the file is not JSON (line {error.lineno}, column {error.colno})")
    except _Malformed as error:
        return LockDefect(name, str(error))
    except ValueError:
        return LockDefect(name, "the file holds a number that is too long")


def render_lock(lock: Lock) -> bytes:
    """The file's bytes: sorted, so that the same lock always gives the same ones."""
    value = {
        "schema": SCHEMA,
        "sources": [
            {
                "kind": source.kind,
                "spec": source.spec,
                _digest_key(source.kind): source.digest,
                "anchors": [_render_anchor(item, source.kind == "git") for item in sorted(source.anchors)],
            }
            for source in sorted(lock.sources)
        ],
    }
    return (json.dumps(value, indent=2, ensure_ascii=True) + "\n").encode("ascii")


def write_lock(path: Path, lock: Lock) -> None:
    """Replace the file as a whole, so that nobody reads half a lock."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(render_lock(lock))
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _digest_key(kind: str) -> str:
    return "commit" if kind == "git" else "sha256"


class _Malformed(Exception):
    """A part of the file that doesn't fit the schema; never leaves this module."""


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Malformed("an object names the same key twice")
    return found


def _read_lock(value: object) -> Lock:
    fields = _fields(value, "the file", ("schema", "sources"))
    if fields["schema"] != SCHEMA:
        raise _Malformed(f"the schema is {fields['schema']!r}; this version reads {SCHEMA!r}")
    sources = tuple(sorted(_read_source(item) for item in _list(fields["sources"], "sources")))
    keys = [(item.kind, item.spec, item.digest) for item in sources]
    _no_duplicates(keys, "archive")
    return Lock(sources)


def _read_source(value: object) -> LockedSource:
    kind = value.get("kind") if isinstance(value, dict) else None
    git = kind == "git"
    key = _digest_key(str(kind))
    fields = _fields(value, "a source", ("kind", "spec", key, "anchors"))
    anchors = tuple(sorted(_read_anchor(item, git) for item in _list(fields["anchors"], "anchors")))
    _no_duplicates([(item.path, item.symbol, item.digest, item.blob) for item in anchors], "anchor")
    return LockedSource(
        _text(fields["kind"], "kind"),
        _text(fields["spec"], "spec"),
        _hex(
            fields[key], key, _COMMIT if git else _SHA256, "40 or 64" if git else "64", empty=kind == "tree"
        ),
        anchors,
    )


def _read_anchor(value: object, git: bool) -> LockedAnchor:
    names = ("path", "symbol", "digest", "state", "lines", "found_path", "found_symbol")
    fields = _fields(value, "an anchor", (*names, "blob") if git else names)
    state = _text(fields["state"], "state")
    blob = _hex(fields["blob"], "blob", _PREFIX, "8 or more", empty=True) if git else ""
    if state not in {item.value for item in TRUST} - ({AnchorState.UNCHECKED.value} if not blob else set()):
        raise _Malformed(f"an anchor has the unknown state {state!r}")
    first, last = _lines(fields["lines"])
    item = LockedAnchor(
        _text(fields["path"], "path"),
        _text(fields["symbol"], "symbol"),
        _hex(fields["digest"], "digest", _PREFIX, "8 to 64", empty=bool(blob)),
        state,
        first,
        last,
        _text(fields["found_path"], "found_path", empty=True),
        _text(fields["found_symbol"], "found_symbol", empty=True),
        blob,
    )
    nowhere = not item.found_path and not item.found_symbol and first == 0
    here = (item.found_path, item.found_symbol) == (item.path, item.symbol)
    fits = {
        AnchorState.VERIFIED.value: here and (first > 0 or bool(blob)),
        AnchorState.MOVED.value: not here and bool(item.found_path and item.found_symbol) and first > 0,
        AnchorState.DRIFTED.value: here and (first > 0 or bool(blob)),
        AnchorState.MISSING.value: nowhere,
        AnchorState.UNCHECKED.value: nowhere,
    }
    if not fits[state]:
        raise _Malformed(f"the anchor {item.path} :: {item.symbol} is {state}, but its place says otherwise")
    return item


def _render_anchor(item: LockedAnchor, git: bool) -> dict[str, object]:
    fields: dict[str, object] = {
        "path": item.path,
        "symbol": item.symbol,
        "digest": item.digest,
        "state": item.state,
        "lines": [item.first, item.last] if item.first else None,
        "found_path": item.found_path,
        "found_symbol": item.found_symbol,
    }
    return fields | {"blob": item.blob} if git else fields


def _fields(value: object, what: str, names: tuple[str, ...]) -> dict[str, object]:
    if not isinstance(value, dict) or set(value) != set(names):
        raise _Malformed(f"{what} has to be an object with exactly the keys {', '.join(names)}")
    return value


def _list(value: object, what: str) -> list[object]:
    if not isinstance(value, list):
        raise _Malformed(f"`{what}` has to be a list")
    return value


def _text(value: object, what: str, *, empty: bool = False) -> str:
    if not isinstance(value, str) or (not value and not empty):
        raise _Malformed(f"`{what}` has to be a text")
    return value


def _hex(value: object, what: str, form: re.Pattern[str], digits: str, *, empty: bool = False) -> str:
    if not isinstance(value, str) or not (form.fullmatch(value) or (empty and not value)):
        raise _Malformed(f"`{what}` has to be {digits} lower-case hex digits")
    return value


def _lines(value: object) -> tuple[int, int]:
    if value is None:
        return 0, 0
    numbers = [item for item in _list(value, "lines") if isinstance(item, int) and not isinstance(item, bool)]
    if len(numbers) != 2 or not 1 <= numbers[0] <= numbers[1] or value != numbers:
        raise _Malformed("`lines` has to be null or two line numbers in order")
    return numbers[0], numbers[1]


def _no_duplicates(keys: Iterable[tuple[str, ...]], what: str) -> None:
    seen: set[tuple[str, ...]] = set()
    for key in keys:
        if key in seen:
            raise _Malformed(f"the {what} {' '.join(key)} is listed twice")
        seen.add(key)
