"""Maps paths to the world their files describe: read, parse, resolve.

Invariant: a file that cannot be read or parsed is reported for that alone; what it would have declared is not
reported as unknown elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rcl.diag.sink import Sink
from rcl.model.resolve import resolve
from rcl.model.runtime import World
from rcl.syntax import tree
from rcl.syntax.parse import parse
from rcl.text.source import SourceFile, read_source


def load(paths: Iterable[Path], root: Path, sink: Sink) -> World:
    """The world of the files at ``paths``; shown paths are relative to ``root``."""
    ordered = sorted(set(paths))
    sources = [read_source(path, root, sink) for path in ordered]
    return load_sources([source for source in sources if source is not None], sink)


def load_sources(sources: Sequence[SourceFile], sink: Sink) -> World:
    """The same for files that have been read."""
    modules: list[tree.Module] = [parse(source, sink) for source in sources]
    return resolve(modules, sink, complete=not sink.has_errors)
