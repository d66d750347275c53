"""Maps a counterexample to a JSONL file and such a file back to a header and steps.

The first line is the header ``{"schema": "rcl.trace/1", "lowering", "obligation", "result", "bindings"}``; each further line is one
step ``{"step", "event", "fields", "free", "by", ...}``. Invariant: reading is bounded in bytes, line length and steps, and
everything wrong with a file is a diagnostic with its line; what was read can be handed on without another look
at its shape. Source: semantics, section 7.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rcl.diag import codes
from rcl.diag.sink import Sink
from rcl.diag.span import Span
from rcl.diag.suggest import nearest
from rcl.verdict.results import ObligationResult, TraceStep, Value

SCHEMA = "rcl.trace/1"
MAX_BYTES = 64 * 1024 * 1024
MAX_LINE = 1024 * 1024
MAX_STEPS = 100_000

Json = dict[str, Any]

_HEADER = {"schema": str, "lowering": str, "obligation": str, "result": str, "bindings": dict}
_STEP = {
    "step": int,
    "event": str,
    "fields": dict,
    "free": bool,
    "by": str,
    "seen": list,
    "anchor": str,
    "place": str,
    "states": dict,
}
_KIND = {str: "a string", int: "a whole number", bool: "true or false", dict: "an object", list: "a list"}
_RESULTS = ("refuted", "open", "cover")


@dataclass(frozen=True, slots=True)
class Form:
    """What the header line of a kind of trace file looks like: its schema, its keys, those it needs, and its results."""

    schema: str
    header: Mapping[str, type]
    required: tuple[str, ...]
    results: tuple[str, ...] = ()


FORM = Form(SCHEMA, _HEADER, ("lowering", "obligation", "result"), _RESULTS)
"""The form of a counterexample."""


@dataclass(frozen=True, slots=True)
class TraceFile:
    """A trace as read: what it claims to show, and its lines (header first) with the keys of the schema."""

    path: str
    lowering: str
    obligation: str
    result: str
    lines: tuple[Mapping[str, Any], ...]

    @property
    def steps(self) -> tuple[Mapping[str, Any], ...]:
        """The lines after the header."""
        return self.lines[1:]


def step_object(item: TraceStep) -> Json:
    """One step as a JSON object, the same in trace files and in the verdict."""
    return {
        "step": item.step,
        "event": item.event,
        "fields": dict(item.fields),
        "by": item.by,
        "free": item.free,
        "seen": list(item.seen),
        "anchor": item.anchor,
        "place": item.place,
        "states": dict(item.states),
    }


def trace_text(lowering: str, item: ObligationResult) -> str:
    """The file that holds an obligation's counterexample."""
    header: Json = {
        "schema": SCHEMA,
        "lowering": lowering,
        "obligation": item.name,
        "result": item.result.value,
        "bindings": dict(item.bindings),
    }
    return "".join(json.dumps(line) + "\n" for line in (header, *map(step_object, item.trace)))


def trace_file_name(lowering: str, obligation: str) -> str:
    """``vllm.prefix_caching--outcome.no_silent_loss.jsonl``; no character that a file system could trip over."""
    raw = f"{lowering}--{obligation}"
    return "".join(char if char.isalnum() or char in "._-" else "_" for char in raw) + ".jsonl"


def read_trace(path: Path, sink: Sink, shown: str | None = None) -> TraceFile | None:
    """The trace in the file; ``None`` after diagnostics that say what is wrong, all of them up to a limit."""
    name = shown or path.as_posix()
    data = read_bytes(path, name, sink)
    if data is None:
        return None
    lines = read_lines(data, name, FORM, sink)
    if lines is None:
        return None
    head = lines[0]
    return TraceFile(name, head["lowering"], head["obligation"], head["result"], lines)


def read_lines(data: bytes, name: str, form: Form, sink: Sink) -> tuple[Json, ...] | None:
    """The header and the steps of a trace file of a given form; ``None`` after diagnostics that say what is wrong."""
    return _Reader(name, sink, form).read(data)


def read_bytes(path: Path, name: str, sink: Sink) -> bytes | None:
    """The bytes of a file of bounded size; ``None`` after a diagnostic."""
    nowhere = Span(name, 0, 0, 0, 0)
    try:
        if path.exists() and not path.is_file():
            code = codes.FILE_IS_DIRECTORY if path.is_dir() else codes.FILE_UNREADABLE
            sink.report(
                code, f"`{name}` is {'a directory' if path.is_dir() else 'not a regular file'}", nowhere
            )
            return None
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        sink.report(codes.FILE_MISSING, f"file `{name}` not found", nowhere)
        return None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        sink.report(codes.FILE_UNREADABLE, f"`{name}` cannot be read: {reason}", nowhere)
        return None
    if len(data) > MAX_BYTES:
        sink.report(
            codes.TRACE_TOO_LARGE, f"`{name}` is larger than {MAX_BYTES // 1024 // 1024} MiB", nowhere
        )
        return None
    return data


class _Reader:
    """Checks one file's lines and keeps the place of what it reports."""

    LIMIT = 20

    def __init__(self, name: str, sink: Sink, form: Form) -> None:
        self._name = name
        self._form = form
        self._sink = sink
        self._errors = 0
        self._line = 0
        self._offset = 0

    def read(self, data: bytes) -> tuple[Json, ...] | None:
        lines: list[Json] = []
        for raw in self._raw_lines(data):
            item = self._object(raw)
            if item is not None and (self._header(item) if not lines else self._step(item, len(lines))):
                lines.append(item)
            elif not lines or self._errors >= self.LIMIT:
                return None
            else:
                lines.append({})
        if not lines and not self._errors:
            self._line = 0
            self._bad("the file is empty", self._hint())
        elif len(lines) == 1 and not self._errors:
            self._bad("the trace has no step", "each line after the header is one step")
        return None if self._errors else tuple(lines)

    def _hint(self) -> str:
        return f'the first line is a header with `"schema": "{self._form.schema}"`'

    def _raw_lines(self, data: bytes) -> Iterator[bytes]:
        start = 0
        steps = 0
        while start < len(data):
            end = data.find(b"\n", start)
            end = len(data) if end < 0 else end
            self._line += 1
            self._offset = start
            raw = data[start:end].strip()
            start = end + 1
            if not raw:
                continue
            if len(raw) > MAX_LINE:
                self._bad(
                    f"the line is longer than {MAX_LINE // 1024 // 1024} MiB", "", codes.TRACE_TOO_LARGE
                )
                return
            steps += 1
            if steps > MAX_STEPS + 1:
                self._bad(f"the trace has more than {MAX_STEPS:,} steps", "", codes.TRACE_TOO_LARGE)
                return
            yield raw

    def _bad(self, message: str, help: str = "", code: codes.Code = codes.TRACE_MALFORMED) -> bool:
        self._errors += 1
        column = 1 if self._line else 0
        span = Span(self._name, self._offset, self._offset, self._line, column)
        self._sink.report(code, message, span, help=help)
        return False

    def _object(self, raw: bytes) -> Json | None:
        doubled: list[str] = []

        def unique(pairs: list[tuple[str, Any]]) -> Json:
            item = dict(pairs)
            if len(item) != len(pairs):
                names = [key for key, _ in pairs]
                doubled.append(next(key for key in names if names.count(key) > 1))
            return item

        try:
            value = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=unique)
        except UnicodeDecodeError as error:
            self._bad(f"the line is not valid UTF-8: byte 0x{raw[error.start]:02x}", "save the file as UTF-8")
        except RecursionError:
            self._bad("the line is nested too deeply")
        except json.JSONDecodeError as error:
            self._bad(f"the line is not JSON: {error.msg[0].lower()}{error.msg[1:]} at column {error.colno}")
        except ValueError:
            self._bad("a number in the line has too many digits")
        else:
            if not isinstance(value, dict):
                self._bad("the line is not a JSON object")
            elif doubled:
                self._bad(f"key `{doubled[0]}` stands twice in one object")
            else:
                return value
        return None

    def _header(self, item: Json) -> bool:
        schema = item.get("schema")
        form = self._form
        if schema != form.schema:
            found = f"found `{schema}`" if isinstance(schema, str) else "the first line has no `schema`"
            return self._bad(f"not a trace file: {found}", self._hint())
        good = self._keys(item, form.header, required=form.required)
        if good and form.results and item["result"] not in form.results:
            return self._bad(f"`result` is `{item['result']}`", f"one of {', '.join(form.results)}")
        return good

    def _step(self, item: Json, number: int) -> bool:
        if not self._keys(item, _STEP, required=("step", "event", "fields")):
            return False
        if item["step"] != number:
            return self._bad(f"step {number} is expected here, found step {item['step']}")
        for name, value in item["fields"].items():
            if not is_value(value):
                return self._bad(
                    f"field `{name}` has a value that no field can have",
                    "a whole number, true, false, a name, or null for `none`",
                )
        return True

    def _keys(self, item: Json, known: Mapping[str, type], required: tuple[str, ...]) -> bool:
        for key, value in item.items():
            kind = known.get(key)
            if kind is None:
                near = nearest(key, known)
                return self._bad(f"unknown key `{key[:60]}`", f"did you mean `{near}`?" if near else "")
            if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
                return self._bad(f"`{key}` has to be {_KIND[kind]}")
        missing = [key for key in required if key not in item]
        return self._bad(f"key `{missing[0]}` is missing") if missing else True


def is_value(value: object) -> bool:
    """Can a field have this value?"""
    return value is None or isinstance(value, int | bool | str)


def field_values(step: Mapping[str, Any]) -> tuple[tuple[str, Value], ...]:
    """The fields of a checked step, in the order of the file."""
    return tuple(step["fields"].items())
