"""Maps a mutant to what became of it: refused, killed, kept, raised, or a finding against the program.

Invariant: a law that the semantics states (section 5, fail-closed) is tested on the results themselves, never assumed; a
result that is proved and whose question is not the parent's is searched explicitly, up to a bound that is told. A
question that is the parent's, as far as it has to do with the obligation, has the parent's answer.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from rcl.anchors.lock import Lock
from rcl.model.contract import Obligation, Rule, Scenario
from rcl.model.formula import FALSE
from rcl.model.runtime import Lowering, World
from rcl.mutation.mutants import Direction, Mutant
from rcl.mutation.subject import Subject, resolved
from rcl.system.cone import cone
from rcl.system.explore import Limits
from rcl.system.problem import Problem, problem_of_lowering
from rcl.verdict.assemble import Decided, lowering_verdict
from rcl.verdict.classify import EvidenceState, trust
from rcl.verdict.evidence import CheckedEvidence, check_evidence
from rcl.verdict.prove import asked_bundle
from rcl.verdict.reference import Comparison, compare, core_alone, explorable
from rcl.verdict.results import CoreItem, LoweringVerdict, ObligationResult, Result
from rcl.verdict.usable import dropped, usable_of

MOST_KNOWN = 4_000
"""Answers that one process remembers, so that its memory has a bound."""

SEARCH = Limits(depth=4, identifiers=2, moves=600)


BREACH, BROKE = "a weakening", "the program broke"


class Fate(Enum):
    """What became of a mutant."""

    REFUSED = "refused"
    """The checker says that it means nothing: nothing was decided."""
    KILLED = "killed"
    """The class is lower, or a result is another and no better one."""
    UNDECIDED = "undecided"
    """A result that the parent has was not reached within the budget."""
    SAME = "same question"
    """Nothing that the lowering is asked has to do with the change."""
    KEPT = "same results"
    """Other questions, the same answers; what is proved was searched."""
    RAISED = "raised"
    """A result or the class is better, and nothing speaks against it."""
    FINDING = "finding"
    """A law does not hold, the explicit search objects, or the program broke."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, reduced to what it depends on, with its answer."""

    asked: Obligation | Scenario
    part: Problem
    result: ObligationResult


@dataclass(frozen=True, slots=True)
class Judged:
    """A lowering with everything decided that its class depends on."""

    lowering: Lowering
    verdict: LoweringVerdict
    answers: tuple[Answered, ...]
    contradictions: tuple[CoreItem, ...]
    evidence: CheckedEvidence | None
    lost: frozenset[str]
    """The names of the guarantees that take no part."""


@dataclass(slots=True)
class Bench:
    """What judging needs, and what was decided so far: the same question is decided once."""

    locks: Lock
    root: Path
    budget: int
    known: dict[tuple[Obligation | Scenario, Problem], Answered] = field(default_factory=dict)
    searched: dict[tuple[Obligation | Scenario, Problem, ObligationResult], Comparison] = field(
        default_factory=dict
    )
    consistent: dict[Problem, tuple[CoreItem, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant, from which class to which, and how far proofs were searched.

    ``depth`` is the least number of steps up to which some changed question's traces were covered (``None``: there was none);
    ``results`` are those that changed, as ``name: before -> after``; ``objections`` make a finding.
    """

    fate: Fate
    before: str
    after: str
    results: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()
    searched: int = 0
    depth: int | None = None
    codes: tuple[str, ...] = ()

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its objections: a breach of a law, a word of the explicit search, or a program that broke."""
        return frozenset(
            next((kind for kind in (BREACH, BROKE) if text.startswith(kind)), "search")
            for text in self.objections
        )


# ---------------------------------------------------------------- deciding a lowering


def judge(subject: Subject, bench: Bench) -> Judged | tuple[str, ...]:
    """Everything about the lowering; or the codes of what is wrong with it."""
    found = resolved(subject)
    if isinstance(found[0], str):
        return found
    world, lowering = found
    assert isinstance(world, World) and isinstance(lowering, Lowering)
    problem = problem_of_lowering(lowering, usable_of(lowering.runtime, bench.locks))
    bundle = asked_bundle(lowering)
    questions: tuple[Obligation | Scenario, ...] = (*bundle.obligations, *bundle.requires)
    answers = tuple(_answer(problem, asked, bench) for asked in questions)
    contradictions = _contradictions(lowering, problem, bench)
    results = tuple(item.result for item in answers)
    decided = Decided(results, (), True, contradictions, True)
    evidence = None
    if lowering.evidence:
        evidence = check_evidence(lowering, world.logs, bench.root, bench.locks)
    verdict = lowering_verdict(lowering, decided, bench.locks, evidence)
    lost = frozenset(item.name for item in dropped(lowering, bench.locks) if item.kind == "guarantee")
    return Judged(lowering, verdict, answers, contradictions, evidence, lost)


def _contradictions(lowering: Lowering, problem: Problem, bench: Bench) -> tuple[CoreItem, ...]:
    from rcl.verdict.decide import lowering_contradictions

    stated = replace(problem, admits=(), contract_events=(), contract_states=(), maps=(), absent=())
    if stated not in bench.consistent:
        bench.consistent[stated] = lowering_contradictions(lowering, bench.locks)
    return bench.consistent[stated]


def _answer(problem: Problem, asked: Obligation | Scenario, bench: Bench) -> Answered:
    from rcl.verdict.decide import decide_question, question_about

    part = cone(problem, rule_of(asked))
    found = bench.known.get((asked, part)) or bench.known.get((asked, problem))
    if found is not None:
        return found
    if len(bench.known) >= MOST_KNOWN:
        bench.known.clear()
        bench.searched.clear()
    question = question_about(problem, asked, bench.budget)
    result = decide_question(question)
    known = Answered(asked, problem if question.strange() else part, result)
    bench.known[asked, problem if question.beyond(result) else part] = known
    return known


def rule_of(asked: Obligation | Scenario) -> Rule:
    """The rule whose violation (of a scenario: whose condition) is looked for."""
    if isinstance(asked, Scenario):
        return Rule(asked.variables, (), (), asked.formula, FALSE)
    return asked.rule


# ---------------------------------------------------------------- a mutant beside its parent


def try_mutant(subject: Subject, parent: Judged, mutant: Mutant, bench: Bench) -> Outcome:
    """What became of the mutant; a program that breaks is a finding too."""
    before = parent.verdict.verdict_class.value
    try:
        child = judge(mutant.applied(subject), bench)
        if isinstance(child, Judged):
            return compared(parent, child, mutant, bench)
    except Exception as error:  # noqa: BLE001 - whatever breaks is what is looked for
        place = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno}: {error}"
        return Outcome(Fate.FINDING, before, "", objections=(f"{BROKE}: {what}",))
    return Outcome(Fate.REFUSED, before, "", codes=child)


def compared(parent: Judged, child: Judged, mutant: Mutant, bench: Bench) -> Outcome:
    """The mutant's verdict beside the parent's."""
    pairs = _pairs(parent, child)
    changed = tuple(
        f"{new.result.name}: {old.result.result.value} -> {new.result.result.value}"
        for old, new in pairs
        if old.result.result is not new.result.result
    )
    other = [new for new in child.answers if not _known_to(parent, new)]
    searches = [_searched(item, bench) for item in other if _excludes(item)]
    objections = [text for search in searches for text in search.objections]
    if mutant.direction is Direction.WEAKENING:
        objections += _breaches(parent, child, mutant)
    return Outcome(
        _fate(parent, child, changed, other, objections),
        parent.verdict.verdict_class.value,
        child.verdict.verdict_class.value,
        changed,
        tuple(objections),
        len(searches),
        min((search.depth for search in searches), default=None),
    )


def _pairs(parent: Judged, child: Judged) -> list[tuple[Answered, Answered]]:
    by_name = {item.result.name: item for item in parent.answers}
    return [(by_name[item.result.name], item) for item in child.answers if item.result.name in by_name]


def _known_to(parent: Judged, new: Answered) -> bool:
    return any(old.asked == new.asked and old.part == new.part for old in parent.answers)


def _fate(
    parent: Judged, child: Judged, changed: tuple[str, ...], other: list[Answered], objections: list[str]
) -> Fate:
    if objections:
        return Fate.FINDING
    pairs = [(old.result.result, new.result.result) for old, new in _pairs(parent, child)]
    before, after = parent.verdict.verdict_class, child.verdict.verdict_class
    if trust(after) > trust(before):
        return Fate.RAISED
    worse = [new for old, new in pairs if new is not old and new is not Result.PROVED]
    if worse and all(new is Result.UNKNOWN for new in worse):
        return Fate.UNDECIDED
    if before is not after or len(pairs) < len(parent.answers):
        return Fate.KILLED
    if changed:
        better = all(new is Result.PROVED for old, new in pairs if old is not new)
        return Fate.RAISED if better else Fate.KILLED
    return Fate.KEPT if other else Fate.SAME


def _excludes(item: Answered) -> bool:
    """Does the answer say that there is no trace of some kind? (One that shows a trace was replayed before it was given.)"""
    result = item.result
    if isinstance(item.asked, Scenario):
        return result.result in (Result.REFUTED, Result.OPEN) and not result.trace
    return result.result in (Result.PROVED, Result.VACUOUS) or (
        result.result is Result.OPEN and not result.trace
    )


def _searched(item: Answered, bench: Bench) -> Comparison:
    """The answer beside the explicit search; a proof is searched with no other statement than those it rests on."""
    part, result = item.part, replace(item.result, statements=0, rlimit=0)
    if result.result is Result.PROVED and isinstance(item.asked, Obligation):
        part = cone(replace(core_alone(part, result), admits=()), item.asked.rule)
        result = replace(result, cover=())
    key = (item.asked, part, result)
    if key not in bench.searched:
        bench.searched[key] = _search(item, part)
    return bench.searched[key]


def _search(item: Answered, part: Problem) -> Comparison:
    limits = explorable(part, rule_of(item.asked), SEARCH)
    if limits is None:
        return Comparison((), 0, False, 0)
    return compare(part, item.asked, item.result, limits)


def _breaches(parent: Judged, child: Judged, mutant: Mutant) -> Iterator[str]:
    """What a weakening must not do (semantics, section 5), where its premises hold."""
    if mutant.statement in parent.lost:
        return  # an assumption needs no anchor: to call a lost statement one says more, not less
    for old, new in _pairs(parent, child):
        scenario = isinstance(old.asked, Scenario)
        if new.result.result is Result.PROVED and (
            old.result.result is Result.OPEN or (old.result.result is Result.REFUTED and not scenario)
        ):
            yield f"{BREACH} turns {new.result.name} from {old.result.result.value} into proved"
    if trust(child.verdict.verdict_class) > trust(parent.verdict.verdict_class) and _sound(parent):
        yield (
            f"{BREACH} raises the class from {parent.verdict.verdict_class.value}"
            f" to {child.verdict.verdict_class.value}"
        )


def _sound(parent: Judged) -> bool:
    """Are the parent's statements consistent, its triggers covered, its questions answered, its evidence not failed?

    Elsewhere the description has a defect, and to say less may mend it.
    """
    results = [(item.asked, item.result.result) for item in parent.answers]
    covered = all(
        result not in (Result.VACUOUS, Result.UNKNOWN)
        and not (isinstance(asked, Scenario) and result is Result.REFUTED)
        for asked, result in results
    )
    failed = parent.evidence is not None and parent.evidence.finding.state is EvidenceState.FAILED
    return covered and not parent.contradictions and not parent.lowering.defects and not failed
