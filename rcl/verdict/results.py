"""What was decided: one result an obligation, one class a lowering, all of closed types.

Invariant: a result carries what it rests on (core), what shows it (trace) or why it is missing
(reason); nothing here is a bare boolean. Source: semantics, sections 4 and 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Result(Enum):
    """The five results of an obligation or required scenario."""

    PROVED = "proved"
    REFUTED = "refuted"
    OPEN = "open"
    VACUOUS = "vacuous"
    UNKNOWN = "unknown"


class VerdictClass(Enum):
    """The six classes of a lowering, in no order of trust (see ``classify.TRUST``)."""

    NATIVE_CONFORMANCE = "native_conformance"
    ADAPTER_POLICY = "adapter_policy"
    ADAPTER_OBSERVATIONAL = "adapter_observational"
    APPROXIMATION_SUBSTRATE = "approximation_substrate"
    REJECTED_MAPPING = "rejected_mapping"
    UNKNOWN_EVIDENCE = "unknown_evidence"


@dataclass(frozen=True, slots=True)
class CoreItem:
    """One statement a proof rests on. ``origin`` is native, patch, adapter or assumption; ``anchor`` is ``path::symbol`` or empty."""

    statement: str
    origin: str
    anchor: str
    file: str
    line: int


Value = int | bool | str | None
"""A field's value in a trace: Int, Bool, an identifier or enum member by name; ``None`` is ``none``."""


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step of a trace.

    ``step`` counts from 1. ``event`` and ``fields`` are the runtime event (or, with ``free`` set, a
    contract event that no runtime event is mapped to). ``seen`` lists the contract events it stands
    for, as text. ``by`` is the statement that admits the step, ``environment``, ``unmapped hazard``, or
    empty when nothing admits it; ``anchor`` and ``place`` locate that statement. ``states`` are the
    values of the state functions the formula reads, after the step, as ``(text, value text)``.
    """

    step: int
    event: str
    fields: tuple[tuple[str, Value], ...]
    free: bool
    seen: tuple[str, ...]
    by: str
    anchor: str
    place: str
    states: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ExplainedValue:
    """A part of the failed formula with its value at the last step: ``text`` as written, ``value`` as text."""

    text: str
    value: str


@dataclass(frozen=True, slots=True)
class ExecutedRow:
    """A recorded run that performs the violation of a refuted obligation, at a step (from 1), for an assignment.

    ``anchored``: the code that ran has the bodies that the lowering's statements are anchored to.
    """

    trace: str
    version: str
    anchored: bool
    step: int
    bindings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ExecutedTrace:
    """A recorded run of a lowering's mode: what ran, what was replaced in it, and what became of the statements.

    ``other`` are anchored symbols (``path::symbol``) with other bodies there. Guarantees ``held`` (and fired), were
    ``idle`` (nothing fired them), ``undecided`` (they need what was not observed) or ``broken``. ``admits`` are the
    statements that the run used; ``unadmitted`` counts steps that none covers. ``findings`` are what contradicts the
    descriptor.
    """

    trace: str
    sha256: str
    probe: str
    about: str
    version: str
    distribution: str
    anchored: bool
    other: tuple[str, ...]
    replaced: tuple[str, ...]
    steps: int
    held: tuple[str, ...]
    idle: tuple[str, ...]
    undecided: tuple[str, ...]
    broken: tuple[str, ...]
    admits: tuple[str, ...]
    unadmitted: int
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ObligationResult:
    """The result for one obligation or required scenario.

    ``name`` is ``facet.obligation``, or ``scenario.NAME``. ``method`` says how it was decided, e.g.
    ``2-induction``, ``invariant``, ``spacer``, ``bounded search``. ``core`` is irreducible for the
    proof that was found. ``trace`` is the counterexample (refuted, open), empty otherwise; ``cover`` is
    the trace that reaches the trigger. ``lemmas`` are the invariants the proof uses, as text. ``depth``
    is the number of steps searched. ``rlimit`` counts solver resource units. ``blame`` are places of
    statements or map lines worth reading for a failure; ``repair`` says what would change the result.
    """

    name: str
    facet: str
    result: Result
    method: str
    text: str
    formula: str
    core: tuple[CoreItem, ...]
    trace: tuple[TraceStep, ...]
    cover: tuple[TraceStep, ...]
    bindings: tuple[tuple[str, str], ...]
    explained: tuple[ExplainedValue, ...]
    lemmas: tuple[str, ...]
    statements: int
    depth: int
    reason: str
    blame: tuple[str, ...]
    repair: str
    rlimit: int
    place: str
    executed: tuple[ExecutedRow, ...] = ()
    """The runs that perform the violation, if that was asked about."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One expectation that was not met: what (a name, or ``class``), expected and found."""

    what: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class LoweringVerdict:
    """Everything decided about one lowering.

    ``obligations`` are those of the bundle (of the offered weaker bundle for an offer); ``boundary``
    are the full bundle's results for an offer, empty otherwise. ``expected`` is the expected class or
    empty. ``met`` is true only if every expectation holds (or, without one, the class is
    ``native_conformance``). ``reasons`` say why the class is what it is, most important first. ``recorded`` are the
    statements that took part although nothing has checked their anchors' recorded commits (by choice).
    """

    name: str
    runtime: str
    version: str
    mode: str
    contract: str
    bundle: str
    asserts: str
    verdict_class: VerdictClass
    expected: str
    met: bool
    mismatches: tuple[Mismatch, ...]
    obligations: tuple[ObligationResult, ...]
    boundary: tuple[ObligationResult, ...]
    reasons: tuple[str, ...]
    assumptions: tuple[str, ...]
    pressure: str
    file: str
    line: int
    recorded: tuple[str, ...] = ()
    executed: tuple[ExecutedTrace, ...] = ()
    """The recorded runs of the mode, if that was asked about."""

    @property
    def findings(self) -> tuple[str, ...]:
        """What the runs show against the descriptor, each with its trace."""
        return tuple(f"{run.trace}: {text}" for run in self.executed for text in run.findings)


@dataclass(frozen=True, slots=True)
class Entailment:
    """A weaker bundle with the results of its obligations under the full bundle's."""

    contract: str
    weaker: str
    full: str
    obligations: tuple[ObligationResult, ...]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The outcome of one ``prove``: lowerings sorted by name, then the contracts' entailments."""

    lowerings: tuple[LoweringVerdict, ...]
    entailments: tuple[Entailment, ...]
