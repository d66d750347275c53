"""Anchors into a folder of the project itself: the lock counts only as long as the folder still shows what it says."""

from __future__ import annotations

import shutil

import jsonschema
import pytest

import rcl
from rcl.anchoring import Where, show, verify_anchors
from rcl.anchors.lock import FILE_NAME
from rcl.report.anchor_json import anchors_schema, verify_object
from tests.unit.anchors.made import CORE, OTHER, body, project
from tests.unit.model.conftest import CONTRACT, RUNTIME, run

FOLDER = "tools/adapter"
PATH = f"{FOLDER}/core.py"
OFFLINE = Where(offline=True)


@pytest.fixture
def place(tmp_path):
    files = {PATH: CORE}
    anchors = "".join(
        f'anchor {name} = "{PATH}" :: {symbol} hash "{body(PATH, symbol, files)}"\n'
        for name, symbol in (("store", "Core.store"), ("reuse", "Core.reuse"))
    )
    found = project(tmp_path, f'  source tree "{FOLDER}" sha256 ""', anchors)
    (found / FOLDER).mkdir(parents=True)
    (found / PATH).write_text(CORE)
    return found


def verify(place):
    return verify_anchors(place, where=OFFLINE, cwd=place)


def result(place):
    (verdict,) = rcl.prove(place, session=rcl.open_session(place, jobs=1)).verdicts.lowerings
    return verdict.obligations[0].result.value, " | ".join(verdict.reasons)


def test_verified_and_then_proved(place):
    report = verify(place)
    assert [item.state.value for item, _ in report.runtimes[0].best()] == ["verified", "verified"]
    assert result(place)[0] == "proved"


def test_without_a_lock_nothing_is_proved(place):
    found, reasons = result(place)
    assert found != "proved"
    assert "anchor unchecked" in reasons


def test_a_changed_function_falls_without_a_new_lock(place):
    verify(place)
    (place / PATH).write_text(CORE.replace("raise KeyError(key)", "return None"))
    found, reasons = result(place)
    assert found != "proved"
    assert "guarantee hit_was_stored" in reasons
    assert "anchor drifted" in reasons


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (CORE.replace("def reuse", "def reuse_it"), "anchor missing"),
        ("def (", "anchor unchecked"),
        ("", "anchor missing"),
    ],
)
def test_a_function_that_is_gone_or_cannot_be_read_falls(place, text, why):
    verify(place)
    (place / PATH).write_text(text)
    found, reasons = result(place)
    assert found != "proved"
    assert why in reasons


def test_layout_comments_and_other_functions_do_not_matter(place):
    verify(place)
    (place / PATH).write_text(
        CORE.replace("# by key", "# by its key").replace("limit: int", "size: int") + OTHER
    )
    assert result(place)[0] == "proved"


def test_where_the_folder_is_not_shipped_the_lock_counts(place):
    verify(place)
    shutil.rmtree(place / "tools")
    assert result(place)[0] == "proved"
    report = verify(place)
    assert not report.files[0].changed
    assert not report.runtimes[0].defects


def test_the_lock_alone_is_not_made_better_by_looking(place):
    """A lock that calls an anchor drifted stays so until `rcl anchors verify` has written it anew."""
    verify(place)
    (place / PATH).write_text(CORE.replace("raise KeyError(key)", "return None"))
    verify(place)
    assert '"drifted"' in (place / "descriptors" / FILE_NAME).read_text()
    (place / PATH).write_text(CORE)
    assert result(place)[0] != "proved"
    verify(place)
    assert result(place)[0] == "proved"


def test_a_link_out_of_the_folder_is_not_followed(place, tmp_path):
    verify(place)
    (tmp_path / "elsewhere.py").write_text(CORE)
    (place / PATH).unlink()
    (place / PATH).symlink_to(tmp_path / "elsewhere.py")
    assert result(place)[0] != "proved"


def test_the_source_can_be_shown(place):
    (shown,) = show("hit_was_stored", place, where=OFFLINE, cwd=place)
    assert shown.place is not None
    assert shown.source == FOLDER


def test_the_report_fits_its_schema(place):
    jsonschema.validate(verify_object(verify(place)), anchors_schema())


def anchor_codes(sources: str, line: str):
    head = 'runtime engine version "1.0" "A small runtime."\n'
    text = RUNTIME.replace(head, head + sources).replace(
        "guarantee small", f"anchor o = {line}\nguarantee small"
    )
    return run({"pact.rcl": CONTRACT, "engine.rcl": text})


TREE = '  source tree "tools/a" sha256 ""\n'
ARCHIVE = f'  source sdist "engine==1.0" sha256 "{"a" * 64}"\n'


@pytest.mark.parametrize(
    ("path", "tree"), [("tools/a/x.py", "tools/a"), ("tools/ab/x.py", ""), ("x.py", ""), ("tools/a", "")]
)
def test_the_path_says_which_source_is_meant(path, tree):
    outcome = anchor_codes(TREE + ARCHIVE, f'"{path}" :: f hash "{"b" * 64}"')
    assert not outcome.found, outcome.found
    assert next(item for item in outcome.world.runtimes[0].anchors if item.name == "o").tree == tree


@pytest.mark.parametrize(
    "sources",
    [
        '  source tree "../a" sha256 ""\n',
        '  source tree "/a" sha256 ""\n',
        '  source tree "" sha256 ""\n',
        f'  source tree "a" sha256 "{"a" * 64}"\n',
    ],
)
def test_a_malformed_tree_is_reported(sources):
    assert anchor_codes(sources, '"x.py" :: f').found


def test_a_commit_of_a_file_of_the_project_is_reported():
    outcome = anchor_codes(TREE, f'"tools/a/x.py" :: f hash "{"b" * 64}" blob "{"c" * 40}"')
    assert outcome.found
