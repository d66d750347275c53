"""Fuzzing of the readers, a seeded slice of it: any bytes end in moments, bad records or a reason, never in a traceback."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import readers
from tests.strategies.readers import READERS, exercise, mutated, seeds

SEEDS = seeds()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("readers")


def test_seeds_are_read(folder: Path) -> None:
    assert {seed[0] % READERS for seed in SEEDS} == set(range(READERS))
    for seed in SEEDS:
        exercise(seed, folder)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.integers(0, 255), st.integers(0, 255), st.binary(max_size=400))
def test_any_bytes(folder: Path, first: int, second: int, body: bytes) -> None:
    exercise(bytes((first, second)) + body, folder)


def test_mutated_seeds(folder: Path) -> None:
    rng = Random(20)
    for _ in range(1500):
        exercise(mutated(rng, rng.choice(SEEDS)), folder)


REGRESSIONS = {
    "JSON nested deeply in a field that nobody reads": b'\x00\x00{"event": "x", "a": ' + b"[" * 20_000,
    "the same in a merge key": b'\x07\x01{"event_sequence": ' + b"[" * 20_000 + b"\n\0{}",
    "no UTF-8 in a text": b'\x00\x00{"event": "\xff\xfe", "event_sequence": 1}\n',
    "no UTF-8 in a merge key": b'\x07\x01{"\xff": 1}\n\0{}',
    "a payload nested deeply": b"\x06\x00\x01" + b"\x91" * 20_000,
    "a payload with a text that is not UTF-8": b"\x06\x00\x01\x93\x00\x91\x81\xa4type\xa2\xff\xfe\x00",
}


@pytest.mark.parametrize("name", REGRESSIONS)
def test_what_was_found_stays_found(folder: Path, name: str) -> None:
    exercise(REGRESSIONS[name], folder)


def test_a_frame_that_swells_is_unpacked_in_pieces(tmp_path: Path) -> None:
    """64 MiB of zeros are few packed bytes; at no time are they all in memory at once."""
    import tracemalloc

    import zstandard

    path = tmp_path / "swollen.jsonl.zst"
    with path.open("wb") as file:
        writer = zstandard.ZstdCompressor(level=1).stream_writer(file, closefd=False)
        for _ in range(64):
            writer.write((b" " * 1023 + b"\n") * 1024)
        writer.close()
    assert path.stat().st_size < 200_000
    decoder = readers.Decoder(readers._log("connector_trace"), (str(path),))
    tracemalloc.start()
    try:
        assert [decoder.line(line) for line in readers.all_lines([str(path)])] == []
        assert tracemalloc.get_traced_memory()[1] < 48 * 1024 * 1024
    finally:
        tracemalloc.stop()
