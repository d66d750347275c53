"""The recordings that come with rcl: they fit the descriptors, no guarantee fails on them, and the page says what they show."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

import rcl
from rcl.anchors.lock import EMPTY
from rcl.diag.sink import Sink
from rcl.traces.recorded import Recorded, read_recordings
from rcl.verdict.executed import examine

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module", name="table")
def table_module() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("probes_table", ROOT / "probes" / "table.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["probes_table"] = module
    before = list(sys.path)
    spec.loader.exec_module(module)
    yield module
    sys.path[:] = before
    del sys.modules["probes_table"]


@pytest.fixture(scope="module", name="recordings")
def shipped() -> tuple[Recorded, ...]:
    sink = Sink()
    found = read_recordings(rcl.shipped_recordings(), "recorded", sink)
    assert not sink.has_errors
    return found


def test_runs_and_descriptors_agree_and_the_page_is_current(table: ModuleType) -> None:
    found = table.study()
    assert found.findings == []
    page = (ROOT / "docs" / "probes.md").read_text(encoding="utf-8")
    assert page == table.page_with(page, table.tables(found)), "run `python probes/table.py --write`"


def test_every_recording_is_of_a_mode_that_there_is(recordings: tuple[Recorded, ...]) -> None:
    world = rcl.load(ROOT / "descriptors", ROOT / "specs")
    modes = {(runtime.name, mode.name) for runtime in world.runtimes for mode in runtime.modes}
    assert {(item.environment.runtime, item.mode) for item in recordings} <= modes


def test_another_body_is_not_the_anchored_source(recordings: tuple[Recorded, ...]) -> None:
    """Same version, one symbol of another body: the run is not one of what the statements say."""
    world = rcl.load(ROOT / "descriptors", ROOT / "specs")
    lowering = next(item for item in world.lowerings if item.name == "vllm.prefix_caching/hopeful")
    run = next(
        item
        for item in recordings
        if item.environment.name == "vllm-0.33.0" and item.mode == "prefix_caching" and len(item.steps) < 40
    )
    trace, rows = examine(lowering, run, EMPTY)
    assert trace.anchored and all(row.anchored for row in rows.values())
    symbol = "vllm/v1/core/block_pool.py::BlockPool.get_new_blocks"
    place = msgspec.structs.replace(run.environment, symbols={**run.environment.symbols, symbol: "0" * 64})
    trace, rows = examine(lowering, replace(run, environment=place), EMPTY)
    assert not trace.anchored and trace.other == (symbol,)
    assert not any(row.anchored for row in rows.values())


def test_every_probe_has_a_recording(recordings: tuple[Recorded, ...], table: ModuleType) -> None:
    programs = {
        path.relative_to(ROOT / "probes").as_posix()
        for path in (ROOT / "probes").glob("*/*.py")
        if "__main__" in path.read_text(encoding="utf-8")
    }
    assert {item.probe for item in recordings} == programs
