"""System expressions to z3 terms, one copy of registers and inputs a step.

Maps (System, step) to z3. Invariant: step ``n``'s registers are z3 terms over step ``n-1``'s (functional
unrolling) or fresh constants (``Frame.free``); rigid constants are shared by all steps. A context of
its own per system, so that nothing solved before can change an answer.

Terms are built through z3's C interface, not its Python operators, which cost thirty times as much. One vector of z3
holds them all, so that they are given back together: a context that still has terms when it is deleted looks through all
of them once for every level of nesting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import z3
from z3 import z3core as api
from z3.z3types import Ast

from rcl.system.expr import Expr
from rcl.system.system import System


@dataclass(slots=True)
class Frame:
    """The z3 terms of one step: values of variables by name, and what has been encoded under them."""

    values: dict[str, z3.ExprRef]
    memo: dict[int, Any]


class Encoding:
    """One system in one fresh z3 context."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.context = z3.Context()
        self._ref = self.context.ref()
        self._held = z3.AstVector(ctx=self.context)
        self._constants: dict[str, z3.ExprRef] = {}
        self._literals: dict[tuple[str, object], z3.ExprRef] = {}
        self.rigid = {
            str(item.var.value): self._const(str(item.var.value), item.var.kind) for item in system.rigids
        }
        self.tracks = [z3.Bool(f"s!{index}", self.context) for index in range(len(system.labels))]

    def _const(self, name: str, kind: str) -> z3.ExprRef:
        if name not in self._constants:
            self._constants[name] = z3.Bool(name, self.context) if kind == "B" else z3.Int(name, self.context)
        return self._constants[name]

    def tracked(self, label: int, constraint: Expr, frame: Frame) -> z3.ExprRef:
        """The constraint, in force when the statement's literal is assumed."""
        raw = api.Z3_mk_implies(self._ref, self.tracks[label].as_ast(), self.term(constraint, frame).as_ast())
        return z3.BoolRef(raw, self.context)

    def frame(self, step: int, registers: dict[str, z3.ExprRef]) -> Frame:
        """The frame of a step whose registers have these values; inputs are fresh."""
        values = dict(self.rigid)
        values.update(registers)
        values["i.kind"] = self._const(f"i.kind@{step}", "I")
        for item in self.system.inputs:
            name = str(item.var.value)
            values[name] = self._const(f"{name}@{step}", item.var.kind)
        return Frame(values, {})

    def first(self) -> dict[str, z3.ExprRef]:
        """The registers before the first step."""
        start = Frame(dict(self.rigid), {})
        return {str(reg.var.value): self.term(reg.init, start) for reg in self.system.registers}

    def free(self, step: int) -> dict[str, z3.ExprRef]:
        """Registers of which nothing is known."""
        return {
            str(reg.var.value): self._const(f"{reg.var.value}@{step}", reg.var.kind)
            for reg in self.system.registers
        }

    def after(self, frame: Frame) -> dict[str, z3.ExprRef]:
        """The registers after the frame's step."""
        return {str(reg.var.value): self.term(reg.next, frame) for reg in self.system.registers}

    def term(self, root: Expr, frame: Frame) -> z3.ExprRef:
        """The z3 term of an expression in a frame."""
        memo = frame.memo
        stack = [root]
        while stack:
            node = stack[-1]
            if node.id in memo:
                stack.pop()
                continue
            missing = [arg for arg in node.args if arg.id not in memo]
            if missing:
                stack.extend(missing)
                continue
            memo[node.id] = self._apply(node, [memo[arg.id] for arg in node.args], frame)
            stack.pop()
        raw = memo[root.id]
        return z3.BoolRef(raw, self.context) if root.kind == "B" else z3.ArithRef(raw, self.context)

    def _literal(self, node: Expr) -> Any:
        key = (node.kind, node.value)
        if key not in self._literals:
            boolean = node.kind == "B"
            self._literals[key] = (z3.BoolVal if boolean else z3.IntVal)(node.value, self.context)
        return self._literals[key].as_ast()

    def _apply(self, node: Expr, args: list[Any], frame: Frame) -> Any:
        ref = self._ref
        made: Any
        match node.op:
            case "const":
                return self._literal(node)
            case "var":
                return frame.values[str(node.value)].as_ast()
            case "not":
                made = api.Z3_mk_not(ref, args[0])
            case "and":
                made = api.Z3_mk_and(ref, len(args), (Ast * len(args))(*args))
            case "or":
                made = api.Z3_mk_or(ref, len(args), (Ast * len(args))(*args))
            case "eq":
                made = api.Z3_mk_eq(ref, args[0], args[1])
            case "le":
                made = api.Z3_mk_le(ref, args[0], args[1])
            case "lt":
                made = api.Z3_mk_lt(ref, args[0], args[1])
            case "add":
                made = api.Z3_mk_add(ref, 2, (Ast * 2)(*args))
            case "mul":
                made = api.Z3_mk_mul(ref, 2, (Ast * 2)(*args))
            case "ite":
                made = api.Z3_mk_ite(ref, args[0], args[1], args[2])
        api.Z3_ast_vector_push(ref, self._held.vector, made)
        return made
