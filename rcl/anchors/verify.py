"""Maps a runtime's anchors and its source archives to a lock: what stands where the descriptor says it does.

Verified: the symbol is there and its digest is the descriptor's. Drifted: it is there with another body.
Missing: it isn't there; if exactly one other symbol of the same last name has that very body, it moved.
Invariant: an anchor is called moved only when its body was found once, so that two look-alikes (empty
methods, say) never vouch for each other; and nothing is said about an archive whose sha256 is not the
descriptor's. Source: semantics, section 6 (anchors).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from rcl.anchors.archive import ArchiveDefect, Member, Unreadable, checked_open, read_members
from rcl.anchors.lock import AnchorState, Lock, LockedAnchor, LockedSource
from rcl.anchors.symbols import (
    PYTHON_SUFFIXES,
    Symbol,
    digest,
    names_ending_in,
    parse_module,
    symbol_in,
    symbol_in_module,
)
from rcl.model.runtime import Admits, Anchor, Guarantee, Runtime, Source


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one anchor; ``found`` is the body's digest in the archive, empty if there is none."""

    anchor: Anchor
    state: AnchorState
    place: LockedAnchor | None
    found: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The findings for one archive, in the order of the anchors."""

    source: Source
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """A runtime's verification: the lock to write, every finding, and the archives that couldn't be used."""

    lock: Lock
    verifications: tuple[Verification, ...]
    defects: tuple[ArchiveDefect, ...]


def verify(runtime: Runtime, archives: Mapping[str, Path]) -> Verified:
    """Verify all anchors of a runtime; ``archives`` gives a source's archive by its spec."""
    anchors = anchors_of(runtime)
    verifications: list[Verification] = []
    defects: list[ArchiveDefect] = []
    for source in runtime.sources:
        archive = archives.get(source.spec)
        if archive is None:
            defects.append(ArchiveDefect(source.spec, "no archive was given"))
            continue
        found = verify_archive(source, anchors, archive)
        if isinstance(found, ArchiveDefect):
            defects.append(found)
        else:
            verifications.append(found)
    return Verified(lock_of(verifications), tuple(verifications), tuple(defects))


def anchors_of(runtime: Runtime) -> tuple[Anchor, ...]:
    """Every anchor a runtime's statements may rest on, each place and digest once, sorted."""
    anchors = list(runtime.anchors)
    statements: list[Guarantee | Admits] = []
    for mode in runtime.modes:
        statements += (*mode.guarantees, *mode.admits)
    for adapter in runtime.adapters:
        statements += (*adapter.guarantees, *adapter.admits)
    for statement in statements:
        anchors.extend(statement.anchors)
    unique = {(item.path, item.symbol, item.digest): item for item in reversed(anchors)}
    return tuple(unique[key] for key in sorted(unique))


def verify_archive(source: Source, anchors: Sequence[Anchor], archive: Path) -> Verification | ArchiveDefect:
    """What one archive shows of these anchors."""
    if source.kind not in ("sdist", "wheel"):
        return ArchiveDefect(source.spec, f"archives of kind `{source.kind}` can't be verified")
    file = checked_open(archive, source.digest, source.spec)
    if isinstance(file, ArchiveDefect):
        return file
    with file:
        try:
            return Verification(source, _findings(file, source.kind, anchors))
        except Unreadable as error:
            return ArchiveDefect(source.spec, str(error))


def lock_of(verifications: Iterable[Verification]) -> Lock:
    """The lock that records these findings; what stayed unchecked is not recorded."""
    return Lock(
        tuple(
            LockedSource(
                item.source.kind,
                item.source.spec,
                item.source.digest,
                tuple(sorted({found.place for found in item.findings if found.place is not None})),
            )
            for item in verifications
        )
    )


def _findings(file: IO[bytes], kind: str, anchors: Sequence[Anchor]) -> tuple[Finding, ...]:
    paths = frozenset(anchor.path for anchor in anchors)
    findings: dict[Anchor, Finding] = {}
    for member in read_members(file, kind, paths.__contains__):
        for anchor in anchors:
            if anchor.path == member.path:
                findings[anchor] = _in_its_place(anchor, member)
    missing = []
    for anchor in anchors:
        if anchor not in findings:
            findings[anchor] = _missing(anchor, "the archive has no such file")
        if findings[anchor].state is AnchorState.MISSING:
            missing.append(anchor)
    if missing:
        findings |= _moved(file, kind, missing)
    return tuple(findings[anchor] for anchor in anchors)


def _in_its_place(anchor: Anchor, member: Member) -> Finding:
    if member.text is None:
        return Finding(anchor, AnchorState.UNCHECKED, None, "", member.reason)
    symbol = symbol_in(anchor.path, member.text, anchor.symbol)
    if symbol is None:
        return _missing(anchor, f"the file has no symbol {anchor.symbol}")
    found = digest(symbol)
    if not anchor.digest:
        return Finding(anchor, AnchorState.UNCHECKED, None, found, "the anchor has no hash")
    if found == anchor.digest:
        place = _place(anchor, AnchorState.VERIFIED, anchor.path, symbol)
        return Finding(anchor, AnchorState.VERIFIED, place, found, "")
    place = _place(anchor, AnchorState.DRIFTED, anchor.path, symbol)
    return Finding(anchor, AnchorState.DRIFTED, place, found, "the symbol has another body")


def _missing(anchor: Anchor, reason: str) -> Finding:
    if not anchor.digest:
        return Finding(anchor, AnchorState.UNCHECKED, None, "", reason)
    place = LockedAnchor(anchor.path, anchor.symbol, anchor.digest, AnchorState.MISSING.value, 0, 0, "", "")
    return Finding(anchor, AnchorState.MISSING, place, "", reason)


def _place(anchor: Anchor, state: AnchorState, path: str, symbol: Symbol) -> LockedAnchor:
    return LockedAnchor(
        anchor.path,
        anchor.symbol,
        anchor.digest,
        state.value,
        symbol.first,
        symbol.last,
        path,
        symbol.qualified,
    )


def _moved(file: IO[bytes], kind: str, missing: Sequence[Anchor]) -> dict[Anchor, Finding]:
    """Look through the Python files for the missing bodies, under the same last name."""
    found: dict[Anchor, list[tuple[str, Symbol]]] = {anchor: [] for anchor in missing}
    for member in read_members(file, kind, lambda path: path.endswith(PYTHON_SUFFIXES)):
        sought = [anchor for anchor in missing if _last_name(anchor) in (member.text or "")]
        tree = parse_module(member.text or "") if sought else None
        if tree is None:
            continue
        for anchor in sought:
            for name in names_ending_in(tree, _last_name(anchor)):
                symbol = symbol_in_module(tree, name)
                if symbol is not None and digest(symbol) == anchor.digest:
                    found[anchor].append((member.path, symbol))
    moved: dict[Anchor, Finding] = {}
    for anchor, places in found.items():
        if len(places) == 1:
            path, symbol = places[0]
            place = _place(anchor, AnchorState.MOVED, path, symbol)
            reason = f"the body is now at {path} :: {symbol.qualified}"
            moved[anchor] = Finding(anchor, AnchorState.MOVED, place, anchor.digest, reason)
    return moved


def _last_name(anchor: Anchor) -> str:
    return anchor.symbol.rsplit(".", 1)[-1].partition("@")[0]
