"""Anchors into commits: recorded blob ids, checkouts and bare repositories, and what takes part by choice."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

import rcl
from rcl.anchoring import Where, verify_anchors
from rcl.anchors.trees import blob_id
from tests.unit.anchors.made import project

CPP = """\
namespace engine {
class Core {
public:
    void store(Item const& item);
    int reuse(Key key);
};
void Core::store(Item const& item) { mItems[item.key] = item; }
int Core::reuse(Key key) { return mItems.at(key); }
}
"""
PATH = "src/core.cpp"

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder, *arguments):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.strip()


@pytest.fixture
def repository(tmp_path):
    """A repository with the file as it was recorded, and a second commit in which it is another."""
    folder = tmp_path / "repository"
    (folder / "src").mkdir(parents=True)
    git(folder, "init", "-q")
    (folder / PATH).write_text(CPP)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "one")
    (folder / PATH).write_text(CPP.replace(".at(key)", "[key]"))
    git(folder, "commit", "-qam", "two")
    return folder


def commits(repository):
    return git(repository, "rev-list", "--reverse", "HEAD").split()


def made(tmp_path, commit, blob, *, hashes=("", ""), reuse="Core.reuse"):
    anchors = "".join(
        f'anchor {name} = "{PATH}" :: {symbol} {digest} blob "{blob}" at "{commit[:8]}"\n'
        for (name, symbol), digest in zip((("store", "Core::store"), ("reuse", reuse)), hashes, strict=True)
    )
    return project(tmp_path, f'  source git "maker/engine" at "{commit}"', anchors)


def states(report):
    (verified,) = report.runtimes
    return {found.anchor.name: (found.state.value, found.reason) for found, _ in verified.best()}


def result(place, **choice):
    (verdict,) = rcl.prove(place, session=rcl.open_session(place, jobs=1, **choice)).verdicts.lowerings
    return verdict.obligations[0].result.value, verdict


BLOB = blob_id(CPP.encode())


def test_blob_ids_are_those_of_git(repository):
    one, two = commits(repository)
    assert git(repository, "rev-parse", f"{one}:{PATH}") == BLOB
    assert git(repository, "rev-parse", f"{two}:{PATH}") != BLOB


def test_recorded_anchors_count_by_choice_only(tmp_path):
    place = made(tmp_path, "1" * 40, BLOB[:8])
    report = verify_anchors(place)
    assert states(report) == dict.fromkeys(("store", "reuse"), ("unchecked", "no checkout was given"))
    assert BLOB[:8] in (place / "descriptors" / "anchors.lock").read_text()
    assert result(place)[0] != "proved"
    found, verdict = result(place, accept_recorded=True)
    assert found == "proved" and len(verdict.recorded) == 3
    assert any("recorded commit that was not checked" in reason for reason in verdict.reasons)
    assert not any("no part" in reason for reason in verdict.reasons)


def test_a_checkout_settles_it_for_good(tmp_path, repository):
    one, _ = commits(repository)
    place = made(tmp_path, one, BLOB[:8])
    report = verify_anchors(place, where=Where(offline=True, checkouts=(("", repository),)))
    assert states(report) == dict.fromkeys(("store", "reuse"), ("verified", ""))
    found, verdict = result(place)
    assert found == "proved" and verdict.recorded == ()
    before = (place / "descriptors" / "anchors.lock").read_bytes()
    verify_anchors(place)
    assert (place / "descriptors" / "anchors.lock").read_bytes() == before
    assert result(place, accept_recorded=True)[1].recorded == ()


def test_a_bare_repository(tmp_path, repository):
    one, _ = commits(repository)
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "-q", "--bare", str(repository), str(bare))
    place = made(tmp_path, one, BLOB)
    report = verify_anchors(place, where=Where(checkouts=(("maker/engine", bare),)))
    assert {state for state, _ in states(report).values()} == {"verified"}


def test_another_commit_has_drifted_even_by_choice(tmp_path, repository):
    _, two = commits(repository)
    place = made(tmp_path, two, BLOB[:8])
    report = verify_anchors(place, where=Where(checkouts=(("", repository),)))
    assert {state for state, _ in states(report).values()} == {"drifted"}
    assert "has the blob id" in states(report)["store"][1]
    assert result(place, accept_recorded=True)[0] != "proved"


def test_an_unknown_commit_is_a_defect(tmp_path, repository):
    place = made(tmp_path, "1" * 40, BLOB[:8])
    report = verify_anchors(place, where=Where(checkouts=(("", repository),)))
    assert "does not have this commit" in report.runtimes[0].defects[0].reason
    assert {state for state, _ in states(report).values()} == {"unchecked"}


def test_a_plain_checkout_is_hashed(tmp_path):
    folder = tmp_path / "plain"
    (folder / "src").mkdir(parents=True)
    (folder / PATH).write_text(CPP)
    place = made(tmp_path, "1" * 40, BLOB[:12])
    assert {
        state for state, _ in states(verify_anchors(place, where=Where(checkouts=(("", folder),)))).values()
    } == {"verified"}


def test_with_a_hash_the_symbol_decides(tmp_path):
    """In a later checkout one function is the same and one isn't; the file is another in any case."""
    from tests.unit.anchors.made import body

    hashes = [f'hash "{body(PATH, symbol, {PATH: CPP})}"' for symbol in ("Core.store", "Core.reuse")]
    folder = tmp_path / "plain"
    (folder / "src").mkdir(parents=True)
    (folder / PATH).write_text("// a comment\n" + CPP.replace(".at(key)", "[key]"))
    place = made(tmp_path, "1" * 40, BLOB[:12], hashes=hashes)
    found = states(verify_anchors(place, where=Where(checkouts=(("", folder),))))
    assert {name: state for name, (state, _) in found.items()} == {"store": "verified", "reuse": "drifted"}


def test_a_symbol_that_is_not_in_the_file_is_missing(tmp_path, repository):
    one, _ = commits(repository)
    place = made(tmp_path, one, BLOB[:8], reuse="Core.again")
    found = states(verify_anchors(place, where=Where(checkouts=(("", repository),))))
    assert found["reuse"][0] == "missing" and found["store"][0] == "verified"


def test_links_out_of_a_checkout_are_not_followed(tmp_path):
    outside = tmp_path / "outside.cpp"
    outside.write_text(CPP)
    folder = tmp_path / "plain"
    (folder / "src").mkdir(parents=True)
    (folder / PATH).symlink_to(outside)
    place = made(tmp_path, "1" * 40, BLOB[:8])
    found = states(verify_anchors(place, where=Where(checkouts=(("", folder),))))
    assert {state for state, _ in found.values()} == {"missing"}


def test_a_linked_file_of_a_commit_is_not_read(tmp_path):
    folder = tmp_path / "linked"
    (folder / "src").mkdir(parents=True)
    git(folder, "init", "-q")
    (folder / PATH).symlink_to("/etc/hostname")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "one")
    place = made(tmp_path, commits(folder)[0], BLOB[:8])
    found = states(verify_anchors(place, where=Where(checkouts=(("", folder),))))
    assert {state for state, _ in found.values()} == {"missing"}


def test_without_the_parsers_the_blob_id_is_enough(tmp_path, repository, monkeypatch):
    import rcl.anchors.native as native

    def absent(name):
        raise ImportError(name)

    monkeypatch.setattr(native, "import_module", absent)
    one, _ = commits(repository)
    place = made(tmp_path, one, BLOB[:8])
    found = states(verify_anchors(place, where=Where(checkouts=(("", repository),))))
    assert {state for state, _ in found.values()} == {"verified"}
    assert "rcl-engine[anchors]" in found["store"][1]
    assert result(place)[0] == "proved"


def test_without_any_hash_a_checkout_tells_the_blob_id(tmp_path, repository):
    one, _ = commits(repository)
    place = made(tmp_path, one, BLOB)
    text = (place / "descriptors" / "engine.rcl").read_text()
    (place / "descriptors" / "engine.rcl").write_text(text.replace(f'blob "{BLOB}" ', ""))
    found = states(verify_anchors(place, where=Where(checkouts=(("", repository),))))
    assert found["reuse"] == (
        "unchecked",
        f"the anchor has no hash and no blob id; the file's blob id is {BLOB}",
    )
    assert result(place, accept_recorded=False)[0] != "proved"
    assert result(place, accept_recorded=True)[0] == "proved"
