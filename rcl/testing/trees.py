"""Random syntax trees that the grammar can express, without spans.

Invariant: a tree holds nothing that parsing could not have made (no ``-`` before a number, no reserved names).
"""

from __future__ import annotations

from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from rcl.syntax import tree
from rcl.syntax.words import RESERVED

T = TypeVar("T")

_WORDS = (
    "c r claim request leading object tokens cache mode source hash log trace state event map use version sort on "
    "to by_ from when requires whenever with failure sha256 min max _x x_1 facet exists_ Once extends"
).split()
words = st.one_of(
    st.sampled_from(_WORDS),
    st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,40}", fullmatch=True).filter(lambda word: word not in RESERVED),
)
names = words.map(tree.Name)
dotted = st.lists(words, min_size=1, max_size=3).map(lambda parts: tree.Name(".".join(parts)))
qualified = st.tuples(words, words).map(lambda parts: tree.Name(".".join(parts)))
symbols = st.one_of(
    st.just(tree.Name("-")),
    dotted,
    st.tuples(words, st.sampled_from((".", "::", "-")), words).map(lambda parts: tree.Name("".join(parts))),
)
_characters = st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('\n"\\ \t')
texts = st.text(_characters, max_size=60).map(tree.Text)
maybe_text = st.none() | texts
numbers = st.integers(-(10**18) + 1, 10**18 - 1).map(tree.Number)
naturals = st.integers(0, 10**18 - 1).map(tree.Number)


def _some(strategy: SearchStrategy[T], least: int = 0, most: int = 4) -> SearchStrategy[tuple[T, ...]]:
    return st.lists(strategy, min_size=least, max_size=most).map(tuple)


def _call(value: SearchStrategy[tree.Expr]) -> SearchStrategy[tree.Call]:
    argument = st.builds(tree.Argument, st.none() | names, value)
    return st.builds(tree.Call, names, _some(argument))


def _compound(value: SearchStrategy[tree.Expr]) -> SearchStrategy[tree.Expr]:
    plain = value.filter(lambda body: not isinstance(body, tree.Number))
    comparable = st.sampled_from("and or implies since = != < <= > >= + - *".split())
    return st.one_of(
        _call(value),
        st.builds(tree.Unary, st.sampled_from(("not", "once", "historically", "previously")), value),
        st.builds(tree.Unary, st.just("-"), plain),
        st.builds(tree.Binary, comparable, value, value),
    )


leaves = st.one_of(
    st.builds(tree.Ident, names),
    numbers,
    st.booleans().map(tree.Boolean),
    st.just(tree.NoneValue()),
    st.just(tree.Wildcard()),
)
expressions = st.recursive(leaves, _compound, max_leaves=25)
patterns = _call(leaves)
maybe_expression = st.none() | expressions
type_names = st.builds(tree.TypeName, names, st.booleans())
parameters = st.builds(tree.Parameter, names, type_names)

rules = st.one_of(
    st.builds(
        tree.RuleBody,
        st.just("whenever"),
        _some(parameters),
        _some(patterns, 1),
        maybe_expression,
        expressions,
    ),
    st.builds(tree.RuleBody, st.just("always"), _some(parameters), st.just(()), st.none(), expressions),
    st.builds(
        tree.RuleBody, st.just("never"), _some(parameters), _some(patterns, 1), maybe_expression, st.none()
    ),
)

uses = st.builds(tree.Use, names, naturals | texts)
sorts = st.builds(tree.SortDecl, _some(names, 1, 12))
enums = st.builds(tree.EnumDecl, names, _some(names, 1, 12))
events = st.builds(
    tree.EventDecl,
    st.sampled_from((None, "environment", "duty", "hazard")),
    names,
    _some(parameters, 0, 8),
    maybe_text,
)
updates = st.builds(tree.UpdateDecl, patterns, expressions)
states = st.builds(
    tree.StateDecl, names, _some(parameters), type_names, maybe_expression, maybe_text, _some(updates)
)
contracts = st.builds(tree.ContractDecl, names, naturals, maybe_text)
obligations = st.builds(tree.ObligationDecl, names, maybe_text, maybe_text, maybe_text, rules)
facets = st.builds(tree.FacetDecl, names, _some(obligations, 0, 3))
scenarios = st.builds(tree.ScenarioDecl, names, maybe_text, _some(parameters), expressions)
bundles = st.builds(
    tree.BundleDecl, names, maybe_text, _some(dotted, 1, 8), _some(dotted, 0, 8), _some(names)
)
readings = st.builds(tree.ReadingDecl, patterns, patterns, maybe_expression)
weak_bundles = st.builds(
    tree.WeakBundleDecl, names, names, maybe_text, _some(names), _some(facets, 0, 2), _some(readings)
)
sources = st.builds(tree.SourceDecl, names, texts, texts)
runtimes = st.builds(tree.RuntimeDecl, names, texts, maybe_text, _some(sources))
anchors = st.builds(tree.AnchorDecl, names, texts, symbols, maybe_text, maybe_text, maybe_text)
settings = st.builds(tree.SettingDecl, dotted, st.one_of(texts, numbers, st.booleans().map(tree.Boolean)))
guarantees = st.builds(tree.GuaranteeDecl, names, _some(names), maybe_text, rules)
admits = st.builds(tree.AdmitsDecl, names, _some(names), maybe_text, patterns, maybe_expression)
assumes = st.builds(tree.AssumeDecl, names, texts, rules)
statements = st.one_of(guarantees, admits, assumes)
modes = st.builds(
    tree.ModeDecl,
    names,
    st.none() | names,
    maybe_text,
    _some(st.one_of(settings, anchors, states, statements)),
)
_adapter_items = _some(st.one_of(events, anchors, states, statements))
adapters = st.one_of(
    st.builds(tree.AdapterDecl, st.just("adapter"), names, st.none(), maybe_text, _adapter_items),
    st.builds(tree.AdapterDecl, st.just("patch"), names, texts, maybe_text, _adapter_items),
)
lowering_items = st.one_of(
    st.builds(tree.AssertsDecl, names),
    st.builds(tree.OffersDecl, names),
    st.builds(tree.PressureDecl, texts),
    st.builds(tree.MapDecl, patterns, patterns, maybe_expression),
    st.builds(tree.UnmappedDecl, names, texts, _some(names)),
    assumes,
    st.builds(tree.EvidenceDecl, texts, texts, st.none() | names),
    st.builds(
        tree.ExpectDecl,
        names,
        _some(
            st.builds(tree.ExpectedResult, names, _some(qualified, 1))
            | st.builds(tree.ExpectedReason, names, texts)
        ),
        st.booleans(),
    ),
)
lowerings = st.builds(
    tree.LoweringDecl, dotted, st.none() | names, _some(names), dotted, maybe_text, _some(lowering_items)
)
declarations = st.one_of(
    uses, contracts, runtimes, sorts, enums, events, states, facets, scenarios, bundles, weak_bundles, anchors,
    guarantees, admits, assumes, modes, adapters, lowerings,
)  # fmt: skip
modules = st.builds(tree.Module, st.just("random.rcl"), _some(declarations, 1, 6))
