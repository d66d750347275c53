"""Scheduling policy `priority`: the queue of idle blocks does not know it."""

from __future__ import annotations

from engine import REPLACED, request, scheduler, text, until_over
from recorder import Recorder, Run
from vllm.v1.core.sched.scheduler import Scheduler
from vllm.v1.request import Request
from watch import Asked, Watch


class ByRank(Watch):
    """Prefixes with their requests' priorities."""

    OBSERVES = ("ranked", "idle", "passed_over")

    def __init__(self, sched: Scheduler, run: Run) -> None:
        super().__init__(sched, run)
        self._idle: set[str] = set()
        self._told: set[tuple[str, str]] = set()

    def on_request(self, item: Request, about: Asked) -> None:
        self.run("ranked", request=about.name, object=about.object, rank=item.priority)
        self._idle.discard(about.object)

    def on_ended(self, item: Request, freed: int) -> None:
        about = self.asked[item.request_id]
        self._idle.add(about.object)
        self.run("idle", object=about.object)

    def on_removed(self, filler: str, position: int, taker: Request | None) -> None:
        taken = self.asked[filler].object
        cached = {self.asked[name].object for name, _ in self.filler.values()}
        for spared in sorted((self._idle & cached) - {taken}):
            if (taken, spared) not in self._told:
                self._told.add((taken, spared))
                self.run("passed_over", object=taken, spared=spared)


def urgent_goes_first(recorder: Recorder) -> None:
    """The most urgent request's prefix became idle first, and so its blocks are taken first."""
    about = "an urgent prefix that became idle before an ordinary one is evicted while that one stays"
    run = recorder.run(
        "request_priority-urgent_goes_first", "request_priority", about, ByRank.OBSERVES, REPLACED
    )
    watch = ByRank(scheduler(20, policy="priority"), run)
    for name, object, blocks, kind, rank in (
        ("r1", "urgent", 8, 1, -10),
        ("r2", "ordinary", 8, 3, 0),
        ("r3", "other", 8, 5, 0),
    ):
        watch.add(request(name, text(blocks, kind), priority=rank), Asked(name, None, object, blocks))
        until_over(watch.sched, name)
    assert run.events("passed_over") == [{"object": "urgent", "spared": "ordinary"}]


if __name__ == "__main__":
    recorder = Recorder.from_command_line(__file__)
    urgent_goes_first(recorder)
    recorder.write()
