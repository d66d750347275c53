"""One task to one result: proof with core, replayed counterexample, cover, or the reason why there is none.

Maps (World, Task, budget, locks) to ObligationResult. Invariant: nothing is proved without a cover,
nothing is refuted or open that ``confirm`` has not replayed without a solver. Source: semantics, sections 3 and 4.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from rcl.anchors.lock import Lock
from rcl.model.contract import Bundle, Contract, Obligation, Rule, Scenario
from rcl.model.formula import FALSE, TRUE
from rcl.model.runtime import Lowering, World
from rcl.model.text import formula_text, rule_text
from rcl.smt.bounded import Found
from rcl.smt.solver import Budget
from rcl.smt.strategy import (
    Certified,
    Effort,
    find_definite,
    find_possible,
    find_sure,
    prove_plainly,
    prove_thoroughly,
)
from rcl.system.build import Target
from rcl.system.problem import Problem, StatementRef, problem_of_lowering, problem_of_reading
from rcl.system.variation import PLAIN, Variation
from rcl.temporal.trace import Value
from rcl.verdict.confirm import confirm, confirm_cover
from rcl.verdict.explained import explain, trace_steps
from rcl.verdict.results import CoreItem, ObligationResult, Result, TraceStep
from rcl.verdict.task import Task
from rcl.verdict.usable import usable_of

NEAR = Effort(depth=7)
FAR = Effort(depth=9, extras=(1,))
DEEP = Effort(depth=24, extras=(1,))
"""Where nothing else has decided: as deep as the stage's budget lasts."""


@dataclass(slots=True)
class Notes:
    """What stands behind a result: the argument of a proof, and the assignment under which the trace is one."""

    proof: Certified | None = None
    assignment: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a problem, with the words for the answer; ``notes`` are filled in on the way."""

    problem: Problem
    rule: Rule
    blank: ObligationResult
    failure: str
    budget: Budget
    notes: Notes = field(default_factory=Notes)


def decide_task(
    world: World,
    task: Task,
    budget: int,
    locks: Lock,
    notes: Notes | None = None,
    variation: Variation = PLAIN,
) -> ObligationResult:
    """The result of one obligation, required scenario or entailment."""
    problem, asked = problem_of_task(world, task, locks)
    return decide_problem(problem, asked, budget, notes, variation)


def decide_problem(
    problem: Problem,
    asked: Obligation | Scenario,
    budget: int,
    notes: Notes | None = None,
    variation: Variation = PLAIN,
) -> ObligationResult:
    """The result of one obligation or required scenario for a problem."""
    problem, units = variation.reordered(problem), Budget(budget, variation=variation)
    kept = notes or Notes()
    if isinstance(asked, Scenario):
        return _decide_scenario(replace(_scenario_question(problem, asked, units), notes=kept))
    return _decide_obligation(replace(_obligation_question(problem, asked, units), notes=kept))


def problem_of_task(world: World, task: Task, locks: Lock) -> tuple[Problem, Obligation | Scenario]:
    """What a task asks, and of what."""
    if task.kind == "entailment":
        contract = next(item for item in world.contracts if item.name == task.contract)
        bundle = contract.bundle(task.bundle)
        assert bundle.weakens is not None
        problem = problem_of_reading(contract, bundle, contract.bundle(bundle.weakens))
    else:
        lowering = next(item for item in world.lowerings if item.name == task.lowering)
        bundle = lowering.contract.bundle(task.bundle)
        problem = problem_of_lowering(lowering, usable_of(lowering.runtime, locks))
    if task.kind == "scenario":
        return problem, _scenario(bundle, task.name)
    return problem, next(item for item in bundle.obligations if item.qualified == task.name)


def rule_of(asked: Obligation | Scenario) -> Rule:
    """The rule whose violation, or whose trigger, is looked for; a scenario is a trigger alone."""
    return (
        asked.rule if isinstance(asked, Obligation) else Rule(asked.variables, (), (), asked.formula, FALSE)
    )


def _scenario(bundle: Bundle, name: str) -> Scenario:
    return next(item for item in bundle.requires if item.name == name)


def _obligation_question(problem: Problem, item: Obligation, budget: Budget) -> Question:
    blank = _blank(
        item.qualified, item.facet.value, item.success, rule_text(item.rule), item.span.place(), problem
    )
    return Question(problem, item.rule, blank, item.failure, budget)


def _scenario_question(problem: Problem, item: Scenario, budget: Budget) -> Question:
    rule = rule_of(item)
    blank = _blank(
        f"scenario.{item.name}", "scenario", item.text, formula_text(item.formula), item.span.place(), problem
    )
    return Question(problem, rule, blank, f"it is not so that {item.text}", budget)


def _blank(name: str, facet: str, text: str, formula: str, place: str, problem: Problem) -> ObligationResult:
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


def _decide_obligation(question: Question) -> ObligationResult:
    result = _obligation(question)
    return replace(result, rlimit=question.budget.total)


def _obligation(question: Question) -> ObligationResult:
    problem, budget = question.problem, question.budget
    target = Target(question.rule, violated=True)
    proof = prove_plainly(problem, target, budget.stage())
    if proof is not None:
        return _proved(question, proof)
    near = _violation(question, NEAR)
    if near is not None:
        return near
    proof = prove_thoroughly(problem, target, budget.stage(1))
    if proof is not None:
        return _proved(question, proof)
    for effort in (FAR, DEEP):
        far = _violation(question, effort)
        if far is not None:
            return far
    reason = f"neither a proof nor a counterexample of up to {DEEP.depth} steps was found"
    return _spent(question, reason, DEEP.depth)


def _violation(question: Question, effort: Effort) -> ObligationResult | None:
    """A replayed violation: refuted if it is definite and admitted, open if it is only not excluded."""
    problem, budget = question.problem, question.budget.stage()
    target = Target(question.rule, violated=True)
    possible = find_possible(problem, target, budget, replace(effort, shortest=True))
    if possible.found is None:
        return None
    further = FAR if possible.depth < FAR.depth else DEEP
    definite = find_definite(problem, target, question.budget.stage(), further, possible.depth)
    if definite.found is not None and not _replay(question, definite.found, definite=True):
        return _shown(question, definite.found, Result.REFUTED, definite.depth)
    reasons = _replay(question, possible.found, definite=False)
    if reasons:
        return None
    return _shown(question, possible.found, Result.OPEN, possible.depth)


def _replay(question: Question, found: Found, *, definite: bool) -> tuple[str, ...]:
    env = _env(question.rule, found)
    return confirm(question.problem, question.rule, env, found.steps, definite, definite)


def _env(rule: Rule, found: Found) -> dict[str, Value]:
    names = {var.name for var in rule.variables}
    return {name: value for name, value in found.bindings if name in names}


def _shown(question: Question, found: Found, result: Result, depth: int) -> ObligationResult:
    definite = result is Result.REFUTED
    env = _env(question.rule, found)
    question.notes.assignment = tuple(sorted(env.items()))
    steps = trace_steps(question.problem, question.rule, env, found.steps, definite)
    doubtful = [step for step in steps if not step.by or step.by == "unmapped hazard"]
    reason, repair = (
        question.failure,
        "a guarantee that excludes one of these steps, or a mapping of what is missing",
    )
    if result is Result.OPEN:
        shown = ", ".join(str(step.step) for step in doubtful)
        reason = (
            f"the statements do not exclude this trace, but nothing shows that the runtime takes step {shown}"
        )
        repair = f"an admits-statement for step {shown}, or a guarantee that excludes it"
        if not doubtful:
            reason = (
                "every step is admitted, but the violation hangs on a value that the mapping leaves unknown"
            )
            repair = (
                "fill the unknown field, map the silent event, or state its absence with `unmapped ... by`"
            )
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


def _proved(question: Question, proof: Certified) -> ObligationResult:
    question.notes.proof = proof
    core = tuple(_core_item(ref) for ref in proof.core)
    silent = [ref.name for ref in proof.core if ref.kind == "silence"]
    cover = _cover(question)
    if isinstance(cover, ObligationResult):
        return cover
    done = replace(
        question.blank,
        method=proof.method,
        core=core,
        cover=cover,
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


def _cover(question: Question) -> tuple[TraceStep, ...] | ObligationResult:
    """A replayed trace on which the trigger fires; without one, the result that takes the proof's place."""
    target = Target(question.rule, violated=False)
    excluded = prove_plainly(question.problem, target, question.budget.stage())
    if excluded is not None:
        return _vacuous(question, excluded)
    for effort in (NEAR, FAR, DEEP):
        if effort is DEEP:
            excluded = prove_thoroughly(question.problem, target, question.budget.stage())
            if excluded is not None:
                return _vacuous(question, excluded)
        found = find_possible(question.problem, target, question.budget.stage(), effort).found
        if found is not None:
            env = _env(question.rule, found)
            if not confirm_cover(question.problem, question.rule, env, found.steps, False, False):
                question.notes.assignment = tuple(sorted(env.items()))
                return trace_steps(question.problem, question.rule, env, found.steps, False)
    reason = f"no trace of up to {DEEP.depth} steps reaches the trigger, and none was excluded"
    return _spent(question, reason, DEEP.depth)


def _vacuous(question: Question, excluded: Certified) -> ObligationResult:
    question.notes.proof = excluded
    return replace(
        question.blank,
        result=Result.VACUOUS,
        method=excluded.method,
        core=tuple(_core_item(ref) for ref in excluded.core),
        reason="no allowed trace reaches the trigger: " + _excluding(excluded.core),
        repair="map what the trigger speaks of, or weaken the statements that exclude it",
        blame=tuple(ref.span.place() for ref in excluded.core),
    )


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


def _spent(question: Question, reason: str, depth: int) -> ObligationResult:
    if any(stage.left == 0 for stage in question.budget.stages):
        reason = f"rlimit {question.budget.limit:,} spent; {reason}"
    return replace(question.blank, result=Result.UNKNOWN, reason=reason, depth=depth, method="none")


def _core_item(ref: StatementRef) -> CoreItem:
    anchor = ref.anchors[0] if ref.anchors else None
    name = ref.name if ref.kind == "guarantee" else f"{ref.kind} {ref.name}"
    shown = f"{anchor.path}::{anchor.symbol}" if anchor else ""
    return CoreItem(name, ref.origin.kind.value, shown, ref.span.file, ref.span.line)


# ---------------------------------------------------------------- required scenarios


def _decide_scenario(question: Question) -> ObligationResult:
    result = _required(question)
    return replace(result, rlimit=question.budget.total)


def _required(question: Question) -> ObligationResult:
    """Can the scenario happen? Proved by a trace, refuted by a proof that none has it."""
    problem = question.problem
    target = Target(question.rule, violated=False)
    excluded = prove_plainly(problem, target, question.budget.stage())
    if excluded is not None:
        return _impossible(question, excluded)
    for effort in (NEAR, FAR, DEEP):
        if effort is DEEP:
            excluded = prove_thoroughly(problem, target, question.budget.stage())
            if excluded is not None:
                return _impossible(question, excluded)
        sure = find_sure(problem, target, question.budget.stage(), effort)
        if sure.found is not None and not _reached(question, sure.found, definite=True):
            return _seen(question, sure.found, Result.PROVED, sure.depth)
        possible = find_possible(problem, target, question.budget.stage(), effort)
        if possible.found is not None and not _reached(question, possible.found, definite=False):
            return _seen(question, possible.found, Result.OPEN, possible.depth)
    reason = f"no trace of up to {DEEP.depth} steps shows it, and none was excluded"
    return _spent(question, reason, DEEP.depth)


def _reached(question: Question, found: Found, *, definite: bool) -> tuple[str, ...]:
    env = _env(question.rule, found)
    return confirm_cover(question.problem, question.rule, env, found.steps, definite, False)


def _seen(question: Question, found: Found, result: Result, depth: int) -> ObligationResult:
    env = _env(question.rule, found)
    definite = result is Result.PROVED
    question.notes.assignment = tuple(sorted(env.items()))
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


def _impossible(question: Question, excluded: Certified) -> ObligationResult:
    question.notes.proof = excluded
    silent = [ref for ref in excluded.core if ref.kind == "silence"]
    return replace(
        question.blank,
        result=Result.OPEN if silent else Result.REFUTED,
        method=excluded.method,
        core=tuple(_core_item(ref) for ref in excluded.core),
        reason=f"{question.failure}: {_excluding(excluded.core)}",
        lemmas=excluded.lemmas,
        blame=tuple(ref.span.place() for ref in excluded.core),
        repair="map the missing event, or weaken the statements that exclude it",
    )


# ---------------------------------------------------------------- contradictions


def contradictions(
    world: World, lowering_name: str, locks: Lock, variation: Variation = PLAIN
) -> tuple[CoreItem, ...]:
    """Two or more guarantees that no step of some event can satisfy together, whatever came before."""
    lowering = next(item for item in world.lowerings if item.name == lowering_name)
    return lowering_contradictions(lowering, locks, variation)


def lowering_contradictions(
    lowering: Lowering, locks: Lock, variation: Variation = PLAIN
) -> tuple[CoreItem, ...]:
    """The statements of the first such event (by name); none if every event can happen in some state."""
    from rcl.model.formula import Pattern
    from rcl.smt.encode import Encoding
    from rcl.smt.induction import Argument, Induction
    from rcl.system.build import Options, build

    problem = variation.reordered(problem_of_lowering(lowering, usable_of(lowering.runtime, locks)))
    triggered = Counter(pattern.event for item in problem.guarantees for pattern in item.rule.triggers)
    always = sum(1 for item in problem.guarantees if not item.rule.triggers)
    for event in sorted(event for event, count in triggered.items() if count + always > 1):
        rule = Rule((), (), (Pattern(event, ()),), TRUE, FALSE)
        system = build(problem, Target(rule, violated=False, layer="runtime"), Options())
        proof = Induction(Encoding(system), Budget(5_000_000, variation=variation)).minimise(Argument(0, ()))
        if proof is not None and len(proof.core) > 1:
            return tuple(_core_item(system.labels[index]) for index in proof.core)
    return ()


__all__ = ["Contract", "contradictions", "decide_problem", "decide_task", "lowering_contradictions"]
