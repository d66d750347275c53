"""Run vLLM's own tests for failed KV loads against an engine that has this adapter.

    python adapters/vllm/upstream/run.py [--sdist FILE] [--version 0.32.0] [--keep FOLDER]

The tests come from vLLM's sdist, which is fetched from the package index (that needs `unearth`) and never kept in this repository. They are run twice: with
`ResidentClaimConnector` behind vLLM's scheduler, and with `ResidentClaimScheduler` in its place. `upstream/plugin.py` says what is put in for what.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
UNIT = "tests/v1/kv_connector/unit"
FILES = (
    "test_kv_load_failure_recovery.py",
    "test_invalid_blocks_correctness.py",
    "test_error_propagation.py",
)
SHA256 = {
    "0.33.0": "f4c33c2503d52bb411146afa9618a4f48bed68912f617e6803ac8d76e4c74112",
    "0.32.0": "d2c957d5eee3d0985012151315ddc62cbe0cd368fc96a5fc3510438d9dddf2ad",
}


def fetch(version: str, folder: Path) -> Path:
    """The sdist of a release, checked against its known hash."""
    command = [sys.executable, "-m", "unearth", "--no-binary", f"vllm=={version}", "-d", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = list(folder.glob("vllm-*.tar.gz"))
    if done.returncode or len(found) != 1:
        raise SystemExit(
            f"vLLM's sdist could not be fetched (is `unearth` installed?): {done.stderr.strip()[-300:]}"
        )
    return found[0]


def check(sdist: Path, version: str) -> None:
    digest = hashlib.sha256(sdist.read_bytes()).hexdigest()
    if digest != SHA256.get(version):
        raise SystemExit(f"{sdist.name} has the sha256 {digest}, which is not the known one of {version}")


def unpack(sdist: Path, folder: Path) -> None:
    """Only the wanted test files, below packages of our own making: vLLM's other tests need much that isn't here."""
    unit = folder / UNIT
    unit.mkdir(parents=True)
    for package in (unit, *list(unit.parents)[:3]):
        (package / "__init__.py").write_text("")
    wanted = {f"{UNIT}/{name}": unit / name for name in (*FILES, "utils.py", "conftest.py")}
    with tarfile.open(sdist) as archive:
        for member in archive:
            target = wanted.pop(member.name.partition("/")[2], None)
            if target is not None:
                file = archive.extractfile(member)
                assert file is not None
                target.write_bytes(file.read())
    if wanted:
        raise SystemExit(f"the sdist has no {', '.join(sorted(wanted))}")


def run(folder: Path, part: str) -> int:
    """All tests once, with the connector or the scheduler put in."""
    sys.stdout.write(f"\n== {part}\n")
    sys.stdout.flush()
    path = os.pathsep.join([str(folder), str(HERE.parent), str(HERE), os.environ.get("PYTHONPATH", "")])
    command = [
        *[sys.executable, "-m", "pytest", "-p", "plugin", "-q", "-rA", "--tb=short", "--no-header"],
        *["-o", "markers=cpu_test: runs without a GPU", "--rootdir", str(folder), "-W", "ignore"],
        *["--show-capture=no", *[f"{UNIT}/{name}" for name in FILES]],
    ]
    environment = os.environ | {
        "PYTHONPATH": path,
        "RCL_VLLM_PART": part,
        "HF_HUB_OFFLINE": "1",
        "VLLM_LOGGING_LEVEL": "ERROR",
        "VLLM_NO_USAGE_STATS": "1",
    }
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sdist", type=Path)
    parser.add_argument("--version", default="0.32.0")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        sdist = options.sdist or fetch(options.version, Path(temporary))
        check(sdist, options.version)
        folder = Path(temporary) / "upstream"
        unpack(sdist, folder)
        codes = [run(folder, part) for part in ("connector", "scheduler")]
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
