"""The vLLM adapter on a real engine, in an environment of its own: the scenarios, also over HTTP, the recorded runs, and vLLM's own tests of failed loads.

    python tools/check_vllm.py [--keep FOLDER]

Exit code 0 if all is as expected, or if the packages can't be had: then the last line begins with SKIPPED and says why.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
ADAPTER = ROOT / "adapters" / "vllm"
LOCK = ADAPTER / "requirements-lock.txt"
EVIDENCE = ROOT / "descriptors" / "vllm_adapter" / "evidence"
SDIST = "vllm==0.32.0"


def environment(folder: Path) -> Path | None:
    """The interpreter of a new environment with exactly the locked packages and the two of this checkout; ``None`` without them."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run([*pip, "-r", str(LOCK)], capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr[-2000:])
        return None
    return python


def step(title: str, command: list[str], limit: float) -> bool:
    """Run a part with a limit in seconds; whether it ended well."""
    print(f"\n== {title}", flush=True)
    start = time.monotonic()
    paths = os.pathsep.join([str(ADAPTER), str(ROOT)])
    try:
        code = subprocess.run(
            command, env=os.environ | {"PYTHONPATH": paths}, timeout=limit, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        code = 124
    print(
        f"{title}: {'ok' if code == 0 else f'FAILED ({code})'} after {time.monotonic() - start:.0f} s",
        flush=True,
    )
    return code == 0


def upstream_sdist(folder: Path) -> Path | None:
    """vLLM's sdist, fetched by this interpreter's `unearth` (it comes with rcl's extra `anchors`)."""
    command = [sys.executable, "-m", "unearth", "--no-binary", SDIST, "-d", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = list(folder.glob("vllm-*.tar.gz"))
    return found[0] if done.returncode == 0 and found else None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="keep ledgers there")
    options = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        python = environment(Path(temporary) / "venv")
        if python is None:
            print("SKIPPED: vLLM's packages can't be had here; the adapter was not run on a real engine")
            return 0
        print(f"environment: {time.monotonic() - start:.0f} s", flush=True)
        demo = [str(python), "-m", "rcl_vllm.demo", "--http"]
        demo += ["--keep", str(options.keep)] if options.keep else []
        good = step("scenarios", demo, 1200)
        again = [str(python), str(ROOT / "tools/record_adapter_runs.py"), "--check", str(EVIDENCE)]
        # Two of the runs wait for a claim's duration, and can differ where the machine stands still for seconds.
        good &= step("recorded runs", again, 500) or step("recorded runs, once more", again, 500)
        sdist = upstream_sdist(Path(temporary))
        if sdist is None:
            print("SKIPPED: vLLM's own tests, because its sdist can't be had here")
        else:
            good &= step(
                "vLLM's own tests",
                [str(python), str(ADAPTER / "upstream/run.py"), "--sdist", str(sdist)],
                300,
            )
    print(f"vLLM adapter: {'ok' if good else 'FAILED'} after {time.monotonic() - start:.0f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
