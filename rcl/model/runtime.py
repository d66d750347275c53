"""Runtimes, modes, statements with their anchors and origins, and lowerings onto a contract.

Maps nothing; these are the values the resolver produces. Source: semantics, sections 1, 3, 5 and 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from rcl.diag.span import Span
from rcl.model.contract import Bundle, Contract, Event, Rule, StateFunction
from rcl.model.formula import Formula, Pattern, Term
from rcl.model.logs import Log
from rcl.model.types import EnumType, SortType


class OriginKind(Enum):
    """Where a statement comes from; decides the class (semantics, section 5)."""

    NATIVE = "native"
    PATCH = "patch"
    ADAPTER = "adapter"
    ASSUMPTION = "assumption"


@dataclass(frozen=True, slots=True)
class Origin:
    """An origin kind with the patch's or adapter's name (empty for native and assumption)."""

    kind: OriginKind
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind.value} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Source:
    """What anchors point into. ``kind`` is sdist, wheel, git, tree or specification; ``digest`` is the archive's sha256.

    For git it is the commit. A tree is a folder of the project itself, and ``spec`` its path from the project's root; its
    digest and a specification's are empty.
    """

    kind: str
    spec: str
    digest: str
    span: Span


@dataclass(frozen=True, slots=True)
class Anchor:
    """``NAME = "PATH" :: SYMBOL hash "HEX" blob "HEX" at "COMMIT"``: the source that shows a statement.

    ``digest`` is that of the symbol's body; ``blob`` is the git id of the whole file (8 hex digits or more), as its
    author recorded it. ``commit`` is the whole commit of the git source that the anchor points into, and empty for
    one that points into an archive. Each may be empty; without ``digest`` and ``blob`` nothing can be checked.
    ``tree`` is the folder of the tree source that the path lies in, and empty for every other anchor.
    """

    name: str
    path: str
    symbol: str
    digest: str
    span: Span
    blob: str = ""
    commit: str = ""
    tree: str = ""


class StatementKind(Enum):
    """Must, may, and the stated absence of a contract event."""

    GUARANTEE = "guarantee"
    ADMITS = "admits"
    UNMAPPED = "unmapped"


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A rule that holds at every step of every trace of the mode."""

    name: str
    rule: Rule
    origin: Origin
    anchors: tuple[Anchor, ...]
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Admits:
    """Whenever ``condition`` holds, the runtime can really take a step matching ``pattern`` (whose variables it binds)."""

    name: str
    pattern: Pattern
    condition: Formula
    origin: Origin
    anchors: tuple[Anchor, ...]
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Setting:
    """A configuration value that defines a mode."""

    name: str
    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Mode:
    """A configuration of a runtime with everything stated about it (inherited statements included)."""

    name: str
    settings: tuple[Setting, ...]
    guarantees: tuple[Guarantee, ...]
    admits: tuple[Admits, ...]
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Adapter:
    """An ``adapter`` or ``patch`` block: events, states and statements that carry its origin."""

    name: str
    origin: Origin
    events: tuple[Event, ...]
    states: tuple[StateFunction, ...]
    guarantees: tuple[Guarantee, ...]
    admits: tuple[Admits, ...]
    digest: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Runtime:
    """A runtime release with its events, states, anchors and modes."""

    name: str
    version: str
    sources: tuple[Source, ...]
    sorts: tuple[SortType, ...]
    enums: tuple[EnumType, ...]
    events: tuple[Event, ...]
    states: tuple[StateFunction, ...]
    anchors: tuple[Anchor, ...]
    modes: tuple[Mode, ...]
    adapters: tuple[Adapter, ...]
    text: str
    span: Span

    @property
    def is_specification(self) -> bool:
        """Is the runtime what its statements say, with no source that could contradict them?"""
        return bool(self.sources) and all(source.kind == "specification" for source in self.sources)


@dataclass(frozen=True, slots=True)
class MapLine:
    """``map EVENT(FIELDS) from SOURCE when CONDITION``.

    ``fields`` lists every field of the contract event; ``None`` is an unknown value (``_``). The
    variables in ``fields`` and ``condition`` are bound by ``source``, a pattern over runtime events.
    """

    event: str
    fields: tuple[tuple[str, Term | None], ...]
    source: Pattern
    condition: Formula
    span: Span


@dataclass(frozen=True, slots=True)
class Unmapped:
    """``unmapped EVENT "why" by ANCHOR``: the runtime has no such event, and the anchors show it."""

    event: str
    why: str
    anchors: tuple[Anchor, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Evidence:
    """``evidence trace "FILE" sha256 "HEX" log NAME``; ``log`` may be empty."""

    path: str
    sha256: str
    log: str
    span: Span


class Assertion(Enum):
    """What a lowering asks for."""

    CONFORMANCE = "conformance"
    POLICY = "policy"
    OBSERVATION = "observation"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class Expectation:
    """``expect CLASS, RESULT facet.obligation ...``; ``results`` maps an obligation or scenario name to a result word.

    ``cores`` maps a name to the statements of its core, sorted (``silence.EVENT`` and ``unmapped.EVENT`` for what a
    lowering does not map); ``reasons`` have to be among those of the verdict, word for word. With ``recorded`` it is
    what comes out when anchors count that only their author's record vouches for.
    """

    verdict_class: str
    results: tuple[tuple[str, str], ...]
    span: Span
    recorded: bool = False
    cores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Defect:
    """A mapping that is malformed in meaning: reported, and the lowering is rejected (semantics, section 5)."""

    code: str
    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Lowering:
    """A mode of a runtime mapped onto one bundle of a contract.

    ``events``, ``states``, ``guarantees`` and ``admits`` are those of the runtime, the mode and the
    adapters in use, together; ``added`` are the origins of the adapters and patches that it names. ``offers`` is the
    weaker bundle for ``Assertion.OFFER``.
    """

    name: str
    runtime: Runtime
    mode: Mode
    contract: Contract
    bundle: Bundle
    assertion: Assertion
    offers: Bundle | None
    events: tuple[Event, ...]
    states: tuple[StateFunction, ...]
    guarantees: tuple[Guarantee, ...]
    admits: tuple[Admits, ...]
    maps: tuple[MapLine, ...]
    unmapped: tuple[Unmapped, ...]
    pressure: str
    evidence: tuple[Evidence, ...]
    expectation: Expectation | None
    defects: tuple[Defect, ...]
    text: str
    span: Span
    expectation_recorded: Expectation | None = None
    added: tuple[Origin, ...] = ()

    def expected(self, accept_recorded: bool) -> Expectation | None:
        """The expectation that applies, by whether recorded anchors count."""
        return (self.expectation_recorded if accept_recorded else None) or self.expectation


@dataclass(frozen=True, slots=True)
class World:
    """Everything that was loaded: contracts, runtimes, lowerings and logs, sorted by name."""

    contracts: tuple[Contract, ...]
    runtimes: tuple[Runtime, ...]
    lowerings: tuple[Lowering, ...]
    logs: tuple[Log, ...] = ()
