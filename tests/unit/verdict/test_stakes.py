"""What a lowering loses with an anchor: its statements, and the results in which they take part."""

from __future__ import annotations

from dataclasses import replace

from rcl.verdict.results import CoreItem, Result
from rcl.verdict.stakes import Endangered, Stake, stakes_of, statements_on
from tests.golden.samples import obligation, sample_verdicts, step
from tests.unit.verdict.conftest import Small


def test_statements_and_the_results_they_take_part_in(small: Small) -> None:
    anchor = small.lowering.guarantees[0].anchors[0]
    names = ("arrive_once", "loses", "one_owner", "takes", "unmapped stolen", "uses")
    assert statements_on(small.lowering, [anchor]) == names
    assert statements_on(small.lowering, [replace(anchor, symbol="Other")]) == ()
    proof = (CoreItem("arrive_once", "native", "", "", 1), CoreItem("unmapped stolen", "native", "", "", 2))
    verdict = replace(
        sample_verdicts(contradicted=True).lowerings[0],
        name=small.lowering.name,
        obligations=(
            obligation("outcome.a", Result.PROVED, core=proof, cover=(step(1, "taken", {}, "takes", ""),)),
            obligation("outcome.b", Result.REFUTED, trace=(step(1, "used", {}, "uses", ""),)),
            obligation("outcome.c", Result.REFUTED, trace=(step(1, "asked", {}, "environment", ""),)),
        ),
    )
    assert stakes_of([small.lowering], [verdict], [anchor]) == (
        Stake(
            small.lowering.name,
            verdict.verdict_class.value,
            names,
            (
                Endangered("outcome.a", "proved", "proof", ("arrive_once", "unmapped stolen")),
                Endangered("outcome.a", "proved", "cover", ("takes",)),
                Endangered("outcome.b", "refuted", "counterexample", ("uses",)),
            ),
        ),
    )
    assert stakes_of([small.lowering], [verdict], []) == ()
