"""Makes the project that each malformed input is put into."""

from __future__ import annotations

from pathlib import Path

import pytest

CONTRACT = """\
contract pact version 1 "A small contract."

sort Claim, Request

duty event accepted(claim: Claim, blocks: Int)
  "The promise is made."
duty event reused(claim: Claim, request: Request)
  "The promise is used."
hazard event lost(claim: Claim)
  "The state is gone."

facet identity {
  obligation accepted_first
    "Only what was accepted is reused."
    failure "Something was reused that was never accepted."
    source "this test"
    whenever reused(claim: c) requires once accepted(claim: c)
}

bundle full
  "Everything."
  = identity
"""


@pytest.fixture(name="project")
def project_fixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one sound contract, made the current folder, without settings from outside."""
    folder = tmp_path / "project"
    (folder / "specs").mkdir(parents=True)
    (folder / "rcl.toml").write_text('include = ["specs"]\n', encoding="utf-8")
    (folder / "specs" / "pact.rcl").write_text(CONTRACT, encoding="utf-8")
    monkeypatch.chdir(folder)
    for name in ("RCL_DEBUG", "RCL_BUDGET", "RCL_JOBS", "RCL_KILL_AFTER", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    return folder
