"""The scheduler's and the worker's part together, on a stand-in for vLLM; every ledger is judged by the contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rcl_vllm.claims import Mode

import rcl
from rcl.model.runtime import World
from rcl.pipeline import MonitorOrder, monitor
from rcl.traces.run import RunSettings
from tests.adapters.fake_vllm import SIZE, FakeEngine

ROOT = Path(__file__).parents[2]
ADAPTER = ROOT / "adapters" / "vllm" / "rcl_vllm"


@cache
def project() -> tuple[rcl.Session, World]:
    run = rcl.open_session(ROOT / "specs" / "resident_claim.rcl", ADAPTER / "ledger.rcl")
    return run, rcl.load(session=run)


def judged(ledger: Path, bundle: str = "offloadable") -> dict[str, str]:
    run, world = project()
    order = MonitorOrder((str(ledger),), "claim_ledger", "claim_ledger.ledger", bundle, {}, RunSettings())
    report = monitor(run, world, order)
    assert not report.bad
    return {item.name: item.result.value for item in report.obligations}


def events(engine: FakeEngine, *kinds: str) -> list[dict[str, Any]]:
    records = [json.loads(line) for line in engine.book.ledger.path.read_bytes().splitlines()]
    return [record for record in records if not kinds or record["event"] in kinds]


def tokens(blocks: int, seed: int = 1, more: int = 2) -> list[int]:
    return [seed * 1000 + number for number in range(blocks * SIZE + more)]


def accept(name: str, blocks: int, **more: Any) -> dict[str, Any]:
    predicate = f"leading_prefix_at_least({blocks})"
    return {"op": "accept", "id": name, "object": "doc", "predicate": predicate, **more}


def reuse(name: str) -> dict[str, Any]:
    return {"op": "reuse", "id": name}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[FakeEngine]:
    engine = FakeEngine(tmp_path / "ledger")
    yield engine
    assert accounts_of(engine) == in_memory(engine)
    assert "violated" not in judged(engine.book.ledger.path).values()
    engine.book.ledger.close()


def in_memory(engine: FakeEngine) -> tuple[int, int]:
    return engine.book.accounts.protected, engine.book.accounts.active


def accounts_of(engine: FakeEngine) -> tuple[int, int]:
    """``protected`` and ``active`` as the contract reads them from the ledger."""
    protected = active = 0
    for record in events(engine):
        kind = record["event"]
        if kind == "accepted":
            protected += record["required"]
        elif kind == "restored":
            protected += record["leading"]
        elif kind in ("offloaded", "released", "closed"):
            protected -= record["blocks"]
        elif kind == "admitted":
            active += record["blocks"]
        elif kind == "finished":
            active -= record["blocks"]
    return protected, active


def fill_gpu(engine: FakeEngine) -> None:
    """Push everything unpinned out of the cache."""
    assert engine.ask(tokens(len(engine.pool.free) - 1, 99)).state == "over"


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


STEP = st.one_of(
    st.tuples(st.just("accept"), st.integers(0, 3), st.integers(1, 5), st.sampled_from(list(Mode))),
    st.tuples(st.just("reuse"), st.integers(0, 12), st.just(0), st.just(Mode.OBSERVED)),
    st.tuples(st.just("withdraw"), st.integers(0, 12), st.just(0), st.just(Mode.OBSERVED)),
    st.tuples(st.just("plain"), st.integers(0, 3), st.integers(1, 13), st.just(Mode.OBSERVED)),
    st.tuples(st.just("abort"), st.integers(0, 30), st.just(0), st.just(Mode.OBSERVED)),
    st.tuples(
        st.sampled_from(["missing", "short", "corrupt", "copy"]),
        st.just(0),
        st.just(0),
        st.just(Mode.OBSERVED),
    ),
    st.tuples(st.just("later"), st.integers(1, 5), st.just(0), st.just(Mode.OBSERVED)),
    st.tuples(st.just("step"), st.just(0), st.just(0), st.just(Mode.OBSERVED)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=5, max_size=60))
def test_no_history_violates_the_contract(tmp_path: Path, steps: list[tuple[str, int, int, Mode]]) -> None:
    path = tmp_path / "l"
    path.unlink(missing_ok=True)
    engine = FakeEngine(path, best_effort_blocks=4)
    claims: list[tuple[str, int]] = []
    for what, first, second, mode in steps:
        _play(engine, claims, what, first, second, mode)
    for request in list(engine.requests.values()):
        engine.abort(request)
    engine.step()
    engine.step()
    assert accounts_of(engine) == in_memory(engine)
    assert engine.book.accounts.active == engine.book.accounts.reserved == 0
    observed = any(record["mode"] == "observed" for record in events(engine, "accepted"))
    for bundle in ("offloadable", "demotable", "expiring"):
        excused = {"feasibility.budget", "feasibility.protected_is_no_victim"} if observed else set()
        found = judged(path, bundle)
        assert not {name for name, result in found.items() if result == "violated"} - excused, found
    engine.book.close()
    claimed = {record["claim"] for record in events(engine, "accepted")}
    outcomes = [record["claim"] for record in events(engine, "released", "harmed")]
    assert sorted(outcomes) == sorted(claimed)
    engine.book.ledger.close()


def _play(
    engine: FakeEngine, claims: list[tuple[str, int]], what: str, first: int, second: int, mode: Mode
) -> None:
    if what == "accept":
        name = f"c{len(claims)}"
        claims.append((name, first))
        duration = {"duration_s": 6} if mode is Mode.EXPIRING or second == 2 else {}
        engine.add(tokens(5, first), accept(name, second, mode=mode.value, **duration))
    elif what in ("reuse", "withdraw"):
        name, seed = claims[first] if first < len(claims) else ("nobody", 0)
        engine.add(tokens(5, seed), {"op": what, "id": name}, max_tokens=3)
    elif what == "plain":
        engine.add(tokens(second, first + 50))
    elif what == "abort":
        waiting = [r for r in engine.requests.values() if r.state != "over"]
        if first < len(waiting):
            engine.abort(waiting[first])
    elif what == "later":
        engine.now += first
    elif what == "step":
        engine.step()
    else:
        engine.store.next_fault = (what, None, None)
