"""`rcl prove --stability N`: nothing changes where nothing should, and a change is told by text, JSON and exit code."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from rcl.report.json_report import verdict_schema
from rcl.system.problem import Problem
from rcl.system.variation import PLAIN, Variation
from tests.cli.conftest import Run

HOUSE = """\
use lamp version 1

runtime house version "1"
  "A house with a switch."
  source specification "house" sha256 ""

event pressed(lamp: Lamp)
  "Somebody presses the switch."
event blown(lamp: Lamp)
  "The lamp blows."

mode plain "As it is" {
  guarantee only_burning_lamps_blow
    "A lamp blows only while it burns."
    whenever blown(lamp: l) requires once pressed(lamp: l)
  guarantee pressed_once
    "No switch is pressed twice."
    whenever pressed(lamp: l) requires not previously once pressed(lamp: l)
  admits anybody_presses
    pressed(lamp: _)
}

lowering house.plain to lamp.lamp_bundle {
  asserts conformance
  map lit(lamp: l) from pressed(lamp: l)
  map dark(lamp: l) from blown(lamp: l)
}
"""


@pytest.fixture(name="house")
def house_fixture(project: Path) -> Path:
    path = project / "specs" / "house.rcl"
    path.write_text(HOUSE, encoding="utf-8")
    return path


def test_nothing_differs(run: Run, house: Path) -> None:
    done = run("prove", str(house), "--stability", "4", "--jobs", "1")
    assert done.code == 0, done.err
    assert done.out.endswith("stability: 3 results and classes, 4 repeats: none differs\n")


def test_json_says_the_same_and_fits_the_schema(run: Run, house: Path) -> None:
    plain = json.loads(run("prove", str(house), "--format", "json").out)
    again = json.loads(run("prove", str(house), "--stability", "2", "--format", "json").out)
    jsonschema.validate(again, verdict_schema())
    assert again.pop("stability") == {"repeats": 2, "compared": 3, "changes": []}
    assert again == plain


def test_a_change_is_found(run: Run, house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault is put in: in the second repeat a statement gets lost."""

    def lossy(self: Variation, problem: Problem) -> Problem:
        return replace(problem, guarantees=problem.guarantees[1:]) if self.seed == 2 else problem

    monkeypatch.setattr(Variation, "reordered", lossy)
    done = run("prove", str(house), "--stability", "3", "--format", "json")
    assert done.code == 1
    found = json.loads(done.out)
    jsonschema.validate(found, verdict_schema())
    changes = {item["name"]: item for item in found["stability"]["changes"]}
    assert set(changes) == {"class", "outcome.lit_before_dark"}
    assert changes["outcome.lit_before_dark"] == {
        "owner": "house.plain",
        "name": "outcome.lit_before_dark",
        "lost": False,
        "values": [{"value": "proved", "runs": [0, 1, 3]}, {"value": "open", "runs": [2]}],
    }
    shown = run("prove", str(house), "--stability", "3")
    assert shown.code == 1
    assert "changed  house.plain  outcome.lit_before_dark: proved in run 0 1 3, open in run 2\n" in shown.out


def test_what_only_one_run_decides_is_lost(run: Run, house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A budget that is enough for the usual order only."""
    import rcl.verdict.recall as deciding

    real = deciding.decide_question

    def tired(question):
        tight = replace(question.budget, limit=1)
        return real(replace(question, budget=tight) if question.budget.variation.seed else question)

    monkeypatch.setattr(deciding, "decide_question", tired)
    done = run("prove", str(house), "--stability", "1", "--format", "json")
    assert done.code == 1
    changes = json.loads(done.out)["stability"]["changes"]
    assert changes
    assert all(item["lost"] for item in changes)


def test_variations_change_order_and_options_but_not_what_is_stated() -> None:
    assert PLAIN.solver_options == {"random_seed": 0}
    options = [Variation(seed).solver_options for seed in range(1, 30)]
    assert {item["phase_selection"] for item in options} == {0, 1, 3, 5}
    assert len({item["random_seed"] for item in options}) == len(options)
    assert Variation(7).solver_options == Variation(7).solver_options
