"""A ledger in several files: nothing is lost between them, whenever the process is killed, and a new life needs only the last one."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from rcl_vllm import ledger as ledgers
from rcl_vllm import rotation
from rcl_vllm.ledger import FileLimits, Ledger
from rcl_vllm.live import Limits
from rcl_vllm.opening import open_book
from rcl_vllm.past import NAMES_A_RECORD, OPEN_A_RECORD, Past, name_digest
from rcl_vllm.recovery import read_past
from rcl_vllm.rotation import MAX_LINE, ledger_files, needed_files, rotated_files, rotated_name
from rcl_vllm.settings import Settings

from tests.adapters.fake_vllm import FakeEngine
from tests.adapters.judging import accept, judged, reuse, tokens

ROOT = Path(__file__).parents[2]
LIMITS = Limits(4, "k", 8)


def records(*paths: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for path in paths for line in path.read_bytes().splitlines()]


def told(past: Past) -> tuple[Any, ...]:
    """What a new life takes from the past."""
    return past.last_seq, past.names, past.claims, past.requests


def whole_past(path: Path) -> Past:
    """The past by all records, without what was carried over from file to file."""
    past = Past()
    for record in records(*ledger_files(path)):
        past.last_seq = record["seq"]
        if record["event"] != "carried":
            assert past.take(record)
    return past


def claims(ledger: Ledger, start: int, count: int) -> None:
    """Claims in each state that a file can end with."""
    for number in range(start, start + count):
        name, request = f"c{number}", f"e/{number}"
        ledger.write("accepted", claim=name, object=f"o{number}", required=3)
        ledger.write("submitted", request=request, claim=name, blocks=2)
        ledger.write("admitted", request=request, blocks=2, taken_over=False)
        steps = number % 6
        if steps > 0:
            ledger.write("materialized", claim=name)
        if steps > 1:
            ledger.write("offloaded", claim=name, blocks=3)
        if steps > 2:
            ledger.write("load_failed", claim=name, request=request, job=f"e/job-{number}")
        if steps > 3:
            ledger.write("harmed", claim=name, object=f"o{number}", position=0, request=None, cause="missing")
        if steps > 4:
            ledger.write("closed", claim=name, blocks=0)
            ledger.write("refused", request=request, blocking=[name])
            ledger.write("finished", request=request, ok=False, blocks=2)


def rotating(path: Path, size: int = 2000, **more: Any) -> Ledger:
    return Ledger(path, epoch="old", fsync="never", limits=FileLimits(size), **more)


def continued(path: Path, size: int) -> Ledger:
    past = read_past(path)
    return rotating(path, size, past=past, next_seq=past.last_seq + 1)


def reopen(path: Path, **more: Any) -> Ledger:
    ledger = open_book(Settings.parse({"ledger": str(path), **more}), LIMITS).ledger
    ledger.close()
    return ledger


def test_numbers_go_on_and_the_last_file_tells_all(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    ledger = rotating(path)
    claims(ledger, 0, 60)
    ledger.close()
    assert ledger.rotations > 3 and not ledger.failed and not ledger.failed_rotations
    assert [record["seq"] for record in records(*ledger_files(path))] == list(range(1, ledger.next_seq))
    assert needed_files(path) == [path]
    assert told(read_past(path)) == told(whole_past(path))
    assert ledger.written == len(records(*ledger_files(path)))
    assert ledger.bytes == sum(file.stat().st_size for file in ledger_files(path))
    for old, new in pairwise(ledger_files(path)):
        first, last = records(new)[0], records(old)[-1]
        assert (first["event"], first["previous"]) == ("ledger_rotated", old.name)
        assert first["last_seq"] == last["seq"] == int(old.suffixes[0][1:])


def test_a_new_life_ends_what_older_files_left_open(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    one = tmp_path / "one.jsonl"
    for place, size in ((path, 2000), (one, 0)):
        ledger = rotating(place, size)
        claims(ledger, 0, 24)
        ledger.close()
    for old in rotated_files(path):
        old.unlink()  # they are in an archive
    ends = []
    for place in (path, one):
        life = reopen(place)
        ends.append([{**r, "seq": 0, "time": 0} for r in records(place) if r["epoch"] == life.epoch])
        ends[-1][0] = {"bad_lines": ends[-1][0]["bad_lines"], "claims": ends[-1][0]["claims_closed"]}
        for record in ends[-1]:
            record.pop("epoch", None)
    assert ends[0] == ends[1] and len(ends[0]) > 24


def test_names_of_older_files_stay_used(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    ledger = rotating(path)
    claims(ledger, 0, 30)
    ledger.close()
    for old in rotated_files(path):
        old.unlink()
    book = open_book(Settings.parse({"ledger": str(path)}), LIMITS)
    book.ledger.close()
    assert all(f"c{number}" in book.names for number in range(30)) and "c30" not in book.names


def test_a_file_is_begun_after_so_many_seconds(tmp_path: Path) -> None:
    path, now = tmp_path / "l.jsonl", [100.0]
    ledger = Ledger(path, epoch="e", limits=FileLimits(0, 50.0), clock=lambda: now[0])
    for step in (0, 40, 20, 40, 20):
        now[0] += step
        ledger.write("finished", request="r")
    assert ledger.rotations == 2
    ledger.close()
    later = Ledger(
        path, epoch="f", limits=FileLimits(0, 50.0), clock=lambda: now[0] + 60, past=read_past(path)
    )
    later.write("finished", request="r")
    assert later.rotations == 1, "the age is that of the file, not of the life"


@pytest.mark.parametrize(
    ("raw", "rotations"),
    [({}, 0), ({"rotate_bytes": 1}, 3), ({"rotate_s": 1e-9}, 3), ({"rotate_bytes": 0}, 0)],
)
def test_an_operator_says_when(tmp_path: Path, raw: dict[str, Any], rotations: int) -> None:
    ledger = open_book(Settings.parse({"ledger": str(tmp_path / "l.jsonl"), **raw}), LIMITS).ledger
    for _ in range(3):
        time.sleep(0.001)
        ledger.write("finished", request="r")
    ledger.close()
    assert ledger.rotations == len(rotated_files(tmp_path / "l.jsonl")) == rotations


def test_what_is_carried_does_not_count(tmp_path: Path) -> None:
    """Otherwise a ledger with many open claims would begin a file with each record."""
    path = tmp_path / "l.jsonl"
    ledger = rotating(path, 0)
    for number in range(3 * NAMES_A_RECORD):
        ledger.write("accepted", claim=f"c{number}", object="o", required=1)
    ledger.close()
    again = continued(path, 2000)
    for _ in range(100):
        again.write("finished", request="r" * 60)
    assert 2 <= again.rotations <= 10


def test_lines_of_a_new_file_are_short_enough_to_be_read(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    ledger = rotating(path, 0)
    long = "x" * 120
    for number in range(2 * max(NAMES_A_RECORD, OPEN_A_RECORD)):
        ledger.write("accepted", claim=f"{long}{number}", object=long, required=1)
        ledger.write("submitted", request=f"{long}{number}", claim=None, blocks=1)
        ledger.write("load_failed", request=f"{long}{number}", claim=f"{long}{number}", job=long)
    ledger.close()
    again = continued(path, 1)
    again.write("finished", request="none")
    again.close()
    assert max(map(len, path.read_bytes().splitlines())) < MAX_LINE // 4
    assert told(read_past(path)) == told(whole_past(path))


# ---------------------------------------------------------------- failures and kills

CALLS = ("open", "write", "fsync", "link", "replace")


class Killed(BaseException):
    """Stands for SIGKILL: nothing of the program runs after it."""


def interrupted(call: str, error: Callable[[], BaseException], after: bool) -> Callable[..., Any]:
    """An ``os`` function that raises the error; before or after it has worked."""
    real = getattr(os, call)

    def run(*arguments: Any, **more: Any) -> Any:
        if after:
            real(*arguments, **more)
        raise error()

    return run


def at_the_brink(path: Path) -> Ledger:
    """A ledger whose next record is for a new file."""
    ledger = rotating(path, 0)
    claims(ledger, 0, 12)
    ledger.close()
    return continued(path, 1)


@pytest.mark.parametrize("call", ["open", "fsync", "link", "replace"])
def test_a_new_file_that_cannot_be_begun_is_no_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "l.jsonl"
    ledger = at_the_brink(path)
    with monkeypatch.context() as patch:
        patch.setattr(os, call, interrupted(call, lambda: OSError(errno.ENOSPC, "full"), after=False))
        assert ledger.write("finished", request="e/0")
        assert ledger.write("finished", request="e/1")
    assert (ledger.rotations, ledger.failed_rotations) == (0, 1), "not tried again with each record"
    assert sorted(item.name for item in tmp_path.iterdir()) == ["l.jsonl"]
    monkeypatch.setattr(ledgers, "RETRY_S", 0.0)
    ledger._not_before = time.monotonic()
    assert ledger.write("finished", request="e/2")
    ledger.close()
    assert ledger.rotations == 1
    assert [record["seq"] for record in records(*ledger_files(path))] == list(range(1, ledger.next_seq))
    assert told(read_past(path)) == told(whole_past(path))


def test_a_disk_that_is_full_within_the_new_file_is_no_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "l.jsonl"
    ledger = at_the_brink(path)
    real, calls = os.write, []

    def short(file: int, data: bytes) -> int:
        calls.append(len(data))
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "full")
        return real(file, bytes(data)[:10]) if len(calls) == 1 else real(file, data)

    monkeypatch.setattr(os, "write", short)
    assert ledger.write("finished", request="e/0")
    assert (ledger.rotations, ledger.failed_rotations) == (0, 1)
    assert [item.name for item in tmp_path.iterdir()] == ["l.jsonl"]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("call", CALLS)
def test_a_kill_within_the_switch_is_no_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, after: bool
) -> None:
    path = tmp_path / "l.jsonl"
    ledger = at_the_brink(path)
    before = told(read_past(path))
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(os, call, interrupted(call, Killed, after))
        ledger.write("finished", request="e/0")
    rotation.tidy(path)
    now = read_past(path)
    assert told(now)[1:] == before[1:]
    life = reopen(path)
    found = records(*ledger_files(path))
    assert [record["seq"] for record in found] == list(range(1, life.next_seq)), "none twice, none left out"
    assert not life.failed and not list(tmp_path.glob("*.next"))
    assert not read_past(path).claims and not read_past(path).requests


WRITER = """
import sys
from pathlib import Path
from rcl_vllm.ledger import FileLimits, Ledger
from rcl_vllm.recovery import read_past
from rcl_vllm.rotation import tidy
path = Path(sys.argv[1])
tidy(path)
past = read_past(path)
ledger = Ledger(path, epoch="e", fsync="never", next_seq=past.last_seq + 1, limits=FileLimits(3000), past=past)
print("ready", flush=True)
number = past.last_seq
while True:
    number += 1
    ledger.write("accepted", claim=f"c{number}", object="o", required=1)
    ledger.write("submitted", request=f"r{number}", claim=f"c{number}", blocks=1)
    if number % 3:
        ledger.write("released", claim=f"c{number}", cause="withdrawal", blocks=1)
        ledger.write("finished", request=f"r{number}", ok=True, blocks=1)
    if number % 50 == 0:
        for old in range(number - 200, number):
            ledger.write("released", claim=f"c{old}", cause="withdrawal", blocks=1)
            ledger.write("finished", request=f"r{old}", ok=True, blocks=1)
"""


def test_killed_processes_lose_nothing(tmp_path: Path) -> None:
    """SIGKILL at some moment, most of the time within a switch of files; another process goes on."""
    path, draw = tmp_path / "claims.jsonl", random.Random(3)
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)],
            cwd=ROOT / "adapters" / "vllm",
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        wanted, end = len(rotated_files(path)) + draw.randint(1, 4), time.monotonic() + 30
        while len(rotated_files(path)) < wanted and time.monotonic() < end:
            time.sleep(0.001)
        time.sleep(draw.uniform(0, 0.02))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        rotation.tidy(path)
        seqs = [record["seq"] for record in records(*ledger_files(path))]
        assert seqs == list(range(1, len(seqs) + 1))
        assert told(read_past(path)) == told(whole_past(path))
    assert len(rotated_files(path)) >= 6


# ---------------------------------------------------------------- files that are gone or damaged


def test_without_its_last_file_the_ledger_goes_on_from_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    ledger = rotating(path)
    claims(ledger, 0, 30)
    ledger.close()
    path.unlink()
    last = read_past(path).last_seq
    assert last == records(rotated_files(path)[-1])[-1]["seq"]
    life = reopen(path)
    assert records(path)[0]["seq"] == last + 1
    again = open_book(Settings.parse({"ledger": str(path)}), LIMITS)
    again.ledger.close()
    assert records(path)[-1]["last_seq"] == life.next_seq - 1
    assert "c0" in again.names, "the file that does not tell all is read behind the one that does"


@pytest.mark.parametrize("first", [b"", b"\n", b"not json\n", b'{"seq":9,"event":"finished"}\n', b"[1]\n"])
def test_a_file_without_its_beginning_is_read_with_the_ones_before(tmp_path: Path, first: bytes) -> None:
    path = tmp_path / "claims.jsonl"
    ledger = rotating(path)
    claims(ledger, 0, 30)
    ledger.close()
    before = told(read_past(path))
    lines = path.read_bytes().splitlines(keepends=True)
    carried = sum(b'"event":"carried"' in line for line in lines)
    path.write_bytes(first + b"".join(lines[1 + carried :]))
    assert needed_files(path)[-2:] == ledger_files(path)[-2:]
    assert told(read_past(path)) == before


@pytest.mark.parametrize(
    "fields",
    [
        {"names": ["zz"]},
        {"names": 7},
        {"names": [7]},
        {"claims": [{"id": "c"}]},
        {"claims": [7]},
        {"requests": [{"name": "r", "other": 1}]},
        {"claims": [{"id": [], "object": "o", "required": 1, "protected": 1}]},
    ],
)
def test_a_damaged_carried_record_is_counted(tmp_path: Path, fields: dict[str, Any]) -> None:
    path = tmp_path / "l.jsonl"
    ledger = rotating(path)
    claims(ledger, 0, 12)
    ledger.close()
    good = read_past(path)
    with path.open("ab") as file:
        file.write(json.dumps({"seq": 9999, "event": "carried", **fields}).encode() + b"\n")
    found = read_past(path)
    assert found.bad == good.bad + 1 and told(found) == told(good)


def test_other_files_beside_the_ledger_are_no_part_of_it(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    for name in ("claims.status.json", "claims.old.jsonl", "claims.123.jsonl", "other.000000000009.jsonl"):
        (tmp_path / name).write_text("not a ledger\n")
    assert rotated_files(path) == [] and read_past(path).bad == 0
    assert rotated_files(tmp_path / "nowhere" / "l") == []
    assert rotated_name(tmp_path / "l", 7).name == "l.000000000007"


def test_a_digest_is_that_of_older_files() -> None:
    assert name_digest("c0") == 0x3FD6D56B551E987A


# ---------------------------------------------------------------- judged


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[tuple[FakeEngine, FakeEngine]]:
    """Two engines of one traffic: one whose ledger is in many files, one with a single file."""
    many = FakeEngine(tmp_path / "many.jsonl", rotate_bytes=700)
    one = FakeEngine(tmp_path / "one.jsonl", rotate_bytes=0)
    for engine in (many, one):
        for number in range(6):
            engine.ask(tokens(3, number), accept(f"c{number}", 2))
            engine.ask(tokens(14, 60 + number))
            engine.ask(tokens(3, number), reuse(f"c{number}"))
        engine.store.next_fault = ("corrupt", None, None)
        engine.ask(tokens(14, 90))
        engine.ask(tokens(3, 1), reuse("c1"))
        engine.book.close()
        engine.book.ledger.close()
    yield many, one


@pytest.mark.parametrize("bundle", ["offloadable", "demotable"])
def test_files_are_judged_as_one(engines: tuple[FakeEngine, FakeEngine], bundle: str) -> None:
    many, one = (engine.book.ledger for engine in engines)
    assert many.rotations > 5 and one.rotations == 0
    parts = ledger_files(many.path)
    assert judged(parts, bundle) == judged([one.path], bundle)
    assert judged(list(reversed(parts)), bundle, merge_by="seq") == judged([one.path], bundle)


def test_a_file_that_is_missing_between_two_shows_as_a_gap(engines: tuple[FakeEngine, FakeEngine]) -> None:
    parts = ledger_files(engines[0].book.ledger.path)
    del parts[2]
    for order, merge_by in ((parts, ""), (parts[::-1], "seq")):
        found = judged(order, merge_by=merge_by)
        assert found["identity.accepted_first"] == found["lifecycle.restored_before_reuse"] == "unknown"
