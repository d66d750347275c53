"""Session-aware eviction: SGLang's own session references on the tree's nodes, and how a session loses its leaf."""

from __future__ import annotations

from engine import REPLACED, Server, Watch, settings, text
from recorder import Recorder, Run
from sglang.srt.managers.io_struct import CloseSessionReqInput, OpenSessionReqInput
from sglang.srt.session.session_controller import SessionController

EVENTS = (
    "session_asked",
    "session_opened",
    "session_closed",
    "path_referenced",
    "references_set",
    "frontier_deleted",
)


class References(Watch):
    """Sessions and the paths of their finished requests."""

    OBSERVES = (*Watch.OBSERVES, *EVENTS)

    def __init__(self, server: Server, run: Run) -> None:
        super().__init__(server, run)
        self.controller = SessionController(server.tree)
        self._object: dict[str, str] = {}
        self._wanted: dict[str, int] = {}
        self._asked: set[str] = set()

    def open(self, session: str, object: str, required: int) -> None:
        if session not in self._asked:
            self._asked.add(session)
            self._object[session], self._wanted[session] = object, required
            self.run(
                "session_asked",
                session=session,
                object=object,
                cache="model",
                tokens=f"tokens_of_{object}",
                required=required,
            )
        asked = OpenSessionReqInput(capacity_of_str_len=1000, session_id=session)
        assert self.controller.open(asked).success
        self.server.tree.open_radix_session(session)
        self.run("session_opened", session=session)

    def close(self, session: str) -> None:
        self.controller.close(CloseSessionReqInput(session_id=session))
        self.run("session_closed", session=session)

    def ask(self, name: str, session: str, tokens: list[int]) -> None:
        """A request of an open session, from its arrival to its end."""
        self.about[name] = (None, self._object[session], tokens)
        req = self.server.request(name, tokens, session_id=session)
        req.session_generation = self.server.tree.ensure_session_generation(session)
        self.admit(req)
        self.server.finish(req)
        self.run("path_referenced", session=session, object=self._object[session], leading=len(tokens))
        self.run("references_set", object=self._object[session], count=1)
        self.run("ended", request=name, how="complete", pages=len(tokens))

    def on_deleted(self, node: object, path: list[int]) -> None:
        for session, object in self._object.items():
            if self.about[self.filler_of(node, path)][1] == object:
                self.run(
                    "frontier_deleted",
                    session=session,
                    object=object,
                    position=len(path) - len(node.key),
                    taker=self.current.rid,
                )


def evicted_and_opened_again(recorder: Recorder) -> None:
    """A referenced leaf goes when nothing else is left, and a closed name is opened a second time."""
    about = "a session's path is referenced, evicted for another request, and the session is closed and opened again"
    run = recorder.run("session_radix-evicted", "session_radix", about, References.OBSERVES, REPLACED)
    watch = References(Server(40, enable_session_radix_cache=True), run)
    watch.open("s1", "o1", 20)
    watch.ask("r1", "s1", text(20))
    watch.serve(watch.post("r2", text(30, 3), None, "o2", 0))
    assert run.events("frontier_deleted"), run.text()
    watch.close("s1")
    watch.open("s1", "o1", 20)


if __name__ == "__main__":
    recorder = Recorder.from_command_line(__file__)
    with settings(enable_session_radix_cache=True):
        evicted_and_opened_again(recorder)
    recorder.write()
