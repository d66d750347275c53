"""What an old ledger says of a life that has ended: used names, and promises and requests that were left without an end."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rcl_vllm.ledger import Ledger

MAX_LINE = 1 << 20
"""Bytes; a longer line is no record of this program."""


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
    """The last lives. ``torn`` is the number of bytes behind the last line end, ``bad`` the number of other lines that are no record."""

    last_seq: int = 0
    torn: int = 0
    bad: int = 0
    records: int = 0
    names: list[str] = field(default_factory=list)
    claims: dict[str, LeftClaim] = field(default_factory=dict)
    requests: dict[str, LeftRequest] = field(default_factory=dict)


def read_past(path: Path) -> Past:
    """Read a ledger line by line; memory grows only with names, open claims and open requests."""
    past = Past()
    if not path.exists():
        return past
    with path.open("rb") as file:
        while True:
            line = file.readline(MAX_LINE)
            if not line:
                break
            if not line.endswith(b"\n"):
                if len(line) == MAX_LINE:
                    past.bad += 1
                    continue
                past.torn = len(line)
                break
            _take(past, line)
    return past


def cut_torn_end(path: Path, torn: int, epoch: str) -> Path | None:
    """Move the last ``torn`` bytes into a file beside the ledger, so that the ledger ends with a whole record."""
    if torn <= 0:
        return None
    beside = path.with_name(f"{path.name}.torn-{epoch}")
    with path.open("r+b") as file:
        file.seek(-torn, os.SEEK_END)
        start = file.tell()
        beside.write_bytes(file.read())
        file.truncate(start)
        file.flush()
        os.fsync(file.fileno())
    return beside


def _take(past: Past, line: bytes) -> None:
    try:
        record = json.loads(line)
        seq, event = record["seq"], record["event"]
        if type(seq) is not int or type(event) is not str:
            raise TypeError
        _apply(past, event, record)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        past.bad += bool(line.strip())
        return
    past.last_seq = max(past.last_seq, seq)
    past.records += 1


def _apply(past: Past, event: str, record: dict[str, Any]) -> None:
    claim = past.claims.get(record.get("claim") or "")
    request = past.requests.get(record.get("request") or "")
    if event == "accepted":
        past.names.append(record["claim"])
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


def write_ends(ledger: Ledger, past: Past) -> None:
    """Give everything that the last life left open its end: its KV is gone, on the GPU and on the host."""
    for claim in past.claims.values():
        if not claim.materialized:
            ledger.write(
                "released",
                claim=claim.id,
                cause="withdrawal",
                blocks=claim.protected,
                request=None,
                reason="restart",
            )
            continue
        if not claim.harmed:
            ledger.write(
                "harmed", claim=claim.id, object=claim.object, position=0, request=None, cause="restart"
            )
        ledger.write("closed", claim=claim.id, blocks=claim.protected)
    for request in past.requests.values():
        for claim_id, job in request.failed.items():
            ledger.write("refused", request=request.name, blocking=[claim_id], cause="load_failed", job=job)
        ledger.write("finished", request=request.name, ok=False, blocks=request.admitted, status="restart")
