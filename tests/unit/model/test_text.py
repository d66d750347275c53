"""Printing and resolving again gives the same value; parentheses are minimal."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rcl.diag.sink import Sink
from rcl.model.formula import (
    FALSE,
    TRUE,
    And,
    Arith,
    BoolLit,
    Compare,
    EnumLit,
    Historically,
    Holds,
    Implies,
    IntLit,
    NoneLit,
    Not,
    NotTerm,
    Once,
    Or,
    Pattern,
    Previously,
    Since,
    StateRead,
    Var,
)
from rcl.model.load import load_sources
from rcl.model.text import formula_text, map_text, pattern_text, rule_text, term_text
from rcl.model.types import BOOL, INT, EnumType, OptionType, SortType
from rcl.text.source import SourceFile

CLAIM, TIER = SortType("Claim"), EnumType("Tier", ("gpu", "host"))
HEAD = (
    "contract c version 1\nsort Claim\nenum Tier { gpu, host }\n"
    "duty event moved(claim: Claim, tier: Tier, blocks: Int, ok: Bool)\n"
    "state level(claim: Claim): Int = 0\nstate hot(claim: Claim): Bool = false\n"
    "state owner(claim: Claim): Claim? = none\nstate usable: Int = 0\n"
)
C, N, OK, T = Var("c", CLAIM), Var("n", INT), Var("ok", BOOL), Var("t", TIER)
TRIGGER = "moved(claim: c, tier: t, blocks: n, ok: ok)"


def read(rule: str):
    sink = Sink()
    world = load_sources([SourceFile("a.rcl", f"{HEAD}facet identity {{ obligation o {rule} }}\n")], sink)
    assert not sink.has_errors, (rule, sink.sorted())
    return world.contracts[0].obligations[0].rule


LEAVES = [IntLit(3), IntLit(-2), N, StateRead("usable", (), INT), StateRead("level", (C,), INT)]
INTS = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: (
        st.builds(Arith, st.sampled_from(["+", "-", "min", "max"]), inner, inner)
        | st.builds(Arith, st.just("*"), st.integers(-3, 3).map(IntLit), inner)
    ),
    max_leaves=6,
)
BOOLS = st.recursive(
    st.sampled_from([OK, StateRead("hot", (C,), BOOL)]), lambda inner: st.builds(NotTerm, inner), max_leaves=3
)
OWNER = StateRead("owner", (C,), OptionType(CLAIM))
ATOMS = st.one_of(
    st.sampled_from([TRUE, FALSE, Holds(OK), Holds(StateRead("hot", (C,), BOOL))]),
    st.builds(Compare, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), INTS, INTS),
    st.builds(Compare, st.sampled_from(["=", "!="]), BOOLS, BOOLS | st.booleans().map(BoolLit)),
    st.sampled_from([Compare("=", T, EnumLit(TIER, "gpu")), Compare("!=", EnumLit(TIER, "host"), T)]),
    st.sampled_from([Compare("=", OWNER, C), Compare("!=", NoneLit(OptionType(CLAIM)), OWNER)]),
    st.builds(
        lambda blocks, ok: Pattern("moved", (("claim", C), ("blocks", blocks), ("ok", ok))), INTS, BOOLS
    ),
    st.just(Pattern("moved", ())),
)


def flat(node, parts):
    """Chains in chains are one chain to the resolver."""
    return node(tuple(item for part in parts for item in (part.parts if isinstance(part, node) else (part,))))


FORMULAS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(Once, inner),
        st.builds(Historically, inner),
        st.builds(Previously, inner),
        st.builds(Since, inner, inner),
        st.builds(Implies, inner, inner),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: flat(And, parts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: flat(Or, parts)),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(FORMULAS)
def test_formulas_come_back(formula):
    assert read(f"whenever {TRIGGER} requires {formula_text(formula)}").requires == formula


@settings(deadline=None)
@given(FORMULAS, FORMULAS)
def test_rules_come_back(condition, requires):
    rule = read(f"whenever {TRIGGER} and ({formula_text(condition)}) requires {formula_text(requires)}")
    assert read(rule_text(rule)) == rule


CASES = [
    "forall d: Claim whenever moved(claim: c) and once moved(claim: d) requires c != d",
    "always usable >= 0",
    "forall d: Claim always hot(d) implies level(d) > 0",
    "never moved(tier: gpu, ok: true) and usable < 3",
    "whenever moved(claim: c, ok: true) | moved(claim: c, tier: host) requires hot(c)",
    "whenever moved(claim: c) and (hot(c) or usable = 0) requires not hot(c) since moved(claim: c)",
    "whenever moved(claim: c) requires not (hot(c) and usable = 0) and (hot(c) implies true)",
    "whenever moved(claim: c, blocks: n) requires n - (level(c) - 1) * 2 >= min(n, usable)",
]


@pytest.mark.parametrize("text", CASES)
def test_text_is_as_written(text):
    assert rule_text(read(text)) == text


@settings(deadline=None)
@given(FORMULAS)
def test_no_parenthesis_can_be_left_out(formula):
    text = formula_text(formula)
    stack, pairs = [], []
    for at, char in enumerate(text):
        if char == "(":
            stack.append(at)
        elif char == ")":
            pairs.append((stack.pop(), at))
    for start, end in pairs:
        if start and (text[start - 1].isalnum() or text[start - 1] == "_"):
            continue  # a call
        bare = text[:start] + " " + text[start + 1 : end] + " " + text[end + 1 :]
        sink = Sink()
        rule = f"whenever {TRIGGER} requires {bare}"
        world = load_sources([SourceFile("a.rcl", f"{HEAD}facet identity {{ obligation o {rule} }}\n")], sink)
        assert sink.has_errors or world.contracts[0].obligations[0].rule.requires != formula, (text, bare)


def test_terms_and_lines(resolved, contract, runtime):
    assert term_text(NotTerm(NotTerm(OK))) == "not not ok"
    assert (
        pattern_text(Pattern("moved", (("claim", C), ("tier", EnumLit(TIER, "gpu")))))
        == "moved(claim: c, tier: gpu)"
    )
    line = "map finished(request: r, ok: not e) from done(request: r, error: e) when tag(r) != none"
    text = f'use pact version 1\nuse engine version "1.0"\nlowering engine.plain to pact.full {{ {line} map lost(claim: _, position: 0) from dropped() }}\n'
    maps = resolved({"pact.rcl": contract, "engine.rcl": runtime, "z.rcl": text}).world.lowerings[0].maps
    assert [map_text(item) for item in maps] == [line, "map lost(claim: _, position: 0) from dropped()"]
