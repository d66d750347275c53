"""Maps the batches of a live KV event stream to records, in the shapes that the runtimes put on the wire.

A batch is ``[time, events, rank]`` or a map of these; an event is a map with ``type`` or an array that begins with it (vLLM,
SGLang), a map with ``event_type`` (Mooncake), or an envelope of a worker's event (Dynamo). Invariant: every event
becomes one record with a ``sequence`` of its own, which steps over a number where batches are missing, so that a loss is
a gap; what can't be read is a record without a type. Source: semantics, section 6.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

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
TAGS: Mapping[Any, str] = {"stored": "BlockStored", "removed": "BlockRemoved", "cleared": "AllBlocksCleared"}
"""The kinds of a router's and of a store's events, by the names of the engines' events."""
MAX_EVENTS = 100_000
"""Events of one batch; what has more is no batch."""
Record = dict[str, Any]


def records_of(batch: Any) -> Iterator[Record]:
    """The events of a decoded batch as flat records; ``RecordShapeError`` for what is no batch."""
    if isinstance(batch, Mapping) and "event" in batch:
        yield _event(batch)  # a router's event that travels alone
        return
    if isinstance(batch, Mapping):
        events, rank = batch.get("events"), batch.get("data_parallel_rank", batch.get("attn_dp_rank"))
    elif isinstance(batch, list) and len(batch) >= 2:
        events, rank = batch[1], batch[2] if len(batch) > 2 else None
    else:
        raise RecordShapeError("the message is no batch of events")
    if not isinstance(events, list):
        raise RecordShapeError("the batch has no list of events")
    if len(events) > MAX_EVENTS:
        raise RecordShapeError(f"the batch has more than {MAX_EVENTS:,} events")
    for event in events:
        yield {"rank": rank, **_event(event)}


class RecordShapeError(ValueError):
    """A message whose shape is none of those that the runtimes write."""


def _event(event: Any) -> Record:
    if isinstance(event, Mapping):
        if "type" in event:
            return dict(event)
        if "event_type" in event:
            return {**event, "type": _kind(event["event_type"])}
        return _router_event(event)
    if isinstance(event, list) and event and isinstance(event[0], str):
        names = ARRAYS.get(event[0], ())
        return {"type": event[0], **dict(zip(names, event[1:], strict=False))}
    raise RecordShapeError("an event has no type")


def _router_event(event: Mapping[Any, Any]) -> Record:
    """A router's envelope: who, which tier, and an event with its id, whose kind is the one key of its data."""
    inner = event.get("event", event)
    data = inner.get("data", inner) if isinstance(inner, Mapping) else inner
    if isinstance(data, str):
        data = {data: {}}
    if not isinstance(data, Mapping) or len(data) != 1:
        raise RecordShapeError("an event has no type")
    ((tag, fields),) = data.items()
    record = {key: value for key, value in event.items() if key != "event"}
    if isinstance(inner, Mapping):
        record |= {key: value for key, value in inner.items() if key in ("event_id", "dp_rank")}
    if isinstance(fields, Mapping):
        record |= fields
        blocks = fields.get("blocks")
        if isinstance(blocks, list) and "block_hashes" not in fields:
            found = [block.get("block_hash") if isinstance(block, Mapping) else None for block in blocks]
            record["block_hashes"] = found
    if "medium" not in record and "storage_tier" in record:
        record["medium"] = record["storage_tier"]
    return {**record, "type": _kind(tag)}


def _kind(tag: Any) -> Any:
    return TAGS.get(tag, tag) if isinstance(tag, str) else tag


UNREADABLE = (msgspec.MsgspecError, RecordShapeError, UnicodeDecodeError, RecursionError)
"""How reading a batch can fail: no msgpack, no batch, a text that is not UTF-8, nested too deeply."""


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
        except UNREADABLE as error:
            found = [{"problem": str(error)}]
        for record in found:
            self._number += 1
            yield {**record, "sequence": self._number, "batch": batch}
