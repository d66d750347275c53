"""Builds the environments of the probes, runs the probes there, and compares their runs with the recordings.

``python tools/check_probes.py [ENVIRONMENT ...]``: without a name the official vLLM wheel alone, with ``--all`` every
environment. An environment that cannot be built here (no package index, another Python) is said to be skipped; with
``--require`` that is a failure. Environments stay in ``build/probes`` and are built anew when their list of pins changes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PINS = ROOT / "probes" / "environments"
PLACE = ROOT / "build" / "probes"
DEFAULT = "vllm-0.33.0"
NEEDS_PYTHON = {"lmcache-0.5.6": (3, 11), "sglang-0.5.23": (3, 11)}
"""The wheels hold compiled code for this Python alone."""
SECONDS = 600


class NotHere(Exception):
    """Why an environment cannot be built on this machine."""


def main() -> int:
    """0 if all is as recorded or was skipped, 1 for a finding (or, if required, a missing environment)."""
    order = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    order.add_argument("environments", nargs="*", metavar="ENVIRONMENT")
    order.add_argument("--all", action="store_true", help="every environment")
    order.add_argument(
        "--require", action="store_true", help="an environment that cannot be built is a failure"
    )
    asked = order.parse_args()
    known = sorted(path.stem for path in PINS.glob("*.txt"))
    names = known if asked.all else (asked.environments or [DEFAULT])
    if set(names) - set(known):
        order.error(f"environments are {', '.join(known)}")
    code = 0
    for name in names:
        try:
            python = built(name)
        except NotHere as error:
            print(f"SKIPPED {name}: {error}", flush=True)
            code = max(code, int(asked.require))
            continue
        command = [sys.executable, str(ROOT / "probes" / "run.py"), "--python", f"{name}={python}"]
        code = max(code, subprocess.run(command, cwd=ROOT, check=False).returncode)
    return code


def built(name: str) -> Path:
    """The Python of the environment, which is built if there is none for these pins yet."""
    needed = NEEDS_PYTHON.get(name)
    if needed is not None and sys.version_info[:2] != needed:
        raise NotHere(f"it needs Python {needed[0]}.{needed[1]}")
    pins = PINS / f"{name}.txt"
    digest = hashlib.sha256(pins.read_bytes()).hexdigest()[:12]
    folder = PLACE / f"{name}-{digest}"
    python = folder / "bin" / "python"
    done = folder / "built"
    if done.is_file():
        return python
    began = time.monotonic()
    venv.create(folder, with_pip=True, clear=True)
    command = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "-r",
        str(pins),
    ]
    try:
        pip = subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS, check=False, env=dict(os.environ)
        )
    except subprocess.TimeoutExpired:
        raise NotHere(f"pip took more than {SECONDS} s") from None
    if pip.returncode != 0:
        errors = [line for line in pip.stderr.splitlines() if line.startswith("ERROR")] or ["pip failed"]
        raise NotHere(errors[0])
    done.write_text(name, encoding="utf-8")
    print(f"{name}: built in {time.monotonic() - began:.0f} s", flush=True)
    return python


if __name__ == "__main__":
    sys.exit(main())
