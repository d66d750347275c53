"""The words of the language, by what they do: begin a declaration or an item, join formulas, or may not be names.

Invariant: agrees with ``grammar/rcl.lark`` (a unit test compares them). ``ITEMS`` says what each kind of block may hold.
"""

from __future__ import annotations

RESERVED = frozenset(
    "and or not implies since once historically previously true false none _ exists by".split()
)
"""Words that no name may have: where they may stand a name may stand too."""

MODAL = ("not", "once", "historically", "previously")

ROLES = ("environment", "duty", "hazard")

DECLARATIONS = frozenset(
    "use contract runtime sort enum environment duty hazard event state facet scenario bundle anchor guarantee admits "
    "assume mode adapter patch lowering log".split()
)

ITEMS: dict[str, frozenset[str]] = {
    "facet": frozenset(("obligation",)),
    "bundle": frozenset(("facet", "seen")),
    "mode": frozenset("setting anchor state guarantee admits assume".split()),
    "adapter": frozenset("environment duty hazard event anchor state guarantee admits assume".split()),
    "patch": frozenset("environment duty hazard event anchor state guarantee admits assume".split()),
    "lowering": frozenset("asserts offers pressure map unmapped assume evidence expect".split()),
    "log": frozenset("kind order record ignore ending forget".split()),
}

STARTS = DECLARATIONS.union(*ITEMS.values())
"""Every word that can begin a declaration or an item of a block."""

START_SYMBOLS = {
    "facet": "facet_items",
    "bundle": "weak_bundle_items",
    "mode": "mode_items",
    "adapter": "adapter_items",
    "patch": "adapter_items",
    "lowering": "lowering_items",
    "log": "log_items",
}
"""The grammar's start symbol for the inside of each kind of block."""


def homes(word: str) -> tuple[str, ...]:
    """The blocks that may hold an item that begins with ``word``; ``file`` stands for outside of every block."""
    blocks = tuple(block for block, words in ITEMS.items() if word in words)
    return (("file",) if word in DECLARATIONS else ()) + blocks
