"""Runs the command in this process, and makes small projects to run it on."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from rcl.cli.main import main

CONTRACT = """\
contract lamp version 1
  "A lamp that was promised to be lit."

sort Lamp

duty event lit(lamp: Lamp)
  "The lamp is lit."
hazard event dark(lamp: Lamp)
  "The lamp goes out."

facet outcome {
  obligation lit_before_dark
    "Only a lamp that was lit goes out."
    failure "A lamp went out that was never lit."
    source "this test"
    whenever dark(lamp: l) requires once lit(lamp: l)
}

scenario can_light "a lamp can be lit":
  exists l: Lamp: lit(lamp: l)

bundle lamp_bundle
  "Everything about lamps."
  = outcome
  requires can_light
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture(name="run")
def run_fixture(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``rcl ARGUMENTS`` without a terminal and without settings from outside."""
    for name in (
        "RCL_DEBUG",
        "RCL_BUDGET",
        "RCL_JOBS",
        "RCL_KILL_AFTER",
        "NO_COLOR",
        "COLUMNS",
        "FORCE_COLOR",
    ):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str) -> Outcome:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(arguments)
        return Outcome(code, out.getvalue(), err.getvalue())

    return run


@pytest.fixture(name="project")
def project_fixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a project file and one small contract, made the current folder."""
    (tmp_path / "rcl.toml").write_text('include = ["specs"]\n', encoding="utf-8")
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "lamp.rcl").write_text(CONTRACT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path
