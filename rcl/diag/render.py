"""Maps a diagnostic to plain text: headline, place, the source line with carets under the span, notes and help.

Invariant: the text holds no control character but line ends, whatever the source holds, and no line of source is
shown wider than ``MAX_WIDTH`` cells. Source: architecture, "What a user sees".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from rcl.diag.diagnostic import Diagnostic
from rcl.diag.span import Span

TAB = 4
MAX_WIDTH = 120
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))

GetText = Callable[[str], str | None]
"""The text of a shown path; ``None`` if it can't be had."""


def visible(text: str) -> str:
    """The text with tabs as blanks and everything that has no shape of its own (or turns text around) escaped."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shape(char) for char in text)


def cells(text: str) -> int:
    """How many cells of a terminal the visible text takes: two for wide, none for combining characters."""
    if text.isascii():
        return len(text)
    return sum(_width(char) for char in text)


def render(diagnostic: Diagnostic, get_text: GetText) -> str:
    """The diagnostic as lines of text, without a line end after the last."""
    span = diagnostic.span
    lines = [f"{diagnostic.severity.value}[{diagnostic.code.id}]: {visible(diagnostic.message)}"]
    margin = " " * max(2, len(str(span.line)))
    if span.file:
        lines.append(f"{margin}--> {place(span)}")
        line = _line_at(get_text(span.file) if span.line else None, span)
        if line is not None:
            shown, carets = excerpt(line, span.column - 1, span.end - span.start)
            lines += [
                f"{margin} |",
                f"{span.line:>{len(margin)}} | {shown}".rstrip(),
                f"{margin} | {carets} {visible(diagnostic.label)}".rstrip(),
            ]
    for text, where in diagnostic.notes:
        lines.append(
            f"{margin} = note: {visible(text)}" + (f" at {place(where)}" if where and where.file else "")
        )
    if diagnostic.help:
        lines.append(f"{margin} = help: {visible(diagnostic.help)}")
    return "\n".join(lines)


def render_all(diagnostics: Iterable[Diagnostic], get_text: GetText) -> str:
    """All of them, in their order, with an empty line between two."""
    return "\n\n".join(render(diagnostic, get_text) for diagnostic in diagnostics)


def place(span: Span) -> str:
    """``file:line:column``, or only the file where there is no line."""
    return visible(f"{span.file}:{span.line}:{span.column}" if span.line else span.file)


def excerpt(line: str, start: int, length: int) -> tuple[str, str]:
    """The visible part of a line around ``length`` characters from ``start``, and the carets below it."""
    start = min(start, len(line))
    end = max(min(start + length, len(line)), start)
    before, inside, after = visible(line[:start]), visible(line[start:end]), visible(line[end:])
    inside = _cut_right(inside, MAX_WIDTH - 20)
    room = MAX_WIDTH - cells(inside)
    if cells(before) + cells(after) > room:
        before = _cut_left(before, max(room // 2, room - cells(after)))
        after = _cut_right(after, room - cells(before))
    return before + inside + after, " " * cells(before) + "^" * max(cells(inside), 1)


def _line_at(text: str | None, span: Span) -> str | None:
    """The line that holds the start of the span; ``None`` if the text is not the one the span was made for."""
    if text is None:
        return None
    start = span.start - span.column + 1
    if not 0 <= start <= len(text):
        return None
    end = text.find("\n", start)
    return text[start : len(text) if end < 0 else end].rstrip("\r")


def _shape(char: str) -> str:
    if char == "\t":
        return " " * TAB
    if unicodedata.category(char) in _HIDDEN:
        code = ord(char)
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return char


def _width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _cut_right(text: str, room: int) -> str:
    """The beginning of the text in at most ``room`` cells, with an ellipsis if something was cut."""
    if cells(text) <= room:
        return text
    used = 0
    for at, char in enumerate(text):
        used += _width(char)
        if used > room - 3:
            return text[:at] + "..."
    return text


def _cut_left(text: str, room: int) -> str:
    """The end of the text in at most ``room`` cells, with an ellipsis if something was cut."""
    if cells(text) <= room:
        return text
    return _cut_right(text[: -4 * room - 1 : -1], room)[::-1] if room > 3 else ""
