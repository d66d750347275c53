"""Maps a kept argument and the problem it is about to the files of its queries.

Invariant: ``written`` starts from the problem (the descriptors as they are) and the argument alone, so that the files of
a certificate can be compared, byte for byte, with those that the descriptors of today give. Nothing here is trusted:
whatever an argument says, its queries are those of this problem, and a solver has to find each unsatisfiable.
"""

from __future__ import annotations

from dataclasses import dataclass

from rcl.certificates.queries import Assertion, queries_of
from rcl.certificates.smtlib import render
from rcl.model.contract import Obligation, Scenario
from rcl.model.text import rule_text
from rcl.system.expr import Expr
from rcl.system.problem import Problem, StatementRef
from rcl.system.system import System
from rcl.verdict.answers import rule_of
from rcl.verdict.kept import KeptArgument, rebuilt


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


@dataclass(frozen=True, slots=True)
class Written:
    """The texts of an argument's files by name, and the statements of its core."""

    files: dict[str, str]
    core: tuple[StatementRef, ...]


def written(asked: Asked, kept: KeptArgument) -> Written:
    """What the problem and the argument give; ``ArgumentError`` or ``LemmaError`` if they don't fit."""
    found = rebuilt(asked.problem, rule_of(asked.item), kept)
    system, lemmas, core = found.system, found.lemmas, found.core
    notes = _Notes(asked, system, lemmas)
    files = {
        f"{query.name}.smt2": render(system, query, notes.head(query.title, query.name), notes.of)
        for query in queries_of(system, kept.k, lemmas, core)
    }
    return Written(files, tuple(system.labels[index] for index in core))


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
