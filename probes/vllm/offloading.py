"""OffloadingConnector with its CPU manager: stores, loads, a full tier, a silent reset, and a load that fails."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from engine import REPLACED, finish, request, scheduler, step, text, until_over
from recorder import Recorder, Run
from vllm.distributed.kv_transfer.kv_connector.v1.offloading.common import OffloadingWorkerMetadata
from vllm.distributed.kv_transfer.kv_connector.v1.offloading.worker import OffloadingConnectorWorker
from vllm.v1.core.sched.scheduler import Scheduler
from vllm.v1.kv_offload.base import TransferResult
from vllm.v1.outputs import KVConnectorOutput
from vllm.v1.request import Request
from watch import Asked, ByClaim

EVENTS = (
    "load_planned",
    "load_finished",
    "resumed",
    "tier_stored",
    "chunk_ready",
    "chunk_pinned",
    "chunk_loaded",
    "tier_evicted",
    "tier_reset",
    "store_skipped",
    "engine_lost",
)
WORKER = (
    *REPLACED,
    "the connector's worker: no bytes move, and its reports of finished jobs are written by the probe",
)


class Tier(ByClaim):
    """Adds what becomes of chunks in the tier, and of jobs. Blocks that a load brought are not counted as computed."""

    OBSERVES = (*ByClaim.OBSERVES, *EVENTS)

    def __init__(self, sched: Scheduler, run: Run) -> None:
        super().__init__(sched, run)
        self.side = sched.connector.connector_scheduler
        self.manager = self.side.manager
        self._chunks: dict[object, str] = {}
        self._brought: dict[str, int] = {}
        self._whole: dict[str, bool] = {}
        self._wrap(self.manager, "prepare_store", self._prepare_store)
        self._wrap(self.manager, "complete_store", self._complete_store)
        self._wrap(self.manager, "prepare_load", self._prepare_load)
        self._wrap(self.manager, "complete_load", self._complete_load)
        self._wrap(self.manager, "reset_cache", self._reset_tier)
        self._wrap(self.side, "update_state_after_alloc", self._after_alloc)
        self._wrap(sched, "_update_waiting_for_remote_kv", self._goes_on)

    def _chunk(self, key: object) -> str:
        return self._chunks.setdefault(key, f"k{len(self._chunks) + 1}")

    # ------------------------------------------------------------ the manager

    def _prepare_store(self, original: Callable, keys: object, context: object) -> object:
        given = original(keys, context)
        if given is None:
            self.run("store_skipped", request=context.req_id)
        else:
            for key in given.evicted_keys:
                self.run("tier_evicted", chunk=self._chunk(key))
        return given

    def _complete_store(self, original: Callable, keys: object, context: object, *more: object) -> object:
        given = original(keys, context, *more)
        for name in sorted(self._chunk(key) for key in keys):
            self.run("chunk_ready", chunk=name)
        return given

    def _prepare_load(self, original: Callable, keys: object, context: object) -> object:
        given = original(keys, context)
        for key in keys:
            self.run("chunk_pinned", chunk=self._chunk(key))
        return given

    def _complete_load(self, original: Callable, keys: object, context: object) -> None:
        original(keys, context)
        for name in sorted(self._chunk(key) for key in keys):
            self.run("chunk_loaded", chunk=name)

    def _reset_tier(self, original: Callable) -> None:
        original()
        self.run("tier_reset")

    # ------------------------------------------------------------ jobs

    def jobs(self, *, stores: bool) -> list[int]:
        """The jobs under way, in the order of their numbers."""
        return sorted(number for number, job in self.side._jobs.items() if job.is_store is stores)

    def _fields(self, number: int, name: str) -> dict[str, object]:
        return {"job": f"j{number}", "request": name, "claim": self.asked[name].claim}

    def _after_alloc(self, original: Callable, item: Request, *args: object) -> None:
        before = set(self.side._jobs)
        original(item, *args)
        for number in sorted(set(self.side._jobs) - before):
            name = item.request_id
            self._brought[name] = len(self.side._jobs[number].keys)
            self._whole[name] = self._brought[name] >= self.asked[name].required
            self.run("load_planned", **self._fields(number, name), whole=self._whole[name])

    def worker_reports(self) -> None:
        """One step, after which the worker has reported every job as done."""
        stores, loads = self.jobs(stores=True), self.jobs(stores=False)
        meta = OffloadingWorkerMetadata(completed_jobs=dict.fromkeys([*stores, *loads], 1))
        loaded = [(number, self.side._jobs[number].req_id) for number in loads]
        stored = [(number, self.side._jobs[number].req_id) for number in stores]
        report = KVConnectorOutput(
            finished_recving={name for _, name in loaded}, kv_connector_worker_meta=meta
        )
        keys = {name: self._keys(name) for _, name in stored}
        plan = self.sched.schedule()
        finish(self.sched, plan, report)
        for number, name in stored:
            self._say_stored(number, name, keys[name])
        for number, name in loaded:
            self.run("load_finished", **self._fields(number, name), whole=self._whole[name])

    def _keys(self, name: str) -> list:
        """The chunks of the blocks that the request's client wants, in order."""
        state = self.side._req_status[name].group_states[0]
        return list(state.offload_keys)[: self.asked[name].required]

    def _say_stored(self, number: int, name: str, keys: list) -> None:
        about = self.asked[name]
        if about.claim is None:
            return
        chunks = [self.manager._policy.get(key) for key in keys]
        whole = len(keys) == about.required and all(chunk is not None and chunk.is_ready for chunk in chunks)
        self.run("tier_stored", **self._fields(number, name), object=about.object, whole=whole)

    def _goes_on(self, original: Callable, item: Request) -> None:
        original(item)
        name = item.request_id
        self.run("resumed", request=name, claim=self.asked[name].claim, whole=self._whole[name])

    def on_stored(self, item: Request, first: int, last: int) -> None:
        super().on_stored(item, max(first, self._brought.get(item.request_id, 0)), last)


def start(recorder: Recorder, name: str, about: str, usable: int, chunks: int) -> Tier:
    run = recorder.run(f"offloading_connector-{name}", "offloading_connector", about, Tier.OBSERVES, WORKER)
    connector = {
        "kv_connector": "OffloadingConnector",
        "kv_role": "kv_both",
        "kv_connector_extra_config": {
            "spec_name": "ProbeSpec",
            "spec_module_path": "offload_spec",
            "cpu_bytes_to_use": 1 << 20,
            "chunks": chunks,
        },
    }
    return Tier(scheduler(usable, connector=connector), run)


def ask(tier: Tier, name: str, claim: str | None, object: str, blocks: int, kind: int) -> None:
    item = request(name, text(blocks, kind, extra=8), salt=claim, max_tokens=2)
    tier.add(item, Asked(name, claim, object, blocks if claim else 0))


def served(tier: Tier, name: str) -> None:
    """Steps until the request is over, with a worker that does its jobs at once."""
    for _ in range(40):
        if name not in tier.sched.requests:
            break
        tier.worker_reports()
    assert name not in tier.sched.requests


def settled(tier: Tier) -> None:
    """Steps until no job is under way."""
    for _ in range(20):
        if not tier.side._jobs:
            break
        tier.worker_reports()
    assert not tier.side._jobs


def stored_and_loaded(recorder: Recorder) -> None:
    """A prefix is copied to the tier, forgotten by the GPU, loaded, and then the tier is wiped without a word."""
    about = "a prefix is stored, the GPU's cache is reset, the prefix is loaded again, and the tier is reset"
    tier = start(recorder, "stored_and_loaded", about, 40, 40)
    ask(tier, "r1", "c1", "o1", 6, 1)
    served(tier, "r1")
    settled(tier)
    assert tier.pool.reset_prefix_cache()
    ask(tier, "r2", "c1", "o1", 6, 1)
    served(tier, "r2")
    settled(tier)
    assert tier.run.events("resumed") == [{"request": "r2", "claim": "c1", "whole": True}]
    assert tier.sched.reset_connector_cache()
    assert tier.run.events("tier_reset")


def same_id_other_tokens(recorder: Recorder) -> None:
    """Nothing binds an id to what its first request asked for."""
    tier = start(recorder, "same_id_other_tokens", "two requests with one id and different prompts", 40, 40)
    for name, object, kind in (("r1", "o1", 1), ("r2", "o2", 5)):
        ask(tier, name, "c1", object, 4, kind)
        served(tier, name)
        settled(tier)


def tier_has_no_room(recorder: Recorder) -> None:
    """The tier is smaller than the prefix: nothing is stored, and the GPU's blocks are taken."""
    tier = start(
        recorder, "no_room", "a tier of two chunks, and a prefix of six that then loses its blocks", 12, 2
    )
    ask(tier, "r1", "c1", "o1", 6, 1)
    until_over(tier.sched, "r1")
    ask(tier, "r2", None, "o2", 10, 3)
    until_over(tier.sched, "r2")
    assert tier.run.events("store_skipped") and tier.run.events("block_removed"), tier.run.text()


def load_fails(recorder: Recorder) -> None:
    """A transfer that fails is an assertion in the connector's own worker."""
    tier = start(recorder, "load_fails", "the transfer of a planned load fails", 40, 40)
    ask(tier, "r1", "c1", "o1", 6, 1)
    served(tier, "r1")
    settled(tier)
    assert tier.pool.reset_prefix_cache()
    ask(tier, "r2", "c1", "o1", 6, 1)
    step(tier.sched)
    (number,) = tier.jobs(stores=False)
    worker = SimpleNamespace(
        worker=SimpleNamespace(get_finished=lambda: [TransferResult(number, success=False)]), _load_jobs={}
    )
    try:
        OffloadingConnectorWorker.get_finished(worker, set())
    except AssertionError:
        tier.run("engine_lost", **tier._fields(number, "r2"))
    assert tier.run.events("engine_lost")


if __name__ == "__main__":
    recorder = Recorder.from_command_line(__file__)
    stored_and_loaded(recorder)
    same_id_other_tokens(recorder)
    tier_has_no_room(recorder)
    load_fails(recorder)
    recorder.write()
