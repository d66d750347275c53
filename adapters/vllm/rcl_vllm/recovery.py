"""What an old ledger says of a life that has ended: used names, and promises and requests that were left without an end."""

from __future__ import annotations

import json
import os
from pathlib import Path

from rcl_vllm.ledger import Ledger
from rcl_vllm.past import Past
from rcl_vllm.rotation import MAX_LINE, needed_files


def read_past(path: Path) -> Past:
    """Read a ledger line by line, with older files of it if the present one does not tell all; memory grows only with names, open claims and open requests."""
    past = Past()
    for file in needed_files(path):
        past.bad += past.torn > 0  # of a file that another one follows
        past.torn = 0
        _read_file(past, file)
        if file != path:
            past.begun = None
    if not path.exists():
        past.bad, past.torn = past.bad + (past.torn > 0), 0
    return past


def _read_file(past: Past, path: Path) -> None:
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
            _take_line(past, line)


def _take_line(past: Past, line: bytes) -> None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        past.bad += bool(line.strip())
        return
    if past.take(record) and past.begun is None:
        begun = record.get("time")
        past.begun = float(begun) if type(begun) in (int, float) else None


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


def write_ends(ledger: Ledger, past: Past) -> None:
    """Give everything that the last life left open its end: its KV is gone, on the GPU and on the host."""
    for claim in list(past.claims.values()):  # each record that is written changes them
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
    for request in list(past.requests.values()):
        for claim_id, job in list(request.failed.items()):
            ledger.write("refused", request=request.name, blocking=[claim_id], cause="load_failed", job=job)
        ledger.write("finished", request=request.name, ok=False, blocks=request.admitted, status="restart")
