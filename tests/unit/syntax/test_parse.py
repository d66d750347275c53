"""What is read: precedence, every construct, spans, and names that are keywords elsewhere."""

from __future__ import annotations

import pytest

from rcl.diag.sink import Sink
from rcl.syntax import tree
from rcl.syntax.format import expr_text
from rcl.syntax.parse import parse
from rcl.text.project import shipped_root
from rcl.text.source import SourceFile


def read(text):
    sink = Sink()
    module = parse(SourceFile("a.rcl", text), sink)
    assert not sink.sorted()
    return module.declarations


def formula(text):
    return read("scenario s: " + text)[0].formula


def shape(expr):
    """The expression with all parentheses."""
    match expr:
        case tree.Binary(op, left, right):
            return f"({shape(left)} {op} {shape(right)})"
        case tree.Unary(op, body):
            return f"({op} {shape(body)})"
        case _:
            return expr_text(expr)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("not a() since b()", "((not a()) since b())"),
        ("not a = b", "(not (a = b))"),
        ("previously leading(c) >= n", "(previously (leading(c) >= n))"),
        ("not previously once a()", "(not (previously (once a())))"),
        ("a implies b implies c", "(a implies (b implies c))"),
        ("a or b and c or d", "((a or (b and c)) or d)"),
        ("a and b since c and d", "((a and (b since c)) and d)"),
        ("a since b since c", "((a since b) since c)"),
        ("a + b * c - d < e", "(((a + (b * c)) - d) < e)"),
        ("a - b - c = 0", "(((a - b) - c) = 0)"),
        ("-x * y > -3", "(((- x) * y) > -3)"),
        ("- - 3 = 3", "(3 = 3)"),
        ("a implies b or c", "(a implies (b or c))"),
        ("(a = b) = c", "((a = b) = c)"),
        ("once (a() and b())", "(once (a() and b()))"),
    ],
)
def test_precedence(text, expected):
    assert shape(formula(text)) == expected


@pytest.mark.parametrize(
    ("tight", "loose"),
    [
        ("not (a since b)", "not (a since b)"),
        ("((a)) and (b)", "a and b"),
        ("(a implies b) implies c", "(a implies b) implies c"),
        ("a implies (b implies c)", "a implies b implies c"),
        ("(a and b) or c", "(a and b) or c"),
        ("a and (b or c)", "a and (b or c)"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a - b) - c", "a - b - c"),
        ("f(x: not a, (b))", "f(x: not a, b)"),
    ],
)
def test_printing_keeps_only_needed_parentheses(tight, loose):
    assert expr_text(formula(tight)) == loose


def test_rule_condition_is_all_between_and_and_requires():
    facet = read("facet f { obligation o whenever a(x: c) | b(c) and p or q requires r }")[0]
    rule = facet.obligations[0].rule
    assert [call.head.text for call in rule.triggers] == ["a", "b"]
    assert shape(rule.condition) == "(p or q)"
    assert shape(rule.requires) == "r"


def test_rule_forms():
    facet = read(
        "facet f { obligation a always p obligation b never x() | y() and q "
        "obligation c forall d: D, e: E? whenever x() requires true }"
    )[0]
    always, never, whenever = (item.rule for item in facet.obligations)
    assert (always.form, always.triggers, always.condition) == ("always", (), None)
    assert (never.form, len(never.triggers), never.requires) == ("never", 2, None)
    assert [(p.name.text, p.type.optional) for p in whenever.quantified] == [("d", False), ("e", True)]


WORDS = (
    "object tokens cache mode source hash log trace state event map use version sort when from requires to on"
)


@pytest.mark.parametrize("word", WORDS.split())
def test_common_words_are_names(word):
    text = f"""
sort {word}
duty event {word}({word}: {word})
state {word}({word}: {word}): {word}? = {word}
  on {word}({word}, {word}: {word}) -> {word}({word})
scenario {word}: exists {word}: {word}: {word}({word}: {word}) and {word} = {word}
anchor {word} = "p" :: {word}
admits {word} {word}({word}: {word}) when {word}
lowering {word}.{word} to {word}.{word} {{
  map {word}({word}: {word}) from {word}({word}) when {word}
}}
"""
    assert len(read(text)) == 7


@pytest.mark.parametrize("word", ["mode", "map", "state", "source"])
def test_event_named_like_a_keyword_after_by(word):
    assert read(f"admits a by b, c {word}(x: 1)")[0].pattern.head.text == word


def test_lowering():
    (lowering,) = read(
        """lowering engine.plain as hopeful with ctl, other to claims.full "why" {
  asserts conformance  offers soft  pressure "p"
  map a(x: _, y: tag(r), z: not e) from b(request: r, e: e) when once c()
  unmapped d "no" by p, q
  unmapped e "no"
  assume f "w": always true
  evidence trace "t.jsonl" sha256 "00" log main
  expect rejected_mapping, refuted outcome.a outcome.b, vacuous identity.c
}"""
    )
    assert lowering.mode.text == "engine.plain"
    assert lowering.variant.text == "hopeful"
    assert [use.text for use in lowering.uses] == ["ctl", "other"]
    assert [type(item).__name__ for item in lowering.items] == [
        "AssertsDecl", "OffersDecl", "PressureDecl", "MapDecl", "UnmappedDecl", "UnmappedDecl", "AssumeDecl",
        "EvidenceDecl", "ExpectDecl",
    ]  # fmt: skip
    expect = lowering.items[-1]
    assert [(r.result.text, [n.text for n in r.names]) for r in expect.results] == [
        ("refuted", ["outcome.a", "outcome.b"]),
        ("vacuous", ["identity.c"]),
    ]


def test_runtime_and_mode():
    runtime, mode, patch = read(
        """runtime e version "1.0" "text" source sdist "e==1.0" sha256 "ab" source git "u" sha256 "cd"
mode m extends base "t" {
  setting scheduler.policy = "fail" setting n = -3 setting b = true
  anchor x = "a/b.py" :: A.b-c hash "12"
  guarantee g by x, y "t" whenever a() requires true
  admits h "t" a(x: _) when once b()
}
patch p sha256 "ef" { event z() }"""
    )
    assert [source.kind.text for source in runtime.sources] == ["sdist", "git"]
    assert [item.value for item in mode.items[:3]] == [tree.Text("fail"), tree.Number(-3), tree.Boolean(True)]
    assert mode.items[3].symbol.text == "A.b-c"
    assert (patch.kind, patch.digest) == ("patch", tree.Text("ef"))


def test_strings_and_comments():
    (contract,) = read('contract a version 1 // "no text\n  "q \\" b \\\\ n \\n // no comment"')
    assert contract.text.value == 'q " b \\ n \n // no comment'


def test_spans():
    text = "sort A\nscenario s: (a or b) and once c(x: 12)\n"
    scenario = read(text)[1]
    assert (scenario.span.line, scenario.span.column) == (2, 1)

    def cut(node):
        return text[node.span.start : node.span.end]

    assert cut(scenario.name) == "s"
    assert cut(scenario.formula) == "(a or b) and once c(x: 12)"
    assert cut(scenario.formula.left) == "a or b"
    assert cut(scenario.formula.right) == "once c(x: 12)"
    assert cut(scenario.formula.right.body.arguments[0]) == "x: 12"


def test_shipped_files_are_read():
    files = sorted((shipped_root() / "specs").glob("**/*.rcl"))
    assert files
    for file in files:
        assert read(file.read_text(encoding="utf-8"))


def test_windows_line_ends():
    assert len(read('sort A // c\r\ncontract a version 1\r\n  "text"\r\n')) == 2
