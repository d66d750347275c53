"""The patched vLLM: its classes, and how they fall without a trace, a statement, an anchor or the word of the author."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import rcl
from rcl.locking import read_locks
from rcl.verdict.assemble import Decided, lowering_verdict
from rcl.verdict.evidence import check_evidence

ROOT = Path(__file__).parents[3]
HOME = ROOT / "descriptors" / "vllm_patched"
PLAIN, LEDGER = "vllm_patched.offloading_connector", "vllm_patched.offloading_connector/ledger"
SUCCESS, FAILURE = "success_path", "claimed_load_failure"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The contract, the descriptor and its traces alone, to be changed."""
    shutil.copytree(HOME, tmp_path / "descriptors" / "vllm_patched")
    (tmp_path / "specs").mkdir()
    shutil.copy(ROOT / "specs" / "resident_claim.rcl", tmp_path / "specs")
    (tmp_path / "rcl.toml").write_text('include = ["specs", "descriptors"]\n')
    return tmp_path


@pytest.fixture(scope="module")
def shipped():
    """Session, world, locks and the verdicts with the recorded statements."""
    session = rcl.open_session("descriptors/vllm_patched", cwd=ROOT, accept_recorded=True, jobs=2)
    report = rcl.prove("descriptors/vllm_patched", session=session)
    world = rcl.load(session=session)
    verdicts = {item.name: item for item in report.verdicts.lowerings}
    lowerings = {item.name: item for item in world.lowerings if item.name in (PLAIN, LEDGER)}
    return session, world, read_locks(session, world), verdicts, lowerings


@pytest.mark.slow
def test_the_classes(shipped) -> None:
    verdicts = shipped[3]
    assert {name: item.verdict_class.value for name, item in verdicts.items()} == {
        PLAIN: "adapter_observational",
        LEDGER: "adapter_policy",
    }
    assert all(item.met for item in verdicts.values())
    results = {item.name: item.result.value for item in verdicts[PLAIN].obligations}
    assert results.pop("outcome.release_before_loss") == "vacuous"
    assert set(results.values()) == {"proved"}
    origins = {core.origin.partition(" ")[0] for item in verdicts[LEDGER].obligations for core in item.core}
    assert {"native", "adapter", "assumption"} <= origins


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "kept", "expected"),
    [
        (LEDGER, (SUCCESS, FAILURE), "adapter_policy"),
        (LEDGER, (SUCCESS,), "adapter_observational"),
        (LEDGER, (FAILURE,), "adapter_policy"),
        (LEDGER, (), "unknown_evidence"),
        (PLAIN, (SUCCESS, FAILURE), "adapter_observational"),
        (PLAIN, (SUCCESS,), "adapter_observational"),
        (PLAIN, (FAILURE,), "unknown_evidence"),
    ],
)
def test_traces_decide_the_class(shipped, name: str, kept: tuple[str, ...], expected: str) -> None:
    _, world, locks, verdicts, lowerings = shipped
    full = lowerings[name]
    less = replace(full, evidence=tuple(item for item in full.evidence if Path(item.path).stem in kept))
    decided = Decided(verdicts[name].obligations, verdicts[name].boundary, True, (), True)
    evidence = check_evidence(less, world.logs, ROOT, locks)
    found = lowering_verdict(less, decided, locks, evidence)
    assert found.verdict_class.value == expected
    if kept == (SUCCESS,) and name == LEDGER:
        assert "no evidence trace exercises outcome.failed_load_refuses" in found.reasons


def only(project: Path, name: str, **options):
    session = rcl.open_session(str(project / "descriptors"), cwd=project, **options)
    report = rcl.prove(only=(name,), session=session)
    found = next(item for item in report.verdicts.lowerings if item.name == LEDGER)
    return found, {item.name: item.result.value for item in found.obligations}[name]


def test_without_the_author_s_word_nothing_of_the_patch_counts(project: Path) -> None:
    found, result = only(project, "lifecycle.restore_required_first")
    assert (found.verdict_class.value, result) == ("unknown_evidence", "open")
    assert any("take no part (anchor unchecked, commit recorded)" in reason for reason in found.reasons)


def test_without_a_statement_its_obligation_falls(project: Path) -> None:
    name = "lifecycle.restore_required_first"
    assert only(project, name, accept_recorded=True)[1] == "proved"
    path = project / "descriptors" / "vllm_patched" / "connector.rcl"
    text = path.read_text()
    start = text.index("  guarantee restored_was_planned")
    path.write_text(text[:start] + text[text.index("  guarantee", start + 10) :])
    found, result = only(project, name, accept_recorded=True)
    assert result in ("open", "refuted") and found.verdict_class.value in (
        "unknown_evidence",
        "rejected_mapping",
    )


def test_with_a_drifted_anchor_its_obligation_falls(project: Path) -> None:
    name = "lifecycle.one_job_one_claim"
    assert only(project, name, accept_recorded=True)[1] == "proved"
    path = project / "descriptors" / "vllm_patched" / "anchors.lock"
    lock = json.loads(path.read_text())
    for source in lock["sources"]:
        for anchor in source["anchors"]:
            if anchor["symbol"].endswith("_generate_job_id"):
                anchor["state"] = "drifted"
    path.write_text(json.dumps(lock))
    assert only(project, name, accept_recorded=True)[1] == "open"


def test_shipped_evidence_is_found_from_any_project(tmp_path: Path) -> None:
    """The paths of what comes with the tool count from where that is, not from the project at hand."""
    session = rcl.open_session(cwd=tmp_path)
    lowering = next(item for item in rcl.load(session=session).lowerings if item.name == PLAIN)
    from rcl.locking import root_of

    assert all((root_of(session, lowering) / item.path).is_file() for item in lowering.evidence)
