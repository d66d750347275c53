"""Maps a proof to the few facts from which it can be made again, and these facts to a system that they fit.

Invariant: nothing here is trusted: whatever was kept, its queries are those of the problem at hand, and a solver has to
find each unsatisfiable. Source: semantics, section 4, points 2 and 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rcl.model.contract import Rule
from rcl.system.build import Options, Target, build
from rcl.system.expr import Expr
from rcl.system.expr_text import expression_text, read_expression, symbol
from rcl.system.problem import Problem
from rcl.system.system import System

if TYPE_CHECKING:
    from rcl.smt.strategy import Certified

Shows = Literal["no violation", "no trigger"]
"""What is unreachable: a violation of the obligation, or its trigger (for a scenario: the scenario)."""


class ArgumentError(ValueError):
    """An argument does not fit the problem of today; the text says why."""


@dataclass(frozen=True, slots=True)
class KeptArgument:
    """``k``, lemmas and core of a proof, with how its system was built: which occasions are witnessed, lean or whole."""

    shows: Shows
    method: str
    k: int
    lemmas: tuple[str, ...]
    core: tuple[str, ...]
    witnesses: tuple[str, ...]
    lean: bool


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A kept argument as part of a system: its lemmas as expressions, its core as labels."""

    system: System
    lemmas: tuple[Expr, ...]
    core: tuple[int, ...]


def kept_argument(proof: Certified, shows: Shows) -> KeptArgument:
    """What is written down of a proof."""
    system, argument = proof.system, proof.proof.argument
    return KeptArgument(
        shows=shows,
        method=proof.method,
        k=argument.k,
        lemmas=tuple(expression_text(item) for item in argument.lemmas),
        core=tuple(label_name(system, index) for index in proof.proof.core),
        witnesses=system.witnesses,
        lean=system.lean,
    )


def rebuilt(problem: Problem, rule: Rule, kept: KeptArgument) -> Rebuilt:
    """What the problem and the argument give; ``ArgumentError`` or ``LemmaError`` if they don't fit."""
    system = _system(problem, rule, kept)
    variables = [item.var for item in system.rigids] + [item.var for item in system.registers]
    known = {symbol(str(var.value)): var for var in variables}
    lemmas = tuple(read_expression(text, system.pool, known) for text in kept.lemmas)
    return Rebuilt(system, lemmas, _core(system, kept))


def _system(problem: Problem, rule: Rule, kept: KeptArgument) -> System:
    target = Target(rule, violated=kept.shows == "no violation")
    system = build(problem, target, Options(lean=kept.lean))
    if not kept.witnesses:
        return system
    types = {item.key: item.type for item in system.occasions}
    unknown = [key for key in kept.witnesses if key not in types]
    if unknown:
        raise ArgumentError(f"it names a witness that the problem does not have: {unknown[0]}")
    chosen = tuple((key, types[key]) for key in kept.witnesses)
    return build(problem, target, Options(witnesses=chosen, lean=kept.lean))


def _core(system: System, kept: KeptArgument) -> tuple[int, ...]:
    names = [label_name(system, index) for index in range(len(system.labels))]
    for name in kept.core:
        if names.count(name) != 1:
            raise ArgumentError(f"it rests on `{name}`, which is not a statement that takes part")
    return tuple(sorted(names.index(name) for name in kept.core))


def label_name(system: System, label: int) -> str:
    """``guarantee NAME``, ``unmapped EVENT`` or ``silence EVENT``: the name in the file and in the index."""
    ref = system.labels[label]
    return f"{ref.kind} {ref.name}"
