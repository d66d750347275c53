"""Which method is tried when: k-induction, then invariants, then Spacer; closed-domain search beside them.

Maps (Problem, Target, Budget) to a ``Certified`` proof that the target is unreachable, or to a trace that
reaches it. Invariant: a bounded search never proves; every proof ends as an ``Argument`` re-checked by
plain queries. Source: semantics, section 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rcl.model.formula import identifier_sort
from rcl.smt.bounded import Search, search
from rcl.smt.encode import Encoding
from rcl.smt.induction import Argument, Induction, Proof
from rcl.smt.invariants import houdini
from rcl.smt.solver import Budget
from rcl.smt.spacer import invariant
from rcl.system.build import Options, Target, build, keyed_sorts
from rcl.system.expr import Expr, text, variables
from rcl.system.problem import Problem, StatementRef
from rcl.system.system import Occasion, System

MOST_K = 2
WITNESSES = (3, 8)
SPACER_LIMIT = 3_000_000


@dataclass(frozen=True, slots=True)
class Certified:
    """A proof with its system, the method's name and the statements of its core."""

    system: System
    proof: Proof
    method: str

    @property
    def core(self) -> tuple[StatementRef, ...]:
        return tuple(self.system.labels[index] for index in self.proof.core)

    @property
    def lemmas(self) -> tuple[str, ...]:
        """The lemmas in words: registers named by what they remember."""
        return tuple(_words(item, self.system) for item in self.proof.argument.lemmas)


def _words(lemma: Expr, system: System) -> str:
    shown = text(lemma)
    names = {str(reg.var.value): reg.text for reg in system.registers}
    for name in sorted(variables([lemma]), key=len, reverse=True):
        shown = shown.replace(name, f"[{names[name]}]" if name in names else name.removeprefix("k."))
    return shown


def prove_plainly(problem: Problem, target: Target, budget: Budget) -> Certified | None:
    """k-induction over the target's own constants."""
    system = build(problem, target, Options())
    induction = Induction(Encoding(system), budget)
    argument = induction.prove(MOST_K)
    return None if argument is None else _certified(system, induction, argument, f"{argument.k}-induction")


def prove_thoroughly(problem: Problem, target: Target, budget: Budget) -> Certified | None:
    """At each level: k-induction, then Spacer, then Houdini, which takes longer and finds what Spacer's search misses."""
    for system in _levels(problem, target):
        encoding = Encoding(system)
        induction = Induction(encoding, budget)
        argument = induction.prove(MOST_K)
        if argument is not None:
            return _certified(system, induction, argument, f"{argument.k}-induction")
        word = invariant(system, SPACER_LIMIT, budget.variation.seed)
        if word.lemmas is not None:
            certified = _certified(system, induction, Argument(0, word.lemmas), "spacer")
            if certified is not None:
                return certified
        if word.reachable:
            continue
        lemmas = houdini(encoding, budget)
        if lemmas:
            argument = induction.prove(1, lemmas)
            if argument is not None:
                return _certified(system, induction, argument, "invariant")
        if budget.left == 0:
            return None
    return None


def _levels(problem: Problem, target: Target) -> Iterator[System]:
    """Systems from small to large: without witnesses, with those nearest to the target, with more; lean before whole."""
    keyed = keyed_sorts(problem)
    lean, whole = (build(problem, target, Options(lean=lean)) for lean in (True, False))
    plain = [lean] if len(lean.statements) == len(whole.statements) else [lean, whole]
    yield from plain
    seen = [0 for _ in plain]
    for most in WITNESSES:
        for index, system in enumerate(plain):
            found = [item for item in system.occasions if identifier_sort(item.type) in keyed]
            ranked = sorted(found, key=_rank)
            chosen = tuple((item.key, item.type) for item in ranked[:most])
            if len(chosen) > seen[index]:
                seen[index] = len(chosen)
                yield build(problem, target, Options(witnesses=chosen, lean=system is not whole))


def _rank(item: Occasion) -> tuple[bool, bool, bool]:
    """At the violating step before elsewhere, events of the runtime before free ones, the last time before the first."""
    key = item.key
    return (not key.startswith("at "), key.startswith("at i.free."), key.endswith(" first"))


def _certified(system: System, induction: Induction, argument: Argument, method: str) -> Certified | None:
    proof = induction.minimise(argument)
    return None if proof is None else Certified(system, proof, method)


@dataclass(frozen=True, slots=True)
class Effort:
    """How far a bounded search goes: steps, further identifiers a sort, and whether more of them may shorten a trace."""

    depth: int
    extras: tuple[int, ...] = (0, 1)
    shortest: bool = False


def find_definite(
    problem: Problem, target: Target, budget: Budget, effort: Effort, least: int, bystanders: bool = False
) -> Search:
    """The shortest trace (of ``least`` steps or more) whose every step is admitted and that shows the target
    whatever the unknown values are; ``bystanders``: with steps of events that the target does not depend on, too."""
    options = Options(definite=True, hazards=False, unseen=True, closed=True, bystanders=bystanders)
    return _search(problem, target, budget, effort, options, True, least)


def find_possible(problem: Problem, target: Target, budget: Budget, effort: Effort) -> Search:
    """The shortest trace that the guarantees do not exclude and that shows the target."""
    return _search(problem, target, budget, effort, Options(closed=True), False)


def find_sure(problem: Problem, target: Target, budget: Budget, effort: Effort) -> Search:
    """Like ``find_possible``, but the target must be shown without guessing an unknown value."""
    return _search(problem, target, budget, effort, Options(definite=True, closed=True), False)


def _search(
    problem: Problem,
    target: Target,
    budget: Budget,
    effort: Effort,
    options: Options,
    admitted: bool,
    least: int = 1,
) -> Search:
    best: Search | None = None
    for extras in effort.extras:
        depth = effort.depth if best is None or best.found is None else best.depth - 1
        if depth < least:
            break
        result = search(build(problem, target, _with_extras(options, extras)), budget, depth, admitted, least)
        if best is None or result.found is not None:
            best = result
        if best.found is not None and not effort.shortest:
            break
    assert best is not None
    return best


def _with_extras(options: Options, extras: int) -> Options:
    return replace(options, extras=extras)
