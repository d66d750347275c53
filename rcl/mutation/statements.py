"""Maps what a runtime, mode or adapter states to its mutants: guarantees, admits, assumptions, states, events, anchors.

Invariant: each mutant is one change with its direction; nothing is tried out here. Source: semantics, sections 1, 3 and 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rcl.mutation.expressions import (
    OTHER,
    STRONGER,
    WEAKER,
    Strength,
    Variant,
    Vocabulary,
    first_pattern,
    replaced,
    variants,
)
from rcl.mutation.mutants import Direction, Edit, Mutant
from rcl.mutation.subject import Item
from rcl.syntax import tree
from rcl.syntax.format import expr_text

WEAKENING, CHANGING = Direction.WEAKENING, Direction.CHANGING
LOST = "fuzz.no_such_symbol"


def of_item(item: Item, words: Vocabulary) -> Iterator[Mutant]:
    """The mutants of one item of a mode, an adapter or a runtime's file."""
    match item:
        case tree.GuaranteeDecl() | tree.AssumeDecl():
            yield from _of_guarantee(item, words)
        case tree.AdmitsDecl():
            yield from _of_admits(item, words)
        case tree.StateDecl():
            yield from _of_state(item)
        case tree.EventDecl():
            yield from _of_event(item)
        case tree.AnchorDecl():
            broken = replace(item, symbol=tree.Name(LOST, item.symbol.span))
            yield _mutant("break anchor", WEAKENING, f"anchor {item.name.text}", item, broken)
        case _:
            return


def _mutant(operator: str, direction: Direction, text: str, old: Item, new: Item | None) -> Mutant:
    return Mutant(operator, direction, text, old.span, (Edit(old, new),))


# ---------------------------------------------------------------- guarantees and assumptions


def _of_guarantee(item: tree.GuaranteeDecl | tree.AssumeDecl, words: Vocabulary) -> Iterator[Mutant]:
    kind = "assumption" if isinstance(item, tree.AssumeDecl) else "guarantee"
    name = item.name.text
    yield _mutant(f"drop {kind}", WEAKENING, f"{kind} {name}", item, None)
    for operator, rule, strength in rule_variants(item.rule, words):
        direction = WEAKENING if strength is WEAKER else CHANGING
        yield _mutant(f"{kind}: {operator}", direction, f"{kind} {name}", item, replace(item, rule=rule))
    if isinstance(item, tree.GuaranteeDecl) and item.anchors:
        yield _mutant("drop anchors", WEAKENING, f"{kind} {name}", item, replace(item, anchors=()))
        assumed = tree.AssumeDecl(item.name, tree.Text("assumed by a mutant"), item.rule, item.span)
        yield replace(
            _mutant("native to assumption", WEAKENING, f"{kind} {name}", item, assumed), statement=name
        )
        adapter = tree.AdapterDecl("adapter", tree.Name("fuzz_adapter"), None, None, (item,), item.span)
        yield Mutant(
            "native to adapter", WEAKENING, f"{kind} {name}", item.span, (Edit(item, None),), name, adapter
        )


def of_adapter(adapter: tree.AdapterDecl, words: Vocabulary) -> Iterator[Mutant]:
    """The mutants of what an adapter or patch states."""
    for item in adapter.items:
        for mutant in of_item(item, words):
            if mutant.operator in ("native to adapter", "native to assumption"):
                if mutant.adapter is None:
                    yield replace(mutant, operator=f"{adapter.kind} to assumption")
                continue
            yield mutant
        if isinstance(item, tree.GuaranteeDecl | tree.AdmitsDecl):
            edit = (Edit(item, None),)
            text = f"statement {item.name.text}"
            yield Mutant(
                f"{adapter.kind} to native", CHANGING, text, item.span, edit, item.name.text, None, (item,)
            )


def rule_variants(rule: tree.RuleBody, words: Vocabulary) -> Iterator[tuple[str, tree.RuleBody, Strength]]:
    """Every single change of a rule, with what it does to it."""
    for at, _ in enumerate(rule.triggers):
        if len(rule.triggers) > 1:
            fewer = (*rule.triggers[:at], *rule.triggers[at + 1 :])
            yield "drop trigger", replace(rule, triggers=fewer), WEAKER
    if rule.condition is not None:
        yield "drop condition", replace(rule, condition=None), STRONGER
        for item in variants(rule.condition, words):
            yield item.operator, replace(rule, condition=item.expr), item.strength.seen_from(-1)
    if rule.requires is not None:
        for item in variants(rule.requires, words):
            yield item.operator, replace(rule, requires=item.expr), item.strength
        negated = tree.Unary("not", rule.requires)
        yield "negate", replace(rule, requires=negated), OTHER
        pattern = first_pattern(rule.requires, words)
        if pattern is not None and len(rule.triggers) == 1:
            turned = replaced(rule.requires, pattern, rule.triggers[0])
            yield "swap event and trigger", replace(rule, triggers=(pattern,), requires=turned), OTHER


# ---------------------------------------------------------------- admits, states, events


def _of_admits(item: tree.AdmitsDecl, words: Vocabulary) -> Iterator[Mutant]:
    text = f"admits {item.name.text}"
    yield _mutant("drop admits", WEAKENING, text, item, None)
    if item.anchors:
        yield _mutant("drop anchors", WEAKENING, text, item, replace(item, anchors=()))
    if item.condition is not None:
        yield _mutant("widen admits", CHANGING, text, item, replace(item, condition=None))
        for one in variants(item.condition, words):
            direction = WEAKENING if one.strength is STRONGER else CHANGING
            operator = "widen admits" if one.strength is WEAKER else f"admits: {one.operator}"
            yield _mutant(operator, direction, text, item, replace(item, condition=one.expr))


def _of_state(item: tree.StateDecl) -> Iterator[Mutant]:
    text = f"state {item.name.text}"
    for at, update in enumerate(item.updates):
        fewer = (*item.updates[:at], *item.updates[at + 1 :])
        yield _mutant("drop update", CHANGING, text, item, replace(item, updates=fewer))
        for one in value_variants(update.value):
            updates = (*item.updates[:at], replace(update, value=one.expr), *item.updates[at + 1 :])
            yield _mutant(f"state: {one.operator}", CHANGING, text, item, replace(item, updates=updates))
    if item.initial is not None:
        for one in value_variants(item.initial):
            yield _mutant(f"state: {one.operator}", CHANGING, text, item, replace(item, initial=one.expr))


def value_variants(value: tree.Expr) -> Iterator[Variant]:
    """Changes of a value: a number, a truth value, or one side of a sum."""
    match value:
        case tree.Number(value=number):
            yield Variant("shift number", tree.Number(number + 1), OTHER)
        case tree.Boolean(value=truth):
            yield Variant("negate", tree.Boolean(not truth), OTHER)
        case tree.Binary(left=left, right=right):
            yield Variant("drop operand", left, OTHER)
            yield Variant("drop operand", right, OTHER)
        case tree.Unary(op="not", body=body):
            yield Variant("negate", body, OTHER)
        case _:
            return


def _of_event(item: tree.EventDecl) -> Iterator[Mutant]:
    """Clients cause what runtimes did, or the other way round (a contract's roles are not the lowering's to change)."""
    text = f"event {item.name.text}"
    if item.role == "environment":
        yield _mutant("change role", WEAKENING, text, item, replace(item, role=None))
    elif item.role is None:
        yield _mutant("change role", CHANGING, text, item, replace(item, role="environment"))


def shown(expr: tree.Expr) -> str:
    """An expression on one line, cut if it is long."""
    text = " ".join(expr_text(expr).split())
    return text if len(text) <= 60 else text[:57] + "..."
