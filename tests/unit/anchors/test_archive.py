"""Hostile archives: what they hold is never written, never followed, and bounded."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile

import pytest

import rcl.anchors.archive as archive
from rcl.anchors.archive import Unreadable, read_members
from rcl.anchors.trees import ArchiveTree
from tests.unit.anchors.made import FILES, sdist, wheel


def tar(path, members, mode="w:gz"):
    with tarfile.open(path, mode) as out:
        for info, data in members:
            info.size = len(data)
            out.addfile(info, io.BytesIO(data))
    return path


def info(name, kind=tarfile.REGTYPE, link=""):
    made = tarfile.TarInfo(name)
    made.type = kind
    made.linkname = link
    return made


def paths(path, kind="sdist", wanted=lambda path: True):
    with path.open("rb") as file:
        return [member.path for member in read_members(file, kind, wanted)]


@pytest.mark.parametrize(
    "name",
    (
        "engine-1.0/../../etc/passwd",
        "/etc/passwd",
        "engine-1.0/a/../b.py",
        "engine-1.0\\a.py",
        "engine-1.0/c:/x",
    ),
)
def test_names_that_lead_out_are_no_members(tmp_path, name):
    path = tar(tmp_path / "x.tar.gz", [(info(name), b"x"), (info("engine-1.0/good.py"), b"y")])
    assert paths(path) == ["good.py"]


def test_links_are_no_members(tmp_path):
    links = [
        (info("engine-1.0/soft.py", tarfile.SYMTYPE, "/etc/passwd"), b""),
        (info("engine-1.0/hard.py", tarfile.LNKTYPE, "engine-1.0/good.py"), b""),
        (info("engine-1.0/good.py"), b"y"),
    ]
    assert paths(tar(tmp_path / "x.tar.gz", links)) == ["good.py"]


def test_a_name_that_occurs_twice(tmp_path):
    path = tar(tmp_path / "x.tar.gz", [(info("e-1/a.py"), b"x"), (info("e-1/a.py"), b"y")])
    with pytest.raises(Unreadable, match="twice"):
        paths(path)


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_ARCHIVE", 1000)
    path = tar(tmp_path / "x.tar.gz", [(info("e-1/a.py"), b"x" * 600), (info("e-1/b.py"), b"y" * 600)])
    with pytest.raises(Unreadable, match="more than is ever read"):
        paths(path)


def test_too_many_members(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_MEMBERS", 2)
    path = tar(tmp_path / "x.tar.gz", [(info(f"e-1/{number}.py"), b"") for number in range(3)])
    with pytest.raises(Unreadable, match="more than is ever read"):
        paths(path)


def test_a_large_member_is_a_member_without_text(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_MEMBER", 100)
    for kind, made in (("sdist", sdist), ("wheel", wheel)):
        made({"a.py": "x" * 101, "b.py": "y"}, tmp_path / kind)
        with (tmp_path / kind).open("rb") as file:
            found = {member.path: member.text for member in read_members(file, kind, lambda path: True)}
        assert found == {"a.py": None, "b.py": "y"}


def test_a_zip_that_lies_about_its_sizes(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_MEMBER", 100)
    path = tmp_path / "x.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a.py", b"x" * 5000)
    data = path.read_bytes().replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    path.write_bytes(data)
    with path.open("rb") as file, pytest.raises(Unreadable):
        list(read_members(file, "wheel", lambda path: True))


@pytest.mark.parametrize("share", (0, 1, 2, 5, 7))
def test_cut_archives(tmp_path, share):
    for kind, made in (("sdist", sdist), ("wheel", wheel)):
        path = tmp_path / kind
        made({name: text * 50 for name, text in FILES.items()}, path)
        data = path.read_bytes()
        path.write_bytes(data[: len(data) * share // 10])
        with pytest.raises(Unreadable):
            paths(path, kind)


def test_bytes_that_are_no_text(tmp_path):
    path = tar(tmp_path / "x.tar.gz", [(info("e-1/a.py"), b"\xff\xfe\x00")])
    with path.open("rb") as file:
        (member,) = read_members(file, "sdist", lambda path: True)
    assert member.text is None and member.reason == "the file is not UTF-8" and member.data == b"\xff\xfe\x00"


def test_only_the_archive_that_is_meant(tmp_path):
    sha256 = sdist(FILES, tmp_path / "x.tar.gz")
    good = ArchiveTree(tmp_path / "x.tar.gz", "sdist", sha256)
    assert [member.path for member in good.members(lambda path: True)] == list(FILES)
    other = ArchiveTree(tmp_path / "x.tar.gz", "sdist", hashlib.sha256(b"other").hexdigest())
    with pytest.raises(Unreadable, match="but the descriptor says"):
        list(other.members(lambda path: True))
    with pytest.raises(Unreadable, match="can't be opened"):
        list(ArchiveTree(tmp_path / "y.tar.gz", "sdist", sha256).members(lambda path: True))
