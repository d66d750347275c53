"""``rcl proofs``: what a program reads is what a person reads, and follows the shipped schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rcl.cli.exit_codes import ExitCode
from rcl.report.proofs_report import proofs_schema
from tests.cli.conftest import LAMPIST


def _object(text: str) -> Any:
    value = json.loads(text)
    schema = proofs_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(value)
    return value


def test_export(run: Any, copy: Path) -> None:
    human = run("proofs", "export", LAMPIST, "--output", "again", "--jobs", "1")
    outcome = run("proofs", "export", LAMPIST, "--output", "again", "--jobs", "1", "--format", "json")
    assert outcome.code == human.code == ExitCode.OK
    items = _object(outcome.out)["exports"]
    said = "".join(
        f"{item['subject']}: {item['certificates']} certificates, {item['files']} files, {item['bytes'] / 1024:.0f} KiB\n"
        for item in items
    )
    assert said == human.out
    for item in items:
        files = [path for path in Path(item["folder"]).rglob("*") if path.is_file()]
        assert len(files) == item["files"] and sum(path.stat().st_size for path in files) == item["bytes"]
    assert {item["class"] for item in items} == {"native_conformance", "rejected_mapping"}


@pytest.mark.parametrize("damaged", [False, True])
def test_verify(run: Any, copy: Path, damaged: bool) -> None:
    if damaged:
        next(Path("out").rglob("step.smt2")).unlink()
    human, outcome = run("proofs", "verify", "out"), run("proofs", "verify", "out", "--format", "json")
    assert outcome.code == human.code == (ExitCode.NOT_MET if damaged else ExitCode.OK)
    value = _object(outcome.out)
    assert value["confirmed"] is not damaged and value["solvers"] == ["z3"]
    for item in value["exports"]:
        word = "confirmed" if item["confirmed"] else "NOT CONFIRMED"
        assert f"{word}  {item['subject']}  {item['class']}\n" in human.out
        assert f"  traces        {item['traces']}\n" in human.out
        assert f"  certificates  {item['certificates']} with {item['queries']} queries" in human.out
        for kind, count in item["results"].items():
            assert f"{count} {kind}" in human.out
        assert set(item["seconds"]) == ({"z3"} if item["queries"] else set())
    wrong = [f"  wrong  {one['where']}: {one['what']}" for item in value["exports"] for one in item["wrong"]]
    assert wrong == [line for line in human.out.splitlines() if line.startswith("  wrong")]
    assert bool(wrong) is damaged


def test_theorems(run: Any, copy: Path) -> None:
    human = run("proofs", "theorems", "--output", "theorems")
    outcome = run("proofs", "theorems", "--output", "theorems", "--format", "json")
    assert outcome.code == human.code == ExitCode.OK
    sets = _object(outcome.out)["sets"]
    assert human.out == "".join(f"{item['folder']}: {len(item['theorems'])} theorems\n" for item in sets)
    for item in sets:
        files = {path.name for path in Path(item["folder"]).glob("*.smt2")}
        assert files == {one["file"] for one in item["theorems"]}
        for one in item["theorems"]:
            words = (Path(item["folder"]) / one["file"]).read_text().split("\n(")[0].replace("\n; ", " ")
            assert " ".join(one["statement"].split()) in " ".join(words.split())


@pytest.mark.parametrize("command", ["export", "verify", "theorems"])
def test_an_error_is_no_object(run: Any, copy: Path, command: str) -> None:
    (copy / LAMPIST).write_text("mode")
    arguments = {"export": (LAMPIST, "--output", "x"), "verify": ("out",), "theorems": ("--output", "x")}
    outcome = run("proofs", command, *arguments[command], "--format", "json")
    assert outcome.code == ExitCode.USAGE and not outcome.out and "error" in outcome.err
