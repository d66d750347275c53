"""Random histories of clients, faults and clocks: the contract is kept, every claim has one end, and nobody waits for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rcl_vllm.claims import Mode
from rcl_vllm.past import name_digest
from rcl_vllm.recovery import read_past
from rcl_vllm.rotation import ledger_files

from tests.adapters.fake_vllm import FakeEngine
from tests.adapters.judging import accept, accounts_of, events, in_memory, judged, tokens

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


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=5, max_size=60))
def test_no_history_violates_the_contract(tmp_path: Path, steps: list[tuple[str, int, int, Mode]]) -> None:
    path = tmp_path / "l"
    for file in ledger_files(path):
        file.unlink()
    engine = FakeEngine(path, best_effort_blocks=4, rotate_bytes=1500)
    claims: list[tuple[str, int]] = []
    for what, first, second, mode in steps:
        _play(engine, claims, what, first, second, mode)
    for _ in range(40):
        engine.step()
    stuck = [request for request in engine.requests.values() if request.state != "over"]
    kept = {
        claim.id
        for claim in engine.book.claims.values()
        if claim.protects and claim.mode is not Mode.OFFLOADABLE
    }
    assert kept or not stuck, "nothing but a promise that stays may keep a request waiting"
    for request in stuck:
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
    left = read_past(path)
    assert not left.claims and not left.requests and not left.bad
    assert left.names == {name_digest(name) for name in claimed}


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
