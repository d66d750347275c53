"""Trace files: what is written can be read, and everything that is wrong with a file is said with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rcl.diag.sink import Sink
from rcl.traces import jsonl
from rcl.traces.jsonl import read_trace, trace_file_name, trace_text
from tests.golden.samples import silent_loss

HEADER = '{"schema": "rcl.trace/1", "lowering": "a.b", "obligation": "outcome.c", "result": "refuted"}'
STEP = '{"step": 1, "event": "e", "fields": {"x": 1, "y": true, "z": null, "r": "r1"}}'


def read(tmp_path: Path, data: str | bytes) -> tuple[jsonl.TraceFile | None, list[tuple[str, int, str]]]:
    path = tmp_path / "trace.jsonl"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    sink = Sink()
    trace = read_trace(path, sink, "trace.jsonl")
    return trace, [(item.code.id, item.span.line, item.message) for item in sink.sorted()]


def test_round_trip(tmp_path: Path) -> None:
    result = silent_loss()
    trace, findings = read(tmp_path, trace_text("vllm.prefix_caching", result))
    assert findings == []
    assert trace is not None
    assert [step["event"] for step in trace.steps] == [step.event for step in result.trace]
    assert [jsonl.field_values(step) for step in trace.steps] == [step.fields for step in result.trace]
    assert trace.lines[0]["bindings"] == {"c": "c1"}


def test_blank_lines_and_missing_optional_keys(tmp_path: Path) -> None:
    trace, findings = read(tmp_path, f"{HEADER}\n\n{STEP}\r\n\n")
    assert findings == []
    assert trace is not None and len(trace.steps) == 1


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        ("", 0, "empty"),
        ("\n\n", 0, "empty"),
        (HEADER, 1, "no step"),
        ("{}", 1, "no `schema`"),
        ('{"schema": "rcl.verdict/1"}', 1, "found `rcl.verdict/1`"),
        (HEADER.replace("refuted", "proved") + "\n" + STEP, 1, "`result` is `proved`"),
        (HEADER.replace('"obligation"', '"obligaton"') + "\n" + STEP, 1, "unknown key `obligaton`"),
        (HEADER + "\n[1]", 2, "not a JSON object"),
        (HEADER + "\nnonsense", 2, "not JSON"),
        (HEADER + "\n" + STEP.replace("1", "2", 1), 2, "step 1 is expected"),
        (HEADER + "\n" + STEP + "\n" + STEP, 3, "step 2 is expected"),
        (HEADER + "\n" + STEP.replace('"event": "e"', '"event": 1'), 2, "`event` has to be a string"),
        (HEADER + "\n" + STEP.replace('"step": 1', '"step": true'), 2, "`step` has to be a whole number"),
        (HEADER + "\n" + STEP.replace('"event": "e", ', ""), 2, "`event` is missing"),
        (HEADER + "\n" + STEP.replace('"x": 1', '"x": 1.5'), 2, "field `x`"),
        (HEADER + "\n" + STEP.replace('"x": 1', '"x": NaN'), 2, "field `x`"),
        (HEADER + "\n" + STEP.replace('"x": 1', '"x": [1]'), 2, "field `x`"),
        (HEADER + "\n" + STEP.replace('"x": 1', '"x": 1, "x": 2'), 2, "`x` stands twice"),
        (HEADER + "\n" + STEP.replace('"x": 1', '"x": 1' + "0" * 5000), 2, "too many digits"),
        (HEADER + "\n" + "[" * 100_000, 2, "nested too deeply"),
        (HEADER.encode() + b"\n\xff\xfe", 2, "not valid UTF-8"),
    ],
)
def test_malformed(tmp_path: Path, data: str | bytes, line: int, words: str) -> None:
    trace, findings = read(tmp_path, data)
    assert trace is None
    assert findings, "nothing was said"
    assert findings[0][:2] == ("RCL0701", line)
    assert words in findings[0][2]


def test_all_errors_are_said_up_to_a_limit(tmp_path: Path) -> None:
    _, findings = read(tmp_path, HEADER + "\nx\ny\n")
    assert [line for _, line, _ in findings] == [2, 3]
    _, findings = read(tmp_path, HEADER + "\n" + "x\n" * 1000)
    assert len(findings) == 20


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def codes(data: str) -> list[str]:
        return [code for code, _, _ in read(tmp_path, data)[1]]

    step: dict[str, Any] = json.loads(STEP)
    many = "\n".join(json.dumps(step | {"step": number}) for number in range(1, 5))
    assert codes(HEADER + "\n" + many) == []
    monkeypatch.setattr(jsonl, "MAX_STEPS", 3)
    assert codes(HEADER + "\n" + many) == ["RCL0702"]
    monkeypatch.setattr(jsonl, "MAX_LINE", 50)
    assert codes(HEADER + "\n" + STEP) == ["RCL0702"]
    monkeypatch.setattr(jsonl, "MAX_BYTES", 10)
    assert codes(HEADER) == ["RCL0702"]


def test_a_long_line_of_keys_takes_no_time(tmp_path: Path) -> None:
    fields = ", ".join(f'"k{number}": 1' for number in range(60_000))
    trace, findings = read(tmp_path, HEADER + '\n{"step": 1, "event": "e", "fields": {' + fields + "}}")
    assert findings == []
    assert trace is not None


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    sink = Sink()
    assert read_trace(tmp_path, sink) is None
    assert read_trace(tmp_path / "nope", sink) is None
    assert read_trace(tmp_path / "a\0b", sink) is None
    assert sorted(item.code.id for item in sink.sorted()) == ["RCL0001", "RCL0002", "RCL0003"]


def test_file_names_are_harmless() -> None:
    assert trace_file_name("vllm.fast", "outcome.a") == "vllm.fast--outcome.a.jsonl"
    assert "/" not in trace_file_name("../x", "a/b\0")
