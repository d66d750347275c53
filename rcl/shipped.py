"""Adds to a project's modules the shipped contracts and runtimes that it uses and does not declare itself.

Invariant: a project's own declaration wins; only whole files are added: those that declare what is missing, and with a
runtime all files that add to it, since its lock speaks of all of them. Shown paths begin with ``<rcl>/``. In the shipped
project itself nothing is ever added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from pathlib import Path

from rcl.diag.sink import Sink
from rcl.syntax import tree
from rcl.syntax.parse import parse
from rcl.text.project import DEFAULT_INCLUDE, SUFFIX, shipped_root, walk
from rcl.text.source import SourceFile, read_source

PREFIX = "<rcl>/"


def with_shipped(modules: Sequence[tree.Module], sink: Sink) -> tuple[tree.Module, ...]:
    """The modules, and after them the shipped ones they need, and those that these need."""
    known = list(modules)
    pool: dict[Path, SourceFile] | None = None
    while missing := _used(known) - _declared(known):
        if pool is None:
            pool = _shipped_sources(sink)
        needed = {
            path: module
            for path, source in pool.items()
            if _mentions(source.text, missing) and _serves(module := parse(source, sink), missing)
        }
        if not any(_declared([module]) for module in needed.values()):
            break
        known += needed.values()
        pool = {path: source for path, source in pool.items() if path not in needed}
    return tuple(known)


def shipped_text(shown: str) -> str | None:
    """The text of a shipped file by its shown path."""
    source = _read(shipped_root() / shown.removeprefix(PREFIX), Sink()) if shown.startswith(PREFIX) else None
    return source.text if source else None


def shipped_files(suffix: str) -> list[Path]:
    """The shipped files of a kind, sorted; shipped projects of their own, such as the bad lowerings, stay apart."""
    root = shipped_root()
    return sorted(path for name in DEFAULT_INCLUDE for path in walk(root / name, suffix))


def _shipped_sources(sink: Sink) -> dict[Path, SourceFile]:
    sources = ((path, _read(path, sink)) for path in shipped_files(SUFFIX))
    return {path: source for path, source in sources if source is not None}


def _read(path: Path, sink: Sink) -> SourceFile | None:
    root = shipped_root()
    source = read_source(path, root, sink)
    return replace(source, path=PREFIX + source.path) if source else None


def _mentions(text: str, names: Set[str]) -> bool:
    """Can a file with this text declare one of these, or add to it? Spares parsing what can't."""
    words = "|".join(re.escape(name) for name in sorted(names))
    return (
        re.search(rf"\b(?:contract|runtime)\s+(?:{words})\b|\buse\s+(?:{words})\s+version\s+\"", text)
        is not None
    )


def _serves(module: tree.Module, missing: Set[str]) -> bool:
    """Does the file declare one of these, or, declaring nothing, add to a runtime of that name?"""
    declared = _declared([module])
    added = {
        item.name.text
        for item in module.declarations
        if isinstance(item, tree.Use) and isinstance(item.version, tree.Text) and not declared
    }
    return bool((declared | added) & missing)


def _used(modules: Iterable[tree.Module]) -> set[str]:
    return {
        item.name.text for module in modules for item in module.declarations if isinstance(item, tree.Use)
    }


def _declared(modules: Iterable[tree.Module]) -> set[str]:
    homes = (tree.ContractDecl, tree.RuntimeDecl)
    return {item.name.text for module in modules for item in module.declarations if isinstance(item, homes)}
