"""Maps formulas and terms to the same with other variables.

Invariant: only ``Var`` nodes change; structure and types stay.
"""

from __future__ import annotations

from collections.abc import Mapping

from rcl.model.formula import (
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

Renaming = Mapping[Var, Term]


def rename_term(term: Term, names: Renaming) -> Term:
    """The term with its variables replaced."""
    match term:
        case Var():
            return names.get(term, term)
        case StateRead(state=state, args=args, type=kind):
            return StateRead(state, tuple(rename_term(arg, names) for arg in args), kind)
        case Arith(op=op, left=left, right=right):
            return Arith(op, rename_term(left, names), rename_term(right, names))
        case NotTerm(term=inner):
            return NotTerm(rename_term(inner, names))
        case IntLit() | BoolLit() | EnumLit() | NoneLit():
            return term


def rename_formula(formula: Formula, names: Renaming) -> Formula:
    """The formula with its variables replaced."""

    def go(part: Formula) -> Formula:
        return rename_formula(part, names)

    match formula:
        case Const():
            return formula
        case Pattern(event=event, fields=fields):
            return Pattern(event, tuple((name, rename_term(term, names)) for name, term in fields))
        case Compare(op=op, left=left, right=right):
            return Compare(op, rename_term(left, names), rename_term(right, names))
        case Holds(term=term):
            return Holds(rename_term(term, names))
        case Not(body=body):
            return Not(go(body))
        case And(parts=parts):
            return And(tuple(go(part) for part in parts))
        case Or(parts=parts):
            return Or(tuple(go(part) for part in parts))
        case Implies(left=first, right=second):
            return Implies(go(first), go(second))
        case Once(body=body):
            return Once(go(body))
        case Historically(body=body):
            return Historically(go(body))
        case Previously(body=body):
            return Previously(go(body))
        case Since(left=first, right=second):
            return Since(go(first), go(second))
