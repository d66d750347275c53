"""Maps a violation back to the records that lead to it, by reading its file once more.

Invariant: shows the records up to the violation that share an identifier with its bindings, in the order of the file,
the last ones first to be kept; nothing is remembered for this while a log is followed. Source: architecture,
"What a user sees".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from rcl.model.logs import Log
from rcl.model.types import SortType
from rcl.temporal.stream import Fields
from rcl.temporal.watch import shown
from rcl.traces.lines import STDIN, LogFileError, lines_of
from rcl.traces.records import EVERY, Decoder, Step
from rcl.traces.results import Violation

MOST = 24
LONGEST = 28


@dataclass(frozen=True, slots=True)
class ContextStep:
    """A record of a violation's story: its line and the events it stands for, as texts."""

    line: int
    events: tuple[str, ...]
    who: tuple[tuple[str, str], ...]


def story(log: Log, violation: Violation) -> tuple[ContextStep, ...]:
    """The last records up to the violation that name one of its identifiers; none for what cannot be read again."""
    path = violation.place.file
    if path == STDIN or "://" in path:
        return ()
    kept: deque[ContextStep] = deque(maxlen=MOST)
    decoder = Decoder(log, (path,))
    sorts = {
        event.name: {
            item.name for item in event.fields if isinstance(getattr(item.type, "item", item.type), SortType)
        }
        for event in log.events
    }
    wanted = {*violation.bindings.values(), violation.claim} - {""}
    try:
        for line in lines_of(path, 0):
            step = decoder.line(line)
            if isinstance(step, Step):
                found = _involved(step, sorts, wanted)
                if found:
                    kept.append(
                        ContextStep(line.number, tuple(_text(*item) for item in found), _who(found, sorts))
                    )
            if line.number >= violation.place.line:
                break
    except LogFileError:
        return ()
    return tuple(kept)


def events_at(log: Log, path: str, lines: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The events that the log takes these lines of a file for, without those of every line; none if it can't be read."""
    wanted = set(lines)
    usual = {emit.event for record in log.records if record.kind == EVERY for emit in record.emits}
    decoder = Decoder(log, (path,))
    found: dict[int, tuple[str, ...]] = {}
    try:
        for line in lines_of(path, 0):
            if len(found) == len(wanted) or line.number > max(wanted, default=0):
                break
            step = decoder.line(line)
            if line.number in wanted:
                happened = step.happened if isinstance(step, Step) else ()
                found[line.number] = tuple(event for event in happened if event not in usual)
    except LogFileError:
        return {}
    return found


def _involved(step: Step, sorts: dict[str, set[str]], wanted: set[str]) -> list[tuple[str, Fields]]:
    return [
        (event, item)
        for event, items in step.happened.items()
        for item in items
        if any(shown(item[name]) in wanted for name in sorts[event])
    ]


def _text(event: str, item: Fields) -> str:
    return f"{event}({', '.join(f'{name}: {_short(shown(value))}' for name, value in item.items())})"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST // 2] + "..." + text[-LONGEST // 2 :]


def _who(found: Iterable[tuple[str, Fields]], sorts: dict[str, set[str]]) -> tuple[tuple[str, str], ...]:
    named: dict[str, str] = {}
    for event, item in found:
        for name in item:
            if name in sorts[event] and item[name] is not None:
                named.setdefault(name, shown(item[name]))
    return tuple(named.items())
