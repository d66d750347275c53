"""`rcl fuzz`: what it says, that it repeats itself, and that it finds faults that are put into the engine."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

import rcl.verdict.decide as deciding
from rcl.report.fuzz_report import fuzz_schema
from rcl.verdict.results import Result
from tests.cli.conftest import Run
from tests.cli.test_stability import HOUSE

OPEN_HOUSE = HOUSE.replace("guarantee only_burning_lamps_blow", "guarantee burning_lamps_blow").replace(
    "whenever blown(lamp: l) requires once pressed(lamp: l)",
    "whenever blown(lamp: l) requires not previously once blown(lamp: l)",
)
"""A house in which nothing says that only burning lamps blow: `lit_before_dark` is open."""


@pytest.fixture(name="house")
def house_fixture(project: Path) -> Path:
    path = project / "specs" / "house.rcl"
    path.write_text(HOUSE, encoding="utf-8")
    return path


def test_no_finding(run: Run, house: Path) -> None:
    done = run("fuzz", str(house), "--runs", "1000", "--jobs", "1")
    assert done.code == 0, done.err
    assert " survived, 0 findings\n" in done.out
    assert "mutation score: " in done.out
    assert "no counterexample to a proof for" in done.out


def test_the_same_seed_gives_the_same_bytes(run: Run, house: Path) -> None:
    words = ("fuzz", str(house), "--runs", "25", "--seed", "7", "--format", "json")
    first = run(*words, "--jobs", "1")
    again = run(*words, "--jobs", "2")
    assert first.out == again.out
    assert first.out != run(*words[:-3], "8", "--format", "json").out
    value = json.loads(first.out)
    jsonschema.validate(value, fuzz_schema())
    assert len(value["mutants"]) == 25
    human = run("fuzz", str(house), "--runs", "25", "--seed", "7")
    killed = sum(item["fate"] == "killed" for item in value["mutants"])
    assert f" {killed} killed, " in human.out


def test_dropping_what_the_proof_rests_on_is_noticed(run: Run, house: Path) -> None:
    value = json.loads(run("fuzz", str(house), "--runs", "1000", "--format", "json").out)
    dropped = [
        item
        for item in value["mutants"]
        if (item["change"], item["of"]) == ("drop guarantee", "guarantee only_burning_lamps_blow")
    ]
    assert [item["fate"] for item in dropped] == ["killed"]
    assert dropped[0]["results"] == ["outcome.lit_before_dark: proved -> open"]
    assert (dropped[0]["before"], dropped[0]["after"]) == ("native_conformance", "unknown_evidence")
    kept = [item for item in value["mutants"] if item["of"] == "guarantee pressed_once"]
    assert {"same question", "same results"} & {item["fate"] for item in kept}


def test_time_cuts_the_list_short(run: Run, house: Path) -> None:
    done = run("fuzz", str(house), "--time", "0.001", "--format", "json")
    assert done.code == 0
    value = json.loads(done.out)
    assert value["cut_short"]
    assert value["mutants"] == []


def test_bad_usage(run: Run, house: Path, project: Path) -> None:
    assert run("fuzz", str(project / "specs" / "lamp.rcl")).code == 2
    assert run("fuzz", str(house), "--runs", "0").code == 2
    assert run("fuzz", str(house), "--questions", "1").code == 2
    assert run("fuzz", str(project / "nowhere")).code == 2
    house.write_text(HOUSE.replace("pressed(lamp: _)", "presed(lamp: _)"), encoding="utf-8")
    assert run("fuzz", str(house)).code == 2
    told = run("fuzz", str(house), "--format", "json")
    assert told.code == 2
    value = json.loads(told.out)
    jsonschema.validate(value, fuzz_schema())
    assert [item["code"] for item in value["diagnostics"]] == ["RCL0204"]


# ---------------------------------------------------------------- faults that are put in


def careless(real):
    """An engine that takes an obligation for proved as soon as a guarantee is missing."""

    def decide(question):
        result = real(question)
        if result.result in (Result.OPEN, Result.REFUTED) and len(question.problem.guarantees) < 2:
            return replace(result, result=Result.PROVED, trace=(), core=())
        return result

    return decide


def test_a_wrong_proof_is_found_shrunk_and_saved(
    run: Run,
    house: Path,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = deciding.decide_question
    monkeypatch.setattr(deciding, "decide_question", careless(real))
    folder = tmp_path / "findings"
    done = run("fuzz", str(house), "--runs", "1000", "--format", "json", "--output", str(folder))
    assert done.code == 1
    value = json.loads(done.out)
    jsonschema.validate(value, fuzz_schema())
    found = [item for item in value["mutants"] if item["fate"] == "finding"]
    assert found
    assert any("proved although" in text for item in found for text in item["objections"])
    saved = [Path(item["saved"]) for item in found]
    assert all(path.is_file() for path in saved)
    small = next(path for path in saved if "drop_guarantee" in path.name)
    assert len(small.read_text(encoding="utf-8")) < len(HOUSE) + 1500
    assert "guarantee" not in small.read_text(encoding="utf-8").split("runtime house")[1].split("lowering")[0]
    monkeypatch.setattr(deciding, "decide_question", real)
    alone = tmp_path_factory.mktemp("alone")
    (alone / "finding.rcl").write_text(small.read_text(encoding="utf-8"), encoding="utf-8")
    again = run("prove", str(alone / "finding.rcl"), "--format", "json")
    (lowering,) = json.loads(again.out)["lowerings"]
    assert lowering["obligations"][0]["result"] == "open", "a sound engine says otherwise of the saved file"
    shown = run("fuzz", str(house), "--runs", "1000")
    assert shown.code == 0


def test_a_broken_law_is_found(
    run: Run, house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is open with two guarantees is called proved with one: saying less must not do that."""
    house.write_text(OPEN_HOUSE, encoding="utf-8")
    monkeypatch.setattr(deciding, "decide_question", careless(deciding.decide_question))
    folder = tmp_path / "findings"
    done = run("fuzz", str(house), "--runs", "1000", "--output", str(folder))
    assert done.code == 1
    assert "a weakening turns outcome.lit_before_dark from open into proved" in done.out
    assert "a weakening raises the class from unknown_evidence to native_conformance" in done.out
    assert any(path.name.endswith(".parent.rcl") for path in folder.iterdir())
    assert "saved as " in done.out


def test_a_program_that_breaks_is_a_finding(run: Run, house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = deciding.decide_question

    def brittle(question):
        if not question.problem.admits:
            raise KeyError("no admits")
        return real(question)

    monkeypatch.setattr(deciding, "decide_question", brittle)
    done = run("fuzz", str(house), "--runs", "1000")
    assert done.code == 1
    assert "the program broke: KeyError" in done.out
