"""The scheduler's and the worker's part together, on a stand-in for vLLM; every ledger is judged by the contract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.fake_vllm import FakeEngine
from tests.adapters.judging import accept, accounts_of, events, fill_gpu, in_memory, judged, reuse, tokens


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[FakeEngine]:
    engine = FakeEngine(tmp_path / "ledger")
    yield engine
    assert accounts_of(engine) == in_memory(engine)
    assert "violated" not in judged(engine.book.ledger.path).values()
    engine.book.ledger.close()


def test_state_that_left_the_gpu_is_restored_and_reused(engine: FakeEngine) -> None:
    engine.ask(tokens(3), accept("c0", 3))
    fill_gpu(engine)
    answer = engine.ask(tokens(3), reuse("c0")).answer
    assert answer["resident_claim"]["reused"]
    kinds = [record["event"] for record in events(engine) if record.get("claim") == "c0"]
    assert kinds[-4:] == ["restore_required", "restored", "reused", "offloaded"]
    assert engine.side.pins is not None and not engine.side.pins._held


def test_what_vllm_still_has_is_no_reuse_of_an_offloaded_claim(engine: FakeEngine) -> None:
    engine.ask(tokens(3), accept("c0", 3))
    engine.ask(tokens(3), reuse("c0"))
    assert events(engine, "served_locally") and not events(engine, "reused", "recomputed", "restored")


def test_a_part_that_is_still_there_is_not_loaded_again(engine: FakeEngine) -> None:
    engine.ask(tokens(3), accept("c0", 3))
    last, taken = engine.requests["r1"].block_hashes[2], []
    while engine.pool.get_cached_block(last, [0]) is not None:
        taken += engine.pool.take(1)
    engine.pool.free_blocks(taken)
    request = engine.ask(tokens(3), reuse("c0"))
    (planned,) = events(engine, "restore_required")
    assert planned["local"] + planned["blocks"] == 3 and planned["local"] > 0
    assert request.answer["resident_claim"]["reused"]


@pytest.mark.parametrize("kind", ["missing", "short", "corrupt"])
def test_a_bad_copy_refuses_the_request_and_harms_the_claim_once(engine: FakeEngine, kind: str) -> None:
    engine.ask(tokens(3), accept("c0", 3))
    fill_gpu(engine)
    engine.store.next_fault = (kind, "c0", 1)
    assert engine.ask(tokens(3), reuse("c0")).status == "FINISHED_ERROR"
    tail = [record["event"] for record in events(engine)][-5:]
    assert tail == ["load_failed", "refused", "harmed", "closed", "finished"]
    again = engine.ask(tokens(3), reuse("c0")).answer["resident_claim"]
    assert again["reason"] == "claim_ended"
    found = judged(engine.book.ledger.path)
    assert found["outcome.failed_load_refuses"] == found["outcome.harm_once"] == "holds"


def test_a_copy_that_only_failed_leaves_the_claim_alive(engine: FakeEngine) -> None:
    engine.ask(tokens(3), accept("c0", 3))
    fill_gpu(engine)
    engine.store.next_fault = ("copy", None, None)
    assert engine.ask(tokens(3), reuse("c0")).status == "FINISHED_ERROR"
    assert engine.ask(tokens(3), reuse("c0")).answer["resident_claim"]["reused"]
    assert not events(engine, "harmed")


def test_recomputing_engines_are_not_asked_twice(tmp_path: Path) -> None:
    engine = FakeEngine(tmp_path / "l", recomputes=True)
    engine.ask(tokens(3), accept("c0", 3))
    fill_gpu(engine)
    engine.store.next_fault = ("copy", "c0", 0)
    assert engine.ask(tokens(3), reuse("c0"), steps=6).status == "FINISHED_LENGTH_CAPPED"
    assert len(events(engine, "restore_required")) == len(events(engine, "recomputed")) == 1
    assert judged(tmp_path / "l")["outcome.failed_load_refuses"] == "violated"
    assert accounts_of(engine) == in_memory(engine)


def test_an_abort_during_a_load_ends_after_the_load(engine: FakeEngine) -> None:
    engine.ask(tokens(3), accept("c0", 3))
    fill_gpu(engine)
    request = engine.add(tokens(3), reuse("c0"))
    scheduled: dict[str, int] = {}
    engine._schedule(request, scheduled)
    assert request.state == "loading"
    engine.store.next_fault = ("copy", None, None)
    engine.abort(request)
    assert not [
        record for record in events(engine, "finished") if record["request"].endswith(request.request_id)
    ]
    engine.step()
    tail = [record["event"] for record in events(engine)][-3:]
    assert tail == ["load_failed", "refused", "finished"]
    assert engine.book.accounts.reserved == 0


def test_a_claim_that_ends_during_its_load_is_not_restored(engine: FakeEngine) -> None:
    engine.ask(tokens(3), accept("c0", 3))
    fill_gpu(engine)
    request = engine.add(tokens(3), reuse("c0"))
    engine._schedule(request, {})
    engine.add(tokens(1, 5), {"op": "withdraw", "id": "c0"})
    for _ in range(4):
        engine.step()
    assert request.status == "FINISHED_LENGTH_CAPPED"
    assert events(engine, "load_dropped") and not events(engine, "restored", "reused")
    assert "c0" not in engine.book.claims


def test_a_second_request_waits_for_the_first_ones_load(engine: FakeEngine) -> None:
    engine.ask(tokens(3), accept("c0", 3))
    fill_gpu(engine)
    requests = [engine.add(tokens(3), reuse("c0"), max_tokens=3) for _ in range(2)]
    for _ in range(10):
        engine.step()
    assert [request.answer["resident_claim"]["reused"] for request in requests] == [True, True]
    assert len(events(engine, "restored")) == 1 and len(events(engine, "reused")) == 2


def test_a_claim_without_a_whole_prefix_never_materializes(engine: FakeEngine) -> None:
    request = engine.add(tokens(3), accept("c0", 3))
    engine.abort(request)
    (released,) = events(engine, "released")
    assert released["reason"] == "never_materialized" and not events(engine, "materialized")


def test_a_full_store_withdraws_the_claim(engine: FakeEngine) -> None:
    engine.store.capacity = 2
    engine.ask(tokens(3), accept("c0", 3))
    assert events(engine, "store_failed") and not events(engine, "materialized")
    (released,) = events(engine, "released")
    assert (released["cause"], released["blocks"]) == ("withdrawal", 3)
    assert in_memory(engine) == (0, 0)
    engine.step()
    assert len(engine.store) == 0


def test_pinned_state_is_never_handed_out(engine: FakeEngine) -> None:
    engine.ask(tokens(3), accept("c0", 3, mode="hard_protected"))
    fill_gpu(engine)
    assert engine.ask(tokens(3), reuse("c0")).answer["resident_claim"]["reused"]
    assert not events(engine, "block_lost", "harmed", "restored")


def test_a_request_that_promises_leave_no_room_for_names_a_smallest_set(engine: FakeEngine) -> None:
    for name, blocks in (("small", 2), ("large", 6)):
        engine.ask(tokens(blocks, blocks), accept(name, blocks, mode="hard_protected"))
    request = engine.add(tokens(12, 77))
    engine.step()
    (deferred,) = events(engine, "deferred")
    assert deferred["blocking"] == ["large"]
    engine.ask(tokens(1, 5), {"op": "withdraw", "id": "large"})
    engine.step()
    engine.step()
    assert request.state == "over"
    assert judged(engine.book.ledger.path, "hard_protected")["outcome.no_misattribution"] == "holds"


def test_only_a_hopeless_wait_is_refused(engine: FakeEngine) -> None:
    engine.ask(tokens(6), accept("c0", 6, mode="hard_protected"))
    busy = engine.add(tokens(6, 5), max_tokens=4)
    engine.step()
    waits, hopeless = engine.add(tokens(5, 6)), engine.add(tokens(11, 7))
    live = engine.side.live
    assert engine.book.refuse_no_room(live[waits.request_id]) == []
    assert engine.book.refuse_no_room(live[hopeless.request_id]) == ["c0"]
    engine.finish(hopeless, "FINISHED_ERROR")
    for _ in range(8):
        engine.step()
    assert busy.state == waits.state == "over"
    found = judged(engine.book.ledger.path, "hard_protected")
    assert found["feasibility.infeasible_is_explicit"] == found["feasibility.budget"] == "holds"


def test_nobody_is_refused_for_an_offloadable_claim_in_use(engine: FakeEngine) -> None:
    engine.add(tokens(6), accept("c0", 6), max_tokens=3)
    engine.step()
    waits = engine.add(tokens(11, 7))
    assert engine.book.refuse_no_room(engine.side.live[waits.request_id]) == []
    for _ in range(8):
        engine.step()
    assert waits.state == "over" and not events(engine, "refused")


def test_demotion_takes_the_lowest_class_and_no_more_than_needed(tmp_path: Path) -> None:
    engine = FakeEngine(tmp_path / "l", classes={"gold": {"rank": 1}, "iron": {"rank": 0}})
    for number, name in enumerate(("gold", "iron")):
        engine.ask(tokens(4, number + 1), accept(name, 4, mode="demotable", budget_class=name))
    engine.ask(tokens(9, 9))
    assert [record["claim"] for record in events(engine, "released")] == ["iron"]
    engine.ask(tokens(12, 10))
    assert [record["claim"] for record in events(engine, "released")] == ["iron", "gold"]
    found = judged(tmp_path / "l", "demotable")
    assert found["outcome.release_before_loss"] == found["feasibility.budget"] == "holds"


def test_nothing_is_demoted_in_vain(tmp_path: Path) -> None:
    engine = FakeEngine(tmp_path / "l")
    engine.ask(tokens(4, 1), accept("soft", 4, mode="demotable"))
    engine.ask(tokens(4, 2), accept("hard", 4, mode="hard_protected"))
    engine.add(tokens(13, 3))
    engine.step()
    assert not events(engine, "released")


def test_the_loss_of_an_observed_block_is_harm_told_once(engine: FakeEngine) -> None:
    engine.ask(tokens(3), accept("c0", 3, mode="observed"))
    fill_gpu(engine)
    engine.step()
    (harmed,) = events(engine, "harmed")
    assert harmed["cause"] == "evicted" and events(engine, "closed")[0]["blocks"] == 3


def test_another_copy_of_a_block_is_no_loss(engine: FakeEngine) -> None:
    engine.ask(tokens(3), accept("c0", 3, mode="observed"))
    first = engine.requests["r1"]
    digest = first.block_hashes[2]
    original = engine.pool.cached[digest][0]
    (copy,) = engine.pool.take(1)
    engine.pool.insert(copy, digest)
    engine.pool.free_blocks([copy])
    engine.pool.free.remove(original)
    engine.pool.free.insert(0, original)
    engine.pool.take(1)
    engine.step()
    assert not events(engine, "harmed")
    engine.pool.free.remove(copy.block_id)
    engine.pool.free.insert(0, copy.block_id)
    engine.pool.take(1)
    engine.step()
    assert events(engine, "harmed")


def test_a_duration_ends_by_the_monotonic_clock(engine: FakeEngine) -> None:
    engine.ask(tokens(3), accept("c0", 3, mode="expiring", duration_s=5))
    engine.now = 4.9
    assert engine.ask(tokens(3), reuse("c0")).answer["resident_claim"]["reused"]
    engine.now = 5.0
    assert engine.book.expire_if_idle() == 1
    assert [record["event"] for record in events(engine)][-2:] == ["deadline_passed", "released"]
    assert engine.ask(tokens(3), reuse("c0")).answer["resident_claim"]["reason"] == "claim_ended"
    assert judged(engine.book.ledger.path, "expiring")["outcome.expiry_is_told"] == "holds"


def test_blocks_of_a_claim_that_ends_in_use_are_taken_over(engine: FakeEngine) -> None:
    engine.ask(tokens(3), accept("c0", 3, mode="expiring", duration_s=5))
    users = [engine.add(tokens(3), reuse("c0"), max_tokens=count) for count in (2, 4)]
    engine.step()
    engine.now = 6.0
    engine.step()
    assert [r["taken_over"] for r in events(engine, "admitted")][-1]
    for _ in range(4):
        engine.step()
    assert all(user.state == "over" for user in users)
    assert len([r for r in events(engine, "admitted") if r["taken_over"]]) == 2
    assert in_memory(engine) == (0, 0)


def test_two_claims_on_one_prefix_do_not_share_their_fate(engine: FakeEngine) -> None:
    engine.ask(tokens(4), accept("c1", 2))
    engine.ask(tokens(4), accept("c2", 4))
    fill_gpu(engine)
    engine.store.next_fault = ("corrupt", "c1", 0)
    assert engine.ask(tokens(4), reuse("c1")).status == "FINISHED_ERROR"
    assert engine.ask(tokens(4), reuse("c2")).answer["resident_claim"]["reused"]
    assert [record["blocking"] for record in events(engine, "refused")] == [["c1"]]


def test_a_load_without_a_claim_fails_without_one(tmp_path: Path) -> None:
    engine = FakeEngine(tmp_path / "l", best_effort_blocks=64)
    engine.ask(tokens(3), None)
    fill_gpu(engine)
    engine.store.next_fault = ("corrupt", "", None)
    assert engine.ask(tokens(3)).status == "FINISHED_ERROR"
    assert events(engine, "unclaimed_load_failed") and not events(engine, "refused", "load_failed", "harmed")
    assert engine.ask(tokens(3)).status == "FINISHED_LENGTH_CAPPED"


@pytest.mark.parametrize(
    ("claim", "salt", "reason"),
    [
        (accept("c0", 3), None, "id_used"),
        (accept("c1", 4), None, "prefix_too_long"),
        (accept("c1", 3, token_map="x"), None, "token_map_mismatch"),
        (accept("c1", 3, cache_identity="x"), None, "cache_identity_mismatch"),
        (accept("c1", 3, budget_class="gold"), None, "unknown_budget_class"),
        (reuse("c1"), None, "unknown_claim"),
        (reuse("c0"), "s", "other_salt"),
    ],
)
def test_reasons(engine: FakeEngine, claim: dict[str, Any], salt: str | None, reason: str) -> None:
    engine.ask(tokens(3), accept("c0", 3))
    answer = engine.ask(tokens(3), claim, cache_salt=salt).answer["resident_claim"]
    assert answer["reason"] == reason
    assert len(events(engine, "acceptance_refused", "reuse_denied")) == 1


def test_budgets_are_kept(tmp_path: Path) -> None:
    engine = FakeEngine(tmp_path / "l", host_blocks=5, classes={"a": {"gpu_blocks": 3}, "default": {}})
    found = [
        engine.ask(tokens(3, number), ask).answer["resident_claim"].get("reason")
        for number, ask in enumerate(
            [
                accept("c0", 3),
                accept("c1", 3),
                accept("c2", 3, mode="hard_protected", budget_class="a"),
                accept("c3", 1, mode="hard_protected", budget_class="a"),
                accept("c4", 3, mode="hard_protected"),
            ]
        )
    ]
    assert found == [None, "budget_exhausted", None, "budget_exhausted", None]
    waiting = engine.add(tokens(11, 9), accept("c5", 11, mode="hard_protected"))
    engine.abort(waiting)
    assert waiting.answer["resident_claim"]["reason"] == "no_room"


def test_an_acceptance_that_cannot_be_written_is_none(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = engine.book.ledger
    real = ledger.put

    def full(data: bytes) -> int:
        if b'"accepted"' in data:
            raise OSError(28, "full")
        return real(data)

    monkeypatch.setattr(ledger, "put", full)
    answer = engine.ask(tokens(3), accept("c0", 3)).answer["resident_claim"]
    assert answer["reason"] == "ledger_unwritable" and not engine.book.claims
    monkeypatch.setattr(ledger, "put", real)


def test_waiting_requests_do_not_hold_each_others_claims(engine: FakeEngine) -> None:
    """Two claims that only waiting requests name would leave no room for either."""
    for seed, name in enumerate("ab"):
        engine.ask(tokens(6, seed), accept(name, 6))
    fill_gpu(engine)
    first = [engine.add(tokens(6, seed), reuse(name), max_tokens=4) for seed, name in enumerate("ab")]
    engine.step()
    engine.step()
    late = [engine.add(tokens(6, seed), reuse(name), max_tokens=18) for seed, name in enumerate("ab")]
    for _ in range(60):
        engine.step()
    assert [request.state for request in (*first, *late)] == ["over"] * 4


def test_accepted_requests_do_not_wait_for_each_other(engine: FakeEngine) -> None:
    """What is accepted has room to run: the second promise alone would fit, its request would not."""
    first = engine.add(tokens(7, 1), accept("a", 7), max_tokens=9)
    second = engine.add(tokens(7, 2), accept("b", 7), max_tokens=9)
    for _ in range(40):
        engine.step()
    assert first.state == second.state == "over"
    assert second.answer["resident_claim"]["reason"] == "no_room"


def test_memory_does_not_grow_with_what_is_over(tmp_path: Path) -> None:
    engine = FakeEngine(tmp_path / "l")
    for number in range(60):
        engine.ask(tokens(2, number), accept(f"c{number}", 2))
        engine.requests.clear()
        engine.ask(tokens(1, 5000), {"op": "withdraw", "id": f"c{number}"})
        engine.requests.clear()
    engine.step()
    side, book = engine.side, engine.book
    assert not (side.live or side._vllm or side._answers or side._pinned or side._kept or side._loads)
    assert not (book.claims or book.requests or book.jobs) and len(engine.store) == 0
    assert side.pins is not None and not (side.pins._held or side.pins._watched or side.pins._watches)


def test_an_orderly_end_leaves_nothing_open(engine: FakeEngine) -> None:
    engine.ask(tokens(3), accept("c0", 3))
    fill_gpu(engine)
    request = engine.add(tokens(3), reuse("c0"))
    engine._schedule(request, {})
    engine.add(tokens(2, 8), accept("c1", 2, mode="hard_protected"))
    engine.book.close()
    assert in_memory(engine) == (0, 0) and not engine.book.requests
    assert events(engine)[-1]["event"] == "ledger_closed"
