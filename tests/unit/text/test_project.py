"""Which files belong to a project, and what a target means."""

from __future__ import annotations

from pathlib import Path

import pytest

from rcl.diag.sink import Sink
from rcl.text.project import Target, check_line, discover, load, named_place, parse_target, shipped_root
from rcl.text.source import SourceFile


def found(start, cwd):
    sink = Sink()
    project = discover(start, cwd, sink)
    assert project is not None, sink.sorted()
    assert not len(sink)
    return project


def names(project):
    return [path.relative_to(project.root).as_posix() for path in project.files]


def codes(start, cwd):
    sink = Sink()
    assert discover(start, cwd, sink) is None
    return [diagnostic.code.id for diagnostic in sink.sorted()]


@pytest.fixture
def root(tmp_path):
    for name in (
        "specs/b.rcl",
        "specs/a.rcl",
        "specs/deep/c.rcl",
        "specs/.hidden/d.rcl",
        "other/e.rcl",
        "f.rcl",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("sort A\n")
    (tmp_path / "specs" / "note.txt").write_text("no")
    (tmp_path / "specs" / "linked").symlink_to(tmp_path / "other")
    return tmp_path


def configure(root, text):
    (root / "rcl.toml").write_text(text)


def test_project_file_above(root):
    configure(root, 'include = ["specs"]\n')
    project = found(None, root / "specs" / "deep")
    assert project.root == root
    assert names(project) == ["specs/a.rcl", "specs/b.rcl", "specs/deep/c.rcl"]
    assert [source.path for source in load(project, Sink())] == names(project)


def test_defaults_of_the_project_file(root):
    configure(root, "[prove]\nbudget = 3\n")
    project = found(None, root)
    assert names(project) == ["specs/a.rcl", "specs/b.rcl", "specs/deep/c.rcl"]
    assert project.settings["prove"] == {"budget": 3}


def test_empty_project_file(root):
    configure(root, "")
    assert len(found(None, root).files) == 3


def test_named_file_takes_part(root):
    configure(root, 'include = ["specs"]\n')
    assert "other/e.rcl" in names(found(Path("other/e.rcl"), root))


def test_include_of_a_file(root):
    configure(root, 'include = ["other/e.rcl"]\n')
    assert names(found(None, root)) == ["other/e.rcl"]


def test_without_project_file(root):
    assert names(found(Path("specs"), root)) == ["a.rcl", "b.rcl", "deep/c.rcl"]
    assert names(found(Path("specs/a.rcl"), root)) == ["a.rcl", "b.rcl"]


def test_a_project_inside_a_project_stays_apart(root):
    configure(root, 'include = ["specs"]\n')
    (root / "specs" / "deep" / "rcl.toml").write_text('include = ["."]\n')
    assert names(found(None, root)) == ["specs/a.rcl", "specs/b.rcl"]
    assert names(found(Path("specs"), root)) == ["specs/a.rcl", "specs/b.rcl"]
    inner = found(Path("specs/deep"), root)
    assert inner.root == root / "specs" / "deep" and names(inner) == ["c.rcl"]


def test_outside_of_projects_a_path_may_be_of_what_is_shipped(tmp_path):
    here = tmp_path / "here"
    here.mkdir()
    shipped = shipped_root() / "descriptors" / "bad"
    assert named_place(Path("descriptors/bad"), here) == shipped
    assert named_place(Path("descriptors/nothing"), here) == here / "descriptors" / "nothing"
    assert named_place(Path("rcl/version.py"), here) == here / "rcl" / "version.py"
    assert named_place(Path("descriptors/../rcl"), here) == here / "rcl"
    (here / "descriptors" / "bad").mkdir(parents=True)
    assert named_place(Path("descriptors/bad"), here) == here / "descriptors" / "bad"
    (tmp_path / "rcl.toml").write_text("")
    assert named_place(Path("specs"), here) == here / "specs"


def test_shipped_files_are_used_outside_of_projects(tmp_path):
    project = found(None, tmp_path)
    assert project.shipped
    assert project.root == shipped_root()
    assert "specs/resident_claim.rcl" in names(project)


def test_shipped_root_holds_the_grammar():
    assert (shipped_root() / "grammar" / "rcl.lark").is_file()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("include = specs", ["RCL0009"]),
        ("include = 'specs'", ["RCL0009"]),
        ("include = [1]", ["RCL0009"]),
        ("a = " + "[" * 5000, ["RCL0009"]),
        ("prove = 1", ["RCL0009"]),
        ("includes = ['specs']\nprov = 1", ["RCL0010", "RCL0010"]),
        ("include = ['../x']", ["RCL0007"]),
        ("include = ['/etc']", ["RCL0007"]),
        ("include = ['nowhere']", ["RCL0001"]),
        ("include = []", ["RCL0011"]),
    ],
)
def test_bad_project_files(root, text, expected):
    configure(root, text)
    assert codes(None, root) == expected


def test_nothing_there(tmp_path):
    assert codes(Path("gone"), tmp_path) == ["RCL0001"]
    assert codes(Path("."), tmp_path) == ["RCL0011"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.rcl", Target(Path("a.rcl"))),
        ("specs", Target(Path("specs"))),
        ("d/a.rcl:12", Target(Path("d/a.rcl"), 12)),
        ("a.rcl:12:3", Target(Path("a.rcl"), 12)),
        ("", None),
        ("a\0b", None),
        ("a.rcl:", None),
        ("a.rcl:0", None),
        ("a.rcl:x", None),
        ("a.rcl:99999999999", None),
    ],
)
def test_targets(text, expected):
    sink = Sink()
    assert parse_target(text, sink) == expected
    assert [d.code.id for d in sink.sorted()] == ([] if expected else ["RCL0012"])


def test_line_of_a_target():
    sink = Sink()
    source = SourceFile("a.rcl", "x\ny\n")
    assert check_line(Target(Path("a.rcl"), 2), source, sink)
    assert check_line(Target(Path("a.rcl")), source, sink)
    assert not check_line(Target(Path("a.rcl"), 3), source, sink)
    assert [d.code.id for d in sink.sorted()] == ["RCL0013"]
