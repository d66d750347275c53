"""``rcl prove`` around the prover, which is replaced by hand-made verdicts: formats, exit codes, files, settings."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rcl.cli.exit_codes import ExitCode
from rcl.cli.prove import exit_code
from rcl.verdict.results import Mismatch, Result, VerdictClass, Verdicts
from tests.golden.samples import obligation, offloading, prefix_caching, sample_verdicts


@pytest.fixture(name="decided", autouse=True)
def decided_fixture(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The choices that were handed to the prover."""
    seen: list[Any] = []

    def decide(session: Any, choice: Any, progress: Any, **options: Any) -> Verdicts:
        seen.append((session, choice))
        return sample_verdicts()

    monkeypatch.setattr("rcl.api.decide", decide)
    return seen


def test_human(run: Any, project: Path) -> None:
    outcome = run("prove")
    assert outcome.code == ExitCode.UNKNOWN
    assert outcome.err == ""
    assert "REFUTED  outcome.no_silent_loss" in outcome.out
    assert "\x1b" not in outcome.out.replace("\\x1b", "")
    assert run("prove", "--color", "always").out != outcome.out


def test_columns_are_respected(run: Any, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = run("prove").out
    monkeypatch.setenv("COLUMNS", "60")
    narrow = run("prove").out
    assert narrow != wide
    assert narrow.split("class")[0].split() == wide.split("class")[0].split()


def test_json(run: Any, project: Path) -> None:
    outcome = run("prove", "--format", "json")
    assert outcome.err == ""
    value = json.loads(outcome.out)
    assert [item["name"] for item in value["lowerings"]] == ["vllm.offloading", "vllm.prefix_caching"]
    assert run("prove", "--format", "json").out == outcome.out


def test_stats_go_to_stderr(run: Any, project: Path) -> None:
    plain = run("prove")
    outcome = run("prove", "--stats", "--budget", "77")
    assert outcome.out == plain.out
    assert "budget 77 (flag)" in outcome.err
    assert "rlimit" in outcome.err


def test_only(run: Any, project: Path, decided: list[Any]) -> None:
    assert (
        run("prove", "--only", "outcome.lit_before_dark", "--only", "scenario.can_light").code
        != ExitCode.USAGE
    )
    assert decided[-1][1].only == ("outcome.lit_before_dark", "scenario.can_light")
    wrong = run("prove", "--only", "outcome.lit_before_drak")
    assert wrong.code == ExitCode.USAGE
    assert "did you mean `outcome.lit_before_dark`?" in wrong.err


def test_a_line_names_an_obligation(run: Any, project: Path, decided: list[Any]) -> None:
    run("prove", "specs/lamp.rcl:14")
    assert decided[-1][1].only == ("outcome.lit_before_dark",)
    nothing = run("prove", "specs/lamp.rcl:5")
    assert nothing.code == ExitCode.USAGE
    assert "RCL0012" in nothing.err
    beyond = run("prove", "specs/lamp.rcl:500")
    assert beyond.code == ExitCode.USAGE
    assert "RCL0013" in beyond.err


def test_traces(run: Any, project: Path) -> None:
    from rcl.diag.sink import Sink
    from rcl.traces.jsonl import read_trace

    assert run("prove", "--traces", "out/traces").code == ExitCode.UNKNOWN
    files = sorted(path.name for path in Path("out/traces").iterdir())
    assert files == [
        "vllm.offloading--outcome.no_silent_loss.jsonl",
        "vllm.prefix_caching--outcome.harm_once.jsonl",
        "vllm.prefix_caching--outcome.no_silent_loss.jsonl",
    ]
    sink = Sink()
    trace = read_trace(Path("out/traces") / files[2], sink)
    assert trace is not None, sink.sorted()
    assert (trace.lowering, trace.obligation, trace.result) == (
        "vllm.prefix_caching",
        "outcome.no_silent_loss",
        "refuted",
    )
    assert trace.steps[3]["fields"] == {"hash": "h12", "last": True, "tier": None}


def test_traces_into_a_file(run: Any, project: Path) -> None:
    outcome = run("prove", "--traces", "rcl.toml")
    assert outcome.code == ExitCode.USAGE
    assert "rcl.toml" in outcome.err


def met(item: Any, **changes: Any) -> Any:
    return replace(item, met=True, mismatches=(), **changes)


UNKNOWN = Mismatch("lifecycle.loaded_was_stored", "proved", "unknown")
CLASS = Mismatch("class", "approximation_substrate", "unknown_evidence")
OPEN = Mismatch("outcome.harm_once", "proved", "open")


@pytest.mark.parametrize(
    ("lowering", "code"),
    [
        (met(offloading()), ExitCode.OK),
        (offloading(), ExitCode.UNKNOWN),
        (replace(offloading(), mismatches=(CLASS,)), ExitCode.UNKNOWN),
        (replace(offloading(), mismatches=(UNKNOWN, CLASS, OPEN)), ExitCode.NOT_MET),
        (replace(offloading(), mismatches=(CLASS,), obligations=()), ExitCode.NOT_MET),
        (replace(prefix_caching(), met=False, expected=""), ExitCode.NOT_MET),
        (replace(offloading(), mismatches=(), expected=""), ExitCode.UNKNOWN),
        (
            replace(offloading(), mismatches=(), expected="", verdict_class=VerdictClass.ADAPTER_POLICY),
            ExitCode.NOT_MET,
        ),
    ],
)
def test_exit_code_of_a_lowering(lowering: Any, code: ExitCode) -> None:
    assert exit_code(Verdicts((lowering,), ())) is code
    assert exit_code(Verdicts((met(prefix_caching()), lowering), ())) is code


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (Result.PROVED, ExitCode.OK),
        (Result.REFUTED, ExitCode.NOT_MET),
        (Result.OPEN, ExitCode.NOT_MET),
        (Result.VACUOUS, ExitCode.NOT_MET),
        (Result.UNKNOWN, ExitCode.UNKNOWN),
    ],
)
def test_exit_code_of_an_entailment(result: Result, code: ExitCode) -> None:
    entailment = replace(sample_verdicts().entailments[0], obligations=(obligation("a.b", result),))
    assert exit_code(Verdicts((), (entailment,))) is code


def test_something_definite_comes_first() -> None:
    wrong = replace(prefix_caching(), met=False)
    assert exit_code(Verdicts((offloading(), wrong), ())) is ExitCode.NOT_MET
