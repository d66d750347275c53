"""SGLang's KV event recorder: the same tokens in two namespaces have one hash, unless the namespace is a salt."""

from __future__ import annotations

from engine import REPLACED, Server, Watch, settings, text
from recorder import Recorder
from sglang.srt.disaggregation.kv_events import BlockRemoved, BlockStored


class ByHash(Watch):
    """A node by the hash of its last page, as it is published, and who last published something under it."""

    OBSERVES = (*Watch.OBSERVES, "leaf_announced", "leaf_retracted")

    def __init__(self, server: Server, run: object, by_salt: bool) -> None:
        super().__init__(server, run)
        self._by_salt = by_salt
        self._names: dict[int, str] = {}
        self._owner: dict[int, str] = {}
        self._leaf: dict[tuple[str, str], int] = {}

    def ask(self, name: str, claim: str, object: str, tokens: list[int]) -> None:
        req = self.post(name, tokens, claim, object, len(tokens))
        if not self._by_salt:
            req.cache_salt, req.extra_key = None, claim
        self.serve(req)

    def on_stored(self, node: object, path: list[int]) -> None:
        claim, object, _ = self.about[self.current.rid]
        self._fillers[(node.key.cache_salt, node.key.extra_key, tuple(path))] = self.current.rid
        stored = [item for item in self.server.tree.take_events() if isinstance(item, BlockStored)]
        block = stored[-1].block_hashes[-1]
        self._owner[block] = claim
        self._leaf[(claim, object)] = block
        self.run(
            "leaf_announced",
            request=self.current.rid,
            namespace=claim,
            object=object,
            tokens="tokens",
            block=self._named(block),
        )

    def _named(self, block: int) -> str:
        return self._names.setdefault(block, f"h{len(self._names) + 1}")

    def _delete(self, original: object, node: object, *args: object, **more: object) -> None:
        key = node.key
        name = next(
            rid
            for (salt, extra, _), rid in self._fillers.items()
            if (salt, extra) == (key.cache_salt, key.extra_key)
        )
        claim, object, _ = self.about[name]
        self.server.tree.take_events()
        original(node, *args, **more)
        removed = [item for item in self.server.tree.take_events() if isinstance(item, BlockRemoved)]
        block = removed[-1].block_hashes[-1]
        assert block == self._leaf[(claim, object)]
        self.run(
            "leaf_retracted",
            namespace=claim,
            object=object,
            block=self._named(block),
            joined=self._owner[block],
        )


def two_namespaces(recorder: Recorder, by_salt: bool) -> None:
    """The same tokens under two ids; the first id's leaf is evicted."""
    word = "salt" if by_salt else "extra_key"
    mode = f"kv_events_by_{word}"
    about = f"the same tokens under two ids as {word}, and then room is needed for one leaf"
    run = recorder.run(f"{mode}-two_namespaces", mode, about, ByHash.OBSERVES, REPLACED)
    watch = ByHash(Server(30, enable_kv_cache_events=True), run, by_salt)
    watch.ask("r1", "c1", "o1", text(12))
    watch.ask("r2", "c2", "o2", text(12))
    # One leaf is enough: the one that was used least recently.
    watch.ask("r3", "c3", "o3", text(10, 3))
    assert len(run.events("leaf_retracted")) == 1, run.text()


if __name__ == "__main__":
    recorder = Recorder.from_command_line(__file__)
    with settings():
        two_namespaces(recorder, by_salt=False)
        two_namespaces(recorder, by_salt=True)
    recorder.write()
