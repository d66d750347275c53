"""Recorded runs mark refuted rows: only those that they certainly violate, and nothing where anything is wrong with a run."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import rcl
from rcl.anchors.lock import EMPTY
from rcl.cli.main import main
from rcl.traces.recorded import Environment, Recorded
from rcl.verdict.executed import examine
from rcl.verdict.results import ExecutedTrace, LoweringVerdict
from tests.unit.verdict.conftest import Small, step

CONTRACT = """contract promise version 1 "A small promise."
sort Claim, Request
environment event asked(claim: Claim, request: Request)
duty event accepted(claim: Claim)
duty event released(claim: Claim)
hazard event lost(claim: Claim)
state live(claim: Claim): Int = 0 "is it there?"
  on accepted(claim) -> 1
  on lost(claim) -> 0
facet outcome {
  obligation told "no silent loss" failure "lost in silence" source "test"
    whenever lost(claim: c) and once accepted(claim: c) requires once released(claim: c)
  obligation asked_first "accepted when asked" failure "accepted unasked" source "test"
    whenever accepted(claim: c) requires once asked(claim: c)
}
bundle kept = outcome
"""
PROJECT = """use promise version 1
runtime box version "1"
  source specification "box" sha256 ""
environment event put(name: Claim, request: Request) "a client puts something in"
event taken(name: Claim) "somebody takes it out"
event noted(name: Claim) "the box makes a note"
mode on "the only mode" {
  guarantee put_first whenever taken(name: c) requires once put(name: c)
  admits takes taken(name: c) when once put(name: c)
}
lowering box.on to promise.kept
  "What is put in is promised."
{
  asserts conformance
  map asked(claim: c, request: r) from put(name: c, request: r)
  map accepted(claim: c) from put(name: c)
  map lost(claim: c) from taken(name: c)
  map released(claim: c) from noted(name: c)
  expect rejected_mapping, refuted outcome.told
}
"""
ALL = ("put", "taken", "noted")
Step = tuple[str, dict[str, object]]
PUT: Step = ("put", {"name": "c1", "request": "r1"})
TAKEN: Step = ("taken", {"name": "c1"})
NOTED: Step = ("noted", {"name": "c1"})


class Box:
    """A project with a folder of recordings beside it."""

    def __init__(self, root: Path) -> None:
        self.root, self.folder = root, root / "recorded"
        (root / "rcl.toml").write_text('include = ["promise.rcl", "box.rcl"]\n')
        (root / "promise.rcl").write_text(CONTRACT)
        (root / "box.rcl").write_text(PROJECT)

    def record(
        self,
        *steps: Step,
        observes: tuple[str, ...] = ALL,
        version: str = "1",
        mode: str = "on",
        change: Callable[[str], str] = str,
    ) -> None:
        """One run in one environment; ``change`` damages the file before the index is made."""
        header: dict[str, Any] = {
            "schema": "rcl.recorded/1", "environment": "here", "mode": mode, "probe": "box/probe.py",
            "probe_sha256": "0" * 64, "about": "a run", "observes": list(observes), "replaced": ["the lid"],
        }  # fmt: skip
        lines = [header, *({"step": n, "event": e, "fields": f} for n, (e, f) in enumerate(steps, 1))]
        text = change("".join(json.dumps(line) + "\n" for line in lines))
        self.folder.mkdir(exist_ok=True)
        (self.folder / "run.jsonl").write_text(text)
        self.index(hashlib.sha256(text.encode()).hexdigest(), version)

    def index(self, digest: str, version: str = "1", path: str = "run.jsonl") -> None:
        place = {
            "name": "here",
            "runtime": "box",
            "version": version,
            "distribution": f"box {version}",
            "symbols": {},
        }
        trace = {"path": path, "sha256": digest, "environment": "here"}
        index = {"schema": "rcl.recordings/1", "environments": [place], "traces": [trace]}
        (self.folder / "index.json").write_text(json.dumps(index))

    def prove(self, project: str = PROJECT) -> LoweringVerdict:
        (self.root / "box.rcl").write_text(project)
        session = rcl.open_session(cwd=self.root, jobs=1)
        return rcl.prove(recordings=self.folder, session=session).verdicts.lowerings[0]

    def cli(self, *more: str) -> tuple[int, str]:
        """Exit code and everything that was said, of the command in this process."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(["prove", str(self.root / "box.rcl"), "--jobs", "1", *more])
        return code, out.getvalue() + err.getvalue()


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def marked(verdict: LoweringVerdict) -> dict[str, list[tuple[int, bool]]]:
    return {
        item.name: [(row.step, row.anchored) for row in item.executed]
        for item in verdict.obligations
        if item.executed
    }


def only(verdict: LoweringVerdict) -> ExecutedTrace:
    (run,) = verdict.executed
    return run


def test_a_run_marks_the_row_it_violates(box: Box) -> None:
    box.record(PUT, TAKEN)
    verdict = box.prove()
    assert marked(verdict) == {"outcome.told": [(2, True)]}
    run = only(verdict)
    assert (run.held, run.broken, run.admits, run.unadmitted, run.findings) == (
        ("put_first",),
        (),
        ("takes",),
        0,
        (),
    )
    assert verdict.obligations[0].executed[0].bindings == (("c", "c1"),)


def test_a_run_that_keeps_the_promise_marks_nothing(box: Box) -> None:
    box.record(PUT, NOTED, TAKEN)
    verdict = box.prove()
    assert marked(verdict) == {}
    assert only(verdict).unadmitted == 1


def test_without_recordings_there_are_no_marks(box: Box) -> None:
    session = rcl.open_session(cwd=box.root, jobs=1)
    (verdict,) = rcl.prove(session=session).verdicts.lowerings
    assert verdict.executed == () and marked(verdict) == {}


def test_what_was_not_observed_may_have_happened(box: Box) -> None:
    """Perhaps the box made a note: then the loss was told."""
    box.record(PUT, TAKEN, observes=("put", "taken"))
    assert marked(box.prove()) == {}
    box.record(PUT, TAKEN, observes=("put", "taken", "elsewhere"))
    assert marked(box.prove()) == {}


def test_a_guarantee_that_needs_the_unobserved_is_undecided(box: Box) -> None:
    box.record(TAKEN, observes=("taken", "noted"))
    verdict = box.prove()
    assert only(verdict).undecided == ("put_first",)
    assert (only(verdict).broken, only(verdict).findings) == ((), ())


def test_a_broken_guarantee_is_a_finding_and_takes_every_mark(box: Box) -> None:
    box.record(PUT, TAKEN, ("taken", {"name": "c2"}))
    verdict = box.prove()
    assert marked(verdict) == {}
    assert only(verdict).broken == ("put_first",)
    assert verdict.findings == ("run.jsonl: guarantee `put_first` does not hold at step 3",)


def test_a_finding_is_exit_code_1(box: Box) -> None:
    box.record(PUT, TAKEN)
    code, text = box.cli("--executed", "--recordings", str(box.folder))
    assert code == 0 and "performed by: run.jsonl at step 2" in text
    box.record(TAKEN)
    code, text = box.cli("--executed", "--recordings", str(box.folder))
    assert code == 1 and "FINDING" in text
    assert box.cli()[0] == 0


def test_another_version_is_marked_apart_and_is_no_finding(box: Box) -> None:
    box.record(PUT, TAKEN, version="0.9")
    verdict = box.prove()
    assert marked(verdict) == {"outcome.told": [(2, False)]}
    box.record(TAKEN, version="0.9")
    verdict = box.prove()
    assert only(verdict).broken == ("put_first",)
    assert verdict.findings == () and marked(verdict) == {}


def test_a_violated_proof_is_a_finding(box: Box) -> None:
    """The guarantee excludes the loss, so the row is proved, and the run contradicts it."""
    box.record(PUT, TAKEN)
    excluded = PROJECT.replace(
        "  admits takes",
        "  guarantee noted_first whenever taken(name: c) requires once noted(name: c)\n  admits takes",
    )
    verdict = box.prove(excluded)
    assert marked(verdict) == {}
    assert verdict.findings == ("run.jsonl: guarantee `noted_first` does not hold at step 2",)


def test_an_open_row_that_a_run_performs_is_a_finding(box: Box) -> None:
    box.record(PUT, TAKEN)
    verdict = box.prove(PROJECT.replace("  admits takes taken(name: c) when once put(name: c)\n", ""))
    assert verdict.obligations[0].result is rcl.Result.OPEN
    assert verdict.findings == ("run.jsonl: `outcome.told` is open, and the run violates it at step 2",)
    assert marked(verdict) == {}


def test_every_run_is_kept(box: Box) -> None:
    box.record(PUT, TAKEN)
    index = json.loads((box.folder / "index.json").read_text())
    text = (box.folder / "run.jsonl").read_text().replace('"a run"', '"another"')
    (box.folder / "other.jsonl").write_text(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    index["traces"].append({"path": "other.jsonl", "sha256": digest, "environment": "here"})
    (box.folder / "index.json").write_text(json.dumps(index))
    verdict = box.prove()
    assert [run.about for run in verdict.executed] == ["a run", "another"]
    assert marked(verdict) == {"outcome.told": [(2, True), (2, True)]}


@pytest.mark.parametrize(
    ("version", "digest", "anchored"),
    [
        ("1.0", "0123456789ab", True),
        ("1.1", "0123456789ab", False),
        ("1.0", "9" * 12, False),
        ("1.0", "", False),
    ],
)
def test_the_same_source_is_the_same_version_and_the_same_bodies(
    small: Small, version: str, digest: str, anchored: bool
) -> None:
    symbol = "engine/core.py::Core.loop"
    symbols = {symbol: digest, "engine/core.py::Other": "0123456789ab"} if digest else {}
    place = Environment("here", "engine", version, "engine", symbols)
    steps = (step("arrived", request="r1", tag="c1"), step("used", request="r1", hit=True))
    events = frozenset(event.name for event in small.problem.events)
    recorded = Recorded("run.jsonl", "", place, "plain", "", "", "", events, (), steps)
    trace, rows = examine(small.lowering, recorded, EMPTY)
    assert trace.anchored is anchored
    assert trace.other == (() if digest == "0123456789ab" else (symbol,))
    assert rows["identity.accepted_first"].anchored is anchored and rows["identity.accepted_first"].step == 2


def test_runs_of_other_modes_are_left_alone(box: Box) -> None:
    box.record(PUT, TAKEN, mode="off")
    assert box.prove().executed == ()


def test_a_step_that_the_descriptor_does_not_have_is_a_finding(box: Box) -> None:
    box.record(PUT, ("shaken", {}), observes=(*ALL, "shaken"))
    verdict = box.prove()
    assert verdict.findings == ("run.jsonl: step 2: the runtime has no event `shaken`",)
    assert marked(verdict) == {}


# ---------------------------------------------------------------- files that show nothing


def refused(box: Box) -> str:
    with pytest.raises(rcl.InputError) as caught:
        box.prove()
    return " ".join(f"{item.code.id} {item.message}" for item in caught.value.diagnostics)


def test_a_tampered_file_is_an_error(box: Box) -> None:
    box.record(PUT, NOTED, TAKEN)
    path = box.folder / "run.jsonl"
    path.write_text(path.read_text().replace("noted", "taken"))
    assert "RCL0704" in refused(box) and "its sha256 is" in refused(box)
    code, text = box.cli("--executed", "--recordings", str(box.folder))
    assert code == 2 and "Traceback" not in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text[:-10], "RCL0704"),
        (lambda text: text[:-1], "the run broke off"),
        (lambda text: text.replace('"step": 2', '"step": 3'), "step 2 is expected here"),
        (lambda text: text.replace('"here"', '"there"'), "its header says `there`"),
        (lambda text: text.replace("rcl.recorded/1", "rcl.trace/1"), "not a trace file"),
        (lambda text: text.replace('["put", "taken", "noted"]', '["put", "noted"]'), "a step `taken`"),
        (lambda text: text.replace('["put", "taken", "noted"]', '["put", 3]'), "lists of strings"),
        (lambda text: text.replace("0" * 64, "0"), "`probe_sha256` is no sha256"),
        (lambda text: text.replace('"fields": {"name": "c1"}', '"fields": {"name": "c1"}, "free": true'), "step 2"),
        (lambda text: text.replace('"mode": "on", ', ""), "key `mode` is missing"),
        (lambda text: text + '{"step": 3, "event"\n', "not JSON"),
        (lambda text: "", "broke off"),
        (lambda text: text + "".join(_filler(3, 2002)), "more than 2,000 steps"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_an_error(box: Box, change: Callable[[str], str], said: str) -> None:
    box.record(PUT, TAKEN, change=change)
    assert said in refused(box)


def _filler(first: int, last: int) -> list[str]:
    return [
        json.dumps({"step": n, "event": "noted", "fields": {"name": "c1"}}) + "\n" for n in range(first, last)
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "RCL0704"),
        ("[]", "RCL0704"),
        ('{"schema": "rcl.recordings/2", "environments": [], "traces": []}', "its schema is not"),
        ("[" * 100_000, "RCL0704"),
        ('{"schema": "rcl.recordings/1", "environments": [], "traces": [{"path": "run.jsonl", "sha256": "", "environment": "x"}]}',
         "no environment `x`"),
    ],
)  # fmt: skip
def test_a_damaged_index_is_an_error(box: Box, text: str, said: str) -> None:
    box.record(PUT, TAKEN)
    (box.folder / "index.json").write_text(text)
    assert said in refused(box)


@pytest.mark.parametrize("path", ["../run.jsonl", "/etc/passwd", "a//b", "", "a\\b"])
def test_no_path_leaves_the_folder(box: Box, path: str) -> None:
    box.record(PUT, TAKEN)
    box.index("0" * 64, path=path)
    assert "leaves the folder" in refused(box)


def test_missing_files_are_errors(box: Box) -> None:
    box.folder.mkdir()
    assert "not found" in refused(box)
    box.index("0" * 64)
    assert "not found" in refused(box)


def test_recordings_without_executed_is_a_wrong_use(box: Box) -> None:
    code, text = box.cli("--recordings", str(box.folder))
    assert code == 2 and "give both" in text
