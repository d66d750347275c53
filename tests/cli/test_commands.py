"""What each command prints and how it exits, apart from proving."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rcl.cli.exit_codes import ExitCode

MISSPELT = "whenever drak(lamp: l) requires once lit(lamp: l)"


def misspell(project: Path) -> None:
    file = project / "specs" / "lamp.rcl"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("whenever dark(lamp: l) requires once lit(lamp: l)", MISSPELT), encoding="utf-8"
    )


def test_version_and_help(run: Any) -> None:
    assert run("--version").out.startswith("rcl 0.")
    shown = run("--help")
    assert shown.code == ExitCode.OK
    for name in ("check", "prove", "matrix", "explain", "fmt", "replay", "completion"):
        assert f"  {name} " in shown.out
        assert run(name, "--help").code == ExitCode.OK


@pytest.mark.parametrize(
    "arguments",
    [
        ("chek",),
        ("--nope",),
        ("check", "--nope"),
        ("check", "--format", "xml"),
        ("prove", "--jobs", "many"),
        ("prove", "--jobs", "0"),
        ("prove", "--budget", "-1"),
        ("prove", "--kill-after", "0"),
        ("explain", "RCL9999"),
        ("explain", "nonsense"),
        ("explain", "x" * 10_000),
        ("completion", "cmd"),
        ("completion",),
        ("replay",),
    ],
)
def test_usage_errors(run: Any, project: Path, arguments: tuple[str, ...]) -> None:
    outcome = run(*arguments)
    assert outcome.code == ExitCode.USAGE
    assert outcome.out == ""
    assert "Error: " in outcome.err
    assert "Traceback" not in outcome.err
    assert len(outcome.err) < 2000


def test_did_you_mean(run: Any) -> None:
    assert "Did you mean `check`?" in run("chek").err
    assert "did you mean `vacuous`?" in run("explain", "vacuos").err


def test_check(run: Any, project: Path) -> None:
    outcome = run("check")
    assert (outcome.code, outcome.out, outcome.err) == (0, "1 contract: no errors\n", "")


def test_check_reports_errors(run: Any, project: Path) -> None:
    misspell(project)
    outcome = run("check")
    assert outcome.code == ExitCode.USAGE
    assert outcome.out == ""
    assert outcome.err.startswith("error[RCL0204]: ")
    assert "specs/lamp.rcl:16:" in outcome.err
    assert "did you mean `dark`" in outcome.err
    assert outcome.err.endswith("1 error\n")


def test_check_json(run: Any, project: Path) -> None:
    misspell(project)
    outcome = run("check", "--format", "json")
    assert outcome.code == ExitCode.USAGE
    assert outcome.err == ""
    (item,) = json.loads(outcome.out)["diagnostics"]
    assert (item["code"], item["file"], item["line"]) == ("RCL0204", "specs/lamp.rcl", 16)


def test_prove_reports_input_errors_in_both_formats(run: Any, project: Path) -> None:
    misspell(project)
    human = run("prove")
    assert (human.code, human.out) == (ExitCode.USAGE, "")
    assert human.err.startswith("error[RCL0204]: ")
    in_json = run("prove", "--format", "json")
    assert (in_json.code, in_json.err) == (ExitCode.USAGE, "")
    value = json.loads(in_json.out)
    assert value["lowerings"] == []
    assert [item["code"] for item in value["diagnostics"]] == ["RCL0204"]


@pytest.mark.parametrize(
    "path", ["nope.rcl", "specs/lamp.rcl:0", "specs/lamp.rcl:x", "", "a\0b", "/", "..", "specs/none"]
)
@pytest.mark.parametrize("command", ["check", "prove", "fmt"])
def test_odd_paths(run: Any, project: Path, command: str, path: str) -> None:
    (project / "specs" / "none").mkdir()
    (project / ".rcl.toml").touch()
    outcome = run(command, path)
    assert "internal error" not in outcome.err
    assert outcome.code in (ExitCode.OK, ExitCode.USAGE)


def test_fmt_check_and_write(run: Any, project: Path) -> None:
    file = project / "specs" / "lamp.rcl"
    assert run("fmt").code == ExitCode.OK
    canonical = file.read_text(encoding="utf-8")
    assert run("fmt", "--check").code == ExitCode.OK
    file.write_text(canonical.replace("requires once", "requires   once"), encoding="utf-8")
    checked = run("fmt", "--check")
    assert (checked.code, checked.out) == (ExitCode.NOT_MET, "would reformat specs/lamp.rcl\n")
    shown = run("fmt", "--diff")
    assert shown.code == ExitCode.NOT_MET
    assert "+    whenever dark" in shown.out
    file.chmod(0o640)
    written = run("fmt")
    assert (written.code, written.out) == (ExitCode.OK, "reformatted specs/lamp.rcl\n")
    assert file.read_text(encoding="utf-8") == canonical
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in file.parent.iterdir()) == ["lamp.rcl"]


def test_fmt_leaves_broken_files(run: Any, project: Path) -> None:
    file = project / "specs" / "lamp.rcl"
    broken = file.read_text(encoding="utf-8").replace("once lit(", "once lit((")
    file.write_text(broken, encoding="utf-8")
    outcome = run("fmt")
    assert outcome.code == ExitCode.USAGE
    assert "error[RCL01" in outcome.err
    assert file.read_text(encoding="utf-8") == broken


def test_explain_has_a_page_for_everything(run: Any) -> None:
    topics = [line.split()[0] for line in run("explain").out.splitlines()]
    assert len(topics) > 70
    for topic in topics:
        outcome = run("explain", topic)
        assert outcome.code == ExitCode.OK
        assert outcome.out.startswith(f"# {topic}: ")
    assert run("explain", "204").out == run("explain", "rcl0204").out == run("explain", "RCL0204").out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(run: Any, shell: str) -> None:
    outcome = run("completion", shell)
    assert outcome.code == ExitCode.OK
    assert "_RCL_COMPLETE" in outcome.out


def test_settings_say_where_they_come_from(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import rcl

    monkeypatch.delenv("RCL_BUDGET", raising=False)
    assert str(rcl.open_session().settings.budget) == "budget 20,000,000 (default)"
    (project / "rcl.toml").write_text('include = ["specs"]\n[prove]\nbudget = 7\n', encoding="utf-8")
    assert str(rcl.open_session().settings.budget) == "budget 7 (rcl.toml)"
    monkeypatch.setenv("RCL_BUDGET", "8")
    assert str(rcl.open_session().settings.budget) == "budget 8 (environment)"
    assert str(rcl.open_session(budget=9).settings.budget) == "budget 9 (flag)"


@pytest.mark.parametrize(
    ("name", "value"), [("RCL_JOBS", "two"), ("RCL_BUDGET", "0"), ("RCL_KILL_AFTER", "nan")]
)
def test_bad_settings(
    run: Any, project: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    outcome = run("prove")
    assert outcome.code == ExitCode.USAGE
    assert name in outcome.err


def test_bugs_are_reported_without_a_traceback(
    run: Any, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object) -> None:
        raise RuntimeError("a bug\nin two lines")

    monkeypatch.setattr("rcl.api.read_world", broken)
    outcome = run("check", "specs")
    assert (outcome.code, outcome.out) == (ExitCode.INTERNAL, "")
    assert outcome.err.startswith("internal error: RuntimeError at ")
    assert "a bug in two lines" in outcome.err
    assert "command   rcl check specs" in outcome.err
    assert "Traceback" not in outcome.err
    monkeypatch.setenv("RCL_DEBUG", "1")
    with pytest.raises(RuntimeError):
        run("check")


def test_interrupts(run: Any, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rcl.api.read_world", interrupted)
    outcome = run("check")
    assert (outcome.code, outcome.out, outcome.err.strip()) == (ExitCode.INTERRUPTED, "", "interrupted")


def test_colour(run: Any, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    misspell(project)
    assert "\x1b" not in run("check").err
    assert "\x1b[" in run("check", "--color", "always").err
    monkeypatch.setattr("rcl.cli.output.is_terminal", lambda stream: True)
    assert "\x1b[" in run("check").err
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("check").err


def test_shipped_contract_is_found_from_a_project(run: Any, project: Path) -> None:
    digest = "0" * 64
    text = (
        f'use resident_claim version 1\nruntime toy version "1"\n  source sdist "toy==1" sha256 "{digest}"\n'
    )
    (project / "specs" / "toy.rcl").write_text(text, encoding="utf-8")
    outcome = run("check")
    assert outcome.code == ExitCode.OK, outcome.err
    assert "1 runtime" in outcome.out


def test_a_shipped_runtime_comes_whole(run: Any, project: Path) -> None:
    """Its modes stand in several files, and its lock speaks of all of them."""
    text = (
        'use vllm version "0.33.0"\nuse resident_claim version 1\n'
        'lowering vllm.kv_events as ours to resident_claim.offloadable "Ours." {\n  offers event_visibility\n'
        "  map announced(object: b) from store_queued(block: b)\n"
        "  map retracted(object: b) from removal_queued(block: b)\n}\n"
    )
    (project / "specs" / "ours.rcl").write_text(text, encoding="utf-8")
    outcome = run("prove", "--only", "lifecycle.retracted_was_announced", "--jobs", "1")
    assert outcome.code == ExitCode.OK, outcome.err + outcome.out
    assert "vllm.kv_events/ours" in outcome.out and "1 lowering, 1 obligation: 1 proved" in outcome.out
    named = run("prove", str(project), "--only", "lifecycle.retracted_was_announced", "--jobs", "1")
    assert named.out == outcome.out, "what is shipped is not part of the folder that is named"


def test_outside_of_a_project_the_shipped_descriptors_are_used(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if any((folder / "rcl.toml").exists() for folder in (tmp_path, *tmp_path.parents)):
        pytest.skip("the temporary folder lies inside a project")
    outcome = run("check")
    assert outcome.code == ExitCode.OK, outcome.err
    assert "contract" in outcome.out
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("rcl pr", "plain,prove"),
        ("rcl explain RCL020", "plain,RCL0204"),
        ("rcl prove --only outcome.", "plain,outcome.lit_before_dark"),
        ("rcl check sp", "file,sp"),
        ("rcl completion z", "plain,zsh"),
    ],
)
def test_completion_finds(project: Path, words: str, expected: str) -> None:
    environment = {
        **os.environ,
        "_RCL_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-c", "from rcl.cli.main import main; main([])"],
        env=environment, cwd=project, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert expected in done.stdout.splitlines(), done.stderr
