"""The commands of ``rcl anchors``: output, JSON, and exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from rcl.cli.main import main
from rcl.report.anchor_json import anchors_schema
from tests.unit.anchors.made import CORE, FILES, body, released, sdist


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A made project whose release is in the store."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    project = released(tmp_path, tmp_path / "cache" / "rcl", FILES)
    monkeypatch.chdir(project)
    return project


def run(capsys, *arguments):
    code = main(["anchors", *arguments])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_verify(place, capsys):
    assert run(capsys, "verify", "--offline", "--check")[0] == 1
    code, out, _ = run(capsys, "verify", "--offline")
    assert code == 0
    assert "verified  engine/core.py::Core.store  7-10" in out
    assert "engine 1.0, 2 anchors: 2 verified, 0 moved, 0 drifted, 0 missing, 0 unchecked" in out
    assert "lock     descriptors/anchors.lock  written" in out
    code, out, _ = run(capsys, "verify", "--offline", "--check")
    assert code == 0 and "up to date" in out


def test_verify_json(place, capsys):
    code, out, _ = run(capsys, "verify", "--offline", "--format", "json")
    value = json.loads(out)
    jsonschema.validate(value, anchors_schema())
    (runtime,) = value["runtimes"]
    assert code == 0 and runtime["counts"]["verified"] == 2 and value["locks"][0]["changed"]
    assert [item["lines"] for item in runtime["anchors"]] == [[12, 15], [7, 10]]


def test_verify_says_what_is_lost(place, capsys):
    text = (place / "descriptors" / "engine.rcl").read_text()
    (place / "descriptors" / "engine.rcl").write_text(
        text.replace(body("engine/core.py", "Core.reuse"), "0" * 64)
    )
    code, out, _ = run(capsys, "verify", "--offline")
    assert code == 1 and "drifted" in out and "the symbol has another body" in out


def test_verify_without_the_archive(place, capsys, monkeypatch, tmp_path):
    run(capsys, "verify", "--offline")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "empty"))
    code, out, _ = run(capsys, "verify", "--offline", "--check")
    assert code == 2 and "not in the store" in out and "up to date" in out


def test_nothing_but_anchors_uses_the_network(place, capsys, monkeypatch, tmp_path):
    import rcl.anchors.releases as releases

    def forbidden(*_, **__):
        raise AssertionError("a download")

    monkeypatch.setattr(releases, "download", forbidden)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "empty"))
    assert run(capsys, "verify", "--offline")[0] == 2
    assert run(capsys, "show", "hit_was_stored", "--offline")[0] == 1
    assert run(capsys, "drift", "engine", "1.0", "2.0", "--offline")[0] == 2
    assert run(capsys, "hash", "engine==1.0", "engine/core.py", "--offline")[0] == 2
    assert main(["check"]) == 0 and main(["prove", "--jobs", "1"]) == 1


def test_show(place, capsys):
    code, out, _ = run(capsys, "show", "hit_was_stored", "--offline", "--context", "1")
    assert code == 0
    assert out.startswith("engine.hit_was_stored  engine/core.py::Core.reuse  unchecked  (engine-1.0.tar.gz)")
    shown = out.splitlines()[1:]
    assert len(shown) == 5 and shown[0] == "     11" and shown[1] == ">    12     def reuse(self, key):"


def test_show_in_colour(place, capsys):
    _, plain, _ = run(capsys, "show", "engine.reuse", "--offline")
    _, colored, _ = run(capsys, "show", "engine.reuse", "--offline", "--color", "always")
    assert "\x1b[" in colored and "\x1b[" not in plain
    assert "raise KeyError(key)" in re.sub(r"\x1b\[[0-9;]*m", "", colored)


def test_show_of_something_unknown(place, capsys):
    code, _, err = run(capsys, "show", "hit_was_store", "--offline")
    assert code == 2 and "did you mean `hit_was_stored`" in err


def test_drift(place, capsys, tmp_path):
    old, new = tmp_path / "old.tar.gz", tmp_path / "new.tar.gz"
    sdist(FILES, old)
    sdist({**FILES, "engine/core.py": CORE.replace("key not in", "key in")}, new)
    run(capsys, "verify", "--offline")
    code, out, _ = run(capsys, "drift", "engine", str(old), str(new))
    assert code == 1
    assert "changed  engine/core.py::Core.reuse  reuse" in out and "+        if key in self.items:" in out
    assert "at stake engine.plain" in out and "proved identity.accepted_first  proof: hit_was_stored" in out
    assert "at stake: 1 statement, 1 result, 1 class" in out
    code, out, _ = run(capsys, "drift", "engine", str(old), str(new), "--format", "json")
    jsonschema.validate(json.loads(out), anchors_schema())
    assert code == 1 and json.loads(out)["stakes"][0]["results"][0]["how"] == "proof"
    assert run(capsys, "drift", "engine", str(old), str(old))[0] == 0


def test_hash(place, capsys, tmp_path):
    archive = str(tmp_path / "engine-1.0.tar.gz")
    code, out, _ = run(capsys, "hash", archive, "engine/core.py::Core.reuse", "engine/core.py")
    first, second = out.splitlines()
    assert (
        code == 0 and first == f'"engine/core.py" :: Core.reuse hash "{body("engine/core.py", "Core.reuse")}"'
    )
    assert second.startswith('"engine/core.py" :: - hash "')
    assert 'blob "' in run(capsys, "hash", "--blob", archive, "engine/core.py")[1]
    code, _, err = run(capsys, "hash", archive, "engine/core.py::Core.nothing")
    assert code == 2 and "no symbol Core.nothing" in err


def test_installed(place, capsys, monkeypatch):
    """A package that is installed in another version, or not at all, is a defect and no evidence."""
    code, out, _ = run(capsys, "verify", "--installed")
    assert code == 2 and "not installed" in out


def test_an_installed_package_is_read_but_no_evidence_for_the_lock(tmp_path, capsys, monkeypatch):
    from importlib.metadata import distribution

    from rcl.anchors.symbols import digest
    from rcl.anchors.units import symbol_in
    from tests.unit.anchors.made import project

    found = distribution("lark")
    text = Path(str(found.locate_file("lark/lark.py"))).read_text(encoding="utf-8")
    symbol = symbol_in("lark/lark.py", text, "Lark.parse")
    assert symbol is not None
    anchors = "".join(
        f'anchor {name} = "lark/lark.py" :: Lark.parse hash "{digest(symbol)}"\n'
        for name in ("store", "reuse")
    )
    source = f'  source wheel "lark=={found.version}" sha256 "{"0" * 64}"'
    monkeypatch.chdir(project(tmp_path, source, anchors))
    code, out, _ = run(capsys, "verify", "--installed")
    assert code == 0 and f"read from installed lark=={found.version}" in out and "1 verified" in out
    assert "verified" not in (tmp_path / "project" / "descriptors" / "anchors.lock").read_text()


def test_a_checkout_that_is_none(place, capsys):
    code, _, err = run(capsys, "verify", "--checkout", "nowhere")
    assert code == 2 and "is no folder" in err


@pytest.fixture
def recorded(tmp_path, monkeypatch):
    """A made project whose source is in a repository that nobody has here."""
    from tests.unit.anchors.made import project

    anchors = "".join(
        f'anchor {name} = "src/core.cpp" :: Core.{name} blob "45f6522a"\n' for name in ("store", "reuse")
    )
    place = project(tmp_path, f'  source git "maker/engine" at "{"1" * 40}"', anchors)
    text = (place / "descriptors" / "engine.rcl").read_text()
    asked = (
        "  expect unknown_evidence, open identity.accepted_first\n  expect recorded native_conformance\n}\n"
    )
    (place / "descriptors" / "engine.rcl").write_text(text.removesuffix("}\n") + asked)
    monkeypatch.chdir(place)
    monkeypatch.setenv("COLUMNS", "100")
    return place


def test_accept_recorded(recorded, capsys):
    """The default, the choice by flag and by environment: each meets its own expectation, and each report says so."""
    assert main(["prove", "--jobs", "1"]) == 0
    assert "anchor unchecked, commit recorded" in " ".join(capsys.readouterr().out.split())
    assert main(["prove", "--jobs", "1", "--accept-recorded"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "native_conformance expected native_conformance" in out
    assert "3 statements take part on a recorded commit that was not checked (--accept-recorded)" in out
    assert main(["prove", "--jobs", "1", "--accept-recorded", "--format", "json"]) == 0
    (lowering,) = json.loads(capsys.readouterr().out)["lowerings"]
    assert lowering["recorded"] == ["guarantee hit_was_stored", "admits storing", "admits using"]
    assert main(["matrix", "--jobs", "1", "--accept-recorded"]) == 0
    assert "recorded commit that was not checked" in " ".join(capsys.readouterr().out.split())


def test_accept_recorded_from_the_environment(recorded, capsys, monkeypatch):
    monkeypatch.setenv("RCL_ACCEPT_RECORDED", "yes")
    assert main(["prove", "--jobs", "1", "--stats"]) == 0
    out = capsys.readouterr()
    assert "native_conformance" in out.out and "accept_recorded yes (environment)" in out.err
    monkeypatch.setenv("RCL_ACCEPT_RECORDED", "perhaps")
    assert main(["prove"]) == 2 and "`yes` or `no` is needed" in capsys.readouterr().err


def test_a_trace_is_replayed_under_the_same_choice(recorded, capsys):
    text = (recorded / "descriptors" / "engine.rcl").read_text()
    broken = text.replace(
        "whenever used(claim: c) requires previously once stored(claim: c)", "always true", 1
    ).replace("used(claim: c) when previously once stored(claim: c)", "used()")
    (recorded / "descriptors" / "engine.rcl").write_text(broken)
    main(["prove", "--jobs", "1", "--accept-recorded", "--traces", "traces"])
    (trace,) = (recorded / "traces").iterdir()
    capsys.readouterr()
    assert main(["replay", str(trace), "--accept-recorded"]) == 0
    assert "recorded commit that was not checked" in " ".join(capsys.readouterr().out.split())
    assert main(["replay", str(trace)]) == 1
