"""The campaign of random lowerings: it goes on where it stopped, and it fails where prover and search disagree."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rcl.verdict.results import Result
from tools import campaign


def test_it_goes_on_where_it_stopped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log.jsonl"
    words = ["--log", str(log), "--first", "0", "--chunk", "3"]
    assert campaign.main([*words, "--cases", "6"]) == 0
    assert capsys.readouterr().out.startswith("6 cases: 0 disagreements; ")
    before = log.read_text(encoding="utf-8").splitlines()
    log.write_text("\n".join(before) + '\n{"first": 6, "cas', encoding="utf-8")
    assert [item["first"] for item in campaign.done_in(log)] == [0, 3]
    assert campaign.main([*words, "--cases", "9"]) == 0
    after = log.read_text(encoding="utf-8").splitlines()
    assert after[:3] == [*before, '{"first": 6, "cas']
    assert [item["first"] for item in campaign.done_in(log)] == [0, 3, 6]
    assert sum(json.loads(after[3])["results"].values()) == 3


def test_a_disagreement_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A prover that calls everything proved is found out, and the case can be shown."""
    real = campaign.decide_problem

    def careless(problem, asked, budget):
        result = real(problem, asked, budget)
        wrong = result.result is Result.OPEN and result.trace
        return replace(result, result=Result.PROVED, trace=()) if wrong else result

    monkeypatch.setattr(campaign, "decide_problem", careless)
    log = tmp_path / "log.jsonl"
    assert campaign.main(["--log", str(log), "--first", "0", "--cases", "20"]) == 1
    (line,) = campaign.done_in(log)
    assert line["disagreements"]
    assert "proved although" in line["disagreements"][0]["text"]
    capsys.readouterr()
    assert campaign.main(["--show", str(line["disagreements"][0]["seed"])]) == 0
    assert capsys.readouterr().out.startswith("contract promise version 1\n")
