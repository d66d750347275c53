"""The live events of SGLang, Dynamo and Mooncake through their declared logs, and what hostile publishers can send."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Iterable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rcl
from rcl.model.logs import Log
from rcl.traces.live import listen
from rcl.traces.live_events import MAX_EVENTS, Record, Sequence, records_of
from rcl.traces.monitor import LogMonitor
from rcl.traces.records import BadRecord, Decoder, Step
from rcl.traces.results import LogReport
from rcl.traces.run import choose, target_of
from tests.strategies import wire
from tests.strategies.gates import ROOT
from tests.unit.traces.test_live import publisher, stored

pack = msgspec.msgpack.encode


@pytest.fixture(scope="module")
def everything():
    return rcl.load(session=rcl.open_session(cwd=ROOT))


def followed(
    world, log: str, lowering: str, bundle: str | None, payloads: list[tuple[int, bytes]]
) -> LogReport:
    """The report on numbered payloads, without a socket."""
    order = Sequence()
    records = (record for batch, payload in payloads for record in order.records(batch, payload))
    return watched(world, log, lowering, bundle, records)


def watched(world, log: str, lowering: str, bundle: str | None, records: Iterable[Record]) -> LogReport:
    asked = choose(world, log, lowering, bundle)
    monitor = LogMonitor(asked.log, target_of(asked, lambda anchors, origin: True, {}), ("stream",))
    for number, record in enumerate(records, 1):
        monitor.take(monitor.decoder.mapping(record, number))
    monitor.end()
    return monitor.report()


STREAMS = {
    "sglang_kv_events": (
        "sglang.kv_event_stream/subscriber",
        lambda *h: pack([0.0, [{**stored(*h)}], 0]),
        lambda *h: pack([0.0, [{"type": "BlockRemoved", "block_hashes": list(h), "medium": "GPU"}], 0]),
    ),
    "dynamo_kv_events": (
        "dynamo_router.kv_event_stream/subscriber",
        lambda *h: pack(wire.dynamo("stored", *h)),
        lambda *h: pack([0, [wire.dynamo("removed", *h)]]),
    ),
    "mooncake_kv_events": (
        "mooncake.kv_events/subscriber",
        lambda *h: wire.mooncake_batch(*[wire.mooncake("stored", f"k{one}", "g") for one in h]),
        lambda *h: wire.mooncake_batch(*[wire.mooncake("removed", f"k{one}", "g", legacy=True) for one in h]),
    ),
}


@pytest.mark.parametrize("log", STREAMS)
def test_a_stream_is_followed(everything, log: str) -> None:
    lowering, put, drop = STREAMS[log]
    good = followed(everything, log, lowering, None, [(0, put(1, 2)), (1, drop(2))])
    assert [item.result.value for item in good.obligations] == ["holds"] and good.complete
    bad = followed(everything, log, lowering, None, [(0, put(1, 2)), (1, drop(3))])
    assert bad.violated and not bad.bad
    lost = followed(everything, log, lowering, None, [(0, put(1, 2)), (2, drop(3))])
    assert lost.files[0].gaps == 1 and [item.result.value for item in lost.obligations] == ["unknown"]
    anew = followed(everything, log, lowering, None, [(5, put(1, 2)), (0, drop(3))])
    assert anew.files[0].gaps == 1 and not anew.violated


@pytest.mark.parametrize("log", STREAMS)
def test_a_stream_shows_no_claim_and_no_cause(everything, log: str) -> None:
    """No promise, no outcome, no restoration: nothing of the contract holds or is broken, and each has a reason."""
    lowering, put, drop = STREAMS[log]
    report = followed(everything, log, lowering, "offloadable", [(0, put(1, 2)), (1, drop(2))])
    assert {item.result.value for item in report.obligations} <= {"not_exercised", "unknown"}
    assert all(item.reason for item in report.obligations)
    assert not any(item.seen for item in report.scenarios) and not report.complete


@pytest.mark.parametrize("log", STREAMS)
def test_a_stream_on_loopback(everything, log: str) -> None:
    lowering, put, drop = STREAMS[log]
    with publisher([(0, put(1, 2)), (1, drop(2))]) as address:
        report = watched(everything, log, lowering, None, listen(address))
    assert (report.files[0].bad, report.files[0].gaps) == (0, 0)
    assert report.complete and report.files[0].records >= 2


def test_a_replay_is_believed_no_more_than_the_stream(everything) -> None:
    """What was not asked for is left out, what is no batch is a bad record, and what is still missing a gap."""
    lowering, put, drop = STREAMS["sglang_kv_events"]
    replayed = {0: put(9), 1: b"\xc1", 7: put(8)}
    with publisher([(0, put(1)), (3, drop(1))], replayed) as address:
        report = watched(everything, "sglang_kv_events", lowering, None, listen(address))
    assert (report.files[0].records, report.files[0].bad, report.files[0].gaps) == (3, 1, 1)
    assert not report.complete and not report.violated


def test_mooncake_s_groups_are_all_that_a_client_chose(everything) -> None:
    payloads = [
        (0, wire.mooncake_batch(wire.mooncake("stored", "k1", "g1"), wire.mooncake("stored", "k2", None))),
        (1, wire.mooncake_batch(wire.mooncake("removed", "k1", "g1"), wire.mooncake("cleared", "", None))),
    ]
    report = followed(everything, "mooncake_kv_events", "mooncake.kv_events/subscriber", None, payloads)
    assert (report.files[0].records, report.files[0].bad, report.files[0].gaps) == (4, 0, 0)
    assert report.complete and [item.claim for item in report.claims] == ["g1"]


def test_router_events_are_flat_records() -> None:
    (put,) = records_of(wire.dynamo("stored", 5, 6, number=3))
    assert (put["type"], put["block_hashes"], put["worker_id"], put["event_id"]) == (
        "BlockStored",
        [5, 6],
        7,
        3,
    )
    assert put["medium"] == "Device"
    (drop,) = records_of([0, [wire.dynamo("removed", 5)]])
    assert (drop["type"], drop["block_hashes"]) == ("BlockRemoved", [5])
    (clear,) = records_of({"events": [wire.dynamo("cleared")]})
    assert clear["type"] == "AllBlocksCleared"


HOSTILE = {
    "cut": wire.mooncake_batch(wire.mooncake("stored", "k", "g"))[:-5],
    "an array of four billion": b"\xdd\xff\xff\xff\xff",
    "a map of four billion": b"\xdf\xff\xff\xff\xff",
    "nested deeply": b"\x91" * 200_000 + b"\x01",
    "no UTF-8": b"\x93\x00\x91\x81\xa4type\xa2\xff\xfe\x00",
    "an extension": b"\xc7\x01\x05\x00",
    "a key that is a list": b"\x93\x00\x91\x81\x91\x01\x01\x00",
    "too many events": pack([0, [0] * (MAX_EVENTS + 1), 0]),
    "a number for events": pack([0, 7, 0]),
    "a list for a kind": pack([0, [{"type": ["BlockStored"], "block_hashes": [1]}], 0]),
    "a float for a hash": pack([0, [{"type": "BlockStored", "block_hashes": [1.5], "medium": "GPU"}], 0]),
    "a map for the hashes": pack([0, [{"type": "BlockStored", "block_hashes": {}, "medium": "GPU"}], 0]),
    "no hashes": pack([0, [{"type": "BlockStored", "medium": "GPU"}], 0]),
    "an unknown kind": pack([0, [{"type": "BlockBurnt"}], 0]),
    "an empty kind": pack([0, [{"event": {"data": {}}}], 0]),
    "two kinds": pack([0, [{"event": {"data": {"stored": {}, "removed": {}}}}], 0]),
    "a block that is none": pack([0, [{"event": {"event_id": 1, "data": {"stored": {"blocks": [3]}}}}], 0]),
}


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("log", STREAMS)
def test_hostile_payloads_are_bad_records(everything, log: str, what: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.process_time()
    lowering, put, _ = STREAMS[log]
    report = followed(everything, log, lowering, None, [(0, put(1)), (1, HOSTILE[what]), (2, put(2))])
    if not (log == "mooncake_kv_events" and what in ("a float for a hash", "a map for the hashes", "no hashes",
                                                     "a block that is none")):  # fmt: skip
        assert report.files[0].bad >= 1 and report.bad[0].reason
    assert not report.complete
    assert time.process_time() - begin < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_frames_that_are_no_message_are_bad_records() -> None:
    log = decoder_of("vllm_kv_events")
    assert isinstance(log.mapping({"problem": "a message has other frames"}, 1), BadRecord)


def decoder_of(name: str) -> Decoder:
    log: Log = next(item for item in rcl.load(ROOT / "descriptors" / "vllm").logs if item.name == name)
    return Decoder(log, ("stream",))


def values() -> st.SearchStrategy:
    words = st.sampled_from(
        [
            "type",
            "event",
            "events",
            "event_type",
            "data",
            "stored",
            "removed",
            "block_hashes",
            "blocks",
            "BlockStored",
        ]
    )
    leaves = (
        st.none()
        | st.booleans()
        | st.integers(-(2**63), 2**64 - 1)
        | st.floats()
        | words
        | st.binary(max_size=4)
    )
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
        max_leaves=12,
    )


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(0, 2**64 - 1), values().map(pack) | st.binary(max_size=40)), max_size=6)
)
def test_no_payload_ends_in_a_traceback(batches) -> None:
    decoder = DECODER
    order = Sequence()
    last = 0
    for batch, payload in batches:
        for number, record in enumerate(order.records(batch, payload), 1):
            assert record["sequence"] > last
            last = record["sequence"]
            found = decoder.mapping(record, number)
            assert found is None or isinstance(found, Step | BadRecord)
    json.dumps([bad.reason for bad in decoder.bad])


DECODER = decoder_of("vllm_kv_events")  # the log of one runtime is enough: what differs is in the batches
