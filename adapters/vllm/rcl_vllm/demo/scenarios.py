"""The scenarios. Each runs on an engine of its own, asserts what a client sees, and says what the monitor has to find in its ledger."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rcl_vllm.demo.engine import Engine, accept, prompt, reuse, withdraw

LIFECYCLE = frozenset({"identity.stable", "predicate.holds_at_reuse", "lifecycle.restored_before_reuse"})
FAILURE = frozenset(
    {"outcome.failed_load_refuses", "outcome.outcome_before_end", "outcome.no_misattribution"}
)
HARM = frozenset({"outcome.no_claim_no_harm", "outcome.harm_once", "outcome.no_silent_loss"})
ROOM = frozenset({"feasibility.budget", "outcome.outcome_before_end", "outcome.no_misattribution"})


@dataclass(frozen=True, slots=True)
class Scenario:
    """``run`` raises ``AssertionError`` if a client sees something else; its text goes into the table.

    ``holds`` and ``seen`` have to be among what the monitor finds for ``bundle``, ``violated`` is exactly what is violated.
    """

    name: str
    run: Callable[[Engine], str]
    bundle: str = "offloadable"
    holds: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()
    violated: frozenset[str] = frozenset()
    settings: dict[str, Any] = field(default_factory=dict)
    again: Callable[[Engine], str] | None = None
    """Runs on a second engine over the same ledger; the first one is then killed and not shut down."""


def success(engine: Engine) -> str:
    first = engine.ask(prompt(3.75), accept("c0", 3))
    assert first.claim["done"] and first.claim["phase"] == "away", first.claim
    assert engine.forget_gpu()
    again = engine.ask(prompt(3.75), reuse("c0"))
    assert again.claim["reused"] and again.cached == 96, again.claim
    assert engine.forget_gpu()
    plain = engine.ask(prompt(3.75))
    assert first.tokens == again.tokens == plain.tokens, (first.tokens, again.tokens, plain.tokens)
    return "restored, same tokens"


def lying_copy(engine: Engine) -> str:
    first = engine.ask(prompt(3.75), accept("c0", 3))
    assert engine.forget_gpu()
    engine.break_next("lie")
    again = engine.ask(prompt(3.75), reuse("c0"))
    engine.heal()
    assert first.tokens != again.tokens, "wrong KV has to change the output, or the comparison shows nothing"
    return "wrong bytes past the checks: other tokens"


def claimed_failure(engine: Engine) -> str:
    first = engine.ask(prompt(3.75), accept("c0", 3))
    assert engine.forget_gpu()
    engine.break_next("copy", "c0", 1)
    failed = engine.ask(prompt(3.75), reuse("c0"))
    assert (failed.reason, failed.tokens) == ("error", ()), failed.reason
    (refused,) = engine.records("refused")
    assert refused["blocking"] == ["c0"], refused
    again = engine.ask(prompt(3.75), reuse("c0"))
    assert again.tokens == first.tokens and again.claim["reused"]
    return "refused in the claim's name; next request restored"


def corrupt_bytes(engine: Engine) -> str:
    return _bad_copy(engine, "corrupt", "checksum")


def short_load(engine: Engine) -> str:
    return _bad_copy(engine, "short", "short")


def _bad_copy(engine: Engine, kind: str, cause: str) -> str:
    first = engine.ask(prompt(3.75), accept("c0", 3))
    assert engine.forget_gpu()
    engine.break_next(kind, "c0", 2)
    assert engine.ask(prompt(3.75), reuse("c0")).reason == "error"
    (failed,), (harmed,) = engine.records("load_failed"), engine.records("harmed")
    assert (failed["position"], failed["cause"], harmed["cause"]) == (2, cause, cause)
    after = engine.ask(prompt(3.75), reuse("c0"))
    assert after.claim["reason"] == "claim_ended" and after.tokens == first.tokens
    return f"found ({cause}), refused, harmed once"


def wrong_claim(engine: Engine) -> str:
    engine.ask(prompt(3.75), accept("c0", 3), salt="a")
    unknown = engine.ask(prompt(3.75), reuse("c1"), salt="a")
    tokens = engine.ask(prompt(3.75, 11), reuse("c0"), salt="a")
    salt = engine.ask(prompt(3.75), reuse("c0"), salt="b")
    short = engine.ask(prompt(2.5), reuse("c0"), salt="a")
    found = [answer.claim["reason"] for answer in (unknown, tokens, salt, short)]
    assert found == ["unknown_claim", "other_tokens", "other_salt", "prompt_too_short"], found
    assert not engine.records("refused", "deferred", "harmed", "load_failed", "reused")
    return "denied with reasons, nobody blamed"


def refused_claims(engine: Engine) -> str:
    asks = [
        accept("c0", 3),
        accept("c0", 3),
        accept("c1", 4),
        accept("c2", 3, token_map="sha256:" + "0" * 64),
        accept("c3", 3, cache_identity="sha256:" + "0" * 64),
        accept("c4", 3, mode="expiring"),
        accept("c5", 3, budget_class="gold"),
        {"op": "accept", "id": "c6", "object": "d", "predicate": "blocks >= 3"},
    ]
    found = [engine.ask(prompt(3.75), ask).claim.get("reason", "accepted") for ask in asks]
    long = engine.ask(prompt(7.5), accept("c7", 6))
    assert [*found, long.claim["reason"]] == [
        "accepted",
        "id_used",
        "prefix_too_long",
        "token_map_mismatch",
        "cache_identity_mismatch",
        "duration_required",
        "unknown_budget_class",
        "bad_predicate",
        "budget_exhausted",
    ], found
    return "1 accepted, 8 refused with reasons"


def unclaimed_failure(engine: Engine) -> str:
    engine.ask(prompt(3.75), accept("c0", 3))
    engine.ask(prompt(3.75, 11))
    assert engine.forget_gpu()
    engine.break_next("corrupt", "")
    failed = engine.ask(prompt(3.75, 11))
    assert failed.reason == "error", failed.reason
    assert engine.records("unclaimed_load_failed") and not engine.records("refused", "harmed", "load_failed")
    assert engine.ask(prompt(3.75, 11)).reason == "length"
    assert engine.ask(prompt(3.75), reuse("c0")).claim["reused"]
    return "request failed, no claim named"


def fallback_recompute(engine: Engine) -> str:
    first = engine.ask(prompt(3.75), accept("c0", 3))
    assert engine.forget_gpu()
    engine.break_next("copy", "c0", 0)
    again = engine.ask(prompt(3.75), reuse("c0"))
    assert again.tokens == first.tokens and again.reason == "length" and not again.claim["reused"]
    (recomputed,) = engine.records("recomputed")
    assert recomputed["claim"] == "c0" and not engine.records("reused")
    return "recomputed once, not counted as reuse"


def unsuitable_engine(engine: Engine) -> str:
    answer = engine.ask(prompt(3.75), accept("c0", 3))
    assert answer.claim["reason"] == "engine_unsuitable" and answer.reason == "length"
    return "no claim on an engine that recomputes"


def generic_traffic(engine: Engine) -> str:
    answers = engine.ask_all([(prompt(3.75, seed), None) for seed in (7, 11, 13, 7)])
    assert all(answer.reason == "length" and not answer.claim for answer in answers)
    kinds = {record["event"] for record in engine.records()}
    assert kinds <= {"ledger_opened", "capacity", "submitted", "admitted", "finished"}, kinds
    return "4 requests, no event of a claim"


def several_claims(engine: Engine) -> str:
    seeds = {"c1": 7, "c2": 11, "c3": 13}
    engine.ask_all([(prompt(3.75, seed), accept(name, 3)) for name, seed in seeds.items()])
    assert engine.forget_gpu()
    engine.break_next("corrupt", "c2")
    answers = engine.ask_all([(prompt(3.75, seed), reuse(name)) for name, seed in seeds.items()])
    assert [answer.reason for answer in answers] == ["length", "error", "length"]
    named = [record["blocking"] for record in engine.records("refused")]
    assert named == [["c2"]] and [record["claim"] for record in engine.records("harmed")] == ["c2"]
    return "only the failing one named"


def shared_prefix(engine: Engine) -> str:
    first = engine.ask(prompt(5.75), accept("c1", 3, object="doc"))
    engine.ask(prompt(5.75), accept("c2", 5, object="doc"))
    assert engine.forget_gpu()
    engine.break_next("corrupt", "c1", 1)
    assert engine.ask(prompt(5.75), reuse("c1")).reason == "error"
    assert engine.forget_gpu()
    other = engine.ask(prompt(5.75), reuse("c2"))
    assert other.claim["reused"] and other.tokens == first.tokens
    assert [record["claim"] for record in engine.records("harmed")] == ["c1"]
    return "one copy bad: one claim harmed"


def expiry_while_idle(engine: Engine) -> str:
    engine.ask(prompt(3.75), accept("c0", 3, mode="expiring", duration_s=0.7))
    assert engine.ask(prompt(3.75), reuse("c0")).claim["reused"]
    time.sleep(1.2)
    last = [record["event"] for record in engine.records()][-2:]
    assert last == ["deadline_passed", "released"], last
    after = engine.ask(prompt(3.75), reuse("c0"))
    assert after.claim["reason"] == "claim_ended" and after.reason == "length"
    return "told while idle; later reuse denied"


def withdrawal(engine: Engine) -> str:
    engine.ask(prompt(3.75), accept("c0", 3))
    assert engine.ask(prompt(3.75, 11), withdraw("c0")).claim["done"]
    assert engine.ask(prompt(3.75, 11), withdraw("c0")).claim["reason"] == "claim_ended"
    assert engine.ask(prompt(3.75), reuse("c0")).claim["reason"] == "claim_ended"
    return "ended by the client, once"


def demotion(engine: Engine) -> str:
    engine.ask(prompt(20.5), accept("high", 20, mode="demotable", budget_class="gold"))
    engine.ask(prompt(20.5, 11), accept("low", 20, mode="demotable", budget_class="iron"))
    answer = engine.ask(prompt(49.5, 13))
    assert answer.reason == "length"
    (released,) = engine.records("released")
    assert (released["claim"], released["cause"]) == ("low", "demotion"), released
    assert engine.ask(prompt(20.5), reuse("high")).claim["reused"]
    assert engine.ask(prompt(20.5, 11), reuse("low")).claim["reason"] == "claim_ended"
    return "lowest class first, no more than needed"


def quiet_eviction(engine: Engine) -> str:
    engine.ask(prompt(60), max_tokens=1)
    engine.ask(prompt(70, 11)[:-1], max_tokens=1)
    again = engine.ask(prompt(60.5), max_tokens=1)
    assert again.cached == 10 * 32, again.cached
    return "50 of 60 gone without a word"


def pinned_waits(engine: Engine) -> str:
    engine.ask(prompt(60.5), accept("c0", 60, mode="expiring", duration_s=4.0))
    start = time.monotonic()
    answer = engine.ask(prompt(70, 11)[:-1], max_tokens=1)
    waited = time.monotonic() - start
    (deferred,) = engine.records("deferred")
    assert deferred["blocking"] == ["c0"] and answer.reason == "length" and waited > 0.5, (deferred, waited)
    return "70 deferred, c0 named, served after expiry"


def pinned_refuses(engine: Engine) -> str:
    engine.ask(prompt(60.5), accept("c0", 60, mode="hard_protected"))
    answer = engine.ask(prompt(70, 11)[:-1], max_tokens=1)
    assert answer.reason == "error" and answer.claim == {"refused": "no_room", "blocking": ["c0"]}, (
        answer.claim
    )
    assert engine.ask(prompt(60.5), reuse("c0")).claim["reused"]
    return "70 refused at the scheduler, cause in the answer"


def failure_with_cause(engine: Engine) -> str:
    engine.ask(prompt(3.75), accept("c0", 3))
    assert engine.forget_gpu()
    engine.break_next("copy", "c0", 1)
    failed = engine.ask(prompt(3.75), reuse("c0"))
    assert failed.reason == "error" and failed.claim["blocking"] == ["c0"], failed.claim
    return "cause and claim in the failing answer"


def offloaded_gives_way(engine: Engine) -> str:
    first = engine.ask(prompt(60.5), accept("c0", 60))
    assert engine.ask(prompt(70, 11)[:-1], max_tokens=1).reason == "length"
    assert engine.records("block_lost")
    again = engine.ask(prompt(60.5), reuse("c0"))
    assert again.claim["reused"] and again.tokens == first.tokens
    return "70 served, 60 restored, same tokens"


def observed_is_told(engine: Engine) -> str:
    engine.ask(prompt(60.5), accept("c0", 60, mode="observed"))
    assert engine.ask(prompt(70, 11)[:-1], max_tokens=1).reason == "length"
    (harmed,) = engine.records("harmed")
    assert harmed["cause"] == "evicted" and harmed["position"] == 10, harmed
    return "70 served, harm told once"


def before_restart(engine: Engine) -> str:
    engine.ask(prompt(3.75), accept("c0", 3))
    engine.ask(prompt(3.75, 11), accept("c1", 3, mode="hard_protected"))
    engine.ask(prompt(3.75, 13), accept("c2", 3))
    engine.ask(prompt(3.75, 13), withdraw("c2"))
    return ""


def after_restart(engine: Engine) -> str:
    harmed = [(record["claim"], record["cause"]) for record in engine.records("harmed")]
    assert harmed == [("c0", "restart"), ("c1", "restart")], harmed
    assert engine.ask(prompt(3.75), accept("c0", 3)).claim["reason"] == "id_used"
    assert engine.ask(prompt(3.75), reuse("c0")).claim["reason"] == "claim_ended"
    engine.ask(prompt(3.75), accept("c9", 3))
    return "2 lost claims told, names stay used"


SCENARIOS = (
    Scenario(
        "success",
        success,
        holds=LIFECYCLE,
        seen=frozenset({"can_accept", "can_materialize", "can_restore", "can_reuse"}),
    ),
    Scenario("wrong bytes, unchecked", lying_copy, holds=LIFECYCLE),
    Scenario("claimed load failure", claimed_failure, holds=FAILURE | LIFECYCLE),
    Scenario("corrupt bytes", corrupt_bytes, holds=FAILURE | HARM),
    Scenario("short load", short_load, holds=FAILURE | HARM),
    Scenario("wrong claim", wrong_claim),
    Scenario("refused acceptance", refused_claims, settings={"host_blocks": 6}),
    Scenario("unclaimed failure", unclaimed_failure, settings={"best_effort_blocks": 16}),
    Scenario(
        "fallback recompute",
        fallback_recompute,
        violated=frozenset({"outcome.failed_load_refuses"}),
        settings={"policy": "recompute", "accept_under_recompute": True},
    ),
    Scenario("recomputing engine", unsuitable_engine, settings={"policy": "recompute"}),
    Scenario("generic traffic", generic_traffic),
    Scenario("several claims, one fails", several_claims, holds=FAILURE | HARM | LIFECYCLE),
    Scenario("shared prefix, two claims", shared_prefix, holds=FAILURE | HARM | LIFECYCLE),
    Scenario(
        "expiry while idle",
        expiry_while_idle,
        bundle="expiring",
        holds=frozenset({"outcome.release_before_loss", "outcome.expiry_is_told"}),
        seen=frozenset({"can_expire", "can_reuse"}),
    ),
    Scenario("withdrawal", withdrawal, holds=frozenset({"outcome.release_before_loss"})),
    Scenario(
        "demotion under pressure",
        demotion,
        bundle="demotable",
        holds=frozenset({"outcome.release_before_loss", "feasibility.budget"}),
        seen=frozenset({"can_demote", "can_reuse"}),
        settings={"classes": {"gold": {"rank": 1}, "iron": {"rank": 0}}},
    ),
    Scenario("60 + 70 in 80, no claim", quiet_eviction),
    Scenario("60 + 70, connector alone", pinned_waits, bundle="hard_protected", holds=ROOM),
    Scenario(
        "60 + 70, with scheduler",
        pinned_refuses,
        bundle="hard_protected",
        holds=ROOM | {"feasibility.infeasible_is_explicit"},
        settings={"scheduler": True},
    ),
    Scenario("60 + 70, offloadable", offloaded_gives_way, holds=LIFECYCLE | {"outcome.no_silent_loss"}),
    Scenario("60 + 70, observed", observed_is_told, holds=HARM),
    Scenario("load failure, with scheduler", failure_with_cause, holds=FAILURE, settings={"scheduler": True}),
    Scenario("engine restart", before_restart, holds=HARM, again=after_restart),
)
