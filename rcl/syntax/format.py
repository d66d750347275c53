"""Maps a module and the source it was read from to the canonical text, with all comments.

Invariant: ``parse(format_module(m)) == m``, and formatting the result again changes nothing.
"""

from __future__ import annotations

from rcl.syntax import tree
from rcl.syntax.print_expr import expr_text
from rcl.syntax.print_items import Printer
from rcl.syntax.trivia import Layout, weave
from rcl.text.source import SourceFile

__all__ = ["expr_text", "format_module"]


def format_module(module: tree.Module, source: SourceFile) -> str:
    """The canonical text. The module must be the one that ``source`` holds, read without errors.

    A module that was made otherwise (its nodes have no spans) is printed with an empty source.
    """
    layout = Layout(source)
    printer = Printer(layout)
    pieces = [piece for declaration in module.declarations for piece in printer.pieces(declaration, 0)]
    lines = weave(pieces, layout)
    return "\n".join(lines) + "\n" if lines else ""
