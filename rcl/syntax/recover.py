"""Maps a file with syntax errors to the declarations and items that can be read, and reports one error a piece.

Invariant: a piece is a declaration or an item of a block; pieces are cut where a line begins with a word that can
begin one, so an error in one never hides the next. A piece with a lexical error gets no second report.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import Any

from rcl.diag import codes
from rcl.diag.sink import Sink
from rcl.diag.suggest import nearest
from rcl.syntax import tree
from rcl.syntax.build_expr import MAX_DEPTH, TooDeepError
from rcl.syntax.complain import complain
from rcl.syntax.grammar import ParseFailure, parse_text
from rcl.syntax.scan import MAX_ERRORS, Scan
from rcl.syntax.words import DECLARATIONS, ITEMS, START_SYMBOLS, STARTS
from rcl.text.source import SourceFile

_GOES_ON = frozenset(
    ", + - * = != < <= > >= ( | : :: -> . and or implies since not once historically previously requires when by with "
    "to as from forall exists weakens extends on whenever always never version".split()
)
"""After one of these a word at the beginning of a line is no new piece."""

_INNER = frozenset(
    "whenever always never requires when from forall exists failure source on by hash and or".split()
)
"""Words that begin a line inside of a piece."""

FILE = "file"


class Recovery:
    """Reads one file piece by piece. Pieces are ranges of lexeme numbers, ``first`` to ``end`` (exclusive)."""

    def __init__(self, source: SourceFile, scanned: Scan) -> None:
        self.sink = Sink()
        self._source = source
        self._scan = scanned
        self._lexemes = scanned.lexemes
        self._ends = [lexeme.end for lexeme in scanned.lexemes]
        braces = [lexeme.text for lexeme in scanned.lexemes]
        self._misspelt: dict[str, bool] = {}
        self._missing_brace = braces.count("{") > braces.count("}")

    def declarations(self) -> tuple[tree.Declaration, ...]:
        """What can be read of the file."""
        return tuple(self._region(0, len(self._lexemes), FILE))

    # ------------------------------------------------------------ cutting

    def _region(self, first: int, end: int, block: str) -> list[Any]:
        """The readable items between two braces of a ``block``, or of the file."""
        found: list[Any] = []
        for start, stop in self._pieces(first, end, block):
            found += self._piece(start, stop, block)
        return found

    def _pieces(self, first: int, end: int, block: str) -> list[tuple[int, int]]:
        pieces: list[tuple[int, int]] = []
        start = at = first
        opened: list[str] = []
        while at < end:
            text = self._lexemes[at].text
            if at > start and self._is_start(at, start) and self._may_cut(at, opened):
                pieces.append((start, at))
                start = at
                opened = []
            if text in ("(", "{"):
                opened.append(text)
            elif text == ")" and opened and opened[-1] == "(":
                opened.pop()
            elif text == "}":
                while opened and opened.pop() == "(":
                    pass
                if not opened and "{" not in self._texts(start, at):
                    self._unmatched(at)
                    if at > start:
                        pieces.append((start, at))
                    start = at + 1
            at += 1
        if start < end:
            pieces.append((start, end))
        return pieces

    def _texts(self, first: int, end: int) -> tuple[str, ...]:
        return tuple(lexeme.text for lexeme in self._lexemes[first:end])

    def _is_start(self, at: int, start: int) -> bool:
        """May a new piece begin with this lexeme, for all that the lexemes around it say?"""
        lexeme = self._lexemes[at]
        before = self._lexemes[at - 1]
        if lexeme.kind != "word":
            return False
        is_name = at - 2 >= start and self._lexemes[at - 2].text in STARTS  # as in `sort once`
        if before.text in _GOES_ON and not is_name:
            return False
        if before.text != "}" and not self._begins_line(at):
            return False
        follows = self._lexemes[at + 1].kind if at + 1 < len(self._lexemes) else ""
        if lexeme.text not in STARTS:
            return follows == "word" and self._is_misspelt(lexeme.text)
        return follows == "word" or not (at - 1 == start and before.text in STARTS)

    def _is_misspelt(self, word: str) -> bool:
        """Is the word most likely a slip for one that begins a piece?"""
        if word not in self._misspelt:
            self._misspelt[word] = word not in _INNER and nearest(word, STARTS) is not None
        return self._misspelt[word]

    def _begins_line(self, at: int) -> bool:
        start = self._lexemes[at].start
        line_start = self._source.line_starts[self._source.line_of(start) - 1]
        return at == 0 or self._lexemes[at - 1].end <= line_start

    def _may_cut(self, at: int, opened: list[str]) -> bool:
        """Outside of brackets always; inside of them only where a closing bracket must have been forgotten."""
        if not opened:
            return True
        follows = self._lexemes[at + 1].kind if at + 1 < len(self._lexemes) else ""
        if "{" not in opened:
            return follows in ("word", "string")
        if not self._missing_brace or self._lexemes[at].text not in DECLARATIONS or follows != "word":
            return False
        start = self._lexemes[at].start
        return start == self._source.line_starts[self._source.line_of(start) - 1]

    def _unmatched(self, at: int) -> None:
        lexeme = self._lexemes[at]
        span = self._source.span(lexeme.start, lexeme.end)
        hint = "delete it, or add the opening one"
        self.sink.report(codes.UNMATCHED_BRACKET, f"`{lexeme.text}` closes nothing", span, help=hint)

    # ------------------------------------------------------------ reading a piece

    def _piece(self, first: int, end: int, block: str) -> list[Any]:
        if len(self.sink) > MAX_ERRORS:
            return []
        word = self._lexemes[first].text
        brace = self._brace(first, end)
        is_block = brace is not None and word in ITEMS and (block == FILE or word in ITEMS[block])
        good, failure = self._try(first, end, block)
        if failure is None:
            return good
        if is_block and brace is not None:
            return self._block(first, brace, end, block)
        return self._failed(first, end, block, failure)

    def _failed(self, first: int, end: int, block: str, failure: ParseFailure | TooDeepError) -> list[Any]:
        """Reports the failure and keeps what stood complete before it."""
        if isinstance(failure, TooDeepError):
            hint = "name a part of the formula by a state function, or split the rule"
            message = f"nested more than {MAX_DEPTH} deep"
            if not self._holds(self._scan.too_deep, first, end):
                self.sink.report(codes.NESTED_TOO_DEEPLY, message, failure.span, help=hint)
            return []
        at = end if failure.offset is None else bisect_right(self._ends, failure.offset)
        if not self._holds(self._scan.broken, first, end):
            complain(self._source, self._lexemes, (first, at, end), failure.accepted, block, self.sink)
        if first < at < end and self._begins_line(at):
            good, again = self._try(first, at, block)
            return good if again is None else []
        return []

    def _block(self, first: int, brace: int, end: int, block: str) -> list[Any]:
        """A block that can't be read as a whole: its head, then its items one by one, then what follows it."""
        word = self._lexemes[first].text
        close = self._closing(brace, end)
        if close is None:
            lexeme = self._lexemes[brace]
            span = self._source.span(lexeme.start, lexeme.end)
            message = f"`{{` of this `{word}` is not closed"
            self.sink.report(
                codes.UNCLOSED_BRACKET, message, span, label="opened here", help="add `}` after the block"
            )
        inner_end = end if close is None else close
        items = self._region(brace + 1, inner_end, word)
        heads, failure = self._try(first, brace + 1, block, closed=False)
        if failure is not None:
            self._failed(first, brace + 1, block, failure)
        found = [_with_items(head, items) for head in heads]
        if close is not None and close + 1 < end:
            found += self._region(close + 1, end, block)
        return found

    def _brace(self, first: int, end: int) -> int | None:
        return next((at for at in range(first, end) if self._lexemes[at].text == "{"), None)

    def _closing(self, brace: int, end: int) -> int | None:
        depth = 0
        for at in range(brace, end):
            text = self._lexemes[at].text
            depth += (text == "{") - (text == "}")
            if depth == 0:
                return at
        return None

    def _try(
        self, first: int, end: int, block: str, *, closed: bool = True
    ) -> tuple[list[Any], ParseFailure | TooDeepError | None]:
        """Reads a piece of a block; with ``closed`` unset it ends after `{`, and the missing `}` is supplied."""
        from rcl.syntax.build import Builder

        start, stop = self._lexemes[first].start, self._lexemes[end - 1].end
        if self._holds(self._scan.too_deep, first, end):
            return [], TooDeepError(self._source.span(start, stop))
        text = self._scan.text[start:stop] + ("" if closed else "}")
        try:
            parsed = parse_text(text, "module" if block == FILE else START_SYMBOLS[block])
            return list(Builder(self._source, start, self.sink).build(parsed)), None
        except ParseFailure as failure:
            offset = None if failure.offset is None else failure.offset + start
            return [], ParseFailure(offset, failure.accepted)
        except TooDeepError as failure:
            return [], failure

    def _holds(self, offsets: tuple[int, ...], first: int, end: int) -> bool:
        """Does one of the offsets lie in the piece, or between it and the next?"""
        start = self._lexemes[first].start
        stop = self._lexemes[end].start if end < len(self._lexemes) else len(self._source.text)
        return bisect_left(offsets, start) < bisect_left(offsets, stop)


def _with_items(head: Any, items: list[Any]) -> Any:
    match head:
        case tree.FacetDecl():
            return replace(head, obligations=tuple(items))
        case tree.WeakBundleDecl():
            facets = tuple(item for item in items if isinstance(item, tree.FacetDecl))
            return replace(
                head, facets=facets, readings=tuple(i for i in items if isinstance(i, tree.ReadingDecl))
            )
        case tree.ModeDecl():
            return replace(head, items=tuple(items))
        case tree.AdapterDecl():
            return replace(head, items=tuple(items))
        case tree.LoweringDecl():
            return replace(head, items=tuple(items))
        case _:
            return head
