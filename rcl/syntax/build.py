"""Maps a parse tree of the grammar to the syntax tree: one method a rule, called from the leaves up.

Invariant: works without recursion on trees of any depth; a formula deeper than ``MAX_DEPTH`` raises
``TooDeepError``, so that later stages may recurse. Keyword and punctuation tokens never reach a method.
"""

from __future__ import annotations

from typing import Any

from lark import Token, Tree

from rcl.diag import codes
from rcl.diag.sink import Sink
from rcl.diag.span import Span
from rcl.syntax import tree
from rcl.syntax.build_items import ItemBuilder
from rcl.syntax.words import RESERVED
from rcl.text.source import SourceFile

_NAMES = frozenset(("NAME", "DOTTED", "SYMBOL", "PATH"))
_KEPT = frozenset(
    "ENVIRONMENT DUTY HAZARD TRUE FALSE NOT ONCE HISTORICALLY PREVIOUSLY "
    "EQUAL UNEQUAL LESS LESS_EQUAL GREATER GREATER_EQUAL PLUS MINUS STAR SKIPPING RISING".split()
)
_ESCAPES = {'\\"': '"', "\\\\": "\\", "\\n": "\n"}


def unescape(literal: str) -> str:
    """The value of a string literal with its quotes; an unknown escape stands for itself."""
    body = literal[1:-1]
    if "\\" not in body:
        return body
    parts: list[str] = []
    at = 0
    while at < len(body):
        pair = body[at : at + 2]
        step = 2 if pair in _ESCAPES else 1
        parts.append(_ESCAPES.get(pair, body[at]))
        at += step
    return "".join(parts)


class Builder:
    """Builds from trees whose positions count from ``offset`` of ``source``."""

    __slots__ = ("_items", "_offset", "_sink", "_source")

    def __init__(self, source: SourceFile, offset: int, sink: Sink) -> None:
        self._source = source
        self._offset = offset
        self._sink = sink
        self._items = ItemBuilder()

    def build(self, root: Tree[Token]) -> Any:
        """The value of the whole tree: a tuple of declarations or items."""
        order: list[Tree[Token]] = []
        stack = [root]
        while stack:
            node = stack.pop()
            order.append(node)
            stack.extend(child for child in node.children if isinstance(child, Tree))
        values: dict[int, Any] = {}
        for node in reversed(order):
            children = []
            for child in node.children:
                if isinstance(child, Tree):
                    children.append(values.pop(id(child)))
                elif child is None:
                    children.append(None)
                elif child.type in _NAMES:
                    children.append(self._name(child))
                elif child.type == "STRING":
                    children.append(tree.Text(unescape(child), self._token_span(child)))
                elif child.type == "NUMBER":
                    children.append(tree.Number(int(child[:18]), self._token_span(child)))
                elif child.type in _KEPT:
                    children.append(str(child))
            values[id(node)] = getattr(self._items, node.data)(self._span(node), *children)
        return values[id(root)]

    def _span(self, node: Tree[Token]) -> Span:
        meta = node.meta
        if meta.empty:
            return self._source.span(self._offset, self._offset)
        return self._source.span(self._offset + meta.start_pos, self._offset + meta.end_pos)

    def _token_span(self, token: Token) -> Span:
        start = self._offset + (token.start_pos or 0)
        return self._source.span(start, start + len(token))

    def _name(self, token: Token) -> tree.Name:
        span = self._token_span(token)
        text = str(token)
        if text in RESERVED and token.type != "PATH":  # the fields of a record are named by others
            self._sink.report(
                codes.RESERVED_WORD,
                f"`{text}` is a reserved word and cannot be a name",
                span,
                label="reserved",
                help="choose another name",
            )
        return tree.Name(text, span)
