"""How a life begins: the old ledger is read, its loose ends are written down, and the book is opened."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from rcl_vllm import VERSION
from rcl_vllm.acceptance import Names
from rcl_vllm.book import ClaimBook
from rcl_vllm.ledger import FileLimits, Ledger
from rcl_vllm.live import Limits
from rcl_vllm.recovery import cut_torn_end, read_past, write_ends
from rcl_vllm.rotation import tidy
from rcl_vllm.settings import Settings


def open_book(settings: Settings, limits: Limits) -> ClaimBook:
    """A book on the settings' ledger. What an earlier life left open has its end in the ledger before this returns.

    Where the end of the old ledger is torn, or the status file knows of later records than the ledger has, one number is skipped.
    """
    path = settings.ledger
    epoch = secrets.token_hex(4)
    tidy(path)
    past = read_past(path)
    cut_torn_end(path, past.torn, epoch)
    last = max(past.last_seq, _last_seen(settings.status))
    skips = past.torn > 0 or last > past.last_seq
    names = Names(settings.max_names, past.names)
    ledger = Ledger(
        path,
        epoch=epoch,
        next_seq=last + 1 + skips,
        fsync=settings.fsync,
        limits=FileLimits(settings.rotate_bytes, settings.rotate_s),
        past=past,
    )
    ledger.write(
        "ledger_opened",
        version=VERSION,
        pid=os.getpid(),
        last_seq=past.last_seq,
        torn_bytes=past.torn,
        bad_lines=past.bad,
        claims_closed=len(past.claims),
        requests_closed=len(past.requests),
    )
    write_ends(ledger, past)
    return ClaimBook(ledger, limits, settings.classes, names=names)


def _last_seen(status: Path) -> int:
    """The last number that the status file of the last life speaks of; 0 if it says nothing."""
    try:
        seq = json.loads(status.read_bytes())["seq"]
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    return seq if type(seq) is int and 0 < seq < 1 << 53 else 0
