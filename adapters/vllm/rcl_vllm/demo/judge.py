"""Hands ledgers to ``rcl monitor``. The only part of the package that imports rcl, and only when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from rcl_vllm.rotation import ledger_files

DESCRIPTOR = Path(__file__).parents[1] / "ledger.rcl"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the monitor says: each obligation's result, the scenarios that were seen, claims that something violates."""

    results: Mapping[str, str]
    seen: frozenset[str]
    violations: tuple[str, ...] = ()
    records: int = 0
    gaps: int = 0
    bad: int = 0
    reasons: Mapping[str, str] = field(default_factory=dict)

    def of(self, result: str) -> frozenset[str]:
        return frozenset(name for name, found in self.results.items() if found == result)


@cache
def _session() -> Any:
    try:
        import rcl
    except ImportError as error:
        raise SystemExit(f"the ledgers are judged by rcl: pip install rcl-engine ({error})") from None
    return rcl, rcl.open_session(DESCRIPTOR)


def judge(ledger: Path, bundle: str, *, stop_at_bad: bool = True) -> Judgement:
    """Follow a bundle of the contract along all files of a ledger."""
    rcl, session = _session()
    report = rcl.monitor(
        *ledger_files(ledger),
        log="claim_ledger",
        lowering="claim_ledger.ledger",
        bundle=bundle,
        stop_at_bad=stop_at_bad,
        session=session,
    )
    shown = [
        f"{item.name} at line {one.place.line}: {dict(one.bindings)}"
        for item in report.obligations
        for one in item.violations[:3]
    ]
    return Judgement(
        results={item.name: item.result.value for item in report.obligations},
        seen=frozenset(item.name for item in report.scenarios if item.seen),
        violations=tuple(shown),
        records=sum(item.records for item in report.files),
        gaps=sum(item.gaps for item in report.files),
        bad=sum(item.bad for item in report.files),
        reasons={item.name: item.reason for item in report.obligations},
    )
