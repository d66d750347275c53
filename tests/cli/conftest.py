"""Runs the command in this process, and makes small projects to run it on."""

from __future__ import annotations

import contextlib
import io
import shutil
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
LAMPIST = "descriptors/lampist.rcl"
RUNTIME = """\
use lamp version 1

runtime lampist version "1"
  "Somebody with lamps."
  source specification "lampist" sha256 ""

anchor word = "lampist" :: wick

environment event kindled(lamp: Lamp)
  "The lamp is kindled."
event blown(lamp: Lamp)
  "The lamp is blown out."

mode careful "Only what burns is blown out." {
  guarantee burns_first by word
    "A lamp is blown out after it was kindled."
    whenever blown(lamp: l) requires once kindled(lamp: l)
}

mode careless "Anything is blown out." {
  admits blows by word
    blown(lamp: l) when true
}

lowering lampist.careful to lamp.lamp_bundle "All of it." {
  asserts conformance
  map lit(lamp: l) from kindled(lamp: l)
  map dark(lamp: l) from blown(lamp: l)
  expect native_conformance
}

lowering lampist.careless to lamp.lamp_bundle "Nothing of it." {
  asserts conformance
  map lit(lamp: l) from kindled(lamp: l)
  map dark(lamp: l) from blown(lamp: l)
  expect rejected_mapping, refuted outcome.lit_before_dark
}
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


@pytest.fixture(name="exported", scope="session")
def exported_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a lowering that is proved and one that is refuted, and the export of both in `out`."""
    from rcl.api import open_session
    from rcl.certifying import export_proofs

    root = tmp_path_factory.mktemp("project")
    for name, text in (("specs/lamp.rcl", CONTRACT), (LAMPIST, RUNTIME)):
        (root / name).parent.mkdir()
        (root / name).write_text(text, encoding="utf-8")
    (root / "rcl.toml").write_text('include = ["specs", "descriptors"]\n', encoding="utf-8")
    export_proofs(output=root / "out", session=open_session(root / LAMPIST, jobs=1))
    return root


@pytest.fixture(name="copy")
def copy_fixture(exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project with its export, in `out`, to change; it is the current folder."""
    root = tmp_path / "copy"
    shutil.copytree(exported, root)
    monkeypatch.chdir(root)
    return root
