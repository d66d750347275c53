"""Maps a runtime's anchors and the lock to whether a statement may take part, and to the list of those that may not.

Invariant: only a stated assumption and a statement of a runtime that is nothing but a specification take part without
a verified (or moved) anchor; one anchor that does not stand is enough to drop a statement. Where the lock was read with
``accept_recorded``, an unchecked anchor into a recorded commit stands too, and the statement is listed as ``accepted``.
Source: semantics, section 6.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rcl.anchors.lock import AnchorState, Lock
from rcl.model.runtime import Anchor, Lowering, Origin, OriginKind, Runtime
from rcl.system.problem import Usable


@dataclass(frozen=True, slots=True)
class Dropped:
    """A statement that takes no part: ``guarantee``, ``admits`` or ``unmapped`` with its name, and why."""

    kind: str
    name: str
    why: str


def usable_of(runtime: Runtime, locks: Lock) -> Usable:
    """May a statement of this runtime with these anchors and this origin take part?"""

    def usable(anchors: tuple[Anchor, ...], origin: Origin) -> bool:
        return not _objection(runtime, locks, anchors, origin)

    return usable


def dropped(lowering: Lowering, locks: Lock) -> tuple[Dropped, ...]:
    """The statements of a lowering that take no part, in the order guarantees, admits, unmapped, each by name."""
    return tuple(sorted(_dropped(lowering, locks), key=lambda item: (_KINDS.index(item.kind), item.name)))


def accepted(lowering: Lowering, locks: Lock) -> tuple[str, ...]:
    """The statements that take part on a recorded commit, as ``KIND NAME``, in the order of ``dropped``."""
    if not locks.accept_recorded:
        return ()
    strict = replace(locks, accept_recorded=False)
    lost = {(item.kind, item.name) for item in dropped(lowering, locks)}
    return tuple(
        f"{item.kind} {item.name}" for item in dropped(lowering, strict) if (item.kind, item.name) not in lost
    )


def accepted_reasons(names: tuple[str, ...]) -> tuple[str, ...]:
    """The sentence that says that nobody has checked what these statements rest on."""
    if not names:
        return ()
    noun = "statement takes" if len(names) == 1 else "statements take"
    how = "part on a recorded commit that was not checked (--accept-recorded)"
    return (f"{len(names)} {noun} {how}: {_some_of(names)}",)


_KINDS = ("guarantee", "admits", "unmapped")


def _dropped(lowering: Lowering, locks: Lock) -> Iterator[Dropped]:
    native = Origin(OriginKind.NATIVE)
    runtime = lowering.runtime
    for guarantee in lowering.guarantees:
        if why := _objection(runtime, locks, guarantee.anchors, guarantee.origin):
            yield Dropped("guarantee", guarantee.name, why)
    for admits in lowering.admits:
        if why := _objection(runtime, locks, admits.anchors, admits.origin):
            yield Dropped("admits", admits.name, why)
    for item in lowering.unmapped:
        why = _objection(runtime, locks, item.anchors, native) if item.anchors else "no anchor"
        if why:
            yield Dropped("unmapped", item.event, why)


def dropped_reasons(items: tuple[Dropped, ...]) -> tuple[str, ...]:
    """One sentence for each way in which statements lost their evidence, the most frequent ones first."""
    groups: dict[str, list[str]] = {}
    for item in items:
        groups.setdefault(item.why, []).append(f"{item.kind} {item.name}")
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return tuple(_sentence(why, names) for why, names in ordered)


def _sentence(why: str, names: list[str]) -> str:
    noun = "statement takes" if len(names) == 1 else "statements take"
    return f"{len(names)} {noun} no part ({why}): {_some_of(names)}"


def _some_of(names: Sequence[str]) -> str:
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")


def _objection(runtime: Runtime, locks: Lock, anchors: tuple[Anchor, ...], origin: Origin) -> str:
    """Why the statement may take no part; empty if it may."""
    if origin.kind is OriginKind.ASSUMPTION:
        return ""
    if runtime.is_specification:
        return ""
    if not anchors:
        return "no anchor"
    states = [(locks.best(runtime.sources, anchor), anchor) for anchor in anchors]
    for lost in (AnchorState.MISSING, AnchorState.DRIFTED):
        if any(state is lost for state, _ in states):
            return f"anchor {lost.value}"
    unchecked = [anchor for state, anchor in states if not state.usable]
    recorded = all(anchor.blob or anchor.commit for anchor in unchecked)
    if not unchecked or (locks.accept_recorded and recorded):
        return ""
    return f"anchor unchecked{', commit recorded' if recorded else ''}"
