"""Maps a place where the parser stopped to one diagnostic that says what is wrong and what could stand there.

Invariant: always reports exactly one error.
"""

from __future__ import annotations

from rcl.diag import codes
from rcl.diag.sink import Sink
from rcl.diag.span import Span
from rcl.diag.suggest import nearest
from rcl.syntax.grammar import Spelling, expected_text, load_spelling
from rcl.syntax.scan import Lexeme
from rcl.syntax.words import STARTS, homes
from rcl.text.source import SourceFile

_COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))


def complain(
    source: SourceFile,
    lexemes: tuple[Lexeme, ...],
    piece: tuple[int, int, int],
    accepted: frozenset[str],
    block: str,
    sink: Sink,
) -> None:
    """Reports the error at lexeme ``at`` of the piece ``(first, at, end)`` of a ``block``."""
    first, at, end = piece
    spelling = load_spelling()
    expected = expected_text(accepted, spelling)
    if at >= end:
        opened = _unclosed(lexemes, first, end)
        if opened is not None:
            lexeme = lexemes[opened]
            message = f"`{lexeme.text}` is not closed"
            sink.report(
                codes.UNCLOSED_BRACKET,
                message,
                _span(source, lexeme),
                label=expected,
                help="add the closing one",
            )
            return
        if at >= len(lexemes):
            stop = lexemes[-1].end
            message = f"the file ends before this `{lexemes[first].text}` is complete"
            sink.report(codes.UNEXPECTED_END, message, source.span(stop, stop), label=expected)
            return
    lexeme = lexemes[at]
    span = _span(source, lexeme)
    if at == first and lexeme.text in STARTS:
        _misplaced(lexeme.text, block, span, sink)
    elif lexeme.text in _COMPARISONS and "AND" in accepted:
        hint = "say both with `and`, e.g. `0 <= n and n <= 9`"
        sink.report(
            codes.CHAINED_COMPARISON,
            "comparisons cannot be chained",
            span,
            label="second comparison",
            help=hint,
        )
    else:
        hint = _hint(lexemes, at, accepted, spelling)
        message = f"unexpected {_shown(lexeme)}"
        sink.report(codes.UNEXPECTED_TOKEN, message, span, label=expected, help=hint)


def _misplaced(word: str, block: str, span: Span, sink: Sink) -> None:
    places = homes(word)
    blocks = [f"`{place}`" for place in places if place != "file"]
    where = f"inside a {' or '.join(blocks)} block" if blocks else ""
    if "file" in places:
        where = "outside of blocks" + (f", or {where}" if where else "")
    here = "outside of blocks" if block == "file" else f"inside a `{block}` block"
    message = f"`{word}` does not belong {here}"
    sink.report(codes.MISPLACED_ITEM, message, span, help=f"it stands {where}")


def _hint(lexemes: tuple[Lexeme, ...], at: int, accepted: frozenset[str], spelling: Spelling) -> str:
    text = lexemes[at].text
    before = lexemes[at - 1].text if at else ""
    if text == before == "=":
        return "a single `=` compares"
    if text == "|" and "OR" in accepted:
        return "alternatives of a trigger stand before the first `and`; in a formula write `or`"
    if lexemes[at].kind == "word":
        keywords = {name.lower() for name in accepted if name not in spelling.words and name != "$END"}
        near = nearest(text, keywords)
        return f"did you mean `{near}`?" if near else ""
    return ""


def _shown(lexeme: Lexeme) -> str:
    if lexeme.kind == "string":
        return "text in quotes"
    if lexeme.kind == "number":
        return f"number {lexeme.text}"
    return f"`{lexeme.text if len(lexeme.text) <= 60 else lexeme.text[:60] + '...'}`"


def _span(source: SourceFile, lexeme: Lexeme) -> Span:
    return source.span(lexeme.start, lexeme.end)


def _unclosed(lexemes: tuple[Lexeme, ...], first: int, end: int) -> int | None:
    """The innermost bracket that is opened in the piece and not closed in it."""
    opened: list[int] = []
    for at in range(first, end):
        text = lexemes[at].text
        if text in ("(", "{"):
            opened.append(at)
        elif text in (")", "}") and opened:
            opened.pop()
    return opened[-1] if opened else None
