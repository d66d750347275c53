"""Prefix caching without a connector: what becomes of blocks under a client's id when others need room."""

from __future__ import annotations

from engine import REPLACED, request, scheduler, step, text, until_over
from recorder import Recorder, Run
from vllm.v1.request import RequestStatus
from watch import Asked, ByClaim

CONNECTOR_EVENTS = ("load_planned", "load_finished", "resumed")
"""Without a connector there are none, so they are all recorded."""


def start(recorder: Recorder, name: str, about: str, usable: int) -> tuple[ByClaim, Run]:
    run = recorder.run(name, "prefix_caching", about, (*ByClaim.OBSERVES, *CONNECTOR_EVENTS), REPLACED)
    return ByClaim(scheduler(usable), run), run


def sixty_resident_seventy_active(recorder: Recorder) -> None:
    """60 blocks stay cached and count as free; a request for 70 takes 50 of them, the tail first, and nobody is told."""
    about = (
        "60 resident blocks under an id, then a request for 70 of 80 usable ones, then the id's client again"
    )
    watch, run = start(recorder, "prefix_caching-60_70_80", about, 80)
    watch.add(request("r1", text(60), salt="c1"), Asked("r1", "c1", "o1", 60))
    until_over(watch.sched, "r1")
    watch.add(request("r2", text(70, 3)), Asked("r2", None, "o2", 0))
    until_over(watch.sched, "r2")
    assert len(run.events("block_removed")) == 50
    watch.add(request("r3", text(60), salt="c1"), Asked("r3", "c1", "o1", 60))
    until_over(watch.sched, "r3")
    assert [item["leading"] for item in run.events("prefix_hit")] == [10]


def same_id_other_tokens(recorder: Recorder) -> None:
    """Nothing binds an id to what its first request asked for."""
    about = "two requests with one id and different prompts"
    watch, _ = start(recorder, "prefix_caching-same_id_other_tokens", about, 40)
    watch.add(request("r1", text(4), salt="c1"), Asked("r1", "c1", "o1", 4))
    until_over(watch.sched, "r1")
    watch.add(request("r2", text(4, 5), salt="c1"), Asked("r2", "c1", "o2", 4))
    until_over(watch.sched, "r2")


def recomputed_then_found(recorder: Recorder) -> None:
    """A request computes what was evicted, is preempted, and then finds its own blocks: the hit was a recomputation."""
    about = "an evicted prefix is computed again by a request that is preempted and goes on with a hit on its own blocks"
    watch, run = start(recorder, "prefix_caching-recomputed_then_found", about, 12)
    watch.add(request("r1", text(4), salt="c1"), Asked("r1", "c1", "o1", 4))
    until_over(watch.sched, "r1")
    watch.add(request("r2", text(12, 3)), Asked("r2", None, "o2", 0))
    until_over(watch.sched, "r2")
    watch.add(request("r3", text(6, 5), max_tokens=20), Asked("r3", None, "o3", 0))
    step(watch.sched)
    watch.add(
        request("r4", text(4, extra=8), salt="c1", max_tokens=24),
        Asked("r4", "c1", "o1", 4),
    )
    until_over(watch.sched, "r3")
    until_over(watch.sched, "r4")
    assert run.events("preempted") and run.events("prefix_hit"), run.text()


def client_gives_up(recorder: Recorder) -> None:
    """A request that finds no room waits without a word, and its client goes away."""
    about = "a request that does not fit beside a running one is aborted by its client"
    watch, run = start(recorder, "prefix_caching-client_gives_up", about, 12)
    watch.add(request("r1", text(8), salt="c1", max_tokens=8), Asked("r1", "c1", "o1", 8))
    step(watch.sched)
    watch.add(request("r2", text(10, 3)), Asked("r2", None, "o2", 0))
    step(watch.sched)
    step(watch.sched)
    watch.sched.finish_requests("r2", RequestStatus.FINISHED_ABORTED)
    until_over(watch.sched, "r1")
    assert [item["how"] for item in run.events("ended")] == ["aborted", "complete"]


def reset_while_idle(recorder: Recorder) -> None:
    """A reset of an idle pool forgets everything; one block that is held makes it do nothing."""
    about = "a reset is refused while a request runs, and forgets all hashes when none does"
    watch, run = start(recorder, "prefix_caching-reset", about, 20)
    watch.add(request("r1", text(4), salt="c1", max_tokens=4), Asked("r1", "c1", "o1", 4))
    step(watch.sched)
    assert not watch.pool.reset_prefix_cache()
    until_over(watch.sched, "r1")
    assert watch.pool.reset_prefix_cache()
    watch.add(request("r2", text(4), salt="c1"), Asked("r2", "c1", "o1", 4))
    until_over(watch.sched, "r2")
    assert not run.events("prefix_hit")


if __name__ == "__main__":
    recorder = Recorder.from_command_line(__file__)
    sixty_resident_seventy_active(recorder)
    same_id_other_tokens(recorder)
    recomputed_then_found(recorder)
    client_gives_up(recorder)
    reset_while_idle(recorder)
    recorder.write()
