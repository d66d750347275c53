"""Workers, and verdicts put together from hand-made answers."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from typing import Any

import pytest

from rcl.anchors.lock import EMPTY, Lock, LockedAnchor, LockedSource
from rcl.model.contract import Bundle
from rcl.model.runtime import Anchor, Assertion, Expectation, Origin, OriginKind, Source
from rcl.verdict.prove import ProveSettings, prove_world, tasks_of
from rcl.verdict.results import CoreItem, ObligationResult, Result, VerdictClass
from rcl.verdict.task import Task
from rcl.verdict.usable import accepted, accepted_reasons, dropped, dropped_reasons, usable_of
from rcl.verdict.workers import Answer, Work
from tests.golden.samples import obligation
from tests.unit.verdict.conftest import Small

SETTINGS = ProveSettings((), 1000, 2, frozenset({"engine.plain"}), 20.0)


def proved(work: Work, task: Task) -> Answer:
    if task.kind == "contradiction":
        return ()
    core = (CoreItem("arrive_once", "native", "", "engine.rcl", 8),)
    return obligation(task.result_name, Result.PROVED, core=core, method="test")


def contradicting(work: Work, task: Task) -> Answer:
    if task.kind == "contradiction":
        return (CoreItem("arrive_once", "native", "", "engine.rcl", 8),)
    return proved(work, task)


def dying(work: Work, task: Task) -> Answer:
    if task.name == "outcome.not_lost":
        os._exit(7)
    return proved(work, task)


def hanging(work: Work, task: Task) -> Answer:
    if task.name == "outcome.not_lost":
        time.sleep(60)
    return proved(work, task)


def undecided_consistency(work: Work, task: Task) -> Answer:
    if task.kind == "contradiction":
        os._exit(3)
    return proved(work, task)


def interrupting(done: int, total: int, text: str) -> None:
    raise KeyboardInterrupt


def by_name(results: tuple[ObligationResult, ...]) -> dict[str, ObligationResult]:
    return {item.name: item for item in results}


def test_all_proved(small: Small) -> None:
    (verdict,) = prove_world(small.world, SETTINGS, EMPTY, None, proved).lowerings
    assert verdict.verdict_class is VerdictClass.NATIVE_CONFORMANCE and verdict.met
    assert [item.name for item in verdict.obligations][-1] == "scenario.can_reuse"
    assert "no anchor" not in " ".join(verdict.reasons)
    assert any("anchor unchecked" in reason for reason in verdict.reasons)


@pytest.mark.parametrize("how", [proved, dying, contradicting])
def test_same_with_any_number_of_workers(small: Small, how: object) -> None:
    results = [
        prove_world(small.world, replace(SETTINGS, jobs=jobs), EMPTY, None, how)  # type: ignore[arg-type]
        for jobs in (1, 2, 20)
    ]
    assert results[0] == results[1] == results[2]


def test_a_child_that_dies_costs_its_task_only(small: Small) -> None:
    (verdict,) = prove_world(small.world, replace(SETTINGS, jobs=1), EMPTY, None, dying).lowerings
    found = by_name(verdict.obligations)
    assert found["outcome.not_lost"].result is Result.UNKNOWN
    assert "exit code 7" in found["outcome.not_lost"].reason
    assert (found["outcome.not_lost"].method, found["outcome.not_lost"].core) == ("none", ())
    assert sum(item.result is Result.PROVED for item in verdict.obligations) == len(found) - 1
    assert verdict.verdict_class is VerdictClass.UNKNOWN_EVIDENCE and not verdict.met


def test_a_child_that_hangs_is_killed(small: Small) -> None:
    begin = time.monotonic()
    (verdict,) = prove_world(small.world, replace(SETTINGS, kill_after=0.5), EMPTY, None, hanging).lowerings
    assert time.monotonic() - begin < 20
    reason = by_name(verdict.obligations)["outcome.not_lost"].reason
    assert "0.5 s" in reason and "1,000 rlimit" in reason


def test_contradictions_reject_and_their_absence_must_be_known(small: Small) -> None:
    (verdict,) = prove_world(small.world, SETTINGS, EMPTY, None, contradicting).lowerings
    assert verdict.verdict_class is VerdictClass.REJECTED_MAPPING
    (verdict,) = prove_world(small.world, SETTINGS, EMPTY, None, undecided_consistency).lowerings
    assert verdict.verdict_class is VerdictClass.UNKNOWN_EVIDENCE


def test_only(small: Small) -> None:
    settings = replace(SETTINGS, only=("outcome.not_lost",))
    assert [task.name for task in tasks_of(small.world, settings)] == ["", "outcome.not_lost"]
    (verdict,) = prove_world(small.world, settings, EMPTY, None, proved).lowerings
    assert len(verdict.obligations) == 1 and verdict.met
    assert verdict.verdict_class is VerdictClass.UNKNOWN_EVIDENCE
    assert list(tasks_of(small.world, replace(SETTINGS, only=("scenario.can_reuse",))))[1].kind == "scenario"
    assert prove_world(small.world, replace(SETTINGS, names=frozenset()), EMPTY, None, proved).lowerings == ()


def test_lowerings_come_by_name_and_only_those_asked_for(small: Small) -> None:
    other = replace(small.lowering, name="engine.another")
    unasked = replace(small.lowering, name="engine.unasked")
    world = replace(small.world, lowerings=(small.lowering, unasked, other))
    settings = replace(SETTINGS, names=frozenset({"engine.plain", "engine.another"}))
    verdicts = prove_world(world, settings, EMPTY, None, proved).lowerings
    assert [item.name for item in verdicts] == ["engine.another", "engine.plain"]
    assert verdicts[0].obligations == verdicts[1].obligations


def lesser(small: Small) -> Bundle:
    """A weaker bundle with one obligation of its own."""
    full = small.lowering.bundle
    item = replace(full.obligations[0], name="at_least")
    return replace(full, name="lesser", obligations=(item,), requires=(), weakens="full")


def test_an_offer_is_asked_for_the_weaker_bundle_and_shown_beside_the_full_one(small: Small) -> None:
    lowering = replace(small.lowering, offers=lesser(small), assertion=Assertion.OFFER)
    contract = replace(lowering.contract, bundles=(small.lowering.bundle, lesser(small)))
    lowering = replace(lowering, contract=contract)
    world = replace(small.world, lowerings=(lowering,), contracts=(contract,))
    (verdict,) = prove_world(world, SETTINGS, EMPTY, None, only_the_least).lowerings
    assert verdict.verdict_class is VerdictClass.APPROXIMATION_SUBSTRATE
    assert [item.name for item in verdict.obligations] == ["identity.at_least"]
    assert [item.name for item in verdict.boundary] == [item.name for item in whole(small)]
    assert {item.result for item in verdict.boundary} == {Result.REFUTED}
    part = replace(SETTINGS, only=("outcome.not_lost",))
    (verdict,) = prove_world(world, part, EMPTY, None, only_the_least).lowerings
    assert verdict.obligations == () and [item.name for item in verdict.boundary] == ["outcome.not_lost"]
    assert verdict.verdict_class is VerdictClass.UNKNOWN_EVIDENCE and not verdict.met


def whole(small: Small) -> tuple[ObligationResult, ...]:
    return prove_world(small.world, SETTINGS, EMPTY, None, proved).lowerings[0].obligations


def only_the_least(work: Work, task: Task) -> Answer:
    if task.kind == "contradiction" or task.bundle == "lesser":
        return proved(work, task)
    return obligation(task.result_name, Result.REFUTED)


def test_what_a_full_bundle_entails_is_asked_of_each_weaker_one(small: Small) -> None:
    contract = replace(small.world.contracts[0], bundles=(small.lowering.bundle, lesser(small)))
    world = replace(small.world, contracts=(contract,))
    verdicts = prove_world(world, SETTINGS, EMPTY, None, proved)
    (found,) = verdicts.entailments
    assert (found.contract, found.weaker, found.full) == ("pact", "lesser", "full")
    assert [(item.name, item.result) for item in found.obligations] == [("identity.at_least", Result.PROVED)]
    elsewhere = replace(SETTINGS, only=("outcome.not_lost",))
    assert prove_world(world, elsewhere, EMPTY, None, proved).entailments == ()
    (lost,) = prove_world(world, SETTINGS, EMPTY, None, dying_entailment).entailments
    assert lost.obligations[0].result is Result.UNKNOWN and "exit code 9" in lost.obligations[0].reason


def dying_entailment(work: Work, task: Task) -> Answer:
    if task.kind == "entailment":
        os._exit(9)
    return proved(work, task)


def assuming(work: Work, task: Task) -> Answer:
    if task.kind == "contradiction":
        return ()
    core = (
        CoreItem("arrive_once", "native", "", "engine.rcl", 8),
        CoreItem("trusted", "assumption", "", "engine.rcl", 9),
        CoreItem("ledger", "adapter ledger", "", "engine.rcl", 10),
    )
    return obligation(task.result_name, Result.PROVED, core=core)


def test_assumptions_are_named_and_nothing_else_is(small: Small) -> None:
    (verdict,) = prove_world(small.world, SETTINGS, EMPTY, None, assuming).lowerings
    assert verdict.assumptions == ("trusted",)
    assert verdict.verdict_class is VerdictClass.UNKNOWN_EVIDENCE and not verdict.met
    (verdict,) = prove_world(small.world, SETTINGS, EMPTY, None, proved).lowerings
    assert verdict.assumptions == ()


def test_what_is_being_done_is_told(small: Small) -> None:
    told: list[tuple[int, int, str]] = []
    prove_world(small.world, replace(SETTINGS, jobs=1), EMPTY, lambda *words: told.append(words), proved)
    total = len(whole(small)) + 1
    assert [(done, count) for done, count, _ in told] == [(n, total) for n in range(1, total + 1)]
    assert told[0][2] == "engine.plain consistency" and told[-1][2] == "engine.plain scenario.can_reuse"
    assert Task("entailment", "", "pact", "lesser", "identity.at_least").text == (
        "pact.lesser identity.at_least"
    )


def test_an_interrupt_kills_the_children(small: Small) -> None:
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        prove_world(small.world, SETTINGS, EMPTY, interrupting, hanging)
    assert time.monotonic() - begin < 20


def test_usable(small: Small) -> None:
    runtime = small.lowering.runtime
    source = Source("sdist", "engine==1.0", "a" * 64, small.lowering.span)
    anchor = Anchor("loop", "engine/core.py", "Core.loop", "0" * 64, small.lowering.span)
    native, assumed = Origin(OriginKind.NATIVE), Origin(OriginKind.ASSUMPTION)
    adapter = Origin(OriginKind.ADAPTER, "shim")
    locked = LockedAnchor(
        anchor.path, anchor.symbol, anchor.digest, "verified", 1, 2, anchor.path, anchor.symbol
    )
    lock = Lock((LockedSource("sdist", "engine==1.0", "a" * 64, (locked,)),))
    usable = usable_of(replace(runtime, sources=(source,)), lock)
    assert usable((anchor,), native) and usable((), assumed)
    assert not usable((), native) and not usable((), adapter)
    assert not usable((anchor, replace(anchor, symbol="Other")), native)
    assert not usable((replace(anchor, digest="1" * 64),), native)
    assert not usable_of(replace(runtime, sources=(source,)), EMPTY)((anchor,), native)
    assert usable_of(replace(runtime, sources=(replace(source, kind="specification"),)), EMPTY)((), native)
    assert not usable_of(replace(runtime, sources=()), EMPTY)((), native)


def test_recorded_anchors_count_by_choice(small: Small) -> None:
    commit = "c" * 40
    source = Source("git", "maker/engine", commit, small.lowering.span)
    anchor = Anchor("loop", "core.cpp", "Core.loop", "", small.lowering.span, "45f6522a", commit)
    native = Origin(OriginKind.NATIVE)
    runtime = replace(small.lowering.runtime, sources=(source,))
    locked = LockedAnchor(
        anchor.path, anchor.symbol, "", "drifted", 1, 2, anchor.path, anchor.symbol, "45f6522a"
    )
    drifted = Lock((LockedSource("git", "maker/engine", commit, (locked,)),), accept_recorded=True)
    verified = replace(
        drifted, sources=(replace(drifted.sources[0], anchors=(replace(locked, state="verified"),)),)
    )
    recorded = replace(EMPTY, accept_recorded=True)
    assert not usable_of(runtime, EMPTY)((anchor,), native)
    assert usable_of(runtime, recorded)((anchor,), native)
    assert usable_of(runtime, recorded)((anchor, replace(anchor, blob="")), native)
    assert not usable_of(runtime, recorded)((anchor, replace(anchor, blob="", commit="")), native)
    assert not usable_of(runtime, drifted)((anchor,), native)
    gone = replace(
        drifted, sources=(replace(drifted.sources[0], anchors=(replace(locked, state="missing"),)),)
    )
    assert not usable_of(runtime, gone)((anchor,), native), "nobody's record brings back what is not there"
    assert usable_of(runtime, replace(verified, accept_recorded=False))((anchor,), native)
    assert not usable_of(runtime, replace(verified, accept_recorded=False))(
        (replace(anchor, commit="d" * 40),), native
    )

    lowering = replace(
        small.lowering,
        runtime=runtime,
        guarantees=tuple(replace(item, anchors=(anchor,)) for item in small.lowering.guarantees),
    )
    assert accepted(lowering, EMPTY) == () and accepted(lowering, drifted) == ()
    names = accepted(lowering, recorded)
    assert names == ("guarantee arrive_once", "guarantee one_owner")
    said = "part on a recorded commit that was not checked (--accept-recorded)"
    assert accepted_reasons(names) == (f"2 statements take {said}: {', '.join(names)}",)
    assert accepted_reasons(names[:1]) == (f"1 statement takes {said}: {names[0]}",)
    assert accepted_reasons(()) == ()
    assert len(dropped(lowering, recorded)) == len(dropped(lowering, EMPTY)) - 2
    assert "commit recorded" in "".join(dropped_reasons(dropped(lowering, EMPTY)))


def test_the_expectation_that_applies_is_compared(small: Small) -> None:
    plain = Expectation("unknown_evidence", (), small.lowering.span)
    recorded = Expectation("native_conformance", (), small.lowering.span, True)
    lowering = replace(small.lowering, expectation=plain, expectation_recorded=recorded)
    world = replace(small.world, lowerings=(lowering,))
    for locks, expected in (
        (EMPTY, "unknown_evidence"),
        (replace(EMPTY, accept_recorded=True), "native_conformance"),
    ):
        (verdict,) = prove_world(world, SETTINGS, locks, None, proved).lowerings
        assert verdict.expected == expected
        assert verdict.met == (verdict.verdict_class.value == expected)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"cores": (("outcome.not_lost", ("arrive_once",)),)}, []),
        ({"cores": (("outcome.not_lost", ()),)}, ["core of outcome.not_lost"]),
        ({"cores": (("outcome.not_lost", ("arrive_once", "one_owner")),)}, ["core of outcome.not_lost"]),
        ({"reasons": ("every obligation is proved from native, verified statements alone",)}, []),
        ({"reasons": ("every obligation is proved",)}, ["because"]),
    ],
)
def test_cores_and_reasons_are_compared(small: Small, changes: dict[str, Any], what: list[str]) -> None:
    expectation = Expectation("native_conformance", (), small.lowering.span, **changes)
    world = replace(small.world, lowerings=(replace(small.lowering, expectation=expectation),))
    (verdict,) = prove_world(world, SETTINGS, EMPTY, None, proved).lowerings
    assert [item.what for item in verdict.mismatches] == what
    for item in verdict.mismatches:
        words = {
            "core of outcome.not_lost": " ".join(dict(changes.get("cores", ())).get("outcome.not_lost", ()))
        }
        assert item.expected == (words.get(item.what, "every obligation is proved") or "nothing")
        assert item.found == ("arrive_once" if item.what in words else "; ".join(verdict.reasons))
    assert verdict.met is not bool(what)


def test_dropped(small: Small) -> None:
    items = dropped(small.lowering, EMPTY)
    assert [item.kind for item in items] == ["guarantee"] * 2 + ["admits"] * 3 + ["unmapped"]
    (reason,) = dropped_reasons(items)
    names = "guarantee arrive_once, guarantee one_owner, admits loses, admits takes"
    assert reason == f"6 statements take no part (anchor unchecked): {names} and 2 more"
    assert dropped_reasons(items[:4]) == (f"4 statements take no part (anchor unchecked): {names}",)
    assert dropped_reasons(items[:1]) == (
        "1 statement takes no part (anchor unchecked): guarantee arrive_once",
    )
