"""What a run over logs can find, as closed types.

Invariant: ``HOLDS`` means that the rule was exercised, that no moment violates it and that nothing left a moment
undecided. Source: semantics, sections 4 and 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from rcl.traces.records import BadRecord


class LogResult(Enum):
    """What the logs show of an obligation or a scenario."""

    HOLDS = "holds"
    VIOLATED = "violated"
    NOT_EXERCISED = "not_exercised"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LogPlace:
    """A line of a log, with the value of the order key if there is one."""

    file: str
    line: int
    key: int | None


@dataclass(frozen=True, slots=True)
class Violation:
    """A moment and an assignment for which an obligation fails.

    ``claim`` is the value of the first variable of the sort ``Claim`` (empty without one); ``values`` are those under
    the formula.
    """

    place: LogPlace
    claim: str
    bindings: Mapping[str, str]
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ObligationOnLog:
    """An obligation's result; ``reason`` says why it is not decided or not exercised."""

    name: str
    result: LogResult
    violations: tuple[Violation, ...]
    reason: str
    formula: str
    text: str


@dataclass(frozen=True, slots=True)
class ScenarioOnLog:
    """A scenario: ``seen`` at a place with the values of its joined chain, or the first conjunct that is missing.

    ``decided`` is false if it was not seen and may have happened unseen.
    """

    name: str
    seen: bool
    decided: bool
    place: LogPlace | None
    chain: Mapping[str, str]
    missing: str
    text: str


@dataclass(frozen=True, slots=True)
class FileOnLog:
    """What was read from a file."""

    path: str
    records: int
    bad: int
    gaps: int
    claims: int


@dataclass(frozen=True, slots=True)
class ClaimOnLog:
    """A claim with the numbers of its violations by obligation."""

    claim: str
    violations: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LogReport:
    """The whole run; ``beside`` is a second reading of the same logs, if one was asked for. ``named`` are all claims that the
    logs name. ``notes`` say what could not be followed in the fast way, and are no part of the result."""

    log: str
    target: str
    files: tuple[FileOnLog, ...]
    bad: tuple[BadRecord, ...]
    obligations: tuple[ObligationOnLog, ...]
    scenarios: tuple[ScenarioOnLog, ...]
    named: frozenset[str]
    moments: int
    beside: Beside | None = None
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def claims(self) -> tuple[ClaimOnLog, ...]:
        """All claims in their order, also those without a violation; put together when it is asked for."""
        broken: dict[str, dict[str, int]] = {}
        for item in self.obligations:
            for violation in item.violations:
                if violation.claim:
                    of = broken.setdefault(violation.claim, {})
                    of[item.name] = of.get(item.name, 0) + 1
        return tuple(ClaimOnLog(name, broken.get(name, {})) for name in sorted(self.named | broken.keys()))

    @property
    def violated(self) -> bool:
        """Is some obligation violated?"""
        return any(item.result is LogResult.VIOLATED for item in self.obligations)

    @property
    def complete(self) -> bool:
        """Does every obligation hold and is every scenario seen, in logs without a bad record?"""
        return (
            not self.bad
            and all(item.result is LogResult.HOLDS for item in self.obligations)
            and all(item.seen for item in self.scenarios)
        )


@dataclass(frozen=True, slots=True)
class BesideStep:
    """A record: its line, what the gate takes it for, and what the contract does."""

    line: int
    gate: tuple[str, ...]
    contract: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A requirement of one side; with a violation there are the records that lead to it."""

    side: str
    name: str
    text: str
    violation: Violation | None
    steps: tuple[BesideStep, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What the contract says of the logs beside a gate, and where the two disagree."""

    report: LogReport
    disagreements: tuple[Disagreement, ...]
