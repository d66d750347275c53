"""Maps resolved terms, formulas, patterns and rules back to text in the language's syntax.

Invariant: resolving the text again where the same names are known gives the same value, and no parenthesis can be
left out (but one around a rule's condition, which a reader would take for a part of a longer chain). Source: `grammar/rcl.lark`, "formulas and terms, from loosest to tightest".
"""

from __future__ import annotations

from collections.abc import Iterable

from rcl.model.contract import Rule
from rcl.model.formula import (
    FALSE,
    TRUE,
    And,
    Arith,
    BoolLit,
    Compare,
    Const,
    EnumLit,
    Formula,
    Historically,
    Holds,
    Implies,
    IntLit,
    NoneLit,
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
)
from rcl.model.runtime import MapLine

# How tightly a construct binds; an operand that binds less tightly than its place needs takes parentheses.
IMPLIES, OR, AND, SINCE, MODAL, COMPARISON, SUM, PRODUCT, FACTOR = range(9)


def term_text(term: Term) -> str:
    """The term as a person would write it."""
    return _term(term)[0]


def formula_text(formula: Formula) -> str:
    """The formula as a person would write it."""
    return _formula(formula)[0]


def pattern_text(pattern: Pattern) -> str:
    """``event(field: value, ...)``; fields that are not listed are wildcards."""
    return f"{pattern.event}({', '.join(f'{name}: {term_text(term)}' for name, term in pattern.fields)})"


def variables_text(variables: Iterable[Var]) -> str:
    """``c: Claim, r: Request``."""
    return ", ".join(f"{variable.name}: {variable.type}" for variable in variables)


def rule_text(rule: Rule) -> str:
    """The rule on one line."""
    prefix = f"forall {variables_text(rule.quantified)} " if rule.quantified else ""
    if not rule.triggers:
        body = rule.requires if rule.condition == TRUE else Implies(rule.condition, rule.requires)
        return f"{prefix}always {formula_text(body)}"
    triggers = " | ".join(pattern_text(trigger) for trigger in rule.triggers)
    condition = "" if rule.condition == TRUE else f" and {_wrap(_formula(rule.condition), AND)}"
    if rule.requires == FALSE:
        return f"{prefix}never {triggers}{condition}"
    return f"{prefix}whenever {triggers}{condition} requires {formula_text(rule.requires)}"


def map_text(line: MapLine) -> str:
    """``map EVENT(FIELDS) from PATTERN when CONDITION``."""
    fields = ", ".join(f"{name}: {'_' if term is None else term_text(term)}" for name, term in line.fields)
    condition = "" if line.condition == TRUE else f" when {formula_text(line.condition)}"
    return f"map {line.event}({fields}) from {pattern_text(line.source)}{condition}"


def _wrap(part: tuple[str, int], least: int) -> str:
    text, level = part
    return text if level >= least else f"({text})"


def _term(term: Term) -> tuple[str, int]:
    match term:
        case Var(name=name):
            return name, FACTOR
        case IntLit(value=number):
            return str(number), FACTOR
        case BoolLit(value=truth):
            return "true" if truth else "false", FACTOR
        case EnumLit(member=member):
            return member, FACTOR
        case NoneLit():
            return "none", FACTOR
        case StateRead(state=state, args=args):
            return (f"{state}({', '.join(term_text(arg) for arg in args)})" if args else state), FACTOR
        case Arith(op="min" | "max" as op, left=left, right=right):
            return f"{op}({term_text(left)}, {term_text(right)})", FACTOR
        case Arith(op="*", left=left, right=right):
            return f"{_wrap(_term(left), PRODUCT)} * {_wrap(_term(right), FACTOR)}", PRODUCT
        case Arith(op=op, left=left, right=right):
            return f"{_wrap(_term(left), SUM)} {op} {_wrap(_term(right), PRODUCT)}", SUM
        case NotTerm(term=inner):
            return f"not {_wrap(_term(inner), MODAL)}", MODAL


def _formula(formula: Formula) -> tuple[str, int]:
    match formula:
        case Const(value=truth):
            return "true" if truth else "false", FACTOR
        case Pattern():
            return pattern_text(formula), FACTOR
        case Holds(term=term):
            return _term(term)
        case Compare(op=op, left=left, right=right):
            return f"{_wrap(_term(left), SUM)} {op} {_wrap(_term(right), SUM)}", COMPARISON
        case Not(body=body):
            return f"not {_wrap(_formula(body), MODAL)}", MODAL
        case Once(body=body):
            return f"once {_wrap(_formula(body), MODAL)}", MODAL
        case Historically(body=body):
            return f"historically {_wrap(_formula(body), MODAL)}", MODAL
        case Previously(body=body):
            return f"previously {_wrap(_formula(body), MODAL)}", MODAL
        case Since(left=left, right=right):
            return f"{_wrap(_formula(left), SINCE)} since {_wrap(_formula(right), MODAL)}", SINCE
        case And(parts=parts):
            return _chain(parts, "and", AND, "true")
        case Or(parts=parts):
            return _chain(parts, "or", OR, "false")
        case Implies(left=left, right=right):
            return f"{_wrap(_formula(left), OR)} implies {_wrap(_formula(right), IMPLIES)}", IMPLIES


def _chain(parts: tuple[Formula, ...], word: str, level: int, empty: str) -> tuple[str, int]:
    if not parts:
        return empty, FACTOR
    if len(parts) == 1:
        return _formula(parts[0])
    return f" {word} ".join(_wrap(_formula(part), level + 1) for part in parts), level
