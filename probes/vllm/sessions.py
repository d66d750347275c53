"""Streaming input: a session parks between its turns with its blocks, and loses them when it is preempted in a turn."""

from __future__ import annotations

from collections.abc import Callable

from engine import BLOCK, REPLACED, request, scheduler, step, text, until_over
from recorder import Recorder, Run
from vllm.v1.core.sched.scheduler import Scheduler
from vllm.v1.request import Request, RequestStatus
from watch import Asked, Watch


class Sessions(Watch):
    """Sessions by the id of their request; their client's id is the stream itself."""

    OBSERVES = (
        "session_opened",
        "turn_sent",
        "turn_runs",
        "turn_done",
        "session_preempted",
        "session_closed",
        "freed_block_taken",
    )

    def __init__(self, sched: Scheduler, run: Run) -> None:
        super().__init__(sched, run)
        self._running: set[str] = set()
        self._closed: set[str] = set()
        self._blocked: str = ""
        self._wrap(sched, "_handle_stopped_request", self._stopped)

    def _about(self, name: str) -> dict[str, object]:
        about = self.asked[name]
        return {"session": name, "id": about.claim, "object": about.object}

    def open(self, name: str, about: Asked, tokens: list[int], max_tokens: int) -> None:
        """A client opens a stream and sends its first input."""
        self.asked[name] = about
        self.run(
            "session_opened",
            **self._about(name),
            cache="model",
            tokens=f"tokens_of_{about.object}",
            required=about.required,
        )
        self.sched.add_request(_input(name, tokens, max_tokens))

    def send(self, name: str, tokens: list[int], max_tokens: int) -> None:
        """The client sends the next input."""
        self.run("turn_sent", session=name, id=self.asked[name].claim)
        self.sched.add_request(_input(name, tokens, max_tokens))

    def _allocate_slots(self, original: Callable, item: Request, *args: object, **more: object) -> object:
        found = more.get("num_new_computed_tokens", args[1] if len(args) > 1 else 0)
        kept = (item.num_computed_tokens + found) // BLOCK
        given = super()._allocate_slots(original, item, *args, **more)
        name = item.request_id
        if given is None:
            self._blocked = name
        elif item.resumable and name not in self._running:
            self._running.add(name)
            self.run("turn_runs", **self._about(name), kept=kept)
        return given

    def _stopped(self, original: Callable, item: Request) -> bool:
        over = original(item)
        if item.resumable and not over:
            self._running.discard(item.request_id)
            leading = item.num_computed_tokens // BLOCK
            self.run("turn_done", **self._about(item.request_id), leading=leading)
        return over

    def on_preempted(self, item: Request, freed: int) -> None:
        if item.resumable:
            self._running.discard(item.request_id)
            self.run("session_preempted", **self._about(item.request_id), taker=self._blocked)

    def on_ended(self, item: Request, freed: int) -> None:
        if item.resumable:
            self._closed.add(item.request_id)
            self.run("session_closed", **self._about(item.request_id))

    def on_removed(self, filler: str, position: int, taker: Request | None) -> None:
        if filler in self._closed:
            about = self.asked[filler]
            self.run("freed_block_taken", id=about.claim, object=about.object)


def _input(name: str, tokens: list[int], max_tokens: int) -> Request:
    item = request(name, tokens, max_tokens=max_tokens)
    item.resumable = True
    return item


def start(recorder: Recorder, name: str, about: str, usable: int) -> tuple[Sessions, Run]:
    mode = "resumable_session"
    run = recorder.run(f"{mode}-{name}", mode, about, Sessions.OBSERVES, REPLACED)
    return Sessions(scheduler(usable), run), run


def preempted_in_a_turn(recorder: Recorder) -> None:
    """A running session loses its blocks to a request, finds them in the cache again, and its client leaves."""
    about = (
        "a session is preempted in its second turn, goes on with what the cache still finds, and is aborted"
    )
    watch, run = start(recorder, "preempted", about, 13)
    watch.open("s1", Asked("s1", "c1", "o1", 4), text(4, extra=8), 2)
    for _ in range(3):
        step(watch.sched)
    assert run.events("turn_done")
    watch.add(request("r1", text(6, 5), max_tokens=20), Asked("r1", None, "o2", 0))
    step(watch.sched)
    watch.send("s1", text(0, 9, extra=8), 40)
    until_over(watch.sched, "r1")
    step(watch.sched)
    watch.sched.finish_requests("s1", RequestStatus.FINISHED_ABORTED)
    assert run.events("session_preempted") and len(run.events("turn_runs")) == 3, run.text()


def parked_and_closed(recorder: Recorder) -> None:
    """A parked session keeps its blocks under pressure; once it is closed they are taken."""
    about = "a parked session's blocks stay while a request waits for room, and are taken after the session is closed"
    watch, run = start(recorder, "parked", about, 12)
    watch.open("s1", Asked("s1", "c1", "o1", 4), text(4, extra=8), 2)
    for _ in range(3):
        step(watch.sched)
    watch.add(request("r1", text(9, 5)), Asked("r1", None, "o2", 0))
    for _ in range(3):
        step(watch.sched)
    assert "r1" in watch.sched.requests and not run.events("freed_block_taken")
    last = _input("s1", [], 1)
    last.resumable = False
    watch.sched.add_request(last)
    until_over(watch.sched, "r1")
    assert run.events("session_closed") and run.events("freed_block_taken"), run.text()


if __name__ == "__main__":
    recorder = Recorder.from_command_line(__file__)
    preempted_in_a_turn(recorder)
    parked_and_closed(recorder)
    recorder.write()
