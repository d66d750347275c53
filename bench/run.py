"""Measures whole processes and prints Markdown tables: ``python bench/run.py [--skip-shipped] [--jobs N]``.

Seconds are wall-clock of the process from start to end, the best of several runs where a run is short. Memory is the
peak of the process and of its children, as the kernel reports it. What is measured is generated here, always the same.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 900.0
MEASURE = """\
import json, resource, subprocess, sys, time
begin = time.perf_counter()
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
seconds = time.perf_counter() - begin
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, done.returncode, done.stdout]))
"""

CONTRACT = """\
contract parcel_promise version 1
  "An accepted parcel is kept until it is handed over."

sort Parcel, Tag

duty event accepted(parcel: Parcel)
  "The office promises to keep the parcel."
duty event handed_over(parcel: Parcel)
  "The parcel is given to whom it belongs."
hazard event thrown_away(parcel: Parcel)
  "The parcel is gone for good."

facet outcome {
  obligation no_loss
    "An accepted parcel is not thrown away before it was handed over."
    failure "An accepted parcel was thrown away."
    source "this benchmark"
    whenever thrown_away(parcel: p) and once accepted(parcel: p) requires once handed_over(parcel: p)
}

bundle keep
  "Everything about parcels."
  = outcome
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one process took: seconds, seconds of processor, mebibytes at the peak, exit code, what it printed."""

    seconds: float
    processor: float
    mebibytes: float
    code: int
    out: str


def measure(arguments: list[str], cwd: Path, times: int = 1) -> Figures:
    """The best of several runs of ``rcl ARGUMENTS``. A process in between makes the memory that of this run alone."""
    found = []
    for _ in range(times):
        command = [sys.executable, "-c", MEASURE, sys.executable, "-m", "rcl", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True, check=True, timeout=LIMIT
        )
        seconds, processor, kibibytes, code, out = json.loads(done.stdout)
        unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
        found.append(Figures(seconds, processor, kibibytes / unit, code, out))
    return min(found, key=lambda item: item.seconds)


def table(title: str, head: list[str], rows: list[list[str]]) -> None:
    """Prints a table of Markdown; the first column is text, the others numbers."""
    print(f"\n## {title}\n")
    print("| " + " | ".join(head) + " |")
    print("|---|" + "---:|" * (len(head) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    sys.stdout.flush()


def row(name: str, figures: Figures) -> list[str]:
    """Name, seconds, seconds of processor, mebibytes, exit code."""
    return [
        name,
        f"{figures.seconds:.2f}",
        f"{figures.processor:.2f}",
        f"{figures.mebibytes:.0f}",
        str(figures.code),
    ]


HEAD = ["command", "s", "CPU s", "MiB", "exit"]


def project(folder: Path, text: str) -> Path:
    """A project of the contract and one descriptor."""
    (folder / "specs").mkdir(parents=True)
    (folder / "descriptors").mkdir()
    (folder / "rcl.toml").write_text('include = ["specs", "descriptors"]\n', encoding="utf-8")
    (folder / "specs" / "parcel.rcl").write_text(CONTRACT, encoding="utf-8")
    (folder / "descriptors" / "office.rcl").write_text(text, encoding="utf-8")
    return folder


def descriptor(irrelevant: int, chain: int = 1) -> str:
    """An office with statements that cannot matter, and a chain of statements that all matter.

    Each irrelevant statement has an event of its own. In a chain of ``n`` the parcel goes through ``n`` rooms, and
    the proof needs the guarantee of each.
    """
    events = [f'event idle{index}(tag: Tag)\n  "Nothing of interest."' for index in range(irrelevant)]
    events += [
        f'event room{index}(parcel: Parcel)\n  "The parcel comes to room {index}."' for index in range(chain)
    ]
    idle = [
        f'  guarantee idle_once{index}\n    "It happens once."\n'
        f"    whenever idle{index}(tag: t) requires not previously once idle{index}(tag: t)"
        for index in range(irrelevant)
    ]
    rooms = [
        f'  guarantee from{index}\n    "One room after the other."\n'
        f"    whenever room{index}(parcel: p) requires once room{index - 1}(parcel: p)"
        for index in range(1, chain)
    ]
    admitted = [
        f'  admits go{index}\n    "A parcel may go on."\n    room{index}(parcel: p)'
        + (f" when once room{index - 1}(parcel: p)" if index else " when once collected(parcel: p)")
        for index in range(chain)
    ]
    lines = [
        'use parcel_promise version 1\n\nruntime office version "1.0"\n  "A post office."',
        '  source specification "office-1.0" sha256 ""\n',
        'event shelved(parcel: Parcel)\n  "A parcel is put on the shelf."',
        'event collected(parcel: Parcel)\n  "A parcel is collected."',
        *events,
        '\nmode counter "The counter" {',
        '  guarantee only_collected\n    "Only a collected parcel goes on."',
        "    whenever room0(parcel: p) requires once collected(parcel: p)",
        *rooms,
        *idle,
        '  admits bring\n    "Anybody may bring a parcel."\n    shelved(parcel: _)',
        '  admits collect\n    "A parcel may be collected."\n    collected(parcel: p) when once shelved(parcel: p)',
        *admitted,
        "}\n",
        'lowering office.counter to parcel_promise.keep\n  "A shelf is a promise."\n{',
        "  asserts conformance",
        "  map accepted(parcel: p) from shelved(parcel: p)",
        "  map handed_over(parcel: p) from collected(parcel: p)",
        f"  map thrown_away(parcel: p) from room{chain - 1}(parcel: p)",
        "  expect native_conformance\n}",
    ]
    return "\n".join(lines) + "\n"


def lines_of(count: int) -> str:
    """A descriptor of at least so many lines."""
    return descriptor(max(0, (count - 60) // 5))


def commands(folder: Path) -> None:
    """Start-up and ``check``."""
    rows = [row("`rcl --version`", measure(["--version"], folder, 5))]
    for count in (200, 20_000):
        text = lines_of(count)
        place = project(folder / f"check{count}", text)
        name = f"`rcl check`, {text.count(chr(10)):,} lines"
        rows.append(row(name, measure(["check"], place, 3 if count < 1000 else 1)))
    table("Start-up and checking", HEAD, rows)


def growth(folder: Path) -> None:
    """``prove`` with more and more statements."""
    rows = []
    for count in (0, 10, 100, 1000):
        place = project(folder / f"idle{count}", descriptor(count))
        rows.append(row(f"{count:,} irrelevant statements", measure(["prove", "--no-cache"], place)))
    table("Growth with irrelevant statements", HEAD, rows)
    rows = []
    for count in (1, 2, 4, 8):
        place = project(folder / f"chain{count}", descriptor(0, count))
        rows.append(row(f"{count} interacting statements", measure(["prove", "--no-cache"], place)))
    table("Growth with interacting statements", HEAD, rows)


def shipped(jobs: int, folder: Path) -> None:
    """``prove`` on everything that is shipped, cold and then with what the first run left, and what each obligation took."""
    os.environ["RCL_CACHE_DIR"] = str(folder / "cache")
    command = ["prove", "--cache", "--format", "json", "--jobs", str(jobs)]
    figures, again = measure(command, ROOT), measure(command, ROOT)
    if again.out != figures.out:
        raise SystemExit("what was remembered gives other results")
    rows = [row(f"`rcl prove --jobs {jobs}`, cold", figures), row("again, everything remembered", again)]
    table("All shipped descriptors", HEAD, rows)
    value = json.loads(figures.out)
    rows = []
    for group in (*value["lowerings"], *value.get("entailments", ())):
        for item in group["obligations"]:
            name = group.get("name") or group.get("bundle", "")
            rows.append(
                [f"`{name}` `{item['name']}`", item["result"], item["method"] or "-", f"{item['rlimit']:,}"]
            )
    head = ["obligation", "result", "method", "rlimit"]
    table("Every obligation", head, sorted(rows, key=lambda line: -int(line[3].replace(",", ""))))


def main() -> int:
    """Runs everything."""
    parser = argparse.ArgumentParser(description="Prints tables of seconds, memory and solver units.")
    parser.add_argument("--skip-shipped", action="store_true", help="leave the shipped descriptors out")
    parser.add_argument("--jobs", type=int, default=2)
    choice = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, {sys.platform}")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory(prefix="rcl-bench-") as name:
        commands(Path(name))
        growth(Path(name))
        if not choice.skip_shipped:
            shipped(choice.jobs, Path(name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
