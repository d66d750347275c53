"""What is on record about the anchors of a world: every ``anchors.lock`` of the project and of the tool.

Invariant: a lock that can't be used, or does not fit the descriptors beside it, ends the run; one that source of the project
itself contradicts loses what it says of that. Source: semantics, section 6.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rcl.diag import codes
from rcl.diag.span import Span
from rcl.model.runtime import Lowering, Runtime, World
from rcl.session import Session
from rcl.shipped import PREFIX, shipped_files
from rcl.text.project import shipped_root
from rcl.text.source import shown_path

if TYPE_CHECKING:
    from rcl.anchors.lock import Lock, LockedSource


def read_locks(session: Session, world: World) -> Lock:
    """What all ``anchors.lock`` files beside the project's sources have on record, if they fit the runtimes beside them.

    A shipped one speaks of runtimes that this project may not use; it is held against them in the project it is of.
    """
    from rcl.anchors.asked import anchors_of
    from rcl.anchors.lock import FILE_NAME, Lock, LockDefect, load_lock, misfit

    sources: list[LockedSource] = []
    own = {path.parent / FILE_NAME for path in session.project.files}
    paths = own | {*shipped_files(FILE_NAME)}
    for path in sorted(path for path in paths if path.is_file()):
        shown = shown_path(path, session.root)
        lock = load_lock(path, shown)
        if isinstance(lock, LockDefect):
            span = Span(lock.path, 0, 0, 0, 0)
            session.sink.report(codes.LOCK_UNUSABLE, f"`{lock.path}` cannot be used: {lock.reason}", span)
            continue
        beside = [item for item in world.runtimes if home_of(session, item) == path.parent.resolve()]
        wanted = [anchor for item in beside for anchor in anchors_of(item)]
        if (
            path in own
            and beside
            and (why := misfit(lock, [source for item in beside for source in item.sources], wanted))
        ):
            hint = "run `rcl anchors verify`, which writes the file anew"
            message = f"`{shown}` does not fit the descriptors: {why}"
            session.sink.report(codes.LOCK_MISFIT, message, Span(shown, 0, 0, 0, 0), help=hint)
        sources += lock.sources
    session.stop_on_errors()
    return _trees_seen_again(
        session, world, Lock(tuple(sorted(sources)), session.settings.accept_recorded.value)
    )


def _trees_seen_again(session: Session, world: World, lock: Lock) -> Lock:
    """The lock less what the folders of the project itself, where they are there, no longer show."""
    from rcl.anchors.asked import anchors_of
    from rcl.anchors.trees import open_tree
    from rcl.anchors.verify import seen_again

    for runtime in world.runtimes:
        for source in runtime.sources:
            tree = open_tree(root_of(session, runtime), source.spec) if source.kind == "tree" else None
            if tree is not None:
                lock = seen_again(lock, source, anchors_of(runtime), tree)
    return lock


def root_of(session: Session, declared: Runtime | Lowering) -> Path:
    """The root of the project that declares it, or the folder that comes with the tool: what its paths (of tree sources, of
    evidence) count from."""
    return shipped_root() if declared.span.file.startswith(PREFIX) else session.root


def home_of(session: Session, runtime: Runtime) -> Path:
    """The folder in which a runtime is declared, and its ``anchors.lock`` stands."""
    return (root_of(session, runtime) / runtime.span.file.removeprefix(PREFIX)).resolve().parent
