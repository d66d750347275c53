"""Adds to a project's modules the shipped contracts and runtimes that it uses and does not declare itself.

Invariant: a project's own declaration wins; only whole files are added, and only such that declare what is missing;
their shown paths begin with ``<rcl>/``. In the shipped project itself nothing is ever added.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from rcl.diag.sink import Sink
from rcl.syntax import tree
from rcl.syntax.parse import parse
from rcl.text.project import DEFAULT_INCLUDE, SUFFIX, shipped_root
from rcl.text.source import SourceFile, read_source

PREFIX = "<rcl>/"


def with_shipped(modules: Sequence[tree.Module], sink: Sink) -> tuple[tree.Module, ...]:
    """The modules, and after them the shipped ones they need, and those that these need."""
    known = list(modules)
    pool: dict[Path, tree.Module] | None = None
    while missing := _used(known) - _declared(known):
        if pool is None:
            pool = _shipped_modules(sink)
        needed = [path for path, module in pool.items() if _declared([module]) & missing]
        if not needed:
            break
        known += [pool.pop(path) for path in needed]
    return tuple(known)


def shipped_text(shown: str) -> str | None:
    """The text of a shipped file by its shown path."""
    source = _read(shipped_root() / shown.removeprefix(PREFIX), Sink()) if shown.startswith(PREFIX) else None
    return source.text if source else None


def shipped_files(suffix: str) -> list[Path]:
    """The shipped files of a kind, sorted."""
    return sorted(path for name in DEFAULT_INCLUDE for path in (shipped_root() / name).rglob(f"*{suffix}"))


def _shipped_modules(sink: Sink) -> dict[Path, tree.Module]:
    sources = ((path, _read(path, sink)) for path in shipped_files(SUFFIX))
    return {path: parse(source, sink) for path, source in sources if source is not None}


def _read(path: Path, sink: Sink) -> SourceFile | None:
    root = shipped_root()
    source = read_source(path, root, sink)
    return replace(source, path=PREFIX + source.path) if source else None


def _used(modules: Iterable[tree.Module]) -> set[str]:
    return {
        item.name.text for module in modules for item in module.declarations if isinstance(item, tree.Use)
    }


def _declared(modules: Iterable[tree.Module]) -> set[str]:
    homes = (tree.ContractDecl, tree.RuntimeDecl)
    return {item.name.text for module in modules for item in module.declarations if isinstance(item, homes)}
