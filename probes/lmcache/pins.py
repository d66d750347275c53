"""Pins in LMCache's host memory: who can take one off, when its timer runs out, and what a forced removal does."""

from __future__ import annotations

import time

import torch
from lmcache.utils import CacheEngineKey
from lmcache.v1.config import LMCacheEngineConfig
from lmcache.v1.memory_allocators.host_memory_allocator import HostMemoryAllocator
from lmcache.v1.pin_monitor import PinMonitor
from lmcache.v1.storage_backend.local_cpu_backend import LocalCPUBackend
from recorder import Recorder, Run

EVENTS = (
    "opened",
    "returned",
    "ended",
    "pin_asked",
    "asked",
    "pin_answered",
    "request_pinned",
    "request_unpinned",
    "pin_timed_out",
    "evicted",
    "removed",
    "hit",
)
REPLACED = (
    "the controller's messages: the probe asks the backend for what the worker's pinning lookup asks it for",
    "the serving engine: chunks are put, looked up and unpinned by the probe, in the connector's order",
    "the clock of the pin monitor: its timeout is a twentieth of a second, and the probe starts its check",
)
SHAPE, TIMEOUT = torch.Size((2, 1, 256, 8)), 0.05


class Pins:
    """One chunk a prefix, in a host memory that holds two chunks."""

    def __init__(self, run: Run) -> None:
        self.run = run
        config = LMCacheEngineConfig.from_defaults(pin_timeout_sec=TIMEOUT, pin_check_interval_sec=3600)
        self.monitor = PinMonitor.GetOrCreate(config)
        chunk = SHAPE.numel() * torch.float32.itemsize
        self.backend = LocalCPUBackend(config, memory_allocator=HostMemoryAllocator(2 * chunk))
        self._owner: dict[CacheEngineKey, tuple[str, str]] = {}

    def key(self, object: str) -> CacheEngineKey:
        return CacheEngineKey("model", 1, 0, sum(object.encode()), torch.float32)

    def put(self, object: str, claim: str = "", taker: str = "") -> None:
        """A store; what has to make room for it is evicted for the request ``taker``."""
        before = set(self.backend.hot_cache)
        memory = self.backend.allocate(SHAPE, torch.float32, busy_loop=False)
        for key in sorted(before - set(self.backend.hot_cache), key=str):
            name, owner = self._owner.pop(key)
            if owner:
                self.run("evicted", claim=owner, object=name, taker=taker)
        assert memory is not None, "no room, and nothing to evict"
        self.backend.batched_submit_put_task([self.key(object)], [memory])
        memory.ref_count_down()
        self._owner[self.key(object)] = (object, claim)

    def pin(self, claim: str, object: str) -> None:
        """A client's pin, and its answer."""
        fields = {"claim": claim, "object": object, "cache": "instance", "tokens": f"tokens_of_{object}"}
        self.run("pin_asked", **fields, wanted=1)
        self.run("pin_answered", **fields, enough=self.backend.contains(self.key(object), pin=True))

    def lookup(self, request: str, object: str) -> bool:
        """A request's lookup pins what it finds."""
        found = self.backend.contains(self.key(object), pin=True)
        if found:
            self.run("request_pinned", request=request, object=object)
        return found

    def unpin(self, request: str, object: str) -> None:
        assert self.backend.unpin(self.key(object))
        self.run("request_unpinned", request=request, object=object)

    def remove(self, claim: str, object: str) -> None:
        """What a move or a compression of the tokens does to the old place."""
        assert self.backend.remove(self.key(object), force=True)
        self._owner.pop(self.key(object))
        self.run("removed", claim=claim, object=object)

    def time_out(self, claim: str, object: str) -> None:
        time.sleep(2 * TIMEOUT)
        _, late, unpinned = self.monitor._check_timeouts()
        assert late == unpinned == 1
        self.run("pin_timed_out", claim=claim, object=object)


def start(recorder: Recorder, name: str, about: str) -> Pins:
    return Pins(recorder.run(f"controller-{name}", "controller", about, EVENTS, REPLACED))


def timed_out_and_evicted(recorder: Recorder) -> None:
    """Pressure passes over a pin until its timer runs out, and then takes the chunk."""
    pins = start(
        recorder, "timed_out", "a pinned chunk is passed over, its pin times out, and a store evicts it"
    )
    pins.put("o1", "c1")
    pins.pin("c1", "o1")
    pins.run("asked", request="r1", claim="c2", object="o2")
    pins.put("o2")
    pins.put("o3", taker="r1")
    assert not pins.run.events("evicted"), "the pin did not hold"
    pins.time_out("c1", "o1")
    pins.put("o4", taker="r1")
    pins.run("ended", request="r1", ok=True)
    pins.run("asked", request="r2", claim="c1", object="o1")
    assert not pins.lookup("r2", "o1")
    pins.run("ended", request="r2", ok=True)
    assert pins.run.events("evicted")


def removed_by_force(recorder: Recorder) -> None:
    """A forced removal drops the pins; the same id can be pinned again."""
    pins = start(
        recorder, "removed", "a pinned chunk is removed by force, stored again, and pinned under the same id"
    )
    pins.put("o1", "c1")
    pins.pin("c1", "o1")
    pins.remove("c1", "o1")
    pins.put("o1", "c1")
    pins.pin("c1", "o1")


def unpinned_by_another(recorder: Recorder) -> None:
    """Pins are counted: a request that lost its own takes off the client's."""
    about = "a request's pinned chunk is removed and stored anew, a client pins it, and the request's unpin frees it"
    pins = start(recorder, "unpinned_by_another", about)
    pins.put("o1", "c1")
    pins.run("asked", request="r1", claim="c1", object="o1")
    assert pins.lookup("r1", "o1")
    pins.remove("c1", "o1")
    pins.put("o1", "c1")
    pins.pin("c1", "o1")
    pins.unpin("r1", "o1")
    pins.run("asked", request="r2", claim="c2", object="o2")
    pins.put("o2")
    pins.put("o3", taker="r2")
    assert pins.run.events("evicted")


if __name__ == "__main__":
    recorder = Recorder.from_command_line(__file__)
    timed_out_and_evicted(recorder)
    removed_by_force(recorder)
    unpinned_by_another(recorder)
    recorder.write()
