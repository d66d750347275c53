"""Exports certificates of shipped lowerings and has them checked again, by z3 and cvc5 in fresh processes.

    python tools/check_proofs.py [--all] [--others N] [--seed N] [--solver both] [--limit SECONDS] [--output DIR]

Taken are all lowerings whose expected class is one with support (there a wrong `proved` would hurt), of the runtimes as they
are and with `--accept-recorded`, and N of the others, drawn by the seed; with `--all` everything. Fails if anything is not
confirmed, a lowering was not exported, or the limit is passed. See proofs/README.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

import rcl
from rcl.certificates.class_table import SUPPORT
from rcl.certificates.verify import Checked
from rcl.certifying import export_proofs, verify_proofs
from rcl.model.runtime import Lowering, World

SOLVERS = {"z3": ("z3",), "cvc5": ("cvc5",), "both": ("z3", "cvc5")}


def chosen(world: World, recorded: bool, others: int | None, seed: int) -> list[Lowering]:
    """The lowerings to check: all that expect support, and so many others (``None``: all)."""
    mine = [item for item in world.lowerings if not recorded or item.expectation_recorded]
    positive = [item for item in mine if _expected(item, recorded) in SUPPORT]
    rest = [item for item in mine if item not in positive]
    drawn = rest if others is None else Random(seed).sample(rest, min(others, len(rest)))
    return sorted([*positive, *drawn], key=lambda item: item.name)


def _expected(item: Lowering, recorded: bool) -> str:
    expectation = item.expected(recorded)
    return expectation.verdict_class if expectation else ""


def checked(
    root: Path, recorded: bool, options: argparse.Namespace, until: float
) -> tuple[list[Checked], float]:
    """What became of each export, and the seconds that deciding and writing took."""
    world = rcl.load(session=rcl.open_session(accept_recorded=recorded))
    others = None if options.all else (options.others if not recorded else 0)
    lowerings = chosen(world, recorded, others, options.seed)
    output = root / ("recorded" if recorded else "plain")
    begin = time.monotonic()
    targets = [f"{item.span.file}:{item.span.line}" for item in lowerings]
    if not targets:
        return [], 0.0
    session = rcl.open_session(*targets, jobs=options.jobs, accept_recorded=recorded)
    exported = export_proofs(output=output, session=session)
    spent = time.monotonic() - begin
    names = {item.name for item in lowerings}
    missing = names - {item.subject for item in exported}
    if missing:
        raise SystemExit(f"not exported: {', '.join(sorted(missing))}")

    def on_time(done: int, total: int, subject: str) -> None:
        if time.monotonic() > until:
            raise SystemExit(
                f"the limit of {options.limit:g} s is passed after {done} of {total}, before {subject}"
            )

    again = rcl.open_session(accept_recorded=recorded)
    found = verify_proofs(output, solvers=SOLVERS[options.solver], session=again, progress=on_time)
    return list(found), spent


def row(item: Checked, solvers: Sequence[str]) -> dict[str, object]:
    """One line of the table."""
    return {
        "subject": item.subject,
        "class": item.verdict_class,
        "results": dict(sorted(item.results.items())),
        "certificates": item.certificates,
        "queries": item.queries,
        "traces": item.traces,
        "bytes": item.size,
        "seconds": {name: round(item.seconds.get(name, 0.0), 2) for name in solvers},
        "wrong": [f"{one.where}: {one.what}" for one in item.troubles],
    }


def main() -> int:
    """Checks, prints a line for each lowering and the sums."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--others", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--solver", choices=tuple(SOLVERS), default="both")
    parser.add_argument("--limit", type=float, default=600.0)
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--output", type=Path, help="keep the export there")
    parser.add_argument("--json", type=Path, help="also write the rows there")
    options = parser.parse_args()
    solvers = SOLVERS[options.solver]
    begin = time.monotonic()
    rows: list[dict[str, object]] = []
    spent = 0.0
    with tempfile.TemporaryDirectory() as temporary:
        for recorded in (False, True):
            found, seconds = checked(
                options.output or Path(temporary), recorded, options, begin + options.limit
            )
            spent += seconds
            for item in found:
                rows.append({**row(item, solvers), "recorded": recorded})
                times = ", ".join(f"{name} {item.seconds.get(name, 0.0):.1f} s" for name in solvers)
                word = "NOT CONFIRMED" if item.troubles else "confirmed"
                print(f"{word}  {item.subject}  {item.verdict_class}  {item.certificates} certificates, {item.queries} queries, {item.traces} traces, {item.size / 1024:.0f} KiB ({times})")  # fmt: skip
                print("".join(f"  wrong  {one.where}: {one.what}\n" for one in item.troubles), end="", flush=True)  # fmt: skip
            if options.json:
                options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    total = time.monotonic() - begin
    sums = {key: sum(int(str(item[key])) for item in rows) for key in ("certificates", "queries", "traces", "bytes")}  # fmt: skip
    print(f"{len(rows)} lowerings, {sums['certificates']} certificates, {sums['queries']} queries, {sums['traces']} traces, {sums['bytes'] / 1024:.0f} KiB; deciding and writing {spent:.0f} s, all {total:.0f} s")  # fmt: skip
    bad = [item for item in rows if item["wrong"]]
    if total > options.limit:
        print(f"the limit of {options.limit:g} s is passed")
    return 1 if bad or not rows or total > options.limit else 0


if __name__ == "__main__":
    sys.exit(main())
