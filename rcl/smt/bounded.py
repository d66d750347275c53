"""Bounded search: the shortest trace that reaches the bad step, decoded to identifiers by name.

Maps a closed System to a ``Found`` trace. Invariant: depth grows by one, so the first trace found is a
shortest one for these constants; small integers are preferred so that people can read them. Source:
semantics, section 4, point 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import z3

from rcl.model.formula import identifier_sort
from rcl.model.types import BoolType, EnumType, IntType, Type
from rcl.smt.encode import Encoding, Frame
from rcl.smt.solver import Answer, Budget, Checker
from rcl.system.system import KindInfo, System
from rcl.system.view import RawStep
from rcl.temporal.trace import Value


@dataclass(frozen=True, slots=True)
class Found:
    """A trace and the values of the target's variables (by name)."""

    steps: tuple[RawStep, ...]
    bindings: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Search:
    """The trace, if any, and why the search stopped: ``found``, ``none`` (up to ``depth``) or ``spent``."""

    found: Found | None
    depth: int
    spent: bool


def search(system: System, budget: Budget, depth: int, admitted: bool, least: int = 1) -> Search:
    """The shortest trace of length ``least`` to ``depth``; every step admitted if asked for."""
    encoding = Encoding(system)
    checker = Checker(encoding.context, budget)
    static = Frame(dict(encoding.rigid), {})
    checker.add(*[encoding.term(fact, static) for fact in system.rigid_facts])
    registers, frames = encoding.first(), []
    for step in range(1, depth + 1):
        frame = encoding.frame(step, registers)
        frames.append(frame)
        wanted = [*system.facts, system.closure, *(constraint for _, constraint in system.statements)]
        if admitted:
            wanted.append(system.admitted)
        checker.add(*[encoding.term(fact, frame) for fact in wanted])
        registers = encoding.after(frame)
        if step < least:
            continue
        bad = checker.goal(encoding.term(system.bad, frame))
        answer = checker.check([bad])
        if answer is Answer.SAT:
            model = _readable(checker, encoding, frames, bad)
            return Search(_decode(model, encoding, frames), step, False)
        if answer is Answer.SPENT:
            return Search(None, step, True)
    return Search(None, depth, False)


def _readable(checker: Checker, encoding: Encoding, frames: list[Frame], bad: z3.BoolRef) -> z3.ModelRef:
    """A model with small non-negative integers, if there is one."""
    model = checker.model()
    numbers = [
        frame.values[str(item.var.value)]
        for frame in frames
        for item in encoding.system.inputs
        if isinstance(item.type, IntType)
    ]
    numbers += [
        encoding.rigid[str(r.var.value)] for r in encoding.system.rigids if isinstance(r.type, IntType)
    ]
    for most in (1, 3, 100) if numbers else ():
        small = checker.goal(z3.And([z3.And(number >= 0, number <= most) for number in numbers]))
        if checker.check([bad, small]) is Answer.SAT:
            return checker.model()
    return model


class _Names:
    """Identifiers by the order in which they appear: ``c1``, ``r1``, ``r2``; the target's variables keep their names."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, int], str] = {}
        self._count: dict[str, int] = {}

    def name(self, sort: str, number: int) -> str:
        key = (sort, number)
        if key not in self._names:
            self._count[sort] = self._count.get(sort, 0) + 1
            self._names[key] = f"{sort.lower()}{self._count[sort]}"
        return self._names[key]


def _value(term: z3.ExprRef, kind: Type, model: z3.ModelRef, names: _Names) -> Value:
    value = model.eval(term, model_completion=True)
    if isinstance(kind, BoolType):
        return bool(z3.is_true(value))
    number = int(value.as_long())
    if isinstance(kind, EnumType):
        return kind.members[number]
    sort = identifier_sort(kind)
    if sort is None:
        return number
    return None if number < 0 else names.name(sort.name, number)


def _decode(model: z3.ModelRef, encoding: Encoding, frames: list[Frame]) -> Found:
    system, names = encoding.system, _Names()
    infos: dict[int, KindInfo] = {info.code: info for info in system.kinds}
    steps = []
    for frame in frames:
        code = model.eval(frame.values["i.kind"], model_completion=True).as_long()
        info = infos[code]
        fields = tuple(
            (name, _value(frame.values[str(var.value)], kind, model, names))
            for name, var, kind in info.fields
        )
        choices = tuple(
            (item.line, item.field, _value(frame.values[str(item.var.value)], item.type, model, names))
            for item in system.choices
            if _owner(system, str(item.var.value)) == code
        )
        steps.append(RawStep(info.event, fields, info.free, choices))
    bindings = tuple(
        (item.text, _value(encoding.rigid[str(item.var.value)], item.type, model, names))
        for item in system.rigids
    )
    return Found(tuple(steps), bindings)


def _owner(system: System, name: str) -> int:
    return next(item.owner for item in system.inputs if str(item.var.value) == name)
