"""The process that asks a solver's own reader, called in this one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rcl.smt.reader import MISSING, READERS, main

UNSAT = "(set-logic QF_LIA)\n(declare-const x Int)\n(assert (< x 0))\n(assert (> x 0))\n(check-sat)\n"
SAT = "(set-logic QF_LIA)\n(declare-const x Int)\n(assert (< x 0))\n(check-sat)\n"
TWICE = SAT + "(assert (> x 0))\n(check-sat)\n"
BROKEN = "(set-logic QF_LIA)\n(assert (< x 0))\n(check-sat)\n"


@pytest.mark.parametrize("solver", ["z3", "cvc5"])
def test_answers(solver: str, tmp_path: Path) -> None:
    pytest.importorskip(solver)
    path = tmp_path / "query.smt2"
    for text, answer in ((UNSAT, "unsat"), (SAT, "sat"), (TWICE, "sat\nunsat"), ("", "")):
        path.write_text(text, encoding="utf-8")
        assert READERS[solver](path) == answer, "two answers are no one of the two"
    path.write_text(BROKEN, encoding="utf-8")
    said = READERS[solver](path)
    assert "error" in said and "x" in said and said != "unsat"


def test_one_answer_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = []
    for number, text in enumerate((SAT, UNSAT, SAT)):
        paths.append(tmp_path / f"{number}.smt2")
        paths[-1].write_text(text, encoding="utf-8")
    assert main("z3", [str(path) for path in paths]) == 0
    assert json.loads(capsys.readouterr().out) == ["sat", "unsat", "sat"]


def test_a_solver_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def absent(path: Path) -> str:
        raise ModuleNotFoundError("nobody")

    monkeypatch.setitem(READERS, "cvc5", absent)
    assert main("cvc5", ["x"]) == MISSING
    assert capsys.readouterr().out == ""
