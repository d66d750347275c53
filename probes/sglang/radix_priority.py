"""Eviction policy `priority`: a node keeps the highest priority that any request gave it."""

from __future__ import annotations

from engine import REPLACED, Server, Watch, path_of, settings, text
from recorder import Recorder


class ByRank(Watch):
    """Prefixes with their requests' and their nodes' priorities."""

    OBSERVES = (
        "ranked",
        "node_ranked",
        "leaf_passed_over",
        "posted_plain",
        "scheduled",
        "ended",
        "pool_sized",
    )

    def rank(self, name: str, tokens: list[int], object: str, priority: int) -> None:
        """A request for a prefix, from its arrival to its end."""
        self.about[name] = (None, object, tokens)
        self.run("ranked", request=name, object=object, rank=priority)
        req = self.server.request(name, tokens, priority=priority)
        self.admit(req)
        self.run("node_ranked", object=object, level=self._level(tokens))
        self.finish(req)

    def _nodes(self) -> list:
        stack, found = [self.server.tree.tree_core.root_node], []
        while stack:
            node = stack.pop()
            stack += node.children.values()
            found += [node] if node.parent is not None else []
        return found

    def _level(self, tokens: list[int]) -> int:
        return max(node.priority for node in self._nodes() if path_of(node)[:1] == tokens[:1])

    def on_deleted(self, node: object, path: list[int]) -> None:
        taken = self.about[self.filler_of(node, path)][1]
        for other in {about[1]: about[2] for about in self.about.values()}.items():
            leaves = [
                item.priority
                for item in self._nodes()
                if path_of(item)[:1] == other[1][:1] and not item.children and item is not node
            ]
            if other[0] != taken and leaves:
                self.run(
                    "leaf_passed_over",
                    object=taken,
                    level=node.priority,
                    spared=other[0],
                    lowest=min(leaves),
                )


def raised_by_an_earlier_request(recorder: Recorder) -> None:
    """A prefix was once asked for with a high priority; its last request has a low one, and it is spared."""
    about = "a prefix keeps an earlier request's priority, and another one of a higher last rank is evicted before it"
    run = recorder.run("radix_priority-never_lowered", "radix_priority", about, ByRank.OBSERVES, REPLACED)
    watch = ByRank(Server(40, eviction_policy="priority"), run)
    watch.rank("r1", text(10), "o1", 9)
    watch.rank("r2", text(10), "o1", 1)
    watch.rank("r3", text(10, 3), "o2", 5)
    watch.serve(watch.post("r4", text(30, 5), None, "o3", 0))
    assert run.events("leaf_passed_over"), run.text()


if __name__ == "__main__":
    recorder = Recorder.from_command_line(__file__)
    with settings():
        raised_by_an_earlier_request(recorder)
    recorder.write()
