"""Maps Python source and a qualified name to a symbol: its canonical text, its lines, and a digest of the text.

A name with several definitions (overloads, a property with its setter, two branches of an ``if``) stands
for all of them together, so that a change in any one is seen; ``name-2`` is the second alone. Invariant:
the digest does not depend on comments, layout, documentation strings or the Python that reads the source.
Source: semantics, section 6 (anchors).
"""

from __future__ import annotations

import ast
import hashlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from rcl.anchors.canonical import canonical, canonical_all

WHOLE_FILE = "-"
"""The symbol that stands for all of a file."""

PYTHON_SUFFIXES = (".py", ".pyi")


class SymbolKind(Enum):
    """What a qualified name turned out to name."""

    FUNCTION = "function"
    CLASS = "class"
    VARIABLE = "variable"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A named piece of source. ``text`` is canonical; ``parts`` are the lines of each definition, counted from 1."""

    qualified: str
    kind: SymbolKind
    text: str
    parts: tuple[tuple[int, int], ...]

    @property
    def first(self) -> int:
        """The first line of the first definition."""
        return min(first for first, _ in self.parts)

    @property
    def last(self) -> int:
        """The last line of the last definition."""
        return max(last for _, last in self.parts)


_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_Scope = ast.Module | _Definition


def digest(symbol: Symbol) -> str:
    """The sha256 of the symbol's canonical text, in hex."""
    return hashlib.sha256(symbol.text.encode("utf-8", "surrogatepass")).hexdigest()


def find_symbol(source: str, qualified: str) -> Symbol | None:
    """The symbol of that name in Python source; ``None`` if there is none or the source doesn't parse."""
    tree = parse_module(source)
    return None if tree is None else symbol_in_module(tree, qualified)


def split_name(qualified: str) -> tuple[tuple[str, int | None], ...]:
    """The parts of a qualified name, each with the ordinal behind ``-`` if there is one: ``A.f-2``, ``A::f``."""
    return tuple(
        _split_ordinal(part) for part in qualified.replace("::", ".").split(".") if part != "<locals>"
    )


def last_name(qualified: str) -> str:
    """The last part of a qualified name, without an ordinal."""
    return split_name(qualified)[-1][0]


def parse_module(source: str) -> ast.Module | None:
    """The module, or ``None`` where this Python can't read it. Its warnings about the source are not ours."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def symbol_in_module(tree: ast.Module, qualified: str) -> Symbol | None:
    """The symbol of that name in a parsed module."""
    try:
        if qualified == WHOLE_FILE:
            last = max((item.end_lineno or 1 for item in tree.body), default=1)
            return Symbol(WHOLE_FILE, SymbolKind.FILE, canonical(tree), ((1, last),))
        return _resolve(tree, qualified)
    except RecursionError:
        return None


def names_ending_in(tree: ast.Module, last: str) -> tuple[str, ...]:
    """All qualified names in the module whose last part is ``last``, sorted."""
    found: set[str] = set()
    pending: list[tuple[str, _Scope]] = [("", tree)]
    while pending:
        prefix, scope = pending.pop()
        for item in _statements(scope.body):
            names = _defined_names(item)
            if last in names:
                found.add(prefix + last)
            if isinstance(item, _Definition):
                pending.append((f"{prefix}{item.name}.", item))
    return tuple(sorted(found))


def _resolve(tree: ast.Module, qualified: str) -> Symbol | None:
    scopes: list[_Scope] = [tree]
    found: list[ast.stmt] = []
    for name, wanted in split_name(qualified):
        found = [item for scope in scopes for item in _statements(scope.body) if name in _defined_names(item)]
        if wanted is not None:
            found = found[wanted - 1 : wanted] if wanted > 0 else []
        scopes = [item for item in found if isinstance(item, _Definition)]
    if not found:
        return None
    parts = tuple((_first_line(item), item.end_lineno or item.lineno) for item in found)
    return Symbol(qualified, _kind(found[-1]), canonical_all(found), parts)


def _split_ordinal(part: str) -> tuple[str, int | None]:
    name, mark, ordinal = part.partition("-")
    if not mark or not name:
        return name, None
    return name, int(ordinal) if ordinal.isascii() and ordinal.isdigit() and len(ordinal) < 6 else 0


def _kind(item: ast.stmt) -> SymbolKind:
    if isinstance(item, ast.ClassDef):
        return SymbolKind.CLASS
    if isinstance(item, _Definition):
        return SymbolKind.FUNCTION
    return SymbolKind.VARIABLE


def _first_line(item: ast.stmt) -> int:
    decorators = item.decorator_list if isinstance(item, _Definition) else []
    return min([item.lineno, *(decorator.lineno for decorator in decorators)])


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a scope in order, those inside ``if``, ``try``, loops and the like included."""
    pending = list(reversed(body))
    while pending:
        item = pending.pop()
        yield item
        if not isinstance(item, _Definition):
            pending.extend(reversed(_inner(item)))


def _inner(item: ast.stmt) -> list[ast.stmt]:
    inner: list[ast.stmt] = []
    for name in ("body", "handlers", "cases", "orelse", "finalbody"):
        for part in getattr(item, name, ()):
            inner.extend([part] if isinstance(part, ast.stmt) else part.body)
    return inner


def _defined_names(item: ast.stmt) -> frozenset[str]:
    if isinstance(item, _Definition):
        return frozenset({item.name})
    if isinstance(item, ast.Assign):
        return frozenset(name for target in item.targets for name in _target_names(target))
    if isinstance(item, ast.AnnAssign | ast.AugAssign):
        return frozenset(_target_names(item.target))
    if type(item).__name__ == "TypeAlias":  # the node exists from Python 3.12 on
        return frozenset(_target_names(getattr(item, "name", ast.Pass())))
    return frozenset()


def _target_names(target: ast.AST) -> Iterator[str]:
    pending = [target]
    while pending:
        item = pending.pop()
        if isinstance(item, ast.Name):
            yield item.id
        elif isinstance(item, ast.Tuple | ast.List):
            pending.extend(item.elts)
        elif isinstance(item, ast.Starred):
            pending.append(item.value)
