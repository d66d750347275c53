"""Maps a lowering to its mutants: map lines, absences, evidence, what it asserts, and all that it rests on.

Invariant: the same lowering gives the same mutants in the same order. What a map line takes away it takes away for one event
of the contract (ADR 0009): to leave out all lines of an event is a weakening, to leave out one of several is a change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from rcl.mutation.expressions import Vocabulary, conjoined, swapped_arguments, variants
from rcl.mutation.mutants import Direction, Edit, Mutant, vocabulary_of
from rcl.mutation.statements import of_adapter, of_item, value_variants
from rcl.mutation.subject import Item, Subject, declarations
from rcl.syntax import tree

WEAKENING, CHANGING = Direction.WEAKENING, Direction.CHANGING
ASSERTABLE = ("conformance", "policy", "observation")


def mutants_of(subject: Subject) -> tuple[Mutant, ...]:
    """Every single change of the lowering and of what it rests on; none that changes nothing, and none twice."""
    found: dict[object, Mutant] = {}
    for mutant in _mutants(subject):
        if all(edit.new != edit.old for edit in mutant.edits):
            key = (tuple((id(edit.old), edit.new) for edit in mutant.edits), mutant.adapter, mutant.native)
            found.setdefault(key, mutant)
    return tuple(found.values())


def _mutants(subject: Subject) -> Iterator[Mutant]:
    words = vocabulary_of(subject)
    yield from _of_lowering(subject, words)
    for mode in subject.modes:
        for item in mode.items:
            yield from of_item(item, words)
    for adapter in subject.adapters:
        yield from of_adapter(adapter, words)
    for declared in _runtime_items(subject):
        yield from of_item(declared, words)


def _runtime_items(subject: Subject) -> Iterator[Item]:
    """What the runtime declares beside its modes, as far as the lowering has to do with it."""
    spoken = _mentioned(subject)
    for module in subject.modules:
        of_contract = False
        for item in module.declarations:
            of_contract = isinstance(item, tree.ContractDecl) or (
                of_contract and not isinstance(item, tree.RuntimeDecl)
            )
            if of_contract:
                continue
            if (
                isinstance(item, tree.EventDecl | tree.StateDecl | tree.AnchorDecl)
                and item.name.text in spoken
            ):
                yield item


def _mentioned(subject: Subject) -> frozenset[str]:
    """Names of events, states and anchors that the lowering, its modes and its adapters speak of, and what those do."""
    found: set[str] = set()
    for block in (subject.lowering, *subject.modes, *subject.adapters):
        _collect(block, found)
    states = {
        item.name.text: item for item in declarations(subject.modules) if isinstance(item, tree.StateDecl)
    }
    while more := [states.pop(name) for name in sorted(found & set(states))]:
        for item in more:
            _collect(item, found)
    return frozenset(found)


def _collect(node: object, found: set[str]) -> None:
    """Every name written anywhere below the node."""
    if isinstance(node, tree.Name):
        found.add(node.text)
    elif isinstance(node, tuple):
        for item in node:
            _collect(item, found)
    elif hasattr(node, "__dataclass_fields__"):
        for field in node.__dataclass_fields__:
            if field != "span":
                _collect(getattr(node, field), found)


# ---------------------------------------------------------------- the lowering itself


def _of_lowering(subject: Subject, words: Vocabulary) -> Iterator[Mutant]:
    decl = subject.lowering
    lines = [item for item in decl.items if isinstance(item, tree.MapDecl)]
    for name in dict.fromkeys(line.target.head.text for line in lines):
        mine = [line for line in lines if line.target.head.text == name]
        edits = tuple(Edit(line, None) for line in mine)
        yield Mutant("drop mapping", WEAKENING, f"map {name}", mine[0].span, edits)
        if len(mine) > 1:
            for line in mine:
                yield _one("drop map line", CHANGING, f"map {name}", line, None)
        absent = tree.UnmappedDecl(
            mine[0].target.head, tree.Text("left out by a mutant"), _any_anchor(subject)
        )
        if absent.anchors:
            declared = (Edit(mine[0], absent), *edits[1:])
            yield Mutant("map to unmapped", CHANGING, f"map {name}", mine[0].span, declared)
    for line in lines:
        yield from _of_map(line, words)
    for one, other in pairwise(lines):
        if one.source.head.text != other.source.head.text:
            swapped = (
                Edit(one, replace(one, source=other.source, condition=other.condition)),
                Edit(other, replace(other, source=one.source, condition=one.condition)),
            )
            yield Mutant("swap sources", CHANGING, f"map {one.target.head.text}", one.span, swapped)
    for item in decl.items:
        yield from _of_other(item, words)


def _one(operator: str, direction: Direction, text: str, old: Item, new: Item | None) -> Mutant:
    return Mutant(operator, direction, text, old.span, (Edit(old, new),))


def _any_anchor(subject: Subject) -> tuple[tree.Name, ...]:
    """An anchor that the lowering's mode rests on, for a claim that nothing shows."""
    for mode in subject.modes:
        for item in mode.items:
            if isinstance(item, tree.GuaranteeDecl | tree.AdmitsDecl) and item.anchors:
                return item.anchors[:1]
    return ()


def _of_map(line: tree.MapDecl, words: Vocabulary) -> Iterator[Mutant]:
    text = f"map {line.target.head.text}"
    for at, argument in enumerate(line.target.arguments):
        for operator, direction, value in _values(argument, line, words):
            named = replace(argument, name=argument.name or _own_name(argument), value=value)
            arguments = (*line.target.arguments[:at], named, *line.target.arguments[at + 1 :])
            changed = replace(line, target=replace(line.target, arguments=arguments))
            yield _one(operator, direction, text, line, changed)
    for target in swapped_arguments(line.target, words):
        yield _one("swap fields", CHANGING, text, line, replace(line, target=target))
    used: set[str] = set()
    _collect((line.target, line.condition), used)
    for at, argument in enumerate(line.source.arguments):
        bound = isinstance(argument.value, tree.Ident) and argument.value.name.text in used
        if argument.name is not None and not bound and not isinstance(argument.value, tree.Wildcard):
            fewer = (*line.source.arguments[:at], *line.source.arguments[at + 1 :])
            changed = replace(line, source=replace(line.source, arguments=fewer))
            yield _one("widen source", CHANGING, text, line, changed)
    once = tree.Unary("not", tree.Unary("previously", tree.Unary("once", line.source)))
    narrowed = replace(line, condition=conjoined(line.condition, once))
    yield _one("narrow source", CHANGING, text, line, narrowed)
    if line.condition is not None:
        yield _one("drop map condition", CHANGING, text, line, replace(line, condition=None))
        for one in variants(line.condition, words):
            yield _one(f"map: {one.operator}", CHANGING, text, line, replace(line, condition=one.expr))


def _own_name(argument: tree.Argument) -> tree.Name | None:
    return argument.value.name if isinstance(argument.value, tree.Ident) else None


def _values(
    argument: tree.Argument, line: tree.MapDecl, words: Vocabulary
) -> Iterator[tuple[str, Direction, tree.Expr]]:
    """What a field of a map line could be instead."""
    if not isinstance(argument.value, tree.Wildcard):
        yield "field to unknown", WEAKENING, tree.Wildcard()
    for other in line.source.arguments:
        fits = _type_of(other, line.source, words) == _type_of(argument, line.target, words)
        if fits and isinstance(other.value, tree.Ident) and other.value != argument.value:
            yield "retarget field", CHANGING, other.value
    if isinstance(argument.value, tree.Ident | tree.Call | tree.Wildcard):
        yield "constant for field", CHANGING, tree.NoneValue()
        yield "constant for field", CHANGING, tree.Number(1)
    for one in value_variants(argument.value):
        yield f"field: {one.operator}", CHANGING, one.expr


def _type_of(argument: tree.Argument, call: tree.Call, words: Vocabulary) -> str | None:
    name = argument.name or _own_name(argument)
    return words.types.get((call.head.text, name.text)) if name is not None else None


def _of_other(item: tree.LoweringItem, words: Vocabulary) -> Iterator[Mutant]:
    match item:
        case tree.UnmappedDecl(event=event):
            yield _one("drop unmapped", WEAKENING, f"unmapped {event.text}", item, None)
            if item.anchors:
                yield _one(
                    "drop anchors", WEAKENING, f"unmapped {event.text}", item, replace(item, anchors=())
                )
        case tree.AssertsDecl(what=what):
            for word in ASSERTABLE:
                if word != what.text:
                    asked = replace(item, what=tree.Name(word, what.span))
                    yield _one("change assertion", CHANGING, f"asserts {word}", item, asked)
        case tree.OffersDecl(bundle=bundle):
            yield _one("drop offer", CHANGING, f"offers {bundle.text}", item, None)
        case tree.PressureDecl():
            yield _one("drop pressure", WEAKENING, "pressure", item, None)
        case tree.EvidenceDecl(path=path):
            yield _one("drop evidence", WEAKENING, f"evidence {path.value}", item, None)
            forged = replace(item, sha256=tree.Text("0" * 64, item.sha256.span))
            yield _one("break digest", WEAKENING, f"evidence {path.value}", item, forged)
        case tree.AssumeDecl():
            yield from of_item(item, words)
        case _:
            return
