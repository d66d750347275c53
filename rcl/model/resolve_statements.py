"""Maps statements (``guarantee``, ``admits``, ``assume``) to resolved ones.

Invariant: a statement carries its origin and the anchors it names; an ``assume`` is an assumption wherever it
stands. Statements share one space of names. Source: semantics, sections 1 and 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rcl.diag.span import Span
from rcl.model.resolve_anchors import resolve_anchors
from rcl.model.resolve_rules import resolve_bound_pattern, resolve_rule
from rcl.model.runtime import Admits, Anchor, Guarantee, Origin, OriginKind
from rcl.model.scope import Context, Env, add_unique
from rcl.syntax import tree

ASSUMED = Origin(OriginKind.ASSUMPTION)


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of one place, by name; ``names`` also holds those with errors."""

    guarantees: Mapping[str, Guarantee] = field(default_factory=dict)
    admits: Mapping[str, Admits] = field(default_factory=dict)
    names: Mapping[str, Span] = field(default_factory=dict)

    def joined(self, other: Statements) -> Statements:
        """Both together; names are unique already."""
        return Statements(
            {**self.guarantees, **other.guarantees},
            {**self.admits, **other.admits},
            {**self.names, **other.names},
        )

    def sorted_guarantees(self) -> tuple[Guarantee, ...]:
        """By name, so that the order of files does not matter."""
        return tuple(item for _, item in sorted(self.guarantees.items()))

    def sorted_admits(self) -> tuple[Admits, ...]:
        """By name, so that the order of files does not matter."""
        return tuple(item for _, item in sorted(self.admits.items()))


def resolve_statements(
    items: Iterable[object],
    known: Mapping[str, Span],
    anchors: Mapping[str, Anchor],
    origin: Origin,
    context: Context,
) -> Statements:
    """The statements among ``items``; ``known`` are the names that are taken already."""
    names = dict(known)
    own: dict[str, Span] = {}
    guarantees: dict[str, Guarantee] = {}
    admits: dict[str, Admits] = {}
    for item in items:
        if not isinstance(item, tree.GuaranteeDecl | tree.AdmitsDecl | tree.AssumeDecl):
            continue
        if not add_unique(names, item.name, item.name.span, "statement", lambda span: span, context.sink):
            continue
        name = item.name.text
        own[name] = item.name.span
        if isinstance(item, tree.AdmitsDecl):
            resolved = _admits(item, anchors, origin, context)
            if resolved is not None:
                admits[name] = resolved
        else:
            guarantee = _guarantee(item, anchors, origin, context)
            if guarantee is not None:
                guarantees[name] = guarantee
    return Statements(guarantees, admits, own)


def _guarantee(
    decl: tree.GuaranteeDecl | tree.AssumeDecl,
    anchors: Mapping[str, Anchor],
    origin: Origin,
    context: Context,
) -> Guarantee | None:
    rule = resolve_rule(decl.rule, context)
    if isinstance(decl, tree.AssumeDecl):
        return (
            None if rule is None else Guarantee(decl.name.text, rule, ASSUMED, (), decl.why.value, decl.span)
        )
    named = resolve_anchors(decl.anchors, anchors, context)
    text = decl.text.value if decl.text is not None else ""
    return None if rule is None else Guarantee(decl.name.text, rule, origin, named, text, decl.span)


def _admits(
    decl: tree.AdmitsDecl, anchors: Mapping[str, Anchor], origin: Origin, context: Context
) -> Admits | None:
    bound = resolve_bound_pattern(decl.pattern, decl.condition, context, Env())
    named = resolve_anchors(decl.anchors, anchors, context)
    text = decl.text.value if decl.text is not None else ""
    return (
        None if bound is None else Admits(decl.name.text, bound[0], bound[1], origin, named, text, decl.span)
    )
