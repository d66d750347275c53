"""Reading one file: what is refused, and the line index."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcl.diag.sink import Sink
from rcl.text.source import MAX_BYTES, SourceFile, read_source, shown_path


def refused(path, root):
    sink = Sink()
    assert read_source(path, root, sink) is None
    (diagnostic,) = sink.sorted()
    return diagnostic


def made(root, data, name="a.rcl"):
    path = root / name
    path.write_bytes(data)
    return path


def test_a_file_is_read(tmp_path):
    (tmp_path / "d").mkdir()
    sink = Sink()
    source = read_source(made(tmp_path, b"sort A\r\nsort B\n", "d/a.rcl"), tmp_path, sink)
    assert source == SourceFile("d/a.rcl", "sort A\r\nsort B\n")
    assert source.line_text(1) == "sort A"
    assert source.line_count == 2
    assert not len(sink)


def test_byte_order_mark_is_dropped(tmp_path):
    source = read_source(made(tmp_path, b"\xef\xbb\xbfsort A"), tmp_path, Sink())
    assert source is not None
    assert source.text == "sort A"


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (b"", "RCL0008", "is empty"),
        (b" \n\t\n", "RCL0008", "is empty"),
        (b"ab\nc\xffd", "RCL0005", "byte 0xff at offset 4, line 2"),
        (b"ab\xe2\x82", "RCL0005", "byte 0xe2 at offset 2, line 1"),
        (b"ab\nc\0d", "RCL0006", "offset 4, line 2"),
        (b"x" * (MAX_BYTES + 1), "RCL0004", "at most 4 MiB"),
    ],
)
def test_bad_content(tmp_path, data, code, says):
    diagnostic = refused(made(tmp_path, data), tmp_path)
    assert diagnostic.code.id == code
    assert says in diagnostic.message
    assert diagnostic.span.file == "a.rcl"


def test_a_file_of_the_greatest_size_is_read(tmp_path):
    assert read_source(made(tmp_path, b"x" * MAX_BYTES), tmp_path, Sink()) is not None


def test_a_huge_file_is_not_read(tmp_path):
    path = tmp_path / "a.rcl"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert "1048576.0 MiB" in refused(path, tmp_path).message


def test_missing_directory_and_pipe(tmp_path):
    assert refused(tmp_path / "no.rcl", tmp_path).code.id == "RCL0001"
    assert refused(tmp_path, tmp_path).code.id == "RCL0002"
    assert refused(made(tmp_path, b"x") / "b", tmp_path).code.id == "RCL0003"
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe", tmp_path).code.id == "RCL0003"
    assert refused(tmp_path / "a\0b", tmp_path).code.id == "RCL0003"
    assert refused(tmp_path / ("x" * 5000), tmp_path).code.id == "RCL0003"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable(tmp_path):
    path = made(tmp_path, b"x")
    path.chmod(0)
    assert refused(path, tmp_path).code.id == "RCL0003"


def test_outside_of_the_project(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    secret = made(tmp_path, b"secret", "secret.rcl")
    (root / "link.rcl").symlink_to(secret)
    (root / "folder").symlink_to(tmp_path)
    (root / "loop").symlink_to("loop")
    (root / "inside.rcl").symlink_to(made(root, b"sort A"))
    assert refused(secret, root).code.id == "RCL0007"
    assert refused(root / ".." / "secret.rcl", root).code.id == "RCL0007"
    assert refused(root / "link.rcl", root).code.id == "RCL0007"
    assert refused(root / "folder" / "secret.rcl", root).code.id == "RCL0007"
    assert refused(root / "loop", root).code.id == "RCL0003"
    assert read_source(root / "inside.rcl", root, Sink()) is not None


def test_project_behind_a_link(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    made(root, b"sort A")
    link = tmp_path / "link"
    link.symlink_to(root)
    source = read_source(link / "a.rcl", link, Sink())
    assert source is not None
    assert source.path == "a.rcl"
    assert shown_path(root / "a.rcl", link) == "a.rcl"


@given(st.text(st.sampled_from("ab\n\r"), max_size=40))
def test_line_index(text):
    source = SourceFile("a", text)
    for offset in range(len(text) + 1):
        span = source.span(offset, offset)
        assert span.line == text.count("\n", 0, offset) + 1
        assert span.column == offset - (text.rfind("\n", 0, offset) + 1) + 1
    assert [source.line_text(line + 1) for line in range(text.count("\n") + 1)] == [
        line.rstrip("\r") for line in text.split("\n")
    ]
    assert source.line_text(0) == source.line_text(1000) == ""
