"""Maps a runtime's anchors and two versions of its source to what became of each anchor between them.

Same: the same body at the same place. Moved: the old body now stands, once, at another place under the same last name.
Changed: the place has another body. Gone: neither. New: the old version didn't have it. Unread: one of the two files
can't be read. Invariant: comments, layout and docstrings are no change. Source: semantics, section 6 (anchors).
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from rcl.anchors.locate import Place, find_moved, locate
from rcl.anchors.trees import Tree
from rcl.model.runtime import Anchor

CONTEXT = 2
"""Unchanged lines around a change in a diff."""


class Fate(Enum):
    """What became of an anchor between two versions."""

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"
    NEW = "new"
    UNREAD = "unread"

    @property
    def endangers(self) -> bool:
        """Does a statement that rests on the anchor lose its evidence in the newer version?"""
        return self in (Fate.CHANGED, Fate.GONE, Fate.UNREAD)


@dataclass(frozen=True, slots=True)
class Drift:
    """One anchor's fate. ``now`` is where it stands in the newer version, empty if nowhere; ``diff`` are lines."""

    anchor: Anchor
    fate: Fate
    now: str
    reason: str
    diff: tuple[str, ...]


def drift_of(anchors: Sequence[Anchor], old: Tree, new: Tree) -> tuple[Drift, ...]:
    """The fate of each anchor, in their order; raises ``Unreadable`` and ``MissingExtra``."""
    before, after = locate(old, anchors), locate(new, anchors)
    lost = {anchor: before[anchor].body for anchor in anchors if _lost(before[anchor], after[anchor])}
    moved = find_moved(new, lost)
    return tuple(_drift(anchor, before[anchor], after[anchor], moved.get(anchor)) for anchor in anchors)


def _lost(before: Place, after: Place) -> bool:
    return before.symbol is not None and after.symbol is None and not after.unread


def _drift(anchor: Anchor, before: Place, after: Place, moved: Place | None) -> Drift:
    if moved is not None:
        return Drift(anchor, Fate.MOVED, place_text(moved), "", ())
    for place in (before, after):
        if place.unread:
            return Drift(anchor, Fate.UNREAD, "", place.reason, ())
    if after.symbol is None:
        return Drift(anchor, Fate.GONE, "", after.reason, ())
    if before.symbol is None:
        return Drift(anchor, Fate.NEW, place_text(after), before.reason, ())
    if before.body == after.body:
        return Drift(anchor, Fate.SAME, place_text(after), "", ())
    return Drift(anchor, Fate.CHANGED, place_text(after), "", _diff(before, after))


def place_text(place: Place) -> str:
    """``path::symbol:first-last``."""
    if place.symbol is None:
        return place.path
    return f"{place.path}::{place.symbol.qualified}:{place.symbol.first}-{place.symbol.last}"


def symbol_lines(place: Place) -> list[str]:
    """The lines of the symbol's definitions, as they are written."""
    if place.symbol is None or place.text is None:
        return []
    lines = place.text.splitlines()
    return [line for first, last in place.symbol.parts for line in lines[first - 1 : last]]


def _diff(before: Place, after: Place) -> tuple[str, ...]:
    """A unified diff of the symbol without the two lines that would name files."""
    found = difflib.unified_diff(symbol_lines(before), symbol_lines(after), n=CONTEXT, lineterm="")
    return tuple(found)[2:]
