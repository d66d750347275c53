"""The blocks of ``docs/anchors.md`` that need real releases show what the commands print."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rcl.anchors.releases import ReleaseDefect, cache_directory, fetch_release
from rcl.cli.main import main
from tests.mdtest import blocks as md

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "anchors.md"

FEW = ("--project", "descriptors/vllm/kv_events.rcl")
"""All stakes take minutes; the page shows those of this file."""

pytestmark = pytest.mark.download


def commands():
    """The commands about vLLM with what the page shows."""
    blocks = md.blocks_of(PAGE.read_text(encoding="utf-8"))
    found = [item for block in blocks if block.language == "console" for item in md.commands_of(block)]
    return [item for item in found if item.command.startswith("rcl anchors drift vllm ")]


@pytest.mark.parametrize("number", range(len(commands())))
def test_drift_of_vllm(number, monkeypatch, capsys):
    item = commands()[number]
    words = item.command.split()[1:]
    store = cache_directory(os.environ, Path.home())
    for version in words[3:5]:
        found = fetch_release(f"vllm=={version}", "sdist", store)
        if isinstance(found, ReleaseDefect):
            pytest.skip(f"{found.spec}: {found.reason}")
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    assert main([*words, *([] if "--no-stakes" in words else FEW)]) == 1
    actual = capsys.readouterr().out
    assert md.matches(item.expected, actual), f"docs/anchors.md:{item.line}: `{item.command}` printed\n{actual}"


def test_the_page_has_both():
    assert len(commands()) == 2
