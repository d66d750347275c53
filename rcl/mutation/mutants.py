"""One change of a lowering's description: what is replaced by what, and what it may do to the verdict.

Invariant: a mutant names the very nodes it changes, so it can be applied to any reduction of the files that still has them.
``WEAKENING`` means that less is said than before (semantics, section 5, fail-closed); ``CHANGING`` promises nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from rcl.diag.span import Span
from rcl.mutation.expressions import Vocabulary
from rcl.mutation.subject import Item, Subject, declarations, rewritten
from rcl.syntax import tree


class Direction(Enum):
    """What is known of a change before anything is decided."""

    WEAKENING = "weakening"
    CHANGING = "changing"


@dataclass(frozen=True, slots=True)
class Edit:
    """A node and what stands in its place (``None``: nothing)."""

    old: Item
    new: Item | None


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of one lowering.

    ``statement`` names the guarantee or assumption whose trust is changed (empty for others). ``adapter`` is a new
    adapter that the lowering uses; ``native`` are statements that its mode makes its own.
    """

    operator: str
    direction: Direction
    text: str
    place: Span
    edits: tuple[Edit, ...]
    statement: str = ""
    adapter: tree.AdapterDecl | None = None
    native: tuple[tree.Statement, ...] = ()

    def applied(self, subject: Subject) -> Subject:
        """The subject with the change made."""
        table = {id(edit.old): edit.new for edit in self.edits}

        def change(item: Item) -> tuple[Item, ...]:
            if id(item) not in table:
                return (item,)
            new = table[id(item)]
            return () if new is None else (new,)

        changed = replace(subject, modules=rewritten(subject.modules, change))
        if self.adapter is not None:
            changed = _with_adapter(changed, self.adapter)
        return _with_native(changed, self.native) if self.native else changed

    @property
    def fits(self) -> frozenset[int]:
        """The nodes that have to be there for the change to be made."""
        return frozenset(id(edit.old) for edit in self.edits)


def _with_adapter(subject: Subject, adapter: tree.AdapterDecl) -> Subject:
    """The lowering uses one adapter more, declared right before it."""

    def grown(item: tree.Declaration) -> tuple[tree.Declaration, ...]:
        if not isinstance(item, tree.LoweringDecl):
            return (item,)
        return (adapter, replace(item, uses=(*item.uses, adapter.name)))

    return _redeclared(subject, grown)


def _with_native(subject: Subject, statements: tuple[tree.Statement, ...]) -> Subject:
    mode = subject.lowering.mode.text.partition(".")[2]

    def grown(item: tree.Declaration) -> tuple[tree.Declaration, ...]:
        if isinstance(item, tree.ModeDecl) and item.name.text == mode:
            return (replace(item, items=(*item.items, *statements)),)
        return (item,)

    return _redeclared(subject, grown)


def _redeclared(
    subject: Subject, grown: Callable[[tree.Declaration], tuple[tree.Declaration, ...]]
) -> Subject:
    modules = tuple(
        replace(module, declarations=tuple(new for item in module.declarations for new in grown(item)))
        for module in subject.modules
    )
    return replace(subject, modules=modules)


def vocabulary_of(subject: Subject) -> Vocabulary:
    """The events that anything in these files can speak of, with the types of their fields."""
    events = [item for item in declarations(subject.modules) if isinstance(item, tree.EventDecl)]
    events += [item for one in subject.adapters for item in one.items if isinstance(item, tree.EventDecl)]
    types = {
        (event.name.text, field.name.text): f"{field.type.name.text}{'?' if field.type.optional else ''}"
        for event in events
        for field in event.fields
    }
    return Vocabulary(frozenset(event.name.text for event in events), types)
