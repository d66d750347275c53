"""What the public strategies draw is well-formed, poses what was meant, and reaches every kind of result."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rcl.model.contract import Contract
from rcl.model.runtime import Lowering, Runtime
from rcl.testing import (
    Limits,
    broken,
    contracts,
    explore,
    kept,
    lowerings,
    problem_of,
    runtimes,
    traces,
)
from rcl.testing.problems import case
from rcl.testing.written import world_of
from rcl.verdict.confirm import confirm

SHORT = Limits(depth=3, moves=300)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def test_a_written_problem_is_read_back() -> None:
    """Numbered problems, printed and read through parser and resolver, have the same names and the same first traces."""
    for seed in range(100):
        item = case(seed)
        lowering = world_of(item).lowerings[0]
        read, meant = problem_of(lowering), item.problem
        for part in ("events", "contract_events", "states", "guarantees", "admits"):
            assert [one.name for one in getattr(read, part)] == [one.name for one in getattr(meant, part)], (
                seed
            )
        assert [(one.event, one.source) for one in read.maps] == [
            (one.event, one.source) for one in meant.maps
        ]
        assert [one.event for one in read.absent] == [one.event for one in meant.absent], seed
        for violated in (True, False):
            again = explore(read, lowering.bundle.obligations[0].rule, SHORT, violated=violated)
            assert again == explore(meant, item.obligation.rule, SHORT, violated=violated), seed


@FEW
@given(contracts(), runtimes())
def test_contracts_and_runtimes(contract: Contract, runtime: Runtime) -> None:
    assert contract.bundles[0].obligations
    assert runtime.is_specification
    assert runtime.modes[0].guarantees


@FEW
@given(st.data())
def test_traces_and_the_explicit_search_agree(data: st.DataObject) -> None:
    """A trace that keeps the guarantees and breaks an obligation, and a complete search that finds none, exclude each other."""
    lowering = data.draw(lowerings())
    steps = data.draw(traces(lowering, most=3, allowed=True))
    assert not steps or kept(lowering, steps)
    if broken(lowering, steps):
        rule = lowering.bundle.obligations[0].rule
        found = explore(problem_of(lowering), rule, Limits(depth=3, moves=3_000))
        assert found.steps is not None or found.depth < len(steps)


@FEW
@given(st.data())
def test_lowerings_like_a_given_one(data: st.DataObject) -> None:
    base = data.draw(lowerings())
    other = data.draw(lowerings(like=base))
    assert (other.contract, other.mode, other.bundle) == (base.contract, base.mode, base.bundle)
    assert {line.event for line in other.maps} <= {event.name for event in base.contract.events}
    assert not {line.event for line in other.maps} & {item.event for item in other.unmapped}


def test_broken_names_what_a_found_trace_breaks() -> None:
    """Some of the counterexamples of the explicit search are certain, and those are told."""
    told = 0
    for seed in range(80):
        lowering: Lowering = world_of(case(seed)).lowerings[0]
        problem, rule = problem_of(lowering), lowering.bundle.obligations[0].rule
        found = explore(problem, rule, Limits(depth=3, moves=2_000))
        if found.steps is not None and found.env is not None:
            certain = not confirm(problem, rule, found.env, found.steps, True, False)
            assert not certain or broken(lowering, found.steps) == ("outcome.it",), seed
            told += certain
    assert told >= 5


def test_without_hypothesis_the_extra_is_named() -> None:
    program = (
        "import sys, importlib.util as u\n"
        "real = u.find_spec\n"
        "u.find_spec = lambda name, package=None: None if name == 'hypothesis' else real(name, package)\n"
        "import rcl.testing\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "install `rcl-engine[testing]`" in done.stderr
