"""Loads of a connector that fail, under both failure policies: what the scheduler makes of the worker's report."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from engine import BLOCK, REPLACED, finish, request, scheduler, step, text, until_over
from recorder import Recorder, Run
from stub_connector import StubConnector
from vllm.sampling_params import StructuredOutputsParams
from vllm.v1.core.sched.scheduler import Scheduler
from vllm.v1.outputs import KVConnectorOutput
from vllm.v1.request import Request, RequestStatus
from vllm.v1.structured_output.request import StructuredOutputRequest
from watch import Asked, ByClaim

LOADS = ("load_planned", "load_finished", "resumed", "load_charged", "save_finished", "recompute_planned")
STUB = (
    *REPLACED,
    "the connector: a stub that offers blocks, moves no bytes, and whose worker's report is written here",
)
GRAMMAR = (*STUB, "the grammar compiler: its answer is a future that has failed")


class Loads(ByClaim):
    """Adds what the scheduler hears of loads. Blocks that a load brought are not counted as computed."""

    def __init__(self, sched: Scheduler, run: Run) -> None:
        super().__init__(sched, run)
        self._jobs: dict[str, str] = {}
        self._brought: dict[str, int] = {}
        self._whole: dict[str, bool] = {}
        self._failed: set[str] = set()
        StubConnector.watcher = self
        self._wrap(sched, "_update_requests_with_invalid_blocks", self._invalid)
        self._wrap(sched, "_handle_failed_recving", self._failed_recving)
        self._wrap(sched, "_update_from_kv_xfer_finished", self._finished)
        self._wrap(sched, "_update_waiting_for_remote_kv", self._goes_on)

    def _load(self, name: str, whole: bool) -> dict[str, object]:
        claim = self.asked[name].claim
        return {"job": self._jobs[name], "request": name, "claim": claim, "whole": whole}

    def on_planned(self, item: Request, blocks: int) -> None:
        """The connector is told of the blocks for a load it has offered."""
        name = item.request_id
        self._jobs[name] = f"j{len(self._jobs) + 1}"
        self._brought[name] = blocks
        self._whole[name] = blocks >= self.asked[name].required
        self.run("load_planned", **self._load(name, self._whole[name]))

    def _charge(self, names: set[str]) -> None:
        for name in sorted(names):
            self._failed.add(name)
            self.run("load_charged", request=name)
            if self.sched.recompute_kv_load_failures:
                good = self.sched.requests[name].num_computed_tokens // BLOCK
                self._brought[name] = min(self._brought[name], good)
                self.run("recompute_planned", request=name)
                # Asked again, a connector that offers the same blocks is planned for again, without end.
                self.sched.requests[name].kv_transfer_params["offered"] = 0

    def _invalid(self, original: Callable, *args: object, **more: object) -> object:
        given = original(*args, **more)
        self._charge(given[0])
        return given

    def _failed_recving(self, original: Callable, names: set[str]) -> object:
        waiting = {
            name for name in names if self.sched.requests[name].status == RequestStatus.WAITING_FOR_REMOTE_KVS
        }
        given = original(names)
        self._charge(waiting)
        return given

    def _finished(self, original: Callable, output: KVConnectorOutput) -> None:
        for name in sorted(output.finished_recving or ()):
            self.run("load_finished", **self._load(name, self._whole[name] and name not in self._failed))
        original(output)

    def _goes_on(self, original: Callable, item: Request) -> None:
        original(item)
        name = item.request_id
        whole = self._whole[name] and name not in self._failed
        fields = self._load(name, whole)
        del fields["job"]
        self.run("resumed", **fields)

    def on_stored(self, item: Request, first: int, last: int) -> None:
        super().on_stored(item, max(first, self._brought.get(item.request_id, 0)), last)


def start(recorder: Recorder, policy: str, name: str, about: str, replaced: tuple[str, ...] = STUB) -> Loads:
    mode = f"load_failure_{policy}"
    run = recorder.run(f"{mode}-{name}", mode, about, (*ByClaim.OBSERVES, *LOADS), replaced)
    connector = {
        "kv_connector": "StubConnector",
        "kv_connector_module_path": "stub_connector",
        "kv_role": "kv_both",
        "kv_load_failure_policy": policy,
    }
    return Loads(scheduler(60, connector=connector), run)


def ask(
    watch: Loads, name: str, claim: str, object: str, blocks: int, kind: int, offered: int = 0
) -> Request:
    item = request(
        name,
        text(blocks, kind, extra=8),
        salt=claim,
        max_tokens=2,
        transfer={"claim_id": claim, "offered": offered},
    )
    watch.add(item, Asked(name, claim, object, blocks))
    return item


def worker_says(watch: Loads, name: str, bad: set[int] = frozenset(), failed: bool = False) -> None:
    """One step in which the worker reports that the request's load is over; blocks at ``bad`` positions did not arrive."""
    held = watch.sched.kv_cache_manager.get_block_ids(name)[0]
    report = KVConnectorOutput(
        finished_recving={name},
        invalid_block_ids={held[position] for position in bad},
        failed_recving={name} if failed else set(),
    )
    plan = watch.sched.schedule()
    finish(watch.sched, plan, report)


def load_works(recorder: Recorder, policy: str) -> None:
    """What another worker stored is loaded, and the request goes on with it."""
    watch = start(recorder, policy, "load_works", "a load of what this engine never stored arrives in full")
    ask(watch, "r1", "c1", "o1", 6, 1, offered=6)
    step(watch.sched)
    worker_says(watch, "r1")
    until_over(watch.sched, "r1")
    assert watch.run.events("resumed") == [{"request": "r1", "claim": "c1", "whole": True}]


def block_is_invalid(recorder: Recorder, policy: str) -> None:
    """One block of a load does not arrive."""
    about = "the worker reports one block of a load as invalid"
    watch = start(recorder, policy, "invalid_block", about)
    ask(watch, "r1", "c1", "o1", 6, 1, offered=6)
    step(watch.sched)
    worker_says(watch, "r1", bad={3})
    until_over(watch.sched, "r1")
    assert watch.run.events("load_charged") == [{"request": "r1"}]


def receiving_fails(recorder: Recorder, policy: str) -> None:
    """A load brings nothing, and the worker names the request."""
    watch = start(recorder, policy, "failed_recving", "the worker reports the load of a request as failed")
    ask(watch, "r1", "c1", "o1", 6, 1, offered=6)
    step(watch.sched)
    worker_says(watch, "r1", failed=True)
    until_over(watch.sched, "r1")
    assert watch.run.events("load_charged") == [{"request": "r1"}]


def same_id_other_tokens(recorder: Recorder, policy: str) -> None:
    """Nothing binds an id to what its first request asked for."""
    watch = start(recorder, policy, "same_id_other_tokens", "two requests with one id and different prompts")
    ask(watch, "r1", "c1", "o1", 4, 1)
    until_over(watch.sched, "r1")
    ask(watch, "r2", "c1", "o2", 4, 5)
    until_over(watch.sched, "r2")


def other_error(recorder: Recorder) -> None:
    """A grammar that does not compile ends a request with the same error as a failed load."""
    about = "a request whose grammar does not compile ends with an error, without any load"
    watch = start(recorder, "fail", "other_error", about, GRAMMAR)
    item = request("r1", text(4, extra=8), salt="c1", transfer={"claim_id": "c1"})
    item.sampling_params.structured_outputs = StructuredOutputsParams(regex="(")
    item.structured_output_request = StructuredOutputRequest.from_sampling_params(item.sampling_params)
    answer: Future = Future()
    answer.set_exception(ValueError("unbalanced parenthesis"))
    item.structured_output_request.grammar = answer
    item.status = RequestStatus.WAITING_FOR_STRUCTURED_OUTPUT_GRAMMAR
    watch.add(item, Asked("r1", "c1", "o1", 4))
    until_over(watch.sched, "r1")
    assert watch.run.events("ended") == [{"request": "r1", "how": "error", "blocks": 0}]


if __name__ == "__main__":
    recorder = Recorder.from_command_line(__file__)
    for policy in ("fail", "recompute"):
        load_works(recorder, policy)
        block_is_invalid(recorder, policy)
        receiving_fails(recorder, policy)
        same_id_other_tokens(recorder, policy)
    other_error(recorder)
    recorder.write()
