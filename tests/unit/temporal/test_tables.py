"""A table answers as one that looks through all its entries would, now and for the moment before."""

from __future__ import annotations

from itertools import product
from random import Random

from rcl.temporal.tables import Assignment, Table
from rcl.temporal.trace import UNKNOWN, Truth

VALUES = ("a", "b", UNKNOWN)
KEYS: list[Assignment] = list(product(VALUES, repeat=2))


class Plain:
    """What is known, in two dictionaries that are looked through."""

    def __init__(self) -> None:
        self.known: dict[Assignment, Truth] = {}
        self.wild: set[Assignment] = set()

    def copy(self) -> Plain:
        found = Plain()
        found.known, found.wild = dict(self.known), set(self.wild)
        return found

    def put(self, key: Assignment, truth: Truth) -> None:
        if UNKNOWN not in key:
            self.known[key] = truth
        elif truth is not False:
            self.wild.add(key)

    def truth(self, key: Assignment) -> Truth:
        if UNKNOWN not in key and self.known.get(key):
            return True
        live = [other for other, truth in self.known.items() if truth is not False]
        return None if any(like(other, key) for other in (*live, *self.wild)) else False


def like(left: Assignment, right: Assignment) -> bool:
    return all(UNKNOWN in (a, b) or a == b for a, b in zip(left, right, strict=True))


def test_look_ups() -> None:
    for seed in range(300):
        rng = Random(seed)
        table, now = Table(("x", "y")), Plain()
        before = Plain()
        for _ in range(40):
            match rng.choice(["put", "put", "put", "doubt", "over", "step"]):
                case "put":
                    key, truth = rng.choice(KEYS), rng.choice((True, None, False))
                    table.put(key, truth)
                    now.put(key, truth)
                case "doubt":
                    table.doubt()
                    now.known = {key: None if truth else truth for key, truth in now.known.items()}
                case "over":
                    key = rng.choice(KEYS)
                    table.drop_wild(key)
                    now.wild.discard(key)
                case _:
                    table.new_step()
                    before = now.copy()
            check(rng, table, now, before, seed)


def check(rng: Random, table: Table, now: Plain, before: Plain, seed: int) -> None:
    key = rng.choice(KEYS)
    told, was = table.truth(key), table.before(key)
    if UNKNOWN in key:  # what was there at one of the two moments may be meant at either
        assert told is not True and was is not True, seed
        assert told is None or now.truth(key) is False, (seed, key)
        assert was is None or before.truth(key) is False, (seed, key)
    else:
        assert (told, was) == (now.truth(key), before.truth(key)), (seed, key)
    places = rng.choice([(), (0,), (1,)])
    values = tuple(rng.choice(VALUES) for _ in places)
    fits = {
        other
        for plain in (now, before)
        for other in (*(k for k, truth in plain.known.items() if truth is not False), *plain.wild)
        if all(
            UNKNOWN in (other[at], value) or other[at] == value
            for at, value in zip(places, values, strict=True)
        )
    }
    assert set(table.entries(places, values)) >= fits, (seed, places, values)
    if UNKNOWN not in values:
        sure = {
            other
            for plain in (now, before)
            for other, truth in plain.known.items()
            if truth and all(other[at] == value for at, value in zip(places, values, strict=True))
        }
        assert set(table.certainly(places, values)) >= sure, (seed, places, values)
        assert set(table.matching(places, values)) == {
            other
            for other, truth in now.known.items()
            if truth is not False
            and all(other[at] == value for at, value in zip(places, values, strict=True))
        }, (seed, places, values)
    if all(value is not UNKNOWN for value in values):
        assert set(table.wild_at(places, values)) == {
            other
            for other in now.wild
            if all(other[at] == value for at, value in zip(places, values, strict=True))
        }, (seed, places, values)
