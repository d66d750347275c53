"""The tool that decides everything that is shipped again and again: its log, and what it says of differences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import stability as tool


def line(repeat: int, result: str) -> str:
    values = [["engine.plain", "class", "native_conformance"], ["engine.plain", "outcome.kept", result]]
    return json.dumps({"folder": "descriptors/engine", "repeat": repeat, "values": values}) + "\n"


def test_repeats_that_agree_and_a_line_that_was_cut(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(line(0, "proved") + line(1, "proved") + line(2, "unknown")[:40])
    assert tool.main(["--log", str(log), "--summary"]) == 0
    assert capsys.readouterr().out == "descriptors/engine: 2 results and classes, 1 repeats, 0 differ\n"


def test_a_difference_is_named_with_its_repeats(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(line(0, "proved") + line(4, "unknown") + line(7, "proved"))
    assert tool.main(["--log", str(log), "--summary"]) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  engine.plain outcome.kept: proved in [0, 7], unknown in [4]"
    ]


def test_a_run_decides_what_the_log_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tool, "folders", lambda: ["descriptors/vllm_patched"])
    choose = tool.choose
    only = ["identity.accepted_first"]
    monkeypatch.setattr(tool, "choose", lambda session, world, _: choose(session, world, only))
    log = tmp_path / "log.jsonl"
    assert tool.main(["--log", str(log), "--repeats", "1"]) == 0
    first = log.read_text()
    assert [json.loads(one)["repeat"] for one in first.splitlines()] == [0, 1]
    log.write_text(first.splitlines()[0] + "\n" + first.splitlines()[1][:50])
    assert tool.main(["--log", str(log), "--repeats", "1"]) == 0
    assert log.read_text().splitlines()[-1] == first.splitlines()[1]
    assert "1 repeats, 0 differ" in capsys.readouterr().out
