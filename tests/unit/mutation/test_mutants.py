"""Mutants are what they say: well-formed text, one change, and weakenings that really say less."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from rcl.diag.sink import Sink
from rcl.fuzzing import without_spans
from rcl.model.runtime import Lowering
from rcl.mutation.expressions import Strength
from rcl.mutation.lowerings import mutants_of
from rcl.mutation.mutants import Direction
from rcl.mutation.shrink import one_file
from rcl.mutation.subject import Subject, resolved, subject_of
from rcl.syntax.format import format_module
from rcl.syntax.parse import parse
from rcl.testing.explicit import problem_of
from rcl.testing.problems import case
from rcl.testing.traces import any_steps
from rcl.testing.written import case_text
from rcl.text.source import SourceFile
from rcl.verdict.confirm import broken_guarantees, not_admitted

NAME = "machine.plain"


def subject(seed: int) -> Subject:
    sink = Sink()
    module = parse(SourceFile("case.rcl", case_text(case(seed))), sink)
    assert not sink.has_errors
    return subject_of([module], NAME)


def lowering_of(item: Subject) -> Lowering | None:
    found = resolved(item)
    return None if isinstance(found[0], str) else found[1]  # type: ignore[return-value]


@pytest.mark.parametrize("seed", range(12))
def test_mutants_are_printed_and_read_back(seed: int) -> None:
    item = subject(seed)
    assert lowering_of(item) is not None
    for mutant in mutants_of(item):
        changed = one_file(mutant.applied(item), frozenset())
        assert changed != one_file(item, frozenset()), mutant.operator
        text = format_module(without_spans(changed), SourceFile("m.rcl", ""))
        sink = Sink()
        assert parse(SourceFile("m.rcl", text), sink) == changed, mutant.operator
        assert not sink.has_errors


def test_weaker_statements_allow_more_and_admit_less() -> None:
    """On random traces: what a weakened guarantee forbids the original forbids, and what is admitted was admitted."""
    tried: Counter[str] = Counter()
    for seed in range(40):
        item, rng = subject(seed), Random(seed)
        parent = lowering_of(item)
        assert parent is not None
        before = problem_of(parent)
        traces = [any_steps(rng, before, 4) for _ in range(12)]
        for mutant in mutants_of(item):
            if mutant.direction is not Direction.WEAKENING or mutant.edits[0].new is None:
                continue
            child = lowering_of(mutant.applied(item))
            if child is None or child.maps != parent.maps or child.unmapped != parent.unmapped:
                continue
            after = problem_of(child)
            tried[mutant.operator] += 1
            for steps in traces:
                assert set(broken_guarantees(after, steps)) <= set(broken_guarantees(before, steps)), (
                    f"seed {seed}: {mutant.operator} of {mutant.text} forbids more"
                )
                assert set(not_admitted(before, steps)) <= set(not_admitted(after, steps)), (
                    f"seed {seed}: {mutant.operator} of {mutant.text} admits more"
                )
    kinds = {name for name in tried if name.startswith(("guarantee: ", "admits: "))}
    assert {"guarantee: drop conjunct", "guarantee: rename apart", "guarantee: remember"} <= kinds
    assert sum(tried.values()) > 200, tried


def test_strength_turns_around_under_negation() -> None:
    assert Strength.WEAKER.seen_from(-1) is Strength.STRONGER
    assert Strength.STRONGER.seen_from(-1) is Strength.WEAKER
    assert Strength.WEAKER.seen_from(0) is Strength.OTHER
    assert Strength.OTHER.seen_from(1) is Strength.OTHER
