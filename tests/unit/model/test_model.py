"""What the resolver makes of correct files."""

from __future__ import annotations

from itertools import permutations

import pytest

from rcl.model.contract import Role, Rule
from rcl.model.formula import (
    FALSE,
    TRUE,
    Compare,
    EnumLit,
    Holds,
    IntLit,
    NoneLit,
    Not,
    NotTerm,
    Once,
    Pattern,
    StateRead,
    Var,
)
from rcl.model.runtime import Assertion, OriginKind
from rcl.model.types import BOOL, INT, EnumType, OptionType, SortType

CLAIM, REQUEST = SortType("Claim"), SortType("Request")
USE = 'use pact version 1\nuse engine version "1.0"\n'


def rule_of(resolved, rule: str, declarations: str = "") -> Rule:
    text = (
        "contract c version 1\nsort Claim, Request\nenum Tier { gpu, host }\n"
        "duty event reused(claim: Claim, request: Request)\n"
        "hazard event moved(claim: Claim?, tier: Tier, ok: Bool)\n"
        f"state level(claim: Claim): Int = 0\n{declarations}\nfacet identity {{ obligation o {rule} }}\n"
    )
    outcome = resolved(text)
    assert not outcome.found
    return outcome.world.contracts[0].obligations[0].rule


def test_the_shipped_contract(shipped):
    contract = shipped.world.contracts[0]
    assert not [item for item in shipped.found if item.is_error]
    assert (contract.name, contract.version) == ("resident_claim", 1)
    assert contract.event("submitted").role is Role.ENVIRONMENT
    bundle = contract.bundle("hard_protected")
    names = [item.qualified for item in bundle.obligations]
    assert names[0] == "identity.accepted_first" and "outcome.failed_load_refuses" not in names
    assert len(names) == len(set(names))
    assert [item.name for item in bundle.requires] == ["can_accept", "can_materialize", "can_reuse"]
    weak = contract.bundle("soft_priority")
    assert weak.weakens == "hard_protected" and len(weak.readings) == 3
    assert dict(weak.readings[2].fields)["spared"] is None
    assert weak.obligations[0] not in contract.obligations


def test_always_and_never(resolved):
    always = rule_of(resolved, "forall c: Claim always level(c) >= 0")
    assert always == Rule(
        (Var("c", CLAIM),),
        (),
        (),
        TRUE,
        Compare(">=", StateRead("level", (Var("c", CLAIM),), INT), IntLit(0)),
    )
    never = rule_of(resolved, "never moved(tier: gpu, ok: true)")
    assert never.requires == FALSE and never.bound == () and never.condition == TRUE
    assert dict(never.triggers[0].fields)["tier"] == EnumLit(EnumType("Tier", ("gpu", "host")), "gpu")


def test_binding(resolved):
    rule = rule_of(
        resolved, "whenever moved(claim: c, ok: o) and o requires not once reused(claim: c, request: _)"
    )
    assert rule.bound == (Var("c", OptionType(CLAIM)), Var("o", BOOL))
    assert rule.condition == Holds(Var("o", BOOL))
    assert rule.requires == Not(Once(Pattern("reused", (("claim", Var("c", OptionType(CLAIM))),))))


def test_shorthand_quantified_and_none(resolved):
    rule = rule_of(
        resolved, "forall request: Request whenever reused(claim, request) requires level(claim) = 0"
    )
    assert rule.bound == (Var("claim", CLAIM),)
    assert dict(rule.triggers[0].fields) == {"claim": Var("claim", CLAIM), "request": Var("request", REQUEST)}
    assert dict(rule_of(resolved, "never moved(claim: none)").triggers[0].fields)["claim"] == NoneLit(
        OptionType(CLAIM)
    )
    compared = rule_of(resolved, "whenever moved(claim: c) requires none != c").requires
    assert compared == Compare("!=", NoneLit(OptionType(CLAIM)), Var("c", OptionType(CLAIM)))


def test_member_takes_its_type_from_either_side(resolved):
    rule = rule_of(resolved, "whenever moved(tier: t) requires gpu != t and t != host")
    kinds = {
        side for part in rule.requires.parts for side in (part.left, part.right) if isinstance(side, EnumLit)
    }
    assert {item.member for item in kinds} == {"gpu", "host"}


def test_chains_become_one_node(resolved):
    rule = rule_of(
        resolved,
        "whenever reused(claim: c, request: r) requires c = c and r = r and true and (true or false or c = c)",
    )
    assert len(rule.requires.parts) == 4 and len(rule.requires.parts[3].parts) == 3


def test_a_state_function_named_like_a_field(resolved):
    rule = rule_of(
        resolved, "whenever reused() requires tier = gpu", "state tier: Tier = host on moved(tier: t) -> t"
    )
    assert isinstance(rule.requires.left, StateRead)


def test_names_of_a_runtime_and_its_mode(resolved, contract, runtime):
    world = resolved({"pact.rcl": contract, "engine.rcl": runtime}).world
    engine = world.runtimes[0]
    mode = engine.modes[0]
    assert [item.name for item in mode.guarantees] == ["after", "small"]
    assert mode.settings[0].value == "4"
    assert {item.origin.kind for item in mode.guarantees} == {OriginKind.NATIVE}
    assert str(engine.adapters[0].guarantees[0].origin) == "adapter shim"
    assert [event.role for event in engine.events] == [Role.ENVIRONMENT, Role.RUNTIME, Role.RUNTIME]
    assert [sort.name for sort in engine.sorts] == ["Hash"] and [enum.name for enum in engine.enums] == [
        "Way"
    ]
    assert mode.guarantees[0].anchors[0].symbol == "Core.loop"


def test_inheritance(resolved, contract, runtime):
    text = USE + (
        'mode child extends plain {\n  setting size = 8\n  setting kind = "lru"\n  anchor own = "x.py" :: f\n'
        "  state ended(request: Request): Bool = false on done(request) -> true\n"
        "  guarantee once_more by own, loop whenever done(request: r) requires ended(r)\n}\n"
        "mode grand extends child { guarantee g by own whenever arrived(request: r) requires not ended(r) }\n"
        "lowering engine.grand to pact.full { }\n"
    )
    world = resolved({"z.rcl": text, "pact.rcl": contract, "engine.rcl": runtime}).world
    grand = next(item for item in world.runtimes[0].modes if item.name == "grand")
    assert [(item.name, item.value) for item in grand.settings] == [("kind", "lru"), ("size", "8")]
    assert [item.name for item in grand.guarantees] == ["after", "g", "once_more", "small"]
    assert [item.name for item in world.lowerings[0].states] == ["ended", "tag", "total"]
    assert [item.name for item in world.runtimes[0].anchors] == ["loop", "own"]


LOWERING = (
    USE
    + """\
lowering engine.plain as patched with shim to pact.full "Says much." {
  offers weak
  pressure "one request at a time"
  map finished(request: r, ok: not e) from done(request: r, error: e) when tag(r) != none
  map accepted(claim: c, object: _, blocks: total + 1) from noted(claim: c)
  map moved(claim: _, tier: host) from dropped(way: fast)
  unmapped refused "there is none" by loop
  assume fair "hoped for": never noted() and not once arrived()
  evidence trace "runs/a.jsonl" sha256 "%s" log wire
  expect approximation_substrate, proved lifecycle.kept can_move, refuted scenario.can_accept
}
"""
    % ("a" * 64)
)


def test_a_lowering(resolved, contract, runtime):
    outcome = resolved({"pact.rcl": contract, "engine.rcl": runtime, "z.rcl": LOWERING})
    assert not outcome.found
    lowering = outcome.world.lowerings[0]
    assert lowering.name == "engine.plain/patched"
    assert (
        lowering.assertion is Assertion.OFFER
        and lowering.offers is not None
        and lowering.offers.name == "weak"
    )
    assert [item.name for item in lowering.events] == ["arrived", "done", "dropped", "noted"]
    assert [(item.name, str(item.origin)) for item in lowering.guarantees] == [
        ("after", "native"),
        ("fair", "assumption"),
        ("notes", "adapter shim"),
        ("small", "native"),
    ]
    finished, accepted, moved = lowering.maps
    assert dict(finished.fields)["ok"] == NotTerm(Var("e", BOOL))
    assert accepted.fields[1] == ("object", None)
    assert dict(moved.fields)["tier"] == EnumLit(EnumType("Tier", ("gpu", "host")), "host")
    assert lowering.unmapped[0].anchors[0].name == "loop"
    assert lowering.expectation is not None
    assert lowering.expectation.results == (
        ("lifecycle.kept", "proved"),
        ("scenario.can_move", "proved"),
        ("scenario.can_accept", "refuted"),
    )
    assert lowering.evidence[0].log == "wire" and lowering.pressure == "one request at a time"


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_order_of_files_does_not_matter(resolved, contract, runtime, order):
    extra = (
        USE + 'anchor more = "x.py" :: f\nguarantee always_so by more always true\nevent again(hash: Hash)\n'
    )
    files = [("pact.rcl", contract), ("engine.rcl", runtime), ("z.rcl", LOWERING), ("b.rcl", extra)]
    reference = resolved(dict(files))
    assert resolved(dict(files[at] for at in order)) == reference
    assert not reference.found


def test_order_does_not_matter_for_findings(resolved, contract, runtime):
    files = {
        "pact.rcl": contract + "sort Claim\n",
        "engine.rcl": runtime + "event done()\n",
        "z.rcl": USE + "event done()\nmode plain {}\n",
    }
    assert resolved(files).found == resolved(dict(reversed(files.items()))).found


def test_one_file_may_hold_a_contract_and_a_runtime(resolved, contract, runtime):
    outcome = resolved({"all.rcl": contract + runtime + "lowering engine.plain to pact.full { }\n"})
    assert not outcome.found and [item.name for item in outcome.world.lowerings] == ["engine.plain"]


def test_a_contract_may_use_the_sorts_of_another(resolved):
    files = {
        "base.rcl": "contract base version 1\nsort Claim\nenum Tier { gpu }\n",
        "top.rcl": "use base version 1\ncontract top version 1\nduty event kept(claim: Claim, tier: Tier)\n",
        "run.rcl": 'use top version 1\nruntime r version "1"\nevent e(claim: Claim)\n',
    }
    outcome = resolved(files)
    assert not outcome.found and outcome.world.contracts[1].sorts == (CLAIM,)


def test_two_versions_of_a_runtime(resolved, contract, runtime):
    other = runtime.replace('"1.0"', '"1.1"')
    outcome = resolved({"pact.rcl": contract, "engine.rcl": runtime, "newer.rcl": other})
    assert not outcome.found and [item.version for item in outcome.world.runtimes] == ["1.0", "1.1"]


def test_uses_belong_to_the_header_after_them(resolved):
    text = (
        "contract a version 1\nsort A\nuse a version 1\ncontract b version 1\nuse b version 1\n"
        'runtime r version "1"\nevent e(a: A)\n'
    )
    assert not resolved(text).found
