"""Loads the grammar and the names of its terminals from the shipped ``grammar`` folder.

Invariant: the only module besides ``build`` that imports the parser library, and only when a parser is asked for.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from rcl.syntax.words import START_SYMBOLS
from rcl.text.project import shipped_root

if TYPE_CHECKING:
    from lark import Lark


@dataclass(frozen=True, slots=True)
class Group:
    """Terminals that are named together once ``least`` of them are possible."""

    name: str
    least: int
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a person spells terminals."""

    words: dict[str, str]
    groups: tuple[Group, ...]

    def of(self, terminal: str) -> str:
        """The spelling of one terminal; a keyword is spelled as it is."""
        return self.words.get(terminal, f"`{terminal.lower()}`")


@dataclass(frozen=True, slots=True)
class ParseFailure(Exception):
    """Where the parser stopped: ``offset`` is ``None`` at the end of the text; ``accepted`` are terminals."""

    offset: int | None
    accepted: frozenset[str]


@cache
def load_parser() -> Lark:
    """The LALR parser, made once a process; it holds no state between parses."""
    from lark import Lark

    text = (shipped_root() / "grammar" / "rcl.lark").read_text(encoding="utf-8")
    return Lark(
        text,
        parser="lalr",
        lexer="contextual",
        start=["module", *sorted(set(START_SYMBOLS.values()))],
        maybe_placeholders=True,
        propagate_positions=True,
    )


def parse_text(text: str, start: str) -> Any:
    """The parse tree of the text, read from the start symbol; raises ``ParseFailure``."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedInput

    try:
        return load_parser().parse(text, start=start)
    except UnexpectedInput as error:
        state = getattr(error, "interactive_parser", None)
        accepted = (
            frozenset(state.accepts())
            if state is not None
            else frozenset(getattr(error, "accepts", None) or ())
        )
        if isinstance(error, UnexpectedCharacters):
            raise ParseFailure(error.pos_in_stream, accepted) from None
        token = getattr(error, "token", None)
        offset = None if token is None or token.type == "$END" else token.start_pos
        raise ParseFailure(offset, accepted) from None


@cache
def load_spelling() -> Spelling:
    """The spelling of terminals, read once a process."""
    table = tomllib.loads((shipped_root() / "grammar" / "terminals.toml").read_text(encoding="utf-8"))
    groups = tuple(
        Group(entry["name"], entry["least"], frozenset(entry["members"])) for entry in table["group"]
    )
    return Spelling(dict(table["spelling"]), groups)


def expected_text(accepted: frozenset[str], spelling: Spelling) -> str:
    """``expected `{` or a text in quotes``; empty when nothing is known."""
    left = set(accepted)
    parts: list[str] = []
    for group in spelling.groups:
        if len(left & group.members) >= group.least:
            left -= group.members
            parts.append(group.name)
    left.discard("$END")
    parts = [*sorted({spelling.of(terminal) for terminal in left}), *parts]
    if not parts:
        return ""
    if len(parts) > 7:
        parts = [*parts[:6], "something else"]
    return "expected " + (parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " or " + parts[-1])
