"""What ``rcl prove --traces`` writes, ``rcl replay`` confirms, whatever the types of the bound variables are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

SHIPPED = Path(__file__).parents[2] / "descriptors" / "vllm"


@pytest.mark.parametrize("name", ["request_priority.rcl", "kv_events.rcl"])
def test_every_written_trace_replays(run: Any, tmp_path: Path, name: str) -> None:
    run("prove", str(SHIPPED / name), "--traces", str(tmp_path))
    written = sorted(tmp_path.glob("*.jsonl"))
    assert written
    for path in written:
        outcome = run("replay", str(path), str(SHIPPED))
        assert outcome.code == 0, outcome.err
        assert "VIOLATED" in outcome.out
