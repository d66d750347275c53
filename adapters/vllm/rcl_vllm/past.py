"""What a ledger tells so far: used names, and promises and requests without an end.

A life keeps it up with each record that it writes, and a new file of the ledger begins with it; a later life reads it from the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

NAMES_A_RECORD, OPEN_A_RECORD = 1000, 100
"""How many names, and how many claims or requests, one ``carried`` record has at most: its line stays far below what a reader takes."""


def name_digest(name: str) -> int:
    """64 bits that stand for a name. Two names with one digest count as the same: that only refuses."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


@dataclass(slots=True)
class LeftClaim:
    """A claim without an outcome, or a harmed one whose protection was not given back. ``protected`` in blocks."""

    id: str
    object: str
    required: int
    protected: int
    materialized: bool = False
    harmed: bool = False


@dataclass(slots=True)
class LeftRequest:
    """A request without an end. ``failed`` are claims whose load failed for it and that it was not refused for yet, with the job."""

    name: str
    admitted: int = 0
    failed: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Past:
    """All records up to ``last_seq``. ``names`` are digests. ``torn`` is the number of bytes behind the last line end, ``bad`` the number of
    other lines that are no record; ``begun`` is the time in the file's first record."""

    last_seq: int = 0
    torn: int = 0
    bad: int = 0
    records: int = 0
    begun: float | None = None
    names: set[int] = field(default_factory=set)
    claims: dict[str, LeftClaim] = field(default_factory=dict)
    requests: dict[str, LeftRequest] = field(default_factory=dict)

    def take(self, record: Any) -> bool:
        """Go on by one record; whether it is one."""
        try:
            seq, event = record["seq"], record["event"]
            if type(seq) is not int or type(event) is not str:
                raise TypeError
            apply(self, event, record)
        except (ValueError, KeyError, TypeError, AttributeError):
            self.bad += 1
            return False
        self.last_seq = max(self.last_seq, seq)
        self.records += 1
        return True


def apply(past: Past, event: str, record: dict[str, Any]) -> None:
    """What a record changes. Raises ``ValueError``, ``KeyError``, ``TypeError`` or ``AttributeError`` if it has not the fields of its kind."""
    claim = past.claims.get(record.get("claim") or "")
    request = past.requests.get(record.get("request") or "")
    if event == "accepted":
        past.names.add(name_digest(record["claim"]))
        required = record["required"]
        past.claims[record["claim"]] = LeftClaim(record["claim"], record["object"], required, required)
    elif event == "submitted":
        past.requests.setdefault(record["request"], LeftRequest(record["request"]))
    elif event == "admitted" and request:
        request.admitted += record["blocks"]
    elif event == "materialized" and claim:
        claim.materialized = True
    elif event == "offloaded" and claim:
        claim.protected = 0
    elif event == "restored" and claim:
        claim.protected = claim.required
    elif event == "harmed" and claim:
        claim.harmed = True
    elif event in ("closed", "released"):
        past.claims.pop(record["claim"], None)
    elif event == "load_failed" and request:
        request.failed[record["claim"]] = record["job"]
    elif event == "refused" and request:
        for blocking in record["blocking"]:
            request.failed.pop(blocking, None)
    elif event == "finished":
        past.requests.pop(record["request"], None)
    elif event == "carried":
        take_carried(past, record)


def carry(past: Past) -> Iterator[dict[str, Any]]:
    """The fields of the ``carried`` records that tell all of ``past``."""
    for names in _parts(sorted(past.names), NAMES_A_RECORD):
        yield {"names": [f"{name:016x}" for name in names]}
    for claims in _parts(list(past.claims.values()), OPEN_A_RECORD):
        yield {"claims": [asdict(claim) for claim in claims]}
    for requests in _parts(list(past.requests.values()), OPEN_A_RECORD):
        yield {"requests": [asdict(request) for request in requests]}


def take_carried(past: Past, record: dict[str, Any]) -> None:
    """The opposite of ``carry``, for one record; what is told again is replaced by itself."""
    names = [int(name, 16) for name in record.get("names", ())]
    claims = [LeftClaim(**item) for item in record.get("claims", ())]
    requests = [LeftRequest(**item) for item in record.get("requests", ())]
    past.names.update(names)
    past.claims.update((claim.id, claim) for claim in claims)
    past.requests.update((request.name, request) for request in requests)


def _parts(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
