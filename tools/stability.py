"""The stability of everything that is shipped, in numbered repeats that can be resumed.

Each repeat decides the lowerings of one folder anew, with its own seeds and options of the solver and its own order of events
and statements, as `rcl prove --stability` does; repeat 0 is the usual way. One line of the log (JSON) is one folder in one repeat.
A second run with the same log goes on where the first one stopped. Exit code 1 if any result or class differs.

    python tools/stability.py --log build/stability.jsonl --repeats 20
    python tools/stability.py --log build/stability.jsonl --summary
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

import rcl
from rcl.choosing import Choice, choose
from rcl.pipeline import decide
from rcl.verdict.stability import Stability, Table, compared, table_of

HOME = Path(__file__).resolve().parent.parent
Known = dict[str, dict[int, Table]]
"""The tables by folder and repeat."""


def folders() -> list[str]:
    """The folders that have lowerings of their own, by name; those of the bad suite are tested in another way."""
    homes = [path.parent for path in HOME.glob("descriptors/*/*.rcl")]
    names = {home.relative_to(HOME).as_posix() for home in homes if not (home / "rcl.toml").exists()}
    return sorted(names | {"specs"})


def done_in(log: Path) -> Known:
    """What a log holds; a line that a stopped run left unfinished counts as nothing."""
    known: Known = defaultdict(dict)
    for line in log.read_text(encoding="utf-8").splitlines() if log.exists() else ():
        with suppress(json.JSONDecodeError):
            item = json.loads(line)
            known[item["folder"]][item["repeat"]] = {
                (owner, name): value for owner, name, value in item["values"]
            }
    return known


def run(log: Path, repeats: int) -> None:
    """Decides what the log lacks, repeat by repeat."""
    known = done_in(log)
    everything = rcl.open_session(cwd=HOME)
    world = rcl.load(session=everything)
    sessions = {name: rcl.open_session(name, cwd=HOME) for name in folders()}
    choices: dict[str, Choice] = {name: choose(one, world, ()) for name, one in sessions.items()}
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and not log.read_text(encoding="utf-8").endswith("\n"):
        log.write_text(log.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    for repeat in range(repeats + 1):
        for name, session in sessions.items():
            if repeat in known[name]:
                continue
            values = table_of(decide(session, choices[name], None, variation=repeat))
            rows = [[owner, item, value] for (owner, item), value in values.items()]
            with log.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"folder": name, "repeat": repeat, "values": rows}) + "\n")
            print(f"repeat {repeat}: {name}, {len(rows)} results and classes", flush=True)


def summary(known: Known) -> tuple[str, int]:
    """A line for each folder, every difference, and the exit code."""
    lines, changed = [], 0
    for name, tables in sorted(known.items()):
        found: Stability = compared([tables[repeat] for repeat in sorted(tables)])
        numbers = sorted(tables)
        lines.append(
            f"{name}: {found.compared} results and classes, {found.repeats} repeats, {len(found.changes)} differ"
        )
        for change in found.changes:
            changed += 1
            values = ", ".join(
                f"{value} in {[numbers[index] for index in runs]}" for value, runs in change.values
            )
            lines.append(f"  {change.owner} {change.name}: {values}")
    return "\n".join(lines), 1 if changed else 0


def main(words: list[str] | None = None) -> int:
    """Runs what is missing and sums up."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--log", type=Path, default=Path("build/stability.jsonl"))
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--summary", action="store_true", help="only say what the log holds")
    options = parser.parse_args(words)
    if not options.summary:
        run(options.log, options.repeats)
    text, code = summary(done_in(options.log))
    print(text)
    return code


if __name__ == "__main__":
    sys.exit(main())
