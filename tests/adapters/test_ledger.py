"""The ledger as a file: numbers, failures, torn ends, and what a new life makes of an old one."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest
from rcl_vllm.ledger import Ledger
from rcl_vllm.live import Limits
from rcl_vllm.opening import open_book
from rcl_vllm.recovery import read_past
from rcl_vllm.settings import Settings


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_bytes().splitlines() if line]


class FullDisk(Ledger):
    """Writes only ``room`` more bytes, as a full disk does."""

    room = 1 << 30

    def put(self, data: bytes) -> int:
        if not self.room:
            raise OSError(errno.ENOSPC, "full")
        count = super().put(data[: self.room])
        self.room -= count
        return count


def test_numbers_rise_by_one(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "l", epoch="e", next_seq=7)
    assert all(ledger.write("finished", request=f"r{n}") for n in range(3))
    assert [record["seq"] for record in lines(tmp_path / "l")] == [7, 8, 9]


def test_a_clock_that_steps_back_changes_no_order(tmp_path: Path) -> None:
    times = iter([100.0, 50.0, 200.0])
    ledger = Ledger(tmp_path / "l", epoch="e", clock=lambda: next(times))
    for _ in range(3):
        ledger.write("finished")
    assert [(record["seq"], record["time"]) for record in lines(tmp_path / "l")] == [
        (1, 100.0),
        (2, 50.0),
        (3, 200.0),
    ]


def test_a_failed_write_leaves_a_gap_and_spoils_no_other_record(tmp_path: Path) -> None:
    ledger = FullDisk(tmp_path / "l", epoch="e")
    assert ledger.write("finished")
    ledger.room = 5
    assert not ledger.write("accepted", claim="c0")
    assert not ledger.write("accepted", claim="c1")
    ledger.room = 1 << 20
    assert ledger.write("finished")
    raw = (tmp_path / "l").read_bytes().splitlines()
    assert [json.loads(line)["seq"] for line in (raw[0], raw[2])] == [1, 4]
    assert len(raw) == 3 and ledger.failed == 2


def test_what_ends_a_promise_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda file: synced.append(file))
    for policy, wanted in (("promises", 3), ("always", 5), ("never", 0)):
        synced.clear()
        ledger = Ledger(tmp_path / policy, epoch="e", fsync=policy)  # type: ignore[arg-type]
        for kind in ("accepted", "submitted", "refused", "released", "finished"):
            ledger.write(kind)
        assert len(synced) == wanted, policy


def reopen(path: Path, **more: object) -> list[dict[str, object]]:
    book = open_book(Settings.parse({"ledger": str(path), **more}), Limits(4, "k", 8))
    book.ledger.close()
    return [record for record in lines(path) if record["epoch"] == book.ledger.epoch]


def old_life(path: Path) -> Ledger:
    ledger = Ledger(path, epoch="old")
    for number in range(4):
        ledger.write("accepted", claim=f"c{number}", object=f"o{number}", required=3)
    ledger.write("submitted", request="r", claim="c1", blocks=2)
    ledger.write("admitted", request="r", blocks=2, taken_over=False)
    ledger.write("materialized", claim="c1")
    ledger.write("materialized", claim="c2")
    ledger.write("offloaded", claim="c2", blocks=3)
    ledger.write("released", claim="c3", cause="expiry", blocks=3)
    ledger.write("load_failed", claim="c2", request="r", job="j", position=0, cause="copy")
    return ledger


def test_a_new_life_ends_what_the_old_one_left_open(tmp_path: Path) -> None:
    old_life(tmp_path / "l").close()
    ends = [
        (r["event"], r.get("claim") or r.get("request"), r.get("blocks"))
        for r in reopen(tmp_path / "l")
        if r["event"] != "ledger_opened"
    ]
    assert ends == [
        ("released", "c0", 3),
        ("harmed", "c1", None),
        ("closed", "c1", 3),
        ("harmed", "c2", None),
        ("closed", "c2", 0),
        ("refused", "r", None),
        ("finished", "r", 2),
    ]
    assert [r["event"] for r in reopen(tmp_path / "l")] == ["ledger_opened"]


def test_a_torn_end_is_cut_off_and_shows_as_a_gap(tmp_path: Path) -> None:
    path = tmp_path / "l"
    last = old_life(path).next_seq - 1
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"seq":12,"event":"acc')
    records = reopen(path)
    assert path.read_bytes().startswith(whole)
    assert records[0]["seq"] == last + 2
    assert records[0]["torn_bytes"] == 22
    (beside,) = tmp_path.glob("l.torn-*")
    assert beside.read_bytes() == b'{"seq":12,"event":"acc'


def test_records_that_only_the_status_file_knows_of_show_as_a_gap(tmp_path: Path) -> None:
    path, status = tmp_path / "l", tmp_path / "status.json"
    old_life(path).close()
    status.write_text('{"seq": 40}')
    assert reopen(path, status=str(status))[0]["seq"] == 42


@pytest.mark.parametrize("text", ["", "[]", "{", '{"seq": "9"}', '{"seq": -4}', '{"seq": 1e300}', "\xff"])
def test_a_broken_status_file_is_no_obstacle(tmp_path: Path, text: str) -> None:
    path, status = tmp_path / "l", tmp_path / "status.json"
    last = old_life(path).next_seq - 1
    status.write_bytes(text.encode("latin-1"))
    assert reopen(path, status=str(status))[0]["seq"] == last + 1


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"not json\n",
        b"[1]\n",
        b'{"seq":"1","event":"accepted"}\n',
        b'{"seq":1,"event":7}\n',
        b'{"seq":1,"event":"accepted"}\n',
        b'{"seq":1,"event":"refused","request":"r","blocking":7}\n',
        b'{"a":' * 5000 + b"\n",
        b"\xff\xfe\n",
        b"x" * (3 << 20) + b"\n",
    ],
)
def test_hostile_lines_are_counted_and_passed_over(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "l"
    old_life(path).close()
    whole = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*whole[:6], line, *whole[6:]]))
    past = read_past(path)
    assert past.records >= len(whole)
    assert set(past.claims) == {"c0", "c1", "c2"}
    assert past.bad >= (line != b"\n" and b"refused" not in line)


def test_names_stay_used_in_the_next_life(tmp_path: Path) -> None:
    old_life(tmp_path / "l").close()
    book = open_book(Settings.parse({"ledger": str(tmp_path / "l")}), Limits(4, "k", 8))
    assert "c3" in book.names and "c9" not in book.names


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"ledger": ""},
        {"ledger": "l", "host_block": 4},
        {"ledger": "l", "host_blocks": -1},
        {"ledger": "l", "host_blocks": True},
        {"ledger": "l", "fsync": "often"},
        {"ledger": "l", "rotate_bytes": -1},
        {"ledger": "l", "rotate_bytes": 1.5},
        {"ledger": "l", "rotate_s": -1},
        {"ledger": "l", "rotate_s": float("inf")},
        {"ledger": "l", "rotate_s": float("nan")},
        {"ledger": "l", "rotate_s": "daily"},
        {"ledger": "l", "expiry_interval_s": 0},
        {"ledger": "l", "classes": {}},
        {"ledger": "l", "classes": {"gold": {"size": 3}}},
        {"ledger": "l", "classes": {"gold": {"gpu_blocks": -1}}},
        {"ledger": "l", "accept_under_recompute": 1},
    ],
)
def test_settings_that_make_no_sense_are_refused(raw: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"`|kv_connector"):
        Settings.parse(raw)
