"""What the adapter's tests share: claims in a request's words, the ledger's records, and the contract's judgement of them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from rcl_vllm.rotation import ledger_files

import rcl
from rcl.model.runtime import World
from rcl.pipeline import MonitorOrder, monitor
from rcl.traces.run import RunSettings
from tests.adapters.fake_vllm import SIZE, FakeEngine

ROOT = Path(__file__).parents[2]
ADAPTER = ROOT / "adapters" / "vllm" / "rcl_vllm"


@cache
def project() -> tuple[rcl.Session, World]:
    run = rcl.open_session(ROOT / "specs" / "resident_claim.rcl", ADAPTER / "ledger.rcl")
    return run, rcl.load(session=run)


def judged(ledger: Path | list[Path], bundle: str = "offloadable", merge_by: str = "") -> dict[str, str]:
    """Each obligation's result along a ledger, or along just these files of it."""
    run, world = project()
    paths = tuple(map(str, ledger if isinstance(ledger, list) else ledger_files(ledger)))
    order = MonitorOrder(
        paths, "claim_ledger", "claim_ledger.ledger", bundle, {}, RunSettings(merge_by=merge_by)
    )
    report = monitor(run, world, order)
    assert not report.bad
    return {item.name: item.result.value for item in report.obligations}


def events(engine: FakeEngine, *kinds: str) -> list[dict[str, Any]]:
    files = ledger_files(engine.book.ledger.path)
    records = [json.loads(line) for file in files for line in file.read_bytes().splitlines()]
    return [record for record in records if not kinds or record["event"] in kinds]


def tokens(blocks: int, seed: int = 1, more: int = 2) -> list[int]:
    return [seed * 1000 + number for number in range(blocks * SIZE + more)]


def accept(name: str, blocks: int, **more: Any) -> dict[str, Any]:
    predicate = f"leading_prefix_at_least({blocks})"
    return {"op": "accept", "id": name, "object": "doc", "predicate": predicate, **more}


def reuse(name: str) -> dict[str, Any]:
    return {"op": "reuse", "id": name}


def in_memory(engine: FakeEngine) -> tuple[int, int]:
    return engine.book.accounts.protected, engine.book.accounts.active


def accounts_of(engine: FakeEngine) -> tuple[int, int]:
    """``protected`` and ``active`` as the contract reads them from the ledger."""
    protected = active = 0
    for record in events(engine):
        kind = record["event"]
        if kind == "accepted":
            protected += record["required"]
        elif kind == "restored":
            protected += record["leading"]
        elif kind in ("offloaded", "released", "closed"):
            protected -= record["blocks"]
        elif kind == "admitted":
            active += record["blocks"]
        elif kind == "finished":
            active -= record["blocks"]
    return protected, active


def fill_gpu(engine: FakeEngine) -> None:
    """Push everything unpinned out of the cache."""
    assert engine.ask(tokens(len(engine.pool.free) - 1, 99)).state == "over"
