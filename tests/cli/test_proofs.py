"""``rcl proofs``: what is exported is confirmed, the same each time, and everything that was changed in it is refused by name."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from rcl.cli.exit_codes import ExitCode
from tests.cli.conftest import LAMPIST

ROOT = Path(__file__).resolve().parents[2]
SOLVER = "both" if find_spec("cvc5") else "z3"


def _refused(run: Any, *names: str) -> None:
    outcome = run("proofs", "verify", "out")
    assert outcome.code == ExitCode.NOT_MET, outcome
    for name in names:
        assert name in outcome.out


def _some(folder: Path, pattern: str) -> Path:
    return sorted(path for path in folder.rglob(pattern) if path.stat().st_size)[0]


def _reindex(folder: Path, path: Path) -> None:
    """Give the index the sha256 that the file has now, as somebody would who changes both."""
    from rcl.certificates.index import sha256

    index = json.loads((folder / "index.json").read_text())
    name = path.relative_to(folder).as_posix()
    for entry in index["results"]:
        if name in entry["files"]:
            entry["files"][name] = sha256(path.read_bytes())
    (folder / "index.json").write_text(json.dumps(index))


def test_confirmed(run: Any, copy: Path) -> None:
    outcome = run("proofs", "verify", "out", "--solver", SOLVER)
    assert outcome.code == ExitCode.OK, outcome
    assert outcome.out.count("confirmed") == 2 and "1 refuted" in outcome.out


def test_same_bytes(run: Any, copy: Path) -> None:
    assert run("proofs", "export", LAMPIST, "--output", "again", "--jobs", "2").code == ExitCode.OK
    files = {path.relative_to("out"): path.read_bytes() for path in Path("out").rglob("*") if path.is_file()}
    again = {
        path.relative_to("again"): path.read_bytes() for path in Path("again").rglob("*") if path.is_file()
    }
    assert files == again


def test_a_comment_in_a_source_makes_it_stale(run: Any, copy: Path) -> None:
    with (copy / LAMPIST).open("a") as file:
        file.write("\n// later\n")
    _refused(run, LAMPIST, "stale")


@pytest.mark.parametrize("forged", [False, True])
def test_an_edited_query(run: Any, copy: Path, forged: bool) -> None:
    path = _some(copy / "out", "step.smt2")
    path.write_text(path.read_text().replace("(check-sat)", "(assert false)\n(check-sat)"))
    if forged:
        _reindex(path.parent.parent, path)
    _refused(run, f"{path.parent.name}/step.smt2")


@pytest.mark.parametrize("pattern", ["*.smt2", "*.jsonl"])
def test_a_missing_file(run: Any, copy: Path, pattern: str) -> None:
    path = _some(copy / "out", pattern)
    path.unlink()
    _refused(run, path.name, "missing")


def test_a_tampered_trace(run: Any, copy: Path) -> None:
    path = _some(copy / "out" / "lampist.careless", "trace.jsonl")
    lines = path.read_text().splitlines()
    path.write_text("\n".join(lines[:-1]) + "\n")
    _reindex(path.parent.parent, path)
    _refused(run, "trace.jsonl")


def test_a_wrong_argument(run: Any, copy: Path) -> None:
    """A proof without what it rests on, with queries to match: only a solver can tell."""
    from rcl.api import load, open_session
    from rcl.certificates.argument import Asked, written
    from rcl.certificates.index import index_text, read_index, sha256
    from rcl.certifying import _tasks
    from rcl.locking import read_locks
    from rcl.verdict.decide import problem_of_task

    from dataclasses import replace  # isort: skip

    folder = copy / "out" / "lampist.careful"
    index = read_index(folder / "index.json")
    at = next(n for n, item in enumerate(index.entries) if item.argument and item.argument.core and item.result.value == "proved")  # fmt: skip
    entry = index.entries[at]
    assert entry.argument is not None
    argument = replace(entry.argument, core=())
    session = open_session(LAMPIST)
    world = load(session=session)
    task = next(one for one in _tasks(session, world, index.subject) if one.result_name == entry.name)
    problem, item = problem_of_task(world, task, read_locks(session, world))
    files = dict(entry.files)
    for name, text in written(Asked(problem, item, index.subject), argument).files.items():
        (folder / entry.name / name).write_text(text)
        files[f"{entry.name}/{name}"] = sha256(text.encode())
    changed = replace(entry, argument=argument, files=tuple(files.items()))
    entries = (*index.entries[:at], changed, *index.entries[at + 1 :])
    (folder / "index.json").write_text(index_text(replace(index, entries=entries)))
    _refused(run, "z3 does not confirm it: sat")


def test_a_swapped_index(run: Any, copy: Path) -> None:
    one, other = (copy / "out" / name / "index.json" for name in ("lampist.careful", "lampist.careless"))
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    _refused(run, "it is the index of")


@pytest.mark.parametrize(
    ("old", "new"),
    [('"class": "rejected_mapping"', '"class": "native_conformance"'), ('"refuted"', '"proved"')],
)
def test_a_better_word_in_the_index(run: Any, copy: Path, old: str, new: str) -> None:
    path = copy / "out" / "lampist.careless" / "index.json"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    _refused(run, "NOT CONFIRMED  lampist.careless")


def test_a_truncated_index_can_not_be_read(run: Any, copy: Path) -> None:
    path = copy / "out" / "lampist.careful" / "index.json"
    path.write_text(path.read_text()[:-40])
    outcome = run("proofs", "verify", "out")
    assert outcome.code == ExitCode.USAGE and "is no index" in outcome.err
    path.unlink()
    assert run("proofs", "verify", "out").code == ExitCode.USAGE


@pytest.mark.slow
def test_the_theorems(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are kept, with the reference runtime's certificates."""
    monkeypatch.chdir(ROOT)
    outcome = run("proofs", "verify", "proofs", "--solver", SOLVER)
    assert outcome.code == ExitCode.OK, outcome.out
    assert outcome.out.count("confirmed") == 11


def test_a_solver_that_is_not_there(run: Any, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "rcl.certificates.solvers.find_spec", lambda name: None if name == "cvc5" else object()
    )
    outcome = run("proofs", "verify", "out", "--solver", "both")
    assert outcome.code == ExitCode.USAGE and "rcl-engine[cvc5]" in outcome.err
