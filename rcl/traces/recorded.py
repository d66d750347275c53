"""Maps a folder of recorded runs to the runs: what code ran, what its recorder observed, and the steps it wrote.

A run is a JSONL file whose header has the schema ``rcl.recorded/1``; the folder's ``index.json`` (``rcl.recordings/1``)
holds each file's sha256 and, for each environment, the bodies of the runtime's symbols as they were installed there.
Invariant: a file that is not the one the index names, or is malformed anywhere, is an error and no run.
Source: semantics, section 6 (executed evidence).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from rcl.diag import codes
from rcl.diag.sink import Sink
from rcl.diag.span import Span
from rcl.system.view import RawStep, Steps
from rcl.traces.jsonl import Form, Json, field_values, read_bytes, read_lines

INDEX = "index.json"
INDEX_SCHEMA = "rcl.recordings/1"
MAX_STEPS = 2000
"""Runs are checked by the reference semantics, which is slow on purpose."""

FORM = Form(
    "rcl.recorded/1",
    {
        "schema": str,
        "environment": str,
        "mode": str,
        "probe": str,
        "probe_sha256": str,
        "about": str,
        "observes": list,
        "replaced": list,
    },
    ("environment", "mode", "probe", "probe_sha256", "about", "observes", "replaced"),
)
"""``observes``: the kinds of event of which every occurrence is recorded; ``replaced``: what was not the runtime's own."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Environment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where runs were made. ``symbols``: ``path::symbol`` to the digest of the installed body (empty: not there)."""

    name: str
    runtime: str
    version: str
    distribution: str
    symbols: dict[str, str]


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    path: str
    sha256: str
    environment: str


class _Index(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schema: str
    environments: list[Environment]
    traces: list[_Entry]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recorded run of a mode of a runtime; ``path`` counts from the folder."""

    path: str
    sha256: str
    environment: Environment
    mode: str
    probe: str
    probe_sha256: str
    about: str
    observes: frozenset[str]
    replaced: tuple[str, ...]
    steps: Steps


class _Unusable(Exception):
    """Why a file can't be used, in words."""


def read_recordings(folder: Path, shown: str, sink: Sink) -> tuple[Recorded, ...]:
    """The runs in the order of the index; whatever is wrong goes to the sink, and nothing counts then."""
    try:
        index = _index(folder / INDEX, f"{shown}/{INDEX}", sink)
    except _Unusable as error:
        _report(sink, f"{shown}/{INDEX}", error)
        return ()
    if index is None:
        return ()
    places = {item.name: item for item in index.environments}
    found: list[Recorded] = []
    for entry in index.traces:
        name = f"{shown}/{entry.path}"
        try:
            run = _run(folder, name, entry, places, sink)
        except _Unusable as error:
            _report(sink, name, error)
        else:
            found += [run] if run is not None else []
    return tuple(found)


def _report(sink: Sink, name: str, error: _Unusable) -> None:
    hint = "record anew with `python probes/run.py --write`"
    sink.report(
        codes.RECORDINGS_UNUSABLE, f"`{name}` cannot be used: {error}", Span(name, 0, 0, 0, 0), help=hint
    )


def _inside(path: str) -> bool:
    parts = path.split("/")
    return bool(path) and "\\" not in path and not any(part in ("", ".", "..") for part in parts)


def _index(path: Path, name: str, sink: Sink) -> _Index | None:
    data = read_bytes(path, name, sink)
    if data is None:
        return None
    try:
        index = msgspec.json.decode(data, type=_Index)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _Unusable(str(error)[:200]) from None
    except RecursionError:
        raise _Unusable("it is nested too deeply") from None
    if index.schema != INDEX_SCHEMA:
        raise _Unusable(f"its schema is not `{INDEX_SCHEMA}`")
    for kind, names in (
        ("environment", [item.name for item in index.environments]),
        ("trace", [item.path for item in index.traces]),
    ):
        doubled = sorted({item for item in names if names.count(item) > 1})
        if doubled:
            raise _Unusable(f"{kind} `{doubled[0]}` stands there twice")
    return index


def _run(
    folder: Path, name: str, entry: _Entry, places: Mapping[str, Environment], sink: Sink
) -> Recorded | None:
    if entry.environment not in places:
        raise _Unusable(f"the index has no environment `{entry.environment}`")
    if not _inside(entry.path):
        raise _Unusable("the path leaves the folder")
    data = read_bytes(folder / entry.path, name, sink)
    if data is None:
        return None
    digest = hashlib.sha256(data).hexdigest()
    if digest != entry.sha256:
        raise _Unusable(f"its sha256 is {digest}, and the index says {entry.sha256}")
    if not data.endswith(b"\n"):
        raise _Unusable("the last line has no end: the run broke off")
    lines = read_lines(data, name, FORM, sink)
    if lines is None:
        return None
    if reason := _objection(lines, entry):
        raise _Unusable(reason)
    return _recorded(lines, entry, places[entry.environment])


def _objection(lines: tuple[Json, ...], entry: _Entry) -> str:
    head = lines[0]
    if head["environment"] != entry.environment:
        return f"its header says `{head['environment'][:60]}`, and the index `{entry.environment}`"
    if len(lines) > MAX_STEPS + 1:
        return f"it has more than {MAX_STEPS:,} steps"
    if not all(isinstance(item, str) for key in ("observes", "replaced") for item in head[key]):
        return "`observes` and `replaced` are lists of strings"
    if not _SHA256.fullmatch(head["probe_sha256"]):
        return "`probe_sha256` is no sha256"
    observed = set(head["observes"])
    strangers = [line["event"] for line in lines[1:] if line["event"] not in observed]
    if strangers:
        return f"it has a step `{strangers[0][:60]}`, which it doesn't say that it observes"
    free = [number for number, line in enumerate(lines[1:], 1) if line.get("free")]
    return f"step {free[0]} is not a runtime's event" if free else ""


def _recorded(lines: tuple[Json, ...], entry: _Entry, place: Environment) -> Recorded:
    head: Mapping[str, Any] = lines[0]
    return Recorded(
        path=entry.path,
        sha256=entry.sha256,
        environment=place,
        mode=head["mode"],
        probe=head["probe"],
        probe_sha256=head["probe_sha256"],
        about=head["about"],
        observes=frozenset(head["observes"]),
        replaced=tuple(head["replaced"]),
        steps=tuple(RawStep(line["event"], field_values(line), False) for line in lines[1:]),
    )
