"""Builds declarations and the items of blocks: the methods for the rest of the grammar.

Invariant: a method's arguments are the values of the rule's children in order, ``None`` for an absent part.
"""

from __future__ import annotations

from typing import Any

from rcl.diag.span import Span
from rcl.syntax import tree
from rcl.syntax.build_logs import LogBuilder

Names = tuple[tree.Name, ...]
Params = tuple[tree.Parameter, ...]


class ItemBuilder(LogBuilder):
    """One method a rule of the grammar; the first argument is the span of the whole rule."""

    __slots__ = ()

    def module(self, span: Span, *declarations: tree.Declaration) -> tuple[tree.Declaration, ...]:
        return declarations

    # ------------------------------------------------------------ shared

    def use(self, span: Span, name: tree.Name, version: tree.Number | tree.Text) -> tree.Use:
        return tree.Use(name, version, span)

    def sort(self, span: Span, *names: tree.Name) -> tree.SortDecl:
        return tree.SortDecl(names, span)

    def enum(self, span: Span, name: tree.Name, *members: tree.Name) -> tree.EnumDecl:
        return tree.EnumDecl(name, members, span)

    def event(
        self, span: Span, role: str | None, name: tree.Name, fields: Params | None, text: tree.Text | None
    ) -> tree.EventDecl:
        return tree.EventDecl(role, name, fields or (), text, span)

    def role(self, span: Span, word: str) -> str:
        return word

    def state(
        self,
        span: Span,
        name: tree.Name,
        params: Params | None,
        type_name: tree.TypeName,
        initial: tree.Expr | None,
        text: tree.Text | None,
        *updates: tree.UpdateDecl,
    ) -> tree.StateDecl:
        return tree.StateDecl(name, params or (), type_name, initial, text, updates, span)

    def state_parameters(self, span: Span, params: Params | None) -> Params:
        return params or ()

    def initial(self, span: Span, value: tree.Expr) -> tree.Expr:
        return value

    def update(self, span: Span, pattern: tree.Call, value: tree.Expr) -> tree.UpdateDecl:
        return tree.UpdateDecl(pattern, value, span)

    # ------------------------------------------------------------ contracts

    def contract(
        self, span: Span, name: tree.Name, version: tree.Number, text: tree.Text | None
    ) -> tree.ContractDecl:
        return tree.ContractDecl(name, version, text, span)

    def facet(self, span: Span, name: tree.Name, items: tuple[tree.ObligationDecl, ...]) -> tree.FacetDecl:
        return tree.FacetDecl(name, items, span)

    def facet_items(self, span: Span, *items: tree.ObligationDecl) -> tuple[tree.ObligationDecl, ...]:
        return items

    def obligation(
        self,
        span: Span,
        name: tree.Name,
        success: tree.Text | None,
        failure: tree.Text | None,
        source: tree.Text | None,
        rule: tree.RuleBody,
    ) -> tree.ObligationDecl:
        return tree.ObligationDecl(name, success, failure, source, rule, span)

    def failure(self, span: Span, text: tree.Text) -> tree.Text:
        return text

    def origin(self, span: Span, text: tree.Text) -> tree.Text:
        return text

    def scenario(
        self,
        span: Span,
        name: tree.Name,
        text: tree.Text | None,
        variables: Params | None,
        formula: tree.Expr,
    ) -> tree.ScenarioDecl:
        return tree.ScenarioDecl(name, text, variables or (), formula, span)

    def exists(self, span: Span, parameters: Params) -> Params:
        return parameters

    def bundle(
        self,
        span: Span,
        name: tree.Name,
        text: tree.Text | None,
        terms: tuple[Names, Names],
        requires: Names | None,
    ) -> tree.BundleDecl:
        return tree.BundleDecl(name, text, terms[0], terms[1], requires or (), span)

    def bundle_terms(self, span: Span, first: tree.Name, *rest: tuple[str, tree.Name]) -> tuple[Names, Names]:
        plus = (first, *(name for sign, name in rest if sign == "+"))
        return (plus, tuple(name for sign, name in rest if sign == "-"))

    def plus(self, span: Span, name: tree.Name) -> tuple[str, tree.Name]:
        return ("+", name)

    def minus(self, span: Span, name: tree.Name) -> tuple[str, tree.Name]:
        return ("-", name)

    def required(self, span: Span, *names: tree.Name) -> Names:
        return names

    def weak_bundle(
        self,
        span: Span,
        name: tree.Name,
        full: tree.Name,
        text: tree.Text | None,
        requires: Names | None,
        items: tuple[tree.FacetDecl | tree.ReadingDecl, ...],
    ) -> tree.WeakBundleDecl:
        facets = tuple(item for item in items if isinstance(item, tree.FacetDecl))
        readings = tuple(item for item in items if isinstance(item, tree.ReadingDecl))
        return tree.WeakBundleDecl(name, full, text, requires or (), facets, readings, span)

    def weak_bundle_items(self, span: Span, *items: Any) -> tuple[Any, ...]:
        return items

    def reading(
        self, span: Span, target: tree.Call, source: tree.Call, condition: tree.Expr | None
    ) -> tree.ReadingDecl:
        return tree.ReadingDecl(target, source, condition, span)

    # ------------------------------------------------------------ runtimes

    def runtime(
        self,
        span: Span,
        name: tree.Name,
        version: tree.Text,
        text: tree.Text | None,
        *sources: tree.SourceDecl,
    ) -> tree.RuntimeDecl:
        return tree.RuntimeDecl(name, version, text, sources, span)

    def source(self, span: Span, kind: tree.Name, spec: tree.Text, digest: tree.Text) -> tree.SourceDecl:
        return tree.SourceDecl(kind, spec, digest, span)

    def anchor(
        self,
        span: Span,
        name: tree.Name,
        path: tree.Text,
        symbol: tree.Name,
        digest: tree.Text | None,
        blob: tree.Text | None,
        commit: tree.Text | None,
    ) -> tree.AnchorDecl:
        return tree.AnchorDecl(name, path, symbol, digest, blob, commit, span)

    def hash(self, span: Span, text: tree.Text) -> tree.Text:
        return text

    def blob(self, span: Span, text: tree.Text) -> tree.Text:
        return text

    def at(self, span: Span, text: tree.Text) -> tree.Text:
        return text

    def guarantee(
        self, span: Span, name: tree.Name, anchors: Names | None, text: tree.Text | None, rule: tree.RuleBody
    ) -> tree.GuaranteeDecl:
        return tree.GuaranteeDecl(name, anchors or (), text, rule, span)

    def admits(
        self,
        span: Span,
        name: tree.Name,
        anchors: Names | None,
        text: tree.Text | None,
        pattern: tree.Call,
        condition: tree.Expr | None,
    ) -> tree.AdmitsDecl:
        return tree.AdmitsDecl(name, anchors or (), text, pattern, condition, span)

    def assume(self, span: Span, name: tree.Name, why: tree.Text, rule: tree.RuleBody) -> tree.AssumeDecl:
        return tree.AssumeDecl(name, why, rule, span)

    def by(self, span: Span, *anchors: tree.Name) -> Names:
        return anchors

    def by_before_pattern(self, span: Span, *anchors: tree.Name) -> Names:
        return anchors

    def mode(
        self,
        span: Span,
        name: tree.Name,
        extends: tree.Name | None,
        text: tree.Text | None,
        items: tuple[Any, ...],
    ) -> tree.ModeDecl:
        return tree.ModeDecl(name, extends, text, items, span)

    def extends(self, span: Span, name: tree.Name) -> tree.Name:
        return name

    def mode_items(self, span: Span, *items: Any) -> tuple[Any, ...]:
        return items

    def setting(
        self, span: Span, name: tree.Name, value: tree.Text | tree.Number | tree.Boolean
    ) -> tree.SettingDecl:
        return tree.SettingDecl(name, value, span)

    def adapter(
        self, span: Span, name: tree.Name, text: tree.Text | None, items: tuple[Any, ...]
    ) -> tree.AdapterDecl:
        return tree.AdapterDecl("adapter", name, None, text, items, span)

    def patch(
        self, span: Span, name: tree.Name, digest: tree.Text, text: tree.Text | None, items: tuple[Any, ...]
    ) -> tree.AdapterDecl:
        return tree.AdapterDecl("patch", name, digest, text, items, span)

    def adapter_items(self, span: Span, *items: Any) -> tuple[Any, ...]:
        return items

    # ------------------------------------------------------------ lowerings

    def lowering(
        self,
        span: Span,
        mode: tree.Name,
        variant: tree.Name | None,
        uses: Names | None,
        target: tree.Name,
        text: tree.Text | None,
        items: tuple[tree.LoweringItem, ...],
    ) -> tree.LoweringDecl:
        return tree.LoweringDecl(mode, variant, uses or (), target, text, items, span)

    def uses(self, span: Span, *names: tree.Name) -> Names:
        return names

    def variant(self, span: Span, name: tree.Name) -> tree.Name:
        return name

    def lowering_items(self, span: Span, *items: tree.LoweringItem) -> tuple[tree.LoweringItem, ...]:
        return items

    def asserts(self, span: Span, what: tree.Name) -> tree.AssertsDecl:
        return tree.AssertsDecl(what, span)

    def offers(self, span: Span, bundle: tree.Name) -> tree.OffersDecl:
        return tree.OffersDecl(bundle, span)

    def pressure(self, span: Span, text: tree.Text) -> tree.PressureDecl:
        return tree.PressureDecl(text, span)

    def map(
        self, span: Span, target: tree.Call, source: tree.Call, condition: tree.Expr | None
    ) -> tree.MapDecl:
        return tree.MapDecl(target, source, condition, span)

    def unmapped(
        self, span: Span, event: tree.Name, why: tree.Text, anchors: Names | None
    ) -> tree.UnmappedDecl:
        return tree.UnmappedDecl(event, why, anchors or (), span)

    def evidence(
        self, span: Span, path: tree.Text, sha256: tree.Text, log: tree.Name | None
    ) -> tree.EvidenceDecl:
        return tree.EvidenceDecl(path, sha256, log, span)

    def log(self, span: Span, name: tree.Name) -> tree.Name:
        return name

    def expect(
        self,
        span: Span,
        recorded: bool | None,
        verdict_class: tree.Name,
        *results: tree.ExpectedResult | tree.ExpectedReason,
    ) -> tree.ExpectDecl:
        return tree.ExpectDecl(verdict_class, results, bool(recorded), span)

    def recorded(self, span: Span) -> bool:
        return True

    def expected(self, span: Span, result: tree.Name, *names: tree.Name) -> tree.ExpectedResult:
        return tree.ExpectedResult(result, names, span)

    def reason(self, span: Span, word: tree.Name, text: tree.Text) -> tree.ExpectedReason:
        return tree.ExpectedReason(word, text, span)
