"""A transition system: rigid constants, registers, one event per step, labelled constraints, a bad step.

Invariant: ``init`` speaks of rigid constants only; ``next``, constraints and ``bad`` of rigid constants,
registers and inputs. Labels are indices into ``labels``. Source: semantics, section 4.
"""

from __future__ import annotations

from dataclasses import dataclass

from rcl.model.types import Type
from rcl.system.expr import Expr, Pool
from rcl.system.problem import StatementRef


@dataclass(frozen=True, slots=True)
class Register:
    """A value carried from step to step; ``text`` says what it remembers, ``type`` what values it has."""

    var: Expr
    init: Expr
    next: Expr
    text: str
    type: Type


@dataclass(frozen=True, slots=True)
class Input:
    """A value chosen anew at each step; ``owner`` is the event kind it belongs to (-1: no kind in particular)."""

    var: Expr
    type: Type
    owner: int


@dataclass(frozen=True, slots=True)
class Rigid:
    """A constant of the whole trace: a variable of the obligation, a witness, or a further identifier."""

    var: Expr
    type: Type
    text: str


@dataclass(frozen=True, slots=True)
class KindInfo:
    """An event kind: ``code`` in the ``kind`` input, its fields' inputs, and whether it is a free contract event."""

    code: int
    event: str
    free: bool
    fields: tuple[tuple[str, Expr, Type], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """An unknown field of a map line: which line (index in the problem's maps), which field, which input."""

    line: int
    field: str
    var: Expr
    type: Type


@dataclass(frozen=True, slots=True)
class Admission:
    """Index of an admits-statement in the problem and the condition under which it admits the step."""

    index: int
    condition: Expr


@dataclass(frozen=True, slots=True)
class Occasion:
    """A place where a further rigid constant can witness a wildcard: ``key`` says where, ``type`` what kind of identifier."""

    key: str
    type: Type


@dataclass(frozen=True, slots=True)
class System:
    """A transition system for one obligation, scenario or trigger."""

    pool: Pool
    kind: Expr
    rigids: tuple[Rigid, ...]
    registers: tuple[Register, ...]
    inputs: tuple[Input, ...]
    kinds: tuple[KindInfo, ...]
    choices: tuple[Choice, ...]
    rigid_facts: tuple[Expr, ...]
    facts: tuple[Expr, ...]
    labels: tuple[StatementRef, ...]
    statements: tuple[tuple[int, Expr], ...]
    bad: Expr
    closure: Expr
    admissions: tuple[Admission, ...]
    admitted: Expr
    occasions: tuple[Occasion, ...]
    witnesses: tuple[str, ...] = ()
    """The keys of the occasions that constants witness; with ``lean``, how the system can be built again."""
    lean: bool = False
