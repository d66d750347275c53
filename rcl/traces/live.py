"""Maps a runtime's live KV event stream to records: listens to ZMQ messages of topic, number and batch, and asks for replays.

Invariant: a message that is no such thing becomes a record that is a bad one, and neither its size nor the number of
messages that wait is without a bound; what a replay brings back is no loss. Source: semantics, section 6; vLLM
``kv_events`` and SGLang ``disaggregation/kv_events``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from rcl.traces.lines import LogFileError
from rcl.traces.live_events import Record, Sequence

SCHEME = "zmq://"
END = (-1).to_bytes(8, "big", signed=True)
MAX_MESSAGE = 16 * 1024 * 1024
"""Bytes of one message; a peer that sends a longer one is disconnected."""
MAX_WAITING = 64
"""Messages that wait to be read; what comes beyond is dropped by the socket, and shows as a gap."""
MAX_REPLAYED = 100_000
"""Batches that one replay may bring back."""


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
        _bound(socket)
        socket.subscribe(where.topic.encode())
        socket.connect(f"tcp://{where.host}:{where.port}")
        yield from _received(socket, context, where)
    except zmq.ZMQError as error:
        raise LogFileError(address, str(error)) from None
    finally:
        socket.close()
        context.term()


def _bound(socket: Any) -> None:
    import zmq

    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE)
    socket.setsockopt(zmq.RCVHWM, MAX_WAITING)


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
        _bound(socket)
        socket.connect(f"tcp://{where.host}:{where.replay}")
        socket.send_multipart((b"", lost.start.to_bytes(8, "big")))
        wanted = lost.start
        for _ in range(MAX_REPLAYED):
            if not socket.poll(2000):
                return
            frames = socket.recv_multipart()
            if len(frames) != 3 or len(frames[1]) != 8 or frames[1] == END:
                return
            number = int.from_bytes(frames[1], "big")
            if wanted <= number < lost.stop:  # older ones and repeated ones are not what was asked for
                wanted = number + 1
                yield number, frames[2]
    finally:
        socket.close()
