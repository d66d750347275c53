"""Maps a formatted tree's pieces and the comments of its source to lines: every comment goes to the piece it is about.

Invariant: no comment is lost or written twice. A comment on a line of its own goes before the piece that follows
it, one behind a piece stays behind it, one inside of a piece moves before it; at most one blank line is kept.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rcl.diag.sink import Sink
from rcl.syntax.scan import Comment, scan
from rcl.text.source import SourceFile


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines that are written together. ``start`` is the offset of their first lexeme in the source, -1 if there is none.

    ``separate`` pieces keep a blank line before them; an ``opens`` piece ends with `{`, a ``closes`` piece is `}`.
    """

    lines: tuple[str, ...]
    start: int
    indent: int = 0
    separate: bool = False
    opens: bool = False
    closes: bool = False


class Layout:
    """The lexemes and comments of a source, for questions about where a part of a tree begins."""

    __slots__ = ("_ends", "_lexemes", "_starts", "comments", "source")

    def __init__(self, source: SourceFile) -> None:
        scanned = scan(source, Sink())
        self.source = source
        self.comments: Sequence[Comment] = scanned.comments
        self._lexemes = scanned.lexemes
        self._starts = [lexeme.start for lexeme in scanned.lexemes]
        self._ends = [lexeme.end for lexeme in scanned.lexemes]

    def word_before(self, offset: int, steps: int = 1) -> int:
        """The start of the lexeme ``steps`` before the one at ``offset``, opening parentheses not counted; -1 for -1."""
        if offset < 0:
            return -1
        at = bisect_left(self._starts, offset) - 1
        while at > 0 and self._lexemes[at].text == "(":
            at -= 1
        return self._starts[max(at - steps + 1, 0)] if self._starts else -1

    def brace_after(self, offset: int) -> int:
        """The start of the first `{` at or after ``offset``."""
        at = bisect_left(self._starts, offset)
        while at < len(self._lexemes) and self._lexemes[at].text != "{":
            at += 1
        return self._starts[at] if at < len(self._lexemes) else offset

    def end_before(self, offset: int) -> int:
        """The end of the last lexeme that begins before ``offset``."""
        at = bisect_left(self._starts, offset)
        return self._ends[at - 1] if at else 0

    def has_blank(self, start: int, end: int) -> bool:
        """Is there an empty line between the two offsets?"""
        return any(not line.strip() for line in self.source.text[start:end].split("\n")[1:-1])

    def same_line(self, left: int, right: int) -> bool:
        """Is there no line end between the two offsets?"""
        return "\n" not in self.source.text[left:right]


def weave(pieces: Sequence[Piece], layout: Layout) -> list[str]:
    """The lines of all pieces with the comments between and behind them."""
    return _Weaver(layout).run(pieces)


class _Weaver:
    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._comments = list(layout.comments)
        self._next = 0
        self._end = 0  # of what was written last, in the source
        self._lines: list[str] = []
        self._may_blank = False

    def run(self, pieces: Sequence[Piece]) -> list[str]:
        length = len(self._layout.source.text)
        for number, piece in enumerate(pieces):
            if piece.start < 0:
                self._unplaced(piece)
                continue
            following = pieces[number + 1].start if number + 1 < len(pieces) else length
            end = self._layout.end_before(max(following, piece.start + 1))
            indent = piece.indent + (2 if piece.closes else 0)
            self._before(self._take(end), indent, piece)
            if piece.separate and self._may_blank and self._layout.has_blank(self._end, piece.start):
                self._lines.append("")
            self._lines += piece.lines
            self._end = max(self._end, end)
            self._may_blank = not piece.opens
            self._behind(end, following)
        self._before(self._take(length), 0, None)
        return self._lines

    def _unplaced(self, piece: Piece) -> None:
        """A piece of a tree that was not read from a source: blank lines around blocks at the outermost level."""
        if piece.separate and piece.indent == 0 and self._lines:
            self._lines.append("")
        self._lines += piece.lines

    def _take(self, end: int) -> list[Comment]:
        first = self._next
        while self._next < len(self._comments) and self._comments[self._next].start < end:
            self._next += 1
        return self._comments[first : self._next]

    def _before(self, comments: Iterable[Comment], indent: int, piece: Piece | None) -> None:
        keeps_blank = piece is None or piece.separate or piece.closes
        for comment in comments:
            start = comment.start if piece is None else min(comment.start, piece.start)
            if keeps_blank and self._may_blank and self._layout.has_blank(self._end, start):
                self._lines.append("")
            self._lines.append(" " * indent + comment.text)
            self._end = max(self._end, comment.end)
            self._may_blank = True

    def _behind(self, end: int, following: int) -> None:
        """The comment behind the piece on its last line."""
        if self._next >= len(self._comments):
            return
        comment = self._comments[self._next]
        if comment.start < following and self._layout.same_line(end, comment.start):
            self._lines[-1] += "  " + comment.text
            self._end = comment.end
            self._next += 1
