"""What a hand-made, damaged or hostile export meets: each is refused with the name of what is wrong, in bounded time."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from rcl.certificates.index import LARGEST
from rcl.cli.exit_codes import ExitCode
from tests.cli.conftest import LAMPIST

FOLDER = Path("out/lampist.careful")
INDEX = FOLDER / "index.json"


def _refused(run: Any, *names: str, more: Sequence[str] = ()) -> None:
    outcome = run("proofs", "verify", "out", *more)
    assert outcome.code == ExitCode.NOT_MET, outcome
    assert "NOT CONFIRMED" in outcome.out
    for name in names:
        assert name in outcome.out


def _unreadable(run: Any, *names: str) -> None:
    outcome = run("proofs", "verify", "out")
    assert outcome.code == ExitCode.USAGE, outcome
    for name in names:
        assert name in outcome.err


def _change(change: Callable[[dict[str, Any]], object], index: Path = INDEX) -> None:
    value = json.loads(index.read_text())
    change(value)
    index.write_text(json.dumps(value))


def _step() -> Path:
    """A query that every solver has to be asked about."""
    return sorted(FOLDER.rglob("step.smt2"))[0]


# ---------------------------------------------------------------- stale


@pytest.mark.parametrize("source", ["specs/lamp.rcl", LAMPIST])
def test_any_source_that_changed(run: Any, copy: Path, source: str) -> None:
    with (copy / source).open("ab") as file:
        file.write(b"\n")
    _refused(run, f"{source}: stale: the source has changed")


def test_a_source_that_was_left_out_of_the_index(run: Any, copy: Path) -> None:
    _change(lambda value: value["sources"].pop(LAMPIST))
    _refused(run, f"{LAMPIST}: stale: the export was made without this source")


def test_a_lowering_that_is_gone(run: Any, copy: Path) -> None:
    (copy / LAMPIST).unlink()
    _refused(run, "the descriptors have no `lampist.careful`")


# ---------------------------------------------------------------- damaged


@pytest.mark.parametrize("pattern", ["step.smt2", "cover.jsonl"])
@pytest.mark.parametrize("kept", [0, 40, -1])
def test_a_truncated_file(run: Any, copy: Path, pattern: str, kept: int) -> None:
    path = sorted(FOLDER.rglob(pattern))[0]
    path.write_bytes(path.read_bytes()[:kept])
    _refused(run, f"{path.parent.name}/{pattern}: the file is not the one of the index")


def test_a_query_about_nothing(run: Any, copy: Path) -> None:
    """Unsatisfiable, with the right sha256, and not the query of the lowering."""
    from rcl.certificates.index import sha256

    path = _step()
    path.write_text("(set-logic QF_LIA)\n(assert false)\n(check-sat)\n")
    name = f"{path.parent.name}/step.smt2"

    def forge(value: dict[str, Any]) -> None:
        for entry in value["results"]:
            if name in entry["files"]:
                entry["files"][name] = sha256(path.read_bytes())

    _change(forge)
    _refused(run, f"{name}: the query is not the one that the descriptors and the argument give")


def test_a_missing_folder_of_a_result(run: Any, copy: Path) -> None:
    folder = _step().parent
    names = sorted(path.name for path in folder.iterdir())
    shutil.rmtree(folder)
    _refused(run, *(f"{folder.name}/{name}: the file is missing" for name in names))


def test_a_missing_result(run: Any, copy: Path) -> None:
    gone: list[str] = []
    _change(lambda value: gone.append(value["results"].pop(0)["name"]))
    _refused(run, f"{gone[0]}: the index has no such result")


def test_a_result_that_stands_twice(run: Any, copy: Path) -> None:
    _change(lambda value: value["results"].append(value["results"][0]))
    _refused(run, "a result stands in it twice")


# ---------------------------------------------------------------- something more


@pytest.mark.parametrize("name", ["more.smt2", "notes.txt", "identity.x/step.smt2"])
def test_a_file_that_the_index_does_not_know(run: Any, copy: Path, name: str) -> None:
    place = FOLDER / name
    place.parent.mkdir(exist_ok=True)
    place.write_text("(check-sat)\n")
    _refused(run, f"{name}: the index does not know this file")


def test_a_query_more_than_the_argument_has(run: Any, copy: Path) -> None:
    from rcl.certificates.index import sha256

    path = _step().with_name("base-9.smt2")
    path.write_text("(check-sat)\n")
    name = f"{path.parent.name}/base-9.smt2"

    def add(value: dict[str, Any]) -> None:
        entry = next(item for item in value["results"] if f"{path.parent.name}/step.smt2" in item["files"])
        entry["files"][name] = sha256(path.read_bytes())

    _change(add)
    _refused(run, f"{name}: the argument has no such query")


def test_a_folder_without_an_index(run: Any, copy: Path) -> None:
    place = Path("out/strange/step.smt2")
    place.parent.mkdir()
    place.write_text("(check-sat)\n")
    _unreadable(run, "stands below no index.json")


def test_theorems_of_another_name(run: Any, copy: Path) -> None:
    place = Path("out/required.nothing")
    place.mkdir()
    (place / "theorems.json").write_text("{}")
    _refused(run, "there are no theorems of this name")


# ---------------------------------------------------------------- out of the folder


@pytest.mark.parametrize(
    "path", ["../lampist.careless/index.json", "/etc/hostname", "a/../../step.smt2", "a/b/c.smt2", "..", "a\\b", ".a/.b"]
)  # fmt: skip
def test_a_path_that_leaves_the_folder(run: Any, copy: Path, path: str) -> None:
    _change(lambda value: value["results"][0]["files"].update({path: "0" * 64}))
    _unreadable(run, "is no file of an export")


def test_a_trace_of_another_place(run: Any, copy: Path) -> None:
    _change(lambda value: [item.update(trace="/etc/hostname") for item in value["results"] if item["trace"]])
    _refused(run, "the index has no sha256 of this trace")


def test_the_files_of_another_result(run: Any, copy: Path) -> None:
    def swap(value: dict[str, Any]) -> None:
        one, other = [item for item in value["results"] if item["files"]][:2]
        one["files"], other["files"] = other["files"], one["files"]

    _change(swap)
    _refused(run, "the file does not belong to")


def test_a_link(run: Any, copy: Path) -> None:
    path = _step()
    away = copy / "away.smt2"
    path.rename(away)
    path.symlink_to(away)
    _refused(run, f"{path.parent.name}/step.smt2: the file is missing")


# ---------------------------------------------------------------- too much


def test_a_huge_file(run: Any, copy: Path) -> None:
    path = _step()
    os.truncate(path, LARGEST + 1)
    _refused(run, "the file is larger than 64 MiB")


def test_a_huge_index(run: Any, copy: Path) -> None:
    os.truncate(INDEX, LARGEST + 1)
    _unreadable(run, "is larger than 64 MiB")


def test_a_pipe(run: Any, copy: Path) -> None:
    """Nothing waits for somebody who writes into it."""
    path = _step()
    path.unlink()
    os.mkfifo(path)
    _refused(run, f"{path.parent.name}/step.smt2: the file is missing")
    path.unlink()
    INDEX.unlink()
    os.mkfifo(INDEX)
    _unreadable(run, "it is no plain file")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"k": 10_000}, "`k` is 10000"),
        ({"lemmas": ["(" * 100_000]}, "nested too deeply"),
        ({"lemmas": ["(and 7)"]}, "a condition is needed"),
        ({"lemmas": ["(or"]}, "it is not one expression"),
        ({"lemmas": ["true true"]}, "it is not one expression"),
        ({"lemmas": [""]}, "it is not one expression"),
        ({"lemmas": ["true)"]}, "a bracket is closed that was not opened"),
        ({"lemmas": ["(not true true)"]}, "is no operation"),
        ({"core": ["guarantee nothing"]}, "which is not a statement that takes part"),
        ({"witnesses": ["nothing"]}, "a witness that the problem does not have"),
    ],
)
def test_a_hostile_argument(run: Any, copy: Path, change: dict[str, Any], words: str) -> None:
    _change(lambda value: [item["argument"].update(change) for item in value["results"] if item["argument"]])
    outcome = run("proofs", "verify", "out")
    assert outcome.code in (ExitCode.NOT_MET, ExitCode.USAGE)
    assert words in outcome.out + outcome.err


def test_an_index_that_is_nested_without_end(run: Any, copy: Path) -> None:
    INDEX.write_text("[" * 1_000_000)
    _unreadable(run, "it is not JSON")


# ---------------------------------------------------------------- solvers


@pytest.mark.parametrize("answer", ["sat", "unknown", "", "unsat\nunsat", "error: no", "UNSAT"])
def test_one_solver_that_does_not_confirm(
    run: Any, copy: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """Only the word `unsat` of every solver counts."""
    monkeypatch.setattr("rcl.certificates.solvers.find_spec", lambda name: object())

    def answers(solver: str, paths: Sequence[Path], seconds: float) -> list[str]:
        return [answer if solver == "cvc5" and path == paths[-1] else "unsat" for path in paths]

    monkeypatch.setattr("rcl.certificates.verify.answers", answers)
    _refused(run, "cvc5 does not confirm it", more=("--solver", "both"))
    assert run("proofs", "verify", "out", "--solver", "z3").code == ExitCode.OK


def test_a_solver_that_is_too_slow(run: Any, copy: Path) -> None:
    _refused(run, "no answer within 0.001 s", more=("--kill-after", "0.001"))
