"""Maps a runtime's live KV event stream to records: ZMQ messages of topic, number and msgpack batch, as they are on the wire.

A batch is ``[time, events, rank]`` or a map of these; an event is a map with ``type`` or an array that begins with it.
Invariant: every event becomes one record with a ``sequence`` of its own, which steps over a number where batches
are missing, so that a loss is a gap; what a replay brings back is no loss. Source: semantics, section 6; vLLM
``kv_events`` and SGLang ``disaggregation/kv_events``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from rcl.traces.lines import LogFileError

SCHEME = "zmq://"
ARRAYS: Mapping[str, tuple[str, ...]] = {
    "BlockStored": (
        "block_hashes",
        "parent_block_hash",
        "token_ids",
        "block_size",
        "lora_id",
        "medium",
        "lora_name",
    ),
    "BlockRemoved": ("block_hashes", "medium"),
    "AllBlocksCleared": (),
}
"""The fields of events that older releases write as arrays, in their order."""
TAGS = {"stored": "BlockStored", "removed": "BlockRemoved", "cleared": "AllBlocksCleared"}
"""The variants of a router's events, which stand as the one key of a map, by the names of the engines' events."""
END = (-1).to_bytes(8, "big", signed=True)
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to listen: host and port, a topic, the port that replays, how many batches (0: no end), seconds to wait."""

    host: str
    port: int
    topic: str
    replay: int
    batches: int
    patience: float


def endpoint(address: str) -> Endpoint:
    """``zmq://127.0.0.1:5557?topic=kv&replay=5558&batches=100&patience=5``."""
    parts = urlsplit(address)
    given = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    unknown = sorted(set(given) - {"topic", "replay", "batches", "patience"})
    try:
        port = parts.port
        numbers = int(given.get("replay", 0)), int(given.get("batches", 0)), float(given.get("patience", 0))
    except ValueError as error:
        raise LogFileError(address, f"the address cannot be read: {error}") from None
    if not parts.hostname or port is None or unknown:
        hint = f"unknown option `{unknown[0]}`" if unknown else "write zmq://HOST:PORT"
        raise LogFileError(address, hint)
    return Endpoint(parts.hostname, port, given.get("topic", ""), *numbers)


def records_of(batch: Any) -> Iterator[Record]:
    """The events of a decoded batch as flat records; ``RecordShapeError`` for what is no batch."""
    if isinstance(batch, Mapping):
        events, rank = batch.get("events"), batch.get("data_parallel_rank", batch.get("attn_dp_rank"))
    elif isinstance(batch, list) and len(batch) >= 2:
        events, rank = batch[1], batch[2] if len(batch) > 2 else None
    else:
        raise RecordShapeError("the message is no batch of events")
    if not isinstance(events, list):
        raise RecordShapeError("the batch has no list of events")
    for event in events:
        yield {"rank": rank, **_event(event)}


class RecordShapeError(ValueError):
    """A message whose shape is none of those that the runtimes write."""


def _event(event: Any) -> Record:
    if isinstance(event, Mapping):
        if "type" in event:
            return dict(event)
        inner = event.get("event", event)
        data = inner.get("data", inner) if isinstance(inner, Mapping) else inner
        if isinstance(data, str):
            data = {data: {}}
        if isinstance(data, Mapping) and len(data) == 1:
            ((tag, fields),) = data.items()
            outer = {key: value for key, value in event.items() if key != "event"}
            return {**outer, **(fields if isinstance(fields, Mapping) else {}), "type": TAGS.get(tag, tag)}
    elif isinstance(event, list) and event and isinstance(event[0], str):
        names = ARRAYS.get(event[0], ())
        return {"type": event[0], **dict(zip(names, event[1:], strict=False))}
    raise RecordShapeError("an event has no type")


class Sequence:
    """Numbers for the events of numbered batches: consecutive, with one left out wherever a batch is missing."""

    def __init__(self) -> None:
        self._next: int | None = None
        self._number = 0

    def missing(self, batch: int) -> range:
        """The batches that should have come before this one."""
        return range(self._next, batch) if self._next is not None and batch > self._next else range(0)

    def records(self, batch: int, payload: bytes) -> Iterator[Record]:
        """The records of a batch; a message that can't be read is a record without a type, which is a bad one."""
        if self._next is not None and batch < self._next:
            self._number += 1  # the publisher has begun anew: what it did in between nobody knows
        elif self.missing(batch):
            self._number += 1
        self._next = batch + 1
        try:
            found = list(records_of(msgspec.msgpack.decode(payload)))
        except (msgspec.MsgspecError, RecordShapeError) as error:
            found = [{"problem": str(error)}]
        for record in found:
            self._number += 1
            yield {**record, "sequence": self._number, "batch": batch}


def listen(address: str) -> Iterator[Record]:
    """The records of a live stream, until ``batches`` have come or nothing has for ``patience`` seconds."""
    try:
        import zmq
    except ImportError:
        raise LogFileError(
            address, "live events need the package `pyzmq`: install `rcl-engine[live]`"
        ) from None
    where = endpoint(address)
    context = zmq.Context()
    socket = context.socket(zmq.SUB)
    try:
        socket.setsockopt(zmq.LINGER, 0)
        socket.subscribe(where.topic.encode())
        socket.connect(f"tcp://{where.host}:{where.port}")
        yield from _received(socket, context, where)
    except zmq.ZMQError as error:
        raise LogFileError(address, str(error)) from None
    finally:
        socket.close()
        context.term()


def _received(socket: Any, context: Any, where: Endpoint) -> Iterator[Record]:
    order = Sequence()
    count = 0
    while not where.batches or count < where.batches:
        if where.patience and not socket.poll(int(where.patience * 1000)):
            return
        frames = socket.recv_multipart()
        if len(frames) != 3 or len(frames[1]) != 8:
            yield {"problem": "a message has other frames than topic, number and batch"}
            continue
        number = int.from_bytes(frames[1], "big")
        lost = order.missing(number)
        if lost and where.replay:
            for old, payload in _replayed(context, where, lost):
                yield from order.records(old, payload)
                count += 1
        yield from order.records(number, frames[2])
        count += 1


def _replayed(context: Any, where: Endpoint, lost: range) -> Iterator[tuple[int, bytes]]:
    """What the runtime's replay buffer still has of the lost batches."""
    import zmq

    socket = context.socket(zmq.DEALER)  # one request, many replies
    try:
        socket.setsockopt(zmq.LINGER, 0)
        socket.connect(f"tcp://{where.host}:{where.replay}")
        socket.send_multipart((b"", lost.start.to_bytes(8, "big")))
        while socket.poll(2000):
            frames = socket.recv_multipart()
            if len(frames) != 3 or frames[1] == END:
                return
            number = int.from_bytes(frames[1], "big")
            if number in lost:
                yield number, frames[2]
    finally:
        socket.close()
