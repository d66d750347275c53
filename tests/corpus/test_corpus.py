"""Malformed inputs through the command: a clear text, exit code 2, no traceback, little time and memory.

Each `cases/NAME.rcl` becomes `specs/case.rcl` of a small sound project, and `cases/NAME.txt` is what `rcl check` then
prints. Inputs that are too big or too odd to be kept in a repository are made by the test that needs them, with their
text in `made/NAME.txt`. `--update-golden` rewrites the texts; read the diff.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CASES = sorted((HERE / "cases").glob("*.rcl"))
SECONDS = 20
MEGABYTES = 1024
CODES = {
    "alternatives_differ": "RCL0401",
    "cyclic_extends": "RCL0221",
    "duplicate": "RCL0217",
    "duty_and_hazard": "RCL0502",
    "duty_from_nothing": "RCL0503",
    "empty": "RCL0008",
    "identity_from_literal": "RCL0501",
    "mapped_and_unmapped": "RCL0504",
    "unbound_variable": "RCL0216",
    "unknown_bundle": "RCL0210",
    "unknown_event": "RCL0204",
    "wrong_arity": "RCL0302",
    "wrong_type": "RCL0305",
}

CONTRADICTION = """\
use pact version 1

runtime engine version "1.0" "A small engine."
  source specification "engine-1.0" sha256 ""

event began(request: Request, tag: Claim, blocks: Int)
  "A request begins."
event ended(request: Request, tag: Claim)
  "A request ends."

mode plain "The plain mode" {
  guarantee at_least_two
    "Two blocks or more."
    whenever began(blocks: n) requires n >= 2
  guarantee at_most_one
    "One block at most."
    whenever began(blocks: n) requires n <= 1
}

lowering engine.plain to pact.full
  "The hopeful reading."
{
  asserts conformance
  map accepted(claim: c, blocks: 1) from began(tag: c)
  map reused(claim: c, request: r) from ended(request: r, tag: c)
}
"""


def limits() -> None:
    """Memory that the child may take."""
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))


def rcl(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`rcl ARGUMENTS` in a process of its own, with bounds."""
    done = subprocess.run(
        [sys.executable, "-m", "rcl", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        timeout=SECONDS,
        preexec_fn=limits,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def refused(
    request: pytest.FixtureRequest, name: str, *arguments: str, code: int = 2, replace: str = ""
) -> str:
    """Runs the command; it has to end with this code, without a traceback, and print the text kept for it."""
    done = rcl(*arguments)
    text = (done.stdout + done.stderr).replace(replace or "\0", "PROJECT")
    assert done.returncode == code, text
    assert "Traceback" not in text and "internal error" not in text
    assert len(text) < 20_000
    kept = HERE / f"{name}.txt"
    if request.config.getoption("--update-golden"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(text, encoding="utf-8")
    assert text == kept.read_text(encoding="utf-8")
    return text


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path, project: Path, request: pytest.FixtureRequest) -> None:
    (project / "specs" / "case.rcl").write_bytes(path.read_bytes())
    text = refused(request, f"cases/{path.stem}", "check")
    assert CODES.get(path.stem, "error[RCL") in text


def test_there_are_twenty() -> None:
    assert len(CASES) >= 20
    assert {path.stem for path in CASES} >= {*CODES}


def test_cyclic_use(project: Path, request: pytest.FixtureRequest) -> None:
    for own, other in (("one", "two"), ("two", "one")):
        text = f'use {other} version 1\n\ncontract {own} version 1\n  "A contract."\n\nsort Thing\n'
        (project / "specs" / f"{own}.rcl").write_text(text, encoding="utf-8")
    assert "RCL0219" in refused(request, "made/cyclic_use", "check")


@pytest.mark.parametrize(("name", "opening", "closing"), [("parentheses", "(", ")"), ("braces", "{", "}")])
def test_deep_nesting(
    name: str, opening: str, closing: str, project: Path, request: pytest.FixtureRequest
) -> None:
    deep = opening * 100_000 + "1" + closing * 100_000
    text = f'contract deep version 1\n  "Deep."\n\nscenario deep "deep": {deep} = 1\n'
    (project / "specs" / "case.rcl").write_text(text, encoding="utf-8")
    found = refused(request, f"made/deep_{name}", "check")
    assert "RCL0106" in found or name == "braces"


def test_deep_negation(project: Path, request: pytest.FixtureRequest) -> None:
    text = f'contract deep version 1\n  "Deep."\n\nscenario deep "deep": {"not " * 100_000} true\n'
    (project / "specs" / "case.rcl").write_text(text, encoding="utf-8")
    refused(request, "made/deep_negation", "check")


def test_fifty_megabytes(project: Path, request: pytest.FixtureRequest) -> None:
    with (project / "specs" / "case.rcl").open("w", encoding="utf-8") as file:
        for _ in range(50):
            file.write(f"// {'x' * 60}\n" * 16_384)
    assert "RCL0004" in refused(request, "made/fifty_megabytes", "check")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("invalid_utf8", b"contract caf\xe9 version 1\n", "RCL0005"),
        ("utf16", "contract c version 1\n".encode("utf-16"), "RCL000"),
        ("nul_byte", b"contract c\0 version 1\n", "RCL0006"),
    ],
)
def test_bytes(name: str, content: bytes, code: str, project: Path, request: pytest.FixtureRequest) -> None:
    (project / "specs" / "case.rcl").write_bytes(content)
    assert code in refused(request, f"made/{name}", "check")


def test_outside_the_project(project: Path, request: pytest.FixtureRequest) -> None:
    (project.parent / "outside.rcl").write_text("sort A\n", encoding="utf-8")
    (project / "specs" / "link.rcl").symlink_to(project.parent / "outside.rcl")
    text = refused(request, "made/outside", "check", replace=str(project.parent))
    assert "RCL0007" in text


def test_include_that_leaves_the_project(project: Path, request: pytest.FixtureRequest) -> None:
    (project / "rcl.toml").write_text('include = ["../../.."]\n', encoding="utf-8")
    refused(request, "made/include_leaves", "check", replace=str(project.parent))


def test_directory_in_place_of_a_file(project: Path, request: pytest.FixtureRequest) -> None:
    (project / "specs" / "case.rcl").mkdir()
    assert "RCL0002" in refused(request, "made/directory", "check", "specs/case.rcl")


def test_missing_file(project: Path, request: pytest.FixtureRequest) -> None:
    assert "RCL0001" in refused(request, "made/missing", "check", "specs/no_such_file.rcl")


def test_unreadable(project: Path, request: pytest.FixtureRequest) -> None:
    path = project / "specs" / "case.rcl"
    path.write_text("sort A\n", encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert "RCL0003" in refused(request, "made/unreadable", "check")


def test_dangling_link(project: Path, request: pytest.FixtureRequest) -> None:
    (project / "specs" / "case.rcl").symlink_to("nowhere.rcl")
    refused(request, "made/dangling_link", "check")


def test_no_files_at_all(project: Path, request: pytest.FixtureRequest) -> None:
    (project / "specs" / "pact.rcl").unlink()
    refused(request, "made/no_files", "check")


def test_contradictory_statements_reject(project: Path) -> None:
    (project / "specs" / "case.rcl").write_text(CONTRADICTION, encoding="utf-8")
    assert rcl("check").returncode == 0
    done = rcl("prove", "specs/case.rcl")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "rejected_mapping" in done.stdout and "contradict" in done.stdout
    assert "at_least_two" in done.stdout and "at_most_one" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
