"""Maps a grid to one JSON object of the schema ``rcl.matrix/1``.

Invariant: the same grid gives the same bytes; results and classes are those of ``rcl.verdict/1``. The schema is shipped
as ``schemas/matrix-1.json``.
"""

from __future__ import annotations

import json
from importlib.resources import files

from rcl.report.json_report import Json, dump, row_object
from rcl.report.matrix.grid import Cell, Grid, Row

SCHEMA = "rcl.matrix/1"


def render_matrix_json(grid: Grid) -> str:
    """The object as text."""
    return dump(matrix_object(grid))


def matrix_object(grid: Grid) -> Json:
    """The object itself."""
    return {
        "schema": SCHEMA,
        "sections": [
            {"title": item.title, "columns": list(item.columns), "rows": [_row(row) for row in item.rows]}
            for item in grid.sections
        ],
        "results": {kind.value: count for kind, count in grid.results},
        "classes": {kind.value: count for kind, count in grid.classes},
        "performed": _performed(grid),
    }


def _performed(grid: Grid) -> Json | None:
    """How many refuted obligations recorded runs perform; ``None`` if there are no runs."""
    count = grid.performed
    if count is None:
        return None
    return {"refuted": count.refuted, "anchored": count.anchored, "other": count.other}


def _row(row: Row) -> Json:
    lowering = row.lowering
    return {
        "name": lowering.name,
        "runtime": lowering.runtime,
        "version": lowering.version,
        "mode": lowering.mode,
        "bundle": lowering.bundle,
        "class": lowering.verdict_class.value,
        "expected": lowering.expected or None,
        "met": lowering.met,
        "recorded": list(lowering.recorded),
        "executed": [run.trace for run in lowering.executed],
        "findings": list(lowering.findings),
        "cells": [None if cell is None else _cell(cell) for cell in row.cells],
    }


def _cell(cell: Cell) -> Json:
    return {
        "name": cell.result.name,
        "result": cell.result.result.value,
        "statement": cell.statement,
        "anchor": cell.anchor,
        "place": cell.place,
        "executed": [row_object(one) for one in cell.result.executed],
    }


def matrix_schema() -> Json:
    """The shipped JSON Schema (2020-12) of the object."""
    text = files("rcl.report").joinpath("schemas", "matrix-1.json").read_text(encoding="utf-8")
    schema: Json = json.loads(text)
    return schema
