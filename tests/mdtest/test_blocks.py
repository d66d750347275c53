"""Executes the blocks of the documentation: what a page shows is what happens.

One Markdown file is one session in a temporary copy of the project, its blocks run in order:

- ```` ```rcl ````: ``rcl check`` of the text must find nothing; lines with ``// error: RCL0204`` must be exactly those that get
  this diagnostic; ``file=PATH`` keeps the file for later blocks; ``fragment`` is only shown.
- ```` ```console ````: each ``$ rcl ...`` is run and its output (stdout, then stderr) compared; ``...`` matches anything;
  ``$ echo $?`` gives the last exit code; other commands are shown but not run.
- ```` ```python ````: executed, all of one file in one namespace; ``fragment`` is only shown.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import rcl
from rcl.cli.main import main
from tests.mdtest import blocks as md

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("rcl.toml", "specs", "descriptors", "grammar", "proofs", "examples")


def pages() -> list[Path]:
    """Every page whose blocks are executed."""
    found = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *(ROOT / "docs").rglob("*.md")]
    return sorted(path for path in (*found, *Path(__file__).parent.glob("*.md")) if path.is_file())


@dataclass(slots=True)
class Page:
    """One page's session: its folder, the last exit code, and the names its Python blocks have defined."""

    path: Path
    folder: Path
    code: int = 0
    names: dict[str, Any] = field(default_factory=dict)
    count: int = 0

    def run(self, block: Any) -> None:
        """Executes one block, if it is of a kind that can be."""
        where = f"{self.path.relative_to(ROOT)}:{block.line}"
        if "fragment" in block.words:
            return
        match block.language:
            case "rcl":
                self.check(block, where)
            case "console":
                self.console(block)
            case "python":
                exec(compile("\n" * (block.line - 1) + block.text, str(self.path), "exec"), self.names)

    def check(self, block: Any, where: str) -> None:
        """Checks a file of the language."""
        name = block.option("file")
        self.count += 1
        target = self.folder / (name or f"block{self.count}/page.rcl")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block.text, encoding="utf-8")
        if not name:
            (target.parent / "rcl.toml").write_text('include = ["page.rcl"]\n', encoding="utf-8")
        report = rcl.check(target)
        shown = name or target.name
        expected = [
            (number, code)
            for number, line in enumerate(block.text.splitlines(), 1)
            for code in re.findall(r"// error: (RCL\d{4})", line)
        ]
        found = [(item.span.line, item.code.id) for item in report.diagnostics if item.span.file == shown]
        assert sorted(found) == sorted(expected), f"{where}: {[item.message for item in report.diagnostics]}"

    def console(self, block: Any) -> None:
        """Runs the commands of a console block."""
        for item in md.commands_of(block):
            words = shlex.split(item.command, comments=True)
            if item.command == "echo $?":
                actual = f"{self.code}\n"
            elif words[:1] == ["cat"]:
                actual = "".join((self.folder / name).read_text(encoding="utf-8") for name in words[1:])
            elif words[:1] == ["rcl"]:
                actual = self.command(words[1:])
            else:
                continue
            where = f"{self.path.relative_to(ROOT)}:{item.line}"
            assert md.matches(item.expected, actual), f"{where}: `{item.command}` printed\n{actual}"

    def command(self, arguments: list[str]) -> str:
        """What a command prints."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            self.code = main(arguments)
        return out.getvalue() + err.getvalue()


@pytest.mark.parametrize("path", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_page(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name)
        elif source.exists():
            shutil.copy(source, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("RCL_DEBUG", "RCL_BUDGET", "RCL_JOBS", "RCL_KILL_AFTER", "RCL_ACCEPT_RECORDED", "RCL_CACHE"):
        monkeypatch.delenv(name, raising=False)
    page = Page(path, tmp_path)
    for block in md.blocks_of(path.read_text(encoding="utf-8")):
        page.run(block)


@pytest.mark.parametrize(
    ("expected", "actual", "good"),
    [
        (("a", "b"), "a\nb\n", True),
        (("a", "b"), "a\nc\n", False),
        (("a", "...", "d"), "a\nb\nc\nd\n", True),
        (("a", "...", "d"), "a\nd\n", True),
        (("a", "...", "d"), "a\nb\n", False),
        (("...", "d"), "a\nd\n", True),
        (("a", "..."), "a\nb\n", True),
        (("took ... s",), "took 1.5 s\n", True),
        (("took ... s",), "took 1.5\n", False),
        ((), "", True),
        ((), "a\n", False),
        (("a.c",), "abc\n", False),
    ],
)
def test_matches(expected: tuple[str, ...], actual: str, good: bool) -> None:
    assert md.matches(expected, actual) is good


def test_blocks() -> None:
    text = "x\n```console\n$ rcl a \\\n  b\nout\n$ rcl c\n```\n\n````md\n```rcl\n```\n````\n"
    first, second = md.blocks_of(text)
    assert [(item.command, item.expected, item.line) for item in md.commands_of(first)] == [
        ("rcl a b", ("out",), 3),
        ("rcl c", (), 6),
    ]
    assert (second.language, second.text) == ("md", "```rcl\n```\n")
