"""What changes in a release changes the states of anchors, and these change the verdicts."""

from __future__ import annotations

import pytest

import rcl
from rcl.anchoring import Where, verify_anchors
from tests.unit.anchors.made import CORE, FILES, OTHER, released

REUSE = CORE[CORE.index("    def reuse") :]
WITHOUT = CORE.replace(REUSE, "")

CASES = {
    "as it was": (FILES, "verified", "proved"),
    "one token": ({**FILES, "engine/core.py": CORE.replace("key not in", "key in")}, "drifted", "open"),
    "one literal": ({**FILES, "engine/core.py": CORE.replace("[key]\n", "[key, 0]\n")}, "drifted", "open"),
    "only comments": (
        {
            **FILES,
            "engine/core.py": CORE.replace("        if key", "        # looks it up\n\n        if key"),
        },
        "verified",
        "proved",
    ),
    "only layout": (
        {
            **FILES,
            "engine/core.py": CORE.replace("KeyError(key)", "KeyError(\n                key,\n            )"),
        },
        "verified",
        "proved",
    ),
    "a docstring": (
        {
            **FILES,
            "engine/core.py": CORE.replace("        if key", '        """Finds it."""\n        if key'),
        },
        "verified",
        "proved",
    ),
    "another symbol": ({**FILES, "engine/other.py": OTHER.replace("1", "2")}, "verified", "proved"),
    "moved": (
        {"engine/core.py": WITHOUT, "engine/other.py": "class Base:\n" + REUSE},
        "moved",
        "proved",
    ),
    "moved twice": (
        {"engine/core.py": WITHOUT, "engine/other.py": "class A:\n" + REUSE + "class B:\n" + REUSE},
        "missing",
        "open",
    ),
    "deleted": ({**FILES, "engine/core.py": WITHOUT}, "missing", "open"),
    "no such file": (
        {"engine/other.py": OTHER, "engine/x.py": CORE.replace("reuse", "again")},
        "missing",
        "open",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_states_and_verdicts(name, tmp_path):
    files, state, result = CASES[name]
    cache = tmp_path / "store"
    project = released(tmp_path, cache, files)
    report = verify_anchors(project, where=Where(offline=True, cache=cache))
    (verified,) = report.runtimes
    states = {found.anchor.name: found.state.value for found, _ in verified.best()}
    assert states["reuse"] == state, verified.best()
    assert [(item.path, item.changed) for item in report.files] == [("descriptors/anchors.lock", True)]
    (verdict,) = rcl.prove(project, session=rcl.open_session(project, jobs=1)).verdicts.lowerings
    (found,) = verdict.obligations
    assert found.result.value == result, (found.reason, verdict.reasons)
    assert any("takes no part" in reason or "take no part" in reason for reason in verdict.reasons) == (
        result != "proved"
    )


def test_a_second_run_changes_nothing(tmp_path):
    cache = tmp_path / "store"
    project = released(tmp_path, cache, FILES)
    where = Where(offline=True, cache=cache)
    assert verify_anchors(project, where=where, write=False).files[0].changed
    assert not (project / "descriptors" / "anchors.lock").exists()
    assert verify_anchors(project, where=where).files[0].changed
    assert not verify_anchors(project, where=where).files[0].changed


def test_without_the_archive_the_lock_stays(tmp_path):
    cache = tmp_path / "store"
    project = released(tmp_path, cache, FILES)
    verify_anchors(project, where=Where(offline=True, cache=cache))
    before = (project / "descriptors" / "anchors.lock").read_bytes()
    report = verify_anchors(project, where=Where(offline=True, cache=tmp_path / "empty"))
    (verified,) = report.runtimes
    assert "not in the store" in verified.defects[0].reason
    assert {found.state.value for found, _ in verified.best()} == {"unchecked"}
    assert not report.files[0].changed and (project / "descriptors" / "anchors.lock").read_bytes() == before


def test_another_archive_is_refused(tmp_path):
    cache = tmp_path / "store"
    project = released(tmp_path, cache, FILES)
    (archive,) = (item for item in cache.rglob("*.tar.gz"))
    archive.write_bytes(archive.read_bytes() + b"\0")
    (verified,) = verify_anchors(project, where=Where(offline=True, cache=cache)).runtimes
    assert verified.defects and {found.state.value for found, _ in verified.best()} == {"unchecked"}


def test_a_checkout_of_an_archive_never_reaches_the_lock(tmp_path):
    cache = tmp_path / "store"
    project = released(tmp_path, cache, FILES)
    checkout = tmp_path / "checkout"
    (checkout / "engine").mkdir(parents=True)
    for path, text in FILES.items():
        (checkout / path).write_text(text)
    report = verify_anchors(project, where=Where(offline=True, checkouts=(("engine", checkout),)))
    assert {found.state.value for found, _ in report.runtimes[0].best()} == {"verified"}
    lock = (project / "descriptors" / "anchors.lock").read_text()
    assert "verified" not in lock


def test_a_lock_that_does_not_fit_is_refused(tmp_path):
    cache = tmp_path / "store"
    project = released(tmp_path, cache, FILES)
    verify_anchors(project, where=Where(offline=True, cache=cache))
    place = project / "descriptors" / "engine.rcl"
    place.write_text(place.read_text().replace('engine==1.0"', 'engine==1.1"'))
    with pytest.raises(rcl.InputError) as caught:
        rcl.prove(project, session=rcl.open_session(project, jobs=1))
    assert [item.code.id for item in caught.value.diagnostics] == ["RCL0608"]
    place.write_text(
        place.read_text().replace('engine==1.1"', 'engine==1.0"').replace("Core.store", "Core.stock")
    )
    with pytest.raises(rcl.InputError) as caught:
        rcl.prove(project, session=rcl.open_session(project, jobs=1))
    assert [item.code.id for item in caught.value.diagnostics] == ["RCL0608"]


def test_a_wheel_beside_the_sdist(tmp_path):
    """An anchor that stands in one of two archives isn't missing for want of it in the other."""
    from rcl.anchors.releases import keep
    from tests.unit.anchors.made import project as made
    from tests.unit.anchors.made import python_anchors, sdist, wheel

    cache = tmp_path / "store"
    one = sdist({"engine/other.py": OTHER}, tmp_path / "engine-1.0.tar.gz")
    two = wheel({"engine/core.py": CORE}, tmp_path / "core-1.0-py3-none-any.whl")
    for name in ("engine-1.0.tar.gz", "core-1.0-py3-none-any.whl"):
        keep(tmp_path / name, cache)
    sources = f'  source sdist "engine==1.0" sha256 "{one}"\n  source wheel "core==1.0" sha256 "{two}"'
    project = made(tmp_path, sources, python_anchors())
    (verified,) = verify_anchors(project, where=Where(offline=True, cache=cache)).runtimes
    assert [(found.state.value, source.kind) for found, source in verified.best()] == [
        ("verified", "wheel")
    ] * 2
    assert "missing" not in (project / "descriptors" / "anchors.lock").read_text()
