"""Maps a trace file's lines to what they show under the reference semantics, without any solver.

Invariant: a report is ``confirmed`` only if the trace shows at its last step what its header says it shows, every
guarantee holds, and, for a refutation, every step is admitted. Source: semantics, sections 4 (step 3) and 7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from rcl.anchors.lock import Lock
from rcl.model.contract import Bundle, Obligation, Rule, Scenario
from rcl.model.formula import Formula, Var
from rcl.model.runtime import Anchor, Lowering, Origin, World
from rcl.model.text import formula_text
from rcl.model.types import BoolType, IntType, Type
from rcl.system.problem import Problem, problem_of_lowering
from rcl.system.view import RawStep, Steps, contract_evaluator, event_of, sightings
from rcl.temporal.evaluate import Environment
from rcl.temporal.trace import Truth, Value
from rcl.verdict.confirm import replays, unbound
from rcl.verdict.explained import explain, trace_steps, value_text
from rcl.verdict.results import ExplainedValue, TraceStep
from rcl.verdict.usable import accepted, usable_of


class Outcome(Enum):
    """What became of the obligation."""

    VIOLATED = "violated"
    HOLDS = "holds"
    UNDECIDED = "undecided"
    """Unknown values leave it open."""
    INVALID = "invalid"
    """The steps are not a trace of the mode, or the file doesn't fit the lowering."""


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """The trace as it was run. ``step`` (from 1; 0: none) decides the outcome; ``reason`` says what is missing.

    ``recorded`` are the statements that took part although nothing has checked their recorded commits (by choice).
    """

    lowering: str
    obligation: str
    outcome: Outcome
    step: int
    reason: str
    steps: tuple[TraceStep, ...]
    bindings: tuple[tuple[str, str], ...]
    formula: str
    explained: tuple[ExplainedValue, ...]
    confirmed: bool
    recorded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Case:
    """A trace file, understood: the problem, what is asked, the assignment, the steps, and what is claimed."""

    problem: Problem
    asked: Obligation | Scenario
    env: Environment
    steps: Steps
    claim: str
    sure: bool = False
    """Nothing unknown may be guessed, as in a refutation."""

    @property
    def definite(self) -> bool:
        return self.sure or self.claim == "refuted"

    @property
    def variables(self) -> tuple[Var, ...]:
        return self.asked.rule.variables if isinstance(self.asked, Obligation) else self.asked.variables

    @property
    def formula(self) -> Rule | Formula:
        return self.asked.rule if isinstance(self.asked, Obligation) else self.asked.formula

    def truth(self, position: int) -> Truth:
        """At a step: does the rule hold (for a cover: fire), or the scenario?"""
        evaluator = contract_evaluator(self.problem, self.steps, self.definite)
        if isinstance(self.asked, Scenario):
            return evaluator.truth(self.asked.formula, position, self.env)
        if self.claim == "cover":
            return evaluator.fires(self.asked.rule, position, self.env)
        return evaluator.rule(self.asked.rule, position, self.env)


def replay_trace(
    world: World, lines: Sequence[Mapping[str, Any]], lowering_name: str, locks: Lock | None = None
) -> ReplayReport:
    """Run the trace; without ``locks`` every statement takes part, as if all anchors were verified."""
    lowering = next(item for item in world.lowerings if item.name == lowering_name)
    header = lines[0]
    name = str(header["obligation"])
    asked = _asked(lowering, name)
    if asked is None:
        reason = f"the lowering has no obligation or scenario `{name}`"
        return ReplayReport(lowering_name, name, Outcome.INVALID, 0, reason, (), (), "", (), False)
    usable = usable_of(lowering.runtime, locks) if locks is not None else _everything
    report = replay_problem(problem_of_lowering(lowering, usable), asked, lines, lowering_name)
    return replace(report, recorded=accepted(lowering, locks) if locks is not None else ())


def replay_problem(
    problem: Problem,
    asked: Obligation | Scenario,
    lines: Sequence[Mapping[str, Any]],
    owner: str,
    *,
    sure: bool = False,
) -> ReplayReport:
    """Run a trace of any problem, for which a reading of a weaker bundle will do as well as a lowering.

    With ``sure`` a cover has to be one whatever the values are that the mapping leaves unknown.
    """
    header = lines[0]
    name = asked.qualified if isinstance(asked, Obligation) else f"scenario.{asked.name}"
    raw = tuple(_raw_step(problem, line) for line in lines[1:])
    claim = str(header["result"])
    variables = asked.rule.variables if isinstance(asked, Obligation) else asked.variables
    case = _Case(problem, asked, _bindings(header, variables), raw, claim, sure)
    base = ReplayReport(
        lowering=owner,
        obligation=name,
        outcome=Outcome.INVALID,
        step=0,
        reason="",
        steps=(),
        bindings=tuple((key, value_text(value)) for key, value in case.env.items()),
        formula=formula_text(asked.rule.requires if isinstance(asked, Obligation) else asked.formula),
        explained=(),
        confirmed=False,
        recorded=(),
    )
    return _run(base, case, lines[1:])


def _run(base: ReplayReport, case: _Case, lines: Sequence[Mapping[str, Any]]) -> ReplayReport:
    wrong = (*unbound(case.variables, case.env), *replays(case.problem, case.steps, need_admitted=False))
    unfit = (*unbound(case.variables, case.env), *_shape_defects(case))
    if unfit:
        return replace(base, reason="; ".join(unfit))
    if not case.definite:
        case = replace(case, steps=_with_choices(case, lines))
    steps = trace_steps(case.problem, case.formula, case.env, case.steps, case.definite)
    base = replace(base, steps=steps, explained=_explained(case))
    if wrong:
        return replace(base, step=len(steps), reason="; ".join(wrong))
    missing = replays(case.problem, case.steps, need_admitted=True) if case.claim == "refuted" else ()
    return _judged(base, case, missing)


def _judged(base: ReplayReport, case: _Case, missing: tuple[str, ...]) -> ReplayReport:
    """The outcome of a trace of the mode; ``missing`` is what a refutation lacks."""
    last = len(case.steps) - 1
    truth = case.truth(last)
    wanted = isinstance(case.asked, Scenario) or case.claim == "cover"
    outcome = {True: Outcome.HOLDS, False: Outcome.VIOLATED, None: Outcome.UNDECIDED}[truth]
    if truth is wanted:
        return replace(base, outcome=outcome, step=last + 1, reason="; ".join(missing), confirmed=not missing)
    earlier = next((at for at in range(last) if case.truth(at) is wanted), None)
    if earlier is not None and not wanted:
        reason = f"it is violated at step {earlier + 1} already, and not at the last step"
        return replace(base, outcome=Outcome.VIOLATED, step=earlier + 1, reason=reason)
    reasons = {
        Outcome.HOLDS: "the obligation holds at the last step",
        Outcome.VIOLATED: "it is not reached at the last step",
        Outcome.UNDECIDED: "unknown values leave it undecided at the last step",
    }
    return replace(base, outcome=outcome, step=last + 1, reason=reasons[outcome])


def _explained(case: _Case) -> tuple[ExplainedValue, ...]:
    if not isinstance(case.asked, Obligation):
        return ()
    return explain(case.problem, case.asked.rule, case.env, case.steps, case.definite)


def _shape_defects(case: _Case) -> tuple[str, ...]:
    """What keeps the steps from being steps of the problem at all (guarantees aside)."""
    without = replace(case.problem, guarantees=())
    return replays(without, case.steps, need_admitted=False)


# ---------------------------------------------------------------- reading


def _everything(anchors: tuple[Anchor, ...], origin: Origin) -> bool:
    return True


def _asked(lowering: Lowering, name: str) -> Obligation | Scenario | None:
    bundles: tuple[Bundle, ...] = (
        (lowering.offers, lowering.bundle) if lowering.offers else (lowering.bundle,)
    )
    for bundle in bundles:
        for obligation in bundle.obligations:
            if obligation.qualified == name:
                return obligation
        for scenario in bundle.requires:
            if f"scenario.{scenario.name}" == name:
                return scenario
    return None


def _bindings(header: Mapping[str, Any], variables: Sequence[Var]) -> dict[str, Value]:
    """The values by name; a number or truth value may stand as text, as it does in a report."""
    types = {var.name: var.type for var in variables}
    return {name: _typed(value, types.get(name)) for name, value in dict(header.get("bindings", {})).items()}


def _typed(value: Value, kind: Type | None) -> Value:
    if not isinstance(value, str):
        return value
    if isinstance(kind, BoolType):
        return {"true": True, "false": False}.get(value.lower(), value)
    digits = value.removeprefix("-")
    return int(value) if isinstance(kind, IntType) and digits.isdecimal() and len(digits) < 19 else value


def _raw_step(problem: Problem, line: Mapping[str, Any]) -> RawStep:
    """The step with its fields in the order of their declaration (those that don't belong come last)."""
    step = RawStep(line["event"], tuple(line["fields"].items()), bool(line.get("free", False)))
    event = event_of(problem, step)
    order = [field.name for field in event.fields] if event else []
    fields = sorted(step.fields, key=lambda item: order.index(item[0]) if item[0] in order else len(order))
    return replace(step, fields=tuple(fields))


def _with_choices(case: _Case, lines: Sequence[Mapping[str, Any]]) -> Steps:
    """The steps with the values of unknown fields that the file's ``seen`` shows, where it can be read."""
    found: list[RawStep] = []
    seen_by_lines = sightings(case.problem, case.steps, definite=False)
    for step, line, sighted in zip(case.steps, lines, seen_by_lines, strict=True):
        texts = line.get("seen", [])
        choices: list[tuple[int, str, Value]] = []
        for item, text in zip(sighted, texts if len(texts) == len(sighted) else [], strict=False):
            values = _arguments(text, item.seen.event, len(item.seen.fields))
            kinds = next(e for e in case.problem.contract_events if e.name == item.seen.event).fields
            for (name, term), kind, value in zip(
                case.problem.maps[item.line].fields, kinds, values, strict=False
            ):
                if term is None and value != "_":
                    choices.append((item.line, name, _read(value, isinstance(kind.type, IntType))))
        found.append(replace(step, choices=tuple(choices)))
    chosen = tuple(found)
    return case.steps if replays(replace(case.problem, guarantees=()), chosen, False) else chosen


def _arguments(text: object, event: str, count: int) -> list[str]:
    """``["c1", "60"]`` of ``accepted(c1, 60)``; nothing if it doesn't look like that."""
    if not isinstance(text, str) or not text.startswith(f"{event}(") or not text.endswith(")"):
        return []
    parts = text[len(event) + 1 : -1].split(", ")
    return parts if len(parts) == count else []


def _read(text: str, number: bool) -> Value:
    if number:
        try:
            return int(text)
        except ValueError:
            return text
    return {"none": None, "true": True, "false": False}.get(text, text)
