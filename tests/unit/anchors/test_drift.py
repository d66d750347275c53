"""From one version to another: the fate of each anchor, and what is at stake."""

from __future__ import annotations

import pytest

import rcl
from rcl.anchoring import Where, drift, verify_anchors
from tests.unit.anchors.made import CORE, FILES, OTHER, released, sdist

REUSE = CORE[CORE.index("    def reuse") :]

CASES = {
    "same": ({**FILES, "engine/core.py": CORE.replace("# by key", "# by its key")}, "same", ()),
    "changed": (
        {**FILES, "engine/core.py": CORE.replace("key not in", "key in")},
        "changed",
        ("-        if key not in self.items:", "+        if key in self.items:"),
    ),
    "moved": (
        {"engine/core.py": CORE.replace(REUSE, ""), "engine/other.py": "class B:\n" + REUSE},
        "moved",
        (),
    ),
    "gone": ({**FILES, "engine/core.py": CORE.replace(REUSE, "")}, "gone", ()),
    "unread": ({**FILES, "engine/core.py": CORE + "# \udcff"}, "unread", ()),
}


def archive(path, files):
    text = {name: value.encode("utf-8", "surrogateescape").decode("latin-1") for name, value in files.items()}
    if any("\udcff" in value for value in files.values()):
        return broken(path, files)
    sdist(text, path)
    return str(path)


def broken(path, files):
    """An archive with a file that is not UTF-8."""
    import io
    import tarfile

    with tarfile.open(path, "w:gz") as out:
        for name, value in files.items():
            data = value.encode("utf-8", "surrogateescape")
            info = tarfile.TarInfo(f"engine-2.0/{name}")
            info.size = len(data)
            out.addfile(info, io.BytesIO(data))
    return str(path)


@pytest.fixture
def place(tmp_path):
    project = released(tmp_path, tmp_path / "store", FILES)
    verify_anchors(project, where=Where(offline=True, cache=tmp_path / "store"))
    return project


@pytest.mark.parametrize("name", CASES)
def test_fates(name, tmp_path, place):
    files, fate, diff = CASES[name]
    old, new = archive(tmp_path / "old.tar.gz", FILES), archive(tmp_path / "new.tar.gz", files)
    report = drift("engine", old, new, place, where=Where(offline=True))
    found = {item.anchor.name: item for item in report.drifts}
    assert found["reuse"].fate.value == fate
    assert {line for line in found["reuse"].diff if line[0] in "+-"} == set(diff)
    if fate in ("same", "moved"):
        assert report.stakes == ()
        return
    (stake,) = report.stakes
    assert "hit_was_stored" in stake.statements
    uses = {(item.obligation, item.how): item.statements for item in stake.results}
    assert uses["identity.accepted_first", "proof"] == ("hit_was_stored",)


def test_new_in_the_newer_version(tmp_path, place):
    old = archive(tmp_path / "old.tar.gz", {"engine/other.py": OTHER})
    report = drift("engine", old, archive(tmp_path / "new.tar.gz", FILES), place, prove=False)
    assert {item.fate.value for item in report.drifts} == {"new"} and not report.decided


def test_folders_can_be_compared(tmp_path, place):
    for name, text in (("old", CORE), ("new", CORE.replace("4", "5"))):
        (tmp_path / name / "engine").mkdir(parents=True)
        (tmp_path / name / "engine" / "core.py").write_text(text)
    report = drift("engine", str(tmp_path / "old"), str(tmp_path / "new"), place, prove=False)
    assert [item.fate.value for item in report.drifts] == ["same", "same"]


def test_what_can_not_be_had(tmp_path, place):
    where = Where(offline=True, cache=tmp_path / "store")
    with pytest.raises(rcl.UsageError, match="not in the store"):
        drift("engine", "1.0", "2.0", place, where=where)
    with pytest.raises(rcl.UsageError, match="did you mean `engine`"):
        drift("engin", "1.0", "2.0", place, where=where)
