"""Streaming sessions: SGLang's own controller, sessions and slots, and the ways in which a session loses its pages."""

from __future__ import annotations

import time
from array import array

from engine import REPLACED, Server, Watch, settings, text
from recorder import Recorder, Run
from sglang.srt.managers.io_struct import OpenSessionReqInput, SessionParams, TokenizedGenerateReqInput
from sglang.srt.managers.schedule_batch import FINISH_ABORT, Req
from sglang.srt.mem_cache.common import release_kv_cache
from sglang.srt.sampling.sampling_params import SamplingParams
from sglang.srt.session.session_controller import SessionController
from waiting import REPLACED as QUEUE
from waiting import WaitingQueue

EVENTS = (
    "first_turn",
    "next_turn",
    "turn_kept",
    "slot_read",
    "turn_aborted",
    "session_timed_out",
    "slots_flushed",
    "turn_unknown",
    "starved",
)
TIMEOUT = 0.05
"""Seconds after which an idle session is closed."""


class Sessions(Watch):
    """Sessions by name; a turn is a request that the session itself makes of its client's new tokens."""

    OBSERVES = (*Watch.OBSERVES, *EVENTS)

    def __init__(self, server: Server, run: Run) -> None:
        super().__init__(server, run)
        self.controller = SessionController(server.tree)
        self._begun: dict[str, tuple[str, int]] = {}

    def open(self, name: str) -> None:
        asked = OpenSessionReqInput(
            capacity_of_str_len=1000, session_id=name, streaming=True, timeout=TIMEOUT
        )
        assert self.controller.open(asked).success

    def turn(self, name: str, session: str, object: str, tokens: list[int], required: int) -> Req | None:
        """A turn comes in; ``None`` if its session is gone."""
        if session in self._begun:
            self.run("next_turn", request=name, session=session, pages=len(tokens))
        else:
            self._begun[session] = (object, required)
            self.run(
                "first_turn",
                request=name,
                session=session,
                object=object,
                cache="model",
                tokens=f"tokens_of_{object}",
                pages=len(tokens),
                required=required,
            )
        # The same question that the scheduler asks of its controller.
        if session not in self.controller:
            self.run("turn_unknown", request=name, session=session)
            return None
        self.about[name] = (None, object, tokens)
        return self.controller.get(session).create_req(_asked(name, session, tokens), None, 1 << 20)

    def admit_turn(self, req: Req, session: str) -> None:
        """The turn takes over what the session holds, and computes the rest."""
        self.current = req
        kept = self.server.tree.session.slots.get(session)
        held = kept.kv.kv_committed_len if kept is not None else 0
        found = self.server.match(req)
        if held and found >= held:
            self.run("slot_read", request=req.rid, session=session)
        self.server.prefill(req)
        self.run("scheduled", request=req.rid, pages=len(req.origin_input_ids) - found)
        self.server.publish(req)
        self.current = None

    def keep(self, req: Req, session: str, pages: int) -> None:
        self.server.finish(req)
        assert session in self.server.tree.session.slots
        object, _ = self._begun[session]
        self.run("turn_kept", request=req.rid, session=session, object=object, pages=pages)

    def abort(self, req: Req, session: str, pages: int) -> None:
        """The client of a running turn disconnects."""
        req.finished_reason = FINISH_ABORT("Aborted by AbortReq.")
        self.current = req
        release_kv_cache(req, self.server.tree, checkpoint=True)
        self.current = None
        assert session not in self.server.tree.session.slots
        self.run("turn_aborted", request=req.rid, session=session, pages=pages)

    def reap(self) -> None:
        """The scheduler's loop lets the controller look at its timers, after they have run out."""
        time.sleep(2 * TIMEOUT)
        before = set(self.controller.sessions)
        self.controller.maybe_reap(time.monotonic() + 2)
        for session in sorted(before - set(self.controller.sessions)):
            self.run("session_timed_out", session=session)

    def flush(self) -> None:
        """What /flush_cache does to the tree of an idle server."""
        before = set(self.server.tree.session.slots)
        self.server.tree.reset()
        self.run("tree_flushed")
        for session in sorted(before - set(self.server.tree.session.slots)):
            self.run("slots_flushed", session=session)


def _asked(name: str, session: str, tokens: list[int]) -> TokenizedGenerateReqInput:
    return TokenizedGenerateReqInput(
        rid=name,
        input_text="",
        input_ids=array("q", tokens),
        input_embeds=None,
        mm_inputs=None,
        token_type_ids=None,
        sampling_params=SamplingParams(max_new_tokens=1),
        return_logprob=False,
        logprob_start_len=-1,
        top_logprobs_num=0,
        token_ids_logprob=None,
        stream=False,
        session_params=SessionParams(id=session),
    )


def start(recorder: Recorder, name: str, about: str, more: tuple[str, ...] = ()) -> Sessions:
    run = recorder.run(
        f"streaming_session-{name}", "streaming_session", about, Sessions.OBSERVES, (*REPLACED, *more)
    )
    watch = Sessions(Server(30), run)
    watch.open("s1")
    req = watch.turn("r1", "s1", "o1", text(20), 20)
    watch.admit_turn(req, "s1")
    watch.keep(req, "s1", 20)
    return watch


def aborted_turn(recorder: Recorder) -> None:
    """A turn that is aborted takes the session's pages with it."""
    watch = start(recorder, "aborted_turn", "the client of a session's second turn disconnects while it runs")
    req = watch.turn("r2", "s1", "o1", text(2, 3), 20)
    watch.admit_turn(req, "s1")
    watch.abort(req, "s1", 3)


def timed_out(recorder: Recorder) -> None:
    """An idle session is closed by its timer, and the next turn is told that it does not exist."""
    watch = start(
        recorder, "timed_out", "an idle session's timer runs out, and its client sends the next turn"
    )
    watch.reap()
    assert watch.turn("r2", "s1", "o1", text(2, 3), 20) is None
    assert watch.run.events("turn_unknown")


def flushed(recorder: Recorder) -> None:
    """A flush of the idle tree drops the slots of sessions that stay open."""
    watch = start(recorder, "flushed", "the tree of an idle server with an open session is reset")
    watch.flush()
    assert watch.run.events("slots_flushed") and "s1" in watch.controller


def others_starve(recorder: Recorder) -> None:
    """A request finds no room beside what a session holds."""
    about = "a request that does not fit beside an idle session waits until it is aborted"
    watch, queue = start(recorder, "others_starve", about, QUEUE), WaitingQueue()
    late = watch.post("r2", text(25, 3), None, "o2", 0)
    assert not watch.server.fits(late)
    queue.add(late)
    for name in queue.wait_too_long():
        watch.run("starved", request=name)
    assert watch.run.events("starved")


if __name__ == "__main__":
    recorder = Recorder.from_command_line(__file__)
    with settings():
        aborted_turn(recorder)
        timed_out(recorder)
        flushed(recorder)
        others_starve(recorder)
    recorder.write()
