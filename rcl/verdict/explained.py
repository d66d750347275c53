"""Maps a replayed trace to what a person reads: each step with what admits it, and the values of a formula's parts.

Invariant: every value shown is the reference semantics' own for this trace; nothing comes from a solver's model.
Source: architecture, "What a user sees".
"""

from __future__ import annotations

from collections.abc import Iterator

from rcl.model.contract import Rule
from rcl.model.formula import (
    And,
    Arith,
    Compare,
    Const,
    Formula,
    Historically,
    Holds,
    Implies,
    Not,
    NotTerm,
    Once,
    Or,
    Pattern,
    Previously,
    Since,
    StateRead,
    Term,
    Var,
    subformulas,
    subterms,
    terms_of,
)
from rcl.model.runtime import Admits
from rcl.model.text import formula_text, term_text
from rcl.system.problem import Problem
from rcl.system.view import RawStep, Steps, contract_evaluator, contract_view
from rcl.temporal.evaluate import Environment, Evaluator
from rcl.temporal.trace import UNKNOWN, Occurrence, Truth, Value
from rcl.verdict.confirm import admitting, is_environment, is_unmapped_hazard
from rcl.verdict.results import ExplainedValue, TraceStep
from rcl.verdict.results import Value as ShownValue

ENVIRONMENT = "environment"
UNMAPPED_HAZARD = "unmapped hazard"


def value_text(value: Value) -> str:
    """A value as the language writes it; ``_`` where it is not known."""
    if value is UNKNOWN:
        return "_"
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def truth_text(truth: Truth) -> str:
    """``true``, ``false`` or ``unknown``."""
    return "unknown" if truth is None else "true" if truth else "false"


def occurrence_text(item: Occurrence) -> str:
    """``accepted(c1, 60)``: all fields in the order of their declaration."""
    return f"{item.event}({', '.join(value_text(value) for _, value in item.fields)})"


# ---------------------------------------------------------------- values of a formula's parts


def explain(
    problem: Problem, rule: Rule, env: Environment, steps: Steps, definite: bool
) -> tuple[ExplainedValue, ...]:
    """The parts of what the rule requires with their values at the last step, in the order they are written."""
    evaluator = contract_evaluator(problem, steps, definite)
    at = len(steps) - 1
    found: dict[str, str] = {}
    for part in _atoms(rule.requires):
        for term in terms_of(part) if isinstance(part, Compare | Holds) else ():
            if isinstance(term, StateRead):
                found.setdefault(term_text(term), _state_text(evaluator.value(term, at, env)))
        found.setdefault(formula_text(part), truth_text(evaluator.truth(part, at, env)))
    return tuple(ExplainedValue(text, value) for text, value in found.items())


def _atoms(formula: Formula) -> Iterator[Formula]:
    """The parts whose values decide the formula, without what lies in the past inside them."""
    match formula:
        case Not(body=body):
            yield from _atoms(body)
        case And(parts=parts) | Or(parts=parts):
            for part in parts:
                yield from _atoms(part)
        case Implies(left=left, right=right):
            yield from _atoms(left)
            yield from _atoms(right)
        case Pattern() | Compare() | Holds() | Once() | Historically() | Previously() | Since():
            yield formula
        case Const():
            pass


def _state_text(value: Value) -> str:
    return "unknown" if value is UNKNOWN else value_text(value)


# ---------------------------------------------------------------- steps


def trace_steps(
    problem: Problem, formula: Rule | Formula, env: Environment, steps: Steps, definite: bool
) -> tuple[TraceStep, ...]:
    """The steps with what the contract sees of them, what admits them, and the states that the formula reads."""
    view = contract_view(problem, steps, definite)
    evaluator = contract_evaluator(problem, steps, definite)
    reads = tuple(state_reads(formula))
    return tuple(
        TraceStep(
            step=position + 1,
            event=step.event,
            fields=tuple((name, _shown(value)) for name, value in step.fields),
            free=step.free,
            seen=() if step.free else tuple(map(occurrence_text, view[position].occurrences)),
            by=by,
            anchor=anchor,
            place=place,
            states=_states(reads, env, evaluator, position),
        )
        for position, step in enumerate(steps)
        for by, anchor, place in (_admission(problem, steps, position, step),)
    )


def state_reads(formula: Rule | Formula) -> Iterator[StateRead]:
    """Every state function that the formula (a rule's condition and what it requires) reads, outermost first."""
    roots = (formula.condition, formula.requires) if isinstance(formula, Rule) else (formula,)
    for root in roots:
        for part in subformulas(root):
            for term in terms_of(part):
                if isinstance(term, StateRead):
                    yield term


def _states(
    reads: tuple[StateRead, ...], env: Environment, evaluator: Evaluator, position: int
) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for read in reads:
        if all(term.name in env for term in subterms(read) if isinstance(term, Var)):
            text = term_text(_substituted(read, env))
            found.setdefault(text, _state_text(evaluator.value(read, position, env)))
    return tuple(found.items())


def _substituted(term: Term, env: Environment) -> Term:
    """The term with each variable named after its value, to be read by people."""
    match term:
        case Var(name=name, type=kind):
            return Var(value_text(env[name]), kind)
        case StateRead(state=state, args=args, type=kind):
            return StateRead(state, tuple(_substituted(arg, env) for arg in args), kind)
        case Arith(op=op, left=left, right=right):
            return Arith(op, _substituted(left, env), _substituted(right, env))
        case NotTerm(term=inner):
            return NotTerm(_substituted(inner, env))
        case _:
            return term


def _shown(value: Value) -> ShownValue:
    return "_" if value is UNKNOWN else value


def _admission(problem: Problem, steps: Steps, position: int, step: RawStep) -> tuple[str, str, str]:
    """What admits the step, its anchor and its place; empty texts where nothing does."""
    if is_environment(problem, step):
        return ENVIRONMENT, "", ""
    if is_unmapped_hazard(problem, step):
        return UNMAPPED_HAZARD, "", ""
    found = admitting(problem, steps, position)
    return (found.name, _anchor(found), found.span.place()) if found else ("", "", "")


def _anchor(item: Admits) -> str:
    return f"{item.anchors[0].path}::{item.anchors[0].symbol}" if item.anchors else ""
