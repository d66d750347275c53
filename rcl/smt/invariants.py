"""Invariant synthesis: implications and equalities between registers that every step keeps (Houdini).

Maps an Encoding to the largest inductive subset of a candidate set. Invariant: the result is inductive
together; the caller re-checks it. Source: Flanagan and Leino, "Houdini" (2001).
"""

from __future__ import annotations

from itertools import combinations

import z3

from rcl.model.types import INT, comparable
from rcl.smt.encode import Encoding, Frame
from rcl.smt.solver import Answer, Budget, Checker
from rcl.system.expr import Expr, interpret, variables
from rcl.system.system import System

MOST_CANDIDATES = 2500
MOST_ROUNDS = 400


def candidates(system: System) -> list[Expr]:
    """Clauses over Bool registers and equalities of like registers and constants, of one or two literals."""
    pool = system.pool
    wanted = _cone(system)
    flags = [reg.var for reg in system.registers if reg.var.kind == "B" and reg.var.id in wanted]
    equal = _equalities(system, wanted)
    numbers = [reg.var for reg in system.registers if reg.type == INT and reg.var.id in wanted]
    found: list[Expr] = (
        [pool.not_(flag) for flag in flags] + equal + [pool.le(pool.int(0), a) for a in numbers]
    )
    for one, two in combinations(flags, 2):
        found += [pool.implies(one, two), pool.implies(two, one), pool.or_((pool.not_(one), pool.not_(two)))]
    for flag in flags:
        for fact in equal:
            found += [pool.implies(flag, fact), pool.implies(fact, flag), pool.or_((flag, fact))]
    return found[:MOST_CANDIDATES]


def _equalities(system: System, wanted: set[int]) -> list[Expr]:
    """Equalities between two numbers, a number and zero, or an identifier and a constant of its sort."""
    pool = system.pool
    states = [(reg.var, reg.type) for reg in system.registers if reg.var.kind == "I" and reg.var.id in wanted]
    rigids = [(item.var, item.type) for item in system.rigids if item.var.kind == "I"]
    found = [pool.eq(a, b) for (a, one), (b, two) in combinations(states, 2) if comparable(one, two)]
    found += [pool.eq(a, b) for a, one in states for b, two in rigids if comparable(one, two)]
    return found + [pool.eq(a, pool.int(0)) for a, one in states if one == INT]


def _cone(system: System) -> set[int]:
    """The registers that the bad step depends on, directly or through others and the statements."""
    nexts = {str(reg.var.value): reg for reg in system.registers}
    roots = [system.bad, *(constraint for _, constraint in system.statements)]
    found: dict[str, Expr] = {}
    while True:
        names = {name for name in variables(roots) if name in nexts}
        if names <= set(found):
            return {expr.id for expr in found.values()}
        for name in names:
            found[name] = nexts[name].var
        roots = [*roots, *(nexts[name].next for name in names)]


def houdini(encoding: Encoding, budget: Budget) -> tuple[Expr, ...]:
    """The candidates that hold at the start and are kept by every step, together."""
    system = encoding.system
    kept = _at_start(encoding, candidates(system))
    checker = Checker(encoding.context, budget)
    static = Frame(dict(encoding.rigid), {})
    checker.add(*[encoding.term(fact, static) for fact in system.rigid_facts])
    frame = encoding.frame(0, encoding.free(0))
    checker.add(*[encoding.term(fact, frame) for fact in system.facts])
    checker.add(*[encoding.term(constraint, frame) for _, constraint in system.statements])
    after = encoding.frame(1, encoding.after(frame))
    marks = {item.id: z3.Bool(f"h!{item.id}", encoding.context) for item in kept}
    for item in kept:
        checker.add(z3.Implies(marks[item.id], encoding.term(item, frame)))
    broken = (
        z3.Or([z3.And(marks[item.id], z3.Not(encoding.term(item, after))) for item in kept]) if kept else None
    )
    if broken is None:
        return ()
    checker.add(broken)
    for _ in range(MOST_ROUNDS):
        answer = checker.check([marks[item.id] for item in kept])
        if answer is Answer.UNSAT:
            return tuple(kept)
        if answer is Answer.SPENT:
            return ()
        fewer = _surviving(checker.model(), frame, system, kept)
        if len(fewer) == len(kept):
            return ()
        gone = {item.id for item in kept} - {item.id for item in fewer}
        checker.add(*[z3.Not(marks[ident]) for ident in sorted(gone)])
        kept = fewer
        if not kept:
            return ()
    return ()


def _at_start(encoding: Encoding, found: list[Expr]) -> list[Expr]:
    """The candidates that hold before the first step whatever the rigid constants are (two assignments decide most)."""
    system = encoding.system
    kept = found
    for spread in (0, 1):
        values: dict[str, int | bool] = {
            str(item.var.value): (False if item.var.kind == "B" else 5 + spread * number)
            for number, item in enumerate(system.rigids)
        }
        memo: dict[int, int | bool] = {}
        values.update({str(reg.var.value): interpret(reg.init, values, memo) for reg in system.registers})
        checked: dict[int, int | bool] = {}
        kept = [item for item in kept if interpret(item, values, checked)]
    return kept


def _surviving(model: z3.ModelRef, frame: Frame, system: System, kept: list[Expr]) -> list[Expr]:
    values: dict[str, int | bool] = {}
    for name, term in frame.values.items():
        value = model.eval(term, model_completion=True)
        values[name] = z3.is_true(value) if z3.is_bool(term) else value.as_long()
    memo: dict[int, int | bool] = {}
    after = dict(values)
    after.update({str(reg.var.value): interpret(reg.next, values, memo) for reg in system.registers})
    checked: dict[int, int | bool] = {}
    return [item for item in kept if interpret(item, after, checked)]
