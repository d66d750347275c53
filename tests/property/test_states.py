"""State functions that read themselves and each other, also at keys that change and at `none`: compiled as the reference says."""

from __future__ import annotations

from random import Random

import pytest

from rcl.diag.sink import Sink
from rcl.model.contract import Contract
from rcl.model.load import load_sources
from rcl.system.build import Options, Target, build
from rcl.system.problem import Problem
from rcl.system.view import RawStep
from rcl.testing.traces import some_fields, some_value
from rcl.text.source import SourceFile
from rcl.verdict.confirm import violates
from tests.property.test_encoding import FIXED, Run

TEXT = """\
contract books version 1 "Sums that depend on each other."
sort Claim, Request
environment event asked(claim: Claim, number: Int)
environment event given(claim: Claim, request: Request)
environment event counted(request: Request, number: Int)
environment event taken(claim: Claim, number: Int)
environment event doubled(claim: Claim)
environment event copied(claim: Claim, source: Claim)
state owner(claim: Claim): Request? = none
  on given(claim, request: r) -> r
state count(request: Request): Int = 1
  on counted(request, number: n) -> n
  on given(request: request) -> count(request) + 1
state left(claim: Claim): Int = 0
  on taken(claim, number: n) -> left(claim) + n
  on doubled(claim) -> left(claim) + total
  on given(claim, request: r) -> max(left(claim), count(r))
  on copied(claim, source: d) -> left(d) + 1
state total: Int = 0
  on taken(number: n) -> total + n
  on doubled(claim: c) -> left(c) - 1
state shadow(claim: Claim): Int = 0
  on taken(claim) -> left(claim)
  on taken(claim, number: n) -> shadow(claim) + n
  on counted(number: 0) -> 5
facet outcome {
  obligation owned "a" failure "b" whenever asked(claim: c, number: n) requires count(owner(c)) = n
  obligation nobody "a" failure "b" whenever asked(claim: c) requires owner(c) = none
  obligation much "a" failure "b" whenever asked(claim: c, number: n) requires left(c) <= n
  obligation sum "a" failure "b" whenever asked(claim: c, number: n) requires 2 * total - n = n
  obligation seen "a" failure "b" whenever asked(claim: c, number: n) requires shadow(c) != n
  obligation same "a" failure "b"
    forall d: Claim
    whenever asked(claim: c) requires left(c) = left(d) or owner(c) = owner(d)
}
bundle all "t" = outcome
"""
NAMES = ("owned", "nobody", "much", "sum", "seen", "same")


@pytest.fixture(name="contract", scope="module")
def contract_fixture() -> Contract:
    sink = Sink()
    world = load_sources([SourceFile("books.rcl", TEXT)], sink)
    assert not sink.has_errors, [item.message for item in sink.sorted()]
    return world.contracts[0]


@pytest.mark.parametrize("definite", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_states_are_compiled_as_the_reference_says(contract: Contract, name: str, definite: bool) -> None:
    rule = next(item.rule for item in contract.obligations if item.name == name)
    problem = Problem((), (), (), (), contract.events, contract.states, (), ())
    options = Options(definite=definite, unseen=definite, closed=True, extras=2)
    system = build(problem, Target(rule, violated=True), options)
    seen: set[bool] = set()
    for seed in range(40):
        rng = Random(seed)
        events = [rng.choice(contract.events) for _ in range(8)]
        steps = tuple(RawStep(event.name, some_fields(rng, event), True) for event in events)
        asked = RawStep("asked", some_fields(rng, contract.events[0]), True)
        env = {
            **{var.name: some_value(rng, var.type) for var in rule.variables},
            "c": dict(asked.fields)["claim"],
        }
        env["n"] = dict(asked.fields)["number"]
        run = Run(system, {**FIXED, **env})
        for at in range(len(steps) + 1):
            for past in ((*steps[:at], asked), steps[: at + 1]):
                run = Run(system, {**FIXED, **env})
                for step in past:
                    run.step(step)
                broken = violates(problem, rule, env, past, definite)
                assert run.read(system.bad) == broken, (env, past)
                seen.add(broken)
    assert seen == {False, True}
