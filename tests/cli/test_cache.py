"""``rcl prove`` with what an earlier run left: the same bytes, less work, and no harm from files that can't be used."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from rcl.cli.exit_codes import ExitCode
from rcl.verdict.cache import FILE_NAME

RUNTIME = """\
use lamp version 1

runtime street version "1.0"
  "A street of lamps."
  source specification "street-1.0" sha256 ""

event switched_on(lamp: Lamp)
  "The lamp is switched on."
event broke(lamp: Lamp)
  "The lamp breaks."

anchor rules = "rules.txt" :: Lamps

mode night "At night" {
  guarantee only_lit_lamps_break
    "A lamp that was never on does not break."
    whenever broke(lamp: l) requires once switched_on(lamp: l)
  admits on
    "Any lamp may be switched on."
    switched_on(lamp: _)
}

lowering street.night to lamp.lamp_bundle "Light is light." {
  asserts conformance
  map lit(lamp: l) from switched_on(lamp: l)
  map dark(lamp: l) from broke(lamp: l)
}
"""


@pytest.fixture(name="place", autouse=True)
def place_fixture(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (project / "specs" / "street.rcl").write_text(RUNTIME, encoding="utf-8")
    monkeypatch.setenv("RCL_CACHE", "yes")
    monkeypatch.setenv("RCL_CACHE_DIR", str(project / "kept"))
    return project / "kept" / FILE_NAME


def entries(place: Path) -> dict[str, str]:
    base = sqlite3.connect(place)
    try:
        return dict(base.execute("SELECT key, text FROM decided"))
    finally:
        base.close()


def test_the_second_run_says_the_same(run: Any, place: Path) -> None:
    first = run("prove", "--format", "json")
    assert json.loads(first.out)["lowerings"], first.err
    kept = entries(place)
    assert kept
    assert run("prove", "--format", "json") == first
    assert run("prove", "--no-cache", "--format", "json") == first
    assert entries(place) == kept


def test_no_cache_leaves_nothing(run: Any, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("prove", "--no-cache")
    assert not place.exists()
    monkeypatch.setenv("RCL_CACHE", "perhaps")
    assert run("prove").code == ExitCode.USAGE


def test_forged_entries_change_nothing(run: Any, place: Path) -> None:
    first = run("prove", "--format", "json")
    base = sqlite3.connect(place)
    with base:
        for key, text in entries(place).items():
            entry = json.loads(text)
            entry["result"] = "proved" if entry["result"] != "proved" else "refuted"
            base.execute("UPDATE decided SET text = ? WHERE key = ?", (json.dumps(entry), key))
    base.close()
    assert run("prove", "--format", "json") == first


def test_a_file_in_the_way_is_no_error(run: Any, place: Path) -> None:
    place.parent.write_text("", encoding="utf-8")
    first = run("prove")
    assert first.code in (ExitCode.OK, ExitCode.NOT_MET)
    place.parent.unlink()
    place.parent.mkdir()
    place.write_bytes(b"\x00garbage" * 1000)
    assert run("prove") == first
    assert entries(place)
