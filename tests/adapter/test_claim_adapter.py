"""The lowerings of vLLM with the claim adapter: their classes, and that each falls with what it rests on.

Everything is proved once. A variation decides again what loses a statement of its proof, and keeps the other proofs: a proof stands as
long as its core does.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

import rcl
from rcl.locking import read_locks
from rcl.model.runtime import World
from rcl.pipeline import read_world
from rcl.session import Session
from rcl.system.problem import problem_of_lowering
from rcl.traces.lines import all_lines
from rcl.traces.monitor import LogMonitor
from rcl.traces.results import LogReport, LogResult
from rcl.verdict.assemble import Decided, lowering_verdict
from rcl.verdict.evidence import check_evidence, target_of_guarantees
from rcl.verdict.results import LoweringVerdict, ObligationResult, Result
from rcl.verdict.usable import usable_of

ROOT = Path(__file__).resolve().parents[2]
HOME = Path("descriptors/vllm_adapter")
BOOK = Path("adapters/vllm/rcl_vllm/book.py")
ALONE, SCHEDULED, HELD = "vllm_adapter.claims", "vllm_adapter.claims/scheduled", "vllm_adapter.claims/held"
RUNS = sorted(path.name for path in (ROOT / HOME / "evidence").glob("*.jsonl"))

pytestmark = pytest.mark.skipif(not (ROOT / "adapters").is_dir(), reason="the adapter's source is not here")


def copy_project(place: Path) -> Path:
    """The contract, the descriptor and the adapter as a project of their own."""
    for name in ("specs", str(HOME), "adapters/vllm/rcl_vllm"):
        shutil.copytree(ROOT / name, place / name)
    (place / "rcl.toml").write_text('include = ["specs", "descriptors"]\n')
    return place


def open_project(place: Path) -> Session:
    return rcl.open_session(str(place / HOME), cwd=place)


@pytest.fixture(scope="module")
def proved(tmp_path_factory) -> dict[str, LoweringVerdict]:
    place = copy_project(tmp_path_factory.mktemp("whole"))
    verdicts = rcl.prove(session=open_project(place)).verdicts
    return {item.name: item for item in verdicts.lowerings}


@dataclass(frozen=True)
class Variation:
    """A copy of the project that a test changes, and what is then proved of it."""

    place: Path
    proved: dict[str, LoweringVerdict]

    def edit(self, path: Path, change: Callable[[str], str]) -> None:
        before = (self.place / path).read_text(encoding="utf-8")
        after = change(before)
        assert after != before
        (self.place / path).write_text(after, encoding="utf-8")

    def verdict(self, name: str) -> LoweringVerdict:
        session = open_project(self.place)
        world = read_world(session)
        locks = read_locks(session, world)
        lowering = next(item for item in world.lowerings if item.name == name)
        problem = problem_of_lowering(lowering, usable_of(lowering.runtime, locks))
        stand = {item.name for item in problem.guarantees}
        old = {item.name: item for item in self.proved[name].obligations}
        again = [item.name for item in old.values() if not _stands(item, stand)]
        if again:
            target = f"{self.place / lowering.span.file}:{lowering.span.line}"
            report = rcl.prove(only=again, session=rcl.open_session(target, cwd=self.place))
            (found,) = report.verdicts.lowerings
            old |= {item.name: item for item in found.obligations}
        decided = Decided(tuple(old.values()), (), True, (), True)
        evidence = check_evidence(lowering, world.logs, session.root, locks)
        return lowering_verdict(lowering, decided, locks, evidence)


def _stands(item: ObligationResult, statements: set[str]) -> bool:
    """Is nothing of the proof's core gone? What was never proved does not get better by saying less."""
    return {part.statement for part in item.core} <= statements


@pytest.fixture
def variation(tmp_path, proved) -> Variation:
    return Variation(copy_project(tmp_path), proved)


# ---------------------------------------------------------------- the classes


@pytest.mark.parametrize(
    ("name", "wanted"),
    [(ALONE, "adapter_policy"), (SCHEDULED, "adapter_policy"), (HELD, "adapter_observational")],
)
def test_classes(proved, name, wanted):
    verdict = proved[name]
    assert (verdict.verdict_class.value, verdict.met) == (wanted, True), verdict.reasons
    assert not verdict.assumptions


def test_what_is_not_established_is_named(proved):
    open_ = [item.name for item in proved[HELD].obligations if item.result is not Result.PROVED]
    assert open_ == sorted(open_, key=open_.index)
    assert set(open_) == {
        "feasibility.budget",
        "feasibility.infeasible_is_explicit",
        "feasibility.protected_is_no_victim",
        "feasibility.no_admit_is_not_capacity",
        "feasibility.hard_is_not_demoted",
    }


def test_an_unchanged_copy_has_the_same_class(variation):
    assert variation.verdict(ALONE).verdict_class.value == "adapter_policy"


# ---------------------------------------------------------------- they fall


def without(name: str) -> Callable[[str], str]:
    """The text without a guarantee."""
    pattern = re.compile(rf"  guarantee {name} by .*?(?=\n  guarantee |\n\}})", re.DOTALL)
    return lambda text: pattern.sub("", text)


@pytest.mark.parametrize(
    ("name", "file", "guarantee", "obligation"),
    [
        (ALONE, "connector.rcl", "load_is_answered", "outcome.failed_load_refuses"),
        (ALONE, "connector.rcl", "held_blocks_stay", "outcome.no_silent_loss"),
        (SCHEDULED, "scheduler.rcl", "no_room_names_the_live", "outcome.no_misattribution"),
        (HELD, "connector.rcl", "filled_in_full", "predicate.materialized_is_prefix"),
    ],
)
def test_without_a_guarantee(variation, name, file, guarantee, obligation):
    variation.edit(HOME / file, without(guarantee))
    verdict = variation.verdict(name)
    assert next(item for item in verdict.obligations if item.name == obligation).result is Result.OPEN
    assert verdict.verdict_class.value == "unknown_evidence"


def without_trace(*names: str) -> Callable[[str], str]:
    pattern = re.compile(rf'  evidence trace "[^"]*/({"|".join(names)})\.jsonl"\s+sha256 "\w+" log \w+\n')
    return lambda text: pattern.sub("", text)


@pytest.mark.parametrize(
    ("name", "file", "runs", "wanted", "reason"),
    [
        (
            ALONE,
            "connector.rcl",
            ("load_failure",),
            "adapter_observational",
            "no evidence trace exercises outcome.failed_load_refuses",
        ),
        (
            SCHEDULED,
            "scheduler.rcl",
            ("scheduled",),
            "adapter_observational",
            "no evidence trace exercises outcome.failed_load_refuses",
        ),
        (HELD, "connector.rcl", ("held",), "unknown_evidence", "there is no evidence trace"),
        (
            ALONE,
            "connector.rcl",
            ("success", "load_failure", "pressure"),
            "unknown_evidence",
            "there is no evidence trace",
        ),
    ],
)
def test_without_the_run(variation, name, file, runs, wanted, reason):
    variation.edit(HOME / file, without_trace(*runs))
    verdict = variation.verdict(name)
    assert verdict.verdict_class.value == wanted
    assert reason in verdict.reasons


@pytest.mark.parametrize(
    ("name", "function", "lost"),
    [
        (ALONE, "load_failed", "outcome.failed_load_refuses"),
        (SCHEDULED, "refuse_no_room", "outcome.no_misattribution"),
        (HELD, "materialize", "predicate.materialized_is_prefix"),
    ],
)
def test_with_another_function_in_the_adapter(variation, name, function, lost):
    """The function has one more statement: what it shows has to be looked at again, and until then nothing rests on it."""
    head = re.compile(rf'(    def {function}\(.*?\n        """.*?"""\n)', re.DOTALL)
    variation.edit(BOOK, lambda text: head.sub(r"\1        self.changed = True\n", text, count=1))
    verdict = variation.verdict(name)
    assert next(item for item in verdict.obligations if item.name == lost).result is not Result.PROVED
    assert verdict.verdict_class.value == "unknown_evidence"
    assert any("anchor drifted" in reason for reason in verdict.reasons)


@pytest.mark.parametrize(
    ("name", "file", "anchor", "lost"),
    [
        (ALONE, "connector.rcl", "load_failed", "outcome.failed_load_refuses"),
        (SCHEDULED, "scheduler.rcl", "refuse_no_room", "outcome.no_misattribution"),
        (HELD, "connector.rcl", "materialize", "predicate.materialized_is_prefix"),
    ],
)
def test_without_the_hash_of_an_anchor(variation, name, file, anchor, lost):
    """An anchor that says no more than where to look shows nothing; the lock that knew its hash is refused or of no help."""
    variation.edit(
        HOME / file, lambda text: re.sub(rf'(anchor {anchor} = .*)\n +hash "\w+"', r"\1", text, count=1)
    )
    (variation.place / HOME / "anchors.lock").write_bytes(
        _lock_without(variation.place / HOME / "anchors.lock", anchor)
    )
    verdict = variation.verdict(name)
    assert next(item for item in verdict.obligations if item.name == lost).result is not Result.PROVED
    assert verdict.verdict_class.value == "unknown_evidence"


def _lock_without(path: Path, function: str) -> bytes:
    lock = json.loads(path.read_bytes())
    for source in lock["sources"]:
        source["anchors"] = [
            item for item in source["anchors"] if item["symbol"].rpartition(".")[2] != function
        ]
    return json.dumps(lock).encode()


def test_where_the_adapter_is_not_shipped_the_lock_counts(variation):
    shutil.rmtree(variation.place / "adapters")
    assert variation.verdict(ALONE).verdict_class.value == "adapter_policy"


def test_a_changed_run_supports_nothing(variation):
    path = variation.place / HOME / "evidence" / "load_failure.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"checksum"', b'"copied"', 1))
    verdict = variation.verdict(ALONE)
    assert verdict.verdict_class.value == "unknown_evidence"
    assert any("its sha256 is" in reason for reason in verdict.reasons)


# ---------------------------------------------------------------- what is said is true of the runs


@pytest.fixture(scope="module")
def world() -> tuple[World, Session]:
    session = rcl.open_session(str(ROOT / HOME), cwd=ROOT)
    return read_world(session), session


def follow(world: tuple[World, Session], name: str, lines: Iterable[bytes], place: Path) -> LogReport:
    """The guarantees of a lowering along these records."""
    everything, session = world
    lowering = next(item for item in everything.lowerings if item.name == name)
    log = next(item for item in everything.logs if item.name == "vllm_claims")
    usable = usable_of(lowering.runtime, read_locks(session, everything))
    path = place / "run.jsonl"
    path.write_bytes(b"".join(lines))
    monitor = LogMonitor(log, target_of_guarantees(lowering, log, usable), (str(path),))
    for line in all_lines((str(path),)):
        monitor.take(monitor.decoder.line(line))
    return monitor.report()


def run_lines(name: str) -> list[bytes]:
    return (ROOT / HOME / "evidence" / name).read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("name", [ALONE, SCHEDULED])
def test_every_guarantee_holds_on_every_run(world, tmp_path, name, run):
    report = follow(world, name, run_lines(run), tmp_path)
    assert not report.bad
    assert not any(file.gaps for file in report.files)
    wrong = {
        item.name: item.result
        for item in report.obligations
        if item.result in (LogResult.VIOLATED, LogResult.UNKNOWN)
    }
    assert not wrong


def test_every_guarantee_is_exercised_by_some_run(world, tmp_path):
    shown = set()
    for run in RUNS:
        report = follow(world, SCHEDULED, run_lines(run), tmp_path)
        shown |= {item.name for item in report.obligations if item.result is LogResult.HOLDS}
    assert {item.name for item in report.obligations} == shown


def dropped(lines: list[bytes], kind: str, number: int = 0) -> list[bytes]:
    """The records without one of a kind, with numbers that show no gap."""
    records = [json.loads(line) for line in lines]
    place = [index for index, item in enumerate(records) if item["event"] == kind][number]
    del records[place]
    return [json.dumps(item | {"seq": index}).encode() + b"\n" for index, item in enumerate(records, 1)]


@pytest.mark.parametrize(
    ("run", "kind", "broken"),
    [
        ("load_failure.jsonl", "refused", "load_is_answered"),
        ("load_failure.jsonl", "load_failed", "turned_away_for_a_load"),
        ("load_failure.jsonl", "restore_required", "broke_as_planned"),
        ("load_failure.jsonl", "harmed", "closed_after_harm"),
        ("success.jsonl", "accepted", "filled_once"),
        ("success.jsonl", "materialized", "leaves_from_the_gpu"),
        ("success.jsonl", "offloaded", "held_blocks_stay"),
        ("success.jsonl", "restored", "reused_in_place"),
        ("held.jsonl", "materialized", "reused_in_place"),
    ],
)
def test_a_run_with_a_record_less_breaks_a_guarantee(world, tmp_path, run, kind, broken):
    report = follow(world, SCHEDULED, dropped(run_lines(run), kind), tmp_path)
    found = {item.name.partition(".")[2] for item in report.obligations if item.result is LogResult.VIOLATED}
    assert broken in found


def test_no_function_has_to_be_read_again():
    """What fails here lists the functions that changed, and the guarantees that rest on them."""
    tool = [sys.executable, str(ROOT / "tools" / "rehash_adapter.py")]
    done = subprocess.run(
        tool, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_tool_names_what_rests_on_a_changed_function(tmp_path):
    place = copy_project(tmp_path)
    shutil.copytree(ROOT / "tools", place / "tools")
    Variation(place, {}).edit(
        BOOK, lambda text: text.replace("claim.harmed = True", "claim.harmed = bool(1)", 1)
    )
    tool = [sys.executable, str(place / "tools" / "rehash_adapter.py")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(tool, capture_output=True, text=True, cwd=place, env=environment)
    assert done.returncode == 1
    assert "ClaimBook.harm  has another body" in done.stdout
    assert "closed_after_harm: " in done.stdout
    done = subprocess.run([*tool, "--write"], capture_output=True, text=True, cwd=place, env=environment)
    assert done.returncode == 0, done.stderr
    assert subprocess.run(tool, capture_output=True, cwd=place, env=environment).returncode == 0


def test_the_guarantees_can_be_followed_along_a_ledger(tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    tool = [
        sys.executable,
        str(ROOT / "tools" / "follow_guarantees.py"),
        SCHEDULED,
        "vllm_claims",
        str(ledger),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for lines, code, said in (
        (run_lines("load_failure.jsonl"), 0, "0 bad, 0 gaps"),
        (dropped(run_lines("load_failure.jsonl"), "refused"), 1, "load_is_answered is false at line"),
        ([*run_lines("success.jsonl"), b"{\n"], 2, "1 bad"),
    ):
        ledger.write_bytes(b"".join(lines))
        done = subprocess.run(tool, capture_output=True, text=True, env=environment)
        assert (done.returncode, said in done.stdout) == (code, True), done.stdout + done.stderr


def test_the_digests_are_those_of_the_runs():
    texts = [(ROOT / HOME / name).read_text(encoding="utf-8") for name in ("connector.rcl", "scheduler.rcl")]
    found = [
        item for text in texts for item in re.findall(r'evidence trace "([^"]+)"\s+sha256 "(\w+)"', text)
    ]
    assert {Path(path).name for path, _ in found} == set(RUNS)
    assert all(hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == digest for path, digest in found)
