"""``rcl matrix`` around the prover, which is replaced by hand-made verdicts: formats, files, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rcl.cli.exit_codes import ExitCode
from rcl.verdict.results import Verdicts
from tests.golden.samples import sample_verdicts


@pytest.fixture(autouse=True)
def decided(monkeypatch: pytest.MonkeyPatch) -> None:
    def decide(session: Any, choice: Any, progress: Any, **options: Any) -> Verdicts:
        return sample_verdicts()

    monkeypatch.setattr("rcl.api.decide", decide)


@pytest.mark.parametrize(
    ("form", "start"), [("human", "offers"), ("json", "{"), ("markdown", "# "), ("html", "<!doctype html>")]
)
def test_formats(run: Any, project: Path, form: str, start: str) -> None:
    outcome = run("matrix", "--format", form)
    assert outcome.code == run("prove").code
    assert outcome.out.startswith(start)
    assert outcome.err == ""


def test_output_file(run: Any, project: Path) -> None:
    outcome = run("matrix", "--format", "json", "--output", "made/matrix.json")
    assert outcome.out == ""
    assert (project / "made" / "matrix.json").read_text() == run("matrix", "--format", "json").out
    assert json.loads((project / "made" / "matrix.json").read_text())["schema"] == "rcl.matrix/1"


def test_output_that_cannot_be_written(run: Any, project: Path) -> None:
    (project / "taken").write_text("")
    outcome = run("matrix", "--output", "taken/matrix.txt")
    assert outcome.code == ExitCode.USAGE
    assert "cannot be written" in outcome.err
    assert "Traceback" not in outcome.err


def test_bad_path(run: Any, project: Path) -> None:
    outcome = run("matrix", "nowhere.rcl")
    assert outcome.code == ExitCode.USAGE
    assert "nowhere.rcl" in outcome.err
