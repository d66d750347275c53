"""The matrix of hand-made verdicts: against golden files, and each format against the others."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from rcl.report.matrix.grid import Grid, grid_of, mark_of
from rcl.report.matrix.markdown import render_markdown
from rcl.report.matrix.objects import matrix_object, matrix_schema, render_matrix_json
from rcl.report.matrix.page import render_page
from rcl.report.matrix.terminal import render_terminal
from rcl.verdict.results import Result, Verdicts


@pytest.fixture
def grid(verdicts: Verdicts) -> Grid:
    return grid_of(verdicts)


@pytest.mark.parametrize("width", [60, 100])
def test_terminal(grid: Grid, golden: Any, width: int) -> None:
    golden(f"matrix-{width}.txt", render_terminal(grid, width=width, color=False))


def test_json(grid: Grid, golden: Any) -> None:
    golden("matrix.json", render_matrix_json(grid))
    jsonschema.validate(matrix_object(grid), matrix_schema())


def test_markdown(grid: Grid, golden: Any) -> None:
    golden("matrix.md", render_markdown(grid))


def test_every_result_has_one_cell(verdicts: Verdicts, grid: Grid) -> None:
    cells = [cell for section in grid.sections for row in section.rows for cell in row.cells if cell]
    decided = [item for lowering in verdicts.lowerings for item in lowering.obligations]
    assert Counter(cell.result.name for cell in cells) == Counter(item.name for item in decided)
    assert {cell.result.result for cell in cells} == set(Result)


def test_all_formats_agree(grid: Grid) -> None:
    rows = [row for section in grid.sections for row in section.rows]
    letters = {row.lowering.name: [mark_of(cell) if cell else "." for cell in row.cells] for row in rows}
    shown = render_terminal(grid, width=200, color=False)
    page = render_page(grid)
    for name, marks in letters.items():
        assert re.search(rf"{re.escape(name)} +{' +'.join(map(re.escape, marks))} ", shown), name
        linked = re.findall(rf'aria-label="{re.escape(name)}, [^"]*"[^>]*>([^<]+)</a>', page)
        assert [unescape(item) for item in linked] == [mark for mark in marks if mark != "."]
    written = matrix_object(grid)
    shown_in_json = {
        row["name"]: [
            cell["executed"] and any(one["anchored"] for one in cell["executed"])
            for cell in row["cells"]
            if cell
        ]
        for section in written["sections"]
        for row in section["rows"]
    }
    assert {name: ["!" in mark for mark in marks if mark != "."] for name, marks in letters.items()} == {
        name: [bool(item) for item in items] for name, items in shown_in_json.items()
    }
    assert [row["name"] for section in written["sections"] for row in section["rows"]] == list(letters)


def test_a_descriptor_cannot_write_markup(grid: Grid) -> None:
    page = render_page(grid)
    body = page.partition("<body>")[2].partition("<script>")[0]
    tree = ElementTree.fromstring(f"<body>{body}</body>")
    tags = {item.tag for item in tree.iter()}
    assert tags <= {
        *(
            "body",
            "header",
            "main",
            "div",
            "section",
            "h1",
            "h2",
            "h3",
            "h4",
            "p",
            "pre",
            "ul",
            "li",
            "a",
            "b",
        ),
        *("table", "thead", "tbody", "tr", "th", "td", "span", "svg", "line", "path", "text", "title"),
    }
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_runs_and_findings_are_in_every_format(grid: Grid) -> None:
    page, markdown = unescape(render_page(grid)), render_markdown(grid).replace("\\", "")
    terminal, written = " ".join(render_terminal(grid, width=100, color=False).split()), matrix_object(grid)
    count = "1 of 1 refuted obligation is performed by the anchored source"
    assert count in page and count in markdown and count in terminal
    assert written["performed"] == {"refuted": 1, "anchored": 1, "other": 0}
    run, finding = "prefix_caching-pressure.jsonl", "`identity.stable` is proved, and the run violates it"
    rows = {row["name"]: row for section in written["sections"] for row in section["rows"]}
    assert run in rows["vllm.prefix_caching"]["executed"][0]
    for text in (page, markdown):
        assert run in text and finding in text and "replaced: the model runner" in text
    assert finding in rows["vllm.prefix_caching"]["findings"][0]
    assert "FINDING" in terminal and finding in terminal
