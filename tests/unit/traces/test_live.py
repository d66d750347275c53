"""Live KV event streams on loopback, written by the runtimes' own encoders where their releases are at hand."""

from __future__ import annotations

import os
import sys
import tarfile
import threading
import time
import types
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
import zmq

import rcl
from rcl.anchors.releases import cache_directory, fetch
from rcl.diag.span import NOWHERE
from rcl.model.runtime import Source
from rcl.traces.lines import LogFileError
from rcl.traces.live import END, endpoint, listen
from rcl.traces.live_events import Sequence, records_of

ROOT = Path(__file__).parents[3]
CACHE = cache_directory(os.environ, Path.home())
RELEASES = {
    "vllm": (
        Source(
            "sdist",
            "vllm==0.33.0",
            "f4c33c2503d52bb411146afa9618a4f48bed68912f617e6803ac8d76e4c74112",
            NOWHERE,
        ),
        "vllm-0.33.0/vllm/distributed/kv_events.py",
    ),
    "sglang": (
        Source(
            "wheel",
            "sglang==0.5.23",
            "00b3cd5b265ac76c64185fbb6b95424f324ddd9f428d0306b77bc9db9d859937",
            NOWHERE,
        ),
        "sglang/srt/disaggregation/kv_events.py",
    ),
}
pack = msgspec.msgpack.encode


class Anything(types.ModuleType):
    """A module whose every name is a class, for the imports that an encoder does not need."""

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {"__init__": lambda self, *args, **more: None})


def encoder(runtime: str, monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """The runtime's own event module, from its release, with everything else of the package left out."""
    release, member = RELEASES[runtime]
    path = fetch(release, CACHE)
    if not isinstance(path, Path):
        pytest.skip(f"{release.spec} is neither in the cache of archives nor to be had: {path}")
    if path.suffix == ".whl":
        source = zipfile.ZipFile(path).read(member)
    else:
        with tarfile.open(path) as file:
            found = file.extractfile(member)
            assert found is not None
            source = found.read()
    for line in source.decode().splitlines():
        words = line.split()
        if line.startswith("from ") and words[1].split(".")[0] in (runtime, "pydantic"):
            parts = words[1].split(".")
            for end in range(1, len(parts) + 1):
                name = ".".join(parts[:end])
                monkeypatch.setitem(sys.modules, name, Anything(name))
    module = types.ModuleType(f"{runtime}_kv_events")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(source, member, "exec"), module.__dict__)
    return module


def batches(module: types.ModuleType) -> list[bytes]:
    stored = module.BlockStored(
        block_hashes=[11, 12], parent_block_hash=None, token_ids=[1, 2], block_size=1, lora_id=None,
        medium="GPU", lora_name=None, session_id="s",
    )  # fmt: skip
    removed = module.BlockRemoved(block_hashes=[12], medium="GPU")
    return [
        msgspec.msgpack.encode(module.KVEventBatch(ts=1.5, events=events))
        for events in ([stored], [removed, module.AllBlocksCleared()])
    ]


@contextmanager
def publisher(messages: list[tuple[int, bytes]], replayed: dict[int, bytes] | None = None) -> Iterator[str]:
    """A loopback publisher that sends the messages over and over until it is told to stop, each run from the start."""
    context = zmq.Context()
    socket = context.socket(zmq.XPUB)  # hears of the subscription, so that nothing is sent into the void
    port = socket.bind_to_random_port("tcp://127.0.0.1")
    router = context.socket(zmq.ROUTER)
    replay = router.bind_to_random_port("tcp://127.0.0.1")
    stop = threading.Event()

    def serve() -> None:
        sent = False
        while not stop.is_set():
            if not sent and socket.poll(20):
                socket.recv()
                for number, payload in messages:
                    socket.send_multipart((b"kv", number.to_bytes(8, "big"), payload))
                sent = True
            if router.poll(20):
                client, empty, start = router.recv_multipart()
                for number, payload in sorted((replayed or {}).items()):
                    if number >= int.from_bytes(start, "big"):
                        router.send_multipart((client, empty, number.to_bytes(8, "big"), payload))
                router.send_multipart((client, empty, END, b""))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        options = f"?topic=kv&patience=1&replay={replay}" if replayed is not None else "?topic=kv&patience=1"
        yield f"zmq://127.0.0.1:{port}{options}"
    finally:
        stop.set()
        thread.join()
        for item in (socket, router):
            item.close(linger=0)
        context.term()


def session():
    return rcl.open_session(str(ROOT / "descriptors" / "vllm"), cwd=ROOT)


def monitored(address: str, **options):
    return rcl.monitor(
        address, log="vllm_kv_events", lowering="vllm.kv_events/subscriber", session=session(), **options
    )


@pytest.mark.download
@pytest.mark.parametrize("runtime", ["vllm", "sglang"])
def test_the_runtimes_own_encoders(runtime: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with publisher(list(enumerate(batches(encoder(runtime, monkeypatch))))) as address:
        report = monitored(address)
    assert (report.files[0].records, report.files[0].bad, report.files[0].gaps) == (3, 0, 0)
    assert [item.result.value for item in report.obligations] == ["holds"]


def stored(*hashes) -> dict:
    return {"type": "BlockStored", "block_hashes": list(hashes), "medium": "GPU"}


def removed(*hashes) -> dict:
    return {"type": "BlockRemoved", "block_hashes": list(hashes), "medium": "GPU"}


def message(*events) -> bytes:
    return pack([0.0, list(events), 0])


def test_a_removal_of_what_was_never_stored() -> None:
    with publisher([(0, message(stored(1))), (1, message(removed(1), removed(b"\x02")))]) as address:
        report = monitored(address)
    assert report.violated
    assert report.obligations[0].violations[0].bindings["o"] == "02"


def test_a_lost_batch_is_a_gap() -> None:
    with publisher([(0, message(stored(1))), (2, message(removed(2)))]) as address:
        report = monitored(address)
    assert report.files[0].gaps == 1
    assert [item.result.value for item in report.obligations] == ["unknown"]


def test_a_replay_closes_the_gap() -> None:
    replayed = {0: message(stored(1)), 1: message(stored(2))}
    with publisher([(0, message(stored(1))), (2, message(removed(2)))], replayed) as address:
        report = monitored(address)
    assert report.files[0].gaps == 0
    assert [item.result.value for item in report.obligations] == ["holds"]


def test_the_stream_shows_no_claim() -> None:
    with publisher([(0, message(stored(1))), (1, message(removed(1)))]) as address:
        report = rcl.monitor(
            address,
            log="vllm_kv_events",
            lowering="vllm.kv_events/subscriber",
            bundle="offloadable",
            session=session(),
        )
    assert {item.result.value for item in report.obligations} <= {"not_exercised", "unknown"}
    assert all(item.reason for item in report.obligations)
    assert not any(item.seen for item in report.scenarios)


def test_arrays_maps_and_variants_say_the_same() -> None:
    old = ["BlockStored", [1], None, [5], 1, None, "GPU"]
    new = {"type": "BlockStored", "block_hashes": [1], "medium": "GPU"}
    router = {
        "worker_id": 3,
        "event": {"event_id": 1, "data": {"stored": {"block_hashes": [1], "medium": "GPU"}}},
    }
    for batch in ([0.0, [old]], [0.0, [new], 0], {"ts": 0.0, "events": [router]}):
        (record,) = records_of(batch)
        assert (record["type"], record["block_hashes"], record["medium"]) == ("BlockStored", [1], "GPU")


@pytest.mark.parametrize(
    "payload", [b"", b"\xc1", pack(3), pack([1]), pack([0, 1]), pack([0, [7]]), pack([0, [{}]])]
)
def test_what_is_no_batch_is_a_bad_record(payload: bytes) -> None:
    (record,) = Sequence().records(0, payload)
    assert "type" not in record and record["problem"]


def test_a_publisher_that_begins_anew_leaves_a_gap() -> None:
    order = Sequence()
    numbers = [record["sequence"] for n in (0, 1, 0, 1) for record in order.records(n, message(stored(1)))]
    assert numbers == [1, 2, 4, 5]


@pytest.mark.parametrize(
    "address", ["zmq://", "zmq://127.0.0.1", "zmq://127.0.0.1:x", "zmq://127.0.0.1:1?what=1"]
)
def test_addresses_that_cannot_be_read(address: str) -> None:
    with pytest.raises(LogFileError):
        endpoint(address)


def test_nobody_there_ends_after_patience() -> None:
    begin = time.monotonic()
    assert list(listen("zmq://127.0.0.1:1?patience=0.2")) == []
    assert time.monotonic() - begin < 5
