"""Maps what was exported of one lowering or weaker bundle to its ``index.json``, and such a file back, checked.

Invariant: same export, same bytes; no time, no path outside of the project. What was read has the shape of the types
here and names no file outside of its folder; whether it is true is for ``verify`` to say.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from rcl.verdict.kept import KeptArgument, Shows
from rcl.verdict.results import Result

SCHEMA = "rcl.proofs/1"
FILE_NAME = "index.json"
LARGEST = 64 * 1024 * 1024
"""Bytes of an index, or of any file of an export, that are read."""
LARGEST_K = 16
"""More than any proof that is searched for; queries grow with its square."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_FILE = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_-][A-Za-z0-9_.-]*")


class IndexDefect(Exception):
    """A file is no index; the text says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One result: ``files`` are paths in the folder with their sha256; ``trace`` is one of them, or empty."""

    bundle: str
    name: str
    result: Result
    reason: str
    argument: KeptArgument | None
    trace: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Index:
    """What was exported. ``verdict_class`` is empty for a weaker bundle; ``sources`` have their sha256."""

    subject: str
    verdict_class: str
    rcl: str
    z3: str
    budget: int
    accept_recorded: bool
    sources: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]


def sha256(data: bytes) -> str:
    """The digest that the index gives of a file."""
    return hashlib.sha256(data).hexdigest()


def file_name(text: str) -> str:
    """A name that no file system trips over."""
    return re.sub(r"[^A-Za-z0-9_.-]", "_", text).lstrip(".")


def index_text(index: Index) -> str:
    """The file."""
    entries = [
        {
            "bundle": item.bundle,
            "name": item.name,
            "result": item.result.value,
            "reason": item.reason,
            "argument": asdict(item.argument) if item.argument else None,
            "trace": item.trace,
            "files": dict(item.files),
        }
        for item in index.entries
    ]
    value = {
        "schema": SCHEMA,
        "subject": index.subject,
        "class": index.verdict_class,
        "tool": {"rcl": index.rcl, "z3": index.z3},
        "settings": {"budget": index.budget, "accept_recorded": index.accept_recorded},
        "sources": dict(index.sources),
        "results": entries,
    }
    return json.dumps(value, indent=1, ensure_ascii=True) + "\n"


def read_index(path: Path) -> Index:
    """The index in a file."""
    try:
        if not path.is_file():
            raise IndexDefect("it is no plain file")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise IndexDefect(f"it is larger than {LARGEST // 1024 // 1024} MiB")
        return _index(_Object(json.loads(data.decode("utf-8")), "the file"))
    except OSError as error:
        raise IndexDefect(error.strerror or "it cannot be read") from None
    except (ValueError, RecursionError) as error:
        raise IndexDefect(f"it is not JSON: {error}") from None


class _Object:
    """A JSON object whose keys are taken out with their types."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            raise IndexDefect(f"{where} is not a JSON object")
        self._value = cast(Mapping[str, Any], value)
        self._where = where

    def get(self, key: str, kind: type) -> Any:
        value = self._value.get(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise IndexDefect(f"`{key}` is missing or of the wrong type in {self._where}")
        return value

    def text(self, key: str) -> str:
        return cast(str, self.get(key, str))

    def number(self, key: str) -> int:
        return cast(int, self.get(key, int))

    def flag(self, key: str) -> bool:
        return cast(bool, self.get(key, bool))

    def inner(self, key: str) -> _Object:
        return _Object(self._value.get(key), f"`{key}`")

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.get(key, list)
        if not all(isinstance(item, str) for item in value):
            raise IndexDefect(f"`{key}` has to be a list of strings in {self._where}")
        return tuple(value)

    def optional(self, key: str) -> _Object | None:
        return None if self._value.get(key) is None else self.inner(key)

    def digests(self, key: str) -> tuple[tuple[str, str], ...]:
        value = self.get(key, dict)
        if not all(isinstance(item, str) and _SHA256.fullmatch(item) for item in value.values()):
            raise IndexDefect(f"`{key}` has something that is no sha256 in {self._where}")
        return tuple(value.items())


def _index(top: _Object) -> Index:
    if top.text("schema") != SCHEMA:
        raise IndexDefect(f"`schema` is not `{SCHEMA}`")
    tool, settings = top.inner("tool"), top.inner("settings")
    results = top.get("results", list)
    return Index(
        subject=top.text("subject"),
        verdict_class=top.text("class"),
        rcl=tool.text("rcl"),
        z3=tool.text("z3"),
        budget=settings.number("budget"),
        accept_recorded=settings.flag("accept_recorded"),
        sources=top.digests("sources"),
        entries=tuple(_entry(_Object(item, f"result {number}")) for number, item in enumerate(results, 1)),
    )


def _entry(item: _Object) -> Entry:
    word = item.text("result")
    if word not in {result.value for result in Result}:
        raise IndexDefect(f"`{word[:40]}` is no result")
    files = item.digests("files")
    for path, _ in files:
        if not _FILE.fullmatch(path) or ".." in path:
            raise IndexDefect(f"`{path[:80]}` is no file of an export")
    argument = item.optional("argument")
    return Entry(
        bundle=item.text("bundle"),
        name=item.text("name"),
        result=Result(word),
        reason=item.text("reason"),
        argument=_argument(argument) if argument else None,
        trace=item.text("trace"),
        files=files,
    )


def _argument(item: _Object) -> KeptArgument:
    shows = item.text("shows")
    if shows not in ("no violation", "no trigger"):
        raise IndexDefect(f"`shows` is `{shows[:40]}`")
    k = item.number("k")
    if not 0 <= k <= LARGEST_K:
        raise IndexDefect(f"`k` is {k}")
    return KeptArgument(
        shows=cast(Shows, shows),
        method=item.text("method"),
        k=k,
        lemmas=item.texts("lemmas"),
        core=item.texts("core"),
        witnesses=item.texts("witnesses"),
        lean=item.flag("lean"),
    )
