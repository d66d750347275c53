"""A ``once`` or ``since`` with its table, and what can change it.

Invariant: the table is complete for the assignments that a plan can reach; a subformula without such a plan is
``NotGuardedError``. Source: semantics, section 2.
"""

from __future__ import annotations

from rcl.model.formula import Const, Formula, Not, Once, Or, Pattern, Since, Var, free_variables
from rcl.temporal.search import FromAnything, NotGuardedError, direct_fields, plan, search, triggers
from rcl.temporal.tables import Assignment, Table
from rcl.temporal.trace import Truth

NOTHING: frozenset[str] = frozenset()


class Remembered:
    """A ``once`` or ``since`` with its table, and what can change it."""

    __slots__ = (
        "_just",
        "begins",
        "body",
        "direct",
        "enders",
        "ending",
        "ends",
        "fragile",
        "left",
        "search",
        "steps",
        "table",
    )

    def __init__(self, formula: Once | Since, hidden: frozenset[str]) -> None:
        names = tuple(sorted(variable.name for variable in free_variables(formula)))
        self.table = Table(names)
        self.left = formula.left if isinstance(formula, Since) else None
        self.body = formula.right if isinstance(formula, Since) else formula.body
        inner = {variable.name for variable in free_variables(self.body)}
        if inner != set(names):
            raise NotGuardedError(next(iter(set(names) - inner)))
        self.steps = plan(self.body, names, (), hidden)
        if any(isinstance(source, FromAnything) for _, found in self.steps for source in found):
            raise NotGuardedError(names[0])
        self.search = search(self.body, self.steps)
        self.direct = direct_fields(self.body, names)
        self.ending = direct_fields(self.left.body, names) if isinstance(self.left, Not) else None
        self.begins = triggers(self.body)
        self.ends = triggers(self.left, False) if self.left is not None else NOTHING
        self.enders = _enders(self.left) if self.left is not None else ()
        self.fragile = self.left is not None and (self.ends is None or bool(self.ends & hidden))
        self._just: list[Assignment] = []

    def concerned(self, kinds: frozenset[str]) -> bool:
        """Can events of these kinds (or their absence) change the table?"""
        if self.fragile or self.begins is None or self.ends is None:
            return True
        return not kinds.isdisjoint(self.begins | self.ends)

    def placed(self, pattern: Pattern) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """The places of the table that an event of the pattern fills, and its fields for them."""
        named = {term.name: field for field, term in pattern.fields if isinstance(term, Var)}
        places = tuple(at for at, name in enumerate(self.table.names) if name in named)
        return places, tuple(named[self.table.names[at]] for at in places)

    def renew(self) -> None:
        """Where the left side may fail unseen at every moment, only what began just now is certain."""
        for key in self._just:
            if self.table.truth(key):
                self.table.put(key, None)
        self._just.clear()

    def put(self, key: Assignment, truth: Truth) -> None:
        """Remembers what began, for certain or perhaps."""
        self.table.put(key, truth)
        if self.fragile and self.enders is not None:
            self._just.append(key)

    def truth(self, key: Assignment) -> Truth:
        return self.table.truth(key)


def _enders(left: Formula) -> tuple[Pattern, ...] | None:
    """The patterns whose events alone can make the left side fail; ``None`` if other things can."""
    match left:
        case Not(body=Pattern() as pattern):
            return (pattern,)
        case Not(body=Or(parts=parts)) if all(isinstance(part, Pattern) for part in parts):
            return tuple(part for part in parts if isinstance(part, Pattern))
        case Const(value=True):
            return ()
        case _:
            return None
