"""One thing to decide, small enough to be sent to another process.

Invariant: a task names everything by name, so that it means the same in every process that has the world.
Source: semantics, section 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TaskKind = Literal["obligation", "scenario", "entailment", "contradiction"]


@dataclass(frozen=True, slots=True)
class Task:
    """What to decide.

    ``lowering`` is empty for an entailment (``bundle`` is then the weaker bundle of ``contract``). ``bundle`` is
    the bundle that holds the obligation or scenario. ``name`` is ``facet.obligation``, or the scenario's bare name;
    empty for a contradiction.
    """

    kind: TaskKind
    lowering: str
    contract: str
    bundle: str
    name: str

    @property
    def result_name(self) -> str:
        """The name of the result: ``facet.obligation`` or ``scenario.NAME``."""
        return f"scenario.{self.name}" if self.kind == "scenario" else self.name

    @property
    def text(self) -> str:
        """What is being done, for people who wait."""
        owner = self.lowering or f"{self.contract}.{self.bundle}"
        return f"{owner} {self.result_name or 'consistency'}"
