"""The radix tree on the GPU alone: what becomes of pages under a client's salt when others need room."""

from __future__ import annotations

from engine import REPLACED, Server, Watch, settings, text
from recorder import Recorder
from waiting import REPLACED as QUEUE
from waiting import WaitingQueue


def sixty_resident_seventy_active(recorder: Recorder) -> None:
    """A request for 70 of 80 pages needs 50 of 60 that are cached, and the tree gives up the whole node."""
    about = "60 cached pages under a salt, then a request for 70 of 80, then the salt's client again"
    run = recorder.run("radix_tree-60_70_80", "radix_tree", about, Watch.OBSERVES, REPLACED)
    watch = Watch(Server(80), run)
    watch.serve(watch.post("r1", text(60), "c1", "o1", 60))
    watch.serve(watch.post("r2", text(70, 3), None, "o2", 0))
    assert [item["position"] for item in run.events("node_evicted")] == [0], "not the whole node"
    watch.serve(watch.post("r3", text(60), "c1", "o1", 60))
    assert not run.events("prefix_matched")


def two_salts(recorder: Recorder) -> None:
    """The same tokens under two salts are two paths; one is found again, and a longer request finds all of it."""
    about = "the same tokens under two salts, and a longer request under one of them"
    run = recorder.run("radix_tree-two_salts", "radix_tree", about, Watch.OBSERVES, REPLACED)
    watch = Watch(Server(80), run)
    watch.serve(watch.post("r1", text(20), "c1", "o1", 20))
    watch.serve(watch.post("r2", text(20), "c2", "o2", 20))
    watch.serve(watch.post("r3", text(24), "c1", "o1", 20))
    assert [item["leading"] for item in run.events("prefix_matched")] == [20]


def no_room(recorder: Recorder) -> None:
    """Two requests that do not fit beside a running one: one waits too long, the other's client leaves."""
    about = (
        "two requests wait beside one that holds most pages; one times out, the other's client disconnects"
    )
    replaced = (*REPLACED, *QUEUE)
    run = recorder.run("radix_tree-no_room", "radix_tree", about, Watch.OBSERVES, replaced)
    watch, queue = Watch(Server(80), run), WaitingQueue()
    first = watch.post("r1", text(60), "c1", "o1", 60)
    watch.admit(first)
    late = watch.post("r2", text(70, 3), None, "o2", 0)
    assert not watch.server.fits(late)
    queue.add(late)
    for name in queue.wait_too_long():
        run("ended", request=name, how="refused_503", pages=0)
    gone = watch.post("r3", text(70, 5), None, "o3", 0)
    queue.add(gone)
    for name in queue.client_leaves(gone):
        run("ended", request=name, how="aborted", pages=0)
    assert queue.told[0].finished_reason["status_code"] == 503
    watch.finish(first)
    assert len(run.events("ended")) == 3


if __name__ == "__main__":
    recorder = Recorder.from_command_line(__file__)
    with settings():
        sixty_resident_seventy_active(recorder)
        two_salts(recorder)
        no_room(recorder)
    recorder.write()
