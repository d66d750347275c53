"""k-induction with optional lemmas, and the irreducible core of statements a proof rests on.

Maps a System to a ``Proof`` or a reason. A proof is base and step queries that are all unsat; it is kept
as data (k and lemmas over registers) and re-checked here under any subset of the statements. Source:
semantics, section 4, point 2.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain

import z3

from rcl.model.runtime import OriginKind
from rcl.smt.encode import Encoding, Frame
from rcl.smt.solver import Answer, Budget, Checker
from rcl.system.expr import Expr

_LEAST_TRUSTED = (OriginKind.ASSUMPTION, OriginKind.ADAPTER, OriginKind.PATCH, OriginKind.NATIVE)
Goal = tuple[Checker, z3.ExprRef]


@dataclass(frozen=True, slots=True)
class Argument:
    """A k-inductive argument: the bad step is unreachable, given lemmas that are 1-inductive together."""

    k: int
    lemmas: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """An argument with the labels (indices) it needs: dropping any one breaks the argument."""

    argument: Argument
    core: tuple[int, ...]


class Induction:
    """Queries about one encoding, with tracked statements."""

    def __init__(self, encoding: Encoding, budget: Budget) -> None:
        self._encoding = encoding
        self._budget = budget

    def _constrain(self, checker: Checker, frame: Frame) -> None:
        encoding, system = self._encoding, self._encoding.system
        for fact in system.facts:
            checker.add(encoding.term(fact, frame))
        for label, constraint in system.statements:
            checker.add(encoding.tracked(label, constraint, frame))

    def _checker(self) -> Checker:
        checker = Checker(self._encoding.context, self._budget)
        frame = Frame(dict(self._encoding.rigid), {})
        for fact in self._encoding.system.rigid_facts:
            checker.add(self._encoding.term(fact, frame))
        return checker

    def base(self, depth: int, lemmas: tuple[Expr, ...] = ()) -> Iterator[Goal]:
        """Queries from the start: bad at steps 1 to ``depth``.

        A goal must be answered before the next is taken: the next step's constraints are added only then.
        """
        encoding = self._encoding
        checker, registers = self._checker(), encoding.first()
        if lemmas:
            frame = encoding.frame(0, registers)
            yield checker, z3.Not(z3.And([encoding.term(lemma, frame) for lemma in lemmas]))
        for step in range(1, depth + 1):
            frame = encoding.frame(step, registers)
            self._constrain(checker, frame)
            yield checker, encoding.term(encoding.system.bad, frame)
            registers = encoding.after(frame)

    def step(self, k: int, lemmas: tuple[Expr, ...]) -> Iterator[Goal]:
        """Queries from an arbitrary state: lemmas kept by a step, and bad after ``k`` good steps."""
        encoding, system = self._encoding, self._encoding.system
        if lemmas:
            checker = self._checker()
            frame = encoding.frame(0, encoding.free(0))
            checker.add(*[encoding.term(lemma, frame) for lemma in lemmas])
            self._constrain(checker, frame)
            after = encoding.frame(1, encoding.after(frame))
            yield checker, z3.Not(z3.And([encoding.term(lemma, after) for lemma in lemmas]))
        checker, registers = self._checker(), encoding.free(0)
        for index in range(k + 1):
            frame = encoding.frame(index, registers)
            if index == 0 and lemmas:
                checker.add(*[encoding.term(lemma, frame) for lemma in lemmas])
            self._constrain(checker, frame)
            bad = encoding.term(system.bad, frame)
            if index < k:
                checker.add(z3.Not(bad))
                registers = encoding.after(frame)
            else:
                yield checker, bad

    def _answer(self, goal: Goal, labels: Collection[int]) -> tuple[Answer, set[int]]:
        checker, bad = goal
        flag = checker.goal(bad)
        answer = checker.check([flag, *(self._encoding.tracks[index] for index in sorted(labels))])
        if answer is not Answer.UNSAT:
            return answer, set()
        names = {term.decl().name() for term in checker.core()}
        return answer, {index for index in labels if f"s!{index}" in names}

    def holds(self, argument: Argument, labels: Collection[int]) -> tuple[Answer, set[int]]:
        """UNSAT (and the labels used) if every query of the argument is unsat under ``labels``."""
        used: set[int] = set()
        for goal in chain(self.base(argument.k, argument.lemmas), self.step(argument.k, argument.lemmas)):
            answer, core = self._answer(goal, labels)
            if answer is not Answer.UNSAT:
                return answer, set()
            used |= core
        return Answer.UNSAT, used

    def prove(self, most: int, lemmas: tuple[Expr, ...] = ()) -> Argument | None:
        """The k-inductive argument with the smallest ``k`` up to ``most``, if there is one."""
        labels = range(len(self._encoding.tracks))
        base = self.base(most, lemmas)
        if lemmas and self._answer(next(base), labels)[0] is not Answer.UNSAT:
            return None
        for k in range(most + 1):
            if k > 0 and self._answer(next(base), labels)[0] is not Answer.UNSAT:
                return None
            answers = (self._answer(goal, labels)[0] for goal in self.step(k, lemmas))
            if all(answer is Answer.UNSAT for answer in answers):
                return Argument(k, lemmas)
        return None

    def minimise(self, argument: Argument) -> Proof | None:
        """Drop lemmas, then statements, one at a time, for as long as the argument still holds."""
        labels = set(range(len(self._encoding.tracks)))
        answer, used = self.holds(argument, labels)
        if answer is not Answer.UNSAT:
            return None
        if argument.lemmas:
            argument, used = self._fewer_lemmas(argument, labels, used)
        kept = set(used)
        for index in sorted(used, key=self._trust):
            if index not in kept:
                continue
            answer, smaller = self.holds(argument, kept - {index})
            if answer is Answer.UNSAT:
                kept = smaller
        answer, _ = self.holds(argument, kept)
        return Proof(argument, tuple(sorted(kept))) if answer is Answer.UNSAT else None

    def _trust(self, index: int) -> tuple[int, int]:
        """Least trusted first: of what a proof uses, an assumption is left out rather than a native statement."""
        ref = self._encoding.system.labels[index]
        rank = ("silence", "unmapped").index(ref.kind) - 2 if ref.kind != "guarantee" else 0
        return rank or _LEAST_TRUSTED.index(ref.origin.kind), index

    def _fewer_lemmas(
        self, argument: Argument, labels: set[int], used: set[int]
    ) -> tuple[Argument, set[int]]:
        """The lemmas the goal needs, then those that these need to be kept, each by an unsat core."""
        needed = self._needed_by_goal(argument, labels)
        if needed is None:
            return argument, used
        keep, after = self._step_checker(argument.lemmas)
        waiting = sorted(needed)
        while waiting:
            goal = z3.Not(self._encoding.term(argument.lemmas[waiting.pop()], after))
            found = self._lemma_core(keep, goal, argument.lemmas, labels)
            if found is None:
                return argument, used
            waiting += sorted(found - needed)
            needed |= found
        fewer = Argument(argument.k, tuple(argument.lemmas[index] for index in sorted(needed)))
        answer, less = self.holds(fewer, labels)
        return (fewer, less) if answer is Answer.UNSAT else (argument, used)

    def _needed_by_goal(self, argument: Argument, labels: set[int]) -> set[int] | None:
        """The lemmas behind "no bad step after ``k`` good ones"; ``None`` if that was not found unsat."""
        encoding = self._encoding
        checker, registers = self._checker(), encoding.free(0)
        bad: z3.ExprRef | None = None
        for index in range(argument.k + 1):
            frame = encoding.frame(index, registers)
            if index == 0:
                self._suppose(checker, frame, argument.lemmas)
            self._constrain(checker, frame)
            if bad is not None:
                checker.add(z3.Not(bad))
            bad = encoding.term(encoding.system.bad, frame)
            registers = encoding.after(frame)
        assert bad is not None
        return self._lemma_core(checker, bad, argument.lemmas, labels)

    def _step_checker(self, lemmas: tuple[Expr, ...]) -> tuple[Checker, Frame]:
        """One step from a state in which flagged lemmas hold, and the frame after it."""
        encoding = self._encoding
        checker, frame = self._checker(), encoding.frame(0, encoding.free(0))
        self._suppose(checker, frame, lemmas)
        self._constrain(checker, frame)
        return checker, encoding.frame(1, encoding.after(frame))

    def _flags(self, lemmas: tuple[Expr, ...]) -> list[z3.BoolRef]:
        return [z3.Bool(f"l!{index}", self._encoding.context) for index in range(len(lemmas))]

    def _suppose(self, checker: Checker, frame: Frame, lemmas: tuple[Expr, ...]) -> None:
        for flag, lemma in zip(self._flags(lemmas), lemmas, strict=True):
            checker.add(z3.Implies(flag, self._encoding.term(lemma, frame)))

    def _lemma_core(
        self, checker: Checker, goal: z3.ExprRef, lemmas: tuple[Expr, ...], labels: set[int]
    ) -> set[int] | None:
        flags = self._flags(lemmas)
        tracks = [self._encoding.tracks[index] for index in sorted(labels)]
        answer = checker.check([checker.goal(goal), *flags, *tracks])
        if answer is not Answer.UNSAT:
            return None
        names = {term.decl().name() for term in checker.core()}
        return {index for index in range(len(lemmas)) if f"l!{index}" in names}
