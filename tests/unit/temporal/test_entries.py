"""What is remembered of a stream: certain, possible and vague entries, now and at the moment before."""

from __future__ import annotations

from rcl.temporal.tables import Table
from rcl.temporal.trace import UNKNOWN


def table() -> Table:
    found = Table(("c", "r"))
    found.put(("c1", "r1"), True)
    found.put(("c2", "r2"), None)
    found.put(("c3", UNKNOWN), None)
    found.new_step()
    return found


def test_only_what_may_be_the_same_is_vague() -> None:
    found = table()
    assert found.truth(("c1", "r1")) is True and found.truth(("c2", "r2")) is None
    assert found.truth(("c3", "r9")) is None, "its request is not known"
    assert found.truth(("c4", "r1")) is False and found.truth(("c1", "r2")) is False
    assert found.truth(("c1", UNKNOWN)) is None and found.truth(("c9", UNKNOWN)) is False
    assert found.truth((UNKNOWN, "r2")) is None and found.truth((UNKNOWN, "r9")) is None
    assert len(found) == 3


def test_the_moment_before_is_not_the_present() -> None:
    found = table()
    found.put(("c1", "r1"), False)
    found.put(("c2", "r2"), True)
    found.put(("c4", "r4"), True)
    found.drop_wild(("c3", UNKNOWN))
    found.put(("c5", UNKNOWN), None)
    assert [found.truth(key) for key in (("c1", "r1"), ("c2", "r2"), ("c4", "r4"))] == [False, True, True]
    assert [found.before(key) for key in (("c1", "r1"), ("c2", "r2"), ("c4", "r4"))] == [True, None, False]
    assert found.truth(("c3", "r9")) is False and found.before(("c3", "r9")) is None
    assert found.truth(("c5", "r9")) is None and found.before(("c5", "r9")) is False
    assert found.before(("c1", UNKNOWN)) is None and found.before(("c9", UNKNOWN)) is False
    found.new_step()
    assert found.before(("c1", "r1")) is False and found.before(("c4", "r4")) is True
    assert found.before(("c3", "r9")) is False and found.before(("c5", "r9")) is None


def test_entries_by_their_places() -> None:
    found = table()
    assert set(found.index((0,))) == {("c1",), ("c2",)}
    assert set(found.entries((0,), ("c1",))) == {("c1", "r1")}
    assert set(found.entries((0,), ("c3",))) == {("c3", UNKNOWN)}
    assert set(found.entries((1,), ("r2",))) == {("c2", "r2"), ("c3", UNKNOWN)}
    assert set(found.entries((0,), (UNKNOWN,))) == {("c1", "r1"), ("c2", "r2"), ("c3", UNKNOWN)}
    assert len(set(found.entries((), ()))) == 3
    found.put(("c4", "r1"), True)
    found.put(("c1", "r1"), False)
    assert set(found.index((1,))) == {("r1",), ("r2",)} and set(found.index((0,))) == {("c2",), ("c4",)}
    assert ("c1", "r1") in set(found.entries((0,), ("c1",))), "it was there a moment ago"
    found.new_step()
    assert ("c1", "r1") not in set(found.entries((0,), ("c1",)))
    assert set(found.entries((1,), ("r1",))) == {("c4", "r1"), ("c3", UNKNOWN)}
