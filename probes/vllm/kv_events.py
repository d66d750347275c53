"""The KV event stream: vLLM's own queue and its own ZMQ publisher, with a subscriber that joins late."""

from __future__ import annotations

import tempfile
import time

import msgspec
import zmq
from engine import REPLACED, finish, request, scheduler, text
from recorder import Recorder, Run
from vllm.distributed.kv_events import BlockRemoved, BlockStored, KVEventBatch, ZmqEventPublisher
from watch import Asked, ByClaim

EVENTS = ("store_queued", "removal_queued", "store_received", "removal_received")
CONNECTOR_EVENTS = ("load_planned", "load_finished", "resumed")


class Names:
    """Block hashes by the order in which they were seen: they are salted at random in each process."""

    def __init__(self) -> None:
        self._known: dict[object, str] = {}

    def __getitem__(self, value: object) -> str:
        return self._known.setdefault(value, f"h{len(self._known) + 1}")


def say(run: Run, names: Names, events: list, stored: str, removed: str) -> None:
    for event in events:
        kind = {BlockStored: stored, BlockRemoved: removed}[type(event)]
        for value in event.block_hashes:
            run(kind, block=names[value])


def joins_late(recorder: Recorder) -> None:
    """What was published before the subscriber joined, it never receives; the removals it does."""
    about = "a subscriber connects after the blocks were stored and before they are removed"
    observed = (*EVENTS, *ByClaim.OBSERVES, *CONNECTOR_EVENTS)
    run = recorder.run("kv_events-joins_late", "kv_events", about, observed, REPLACED)
    watch, names = ByClaim(scheduler(12), run), Names()
    watch.pool.enable_kv_cache_events = True
    with tempfile.TemporaryDirectory() as folder:
        endpoint = f"ipc://{folder}/events"
        publisher = ZmqEventPublisher(data_parallel_rank=0, endpoint=endpoint, topic="kv")
        context = zmq.Context()
        socket = context.socket(zmq.SUB)
        socket.setsockopt(zmq.SUBSCRIBE, b"kv")
        try:
            turn(watch, names, publisher, "r1", 8, 1)
            time.sleep(1)
            socket.connect(endpoint)
            time.sleep(1)
            turn(watch, names, publisher, "r2", 12, 3)
            received(run, names, socket)
        finally:
            publisher.shutdown()
            socket.close(linger=0)
            context.term()
    assert len(run.events("removal_received")) == 8


def turn(
    watch: ByClaim, names: Names, publisher: ZmqEventPublisher, name: str, blocks: int, kind: int
) -> None:
    """One request; what it puts into the queue is published step by step, as the engine's loop does."""
    watch.add(request(name, text(blocks, kind)), Asked(name, None, name, 0))
    while name in watch.sched.requests:
        plan = watch.sched.schedule()
        events = watch.sched.kv_cache_manager.take_events()
        say(watch.run, names, events, "store_queued", "removal_queued")
        if events:
            publisher.publish(KVEventBatch(ts=0.0, events=events))
        finish(watch.sched, plan)


def received(run: Run, names: Names, socket: zmq.Socket) -> None:
    decoder = msgspec.msgpack.Decoder(type=KVEventBatch)
    while socket.poll(2000):
        _, _, payload = socket.recv_multipart()
        say(run, names, decoder.decode(payload).events, "store_received", "removal_received")


if __name__ == "__main__":
    recorder = Recorder.from_command_line(__file__)
    joins_late(recorder)
    recorder.write()
