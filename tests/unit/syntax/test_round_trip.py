"""Printing and reading again gives the same tree, on random trees; formatting twice is formatting once."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rcl.diag.sink import Sink
from rcl.syntax.format import expr_text, format_module
from rcl.syntax.parse import parse
from rcl.syntax.print_expr import formula_lines
from rcl.testing.trees import expressions, modules
from rcl.text.source import SourceFile

SLOW = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


def read(text):
    sink = Sink()
    module = parse(SourceFile("random.rcl", text), sink)
    assert not sink.sorted(), (text, sink.sorted())
    return module


@SLOW
@given(modules)
def test_modules(module):
    text = format_module(module, SourceFile("random.rcl", ""))
    again = read(text)
    assert again == module
    canonical = format_module(again, SourceFile("random.rcl", text))
    assert read(canonical) == module
    assert format_module(read(canonical), SourceFile("random.rcl", canonical)) == canonical


@SLOW
@given(expressions)
def test_expressions(expression):
    flat = read("scenario x: " + expr_text(expression))
    assert flat.declarations[0].formula == expression
    wrapped = read("scenario x:\n" + "\n".join(formula_lines(90, "", expression)))
    assert wrapped == flat


COMMENT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20).map(
    lambda text: f"// {text}\n"
)


@SLOW
@given(modules, st.data())
def test_comments_survive(module, data):
    """Comments in any place between two lexemes are all still there, once, and stay where they are the second time."""
    from rcl.syntax.scan import scan

    text = format_module(module, SourceFile("random.rcl", ""))
    lexemes = scan(SourceFile("random.rcl", text), Sink()).lexemes
    # not before `.`, `:` and `-`, which may stand inside of a name
    places = sorted(
        {lexeme.start for lexeme in lexemes if text[lexeme.start - 1 : lexeme.start] in (" ", "\n", "")}
    )
    chosen = sorted(data.draw(st.lists(st.sampled_from(places), max_size=5, unique=True)))
    comments = [data.draw(COMMENT) for _ in chosen]
    parts, at = [], 0
    for place, comment in zip(chosen, comments, strict=True):
        parts += [text[at:place], comment]
        at = place
    commented = "".join(parts) + text[at:]
    once = format_module(read(commented), SourceFile("random.rcl", commented))
    assert read(once) == module
    found = [comment.text for comment in scan(SourceFile("random.rcl", once), Sink()).comments]
    assert sorted(found) == sorted(comment.rstrip() for comment in comments)
    assert format_module(read(once), SourceFile("random.rcl", once)) == once
