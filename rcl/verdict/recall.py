"""Maps a question and what an earlier run found out about it to the same result, checked again; without it, searches.

Invariant: a remembered argument counts only if the solver finds each of its queries unsatisfiable for the question at
hand, a remembered trace only if the reference semantics replays it; the result is built from them by ``answers``, as after a
search, and has to be the one that was remembered. Whatever falls short of that is searched for.
"""

from __future__ import annotations

from dataclasses import replace

from rcl.smt.bounded import Found
from rcl.smt.encode import Encoding
from rcl.smt.induction import Argument, Induction, Proof
from rcl.smt.solver import Answer, Budget
from rcl.smt.strategy import Certified
from rcl.system.expr_text import LemmaError
from rcl.system.problem import Problem
from rcl.verdict.answers import Notes, Question, impossible, proved, seen, shown, vacuous
from rcl.verdict.cache import Cache, Remembered, Trail, find, keep, key_of
from rcl.verdict.decide import decide_question, unbroken, unreached
from rcl.verdict.kept import ArgumentError, KeptArgument, Shows, kept_argument, rebuilt
from rcl.verdict.results import ObligationResult, Result

_MOST_K = 4
_METHODS = ("0-induction", "1-induction", "2-induction", "spacer", "invariant")


def decide_remembering(question: Question, cache: Cache | None) -> ObligationResult:
    """The result of the question; what shows it is noted for the next run. Without a cache it is searched for."""
    if cache is None:
        return decide_question(question)
    part, whole = question.part.problem, question.problem
    for problem in (part, whole):
        known = find(cache, _key(cache, question, problem))
        if known is None:
            continue
        attempt = Notes()
        result = recall(replace(question, notes=attempt), known)
        if result is not None:
            question.notes.take(attempt)
            return result
    result = decide_question(question)
    if result.result is not Result.UNKNOWN:
        key = _key(cache, question, whole if question.beyond(result) else part)
        keep(cache, key, remembered(question, result))
    return result


def _key(cache: Cache, question: Question, problem: Problem) -> str:
    return key_of(cache, question.budget.limit, question.scenario, question.rule, problem)


def remembered(question: Question, result: ObligationResult) -> Remembered:
    """What shows a result that was just found, from the question's notes."""
    notes = question.notes
    # A proof of the obligation whose cover was then shown impossible is vacuous; the last proof noted is that one's.
    trigger = question.scenario or result.result is Result.VACUOUS
    shows: Shows = "no trigger" if trigger else "no violation"
    return Remembered(
        result=result.result,
        rlimit=result.rlimit,
        depth=result.depth,
        argument=None if notes.proof is None else kept_argument(notes.proof, shows),
        cover=_trail(question, notes.cover),
        trace=_trail(question, notes.trace),
    )


def recall(question: Question, known: Remembered) -> ObligationResult | None:
    """The result that was remembered, if what shows it still does."""
    again = _scenario if question.scenario else _obligation
    found = again(question, known)
    if found is None or found.result is not known.result:
        return None
    return replace(found, rlimit=known.rlimit)


def _scenario(question: Question, known: Remembered) -> ObligationResult | None:
    """Impossible by an argument, or seen on a trace; whatever else an entry says is nothing."""
    match known.result:
        case Result.PROVED | Result.OPEN if known.argument is None:
            return _seen_again(question, known)
        case Result.REFUTED | Result.OPEN:
            excluded = _certified(question, known.argument, "no trigger")
            return None if excluded is None else impossible(question, excluded)
        case _:
            return None


def _obligation(question: Question, known: Remembered) -> ObligationResult | None:
    """Broken on a trace, vacuous by an argument, or proved (open, if by silence) by an argument and a cover."""
    match known.result:
        case Result.REFUTED | Result.OPEN if known.argument is None:
            return _broken_again(question, known)
        case Result.PROVED | Result.OPEN:
            return _proved_again(question, known)
        case Result.VACUOUS:
            excluded = _certified(question, known.argument, "no trigger")
            return None if excluded is None else vacuous(question, excluded)
        case _:
            return None


def _seen_again(question: Question, known: Remembered) -> ObligationResult | None:
    trace = _found(question, known.cover)
    if trace is None or unreached(question, trace, definite=known.result is Result.PROVED):
        return None
    return seen(question, trace, known.result, known.depth)


def _broken_again(question: Question, known: Remembered) -> ObligationResult | None:
    trace = _found(question, known.trace)
    if trace is None or unbroken(question, trace, definite=known.result is Result.REFUTED):
        return None
    return shown(question, trace, known.result, known.depth)


def _proved_again(question: Question, known: Remembered) -> ObligationResult | None:
    cover = _found(question, known.cover)
    if cover is None or unreached(question, cover, definite=False):
        return None
    proof = _certified(question, known.argument, "no violation")
    return None if proof is None else proved(question, proof, cover)


def _certified(question: Question, kept: KeptArgument | None, shows: Shows) -> Certified | None:
    """The argument as a proof, every query of it found unsatisfiable under its core alone."""
    if kept is None or kept.shows != shows or kept.method not in _METHODS or not 0 <= kept.k <= _MOST_K:
        return None
    try:
        found = rebuilt(question.problem, question.rule, kept)
    except (ArgumentError, LemmaError):
        return None
    induction = Induction(
        Encoding(found.system), Budget(question.budget.limit, variation=question.budget.variation)
    )
    argument = Argument(kept.k, found.lemmas)
    answer, _ = induction.holds(argument, found.core)
    if answer is not Answer.UNSAT:
        return None
    return Certified(found.system, Proof(argument, found.core), kept.method)


def _found(question: Question, trail: Trail | None) -> Found | None:
    return None if trail is None else Found(question.part.in_whole(trail.steps), trail.bindings)


def _trail(question: Question, found: Found | None) -> Trail | None:
    return None if found is None else Trail(question.part.in_part(found.steps), found.bindings)
