"""System expressions to z3 terms, one copy of registers and inputs a step.

Maps (System, step) to z3. Invariant: step ``n``'s registers are z3 terms over step ``n-1``'s (functional
unrolling) or fresh constants (``Frame.free``); rigid constants are shared by all steps. A context of
its own per system, so that nothing solved before can change an answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import z3

from rcl.system.expr import Expr
from rcl.system.system import System


@dataclass(slots=True)
class Frame:
    """The z3 terms of one step: values of variables by name, and what has been encoded under them."""

    values: dict[str, z3.ExprRef]
    memo: dict[int, z3.ExprRef]


class Encoding:
    """One system in one fresh z3 context."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.context = z3.Context()
        self.rigid = {str(item.var.value): self._const(str(item.var.value), item.var.kind) for item in system.rigids}
        self.tracks = [z3.Bool(f"s!{index}", self.context) for index in range(len(system.labels))]

    def _const(self, name: str, kind: str) -> z3.ExprRef:
        return z3.Bool(name, self.context) if kind == "B" else z3.Int(name, self.context)

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
            str(reg.var.value): self._const(f"{reg.var.value}@{step}", reg.var.kind) for reg in self.system.registers
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
        return memo[root.id]

    def _apply(self, node: Expr, args: list[z3.ExprRef], frame: Frame) -> z3.ExprRef:
        match node.op:
            case "const":
                return z3.BoolVal(node.value, self.context) if node.kind == "B" else z3.IntVal(node.value, self.context)
            case "var":
                return frame.values[str(node.value)]
            case "not":
                return z3.Not(args[0])
            case "and":
                return z3.And(args)
            case "or":
                return z3.Or(args)
            case "eq":
                return args[0] == args[1]
            case "le":
                return args[0] <= args[1]
            case "lt":
                return args[0] < args[1]
            case "add":
                return args[0] + args[1]
            case "mul":
                return args[0] * args[1]
            case "ite":
                return z3.If(args[0], args[1], args[2])
