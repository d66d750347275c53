"""Transition systems made by hand, for tests of what works on any system."""

from __future__ import annotations

from collections.abc import Sequence

from rcl.diag.span import NOWHERE
from rcl.model.runtime import Origin, OriginKind
from rcl.model.types import BOOL, INT, Type
from rcl.system.expr import Expr, Pool
from rcl.system.problem import StatementRef
from rcl.system.system import Input, KindInfo, Register, Rigid, System


def label(name: str, origin: OriginKind = OriginKind.NATIVE, kind: str = "guarantee") -> StatementRef:
    return StatementRef(kind, name, Origin(origin), (), NOWHERE)


def made(
    pool: Pool,
    *,
    rigids: Sequence[tuple[Expr, Type]] = (),
    registers: Sequence[tuple[Expr, Expr, Expr]] = (),
    inputs: Sequence[tuple[Expr, Type]] = (),
    facts: Sequence[Expr] = (),
    rigid_facts: Sequence[Expr] = (),
    statements: Sequence[tuple[StatementRef, Expr]] = (),
    bad: Expr | None = None,
    closure: Expr | None = None,
    admitted: Expr | None = None,
) -> System:
    """A system of registers ``(variable, first value, next value)``, with one kind of event, ``tick``.

    Rigid constants are named ``k.NAME``, registers ``r.NAME``, inputs ``i.NAME``, as in systems that were compiled.
    """
    kind = pool.var("i.kind", "I")
    return System(
        pool=pool,
        kind=kind,
        rigids=tuple(Rigid(var, kind, str(var.value).removeprefix("k.")) for var, kind in rigids),
        registers=tuple(
            Register(var, first, after, str(var.value), BOOL if var.kind == "B" else INT)
            for var, first, after in registers
        ),
        inputs=tuple(Input(var, kind, -1) for var, kind in inputs),
        kinds=(KindInfo(1, "tick", False, tuple((str(var.value), var, kind) for var, kind in inputs)),),
        choices=(),
        rigid_facts=tuple(rigid_facts),
        facts=(pool.eq(kind, pool.int(1)), *facts),
        labels=tuple(ref for ref, _ in statements),
        statements=tuple((index, fact) for index, (_, fact) in enumerate(statements)),
        bad=pool.false if bad is None else bad,
        closure=pool.true if closure is None else closure,
        admissions=(),
        admitted=pool.true if admitted is None else admitted,
        occasions=(),
    )
