"""The syntax tree: one frozen node class a construct, exactly as written, nothing resolved.

Invariant: spans and comments take no part in equality, so ``parse(print(tree)) == tree``. Every node
that a person can be told about has a ``span``; every name is a ``Name`` with its own span.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rcl.diag.span import NOWHERE, Span


def _span() -> Span:
    return field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier as written; ``text`` may be dotted (``vllm.offloading``, ``outcome.harm_once``)."""

    text: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal, unescaped."""

    value: str
    span: Span = _span()


# ---------------------------------------------------------------- expressions (terms and formulas alike)


@dataclass(frozen=True, slots=True)
class Ident:
    """A bare name: a variable, an enum member, or a state function without parameters."""

    name: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Number:
    value: int
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Boolean:
    """``true`` or ``false``: a value or a formula, by its place."""

    value: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class NoneValue:
    """``none``."""

    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Wildcard:
    """``_``: any value in a pattern, an unknown value in a map line."""

    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Argument:
    """``name: value`` or positional ``value`` (then ``name`` is ``None``).

    In a pattern a positional bare identifier ``claim`` is short for ``claim: claim``.
    """

    name: Name | None
    value: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Call:
    """``head(arguments)``: an event pattern, a state read, ``min`` or ``max``, by what ``head`` names."""

    head: Name
    arguments: tuple[Argument, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Unary:
    """``op`` is ``not``, ``once``, ``historically``, ``previously`` or ``-``."""

    op: str
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Binary:
    """``op`` is one of ``and or implies since = != < <= > >= + - *``."""

    op: str
    left: Expr
    right: Expr
    span: Span = _span()


Expr = Ident | Number | Boolean | NoneValue | Wildcard | Call | Unary | Binary


# ---------------------------------------------------------------- rules


@dataclass(frozen=True, slots=True)
class Parameter:
    """``name: Type`` or ``name: Type?``."""

    name: Name
    type: TypeName
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class TypeName:
    name: Name
    optional: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class RuleBody:
    """``forall Q whenever T1 | T2 and CONDITION requires REQUIRES``, or ``always F``, or ``never P and C``.

    ``form`` is ``whenever``, ``always`` or ``never``. ``triggers`` is empty for ``always``;
    ``requires`` is ``None`` for ``never``; ``condition`` is ``None`` where nothing follows ``and``.
    """

    form: str
    quantified: tuple[Parameter, ...]
    triggers: tuple[Call, ...]
    condition: Expr | None
    requires: Expr | None
    span: Span = _span()


# ---------------------------------------------------------------- declarations shared by contracts and runtimes


@dataclass(frozen=True, slots=True)
class Use:
    """``use NAME version 1`` (a contract) or ``use NAME version "0.33.0"`` (a runtime)."""

    name: Name
    version: Number | Text
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class SortDecl:
    names: tuple[Name, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class EnumDecl:
    name: Name
    members: tuple[Name, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class EventDecl:
    """``role`` is ``environment``, ``duty``, ``hazard`` or ``None`` (a runtime's own event)."""

    role: str | None
    name: Name
    fields: tuple[Parameter, ...]
    text: Text | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class UpdateDecl:
    """``on PATTERN -> VALUE``."""

    pattern: Call
    value: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class StateDecl:
    """``state NAME(PARAMS): TYPE = INITIAL "text" on ...``; ``initial`` may be left out for ``T?`` (then ``none``)."""

    name: Name
    params: tuple[Parameter, ...]
    type: TypeName
    initial: Expr | None
    text: Text | None
    updates: tuple[UpdateDecl, ...]
    span: Span = _span()


# ---------------------------------------------------------------- contracts


@dataclass(frozen=True, slots=True)
class ObligationDecl:
    """``obligation NAME "success" failure "text" source "text" RULE``; the texts are optional in the grammar."""

    name: Name
    success: Text | None
    failure: Text | None
    source: Text | None
    rule: RuleBody
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class FacetDecl:
    """``facet NAME { obligations }``."""

    name: Name
    obligations: tuple[ObligationDecl, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ScenarioDecl:
    """``scenario NAME "text" : exists PARAMS : FORMULA`` (the ``exists`` part may be missing)."""

    name: Name
    text: Text | None
    variables: tuple[Parameter, ...]
    formula: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class BundleDecl:
    """``bundle NAME "text" = facet + facet.obligation - facet.obligation requires SCENARIO, SCENARIO``."""

    name: Name
    text: Text | None
    plus: tuple[Name, ...]
    minus: tuple[Name, ...]
    requires: tuple[Name, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ReadingDecl:
    """``seen EVENT(ARGS) from PATTERN when CONDITION``."""

    target: Call
    source: Call
    condition: Expr | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class WeakBundleDecl:
    """``bundle NAME weakens FULL "text" requires SCENARIOS { facets and readings }``."""

    name: Name
    full: Name
    text: Text | None
    requires: tuple[Name, ...]
    facets: tuple[FacetDecl, ...]
    readings: tuple[ReadingDecl, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ContractDecl:
    """``contract NAME version N "text"``; what follows it in the file belongs to it."""

    name: Name
    version: Number
    text: Text | None
    span: Span = _span()


# ---------------------------------------------------------------- runtimes


@dataclass(frozen=True, slots=True)
class SourceDecl:
    """``source KIND "SPEC" sha256 "HEX"`` with KIND one of sdist, wheel, tree, specification; ``source git "SPEC" at "COMMIT"``."""

    kind: Name
    spec: Text
    digest: Text
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class RuntimeDecl:
    """``runtime NAME version "V" "text"`` and the ``source`` lines after it."""

    name: Name
    version: Text
    text: Text | None
    sources: tuple[SourceDecl, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class AnchorDecl:
    """``anchor NAME = "PATH" :: SYMBOL hash "HEX" blob "HEX" at "COMMIT"``; each of the three may be missing."""

    name: Name
    path: Text
    symbol: Name
    digest: Text | None
    blob: Text | None
    commit: Text | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class SettingDecl:
    """``setting NAME = VALUE`` with a string, number or boolean."""

    name: Name
    value: Text | Number | Boolean
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class GuaranteeDecl:
    """``guarantee NAME by ANCHOR, ANCHOR "text" RULE``."""

    name: Name
    anchors: tuple[Name, ...]
    text: Text | None
    rule: RuleBody
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class AdmitsDecl:
    """``admits NAME by ANCHOR "text" PATTERN when CONDITION``."""

    name: Name
    anchors: tuple[Name, ...]
    text: Text | None
    pattern: Call
    condition: Expr | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class AssumeDecl:
    """``assume NAME "why": RULE``: a guarantee whose origin is assumption."""

    name: Name
    why: Text
    rule: RuleBody
    span: Span = _span()


Statement = GuaranteeDecl | AdmitsDecl | AssumeDecl


@dataclass(frozen=True, slots=True)
class ModeDecl:
    """``mode NAME extends OTHER "text" { settings, anchors, states and statements }``."""

    name: Name
    extends: Name | None
    text: Text | None
    items: tuple[SettingDecl | AnchorDecl | StateDecl | Statement, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class AdapterDecl:
    """``adapter NAME "text" { ... }`` or ``patch NAME sha256 "HEX" "text" { ... }`` (``kind`` says which)."""

    kind: str
    name: Name
    digest: Text | None
    text: Text | None
    items: tuple[EventDecl | AnchorDecl | StateDecl | Statement, ...]
    span: Span = _span()


# ---------------------------------------------------------------- lowerings


@dataclass(frozen=True, slots=True)
class AssertsDecl:
    """``asserts conformance|policy|observation``."""

    what: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class OffersDecl:
    """``offers BUNDLE``."""

    bundle: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class PressureDecl:
    """``pressure "text"``: the pressure assumption an adapter policy is claimed under."""

    text: Text
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class MapDecl:
    """``map EVENT(ARGS) from PATTERN when CONDITION``."""

    target: Call
    source: Call
    condition: Expr | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class UnmappedDecl:
    """``unmapped EVENT "why" by ANCHOR, ANCHOR``; ``by`` may be missing (then it only documents)."""

    event: Name
    why: Text
    anchors: tuple[Name, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class EvidenceDecl:
    """``evidence trace "FILE" sha256 "HEX" log NAME``."""

    path: Text
    sha256: Text
    log: Name | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ExpectedResult:
    """``RESULT NAME, NAME`` inside an ``expect``."""

    result: Name
    names: tuple[Name, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ExpectedReason:
    """``because "TEXT"`` inside an ``expect``; the resolver knows the word."""

    word: Name
    text: Text
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ExpectDecl:
    """``expect CLASS, refuted outcome.a outcome.b, core identity.c fresh, because "TEXT"``, or ``expect recorded ...``.

    ``core NAME STATEMENT ...`` is an ``ExpectedResult`` too: its word is ``core``.
    """

    verdict_class: Name
    results: tuple[ExpectedResult | ExpectedReason, ...]
    recorded: bool
    span: Span = _span()


LoweringItem = (
    AssertsDecl | OffersDecl | PressureDecl | MapDecl | UnmappedDecl | AssumeDecl | EvidenceDecl | ExpectDecl
)


@dataclass(frozen=True, slots=True)
class LoweringDecl:
    """``lowering RUNTIME.MODE as VARIANT with ADAPTER, ADAPTER to CONTRACT.BUNDLE "text" { ... }``."""

    mode: Name
    variant: Name | None
    uses: tuple[Name, ...]
    target: Name
    text: Text | None
    items: tuple[LoweringItem, ...]
    span: Span = _span()


# ---------------------------------------------------------------- logs


@dataclass(frozen=True, slots=True)
class Paths:
    """``each first.part | second?``: where in a record a value stands; later paths if the earlier ones are absent."""

    each: bool
    paths: tuple[Name, ...]
    optional: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class FillDecl:
    """``FIELD: PATHS`` or ``FIELD: LITERAL`` or ``FIELD: _``."""

    name: Name
    value: Paths | Number | Boolean | NoneValue | Wildcard
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class EmitDecl:
    """``EVENT(FILLS)``."""

    event: Name
    fills: tuple[FillDecl, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class TestDecl:
    """``PATH OP LITERAL``; an absent field is ``none``."""

    path: Name
    op: str
    value: Text | Number | Boolean | NoneValue
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class LogKindDecl:
    """``kind PATH``: the field that says what a record is."""

    path: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class LogOrderDecl:
    """``order by PATH``, ``order by PATH skipping`` or ``order by PATH rising``."""

    path: Name
    how: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class RecordDecl:
    """``record "KIND" when TESTS as EVENT(...), EVENT(...)``."""

    kind: Text
    tests: tuple[TestDecl, ...]
    emits: tuple[EmitDecl, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class IgnoreDecl:
    """``ignore "KIND", "KIND"``: records that stand for nothing."""

    kinds: tuple[Text, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class EndingDecl:
    """``ending as EVENT(...)``: what the end of the log stands for."""

    emit: EmitDecl
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class OverDecl:
    """``EVENT(FIELD)`` of a ``forget``: after the event, nothing names the identifier in the field."""

    event: Name
    field: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ForgetDecl:
    """``forget EVENT(FIELD), EVENT(FIELD)``: which identifiers are over after which events."""

    items: tuple[OverDecl, ...]
    span: Span = _span()


LogItem = LogKindDecl | LogOrderDecl | RecordDecl | IgnoreDecl | EndingDecl | ForgetDecl


@dataclass(frozen=True, slots=True)
class LogDecl:
    """``log NAME with ADAPTER "text" { items }``."""

    name: Name
    uses: tuple[Name, ...]
    text: Text | None
    items: tuple[LogItem, ...]
    span: Span = _span()


Declaration = (
    Use
    | ContractDecl
    | RuntimeDecl
    | SortDecl
    | EnumDecl
    | EventDecl
    | StateDecl
    | FacetDecl
    | ScenarioDecl
    | BundleDecl
    | WeakBundleDecl
    | AnchorDecl
    | GuaranteeDecl
    | AdmitsDecl
    | AssumeDecl
    | ModeDecl
    | AdapterDecl
    | LoweringDecl
    | LogDecl
)


@dataclass(frozen=True, slots=True)
class Module:
    """One file: its declarations in order. ``file`` is the shown path."""

    file: str = field(compare=False)
    declarations: tuple[Declaration, ...] = ()
