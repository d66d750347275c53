"""The part of a world that was asked for: by file, folder, line and obligation.

Invariant: what comes with the tool is never meant by a path of the project. Source: architecture, "The way of the data".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rcl.diag import codes
from rcl.diag.span import NOWHERE, Span
from rcl.model.runtime import Lowering, World
from rcl.session import Session
from rcl.shipped import PREFIX
from rcl.text.project import Target, check_line
from rcl.text.source import SourceFile, read_source


@dataclass(frozen=True, slots=True)
class Choice:
    """The part of a world that was asked for; no ``only`` means every obligation."""

    world: World
    lowerings: frozenset[str]
    only: tuple[str, ...]


def choose(session: Session, world: World, only: Sequence[str]) -> Choice:
    """The lowerings, contracts and obligations that the targets and ``only`` name."""
    if not session.targets:
        own = tuple(item for item in world.contracts if not item.span.file.startswith(PREFIX))
        names = {item.name for item in world.lowerings if not item.span.file.startswith(PREFIX)}
        return Choice(replace(world, contracts=own), frozenset(names), tuple(only))
    names, contracts = set[str](), set[str]()
    wanted = list(only)
    for target in session.targets:
        if target.line is None:
            names.update(item.name for item in world.lowerings if _inside(item.span, target, session))
            contracts.update(item.name for item in world.contracts if _inside(item.span, target, session))
        else:
            found = _at_line(target, world, session)
            names.update(item.name for item in found[0])
            wanted += [item for item in found[1] if item not in wanted]
            contracts.update(
                item.name for item in world.contracts if found[1] and _inside(item.span, target, session)
            )
    kept = tuple(item for item in world.contracts if item.name in contracts)
    return Choice(replace(world, contracts=kept), frozenset(names), tuple(wanted))


def _inside(span: Span, target: Target, session: Session) -> bool:
    """Does the span stand in the target's file or folder? What came with the tool stands in none."""
    return (
        bool(span.file)
        and not span.file.startswith(PREFIX)
        and (session.root / span.file).resolve().is_relative_to(target.path.resolve())
    )


def _at_line(target: Target, world: World, session: Session) -> tuple[list[Lowering], list[str]]:
    """The lowerings and the obligations at a line: those of a lowering, of a whole mode, or a contract's own."""
    source = read_source(target.path, session.root, session.sink)
    if source is None or not check_line(target, source, session.sink):
        session.stop_on_errors()
        return [], []
    assert target.line is not None
    here = [item for item in world.lowerings if _covers(item.span, source, target.line)]
    here = here or [item for item in world.lowerings if _covers(item.mode.span, source, target.line)]
    bundles = [bundle for contract in world.contracts for bundle in contract.bundles]
    named = [
        item for bundle in bundles for item in bundle.obligations if _covers(item.span, source, target.line)
    ]
    if named and not here:
        using = [item for item in world.lowerings if {*named} & {*item.bundle.obligations}]
        return using, sorted({item.qualified for item in named})
    if not here:
        places = ", ".join(str(item.span.line) for item in world.lowerings if item.span.file == source.path)
        message = f"nothing to prove at {source.path}:{target.line}"
        hint = (
            f"lowerings begin at line {places}"
            if places
            else "name the line of a lowering, a mode or an obligation"
        )
        session.sink.report(codes.BAD_TARGET, message, NOWHERE, help=hint)
        session.stop_on_errors()
    return here, []


def _covers(span: Span, source: SourceFile, line: int) -> bool:
    return span.file == source.path and span.line <= line <= source.line_of(max(span.end - 1, span.start))
