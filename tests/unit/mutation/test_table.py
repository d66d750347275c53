"""The table of the docs comes from what `rcl fuzz` wrote, runs with other seeds taken together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import mutation_table


def run(seed: int, *fates: tuple[int, str]) -> dict:
    mutants = [
        {
            "lowering": "house.plain",
            "number": number,
            "change": "drop guarantee",
            "direction": "weakening",
            "before": "native_conformance",
            "fate": fate,
            "depth": 3 if fate == "same results" else None,
        }
        for number, fate in fates
    ]
    lowerings = [{"name": "house.plain", "class": "native_conformance"}]
    return {"seed": seed, "possible": 5, "identifiers": 2, "lowerings": lowerings, "mutants": mutants}


def test_runs_are_merged_and_the_page_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{mutation_table.BEGIN}old\n{mutation_table.END}after\n", encoding="utf-8")
    monkeypatch.setattr(mutation_table, "PAGE", page)
    runs = [run(1, (0, "killed"), (1, "same results")), run(2, (1, "same results"), (4, "refused"))]
    files = []
    for number, value in enumerate(runs):
        files.append(str(tmp_path / f"{number}.json"))
        Path(files[-1]).write_text(json.dumps(value), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["mutation_table.py", "--check", *files])
    assert mutation_table.main() == 1
    monkeypatch.setattr("sys.argv", ["mutation_table.py", *files])
    assert mutation_table.main() == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "3 of 5 mutants of 1 lowerings (seed 1, 2): 1 refused by the checker, 1 killed" in text
    assert "Score: 50% of the 2 that mean something." in text
    assert "| drop guarantee | 1 | 1 |  |  | 1 |  |  |" in text
    assert "| `native_conformance` | weakening | same results | 1 |" in text
    monkeypatch.setattr("sys.argv", ["mutation_table.py", "--check", *files])
    assert mutation_table.main() == 0
