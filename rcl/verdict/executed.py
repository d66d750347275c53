"""Maps recorded runs of a runtime's own code to what they show of a lowering: rows performed, statements kept and used.

No row is named by hand. A run performs an obligation's violation if the obligation is definitely false at one of its
steps, read through the lowering by the reference semantics: unknown fields stay unknown, and what the recorder did not
observe may have happened at any step. Invariant: only a refuted obligation is marked, and only by a run on which no
guarantee of the mode fails; whatever else a run shows against the descriptor is a finding.
Source: semantics, sections 3 and 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rcl.anchors.lock import Lock
from rcl.model.contract import Obligation, Rule
from rcl.model.runtime import Anchor, Lowering
from rcl.system.problem import Problem, problem_of_lowering
from rcl.system.view import bind, contract_evaluator, contract_view, matches, runtime_evaluator, runtime_view
from rcl.temporal.evaluate import Environment, Evaluator
from rcl.temporal.trace import UNKNOWN, Value, View
from rcl.traces.recorded import Recorded
from rcl.verdict.confirm import assignments, domain, is_environment, malformed
from rcl.verdict.explained import value_text
from rcl.verdict.results import (
    ExecutedRow,
    ExecutedTrace,
    LoweringVerdict,
    ObligationResult,
    Result,
    Verdicts,
)
from rcl.verdict.usable import usable_of


@dataclass(frozen=True, slots=True)
class _Run:
    """A run as one lowering's problem sees it: both views, and the meaning of formulas over each."""

    recorded: Recorded
    problem: Problem
    runtime_side: View
    contract_side: View
    runtime: Evaluator
    contract: Evaluator

    def domains(self, rule: Rule) -> list[tuple[Value, ...]]:
        return [domain(self.problem, self.recorded.steps, rule, item) for item in rule.quantified]


def with_executed(
    verdicts: Verdicts, lowerings: Iterable[Lowering], recordings: tuple[Recorded, ...], locks: Lock
) -> Verdicts:
    """The verdicts with every run of each lowering's mode, and the rows that the runs perform."""
    by_name = {item.name: item for item in lowerings}
    return replace(
        verdicts,
        lowerings=tuple(
            _with_runs(item, by_name[item.name], recordings, locks) for item in verdicts.lowerings
        ),
    )


def _with_runs(
    verdict: LoweringVerdict, lowering: Lowering, recordings: tuple[Recorded, ...], locks: Lock
) -> LoweringVerdict:
    for recorded in recordings:
        same = recorded.environment.runtime == lowering.runtime.name and recorded.mode == lowering.mode.name
        verdict = _with_run(verdict, lowering, recorded, locks) if same else verdict
    return verdict


def _with_run(
    verdict: LoweringVerdict, lowering: Lowering, recorded: Recorded, locks: Lock
) -> LoweringVerdict:
    trace, rows = examine(lowering, recorded, locks)
    results = (*verdict.obligations, *verdict.boundary)
    trace = replace(trace, findings=(*trace.findings, *_findings(results, rows, trace)))
    return replace(
        verdict,
        obligations=tuple(_marked(item, rows) for item in verdict.obligations),
        boundary=tuple(_marked(item, rows) for item in verdict.boundary),
        executed=(*verdict.executed, trace),
    )


def examine(
    lowering: Lowering, recorded: Recorded, locks: Lock
) -> tuple[ExecutedTrace, dict[str, ExecutedRow]]:
    """What became of the lowering's statements on a run of its mode, and the obligations that the run violates.

    A run on which a guarantee fails, or that doesn't fit the descriptor, violates nothing.
    """
    trace = _blank(lowering, recorded)
    problem = _problem(lowering, locks)
    reasons = malformed(problem, recorded.steps)
    if reasons:
        return replace(trace, findings=tuple(reasons)), {}
    run = _run_of(problem, recorded)
    trace = _judged(trace, run)
    return trace, {} if trace.broken else dict(_rows(lowering, run, trace))


def _marked(item: ObligationResult, rows: dict[str, ExecutedRow]) -> ObligationResult:
    row = rows.get(item.name)
    if row is None or item.result is not Result.REFUTED:
        return item
    return replace(item, executed=(*item.executed, row))


def _problem(lowering: Lowering, locks: Lock) -> Problem:
    """The lowering's problem; its statements are put to the run whether the lock lets them take part or not."""
    problem = problem_of_lowering(lowering, usable_of(lowering.runtime, locks))
    everything = problem_of_lowering(lowering, lambda anchors, origin: True)
    return replace(problem, guarantees=everything.guarantees, admits=everything.admits)


def _run_of(problem: Problem, recorded: Recorded) -> _Run:
    unobserved = frozenset(item.name for item in problem.events) - recorded.observes
    steps = recorded.steps
    return _Run(
        recorded,
        problem,
        runtime_view(problem, steps, unobserved)[0],
        contract_view(problem, steps, True, unobserved),
        runtime_evaluator(problem, steps, unobserved)[0],
        contract_evaluator(problem, steps, True, unobserved),
    )


# ---------------------------------------------------------------- the same source?


def _blank(lowering: Lowering, recorded: Recorded) -> ExecutedTrace:
    place = recorded.environment
    other = _other_symbols(lowering, recorded)
    return ExecutedTrace(
        trace=recorded.path,
        sha256=recorded.sha256,
        probe=recorded.probe,
        about=recorded.about,
        version=place.version,
        distribution=place.distribution,
        anchored=place.version == lowering.runtime.version and not other,
        other=other,
        replaced=recorded.replaced,
        steps=len(recorded.steps),
        held=(),
        idle=(),
        undecided=(),
        broken=(),
        admits=(),
        unadmitted=0,
        findings=(),
    )


def _other_symbols(lowering: Lowering, recorded: Recorded) -> tuple[str, ...]:
    """The anchored symbols of the lowering whose bodies were not the anchored ones where the run was made."""
    installed = recorded.environment.symbols
    names = {
        f"{anchor.path}::{anchor.symbol}"
        for anchor in _anchors(lowering)
        if not anchor.digest or installed.get(f"{anchor.path}::{anchor.symbol}") != anchor.digest
    }
    return tuple(sorted(names))


def _anchors(lowering: Lowering) -> Iterator[Anchor]:
    for guarantee in lowering.guarantees:
        yield from guarantee.anchors
    for admits in lowering.admits:
        yield from admits.anchors
    for absent in lowering.unmapped:
        yield from absent.anchors


# ---------------------------------------------------------------- statements


def _judged(trace: ExecutedTrace, run: _Run) -> ExecutedTrace:
    """The trace with what became of each guarantee, and which admits-statements it used."""
    groups: dict[str, list[str]] = {"held": [], "idle": [], "undecided": [], "broken": []}
    findings: list[str] = []
    for guarantee in run.problem.guarantees:
        state, step = _kept(run, guarantee.rule)
        groups[state].append(guarantee.name)
        if state == "broken":
            findings.append(f"guarantee `{guarantee.name}` does not hold at step {step}")
    used, unadmitted = _admitted(run)
    return replace(
        trace,
        held=tuple(groups["held"]),
        idle=tuple(groups["idle"]),
        undecided=tuple(groups["undecided"]),
        broken=tuple(groups["broken"]),
        admits=used,
        unadmitted=unadmitted,
        findings=tuple(findings) if trace.anchored else (),
    )


def _kept(run: _Run, rule: Rule) -> tuple[str, int]:
    """``held``, ``idle`` (it never fires), ``undecided`` or ``broken`` with the step (from 1) at which it is."""
    blind = any(pattern.event not in run.recorded.observes for pattern in rule.triggers)
    state = "undecided" if blind else "idle"
    domains = run.domains(rule)
    for position, moment in enumerate(run.runtime_side):
        for env in assignments(rule, moment, domains):
            truth = run.runtime.rule(rule, position, env)
            if truth is False:
                return "broken", position + 1
            if truth is None:
                state = "undecided"
            elif state == "idle" and run.runtime.fires(rule, position, env):
                state = "held"
    return state, 0


def _admitted(run: _Run) -> tuple[tuple[str, ...], int]:
    """The names of the admits-statements that the run uses, and how many steps none of them covers."""
    used: set[str] = set()
    missing = 0
    for position, step in enumerate(run.recorded.steps):
        item = step.occurrence()
        names: set[str] = set()
        for admits in run.problem.admits:
            env = bind(admits.pattern, item)
            if (
                env is not None
                and matches(admits.pattern, item, position, env, run.runtime) is True
                and run.runtime.truth(admits.condition, position, env) is True
            ):
                names.add(admits.name)
        used |= names
        missing += not names and not is_environment(run.problem, step)
    return tuple(sorted(used)), missing


# ---------------------------------------------------------------- rows


def _rows(lowering: Lowering, run: _Run, trace: ExecutedTrace) -> Iterator[tuple[str, ExecutedRow]]:
    """Every obligation of the lowering's bundles that the run certainly violates, where it first does."""
    bundles = (lowering.bundle, lowering.offers) if lowering.offers else (lowering.bundle,)
    for bundle in bundles:
        for obligation in bundle.obligations:
            found = _violated(run, obligation)
            if found is not None:
                position, env = found
                bindings = tuple((name, value_text(value)) for name, value in sorted(env.items()))
                yield (
                    obligation.qualified,
                    ExecutedRow(trace.trace, trace.version, trace.anchored, position + 1, bindings),
                )


def _violated(run: _Run, obligation: Obligation) -> tuple[int, Environment] | None:
    rule = obligation.rule
    domains = run.domains(rule)
    for position, moment in enumerate(run.contract_side):
        for env in assignments(rule, moment, domains):
            if UNKNOWN not in env.values() and run.contract.rule(rule, position, env) is False:
                return position, env
    return None


def _findings(
    results: tuple[ObligationResult, ...], rows: dict[str, ExecutedRow], trace: ExecutedTrace
) -> Iterator[str]:
    """What a run of the anchored source shows that the verdict does not say."""
    if not trace.anchored:
        return
    for item in results:
        row = rows.get(item.name)
        if row is not None and item.result not in (Result.REFUTED, Result.UNKNOWN):
            yield f"`{item.name}` is {item.result.value}, and the run violates it at step {row.step}"
