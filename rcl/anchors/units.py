"""Maps a file of any language to a unit in which symbols can be looked up by qualified name.

Invariant: the symbol ``-`` is the whole file, and outside of Python it needs no parser. Source: semantics, section 6.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Protocol

from rcl.anchors.native import NATIVE_SUFFIXES, NativeUnit
from rcl.anchors.symbols import (
    PYTHON_SUFFIXES,
    WHOLE_FILE,
    Symbol,
    SymbolKind,
    names_ending_in,
    parse_module,
    symbol_in_module,
)

SUFFIXES = (*PYTHON_SUFFIXES, *NATIVE_SUFFIXES)
"""The files whose symbols can be found."""


class Unit(Protocol):
    """A file that was read."""

    def symbol(self, qualified: str) -> Symbol | None:
        """The symbol of that name; ``None`` if there is none."""

    def names_ending_in(self, last: str) -> tuple[str, ...]:
        """All qualified names whose last part is ``last``, sorted."""


@dataclass(frozen=True, slots=True)
class _PythonUnit:
    tree: ast.Module

    def symbol(self, qualified: str) -> Symbol | None:
        return symbol_in_module(self.tree, qualified)

    def names_ending_in(self, last: str) -> tuple[str, ...]:
        return names_ending_in(self.tree, last)


@dataclass(frozen=True, slots=True)
class _PlainUnit:
    text: str

    def symbol(self, qualified: str) -> Symbol | None:
        lines = self.text.rstrip().splitlines()
        text = "\n".join(line.rstrip() for line in lines)
        whole = Symbol(WHOLE_FILE, SymbolKind.FILE, text, ((1, max(len(lines), 1)),))
        return whole if qualified == WHOLE_FILE else None

    def names_ending_in(self, last: str) -> tuple[str, ...]:
        return ()


def read_unit(path: str, text: str, *, symbols: bool = True) -> Unit | None:
    """The unit, or ``None`` if the file doesn't parse; raises ``MissingExtra``. Without ``symbols`` only ``-`` is found."""
    if path.endswith(PYTHON_SUFFIXES):
        tree = parse_module(text)
        return None if tree is None else _PythonUnit(tree)
    if path.endswith(NATIVE_SUFFIXES) and symbols:
        return NativeUnit(path, text)
    return _PlainUnit(text)


def symbol_in(path: str, text: str, qualified: str) -> Symbol | None:
    """The symbol in a file of any language; ``None`` if there is none or the file doesn't parse; raises ``MissingExtra``."""
    unit = read_unit(path, text, symbols=qualified != WHOLE_FILE)
    return None if unit is None else unit.symbol(qualified)
