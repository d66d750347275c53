"""Syntax errors: each is reported once with its code and place, and what can be read around it is kept."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rcl.diag.sink import Sink
from rcl.syntax import tree
from rcl.syntax.parse import parse
from rcl.text.project import shipped_root
from rcl.text.source import SourceFile


def read(text):
    sink = Sink()
    module = parse(SourceFile("a.rcl", text), sink)
    return module.declarations, sink.sorted()


def found(text):
    return [(d.code.id[3:], d.span.line, d.span.column) for d in read(text)[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sort", [("0109", 1, 5)]),
        ("sort A,", [("0109", 1, 8)]),
        ("sort A B", [("0101", 1, 8)]),
        ("duty accepted()", [("0101", 1, 6)]),
        ("sort A }", [("0113", 1, 8)]),
        ("facet f {", [("0108", 1, 9)]),
        ("scenario s: (a and b", [("0108", 1, 13)]),
        ("scenario s: 0 <= n < 3", [("0110", 1, 20)]),
        ("scenario s: a == 3", [("0101", 1, 16)]),
        ("map a() from b()", [("0111", 1, 1)]),
        ("facet f { map a() from b() }", [("0111", 1, 11)]),
        ('contract a version 1 "open', [("0102", 1, 22)]),
        ('contract a version 1 "a\\tb"', [("0107", 1, 24)]),
        ('contract a version 1 "a\x07b"', [("0103", 1, 24)]),
        ("sort A;", [("0103", 1, 7)]),
        ("sort \u201cA\u201d", [("0103", 1, 6), ("0103", 1, 8)]),
        ("contract a version 0x10", [("0104", 1, 20)]),
        ("contract a version 1.5", [("0104", 1, 20)]),
        ("contract a version 1234567890123456789", [("0105", 1, 20)]),
        ("sort once", [("0114", 1, 6)]),
        ("sort _", [("0114", 1, 6)]),
        ("// only a comment", [("0008", 1, 1)]),
        ("{", [("0101", 1, 1)]),
        ("=", [("0101", 1, 1)]),
    ],
)
def test_one_error(text, expected):
    assert found(text) == expected


def test_all_errors_of_a_file():
    text = """contract a version 1
stat leading(claim: Claim): Int = 0
duty accepted(claim: Claim)
sort A, B
facet f {
  obligation a "x" whenever x() requires 0 <= n <= 9
  obligaton b "x" whenever x() requires true
  obligation c "x" whenever x() requires once y(claim: c
  obligation d "x" whenever x() requires true
}
sort C }
enum E { a b }
sort D
"""
    declarations, diagnostics = read(text)
    assert [(d.code.id[3:], d.span.line) for d in diagnostics] == [
        ("0101", 2), ("0101", 3), ("0110", 6), ("0101", 7), ("0108", 8), ("0113", 11), ("0101", 12),
    ]  # fmt: skip
    assert "did you mean `state`?" in diagnostics[0].help
    assert "did you mean `obligation`?" in diagnostics[3].help
    kinds = [type(declaration).__name__ for declaration in declarations]
    assert kinds == ["ContractDecl", "SortDecl", "FacetDecl", "SortDecl", "SortDecl"]
    facet = declarations[2]
    assert isinstance(facet, tree.FacetDecl)
    assert [item.name.text for item in facet.obligations] == ["d"]


def test_bad_head_keeps_other_blocks():
    declarations, diagnostics = read("mode {\n  setting a = 1\n}\nfacet g {\n  obligation o always true\n}\n")
    assert [(d.code.id[3:], d.span.line) for d in diagnostics] == [("0101", 1)]
    assert [type(declaration).__name__ for declaration in declarations] == ["FacetDecl"]


def test_missing_brace_ends_at_the_next_declaration():
    text = "facet f {\n  obligation o always true\n\nfacet g {\n  obligation p always true\n}\nsort A\n"
    declarations, diagnostics = read(text)
    assert [(d.code.id[3:], d.span.line) for d in diagnostics] == [("0108", 1)]
    assert [type(declaration).__name__ for declaration in declarations] == [
        "FacetDecl",
        "FacetDecl",
        "SortDecl",
    ]


def test_nested_block_is_recovered():
    text = "bundle w weakens f {\n  facet g {\n    obligation a always\n    obligation b always true\n  }\n  seen x() from y()\n}"
    declarations, diagnostics = read(text)
    assert [(d.code.id[3:], d.span.line) for d in diagnostics] == [("0101", 4)]
    (bundle,) = declarations
    assert isinstance(bundle, tree.WeakBundleDecl)
    assert len(bundle.readings) == 1


def test_reserved_word_keeps_the_rest():
    declarations, diagnostics = read("sort once\nmode m { setting a = }\nsort B")
    assert [d.code.id[3:] for d in diagnostics] == ["0114", "0101"]
    assert len(declarations) == 3


HOSTILE = {
    "parentheses": "scenario x: " + "(" * 100_000 + "a" + ")" * 100_000,
    "open parentheses": "scenario x: " + "(" * 100_000,
    "calls": "scenario x: " + "f(" * 100_000,
    "not": "scenario x: " + "not " * 100_000 + "a",
    "minus": "scenario x: " + "- " * 100_000 + "a",
    "and": "scenario x: " + "a and " * 100_000 + "a",
    "implies": "scenario x: " + "a implies " * 100_000 + "a",
    "sum": "scenario x: " + "a + " * 100_000 + "a = 0",
    "braces": "{" * 100_000,
    "closing braces": "}" * 100_000,
    "facets": "facet a {\n" * 20_000,
    "bundles": "bundle a weakens b { facet c {\n" * 10_000,
    "not text": "%PDF-1.7 \x80\x81" * 100_000,
    "one string": '"' + "a" * 1_000_000,
    "quotes": '"' * 300_001,
    "digits": "contract a version " + "9" * 1_000_000,
    "name": "sort " + "a" * 1_000_000,
    "dots": "expect " + "a." * 100_000,
}


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_hostile_files_get_errors_soon(kind):
    from rcl.syntax.grammar import load_parser

    load_parser()
    began = time.process_time()
    _, diagnostics = read(HOSTILE[kind])
    spent = time.process_time() - began
    assert len(diagnostics) <= 102
    assert diagnostics or kind == "name"
    assert spent < 4  # well below a second on an idle machine


@pytest.mark.parametrize("kind", ["parentheses", "not", "and", "implies", "sum", "minus"])
def test_deep_nesting_is_one_error(kind):
    assert [d.code.id[3:] for d in read(HOSTILE[kind])[1]] == ["0106"]


@pytest.mark.parametrize("op", ["and", "or", "implies", "since", "+"])
def test_long_chains_are_too_deep(op):
    tail = " = 0" if op == "+" else ""
    assert found("scenario x: " + f" {op} ".join(["a"] * 150) + tail) == []
    assert [code for code, *_ in found("scenario x: " + f" {op} ".join(["a"] * 300) + tail)] == ["0106"]


def test_nesting_up_to_the_limit():
    assert found("scenario x: " + "(" * 200 + "a" + ")" * 200) == []
    assert found("scenario x: " + "not " * 190 + "a") == []
    assert [code for code, *_ in found("scenario x: " + "(" * 201 + "a" + ")" * 201)] == ["0106"]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_no_text_makes_it_raise(text):
    read(text)


FRAGMENTS = (
    "sort facet mode lowering bundle obligation map state event duty whenever requires and or not once ( ) { } , : = -> | - "
    '"t" 12 a b.c forall exists weakens to from when \n // c \n anchor :: hash expect refuted runtime version'
).split(" ")


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=60).map(" ".join))
def test_no_words_make_it_raise(text):
    declarations, diagnostics = read(text)
    assert declarations or diagnostics


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_damaged_file_keeps_most(data):
    """One damaged place in a real file costs at most the declarations around it."""
    text = (shipped_root() / "specs" / "resident_claim.rcl").read_text(encoding="utf-8")
    whole, _ = read(text)
    at = data.draw(st.integers(0, len(text) - 1))
    damaged = (
        text[:at] + data.draw(st.sampled_from(("", " ", "x", ")", "=", "and ", "9", ";"))) + text[at + 1 :]
    )
    declarations, diagnostics = read(damaged)
    assert len(diagnostics) <= 3
    assert len(declarations) >= len(whole) - 3
