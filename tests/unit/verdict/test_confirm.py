"""What hand-made traces show, without a solver."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rcl.diag.sink import Sink
from rcl.model.load import load_sources
from rcl.model.types import BOOL, INT, EnumType, OptionType, SortType, Type
from rcl.system.problem import Disposition, problem_of_lowering
from rcl.system.view import RawStep
from rcl.temporal.trace import UNKNOWN, Value
from rcl.text.source import SourceFile
from rcl.verdict.confirm import (
    admitting,
    broken_guarantees,
    confirm,
    confirm_cover,
    confirm_scenario,
    fires,
    has_type,
    malformed,
    reaches,
    violates,
)
from rcl.verdict.explained import explain, trace_steps, value_text
from tests.unit.verdict.conftest import CONTRACT, Small, step

ARRIVED = step("arrived", request="r1", tag="c1")
TAKEN = step("taken", request="r1", size=4)
USED = step("used", request="r1", hit=True)
DROPPED = step("dropped", request="r1", at=1)
GOOD = (ARRIVED, TAKEN, USED)
BAD = (ARRIVED, TAKEN, DROPPED, USED)
C1 = {"c": "c1"}


def test_good_trace_breaks_nothing(small: Small) -> None:
    assert broken_guarantees(small.problem, GOOD) == []
    assert not violates(small.problem, small.rule("long_enough"), C1, GOOD, True)
    assert fires(small.problem, small.rule("long_enough"), C1, GOOD, True)
    assert not fires(small.problem, small.rule("long_enough"), {"c": "c2"}, GOOD, True)


def test_guarantee_with_trigger(small: Small) -> None:
    assert broken_guarantees(small.problem, (ARRIVED, ARRIVED)) == ["arrive_once"]
    other = step("arrived", request="r2", tag="c2")
    assert broken_guarantees(small.problem, (ARRIVED, other)) == []


def test_guarantee_for_all_identifiers(small: Small) -> None:
    assert broken_guarantees(small.problem, (ARRIVED, step("arrived", request="r2", tag="c1"))) == [
        "one_owner"
    ]


def test_broken_in_the_middle_counts(small: Small) -> None:
    assert broken_guarantees(small.problem, (ARRIVED, ARRIVED, TAKEN)) == ["arrive_once"]


def test_admission(small: Small) -> None:
    names = [found.name if (found := admitting(small.problem, BAD, at)) else None for at in range(4)]
    assert names == [None, "takes", "loses", "uses"]
    assert admitting(small.problem, (TAKEN,), 0) is None  # the condition fails
    assert admitting(small.problem, (ARRIVED, TAKEN, step("used", request="r1", hit=False)), 2) is None


def test_silence_is_no_refutation(small: Small) -> None:
    """`refused` isn't mapped: it may have happened, so nothing that it would excuse is certain."""
    rule = small.rule("long_enough")
    assert violates(small.problem, rule, C1, BAD, definite=False)
    assert not violates(small.problem, rule, C1, BAD, definite=True)
    assert confirm(small.problem, rule, C1, BAD, False, True) == ()
    assert confirm(small.problem, rule, C1, BAD, True, True) == (
        "the rule is not certainly broken at the last step",
    )


def test_silence_is_silence_also_where_no_absence_is_stated(small: Small) -> None:
    problem = replace(small.problem, absent=())
    found = {event.name: problem.disposition(event) for event in problem.contract_events}
    assert found["refused"] is Disposition.SILENT and found["stolen"] is Disposition.FREE
    assert not violates(problem, small.rule("long_enough"), C1, BAD, definite=True)


def test_definite_refutation(small: Small) -> None:
    rule = small.rule("accepted_first")
    empty = (ARRIVED, step("taken", request="r1", size=0), USED)
    assert confirm(small.problem, rule, C1, empty, True, True) == ()
    assert confirm(small.problem, rule, C1, GOOD, True, True) != ()
    assert confirm(small.problem, rule, C1, empty[:2], True, True) != ()  # not broken at its last step


def test_unadmitted_step_is_no_refutation(small: Small) -> None:
    rule = small.rule("accepted_first")
    steps = (ARRIVED, USED)
    assert confirm(small.problem, rule, C1, steps, True, False) == ()
    assert confirm(small.problem, rule, C1, steps, True, True) == ("nothing admits step 2",)


def test_unmapped_hazard_is_never_admitted(small: Small) -> None:
    steps = (*GOOD[:2], step("failed", free=True, claim="c1"), USED)
    rule = small.rule("never_failed")
    assert confirm(small.problem, rule, C1, steps, False, False) == ()
    assert confirm(small.problem, rule, C1, steps, True, True) == ("nothing admits step 3",)


def test_absent_hazard_does_not_weaken_a_refutation_or_a_proof(small: Small) -> None:
    assert not violates(small.problem, small.rule("not_stolen"), C1, GOOD, True)
    assert malformed(small.problem, (step("stolen", free=True, claim="c1"),)) == [
        "step 1: `stolen` can't happen by itself here"
    ]


def test_unknown_identity_is_not_the_right_one(small: Small) -> None:
    steps = (ARRIVED, step("tagless", request="r1", choices=((3, "claim", "c1"),)))
    rule = small.rule("not_lost")
    assert violates(small.problem, rule, C1, steps, definite=False)
    assert not violates(small.problem, rule, C1, steps, definite=True)


def test_scenario_and_cover(small: Small) -> None:
    scenario = small.lowering.bundle.requires[0]
    assert reaches(small.problem, scenario.formula, {"c": "c1", "r": "r1"}, GOOD, True)
    assert not reaches(small.problem, scenario.formula, {"c": "c1", "r": "r1"}, GOOD[:2], True)
    assert confirm_cover(small.problem, small.rule("accepted_first"), C1, GOOD, False, False) == ()
    assert confirm_cover(small.problem, small.rule("accepted_first"), {"c": "c2"}, GOOD, False, False) != ()


def test_what_is_no_trace_covers_and_shows_nothing(small: Small) -> None:
    """Though the trigger fires and the scenario holds at its last step."""
    rule, scenario = small.rule("accepted_first"), small.lowering.bundle.requires[0]
    joined = {"c": "c1", "r": "r1"}
    twice, unadmitted = (ARRIVED, ARRIVED, TAKEN, USED), (*GOOD, step("used", request="r1", hit=True))
    for steps, admitted, words in (
        (twice, False, "guarantee `arrive_once` does not hold"),
        ((*GOOD[:2], step("nothing"), USED), False, "no event `nothing`"),
        ((ARRIVED, TAKEN, step("failed", free=True, claim="c1"), USED), True, "nothing admits step 3"),
    ):
        for reasons in (
            confirm_cover(small.problem, rule, C1, steps, False, admitted),
            confirm_scenario(
                small.problem, scenario.variables, scenario.formula, joined, steps, False, admitted
            ),
        ):
            assert words in " ".join(reasons)
    assert confirm_cover(small.problem, rule, C1, unadmitted, False, True) == ()
    assert confirm_cover(small.problem, rule, {}, GOOD, False, False) == ("variable `c` has no value",)
    shown = confirm_scenario(small.problem, scenario.variables, scenario.formula, joined, GOOD, True, True)
    assert shown == ()
    other = {**joined, "r": "r2"}
    assert (
        confirm_scenario(small.problem, scenario.variables, scenario.formula, other, GOOD, True, True) != ()
    )


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (step("nothing"), "no event `nothing`"),
        (step("taken", request="r1"), "`size` of `taken` is missing"),
        (step("taken", request="r1", size=True), "not of type Int"),
        (step("taken", request=None, size=1), "not of type Request"),
        (step("taken", request="r1", size=1, more=1), "no field `more`"),
        (step("refused", free=True, claim="c1"), "can't happen by itself"),
        (
            step("tagless", request="r1", choices=((4, "claim", "c1"),)),
            "field `claim` to choose in map line 4",
        ),
        (step("tagless", request="r1", choices=((-1, "claim", "c1"),)), "to choose in map line -1"),
        (step("tagless", request="r1", choices=((3, "position", 0),)), "no unknown field `position`"),
        (step("taken", request="r1", size=1, choices=((0, "claim", "c1"),)), "no unknown field `claim`"),
        (RawStep("used", (("request", "r1"), ("hit", True), ("hit", False)), False), "given twice"),
    ],
)
def test_malformed(small: Small, bad: RawStep, words: str) -> None:
    (reason,) = malformed(small.problem, (bad,))
    assert words in reason
    assert confirm(small.problem, small.rule("accepted_first"), C1, (bad,), True, True) == (reason,)


def test_missing_binding_and_empty_trace(small: Small) -> None:
    rule = small.rule("accepted_first")
    assert confirm(small.problem, rule, {}, GOOD, True, True) == ("variable `c` has no value",)
    assert confirm(small.problem, rule, C1, (), True, True) == ("the trace has no step",)


def test_explained(small: Small) -> None:
    values = explain(small.problem, small.rule("long_enough"), C1, BAD, False)
    assert [(item.text, item.value) for item in values] == [
        ("leading(c)", "1"),
        ("leading(c) >= 2", "false"),
        ("once refused(claim: c)", "false"),
    ]
    unknown = explain(small.problem, small.rule("long_enough"), C1, BAD, True)
    assert unknown[-1].value == "unknown"


def test_trace_steps(small: Small) -> None:
    steps = trace_steps(small.problem, small.rule("long_enough"), C1, BAD, True)
    assert [item.by for item in steps] == ["environment", "takes", "loses", "uses"]
    assert [item.seen for item in steps] == [(), ("accepted(c1, 4)",), ("lost(c1, 1)",), ("reused(c1, r1)",)]
    assert [item.states for item in steps] == [(("leading(c1)", value),) for value in "0411"]
    assert steps[1].anchor == "engine/core.py::Core.loop"
    assert steps[1].place.startswith("engine.rcl:")


SUMS = """\
use pact version 1
runtime engine version "1.0" "A small runtime."
  source specification "engine" sha256 ""
event taken(request: Request, size: Int)
event used(request: Request)
state total: Int = 0 on taken(size: n) -> total + n
mode plain "The plain mode." {
  guarantee small forall k: Int whenever used(request: r) requires %s
}
lowering engine.plain to pact.full {
  map accepted(claim: _, blocks: n) from taken(size: n)
}
"""


@pytest.mark.parametrize(
    ("requires", "sizes", "broken"),
    [
        ("total != k or k <= 5", (3, 3, 3), True),
        ("total != k or k <= 5", (1,), True),  # it holds, and no trace can show that
        ("once taken(size: k) implies k <= 5", (3, 3, 3), False),
        ("once taken(size: k) implies k <= 5", (3, 6), True),
        ("k <= 7 or k > 7", (3,), False),
        ("k != 7", (3,), True),
    ],
)
def test_a_guarantee_about_all_numbers(requires: str, sizes: tuple[int, ...], broken: bool) -> None:
    sink = Sink()
    texts = (("pact.rcl", CONTRACT), ("engine.rcl", SUMS % requires))
    world = load_sources([SourceFile(name, text) for name, text in texts], sink)
    assert not sink.has_errors, [item.message for item in sink.sorted()]
    problem = problem_of_lowering(world.lowerings[0], lambda anchors, origin: True)
    steps = (*(step("taken", request="r1", size=size) for size in sizes), step("used", request="r1"))
    assert broken_guarantees(problem, steps) == (["small"] if broken else [])


PAIRS = """\
use pact version 1
runtime engine version "1.0" "A small runtime."
  source specification "engine" sha256 ""
event taken(request: Request)
mode plain "The plain mode." {
  guarantee one forall r: Request, s: Request whenever taken() requires %s
}
lowering engine.plain to pact.full {
  map accepted(claim: _, blocks: 1) from taken()
}
"""


@pytest.mark.parametrize(
    ("requires", "broken"),
    [
        ("r = s", True),
        ("r = s or once taken(request: r) or once taken(request: s)", True),
        ("r != s or r = s", False),
    ],
)
def test_two_identifiers_may_both_be_absent_from_the_trace(requires: str, broken: bool) -> None:
    sink = Sink()
    texts = (("pact.rcl", CONTRACT), ("engine.rcl", PAIRS % requires))
    world = load_sources([SourceFile(name, text) for name, text in texts], sink)
    assert not sink.has_errors, [item.message for item in sink.sorted()]
    problem = problem_of_lowering(world.lowerings[0], lambda anchors, origin: True)
    assert broken_guarantees(problem, (step("taken", request="r1"),)) == (["one"] if broken else [])


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (INT, (0, -3), (True, "0", None, UNKNOWN, 1.0)),
        (BOOL, (True, False), (0, 1, "true", None, UNKNOWN)),
        (EnumType("Mode", ("on", "off")), ("on", "off"), ("gone", "", "ON", 0, None, True, UNKNOWN, ("on",))),
        (SortType("Claim"), ("c1", ""), (None, 0, True, UNKNOWN)),
        (OptionType(SortType("Claim")), ("c1", None), (0, False, UNKNOWN)),
    ],
)
def test_values_have_the_type_of_their_field(
    kind: Type, good: tuple[Value, ...], bad: tuple[Value, ...]
) -> None:
    assert all(has_type(value, kind) for value in good)
    assert not any(has_type(value, kind) for value in bad)


def test_values_as_the_language_writes_them() -> None:
    assert [value_text(value) for value in (UNKNOWN, None, True, False, -3, "c1")] == [
        "_", "none", "true", "false", "-3", "c1",
    ]  # fmt: skip
