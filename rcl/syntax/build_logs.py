"""Builds ``log`` blocks: the methods for the part of the grammar that says how records are read.

Invariant: a method's arguments are the values of the rule's children in order, ``None`` for an absent part.
"""

from __future__ import annotations

from typing import Any

from rcl.diag.span import Span
from rcl.syntax import tree
from rcl.syntax.build_expr import ExprBuilder

Names = tuple[tree.Name, ...]


class LogBuilder(ExprBuilder):
    """One method a rule of the grammar; the first argument is the span of the whole rule."""

    __slots__ = ()

    def log_block(
        self,
        span: Span,
        name: tree.Name,
        uses: Names | None,
        text: tree.Text | None,
        items: tuple[tree.LogItem, ...],
    ) -> tree.LogDecl:
        return tree.LogDecl(name, uses or (), text, items, span)

    def log_items(self, span: Span, *items: tree.LogItem) -> tuple[tree.LogItem, ...]:
        return items

    def log_kind(self, span: Span, path: tree.Name) -> tree.LogKindDecl:
        return tree.LogKindDecl(path, span)

    def log_order(self, span: Span, path: tree.Name, how: str | None) -> tree.LogOrderDecl:
        return tree.LogOrderDecl(path, how or "", span)

    def order_word(self, span: Span, word: str) -> str:
        return word

    def record(
        self,
        span: Span,
        kind: tree.Text,
        tests: tuple[tree.TestDecl, ...] | None,
        *emits: tree.EmitDecl,
    ) -> tree.RecordDecl:
        return tree.RecordDecl(kind, tests or (), emits, span)

    def tests(self, span: Span, *tests: tree.TestDecl) -> tuple[tree.TestDecl, ...]:
        return tests

    def test(self, span: Span, path: tree.Name, op: str, value: Any) -> tree.TestDecl:
        return tree.TestDecl(path, op, value, span)

    def emit(self, span: Span, event: tree.Name, fills: tuple[tree.FillDecl, ...] | None) -> tree.EmitDecl:
        return tree.EmitDecl(event, fills or (), span)

    def fills(self, span: Span, *fills: tree.FillDecl) -> tuple[tree.FillDecl, ...]:
        return fills

    def fill(self, span: Span, name: tree.Name, value: Any) -> tree.FillDecl:
        return tree.FillDecl(name, value, span)

    def paths(self, span: Span, each: bool | None, *rest: Any) -> tree.Paths:
        return tree.Paths(bool(each), rest[:-1], bool(rest[-1]), span)

    def each(self, span: Span) -> bool:
        return True

    def ignore(self, span: Span, *kinds: tree.Text) -> tree.IgnoreDecl:
        return tree.IgnoreDecl(kinds, span)

    def ending(self, span: Span, emit: tree.EmitDecl) -> tree.EndingDecl:
        return tree.EndingDecl(emit, span)

    def forget(self, span: Span, *items: tree.OverDecl) -> tree.ForgetDecl:
        return tree.ForgetDecl(items, span)

    def over(self, span: Span, event: tree.Name, field: tree.Name) -> tree.OverDecl:
        return tree.OverDecl(event, field, span)
