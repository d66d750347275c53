"""Trace files under the reference semantics."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from rcl.system.view import Steps
from rcl.traces.jsonl import trace_text
from rcl.verdict.explained import trace_steps
from rcl.verdict.replay import Outcome, ReplayReport, replay_trace
from rcl.verdict.results import Result
from tests.golden.samples import obligation
from tests.unit.verdict.conftest import Small, step
from tests.unit.verdict.test_confirm import BAD, GOOD

NAME = "engine.plain"


def lines(small: Small, rule: str, result: Result, steps: Steps, **env: str) -> list[dict[str, Any]]:
    asked = next(item for item in small.lowering.bundle.obligations if item.name == rule)
    trace = trace_steps(small.problem, asked.rule, env, steps, result is Result.REFUTED)
    item = obligation(asked.qualified, result, trace=trace, bindings=tuple(env.items()))
    return [json.loads(line) for line in trace_text(NAME, item).splitlines()]


def run(small: Small, rule: str, result: Result, steps: Steps, **env: str) -> ReplayReport:
    return replay_trace(small.world, lines(small, rule, result, steps, **env), NAME)


EMPTY_CLAIM = (GOOD[0], step("taken", request="r1", size=0), GOOD[2])


def test_refuted(small: Small) -> None:
    report = run(small, "accepted_first", Result.REFUTED, EMPTY_CLAIM, c="c1")
    assert (report.outcome, report.step, report.confirmed, report.reason) == (Outcome.VIOLATED, 3, True, "")
    assert [item.by for item in report.steps] == ["environment", "takes", "uses"]
    assert report.explained and report.formula and report.bindings == (("c", "c1"),)


def test_not_violated(small: Small) -> None:
    report = run(small, "accepted_first", Result.REFUTED, GOOD, c="c1")
    assert (report.outcome, report.confirmed) == (Outcome.HOLDS, False)


def test_undecided_for_a_refutation_but_confirmed_as_open(small: Small) -> None:
    assert run(small, "long_enough", Result.REFUTED, BAD, c="c1").outcome is Outcome.UNDECIDED
    report = run(small, "long_enough", Result.OPEN, BAD, c="c1")
    assert (report.outcome, report.confirmed) == (Outcome.VIOLATED, True)


def test_chosen_values_survive_the_file(small: Small) -> None:
    steps = (GOOD[0], step("tagless", request="r1", choices=((3, "claim", "c1"),)))
    report = run(small, "not_lost", Result.OPEN, steps, c="c1")
    assert (report.outcome, report.confirmed) == (Outcome.VIOLATED, True)


def test_not_admitted(small: Small) -> None:
    report = run(small, "accepted_first", Result.REFUTED, (GOOD[0], GOOD[2]), c="c1")
    assert not report.confirmed and report.reason == "nothing admits step 2"


def test_broken_guarantee(small: Small) -> None:
    report = run(small, "accepted_first", Result.REFUTED, (GOOD[0], *EMPTY_CLAIM), c="c1")
    assert report.outcome is Outcome.INVALID and "arrive_once" in report.reason and not report.confirmed


def test_violated_before_the_end(small: Small) -> None:
    steps = (*EMPTY_CLAIM, step("dropped", request="r1", at=0))
    report = run(small, "accepted_first", Result.REFUTED, steps, c="c1")
    assert (report.outcome, report.step, report.confirmed) == (Outcome.VIOLATED, 3, False)


def test_hostile_lines(small: Small) -> None:
    good = lines(small, "accepted_first", Result.REFUTED, EMPTY_CLAIM, c="c1")
    for change in (
        {"event": "nothing"},
        {"fields": {}},
        {"fields": {"request": 1, "tag": "c1"}},
        {"free": True},
        {"fields": {"request": "r1", "tag": "c1", "more": 1}},
    ):
        report = replay_trace(small.world, [good[0], {**good[1], **change}, *good[2:]], NAME)
        assert report.outcome is Outcome.INVALID and report.reason and not report.confirmed
    for header in (
        {"bindings": {}},
        {"bindings": {"c": 3}},
        {"bindings": {"c": ["x"]}},
        {"obligation": "outcome.no"},
    ):
        report = replay_trace(small.world, [{**good[0], **header}, *good[1:]], NAME)
        assert report.outcome is Outcome.INVALID and report.reason and not report.confirmed
    open_file = [
        {**good[0], "result": "open"},
        *[{**line, "seen": [3, "x(", "lost(, )"]} for line in good[1:]],
    ]
    assert replay_trace(small.world, open_file, NAME).outcome is Outcome.VIOLATED


def test_a_line_that_says_nothing_of_it_is_a_step_of_the_runtime(small: Small) -> None:
    found = lines(small, "accepted_first", Result.REFUTED, EMPTY_CLAIM, c="c1")
    spare = [found[0], *({key: value for key, value in line.items() if key != "free"} for line in found[1:])]
    assert replay_trace(small.world, spare, NAME).confirmed


def test_a_value_that_nobody_chose_stays_unknown(small: Small) -> None:
    """``_`` in what a step stands for is no identifier of that name."""
    steps = (GOOD[0], step("tagless", request="r1", choices=((3, "claim", "c1"),)))
    found = lines(small, "not_lost", Result.OPEN, steps, c="c1")
    assert found[2]["seen"] == ["lost(c1, 0)"]
    for other in ("last(c1, 0)", "lost(c1, 0", "lost(c1)", "lost(c1, 0, 0)", "lost c1, 0)"):
        wrong = [*found[:2], {**found[2], "seen": [other]}]
        assert replay_trace(small.world, wrong, NAME).outcome is Outcome.UNDECIDED, other
    blank = [*found[:2], {**found[2], "seen": ["lost(_, 0)"]}]
    report = replay_trace(small.world, blank, NAME)
    assert (report.outcome, report.confirmed) == (Outcome.UNDECIDED, False)
    named = [{**blank[0], "bindings": {"c": "_"}}, *blank[1:]]
    assert not replay_trace(small.world, named, NAME).confirmed


def test_an_offer_is_asked_for_the_obligations_of_both_bundles(small: Small) -> None:
    full = small.lowering.bundle
    item = replace(full.obligations[0], name="at_least")
    lesser = replace(full, name="lesser", obligations=(item,), requires=(), weakens="full")
    world = replace(small.world, lowerings=(replace(small.lowering, offers=lesser),))
    found = lines(small, "accepted_first", Result.REFUTED, EMPTY_CLAIM, c="c1")
    for name in ("identity.at_least", "identity.accepted_first"):
        assert replay_trace(world, [{**found[0], "obligation": name}, *found[1:]], NAME).confirmed
    alone = replay_trace(small.world, [{**found[0], "obligation": "identity.at_least"}, *found[1:]], NAME)
    assert alone.outcome is Outcome.INVALID
