"""The adapter as a package: what it says without vLLM, and that rcl's own folders never need it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from rcl_vllm.demo import __main__ as demo

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("missing", [("vllm",), ("torch", "transformers"), ("rcl",)])
def test_the_demo_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], missing: tuple[str, ...]
) -> None:
    monkeypatch.setattr(demo, "find_spec", lambda name: None if name in missing else object())
    with pytest.raises(SystemExit) as stop:
        demo.main(["--only", "success"])
    (line,) = capsys.readouterr().err.splitlines()
    assert stop.value.code == 2
    assert all(name in line for name in missing)
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    assert any(f"rcl-engine[{name}]" in line for name in extras)


def test_everything_but_vllms_own_parts_is_imported_without_vllm() -> None:
    """In an interpreter in which neither vLLM nor torch can be imported; a later import of rcl is not needed either."""
    package = ROOT / "adapters" / "vllm" / "rcl_vllm"
    needs_vllm = {"connector", "scheduler", "metrics"}
    names = sorted(path.stem for path in package.glob("*.py") if path.stem not in needs_vllm)
    code = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(('vllm', 'torch', 'transformers', 'rcl')))\n"
        f"for name in {names}: __import__(f'rcl_vllm.{{name}}')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=package.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_no_second_distribution_has_the_package() -> None:
    """Two distributions with one import package overwrite each other without a word."""
    assert not (ROOT / "adapters" / "vllm" / "pyproject.toml").exists()
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    assert "adapters/vllm/rcl_vllm" in build["targets"]["wheel"]["packages"]
