"""One task to one result: proof with core, replayed counterexample, cover, or the reason why there is none.

Maps (World, Task, budget, locks) to ObligationResult. Invariant: nothing is proved without a cover,
nothing is refuted or open that ``confirm`` has not replayed without a solver. Source: semantics, sections 3 and 4.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from rcl.anchors.lock import Lock
from rcl.model.contract import Bundle, Obligation, Rule, Scenario
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
from rcl.system.cone import Part
from rcl.system.problem import Problem, problem_of_lowering, problem_of_reading
from rcl.system.variation import PLAIN, Variation
from rcl.verdict.answers import (
    Notes,
    Question,
    blank_result,
    core_item,
    env_of,
    impossible,
    proved,
    rule_of,
    seen,
    shown,
    spent,
    vacuous,
)
from rcl.verdict.confirm import confirm, confirm_cover
from rcl.verdict.results import CoreItem, ObligationResult, Result
from rcl.verdict.task import Task
from rcl.verdict.usable import usable_of

NEAR = Effort(depth=7)
FAR = Effort(depth=9, extras=(1,))
DEEP = Effort(depth=24, extras=(1,))
"""Where nothing else has decided: as deep as the stage's budget lasts."""


def question_of(
    world: World,
    task: Task,
    budget: int,
    locks: Lock,
    notes: Notes | None = None,
    variation: Variation = PLAIN,
) -> Question:
    """What the task asks, with nothing spent and nothing known yet."""
    problem, asked = problem_of_task(world, task, locks)
    return question_about(problem, asked, budget, notes, variation)


def decide_question(question: Question) -> ObligationResult:
    """The result, by search."""
    return _decide_scenario(question) if question.scenario else _decide_obligation(question)


def decide_problem(
    problem: Problem,
    asked: Obligation | Scenario,
    budget: int,
    notes: Notes | None = None,
    variation: Variation = PLAIN,
) -> ObligationResult:
    """The result of one obligation or required scenario for a problem."""
    return decide_question(question_about(problem, asked, budget, notes, variation))


def question_about(
    problem: Problem,
    asked: Obligation | Scenario,
    budget: int,
    notes: Notes | None = None,
    variation: Variation = PLAIN,
) -> Question:
    """An obligation or required scenario as a question, with nothing spent and nothing known yet."""
    problem, units = variation.reordered(problem), Budget(budget, variation=variation)
    kept = notes or Notes()
    if isinstance(asked, Scenario):
        return replace(_scenario_question(problem, asked, units), notes=kept)
    return replace(_obligation_question(problem, asked, units), notes=kept)


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


def _scenario(bundle: Bundle, name: str) -> Scenario:
    return next(item for item in bundle.requires if item.name == name)


def _obligation_question(problem: Problem, item: Obligation, budget: Budget) -> Question:
    blank = blank_result(
        item.qualified, item.facet.value, item.success, rule_text(item.rule), item.span.place(), problem
    )
    return Question(problem, item.rule, blank, item.failure, budget)


def _scenario_question(problem: Problem, item: Scenario, budget: Budget) -> Question:
    rule = rule_of(item)
    blank = blank_result(
        f"scenario.{item.name}", "scenario", item.text, formula_text(item.formula), item.span.place(), problem
    )
    return Question(problem, rule, blank, f"it is not so that {item.text}", budget)


# ---------------------------------------------------------------- obligations


def _decide_obligation(question: Question) -> ObligationResult:
    result = _obligation(question)
    return replace(result, rlimit=question.budget.total)


def _obligation(question: Question) -> ObligationResult:
    problem, budget = question.part.problem, question.budget
    target = Target(question.rule, violated=True)
    proof = prove_plainly(problem, target, budget.stage())
    if proof is not None:
        return _covered(question, proof)
    near = _violation(question, NEAR)
    if near is not None:
        return near
    proof = prove_thoroughly(problem, target, budget.stage(1))
    if proof is not None:
        return _covered(question, proof)
    for effort in (FAR, DEEP):
        far = _violation(question, effort)
        if far is not None:
            return far
    reason = f"neither a proof nor a counterexample of up to {DEEP.depth} steps was found"
    return spent(question, reason, DEEP.depth)


def _violation(question: Question, effort: Effort) -> ObligationResult | None:
    """A replayed violation: refuted if it is definite and admitted, open if it is only not excluded."""
    part, target = question.part, Target(question.rule, violated=True)
    possible = find_possible(part.problem, target, question.budget.stage(), replace(effort, shortest=True))
    if possible.found is None:
        return None
    least, further = possible.depth, FAR if possible.depth < FAR.depth else DEEP
    definite = find_definite(part.problem, target, question.budget.stage(), further, least)
    certain = _certain(question, _of_whole(part, definite.found), definite.depth)
    if certain is None:
        nearby = replace(effort, depth=least + 1)
        definite = find_definite(
            question.problem, target, question.budget.stage(), nearby, least, bystanders=True
        )
        certain = _certain(question, definite.found, definite.depth)
    if certain is not None:
        return certain
    found = _of_whole(part, possible.found)
    if found is None or unbroken(question, found, definite=False):
        return None
    return shown(question, found, Result.OPEN, least)


def _certain(question: Question, found: Found | None, depth: int) -> ObligationResult | None:
    """The refutation, if the trace is one by the reference semantics."""
    if found is None or unbroken(question, found, definite=True):
        return None
    return shown(question, found, Result.REFUTED, depth)


def _of_whole(part: Part, found: Found | None) -> Found | None:
    """What was found for a part of the problem, as a trace of the problem."""
    return None if found is None else replace(found, steps=part.in_whole(found.steps))


def unbroken(question: Question, found: Found, *, definite: bool) -> tuple[str, ...]:
    """Why the trace does not show a violation, by the reference semantics; nothing if it does."""
    env = env_of(question.rule, found)
    return confirm(question.problem, question.rule, env, found.steps, definite, definite)


def _covered(question: Question, proof: Certified) -> ObligationResult:
    """The proof's result if a replayed trace shows that the trigger can fire; without one, the result that takes its place."""
    part, target = question.part, Target(question.rule, violated=False)
    excluded = prove_plainly(part.problem, target, question.budget.stage())
    if excluded is not None:
        return vacuous(question, excluded)
    for effort in (NEAR, FAR, DEEP):
        if effort is DEEP:
            excluded = prove_thoroughly(part.problem, target, question.budget.stage())
            if excluded is not None:
                return vacuous(question, excluded)
        found = _of_whole(part, find_possible(part.problem, target, question.budget.stage(), effort).found)
        if found is not None and not unreached(question, found, definite=False):
            return proved(question, proof, found)
    reason = f"no trace of up to {DEEP.depth} steps reaches the trigger, and none was excluded"
    return spent(question, reason, DEEP.depth)


# ---------------------------------------------------------------- required scenarios


def _decide_scenario(question: Question) -> ObligationResult:
    result = _required(question)
    return replace(result, rlimit=question.budget.total)


def _required(question: Question) -> ObligationResult:
    """Can the scenario happen? Proved by a trace, refuted by a proof that none has it."""
    part, problem = question.part, question.part.problem
    target = Target(question.rule, violated=False)
    excluded = prove_plainly(problem, target, question.budget.stage())
    if excluded is not None:
        return impossible(question, excluded)
    for effort in (NEAR, FAR, DEEP):
        if effort is DEEP:
            excluded = prove_thoroughly(problem, target, question.budget.stage())
            if excluded is not None:
                return impossible(question, excluded)
        sure = find_sure(problem, target, question.budget.stage(), effort)
        shows = _of_whole(part, sure.found)
        if shows is not None and not unreached(question, shows, definite=True):
            return seen(question, shows, Result.PROVED, sure.depth)
        possible = find_possible(problem, target, question.budget.stage(), effort)
        guess = _of_whole(part, possible.found)
        if guess is not None and not unreached(question, guess, definite=False):
            return seen(question, guess, Result.OPEN, possible.depth)
    reason = f"no trace of up to {DEEP.depth} steps shows it, and none was excluded"
    return spent(question, reason, DEEP.depth)


def unreached(question: Question, found: Found, *, definite: bool) -> tuple[str, ...]:
    """Why the trace does not reach the trigger, by the reference semantics; nothing if it does."""
    env = env_of(question.rule, found)
    return confirm_cover(question.problem, question.rule, env, found.steps, definite, False)


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
            return tuple(core_item(system.labels[index]) for index in proof.core)
    return ()
