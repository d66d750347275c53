"""Any bytes through every reader of logs: what comes out is a moment, a bad record or a reason why the file can't be read.

The first byte picks the reader, so that a fuzzer can find its way into all of them from one entry.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random

import msgspec
import zstandard

from rcl.traces.lines import LogFileError, all_lines
from rcl.traces.live_events import Sequence
from rcl.traces.monitor import LogMonitor
from rcl.traces.records import BadRecord, Decoder, Step
from rcl.traces.run import RunSettings, choose, feed_files, target_of
from tests.strategies import lifecycle, litmus, wire
from tests.strategies.gates import recorded, world

LOGS = ("connector_trace", "lifecycle_trace", "litmus_trace")
BUNDLES = {
    "connector_trace": "failure_outcome",
    "lifecycle_trace": "reference_lifecycle",
    "litmus_trace": "litmus_l1",
}
READERS = 8


class ReaderError(AssertionError):
    """A reader gave something else than it may."""


@cache
def _log(name: str):
    return next(item for item in world().logs if item.name == name)


def exercise(data: bytes, folder: Path) -> None:
    """Gives the bytes to the reader that the first one names; ``ReaderError`` or any other exception is a finding."""
    if len(data) < 3:
        return
    reader, second, body = data[0] % READERS, data[1], data[2:]
    log = LOGS[data[0] // READERS % len(LOGS)]
    if reader == 6:
        _live(body, log)
        return
    paths = list(_files(reader, second, body, folder))
    if reader == 7:
        _monitor(paths, log, second)
        return
    decoder = Decoder(_log(log), tuple(paths))
    with suppress(LogFileError):
        for line in all_lines(paths):
            _checked(decoder.line(line), line.number)
    _told(decoder)


def _files(reader: int, second: int, body: bytes, folder: Path) -> Iterator[str]:
    packed = {1: body, 2: gzip.compress(body, 1, mtime=0), 3: body, 4: zstandard.compress(body)}
    suffix = {1: ".gz", 2: ".gz", 3: ".zst", 4: ".zst"}.get(reader, ".jsonl")
    content = packed.get(reader, body)
    if reader in (2, 4) and second:
        content = content[: len(content) * second // 256]
    parts = content.split(b"\0", 1) if reader in (5, 7) else [content]
    for number, part in enumerate(parts):
        path = folder / f"log{number}{suffix}"
        path.write_bytes(part)
        yield str(path)


def _live(body: bytes, log: str) -> None:
    decoder = Decoder(_log(log), ("stream",))
    order = Sequence()
    last = 0
    for number, payload in enumerate(body.split(b"\0\0")):
        batch = payload[0] if payload else number
        for record in order.records(batch, payload[1:]):
            if record["sequence"] <= last:
                raise ReaderError("the sequence does not rise")
            last = record["sequence"]
            _checked(decoder.mapping(record, last), last)
    _told(decoder)


def _monitor(paths: list[str], log: str, second: int) -> None:
    asked = choose(world(), log, None, BUNDLES[log])
    monitor = LogMonitor(asked.log, target_of(asked, lambda anchors, origin: True, {"target": "c"}), paths)
    settings = RunSettings(merge_by="event_sequence" if second % 2 else "", stop_at_bad=bool(second & 2))
    with suppress(LogFileError):
        feed_files(monitor, paths, settings)
    report = monitor.report()
    if report.complete and any(item.bad or item.gaps for item in report.files):
        raise ReaderError("a log with bad records or gaps is complete")
    _told(monitor.decoder)


def _checked(item: object, line: int) -> None:
    if item is not None and not isinstance(item, Step | BadRecord):
        raise ReaderError(f"line {line}: {item!r}")
    if isinstance(item, BadRecord) and not item.reason:
        raise ReaderError(f"line {line}: a bad record without a reason")


def _told(decoder: Decoder) -> None:
    json.dumps([(item.file, item.line, item.offset, item.reason) for item in decoder.bad])
    if sum(count.bad for count in decoder.files) < len(decoder.bad):
        raise ReaderError("a bad record is not counted")


# ---------------------------------------------------------------- where to begin


def _jsonl(trace: list[dict]) -> bytes:
    return b"".join(json.dumps(event).encode() + b"\n" for event in trace)


def seeds() -> list[bytes]:
    """Good input for each reader."""
    good = [
        _jsonl(recorded("success_path")[:6]),
        _jsonl(lifecycle.whole()[:5]),
        _jsonl(litmus.infeasible()[-4:]),
    ]
    found = []
    for number, body in enumerate(good):
        for reader in (0, 2, 4, 5, 7):
            found.append(bytes((reader + READERS * number, 0)) + body)
    payload = wire.mooncake_batch(wire.mooncake("stored", "k", "g"))
    router = msgspec.msgpack.encode(wire.dynamo("stored", 1, 2))
    found += [bytes((6, 0)) + b"\0\0".join((b"\x01" + payload, b"\x02" + router))]
    found += [bytes((1, 0)) + gzip.compress(good[0], mtime=0), bytes((3, 0)) + zstandard.compress(good[0])]
    return found


def mutated(rng: Random, data: bytes) -> bytes:
    """A seed with a few bytes changed, cut out, doubled or put in."""
    body = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        at = rng.randrange(len(body)) if body else 0
        match rng.randrange(5):
            case 0 if body:
                body[at] = rng.randrange(256)
            case 1 if body:
                del body[at : at + rng.randrange(1, 20)]
            case 2:
                body[at:at] = body[at : at + rng.randrange(1, 40)] * rng.choice((1, 2, 50))
            case 3:
                body[at:at] = rng.choice(TOKENS)
            case _ if body:
                body[at] ^= 1 << rng.randrange(8)
    return bytes(body[:20_000])


TOKENS = (
    b"null", b"[", b"[" * 3000, b"{", b'{"a":' * 3000, b"1e999", b"-0", b"9" * 400, b"\xff", b"\xed\xa0\x80", b"\n",
    b"\0", b"\0\0", b'"event_sequence":', b"true", b"\\ud800", b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff",
    b"\x91" * 3000, b"\xc7\x01\x05\x00", b"NaN", b'"claim_id":[]', b"\xef\xbb\xbf",
)  # fmt: skip
