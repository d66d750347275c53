"""Maps a finding to a smaller one: statements, map lines, states, events and anchors that it does not need are left out.

Invariant: what is left is well-formed and still the same kind of finding; the number of tries is bounded, so the result does
not depend on the machine. Source: delta debugging, greedy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rcl.mutation.judge import Bench, Judged, Outcome, judge, try_mutant
from rcl.mutation.mutants import Mutant
from rcl.mutation.subject import Item, Subject, rewritten
from rcl.syntax import tree

MOST_TRIES = 300
SPECIFICATION = tree.SourceDecl(tree.Name("specification"), tree.Text("shrunk"), tree.Text(""))


@dataclass(frozen=True, slots=True)
class Shrunk:
    """The smaller parent and its mutant, what became of it, and how many items were left out in how many tries."""

    subject: Subject
    mutated: Subject
    outcome: Outcome
    left_out: int
    tries: int


def shrink(subject: Subject, mutant: Mutant, found: Outcome, bench: Bench) -> Shrunk:
    """The smallest subject that a greedy search reaches."""
    search = _Search(mutant, found, bench)
    best, outcome = subject, found
    for changed in (_as_specification(subject),):
        again = search.still(changed)
        if again is not None:
            best, outcome = changed, again
    before = len(_items(best, mutant))
    size = max(before // 2, 1)
    while search.tries < MOST_TRIES:
        better = search.without_some(best, size)
        if better is not None:
            best, outcome = better
        elif size == 1:
            break
        else:
            size //= 2
    return Shrunk(best, mutant.applied(best), outcome, before - len(_items(best, mutant)), search.tries)


class _Search:
    """Tries reductions and counts them."""

    def __init__(self, mutant: Mutant, found: Outcome, bench: Bench) -> None:
        self._mutant = mutant
        self._kinds = found.kinds
        self._bench = bench
        self.tries = 0

    def still(self, subject: Subject) -> Outcome | None:
        """The outcome on the reduced subject, if it is a finding of one of the same kinds."""
        self.tries += 1
        parent = judge(subject, self._bench)
        if not isinstance(parent, Judged):
            return None
        outcome = try_mutant(subject, parent, self._mutant, self._bench)
        return outcome if outcome.kinds & self._kinds else None

    def without_some(self, subject: Subject, size: int) -> tuple[Subject, Outcome] | None:
        """The subject without some neighbouring items, the first such that is still a finding."""
        items = _items(subject, self._mutant)
        for start in range(0, len(items), size):
            if self.tries >= MOST_TRIES:
                return None
            reduced = _without(subject, items[start : start + size])
            outcome = self.still(reduced)
            if outcome is not None:
                return reduced, outcome
        return None


def _items(subject: Subject, mutant: Mutant) -> list[Item]:
    """What could be left out: everything but what the mutant changes, dearest first."""
    found: list[Item] = [item for item in subject.lowering.items if not isinstance(item, tree.ExpectDecl)]
    found += [item for mode in subject.modes for item in mode.items]
    found += [item for adapter in subject.adapters for item in adapter.items]
    found += _declared(subject)
    return [item for item in found if id(item) not in mutant.fits]


def _declared(subject: Subject) -> Iterator[Item]:
    for module in subject.modules:
        if contracts_in(module):
            continue
        for item in module.declarations:
            if isinstance(item, tree.EventDecl | tree.StateDecl | tree.AnchorDecl):
                yield item


def _without(subject: Subject, items: Sequence[Item]) -> Subject:
    gone = {id(item) for item in items}
    modules = rewritten(subject.modules, lambda item: () if id(item) in gone else (item,))
    return replace(subject, modules=modules)


def _as_specification(subject: Subject) -> Subject:
    """The runtime as a specification: then nothing rests on a lock file."""
    modules = tuple(
        replace(
            module,
            declarations=tuple(
                replace(item, sources=(SPECIFICATION,)) if isinstance(item, tree.RuntimeDecl) else item
                for item in module.declarations
            ),
        )
        for module in subject.modules
    )
    return replace(subject, modules=modules)


def one_file(subject: Subject, leave_out: frozenset[str]) -> tree.Module:
    """All of it in one file: contracts (but those left out by name) before the runtime, then the rest, then the lowering."""
    contracts: list[tree.Declaration] = []
    uses: dict[tuple[str, object], tree.Use] = {}
    runtime: list[tree.Declaration] = []
    rest: list[tree.Declaration] = []
    for module in subject.modules:
        part: list[tree.Declaration] = []
        names = contracts_in(module)
        if names:
            if not names <= leave_out:
                contracts += module.declarations
            continue
        for item in module.declarations:
            if isinstance(item, tree.Use):
                uses.setdefault((item.name.text, item.version.value), item)
            elif isinstance(item, tree.RuntimeDecl):
                runtime.append(item)
            else:
                part.append(item)
        rest += part
    own = {item.name.text for item in runtime if isinstance(item, tree.RuntimeDecl)}
    kept = [item for item in uses.values() if item.name.text not in own]
    ordered = sorted(rest, key=lambda item: isinstance(item, tree.LoweringDecl))
    return tree.Module("finding.rcl", (*contracts, *kept, *runtime, *ordered))


def contracts_in(module: tree.Module) -> frozenset[str]:
    """The names of the contracts that a file declares."""
    return frozenset(item.name.text for item in module.declarations if isinstance(item, tree.ContractDecl))
