"""Maps a runtime to the anchors that its statements ask for.

Invariant: each place with its hashes comes once, in an order that does not depend on the files.
"""

from __future__ import annotations

from rcl.model.runtime import Admits, Anchor, Guarantee, Runtime


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
    unique = {anchor_key(item): item for item in reversed(anchors)}
    return tuple(unique[key] for key in sorted(unique))


def anchor_key(anchor: Anchor) -> tuple[str, str, str, str, str]:
    """What tells anchors apart: the place and the hashes, not the name. The tree follows from the path."""
    return (anchor.path, anchor.symbol, anchor.digest, anchor.blob, anchor.commit)
