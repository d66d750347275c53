"""What the book keeps of a request and of a load while they are under way; nothing of it outlives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rcl_vllm.claims import Claim


@dataclass(slots=True)
class Live:
    """A request. ``total`` is its whole need in blocks, ``need`` what was submitted last, ``admitted`` what it occupies."""

    name: str
    total: int
    claim: Claim | None = None
    declares: bool = False
    need: int = -1
    admitted: int = 0
    started: bool = False
    local: int = 0
    """Leading blocks that vLLM found on the GPU by itself."""
    job: str | None = None
    failed: bool = False
    """A load failed for it: it is never promised another one, so that no retry goes round in circles."""
    restored: bool = False
    settled: bool = False
    """It is written down whether it reused the claim."""
    reused: bool = False
    waits_for: tuple[str, ...] | str | None = None
    waits: int = 0
    ending: tuple[bool, str] | None = None
    inherits: bool = False
    """It occupies the blocks of its claim, which has ended."""


@dataclass(frozen=True, slots=True)
class Job:
    """A load of the blocks from position ``first`` on for a request; without a claim it is a best effort for anybody."""

    id: str
    claim: Claim | None
    request: Live
    first: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What a request brings for the claim that it declares. ``hashes`` are of all its whole prompt blocks, ``total`` is its whole need."""

    request: str
    tokens: Sequence[int]
    hashes: Sequence[bytes]
    salt: str | None
    total: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What the engine and its operator allow. ``unsuitable`` says why no claim can be kept, or is empty."""

    block_size: int
    cache: str
    host_blocks: int = 0
    max_claims: int = 10_000
    max_names: int = 200_000
    unsuitable: str = ""
    recomputes: bool = False
