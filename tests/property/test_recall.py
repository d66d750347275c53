"""What is remembered gives the same result again, and whatever is made of it proves and refutes nothing that is not so."""

from __future__ import annotations

import os
from dataclasses import replace

from rcl.smt.solver import Budget
from rcl.testing.problems import Case, case
from rcl.verdict.answers import Question
from rcl.verdict.cache import Remembered, remembered_of, text_of
from rcl.verdict.decide import _decide_obligation, _obligation_question
from rcl.verdict.recall import recall, remembered
from rcl.verdict.results import ObligationResult, Result

CASES = int(os.environ.get("RCL_CASES", "150"))
BUDGET = 1_000_000
FIRM = (Result.PROVED, Result.REFUTED, Result.VACUOUS)

Known = tuple[Case, ObligationResult, Remembered]


def question(item: Case) -> Question:
    return _obligation_question(item.problem, item.obligation, Budget(BUDGET))


def known(seed: int) -> Known | None:
    item = case(seed)
    asked = question(item)
    result = _decide_obligation(asked)
    return None if result.result is Result.UNKNOWN else (item, result, remembered(asked, result))


def found() -> list[Known]:
    return [one for seed in range(CASES // 2) if (one := known(seed)) is not None]


def test_the_same_result_again_and_nothing_false_from_a_wrong_entry() -> None:
    entries = found()
    assert {result.result for _, result, _ in entries} >= {Result.PROVED, Result.REFUTED, Result.OPEN}
    for index, (item, result, entry) in enumerate(entries):
        kept = remembered_of(text_of(entry))
        assert kept == entry
        assert recall(question(item), kept) == result
        others = [entries[(index + step) % len(entries)][2] for step in (1, 2, 3, 7)]
        wrong = [replace(entry, result=other) for other in Result if other is not result.result]
        mixed = [replace(entry, argument=other.argument, trace=other.trace) for other in others]
        for tampered in (*others, *wrong, *mixed, *weakened(entry)):
            again = recall(question(item), tampered)
            assert again is None or again.result not in FIRM or again.result is result.result, tampered


def weakened(entry: Remembered) -> list[Remembered]:
    """The entry with less of what carries it: steps, statements or lemmas gone."""
    made = []
    if entry.argument is not None:
        for core in (entry.argument.core[1:], ("guarantee none",), (*entry.argument.core, "silence x")):
            made.append(replace(entry, argument=replace(entry.argument, core=core)))
        made.append(replace(entry, argument=replace(entry.argument, lemmas=("(or", ")"))))
        made.append(replace(entry, argument=replace(entry.argument, k=10**9)))
        made.append(replace(entry, argument=replace(entry.argument, method="\x1b[31mtrust me")))
    if entry.trace is not None:
        made.append(replace(entry, trace=replace(entry.trace, steps=entry.trace.steps[:-1])))
        made.append(replace(entry, trace=replace(entry.trace, bindings=())))
    return made
