"""Maps anchors to what stands at their places in a tree, and bodies to where else in it they stand.

Invariant: a place that can't be read is a place with a reason, never a guess. Source: semantics, section 6 (anchors).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rcl.anchors.archive import Member
from rcl.anchors.native import MissingExtra
from rcl.anchors.symbols import WHOLE_FILE, Symbol, digest, last_name
from rcl.anchors.trees import Tree
from rcl.anchors.units import SUFFIXES, read_unit, symbol_in
from rcl.model.runtime import Anchor


@dataclass(frozen=True, slots=True)
class Place:
    """What stands at an anchor's path.

    ``text`` and ``data`` are the file's, ``text`` being ``None`` where there is none to read. Without a ``symbol``,
    ``reason`` says why; ``unread`` is set if that is no evidence that it isn't there.
    """

    path: str
    text: str | None
    data: bytes | None
    symbol: Symbol | None
    reason: str
    unread: bool = False

    @property
    def body(self) -> str:
        """The digest of the symbol's body, empty without one."""
        return digest(self.symbol) if self.symbol is not None else ""


def locate(tree: Tree, anchors: Iterable[Anchor]) -> dict[Anchor, Place]:
    """Each anchor's place; raises ``Unreadable``."""
    by_path: dict[str, list[Anchor]] = {}
    for anchor in anchors:
        by_path.setdefault(anchor.path, []).append(anchor)
    places = {
        anchor: _place(member, anchor)
        for member in tree.members(by_path.__contains__)
        for anchor in by_path[member.path]
    }
    for group in by_path.values():
        for anchor in group:
            places.setdefault(anchor, Place(anchor.path, None, None, None, "there is no such file"))
    return places


def _place(member: Member, anchor: Anchor) -> Place:
    if member.text is None:
        return Place(member.path, None, member.data or None, None, member.reason, unread=True)
    try:
        symbol = symbol_in(member.path, member.text, anchor.symbol)
    except MissingExtra as error:
        return Place(member.path, member.text, member.data, None, str(error), unread=True)
    reason = "" if symbol is not None else f"the file has no symbol {anchor.symbol}"
    return Place(member.path, member.text, member.data, symbol, reason)


def find_moved(tree: Tree, bodies: Mapping[Anchor, str]) -> dict[Anchor, Place]:
    """Where the bodies (by digest, which may be shortened) stand under the same last name, if just once in the tree.

    A whole file is never looked for: it has no name that would follow it.
    """
    sought = {anchor: body for anchor, body in bodies.items() if anchor.symbol != WHOLE_FILE}
    found: dict[Anchor, list[Place]] = {anchor: [] for anchor in sought}
    suffixes = tuple(
        {suffix for anchor in sought for suffix in SUFFIXES if _same_language(anchor.path, suffix)}
    )
    for member in tree.members(lambda path: path.endswith(suffixes)) if suffixes else ():
        for anchor, place in _look_alikes(member, sought):
            found[anchor].append(place)
    return {anchor: places[0] for anchor, places in found.items() if len(places) == 1}


def _look_alikes(member: Member, sought: Mapping[Anchor, str]) -> Iterable[tuple[Anchor, Place]]:
    text = member.text or ""
    here = [anchor for anchor in sought if last_name(anchor.symbol) in text]
    unit = read_unit(member.path, text) if here else None
    if unit is None:
        return
    for anchor in here:
        for name in unit.names_ending_in(last_name(anchor.symbol)):
            symbol = unit.symbol(name)
            if symbol is not None and digest(symbol).startswith(sought[anchor]):
                yield anchor, Place(member.path, text, member.data, symbol, "")


def _same_language(path: str, suffix: str) -> bool:
    """Could the body of a symbol of the file ``path`` move into a file with this suffix?"""
    groups = ((".py", ".pyi"), (".rs",))
    for group in groups:
        if path.endswith(group) or suffix in group:
            return path.endswith(group) and suffix in group
    return path.endswith(SUFFIXES)
