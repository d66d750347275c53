"""Maps a proof to the few facts from which its queries can be made again, and these facts to the queries' files.

Invariant: ``written`` starts from the problem (the descriptors as they are) and the argument alone, so that the files of
a certificate can be compared, byte for byte, with those that the descriptors of today give. Nothing here is trusted:
whatever an argument says, its queries are those of this problem, and a solver has to find each unsatisfiable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rcl.certificates.queries import Assertion, label_name, queries_of
from rcl.certificates.smtlib import expression_text, read_expression, render, symbol
from rcl.model.contract import Obligation, Scenario
from rcl.model.text import rule_text
from rcl.smt.strategy import Certified
from rcl.system.build import Options, Target, build
from rcl.system.expr import Expr
from rcl.system.problem import Problem, StatementRef
from rcl.system.system import System

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
class Asked:
    """What a certificate is about: the problem, the obligation or scenario, and whose it is."""

    problem: Problem
    item: Obligation | Scenario
    subject: str

    @property
    def name(self) -> str:
        """The name of the result."""
        return self.item.qualified if isinstance(self.item, Obligation) else f"scenario.{self.item.name}"


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


@dataclass(frozen=True, slots=True)
class Written:
    """The texts of an argument's files by name, and the statements of its core."""

    files: dict[str, str]
    core: tuple[StatementRef, ...]


def written(asked: Asked, kept: KeptArgument) -> Written:
    """What the problem and the argument give; ``ArgumentError`` or ``LemmaError`` if they don't fit."""
    system = _system(asked, kept)
    variables = [item.var for item in system.rigids] + [item.var for item in system.registers]
    known = {symbol(str(var.value)): var for var in variables}
    lemmas = tuple(read_expression(text, system.pool, known) for text in kept.lemmas)
    core = _core(system, kept)
    notes = _Notes(asked, system, lemmas)
    files = {
        f"{query.name}.smt2": render(system, query, notes.head(query.title, query.name), notes.of)
        for query in queries_of(system, kept.k, lemmas, core)
    }
    return Written(files, tuple(system.labels[index] for index in core))


def _system(asked: Asked, kept: KeptArgument) -> System:
    from rcl.verdict.decide import rule_of

    target = Target(rule_of(asked.item), violated=kept.shows == "no violation")
    system = build(asked.problem, target, Options(lean=kept.lean))
    if not kept.witnesses:
        return system
    types = {item.key: item.type for item in system.occasions}
    unknown = [key for key in kept.witnesses if key not in types]
    if unknown:
        raise ArgumentError(f"it names a witness that the problem does not have: {unknown[0]}")
    chosen = tuple((key, types[key]) for key in kept.witnesses)
    return build(asked.problem, target, Options(witnesses=chosen, lean=kept.lean))


def _core(system: System, kept: KeptArgument) -> tuple[int, ...]:
    names = [label_name(system, index) for index in range(len(system.labels))]
    for name in kept.core:
        if names.count(name) != 1:
            raise ArgumentError(f"it rests on `{name}`, which is not a statement that takes part")
    return tuple(sorted(names.index(name) for name in kept.core))


class _Notes:
    """The comments of one certificate."""

    def __init__(self, asked: Asked, system: System, lemmas: tuple[Expr, ...]) -> None:
        self._asked = asked
        self._system = system
        self._lemmas = lemmas
        self._texts = {item.name: item for item in asked.problem.guarantees}

    def head(self, title: str, name: str) -> str:
        item = self._asked.item
        text = item.success if isinstance(item, Obligation) else item.text
        return "\n".join(
            (
                f"{self._asked.subject}: {self._asked.name}, query {name}",
                f"{text} ({item.span.place()})",
                f"{title} So this has to be unsat.",
            )
        )

    def of(self, item: Assertion) -> str:
        """Where an assertion comes from."""
        if item.label >= 0:
            return self._statement(self._system.labels[item.label])
        return {
            "constants": "the constants are what their types allow",
            "goal": "what is to be impossible",
            "good": "the steps before are good",
        }.get(item.name, "a lemma" if item.name.startswith("lemma") else "the step is one event, with fields of their types")  # fmt: skip

    def _statement(self, ref: StatementRef) -> str:
        lines = [f"{ref.kind} {ref.name}, origin {ref.origin}, {ref.span.place()}"]
        guarantee = self._texts.get(ref.name) if ref.kind == "guarantee" else None
        if guarantee is not None:
            lines += [guarantee.text, rule_text(guarantee.rule)]
        lines += [
            f"anchor {item.path} :: {item.symbol or '-'}"
            + (f" hash {item.digest}" if item.digest else "")
            + (f" blob {item.blob}" if item.blob else "")
            for item in ref.anchors
        ]
        return "\n".join(line for line in lines if line)
