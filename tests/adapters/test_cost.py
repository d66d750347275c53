"""The arithmetic of the cost run: differences within blocks, and an interval that holds what is there and not what is not."""

from __future__ import annotations

import importlib.util
import random
import statistics
from pathlib import Path
from types import ModuleType

import pytest

PLACE = Path(__file__).parents[2] / "adapters" / "vllm" / "bench" / "cost.py"


@pytest.fixture(scope="module")
def cost() -> ModuleType:
    spec = importlib.util.spec_from_file_location("cost_run", PLACE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def noisy(seed: int, count: int = 120) -> tuple[list[float], list[float]]:
    """A machine whose speed drifts by a factor of three, and a way that is 2 ms slower on it."""
    draw = random.Random(seed)
    speeds = [draw.uniform(10, 30) for _ in range(count)]
    return (
        [speed + 2 + draw.gauss(0, 1) for speed in speeds],
        [speed + draw.gauss(0, 1) for speed in speeds],
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_both_sides_have_falls_away(cost: ModuleType, seed: int) -> None:
    slower, plain = noisy(seed)
    middle, low, high = cost.median_of_differences(slower, plain)
    assert low <= middle <= high and low <= 2 <= high and high - low < 1.2
    assert statistics.stdev(plain) > 4 * (high - low)
    reverse = cost.median_of_differences(plain, slower)
    assert reverse[0] == pytest.approx(-middle)


def test_nothing_is_found_where_nothing_is(cost: ModuleType) -> None:
    draw = random.Random(5)
    same = [draw.gauss(20, 3) for _ in range(120)], [draw.gauss(20, 3) for _ in range(120)]
    _, low, high = cost.median_of_differences(*same)
    assert low < 0 < high
    assert cost.median_of_differences([1.0] * 9, [1.0] * 9) == (0, 0, 0)


def test_the_table_compares_within_blocks(cost: ModuleType) -> None:
    extra = dict(zip(cost.WAYS, (0, 0, 5, 1, 3, 2), strict=True))
    blocks = [
        {
            way: {name: [(10.0 * speed + extra[way], 4.0 + extra[way])] * 3 for name in cost.PASSES}
            for way in cost.WAYS
        }
        for speed in range(1, 22)
    ]
    report = cost.table(blocks)
    row = report[f"again: {cost.REUSED}"]
    assert row[f"wall_ms_over_{cost.NONE}"] == [3, 3, 3]
    assert row[f"cpu_ms_over_{cost.EXAMPLE}"] == [-2, -2, -2]
    assert report[f"first: {cost.CONTROL}"][f"wall_ms_over_{cost.NONE}"] == [0, 0, 0]
    assert report[f"first: {cost.NONE}"]["requests_per_s"] == pytest.approx(1000 / 110, abs=0.1)
    assert set(report) == {f"{name}: {way}" for name in cost.PASSES for way in cost.WAYS}


def test_the_order_of_the_ways_changes(cost: ModuleType) -> None:
    class Link:
        def __init__(self, way: str, order: list[str]) -> None:
            self.way, self.order = way, order

        def send(self, seeds: list[int]) -> None:
            self.order.append(self.way)

        def recv(self) -> dict[str, int]:
            return {}

    engines = cost.Engines.__new__(cost.Engines)
    places: list[set[int]] = [set() for _ in cost.WAYS]
    for number in range(2 * len(cost.WAYS)):
        order: list[str] = []
        engines.links = {way: Link(way, order) for way in cost.WAYS}
        engines.block(number, [1])
        assert sorted(order) == sorted(cost.WAYS)
        for place, way in enumerate(order):
            places[cost.WAYS.index(way)].add(place)
    assert all(len(seen) == len(cost.WAYS) for seen in places), "each way has each place"
