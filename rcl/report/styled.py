"""Maps styled pieces of text to a string for a terminal or a pipe.

Invariant: colour is the only difference between the two; a character that could move the cursor, hide text or
turn its direction around is shown as an escape, so that a descriptor can't forge a report.
Source: architecture, "What a user sees".
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from rcl.diag.render import cells, visible

LABEL = 9
"""Columns of the word in front of a line: ``PROVED   ``, ``class    ``."""


class Style(Enum):
    """What a piece is, with the terminal's code for it."""

    PLAIN = ""
    STRONG = "1"
    QUIET = "2"
    GOOD = "1;32"
    BAD = "1;31"
    DOUBT = "1;33"
    CHANGED = "33"
    PLACE = "36"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in one style."""

    text: str
    style: Style = Style.PLAIN


Line = tuple[Piece, ...]

BLANK: Line = ()


def line(*parts: str | Piece) -> Line:
    """A line of plain strings and styled pieces, with nothing dangerous left in it."""
    pieces = (part if isinstance(part, Piece) else Piece(part) for part in parts)
    return tuple(Piece(visible(piece.text), piece.style) for piece in pieces if piece.text)


def pad(text: str, width: int) -> str:
    """The text filled up with spaces to a width in columns."""
    return text + " " * max(0, width - cells(text))


def pad_left(text: str, width: int) -> str:
    """The text moved to the right edge of a width in columns."""
    return " " * max(0, width - cells(text)) + text


def length(of: Line) -> int:
    """How many columns a line takes."""
    return sum(cells(piece.text) for piece in of)


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most ``width`` columns, broken at spaces only; a longer word keeps its own line."""
    flat = visible(" ".join(text.split()))
    if cells(flat) <= width:
        return [flat] if flat else []
    return textwrap.wrap(flat, max(20, width), break_long_words=False, break_on_hyphens=False)


def hanging(
    head: Line, text: str, width: int, style: Style = Style.PLAIN, indent: int | None = None
) -> list[Line]:
    """``head`` followed by the wrapped text; later lines start at ``indent`` (by default: where the text started)."""
    start = length(head) if indent is None else indent
    room = width - length(head)
    if room < 20 and cells(text) > room:
        return [
            head,
            *(line(" " * min(start, LABEL), Piece(part, style)) for part in wrap(text, width - LABEL)),
        ]
    first, *rest = wrap(text, room) or [""]
    if rest:
        rest = wrap(" ".join(rest), max(20, width - start))
    return [(*head, *line(Piece(first, style))), *(line(" " * start, Piece(part, style)) for part in rest)]


def to_text(lines: Iterable[Line], *, color: bool) -> str:
    """The lines as one string that ends with a line break, with the terminal's codes when ``color`` is set."""
    return "".join(_line_text(item, color) + "\n" for item in lines)


def _line_text(pieces: Line, color: bool) -> str:
    plain = "".join(piece.text for piece in pieces)
    if not color:
        return plain.rstrip()
    last = len(pieces) - 1
    parts = []
    for index, piece in enumerate(pieces):
        text = piece.text.rstrip() if index == last else piece.text
        parts.append(f"\x1b[{piece.style.value}m{text}\x1b[0m" if piece.style.value and text else text)
    return "".join(parts)
