"""Host memory: what is read is what was written, or an error that says why not."""

from __future__ import annotations

import pytest
from rcl_vllm.best_effort import BestEffort, key_of
from rcl_vllm.store import HostStore, LoadError, StoreFull


def parts(value: int) -> list[bytearray]:
    return [bytearray([value] * 8), bytearray([value + 1] * 4)]


def test_a_block_comes_back_as_it_was() -> None:
    store = HostStore(2)
    assert store.put(("c0", 0), parts(1)) == 12
    assert store.get(("c0", 0)) == parts(1)
    assert (len(store), store.bytes) == (1, 12)


def test_an_owner_reads_only_its_own_copy() -> None:
    store = HostStore(4)
    store.put(("c0", 0), parts(1))
    store.put(("c1", 0), parts(1))
    store._entries[("c0", 0)].parts[0][3] ^= 1
    with pytest.raises(LoadError):
        store.get(("c0", 0))
    assert store.get(("c1", 0)) == parts(1)


@pytest.mark.parametrize("cause", ["missing", "short", "checksum"])
def test_damage_is_found(cause: str) -> None:
    store = HostStore(2)
    store.put(("c0", 0), parts(1))
    entry = store._entries[("c0", 0)]
    if cause == "missing":
        store.drop(("c0", 0))
    elif cause == "short":
        del entry.parts[1][-1:]
    else:
        entry.parts[1][2] ^= 0x80
    with pytest.raises(LoadError) as caught:
        store.get(("c0", 0))
    assert caught.value.cause == cause


def test_bytes_that_moved_from_one_part_to_the_next_are_found() -> None:
    store = HostStore(1)
    store.put(("c0", 0), [bytearray(b"ab"), bytearray(b"c")])
    store._entries[("c0", 0)].parts = [bytearray(b"a"), bytearray(b"bc")]
    with pytest.raises(LoadError, match="checksum"):
        store.get(("c0", 0))


def test_a_full_store_says_so_and_keeps_what_it_has() -> None:
    store = HostStore(1)
    store.put(("c0", 0), parts(1))
    with pytest.raises(StoreFull):
        store.put(("c0", 1), parts(2))
    store.put(("c0", 0), parts(3))
    assert store.get(("c0", 0)) == parts(3) and store.bytes == 12


def test_blocks_without_a_claim_go_least_recently_used_first() -> None:
    index = BestEffort(2)
    assert index.offer(b"a") == (True, [])
    assert index.offer(b"b") == (True, [])
    index.used(b"a")
    assert index.offer(b"a") == (False, [])
    assert index.offer(b"c") == (True, [key_of(b"b")])
    assert index.run([b"a", b"c", b"b"], 0, 3) == 2
    index.forget(b"a")
    assert index.run([b"a", b"c"], 0, 2) == 0
