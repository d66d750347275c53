"""The prefix cache by content: an id beside a request (in its parameters or its session) reaches no block."""

from __future__ import annotations

from engine import REPLACED, request, scheduler, text, until_over
from recorder import Recorder, Run
from watch import Asked, ByContent


def start(recorder: Recorder, mode: str, about: str) -> tuple[ByContent, Run]:
    run = recorder.run(f"{mode}-pressure", mode, about, ByContent.OBSERVES, REPLACED)
    return ByContent(scheduler(20), run), run


def ask(watch: ByContent, name: str, claim: str, object: str, blocks: int, kind: int) -> None:
    """One request from its arrival to its end; half a block behind the prefix, so that all of it can be found."""
    item = request(name, text(blocks, kind, extra=8), session=claim, transfer={"claim_id": claim})
    watch.add(item, Asked(name, claim, object, blocks))
    until_over(watch.sched, name)


def cache_reset(recorder: Recorder) -> None:
    """Pressure takes the tail, a request goes on with what is left, and a reset forgets the rest."""
    about = "a prefix loses its tail to another request, is asked for again, and a reset empties the cache"
    watch, run = start(recorder, "cache_reset", about)
    ask(watch, "r1", "c1", "o1", 10, 1)
    ask(watch, "r2", "c2", "o2", 14, 3)
    ask(watch, "r3", "c1", "o1", 10, 1)
    assert watch.sched.reset_prefix_cache()
    assert run.events("prefix_cut") and run.events("prefix_found") and run.events("cache_wiped")


def request_parameters(recorder: Recorder) -> None:
    """The same, with the id used again for another prompt."""
    about = "ids in kv_transfer_params and session_id: a prefix is cut, found in part, and the id asks for another one"
    watch, run = start(recorder, "request_parameters", about)
    ask(watch, "r1", "c1", "o1", 10, 1)
    ask(watch, "r2", "c2", "o2", 14, 3)
    ask(watch, "r3", "c1", "o1", 10, 1)
    ask(watch, "r4", "c1", "o3", 6, 5)
    assert run.events("prefix_cut") and run.events("prefix_found")


if __name__ == "__main__":
    recorder = Recorder.from_command_line(__file__)
    cache_reset(recorder)
    request_parameters(recorder)
    recorder.write()
