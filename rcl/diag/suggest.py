"""Maps a misspelt name and the names that exist to the one that was probably meant.

Invariant: the answer depends only on the arguments, not on the order of the candidates.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MAX_NAME = 200


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like ``name``, or ``None`` if none is alike enough to be worth a hint."""
    if len(name) > MAX_NAME:
        return None
    pool = sorted({candidate for candidate in candidates if candidate != name})
    by_folded = {candidate.casefold(): candidate for candidate in reversed(pool)}
    found = get_close_matches(name.casefold(), sorted(by_folded), n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None
