"""Maps a source file to its lexemes, comments and lexical errors, independent of the grammar.

Invariant: lexemes, comments and blank space cover the text; what a lexical error spoiled is replaced in
``Scan.text`` by something harmless of the same length, so that all offsets stay valid for the parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from rcl.diag import codes
from rcl.diag.codes import Code
from rcl.diag.render import visible
from rcl.diag.sink import Sink
from rcl.syntax.words import MODAL
from rcl.text.source import SourceFile

MAX_DIGITS = 18
MAX_NESTING = 200
MAX_CHAIN = 2_000
MAX_ERRORS = 100

_LEXEME = re.compile(
    r"""
      (?P<blank>[ \t\r\n\f]+)
    | (?P<comment>//[^\n]*)
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<number>[0-9](?:[A-Za-z0-9_]|\.[0-9])*)
    | (?P<string>"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*")
    | (?P<open>"[^\n]*)
    | (?P<sign>->|::|!=|<=|>=|[(){}:,=<>+\-*|?.])
    | (?P<stray>(?:[^\x00-\x7f]|[\x00-\x08\x0b\x0e-\x1f\x7f!\#$%&'/;@\[\\\]^`~]))
    """,
    re.VERBOSE,
)
_BAD_IN_STRING = re.compile(r"\\[^\"\\n]|\\\\|[\x00-\x08\x0b-\x1f\x7f]")
_REPLACEMENTS = {
    "\u201c": '"', "\u201d": '"', "\u2018": '"', "\u2019": '"', "'": '"', "`": '"',
    "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2192": "->", "\u2264": "<=", "\u2265": ">=", "\u2260": "!=",
    "&": "and", "\u2227": "and", "\u2228": "or", "!": "not", "\u00ac": "not", "#": "//", "[": "(", "]": ")",
}  # fmt: skip


_JOINS = frozenset("and or implies since + - *".split())
_FRESH = frozenset(
    "{ } requires when whenever always never obligation scenario -> guarantee map seen".split()
)


class Lexeme(NamedTuple):
    """``kind`` is ``word``, ``number``, ``string`` or ``sign``."""

    kind: str
    start: int
    end: int
    text: str


class Comment(NamedTuple):
    """A ``//`` comment without its line end; ``own_line`` says that nothing stands before it on the line."""

    start: int
    end: int
    text: str
    own_line: bool


@dataclass(frozen=True, slots=True)
class Scan:
    """``text`` is fit for the parser; ``broken`` are offsets of lexical errors; ``too_deep`` of those not to be parsed.

    ``gave_up`` says that there were so many errors that the rest of the file was not looked at.
    """

    lexemes: tuple[Lexeme, ...]
    comments: tuple[Comment, ...]
    text: str
    broken: tuple[int, ...]
    too_deep: tuple[int, ...]
    gave_up: bool


def scan(source: SourceFile, sink: Sink) -> Scan:
    """The lexemes of the file; lexical errors go to the sink."""
    return _Scanner(source, sink).run()


class _Scanner:
    def __init__(self, source: SourceFile, sink: Sink) -> None:
        self._source = source
        self._sink = sink
        self._lexemes: list[Lexeme] = []
        self._comments: list[Comment] = []
        self._patches: list[tuple[int, int, str]] = []
        self._broken: list[int] = []
        self._too_deep: list[int] = []
        self._depth = 0
        self._prefixes = 0
        self._joins = 0
        self._stray_end = -1

    def run(self) -> Scan:
        text = self._source.text
        for match in _LEXEME.finditer(text):
            kind = match.lastgroup or ""
            if kind == "blank":
                continue
            if len(self._broken) > MAX_ERRORS:
                break
            start, end = match.span()
            lexeme = match.group()
            if kind == "comment":
                own_line = not text[self._source.line_starts[self._source.line_of(start) - 1] : start].strip()
                self._comments.append(Comment(start, end, lexeme.rstrip(), own_line))
            elif kind == "stray":
                self._stray(start, end)
            elif kind == "open":
                self._open_string(start, end, lexeme)
            else:
                self._lexeme(Lexeme(kind, start, end, lexeme))
        return Scan(
            tuple(self._lexemes),
            tuple(self._comments),
            self._patched(text),
            tuple(self._broken),
            tuple(self._too_deep),
            len(self._broken) > MAX_ERRORS,
        )

    def _patched(self, text: str) -> str:
        parts: list[str] = []
        at = 0
        for start, end, replacement in self._patches:
            parts += (text[at:start], replacement)
            at = end
        return "".join(parts) + text[at:] if parts else text

    def _report(
        self, code: Code, start: int, end: int, message: str, label: str = "", help: str = ""
    ) -> None:
        self._broken.append(start)
        if len(self._broken) <= MAX_ERRORS:
            self._sink.report(code, message, self._source.span(start, end), label=label, help=help)

    def _lexeme(self, lexeme: Lexeme) -> None:
        kind, start, _, text = lexeme
        if kind == "sign":
            if text == "(":
                self._depth += 1
                if self._depth == MAX_NESTING + 1:
                    self._deep(start)
            elif text == ")":
                self._depth = max(self._depth - 1, 0)
            elif text in "{}":
                self._depth = 0
        elif kind == "number":
            self._number(lexeme)
        elif kind == "string":
            self._string(start, text)
        if text in MODAL or text == "-":
            self._prefixes += 1
            if self._prefixes == MAX_NESTING + 1:
                self._deep(start)
        elif text != "(":
            self._prefixes = 0
        if text in _JOINS and self._prefixes < 2:
            self._joins += 1
            if self._joins == MAX_CHAIN:
                self._deep(start)
        elif text in _FRESH:
            self._joins = 0
        self._lexemes.append(lexeme)

    def _deep(self, start: int) -> None:
        hint = "name a part of the formula by a state function, or split the rule"
        self._too_deep.append(start)
        message = f"nested more than {MAX_NESTING} deep"
        self._report(codes.NESTED_TOO_DEEPLY, start, start + 1, message, "too deep here", hint)

    def _number(self, lexeme: Lexeme) -> None:
        _, start, end, text = lexeme
        if not text.isdigit():
            self._patches.append((start, end, "0" * len(text)))
            hint = "a name cannot begin with a digit; numbers are whole and decimal"
            self._report(codes.BAD_NUMBER, start, end, f"malformed number `{_short(text)}`", help=hint)
        elif len(text) > MAX_DIGITS:
            self._patches.append((start, end, "0" * len(text)))
            message = f"number out of range: {len(text)} digits, at most {MAX_DIGITS} are allowed"
            self._report(codes.NUMBER_OUT_OF_RANGE, start, end, message)

    def _string(self, start: int, text: str) -> None:
        for match in _BAD_IN_STRING.finditer(text):
            found = match.group()
            if found == "\\\\":
                continue
            at = start + match.start()
            if found[0] == "\\":
                message = f"unknown escape `{visible(found)}` in a string"
                hint = 'only `\\"`, `\\\\` and `\\n` are known'
                self._report(codes.BAD_ESCAPE, at, at + 2, message, help=hint)
            else:
                message = f"control character U+{ord(found):04X} in a string"
                self._report(codes.STRAY_CHARACTER, at, at + 1, message, help="delete it")

    def _open_string(self, start: int, end: int, text: str) -> None:
        length = len(text.rstrip())
        filler = ('""' if len(text) > 1 else "").ljust(len(text))
        self._patches.append((start, end, filler))
        self._lexemes.append(Lexeme("string", start, end, text))
        message, hint = (
            "string is not closed",
            'add `"` on the same line; write a line break inside a text as `\\n`',
        )
        self._report(codes.UNTERMINATED_STRING, start, start + length, message, "begins here", hint)

    def _stray(self, start: int, end: int) -> None:
        self._patches.append((start, end, " " * (end - start)))
        if start == self._stray_end:  # one report for a run of them
            self._stray_end = end
            return
        self._stray_end = end
        char = self._source.text[start]
        name = f"`{char}` (U+{ord(char):04X})" if char.isprintable() else f"U+{ord(char):04X}"
        message = f"character {name} has no meaning outside of strings and comments"
        write = _REPLACEMENTS.get(char)
        self._report(
            codes.STRAY_CHARACTER, start, end, message, help=f"write `{write}`" if write else "delete it"
        )


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:24] + "..."
