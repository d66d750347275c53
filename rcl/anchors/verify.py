"""Maps a runtime's anchors and its sources to a lock: what stands where the descriptor says it does.

Verified: the symbol is there and its digest is the descriptor's, or the file has the recorded blob id. Drifted: it
is there with another body. Missing: it isn't there; if exactly one other symbol of the same last name has that very
body, it moved. Unchecked: nothing was there to compare with. Invariant: an anchor is called moved only when its body
was found once, so that two look-alikes (empty methods, say) never vouch for each other; nothing is said about an
archive whose sha256 is not the descriptor's. Source: semantics, section 6 (anchors).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rcl.anchors.archive import ArchiveDefect, Unreadable
from rcl.anchors.asked import anchor_key
from rcl.anchors.locate import Place, find_moved, locate
from rcl.anchors.lock import TRUST, AnchorState, Lock, LockedAnchor, LockedSource, points_into
from rcl.anchors.native import MissingExtra
from rcl.anchors.trees import Tree, blob_id
from rcl.diag.diagnostic import Diagnostic
from rcl.model.runtime import Anchor, Runtime, Source

TreeOf = Callable[[Source], Tree | ArchiveDefect | None]
"""A source's files; ``None`` if nobody gave any, which is no defect (a commit without a checkout, a tree not shipped)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one anchor; ``found`` is the body's digest in the source, empty if there is none."""

    anchor: Anchor
    state: AnchorState
    place: LockedAnchor | None
    found: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The findings for one source, in the order of the anchors; ``against`` says which files were read."""

    source: Source
    findings: tuple[Finding, ...]
    against: str


@dataclass(frozen=True, slots=True)
class Verified:
    """A runtime's verification: every finding, and the sources that couldn't be used."""

    runtime: Runtime
    verifications: tuple[Verification, ...]
    defects: tuple[ArchiveDefect, ...]

    def best(self) -> tuple[tuple[Finding, Source], ...]:
        """For each anchor what speaks most for it, with the source, sorted by path and symbol."""
        found: dict[Anchor, tuple[Finding, Source]] = {}
        for verification in self.verifications:
            for item in verification.findings:
                held = found.get(item.anchor)
                if held is None or TRUST.index(item.state) < TRUST.index(held[0].state):
                    found[item.anchor] = (item, verification.source)
        return tuple(found[anchor] for anchor in sorted(found, key=anchor_key))


@dataclass(frozen=True, slots=True)
class LockFile:
    """The ``anchors.lock`` of a folder: its path as shown, and whether it is or would be another than before."""

    path: str
    changed: bool


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was found for each runtime, and what became of the lock files."""

    runtimes: tuple[Verified, ...]
    files: tuple[LockFile, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def verify(runtime: Runtime, anchors: Sequence[Anchor], tree_of: TreeOf) -> Verified:
    """Verify these anchors of a runtime, each against the sources that it may point into."""
    verifications: list[Verification] = []
    defects: list[ArchiveDefect] = []
    for source in runtime.sources:
        own = [anchor for anchor in anchors if points_into(source, anchor)]
        if source.kind == "specification":
            continue
        found = _verify_source(source, own, tree_of(source))
        if isinstance(found, ArchiveDefect):
            defects.append(found)
            found = Verification(source, tuple(_unchecked(anchor, found.reason) for anchor in own), "")
        verifications.append(found)
    settled = _settled(verifications)
    return Verified(runtime, settled, tuple(defects))


def unread(verification: Verification) -> Verification:
    """The same anchors as if no file had been there to read."""
    blank = tuple(_unchecked(item.anchor, "") for item in verification.findings)
    return Verification(verification.source, blank, "")


def lock_of(verifications: Iterable[Verification]) -> Lock:
    """The lock that records these findings; what stayed unchecked is recorded only with its blob id."""
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


def seen_again(lock: Lock, source: Source, anchors: Iterable[Anchor], tree: Tree) -> Lock:
    """The lock, where what it says in favour of the source's anchors stands only if ``tree`` still shows it.

    For a source whose files can change under the lock. Nothing gets better here: what is not on record stays unchecked.
    """
    found = _verify_source(source, [item for item in anchors if points_into(source, item)], tree)
    now = {} if isinstance(found, ArchiveDefect) else {_key(item.anchor): item for item in found.findings}
    return replace(lock, sources=tuple(_doubted(locked, source, now) for locked in lock.sources))


def _doubted(
    locked: LockedSource, source: Source, now: Mapping[tuple[str, str, str], Finding]
) -> LockedSource:
    if (locked.kind, locked.spec, locked.digest) != (source.kind, source.spec, source.digest):
        return locked
    kept: list[LockedAnchor] = []
    for item in locked.anchors:
        finding = now.get((item.path, item.symbol, item.digest))
        if finding is not None and finding.place is not None and AnchorState(item.state).usable:
            kept.append(finding.place)
        elif not AnchorState(item.state).usable:
            kept.append(item)
    return replace(locked, anchors=tuple(sorted(kept)))


def _key(anchor: Anchor) -> tuple[str, str, str]:
    return anchor.path, anchor.symbol, anchor.digest


def _verify_source(
    source: Source, anchors: Sequence[Anchor], tree: Tree | ArchiveDefect | None
) -> Verification | ArchiveDefect:
    if isinstance(tree, ArchiveDefect):
        return tree
    if tree is None:
        reason = "no such folder here" if source.kind == "tree" else "no checkout was given"
        return Verification(source, tuple(_unchecked(anchor, reason) for anchor in anchors), "")
    try:
        places = locate(tree, anchors)
        for anchor, place in places.items():
            if place.unparsed and anchor.digest and not anchor.blob:
                return ArchiveDefect(source.spec, place.reason)
        findings = {anchor: _finding(anchor, places[anchor]) for anchor in anchors}
        lost = {
            anchor: anchor.digest
            for anchor, found in findings.items()
            if found.state is AnchorState.MISSING and anchor.digest
        }
        for anchor, place in find_moved(tree, lost).items():
            findings[anchor] = _moved(anchor, place)
    except Unreadable as error:
        return ArchiveDefect(source.spec, str(error))
    except MissingExtra as error:
        return ArchiveDefect(source.spec, str(error))
    return Verification(source, tuple(findings.values()), tree.shown)


def _settled(verifications: Sequence[Verification]) -> tuple[Verification, ...]:
    """The findings without those that miss an anchor in one archive while another archive has it."""
    elsewhere: dict[Anchor, set[Source]] = {}
    for item in verifications:
        for found in item.findings:
            if found.state not in (AnchorState.MISSING, AnchorState.UNCHECKED):
                elsewhere.setdefault(found.anchor, set()).add(item.source)
    return tuple(
        Verification(
            item.source,
            tuple(
                found
                for found in item.findings
                if found.state is not AnchorState.MISSING
                or not elsewhere.get(found.anchor, set()) - {item.source}
            ),
            item.against,
        )
        for item in verifications
    )


# ---------------------------------------------------------------- one anchor


def _finding(anchor: Anchor, place: Place) -> Finding:
    if not anchor.digest and not anchor.blob:
        reason = "the anchor has no hash and no blob id"
        if anchor.commit and place.data is not None:
            reason += f"; the file's blob id is {blob_id(place.data, len(anchor.commit))}"
        return Finding(anchor, AnchorState.UNCHECKED, None, place.body, reason)
    if place.data is not None and anchor.blob:
        return _by_blob(anchor, place, blob_id(place.data, len(anchor.commit)))
    if place.unread:
        return _unchecked(anchor, place.reason)
    if place.symbol is None:
        return _missing(anchor, place.reason)
    return _by_body(anchor, place, "the symbol has another body")


def _by_blob(anchor: Anchor, place: Place, blob: str) -> Finding:
    """The file is there, and the anchor says which bytes it should have."""
    if not blob.startswith(anchor.blob):
        reason = f"the file has the blob id {blob[: max(len(anchor.blob), 12)]}"
        if anchor.digest and place.symbol is not None:
            return _by_body(anchor, place, f"{reason}, and the symbol has another body")
        locked = _locked(anchor, AnchorState.DRIFTED, place)
        return Finding(anchor, AnchorState.DRIFTED, locked, place.body, reason)
    if place.symbol is None and not place.unread:
        return _missing(anchor, place.reason)
    if anchor.digest and place.symbol is not None:
        return _by_body(anchor, place, "the file has the recorded blob id, but the symbol has another body")
    locked = _locked(anchor, AnchorState.VERIFIED, place)
    note = f"the file is the recorded one; {place.reason}" if place.reason else ""
    return Finding(anchor, AnchorState.VERIFIED, locked, place.body, note)


def _by_body(anchor: Anchor, place: Place, otherwise: str) -> Finding:
    if place.body.startswith(anchor.digest):
        return Finding(
            anchor, AnchorState.VERIFIED, _locked(anchor, AnchorState.VERIFIED, place), place.body, ""
        )
    return Finding(
        anchor, AnchorState.DRIFTED, _locked(anchor, AnchorState.DRIFTED, place), place.body, otherwise
    )


def _moved(anchor: Anchor, place: Place) -> Finding:
    name = place.symbol.qualified if place.symbol is not None else ""
    locked = _locked(anchor, AnchorState.MOVED, place)
    return Finding(
        anchor, AnchorState.MOVED, locked, place.body, f"the body is now at {place.path} :: {name}"
    )


def _missing(anchor: Anchor, reason: str) -> Finding:
    return Finding(anchor, AnchorState.MISSING, _nowhere(anchor, AnchorState.MISSING), "", reason)


def _unchecked(anchor: Anchor, reason: str) -> Finding:
    kept = _nowhere(anchor, AnchorState.UNCHECKED) if anchor.blob else None
    return Finding(anchor, AnchorState.UNCHECKED, kept, "", reason)


def _nowhere(anchor: Anchor, state: AnchorState) -> LockedAnchor:
    return LockedAnchor(anchor.path, anchor.symbol, anchor.digest, state.value, 0, 0, "", "", anchor.blob)


def _locked(anchor: Anchor, state: AnchorState, place: Place) -> LockedAnchor:
    symbol = place.symbol
    return LockedAnchor(
        anchor.path,
        anchor.symbol,
        anchor.digest,
        state.value,
        symbol.first if symbol is not None else 0,
        symbol.last if symbol is not None else 0,
        place.path,
        symbol.qualified if symbol is not None else anchor.symbol,
        anchor.blob,
    )
