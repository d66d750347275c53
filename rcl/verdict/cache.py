"""Maps questions to what an earlier run found out about them: a file of arguments and traces, never of verdicts.

Invariant: what the file says is checked again (``recall``) before it becomes a result, so a wrong, stale or tampered file
can cost time, and at worst turn a definite result into ``open``; it can prove or refute nothing. A file that can't be used is
as good as none. The key covers all that a search depends on: the question, the budget, the engine's own source and the solver.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rcl.diag.span import Span
from rcl.model.contract import Rule
from rcl.system.problem import Problem
from rcl.system.view import RawStep
from rcl.temporal.trace import UNKNOWN, Unknown, Value
from rcl.verdict.kept import KeptArgument
from rcl.verdict.results import Result

FILE_NAME = "decided-1.sqlite3"
MOST_ROWS = 100_000
LONGEST = 1 << 18
"""Characters of one entry; what is longer is not kept."""
_ENGINE = ("model", "temporal", "system", "smt", "verdict")
_PATIENCE = 2.0
"""Seconds to wait for another process that writes."""


@dataclass(frozen=True, slots=True)
class Cache:
    """Where the file is, and the digest of what searches: another engine or solver finds nothing of this one's.

    ``texts`` are the canonical texts of statements met before, with the statements, by identity.
    """

    path: Path
    engine: str
    texts: dict[int, tuple[object, str]] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Trail:
    """A trace with the values of the rule's variables under which it shows something."""

    steps: tuple[RawStep, ...]
    bindings: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Remembered:
    """What shows a result, what it took to find it, and how deep was searched."""

    result: Result
    rlimit: int
    depth: int
    argument: KeptArgument | None
    cover: Trail | None
    trace: Trail | None


class CacheDefect(ValueError):
    """An entry is not of the shape that ``text_of`` writes."""


# ---------------------------------------------------------------- where, and under which key


def cache_at(folder: Path) -> Cache | None:
    """The cache in a folder, which is made; ``None`` if there can be none, or another process holds it for too long.

    A file that is no database is begun anew.
    """
    path = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            _prepare(path)
        except (
            sqlite3.OperationalError
        ):  # it is held, or can't be opened: nothing that is wrong with the file
            return None
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            _prepare(path)
    except (OSError, sqlite3.Error):
        return None
    return Cache(path, _engine_digest())


def _prepare(path: Path) -> None:
    with closing(_connect(path)) as base, base:
        base.execute("CREATE TABLE IF NOT EXISTS decided (key TEXT PRIMARY KEY, text TEXT NOT NULL)")
        (rows,) = base.execute("SELECT count(*) FROM decided").fetchone()
        if rows > MOST_ROWS:
            oldest = "SELECT rowid FROM decided ORDER BY rowid LIMIT ?"
            base.execute(f"DELETE FROM decided WHERE rowid IN ({oldest})", (rows - MOST_ROWS // 2,))


def _connect(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=_PATIENCE)
    base.execute("PRAGMA synchronous = OFF")  # what a crash loses or breaks is only ever searched for again
    return base


def _engine_digest() -> str:
    package = Path(__file__).parent.parent
    found = hashlib.sha256(version("z3-solver").encode())
    for folder in _ENGINE:
        for path in sorted((package / folder).glob("*.py")):
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def key_of(cache: Cache, budget: int, scenario: bool, rule: Rule, problem: Problem) -> str:
    """The digest of a question, without the places that its parts were written at and the words for its answers."""
    parts = [
        (item.name, [_text(cache, one) for one in getattr(problem, item.name)]) for item in fields(problem)
    ]
    text = repr((cache.engine, budget, scenario, _plain(rule), parts))
    return hashlib.sha256(text.encode()).hexdigest()


def _text(cache: Cache, statement: object) -> str:
    """A statement's canonical text; the questions about a lowering share its statements."""
    known = cache.texts.get(id(statement))
    if known is None:
        known = (statement, repr(_plain(statement)))
        cache.texts[id(statement)] = known
    return known[1]


def _plain(value: object) -> object:
    if isinstance(value, Span):
        return ()
    if isinstance(value, Enum):
        return (type(value).__name__, value.name)
    if is_dataclass(value):
        own = (_plain(getattr(value, item.name)) for item in fields(value))
        return (type(value).__name__, *own)
    if isinstance(value, tuple | list):
        return tuple(_plain(item) for item in value)
    if isinstance(value, frozenset | set):
        return tuple(sorted(repr(_plain(item)) for item in value))
    if isinstance(value, int | str | None):
        return value
    raise TypeError(f"a {type(value).__name__} has no digest")


# ---------------------------------------------------------------- reading and writing


def find(cache: Cache, key: str) -> Remembered | None:
    """What is remembered under the key; nothing if there is nothing, or nothing that can be read."""
    try:
        with closing(_connect(cache.path)) as base:
            row = base.execute("SELECT text FROM decided WHERE key = ?", (key,)).fetchone()
    except sqlite3.Error:
        return None
    if row is None or not isinstance(row[0], str) or len(row[0]) > LONGEST:
        return None
    try:
        return remembered_of(row[0])
    except CacheDefect:
        return None


def keep(cache: Cache, key: str, item: Remembered) -> None:
    """Remember it, if that can be done."""
    text = text_of(item)
    if len(text) > LONGEST:
        return
    try:
        with closing(_connect(cache.path)) as base, base:
            base.execute("INSERT OR REPLACE INTO decided VALUES (?, ?)", (key, text))
    except sqlite3.Error:
        return


# ---------------------------------------------------------------- entries as text


def text_of(item: Remembered) -> str:
    """One entry as JSON."""
    kept = item.argument
    return json.dumps(
        {
            "result": item.result.value,
            "rlimit": item.rlimit,
            "depth": item.depth,
            "argument": None if kept is None else {one.name: getattr(kept, one.name) for one in fields(kept)},
            "cover": _trail_object(item.cover),
            "trace": _trail_object(item.trace),
        }
    )


def _trail_object(item: Trail | None) -> object:
    if item is None:
        return None
    steps = [
        [step.event, _pairs(step.fields), step.free, [[i, n, _value(v)] for i, n, v in step.choices]]
        for step in item.steps
    ]
    return [steps, _pairs(item.bindings)]


def _pairs(items: tuple[tuple[str, Value], ...]) -> list[list[object]]:
    return [[name, _value(value)] for name, value in items]


def _value(value: Value) -> object:
    return {} if isinstance(value, Unknown) else value


def remembered_of(text: str) -> Remembered:
    """The entry of a text; ``CacheDefect`` if it is none."""
    try:
        found = json.loads(text)
        return Remembered(
            result=Result(found["result"]),
            rlimit=_is(int, found["rlimit"]),
            depth=_is(int, found["depth"]),
            argument=_argument(found["argument"]),
            cover=_trail(found["cover"]),
            trace=_trail(found["trace"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CacheDefect(str(error)) from None


def _argument(found: Any) -> KeptArgument | None:
    if found is None:
        return None
    if found["shows"] not in ("no violation", "no trigger"):
        raise CacheDefect("it shows nothing that is known")
    return KeptArgument(
        shows=found["shows"],
        method=_is(str, found["method"]),
        k=_is(int, found["k"]),
        lemmas=tuple(_is(str, item) for item in found["lemmas"]),
        core=tuple(_is(str, item) for item in found["core"]),
        witnesses=tuple(_is(str, item) for item in found["witnesses"]),
        lean=_is(bool, found["lean"]),
    )


def _trail(found: Any) -> Trail | None:
    if found is None:
        return None
    steps, bindings = found
    return Trail(tuple(_step(*item) for item in steps), _fields(bindings))


def _step(event: Any, items: Any, free: Any, choices: Any) -> RawStep:
    chosen = tuple((_is(int, index), _is(str, name), _read(value)) for index, name, value in choices)
    return RawStep(_is(str, event), _fields(items), _is(bool, free), chosen)


def _fields(items: Any) -> tuple[tuple[str, Value], ...]:
    return tuple((_is(str, name), _read(value)) for name, value in items)


def _read(value: Any) -> Value:
    if value is None or isinstance(value, int | bool | str):
        return value
    if value == {}:
        return UNKNOWN
    raise CacheDefect("a value is none")


def _is(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise CacheDefect(f"{kind.__name__} is needed")
    return value
