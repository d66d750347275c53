"""Follows the guarantees of a lowering along ledgers: is what the descriptor says true of what was run?

`rcl monitor` asks what was promised to clients; this asks what the proofs rest on. Exit code 1 if a guarantee is false somewhere, 2 if a ledger has
bad records.

    python tools/follow_guarantees.py LOWERING LOG LEDGER...
    python tools/follow_guarantees.py vllm_adapter.claims/scheduled vllm_claims ledger.jsonl
"""

from __future__ import annotations

import sys
from pathlib import Path

import rcl
from rcl.locking import read_locks
from rcl.pipeline import read_world
from rcl.traces.monitor import LogMonitor
from rcl.traces.results import LogResult
from rcl.traces.run import RunSettings, feed_files
from rcl.verdict.evidence import target_of_guarantees
from rcl.verdict.usable import usable_of

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    """One line a ledger, and one for each guarantee that is false on it."""
    if len(arguments) < 3:
        raise SystemExit("usage: follow_guarantees.py LOWERING LOG LEDGER...")
    session = rcl.open_session(str(ROOT / "descriptors"), cwd=ROOT)
    world = read_world(session)
    lowering = next((item for item in world.lowerings if item.name == arguments[0]), None)
    log = next((item for item in world.logs if item.name == arguments[1]), None)
    if lowering is None or log is None:
        raise SystemExit(f"no lowering `{arguments[0]}`" if lowering is None else f"no log `{arguments[1]}`")
    target = target_of_guarantees(lowering, log, usable_of(lowering.runtime, read_locks(session, world)))
    code = 0
    for path in arguments[2:]:
        monitor = LogMonitor(log, target, (path,))
        feed_files(monitor, (path,), RunSettings(stop_at_bad=False))
        report = monitor.report()
        counts = {result: sum(item.result is result for item in report.obligations) for result in LogResult}
        numbers = ", ".join(f"{count} {result.value}" for result, count in counts.items() if count)
        (file,) = report.files
        print(f"{path}  {file.records} records, {file.bad} bad, {file.gaps} gaps: {numbers}")
        for item in report.obligations:
            if item.result is LogResult.VIOLATED:
                print(f"    {item.name.partition('.')[2]} is false at line {item.violations[0].place.line}")
        code = max(code, 2 if file.bad else 1 if counts[LogResult.VIOLATED] else 0)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
