"""Maps the lines of a log to moments, by the declared log: what happened, and what is wrong with a line.

Invariant: every line is a moment, an ignored record or a ``BadRecord`` with its place; a value that the declared type
does not have is never passed on. Source: semantics, sections 3 and 6.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from rcl.model.formula import identifier_sort
from rcl.model.logs import Emit, Fill, Log, Order, Path, Record, Test
from rcl.model.types import BOOL, INT, EnumType, OptionType, SortType
from rcl.temporal.stream import Fields
from rcl.temporal.trace import UNKNOWN, Value
from rcl.traces.finished import Finished
from rcl.traces.lines import Line

UNSET: Any = msgspec.UNSET
Get = Callable[[Any], Any]
MAX_TEXT = 80
MAX_TOLD = 100_000
"""Bad records whose place is kept; the others are counted."""
MAX_EVENTS = 100_000
"""Events that one record may stand for."""
CLAIM = SortType("Claim")
EVERY = "*"
"""The kind that stands for every declared one."""


class RecordError(ValueError):
    """What is wrong with one record."""


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A line that stands for nothing, and why."""

    file: str
    line: int
    offset: int
    reason: str


@dataclass(slots=True)
class FileCount:
    """What was read from a file. ``claims`` are the identifiers of the sort ``Claim`` that its events named.

    Each is kept with the tuple of itself, which is a key of many tables, or an empty one if another worker follows it. ``finished`` counts those that are over and no
    longer kept.
    """

    path: str
    records: int = 0
    bad: int = 0
    gaps: int = 0
    claims: dict[Value, tuple[Value, ...]] = field(default_factory=dict)
    finished: int = 0


@dataclass(slots=True)
class Step:
    """One moment of a log. ``gap`` says that before it something may be missing; ``key`` is its place in the order.

    ``over`` are the identifiers, with their sorts, that nothing names after it; ``doubtful`` are the events with an unknown
    identifier of a sort of which some are over.
    """

    file: int
    line: int
    offset: int
    key: int | None
    gap: bool
    happened: Mapping[str, list[Fields]]
    over: tuple[tuple[str, Value], ...] = ()
    doubtful: frozenset[str] = frozenset()


class Decoder:
    """Reads lines by one log; keeps what was counted, and the last order key of each file."""

    def __init__(self, log: Log, paths: tuple[str, ...]) -> None:
        self.log = log
        self.files = [FileCount(path) for path in paths]
        self.bad: list[BadRecord] = []
        keys = sorted({path[0] for path in _paths(log)})
        fields = [(f"f{number}", Any, UNSET) for number in range(len(keys))]
        names = {f"f{number}": key for number, key in enumerate(keys)}
        self.places = {key: f"f{number}" for number, key in enumerate(keys)}
        self._type = msgspec.defstruct("Record", fields, rename=names.get, gc=False)
        self._decode = msgspec.json.Decoder(self._type).decode
        self._kind = self.getter(log.kind)
        self._key = self.getter(log.key) if log.order is not Order.NONE else None
        self._readers: dict[str, list[Callable[[Any, dict[str, list[Fields]]], None]]] = {}
        for kind in sorted(log.kinds - {EVERY}):
            mine = [record for record in log.records if record.kind in (kind, EVERY)]
            self._readers[kind] = [self._reader(record) for record in mine]
        self.claim_key: Callable[[Value], tuple[Value, ...]] = lambda value: (value,)
        self._last: dict[int, int] = {}
        self.merged_by = ""
        """The field by which the files are merged; without it they are read one after another."""
        self.finished = {item.sort: Finished() for item in log.over}
        self._naming = {
            event.name: [
                (item.name, sort.name, self.finished[sort.name])
                for item in event.fields
                if (sort := identifier_sort(item.type)) is not None and sort.name in self.finished
            ]
            for event in (log.events if log.over else ())
        }
        self._claim_fields = {
            event.name: tuple(
                item.name
                for item in event.fields
                if isinstance(item.type, SortType) and item.type.name == "Claim"
            )
            for event in log.events
        }

    # ------------------------------------------------------------ lines

    def line(self, line: Line) -> Step | BadRecord | None:
        """The moment of a line, what is wrong with it, or ``None`` for a record that stands for nothing."""
        count = self.files[line.file]
        count.records += 1
        try:
            try:
                record = self._decode(line.raw)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                raise RecordError(_not_json(line, error)) from None
            return self._step(record, line.file, line.number, line.offset)
        except RecordError as error:
            return self._wrong(line, str(error))

    def _wrong(self, line: Line, reason: str) -> BadRecord:
        self.files[line.file].bad += 1
        bad = BadRecord(self.files[line.file].path, line.number, line.offset, reason)
        if len(self.bad) < MAX_TOLD:
            self.bad.append(bad)
        return bad

    def mapping(self, item: Mapping[str, Any], number: int, file: int = 0) -> Step | BadRecord | None:
        """The same for a record that was decoded already (a live event): ``number`` counts them from 1."""
        self.files[file].records += 1
        try:
            record = self._type(
                **{self.places[key]: value for key, value in item.items() if key in self.places}
            )
            return self._step(record, file, number, 0)
        except RecordError as error:
            return self._wrong(Line(file, number, 0, b"", False), str(error))

    def _step(self, record: Any, file: int, number: int, offset: int) -> Step | None:
        kind = self._kind(record)
        if not isinstance(kind, str):
            shown = ".".join(self.log.kind)
            raise RecordError(
                f"field `{shown}` is missing" if kind is None else f"field `{shown}` is no text"
            )
        readers = self._readers.get(kind)
        if readers is None:
            raise RecordError(f'kind "{kind[:MAX_TEXT]}" is not declared in log `{self.log.name}`')
        key, gap = self._ordered(record, file)
        happened: dict[str, list[Fields]] = {}
        for reader in readers:
            reader(record, happened)
        over = self._finish(happened) if self.finished else ()
        doubtful = self.doubtful(happened) if self.finished else frozenset()
        self._count(file, happened)
        for sort, value in over:
            self.finish(sort, value)
        if gap:
            self.files[file].gaps += 1
        if not happened and not gap:
            return None
        return Step(file, number, offset, key, gap, happened, over, doubtful)

    def doubtful(self, happened: Mapping[str, list[Fields]]) -> frozenset[str]:
        """The events with an unknown identifier of a sort of which some are over."""
        return frozenset(
            event
            for event, items in happened.items()
            for name, _, finished in self._naming[event]
            if len(finished) and any(item[name] is UNKNOWN for item in items)
        )

    def _finish(self, happened: Mapping[str, list[Fields]]) -> tuple[tuple[str, Value], ...]:
        """The identifiers that are over after the record; it must name none that was over before."""
        for event, items in happened.items():
            for name, sort, finished in self._naming[event]:
                for item in items:
                    if item[name] in finished:
                        shown = str(item[name])[:MAX_TEXT]
                        raise RecordError(f"it names `{shown}`, a {sort} that an earlier record finished")
        found = [
            (over.sort, item[over.field]) for over in self.log.over for item in happened.get(over.event, ())
        ]
        return tuple((sort, value) for sort, value in found if value is not None and value is not UNKNOWN)

    def finish(self, sort: str, value: Value) -> None:
        """From now on, a record that names this identifier of the sort is a bad one."""
        self.finished[sort].add(value)
        if sort == CLAIM.name:
            for count in self.files:
                if count.claims.pop(value, None) is not None:
                    count.finished += 1

    def _ordered(self, record: Any, file: int) -> tuple[int | None, bool]:
        if self._key is None:
            return None, False
        key = self._key(record)
        name = ".".join(self.log.key)
        if key is None:
            raise RecordError(f"order field `{name}` is missing")
        if not isinstance(key, int) or isinstance(key, bool):
            raise RecordError(f"order field `{name}` is no whole number")
        last = self._last.get(file)
        if last is None:
            last = self._before(file)
            self._last[file] = key
            return key, self.log.order is Order.SEQUENCE and last is not None and key > last + 1
        if key == last and self.log.order is not Order.RISING:
            raise RecordError(f"`{name}` {key} stands twice")
        if key < last:
            raise RecordError(f"`{name}` falls from {last} to {key}")
        self._last[file] = key
        return key, self.log.order is Order.SEQUENCE and key > last + 1

    def _before(self, file: int) -> int | None:
        """The last order key of what was read before the first record of a file; ``None`` if that is nothing, or another sequence.

        A writer that goes on in a new file goes on with its numbers, so a file that is left out shows. One that begins anew has lower ones.
        """
        if self.merged_by == ".".join(self.log.key):
            return max(self._last.values(), default=None)
        earlier = [] if self.merged_by else [number for number in self._last if number < file]
        return self._last[max(earlier)] if earlier else None

    def _count(self, file: int, happened: Mapping[str, list[Fields]]) -> None:
        claims = self.files[file].claims
        for event, items in happened.items():
            for name in self._claim_fields[event]:
                for item in items:
                    value = item[name]
                    if value is not UNKNOWN and value is not None and value not in claims:
                        claims[value] = self.claim_key(value)

    def last(self, file: int) -> int | None:
        """The order key of the last good record of a file."""
        return self._last.get(file)

    def came_to(self, file: int, key: int) -> None:
        """The records of a file were followed elsewhere up to this order key."""
        self._last[file] = key

    # ------------------------------------------------------------ the declared log, compiled

    def getter(self, path: Path) -> Get:
        """Reads the value at a path of a decoded record; ``None`` where there is none."""
        first, rest = self.places[path[0]], path[1:]
        if not rest:

            def plain(record: Any) -> Any:
                value = getattr(record, first)
                return None if value is UNSET else value

            return plain

        def deep(record: Any) -> Any:
            value = getattr(record, first)
            for key in rest:
                if isinstance(value, dict):
                    value = value.get(key)
                elif isinstance(value, list | tuple) and key.isdigit() and int(key) < len(value):
                    value = value[int(key)]
                else:
                    return None
            return None if value is UNSET else value

        return deep

    def _reader(self, record: Record) -> Callable[[Any, dict[str, list[Fields]]], None]:
        tests = [self._test(test) for test in record.tests]
        emits = [(emit.event, self._emit(emit)) for emit in record.emits]

        def read(item: Any, happened: dict[str, list[Fields]]) -> None:
            for test in tests:
                if not test(item):
                    return
            for event, make in emits:
                happened.setdefault(event, []).extend(make(item))

        return read

    def _test(self, test: Test) -> Callable[[Any], bool]:
        get, value, op = self.getter(test.path), test.value, test.op
        kind = type(value)
        if op in ("=", "!="):
            wanted = op == "="

            def equal(item: Any) -> bool:
                found = get(item)
                return (type(found) is kind and found == value) is wanted

            return equal
        assert isinstance(value, int)
        bound = value
        compare: dict[str, Callable[[int], bool]] = {
            "<": lambda found: found < bound,
            "<=": lambda found: found <= bound,
            ">": lambda found: found > bound,
            ">=": lambda found: found >= bound,
        }
        check = compare[op]
        name = ".".join(test.path)

        def number(item: Any) -> bool:
            found = get(item)
            if found is None:
                return False
            if not isinstance(found, int) or isinstance(found, bool):
                raise RecordError(f"field `{name}` is no whole number")
            return check(found)

        return number

    def _emit(self, emit: Emit) -> Callable[[Any], list[Fields]]:
        single = [(fill.field, self._fill(fill)) for fill in emit.fills if not fill.each]
        spread = [(fill.field, self._spread(fill)) for fill in emit.fills if fill.each]

        def one(item: Any) -> list[Fields]:
            return [{name: get(item) for name, get in single}]

        def many(item: Any) -> list[Fields]:
            events: list[dict[str, Value]] = [{name: get(item) for name, get in single}]
            for name, get in spread:
                values = get(item)
                if len(events) * len(values) > MAX_EVENTS:
                    raise RecordError(f"the record stands for more than {MAX_EVENTS:,} events")
                events = [{**event, name: value} for event in events for value in values]
            return list(events)

        return many if spread else one

    def _fill(self, fill: Fill) -> Get:
        if not fill.paths:
            constant = fill.literal if fill.known else UNKNOWN
            return lambda _: constant
        gets = [self.getter(path) for path in fill.paths]
        check = checked(fill)
        first = gets[0]
        absent: Value = None if isinstance(fill.type, OptionType) else UNKNOWN
        optional, shown = fill.optional, " | ".join(".".join(path) for path in fill.paths)

        def get(item: Any) -> Any:
            value = first(item)
            if value is None:
                for other in gets[1:]:
                    value = other(item)
                    if value is not None:
                        break
                else:
                    if optional:
                        return absent
                    raise RecordError(f"field `{shown}` is missing")
            return check(value)

        return get

    def _spread(self, fill: Fill) -> Get:
        gets = [self.getter(path) for path in fill.paths]
        check = checked(fill)
        shown = " | ".join(".".join(path) for path in fill.paths)

        def get(item: Any) -> list[Any]:
            for path in gets:
                value = path(item)
                if value is not None:
                    if not isinstance(value, list | tuple):
                        raise RecordError(f"field `{shown}` is no list")
                    return [check(part) for part in value]
            if fill.optional:
                return []
            raise RecordError(f"field `{shown}` is missing")

        return get


def checked(fill: Fill) -> Get:
    """Lets through a value of the field's type as the formulas see it."""
    shown = " | ".join(".".join(path) for path in fill.paths)
    kind = fill.type

    def identifier(value: Any) -> Any:
        if type(value) is str:
            return value
        if type(value) is int:
            return str(value)
        if type(value) is bytes:
            return value.hex()
        raise RecordError(f"field `{shown}` is no identifier (a text or a whole number)")

    def number(value: Any) -> Any:
        if type(value) is int:
            return value
        raise RecordError(f"field `{shown}` is no whole number")

    def flag(value: Any) -> Any:
        if type(value) is bool:
            return value
        raise RecordError(f"field `{shown}` is neither true nor false")

    def member(value: Any) -> Any:
        if isinstance(kind, EnumType) and isinstance(value, str) and value in kind.members:
            return value
        raise RecordError(
            f"field `{shown}` is none of {', '.join(kind.members) if isinstance(kind, EnumType) else ''}"
        )

    return (
        number
        if kind == INT
        else flag
        if kind == BOOL
        else member
        if isinstance(kind, EnumType)
        else identifier
    )


def _paths(log: Log) -> list[Path]:
    emits = [emit for record in log.records for emit in record.emits]
    found = [log.kind, *([log.key] if log.key else [])]
    found += [test.path for record in log.records for test in record.tests]
    return found + [path for emit in emits for fill in emit.fills for path in fill.paths]


def _not_json(line: Line, error: Exception) -> str:
    if line.cut:
        return "the last line is cut"
    if isinstance(error, UnicodeDecodeError):
        return "the line is not UTF-8"
    if isinstance(error, msgspec.ValidationError):
        return "the line is not a JSON object"
    if isinstance(error, RecursionError):
        return "the line is nested too deeply"
    text = str(error)
    return f"the line is not JSON: {text[:1].lower()}{text[1:]}"
