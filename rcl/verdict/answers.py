"""Maps what a search has found about a question to its result, in the words of a report.

Invariant: a result is built in one place, whether its proof or trace was searched for or remembered; what was found is
kept in the question's notes. Nothing is searched for or checked here. Source: semantics, section 4.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from rcl.model.contract import Obligation, Rule, Scenario
from rcl.model.formula import FALSE
from rcl.smt.bounded import Found
from rcl.smt.solver import Budget
from rcl.smt.strategy import Certified
from rcl.system.cone import Part, part_of
from rcl.system.problem import Problem, StatementRef
from rcl.system.view import Steps
from rcl.temporal.evaluate import Environment
from rcl.temporal.trace import Value
from rcl.verdict.doubt import decisive_silences
from rcl.verdict.explained import explain, trace_steps
from rcl.verdict.results import CoreItem, ObligationResult, Result


@dataclass(slots=True)
class Notes:
    """What stands behind a result: the argument of a proof, the trace that reaches its trigger, the counterexample."""

    proof: Certified | None = None
    cover: Found | None = None
    trace: Found | None = None

    def take(self, other: Notes) -> None:
        """Become the other notes."""
        self.proof, self.cover, self.trace = other.proof, other.cover, other.trace

    def assignment(self, rule: Rule) -> tuple[tuple[str, Value], ...]:
        """The values of the rule's variables under which the trace (or, without one, the cover) is one, by name."""
        found = self.trace or self.cover
        return () if found is None else tuple(sorted(env_of(rule, found).items()))


@dataclass(frozen=True)
class Question:
    """What is asked of a problem, with the words for the answer; ``notes`` are filled in on the way."""

    problem: Problem
    rule: Rule
    blank: ObligationResult
    failure: str
    budget: Budget
    notes: Notes = field(default_factory=Notes)

    @property
    def scenario(self) -> bool:
        """Is it asked whether a scenario can happen, and not whether a rule is kept?"""
        return self.blank.facet == "scenario"

    @cached_property
    def part(self) -> Part:
        """What of the problem the rule can depend on: there proofs and traces are looked for."""
        return part_of(self.problem, self.rule)

    def strange(self) -> bool:
        """Does the trace of the violation that was noted take an event that is not in the part?"""
        part, trace = self.part.problem, self.notes.trace
        names = {(event.name, False) for event in part.events}
        names |= {(event.name, True) for event in part.contract_events}
        return trace is not None and not names.issuperset((step.event, step.free) for step in trace.steps)

    def beyond(self, result: ObligationResult) -> bool:
        """Can a question with the same part have another result than this one, since the search went beyond the part?

        It does when a violation is not certain within the part.
        """
        uncertain = result.result is Result.OPEN and self.notes.trace is not None
        return uncertain or self.strange()


def env_of(rule: Rule, found: Found) -> dict[str, Value]:
    """The values that a trace gives to the rule's own variables."""
    names = {var.name for var in rule.variables}
    return {name: value for name, value in found.bindings if name in names}


def rule_of(asked: Obligation | Scenario) -> Rule:
    """The rule whose violation, or whose trigger, is looked for; a scenario is a trigger alone."""
    return (
        asked.rule if isinstance(asked, Obligation) else Rule(asked.variables, (), (), asked.formula, FALSE)
    )


def blank_result(
    name: str, facet: str, text: str, formula: str, place: str, problem: Problem
) -> ObligationResult:
    """The result before anything is known."""
    return ObligationResult(
        name=name,
        facet=facet,
        result=Result.UNKNOWN,
        method="",
        text=text,
        formula=formula,
        core=(),
        trace=(),
        cover=(),
        bindings=(),
        explained=(),
        lemmas=(),
        statements=len(problem.guarantees) + len(problem.absent),
        depth=0,
        reason="",
        blame=(),
        repair="",
        rlimit=0,
        place=place,
    )


# ---------------------------------------------------------------- obligations


def proved(question: Question, proof: Certified, cover: Found) -> ObligationResult:
    """A proof whose trigger is reached by the cover; open if it rests on silence."""
    question.notes.proof, question.notes.cover = proof, cover
    core = tuple(core_item(ref) for ref in proof.core)
    silent = [ref.name for ref in proof.core if ref.kind == "silence"]
    done = replace(
        question.blank,
        method=proof.method,
        core=core,
        cover=trace_steps(question.problem, question.rule, env_of(question.rule, cover), cover.steps, False),
        lemmas=proof.lemmas,
        depth=proof.proof.argument.k,
    )
    if silent:
        names = ", ".join(f"`{name}`" for name in silent)
        return replace(
            done,
            result=Result.OPEN,
            reason=f"the proof would rest on nothing being said about {names}; silence never helps a claim",
            repair=f'map {names}, or state with its source that it does not exist: `unmapped {silent[0]} "why" by ANCHOR`',
        )
    return replace(done, result=Result.PROVED)


def vacuous(question: Question, excluded: Certified) -> ObligationResult:
    """A proof that the trigger is out of reach."""
    question.notes.proof = excluded
    return replace(
        question.blank,
        result=Result.VACUOUS,
        method=excluded.method,
        core=tuple(core_item(ref) for ref in excluded.core),
        reason="no allowed trace reaches the trigger: " + _excluding(excluded.core),
        repair="map what the trigger speaks of, or weaken the statements that exclude it",
        blame=tuple(ref.span.place() for ref in excluded.core),
    )


def shown(question: Question, found: Found, result: Result, depth: int) -> ObligationResult:
    """A violation, as refuted or open."""
    definite = result is Result.REFUTED
    env = env_of(question.rule, found)
    question.notes.trace = found
    steps = trace_steps(question.problem, question.rule, env, found.steps, definite)
    reason, repair = (
        question.failure,
        "a guarantee that excludes one of these steps, or a mapping of what is missing",
    )
    if result is Result.OPEN:
        doubtful = [step.step for step in steps if not step.by or step.by == "unmapped hazard"]
        reason, repair = _doubt(question, env, found.steps, doubtful)
    return replace(
        question.blank,
        result=result,
        method="bounded search",
        trace=steps,
        bindings=tuple((name, str(value)) for name, value in sorted(env.items())),
        explained=explain(question.problem, question.rule, env, found.steps, definite),
        depth=depth,
        reason=reason,
        blame=tuple(dict.fromkeys(step.place for step in reversed(steps) if step.place)),
        repair=repair,
    )


def _doubt(question: Question, env: Environment, steps: Steps, doubtful: list[int]) -> tuple[str, str]:
    """Why a violation is not certain, and what would settle it: an unadmitted step, silence, or an unknown value."""
    if doubtful:
        shown = ", ".join(map(str, doubtful))
        return (
            f"the statements do not exclude this trace, but nothing shows that the runtime takes step {shown}",
            f"an admits-statement for step {shown}, or a guarantee that excludes it",
        )
    silent = decisive_silences(question.problem, question.rule, env, steps)
    if silent:
        names = ", ".join(f"`{name}`" for name in silent)
        return (
            f"every step is admitted, but nothing is said about {names}, which may have happened unseen",
            f'map {names}, or state with its source that it does not exist: `unmapped {silent[0]} "why" by ANCHOR`',
        )
    return (
        "every step is admitted, but the violation hangs on a value that the mapping leaves unknown",
        "fill the unknown field, or find the statement that decides the value",
    )


# ---------------------------------------------------------------- required scenarios


def seen(question: Question, found: Found, result: Result, depth: int) -> ObligationResult:
    """A trace that shows the scenario: proved, or open if it takes a guess."""
    env = env_of(question.rule, found)
    definite = result is Result.PROVED
    question.notes.cover = found
    steps = trace_steps(question.problem, question.rule, env, found.steps, definite)
    guess = "" if definite else "only if a value that the mapping leaves unknown happens to be the right one"
    return replace(
        question.blank,
        result=result,
        method="bounded search",
        cover=steps if definite else (),
        trace=() if definite else steps,
        bindings=tuple((name, str(value)) for name, value in sorted(env.items())),
        depth=depth,
        reason=guess,
        repair="" if definite else "carry the identity in the mapping",
    )


def impossible(question: Question, excluded: Certified) -> ObligationResult:
    """A proof that the scenario is out of reach: refuted, or open if it rests on silence."""
    question.notes.proof = excluded
    silent = [ref for ref in excluded.core if ref.kind == "silence"]
    return replace(
        question.blank,
        result=Result.OPEN if silent else Result.REFUTED,
        method=excluded.method,
        core=tuple(core_item(ref) for ref in excluded.core),
        reason=f"{question.failure}: {_excluding(excluded.core)}",
        lemmas=excluded.lemmas,
        blame=tuple(ref.span.place() for ref in excluded.core),
        repair="map the missing event, or weaken the statements that exclude it",
    )


# ---------------------------------------------------------------- words


def _excluding(core: tuple[StatementRef, ...]) -> str:
    if not core:
        return "no event can be what it speaks of"
    return "; ".join(_sentence(ref) for ref in core)


def _sentence(ref: StatementRef) -> str:
    match ref.kind:
        case "silence":
            return f"nothing is mapped to `{ref.name}`"
        case "unmapped":
            return f"`{ref.name}` does not exist ({ref.span.place()})"
        case _:
            return f"`{ref.name}` ({ref.span.place()})"


def spent(question: Question, reason: str, depth: int) -> ObligationResult:
    """Nothing was found out, and why."""
    if any(stage.left == 0 for stage in question.budget.stages):
        reason = f"rlimit {question.budget.limit:,} spent; {reason}"
    return replace(question.blank, result=Result.UNKNOWN, reason=reason, depth=depth, method="none")


def core_item(ref: StatementRef) -> CoreItem:
    """A statement of a core, as it is shown."""
    anchor = ref.anchors[0] if ref.anchors else None
    name = ref.name if ref.kind == "guarantee" else f"{ref.kind} {ref.name}"
    shown = f"{anchor.path}::{anchor.symbol}" if anchor else ""
    return CoreItem(name, ref.origin.kind.value, shown, ref.span.file, ref.span.line)
