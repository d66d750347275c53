"""Logs: how the records of a file stand for the events of a runtime or a contract.

Maps nothing; these are the values the resolver produces. Invariant: every field of an emitted event is filled or
explicitly unknown, and no identity comes from a constant. Source: semantics, sections 3 and 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from rcl.diag.span import Span
from rcl.model.contract import Event
from rcl.model.types import Type

Path = tuple[str, ...]
"""The keys (or list positions) that lead to a value in a record."""

Literal = int | bool | str | None


class Order(Enum):
    """What the order key of a log says."""

    NONE = "none"
    SEQUENCE = "sequence"
    """Counts every record: a step of more than one is a gap, behind which anything may have happened."""
    SKIPPING = "skipping"
    """Grows from record to record; numbers that are absent were never used for a record."""
    RISING = "rising"
    """Never falls, as a clock does; says nothing about what is missing."""


@dataclass(frozen=True, slots=True)
class Test:
    """``PATH OP LITERAL`` on a record; an absent value is ``None`` and less than nothing."""

    path: Path
    op: str
    value: Literal


@dataclass(frozen=True, slots=True)
class Fill:
    """How a field of an event is filled: from the first present path, from a literal, or not at all.

    No path and no literal (``known`` is false) is an unknown value. ``optional`` allows all paths to be absent: the
    value is then ``none`` where the type has it, and otherwise unknown. ``each`` takes one event an element.
    """

    field: str
    type: Type
    paths: tuple[Path, ...]
    optional: bool
    each: bool
    known: bool
    literal: Literal


@dataclass(frozen=True, slots=True)
class Emit:
    """An event that a record stands for; ``fills`` lists every field in the order of the declaration."""

    event: str
    fills: tuple[Fill, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Record:
    """``record "KIND" when TESTS as EVENTS``."""

    kind: str
    tests: tuple[Test, ...]
    emits: tuple[Emit, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Over:
    """After this event, no event names the identifier in ``field``, which is of the sort ``sort``."""

    event: str
    field: str
    sort: str


@dataclass(frozen=True, slots=True)
class Log:
    """A declared log. ``owner`` is the contract or runtime whose events it emits, ``events`` their declarations."""

    name: str
    owner: str
    of_contract: bool
    kind: Path
    order: Order
    key: Path
    records: tuple[Record, ...]
    ignored: frozenset[str]
    ending: Emit | None
    events: tuple[Event, ...]
    text: str
    span: Span
    over: tuple[Over, ...] = ()

    @property
    def shown(self) -> frozenset[str]:
        """The events that some record (or the end) stands for; every other one may happen unseen."""
        ending = () if self.ending is None else (self.ending.event,)
        return frozenset((*(emit.event for record in self.records for emit in record.emits), *ending))

    @property
    def kinds(self) -> frozenset[str]:
        """Every kind of record that the log declares."""
        return self.ignored | {record.kind for record in self.records}
