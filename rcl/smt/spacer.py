"""Spacer: an inductive invariant for a system, as lemmas over its registers and rigid constants.

Maps a System to lemmas, or to the word that the bad step can be reached. Spacer's word is not trusted: the caller
re-checks the lemmas with plain queries (``Induction``), and of "reachable" it only believes that looking for an
invariant of this system is a waste. Source: z3's fixedpoint engine.
"""

from __future__ import annotations

from dataclasses import dataclass

import z3

from rcl.smt.encode import Encoding, Frame
from rcl.system.expr import Expr
from rcl.system.system import System


@dataclass(frozen=True, slots=True)
class Word:
    """What Spacer said: ``lemmas`` that exclude the bad step (``None`` if it found none), or that it is ``reachable``."""

    lemmas: tuple[Expr, ...] | None
    reachable: bool = False


def invariant(system: System, rlimit: int, seed: int = 0) -> Word:
    """Spacer's word on the system within ``rlimit``."""
    encoding = Encoding(system)
    ctx = encoding.context
    names = [str(item.var.value) for item in system.rigids] + [str(reg.var.value) for reg in system.registers]
    before = {**encoding.rigid, **encoding.free(0)}
    frame = encoding.frame(0, encoding.free(0))
    sorts = [before[name].sort() for name in names]
    relation = z3.Function("inv", *sorts, z3.BoolSort(ctx))
    failed = z3.Function("failed", z3.BoolSort(ctx))
    engine = z3.Fixedpoint(ctx=ctx)
    engine.set(engine="spacer", **{"spacer.random_seed": seed, "rlimit": rlimit})
    engine.register_relation(relation)
    engine.register_relation(failed)
    everything = [before[name] for name in names] + [
        value for name, value in frame.values.items() if name.startswith("i.")
    ]
    for item in everything:
        engine.declare_var(item)
    static = Frame(dict(encoding.rigid), {})
    rigid_facts = [encoding.term(fact, static) for fact in system.rigid_facts]
    first, after = encoding.first(), encoding.after(frame)
    step = [encoding.term(fact, frame) for fact in system.facts]
    step += [encoding.term(constraint, frame) for _, constraint in system.statements]
    now = relation(*[before[name] for name in names])
    engine.rule(relation(*[encoding.rigid.get(name, first.get(name)) for name in names]), rigid_facts)
    engine.rule(relation(*[encoding.rigid.get(name, after.get(name)) for name in names]), [now, *step])
    engine.rule(failed(), [now, *step, encoding.term(system.bad, frame)])
    try:
        answer = engine.query(failed())
        if answer != z3.unsat:
            return Word(None, answer == z3.sat)
        return Word(_lemmas(engine.get_answer(), relation, names, system))
    except z3.Z3Exception:
        return Word(None)


def _lemmas(
    answer: z3.ExprRef, relation: z3.FuncDeclRef, names: list[str], system: System
) -> tuple[Expr, ...] | None:
    """The body of the relation's definition in Spacer's answer, split at its conjunctions."""
    for part in [answer, *answer.children()]:
        if not z3.is_quantifier(part) or not part.is_forall():
            continue
        body = part.body()
        if not z3.is_eq(body) and not z3.is_implies(body):
            continue
        head, definition = body.children()
        if head.decl().name() != relation.name():
            continue
        variables = {str(item.var.value): item.var for item in system.rigids}
        variables |= {str(item.var.value): item.var for item in system.registers}
        bound: dict[int, Expr] = {}
        for position, arg in enumerate(head.children()):
            if z3.is_var(arg):
                bound[z3.get_var_index(arg)] = variables[names[position]]
        found = _expr(definition, bound, system, {})
        if found is None:
            return None
        return found.args if found.op == "and" else (found,)
    return None


def _expr(term: z3.ExprRef, bound: dict[int, Expr], system: System, memo: dict[int, Expr]) -> Expr | None:
    ident = term.get_id()
    if ident in memo:
        return memo[ident]
    if z3.is_var(term):
        return bound.get(z3.get_var_index(term))
    args = []
    for child in term.children():
        found = _expr(child, bound, system, memo)
        if found is None:
            return None
        args.append(found)
    result = _operator(term, args, system)
    if result is not None:
        memo[ident] = result
    return result


def _operator(term: z3.ExprRef, args: list[Expr], system: System) -> Expr | None:
    pool = system.pool
    if z3.is_int_value(term):
        return pool.int(term.as_long())
    match term.decl().kind():
        case z3.Z3_OP_TRUE:
            return pool.true
        case z3.Z3_OP_FALSE:
            return pool.false
        case z3.Z3_OP_AND:
            return pool.and_(args)
        case z3.Z3_OP_OR:
            return pool.or_(args)
        case z3.Z3_OP_NOT:
            return pool.not_(args[0])
        case z3.Z3_OP_IMPLIES:
            return pool.implies(args[0], args[1])
        case z3.Z3_OP_EQ | z3.Z3_OP_IFF:
            return pool.eq(args[0], args[1])
        case z3.Z3_OP_LE:
            return pool.le(args[0], args[1])
        case z3.Z3_OP_GE:
            return pool.le(args[1], args[0])
        case z3.Z3_OP_LT:
            return pool.lt(args[0], args[1])
        case z3.Z3_OP_GT:
            return pool.lt(args[1], args[0])
        case z3.Z3_OP_ADD:
            total = args[0]
            for arg in args[1:]:
                total = pool.add(total, arg)
            return total
        case z3.Z3_OP_SUB:
            return pool.sub(args[0], args[1])
        case z3.Z3_OP_UMINUS:
            return pool.mul(pool.int(-1), args[0])
        case z3.Z3_OP_MUL if len(args) == 2:
            return pool.mul(args[0], args[1]) if args[0].op == "const" else pool.mul(args[1], args[0])
        case z3.Z3_OP_ITE:
            return pool.ite(args[0], args[1], args[2])
        case _:
            return None
