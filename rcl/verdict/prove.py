"""Maps a world to its verdicts: every obligation and scenario of every lowering, then the class, and the entailments.

Invariant: same world, same locks, same budget give the same verdicts, whatever the number of workers; a task without
an answer is ``unknown`` and says why. The solver is not imported here. Source: semantics, sections 4 and 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rcl.anchors.lock import Lock
from rcl.model.contract import Bundle, Contract, Obligation, Scenario
from rcl.model.runtime import Lowering, World
from rcl.model.text import formula_text
from rcl.system.variation import PLAIN, Variation
from rcl.verdict.assemble import Decided, lowering_verdict
from rcl.verdict.results import CoreItem, Entailment, ObligationResult, Result, Verdicts
from rcl.verdict.task import Task
from rcl.verdict.workers import Answer, Decide, Loss, Lost, Work, decide, run_tasks

if TYPE_CHECKING:
    from rcl.verdict.cache import Cache
    from rcl.verdict.evidence import CheckedEvidence


@dataclass(frozen=True, slots=True)
class ProveSettings:
    """``only`` names what is to be decided (empty: everything), ``names`` the lowerings.

    ``budget`` is in solver resource units and ``kill_after`` in seconds of wall-clock, both for one task. ``cache``
    is what earlier runs left (none: nothing is remembered); ``variation`` is how each task is asked.
    """

    only: tuple[str, ...]
    budget: int
    jobs: int
    names: frozenset[str]
    kill_after: float
    cache: Cache | None = None
    variation: Variation = PLAIN


ProgressCall = Callable[[int, int, str], None]


def prove_world(
    world: World,
    settings: ProveSettings,
    locks: Lock,
    progress: ProgressCall | None = None,
    how: Decide = decide,
    evidence: Mapping[str, CheckedEvidence] | None = None,
) -> Verdicts:
    """Everything that was asked for, decided; ``evidence`` is what was found out about each lowering's traces."""
    tasks = tuple(tasks_of(world, settings))
    work = Work(world, settings.budget, locks, settings.kill_after, settings.cache, settings.variation)
    answers = dict(zip(tasks, run_tasks(work, tasks, settings.jobs, progress, how), strict=True))
    lowerings = tuple(
        lowering_verdict(
            item, _decided(item, world, settings, answers), locks, (evidence or {}).get(item.name)
        )
        for item in sorted(world.lowerings, key=lambda item: item.name)
        if any(task.lowering == item.name for task in tasks)
    )
    entailments = tuple(
        entailment
        for contract in world.contracts
        for bundle in contract.bundles
        if (entailment := _entailment(contract, bundle, world, settings, answers)) is not None
    )
    return Verdicts(lowerings, entailments)


# ---------------------------------------------------------------- tasks


def tasks_of(world: World, settings: ProveSettings) -> Iterator[Task]:
    """What there is to decide, in the order of the verdicts."""
    for lowering in sorted(world.lowerings, key=lambda item: item.name):
        if lowering.name not in settings.names:
            continue
        own = tuple(_wanted(_bundle_tasks(lowering, asked_bundle(lowering)), settings))
        boundary = (
            tuple(_wanted(_bundle_tasks(lowering, lowering.bundle), settings)) if lowering.offers else ()
        )
        if own or boundary or not settings.only:
            yield Task("contradiction", lowering.name, lowering.contract.name, lowering.bundle.name, "")
            yield from own
            yield from boundary
    for contract in world.contracts:
        for bundle in contract.bundles:
            yield from _wanted(_entailment_tasks(contract, bundle), settings)


def asked_bundle(lowering: Lowering) -> Bundle:
    """The bundle whose obligations the lowering has to keep: the offered one for an offer."""
    return lowering.offers or lowering.bundle


def _bundle_tasks(lowering: Lowering, bundle: Bundle) -> Iterator[Task]:
    contract = lowering.contract.name
    for obligation in bundle.obligations:
        yield Task("obligation", lowering.name, contract, bundle.name, obligation.qualified)
    for scenario in bundle.requires:
        yield Task("scenario", lowering.name, contract, bundle.name, scenario.name)


def _entailment_tasks(contract: Contract, bundle: Bundle) -> Iterator[Task]:
    if bundle.weakens is not None:
        for obligation in bundle.obligations:
            yield Task("entailment", "", contract.name, bundle.name, obligation.qualified)


def _wanted(tasks: Iterator[Task], settings: ProveSettings) -> Iterator[Task]:
    return (task for task in tasks if not settings.only or task.result_name in settings.only)


# ---------------------------------------------------------------- answers


def _decided(
    lowering: Lowering, world: World, settings: ProveSettings, answers: Mapping[Task, Answer | Lost]
) -> Decided:
    """The answers about one lowering."""
    asked = tuple(_bundle_tasks(lowering, asked_bundle(lowering)))
    boundary = tuple(_bundle_tasks(lowering, lowering.bundle)) if lowering.offers else ()
    question = Task("contradiction", lowering.name, lowering.contract.name, lowering.bundle.name, "")
    found = answers[question]
    return Decided(
        obligations=tuple(_result(task, answers[task], world, settings) for task in asked if task in answers),
        boundary=tuple(_result(task, answers[task], world, settings) for task in boundary if task in answers),
        complete=all(task in answers for task in asked),
        contradictions=_core(found),
        consistent=not isinstance(found, Lost),
    )


def _core(found: Answer | Lost) -> tuple[CoreItem, ...]:
    if isinstance(found, ObligationResult):
        raise TypeError("an obligation's result for the question of contradictions")
    return () if isinstance(found, Lost) else found


def _entailment(
    contract: Contract,
    bundle: Bundle,
    world: World,
    settings: ProveSettings,
    answers: Mapping[Task, Answer | Lost],
) -> Entailment | None:
    tasks = [task for task in _entailment_tasks(contract, bundle) if task in answers]
    if not tasks or bundle.weakens is None:
        return None
    results = tuple(_result(task, answers[task], world, settings) for task in tasks)
    return Entailment(contract.name, bundle.name, bundle.weakens, results)


def _result(task: Task, answer: Answer | Lost, world: World, settings: ProveSettings) -> ObligationResult:
    if isinstance(answer, ObligationResult):
        return answer
    if not isinstance(answer, Lost):
        raise TypeError("a core for the question of an obligation")
    return unknown_result(world, task, _reason(answer, settings))


def _reason(lost: Lost, settings: ProveSettings) -> str:
    match lost.loss:
        case Loss.TOO_SLOW:
            return (
                f"the wall-clock limit of {settings.kill_after:g} s was over before"
                f" the budget of {settings.budget:,} rlimit was spent"
            )
        case Loss.DIED:
            return f"the worker process ended before it had an answer (exit code {lost.code})"


def unknown_result(world: World, task: Task, reason: str) -> ObligationResult:
    """The result of a task that nothing was found out about."""
    item = _asked(world, task)
    if isinstance(item, Obligation):
        facet, text, formula = item.facet.value, item.failure, formula_text(item.rule.requires)
    else:
        facet, text, formula = "scenario", item.text, formula_text(item.formula)
    return ObligationResult(
        name=task.result_name,
        facet=facet,
        result=Result.UNKNOWN,
        method="none",
        text=text,
        formula=formula,
        core=(),
        trace=(),
        cover=(),
        bindings=(),
        explained=(),
        lemmas=(),
        statements=0,
        depth=0,
        reason=reason,
        blame=(),
        repair="",
        rlimit=0,
        place=item.span.place(),
    )


def _asked(world: World, task: Task) -> Obligation | Scenario:
    lowering = next((item for item in world.lowerings if item.name == task.lowering), None)
    contracts = (
        [lowering.contract] if lowering else [item for item in world.contracts if item.name == task.contract]
    )
    bundle = next(item for contract in contracts for item in contract.bundles if item.name == task.bundle)
    if task.kind == "scenario":
        return next(item for item in bundle.requires if item.name == task.name)
    return next(item for item in bundle.obligations if item.qualified == task.name)
