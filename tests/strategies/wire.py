"""Encoders of what Dynamo's workers and Mooncake's master put on the wire, of our own making.

Mooncake: the batch, the names and the order of the fields are those of its publisher's source; nothing has been compared with a
running master. Dynamo: the envelope, the event id, the three kinds and the tier are in the sheet of its source; that
it is msgpack in one message of topic, number and payload is our assumption (another transport carries the same events).
"""

from __future__ import annotations

import msgspec

pack = msgspec.msgpack.encode


def mooncake(kind: str, key: str, group: str | None, *, number: int = 1, legacy: bool = False) -> dict:
    """One event of the master's publisher, with object keys."""
    names = {"stored": "BlockStored", "removed": "BlockRemoved", "cleared": "AllBlocksCleared"}
    event: dict = {"event_id": number, "timestamp": 1_700_000_000_000, "event_type": kind}
    if legacy:
        event["type"] = names[kind]
    event |= {
        "model_name": None, "block_size": None, "additional_salt": None, "lora_name": None,
        "tenant_id": "default", "backend_id": "m0", "medium": "cpu" if kind != "cleared" else None, "dp_rank": 0,
    }  # fmt: skip
    if kind == "cleared":
        return event
    event |= {"group_id": group, "object_key": key, "seq_hashes": []}
    if kind == "stored":
        event |= {"base_block_idx": None, "parent_hash": None, "token_ids": None}
    return event


def mooncake_batch(*events: dict) -> bytes:
    return pack([1_700_000_000_000, list(events), 0])


def dynamo(kind: str, *hashes: int, worker: int = 7, number: int = 1, tier: str = "Device") -> dict:
    """A router event: a worker's stored, removed or cleared, in its envelope."""
    data: object = "cleared"
    if kind == "stored":
        blocks = [{"block_hash": one, "tokens_hash": one + 1000} for one in hashes]
        data = {"stored": {"parent_hash": None, "blocks": blocks}}
    elif kind == "removed":
        data = {"removed": {"block_hashes": list(hashes)}}
    inner = {"event_id": number, "data": data, "dp_rank": 0}
    return {"worker_id": worker, "storage_tier": tier, "event": inner}
