"""The Python API of anchors: what the commands of ``rcl anchors`` do, as functions with typed values.

Invariant: nothing here goes to the network unless it was told that it may; the lock of a runtime is changed only by what
was read from the very source that its descriptor names. Source: semantics, section 6 (anchors).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rcl.anchors.archive import ArchiveDefect, Unreadable
from rcl.anchors.asked import anchors_of
from rcl.anchors.drift import drift_of
from rcl.anchors.locate import Place, locate
from rcl.anchors.lock import (
    EMPTY,
    FILE_NAME,
    Lock,
    LockDefect,
    LockedSource,
    carried_over,
    load_lock,
    parse_lock,
    points_into,
    render_lock,
    without_strangers,
    write_lock,
)
from rcl.anchors.native import MissingExtra
from rcl.anchors.releases import ReleaseDefect, cache_directory, fetch, fetch_release, stored, stored_release
from rcl.anchors.trees import (
    ArchiveTree,
    Tree,
    UnionTree,
    blob_id,
    open_checkout,
    open_installed,
    open_tree,
)
from rcl.anchors.verify import (
    LockFile,
    TreeOf,
    Verification,
    Verified,
    VerifyReport,
    lock_of,
    unread,
    verify,
)
from rcl.api import UsageError, load
from rcl.choosing import Choice, choose
from rcl.diag.span import NOWHERE
from rcl.diag.suggest import nearest
from rcl.locking import home_of, read_locks, root_of
from rcl.model.runtime import Adapter, Anchor, Mode, Runtime, Source, World
from rcl.pipeline import ProgressCall, decide
from rcl.session import Session
from rcl.session import open_session as open_project
from rcl.shipped import PREFIX
from rcl.text.source import shown_path
from rcl.verdict.stakes import DriftReport, Stake, stakes_of

ARCHIVES = ("sdist", "wheel")


@dataclass(frozen=True, slots=True)
class Where:
    """Where source may be looked for.

    ``checkouts`` are pairs of a source's name (``vllm``, ``OWNER/NAME``, or empty for every git source, or for every source
    where none is a git one) and a folder. ``installed`` takes packages installed beside this program for archives.
    ``offline`` forbids downloads.
    """

    offline: bool = False
    checkouts: tuple[tuple[str, Path], ...] = ()
    installed: bool = False
    cache: Path | None = None

    @property
    def store(self) -> Path:
        """The user's store of archives."""
        return self.cache or cache_directory(os.environ, Path.home())


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement's anchor with what stands there, or why it can't be shown."""

    statement: str
    anchor: Anchor
    source: str
    state: str
    place: Place | None
    reason: str


def verify_anchors(
    *paths: str | Path, where: Where = Where(), write: bool = True, cwd: Path | None = None
) -> VerifyReport:
    """Verify the anchors of the runtimes that ``paths`` name (or the project's), and bring their locks up to date."""
    session = _session(paths, cwd)
    world = load(session=session)
    runtimes = [item for item in world.runtimes if _named(item, session)]
    if not runtimes:
        raise UsageError("there is no runtime in what was named")
    any_git = any(source.kind == "git" for item in runtimes for source in item.sources)
    verified: list[Verified] = []
    counted: list[list[Verification]] = []
    for runtime in runtimes:
        found = verify(runtime, anchors_of(runtime), _trees(where, any_git, root_of(session, runtime)))
        verified.append(found)
        counted.append(
            [item if _counts(item, where, any_git) else unread(item) for item in found.verifications]
        )
    files = tuple(_update_locks(runtimes, counted, session, write))
    return VerifyReport(tuple(verified), files, session.sink.sorted())


def drift(
    runtime: str,
    old: str,
    new: str,
    *paths: str | Path,
    where: Where = Where(),
    prove: bool = True,
    progress: ProgressCall | None = None,
    cwd: Path | None = None,
) -> DriftReport:
    """What became of the anchors of ``runtime`` from ``old`` to ``new``, and what is at stake.

    A version is one of the package index (``0.33.0``), an archive, a folder, or a commit of a checkout. The stakes are
    those of the lowerings that ``paths`` name, and without paths of all.
    """
    session = _session(paths, cwd)
    world = load(session=session)
    found = _runtime(world, runtime)
    before, after = _version(found, old, where), _version(found, new, where)
    try:
        released = [item for item in anchors_of(found) if not item.tree]
        drifts = drift_of(released, before, after)
    except (Unreadable, MissingExtra) as error:
        raise UsageError(str(error)) from None
    lost = [item.anchor for item in drifts if item.fate.endangers]
    stakes = _stakes(session, world, found, lost, progress) if prove and lost else ()
    return DriftReport(found.name, found.version, before.shown, after.shown, drifts, stakes, prove)


def show(
    statement: str, *paths: str | Path, where: Where = Where(), cwd: Path | None = None
) -> tuple[Shown, ...]:
    """The source behind a statement: ``NAME`` or ``RUNTIME.NAME`` of a guarantee, an admits, or an anchor."""
    session = _session(paths, cwd)
    world = load(session=session)
    lock = read_locks(session, world)
    session.stop_on_errors()
    found: list[Shown] = []
    for runtime, name, anchors in _statements(world, statement):
        any_git = any(source.kind == "git" for source in runtime.sources)
        trees = _trees(where, any_git, root_of(session, runtime))
        for anchor in anchors:
            found.append(_shown(runtime, f"{runtime.name}.{name}", anchor, lock, trees))
    return tuple(found)


def hash_symbol(source: str, place: str, *, kind: str = "sdist", where: Where = Where()) -> tuple[Place, str]:
    """What stands at ``PATH::SYMBOL`` (or ``PATH`` for the whole file) of a source, and the file's git blob id.

    ``source`` is ``NAME==VERSION``, an archive, or a folder; with ``@COMMIT`` behind it, a commit of a repository.
    """
    path, _, symbol = place.partition("::")
    tree = _any_tree(source, kind, where)
    anchor = Anchor("", path.strip(), symbol.strip() or "-", "", NOWHERE)
    try:
        found = locate(tree, [anchor])[anchor]
    except Unreadable as error:
        raise UsageError(str(error)) from None
    if found.symbol is None:
        raise UsageError(f"{path.strip()}: {found.reason}")
    return found, blob_id(found.data or b"")


# ---------------------------------------------------------------- the project


def _session(paths: Sequence[str | Path], cwd: Path | None) -> Session:
    return open_project([str(path) for path in paths], cwd or Path.cwd(), os.environ, {})


def _named(runtime: Runtime, session: Session) -> bool:
    """Is it the project's own, and in what was named? A specification has no anchors to verify."""
    if runtime.span.file.startswith(PREFIX) or runtime.is_specification:
        return False
    place = (session.root / runtime.span.file).resolve()
    targets = [target.path.resolve() for target in session.targets]
    return not targets or any(place.is_relative_to(item) or item.parent == place.parent for item in targets)


def _runtime(world: World, name: str) -> Runtime:
    for item in world.runtimes:
        if item.name == name:
            return item
    near = nearest(name, [item.name for item in world.runtimes])
    raise UsageError(f"no runtime `{name}`" + (f"; did you mean `{near}`?" if near else ""))


def _statements(world: World, asked: str) -> list[tuple[Runtime, str, tuple[Anchor, ...]]]:
    """The statements and anchors of that name, each of a runtime once."""
    found: dict[tuple[str, str], tuple[Runtime, str, tuple[Anchor, ...]]] = {}
    known: set[str] = set()
    for runtime in world.runtimes:
        named: list[tuple[str, tuple[Anchor, ...]]] = [(item.name, (item,)) for item in runtime.anchors]
        parts: tuple[Mode | Adapter, ...] = (*runtime.modes, *runtime.adapters)
        for part in parts:
            named += [(item.name, item.anchors) for item in part.guarantees]
            named += [(item.name, item.anchors) for item in part.admits]
        for lowering in world.lowerings:
            if lowering.runtime.name == runtime.name:
                named += [(f"unmapped {item.event}", item.anchors) for item in lowering.unmapped]
        for name, anchors in named:
            known.add(name)
            if asked in (name, f"{runtime.name}.{name}"):
                found[runtime.name, name] = (runtime, name, anchors)
    if not found:
        near = nearest(asked.rpartition(".")[2], sorted(known))
        raise UsageError(f"no statement or anchor `{asked}`" + (f"; did you mean `{near}`?" if near else ""))
    return list(found.values())


# ---------------------------------------------------------------- where source is


def _trees(where: Where, any_git: bool, root: Path) -> TreeOf:
    """How the sources of a runtime are opened whose project has this root."""
    return lambda source: _tree(source, where, any_git, root)


def _tree(source: Source, where: Where, any_git: bool, root: Path) -> Tree | ArchiveDefect | None:
    if source.kind == "tree":
        return open_tree(root, source.spec)
    name, _, version = source.spec.partition("==")
    if _checkouts(source, where, any_git):
        return _checkout(source, where, any_git)
    if source.kind == "git":
        return None
    if where.installed:
        return open_installed(name, version)
    found = stored(source.digest, where.store)
    if found is None and where.offline:
        return ArchiveDefect(
            source.spec, "the archive is not in the store, and downloads are forbidden (--offline)"
        )
    archive = found or fetch(source, where.store)
    if isinstance(archive, ReleaseDefect):
        return ArchiveDefect(archive.spec, archive.reason)
    return ArchiveTree(archive, source.kind, source.digest)


def _checkouts(source: Source, where: Where, any_git: bool) -> list[Path]:
    name = source.spec.partition("==")[0]
    for_all = source.kind == "git" or not any_git
    return [path for wanted, path in where.checkouts if wanted == name or (not wanted and for_all)]


def _checkout(source: Source, where: Where, any_git: bool) -> Tree | ArchiveDefect:
    """The first of the checkouts that can be read; the last one's defect if none can."""
    commit = source.digest if source.kind == "git" else ""
    found: list[Tree | ArchiveDefect] = []
    for path in _checkouts(source, where, any_git):
        found.append(open_checkout(path, commit))
        if not isinstance(found[-1], ArchiveDefect):
            break
    return found[-1]


def _counts(item: Verification, where: Where, any_git: bool) -> bool:
    """Was the very source read that the descriptor names? For a commit the blob ids say so, file by file; a tree is itself."""
    if not item.against:
        return False
    return item.source.kind in ("git", "tree") or not (
        where.installed or _checkouts(item.source, where, any_git)
    )


def _version(runtime: Runtime, version: str, where: Where) -> Tree:
    """One version of all archives of a runtime."""
    if os.sep in version or Path(version).exists():
        return _any_tree(version, "sdist", where)
    archives = [source for source in runtime.sources if source.kind in ARCHIVES]
    if not archives:
        commits = [path for _, path in where.checkouts]
        if not commits:
            raise UsageError(
                f"runtime `{runtime.name}` has no archives: name two folders, or give a --checkout"
            )
        return _opened(open_checkout(commits[0], version))
    trees = [_any_tree(f"{item.spec.partition('==')[0]}=={version}", item.kind, where) for item in archives]
    return trees[0] if len(trees) == 1 else UnionTree(tuple(trees))


def _any_tree(text: str, kind: str, where: Where) -> Tree:
    """A tree from what a user wrote: ``NAME==VERSION``, an archive, a folder, or ``FOLDER@COMMIT``."""
    folder, mark, commit = text.rpartition("@")
    if mark and Path(folder).is_dir():
        return _opened(open_checkout(Path(folder), commit))
    path = Path(text)
    if path.is_dir():
        return _opened(open_checkout(path, ""))
    if path.is_file():
        from rcl.anchors.archive import file_sha256

        with path.open("rb") as file:
            sha256 = file_sha256(file)
        return ArchiveTree(path, "wheel" if path.suffix == ".whl" else kind, sha256)
    if "==" not in text:
        raise UsageError(f"`{text}` is no file, no folder and no NAME==VERSION")
    found = stored_release(text, kind, where.store)
    if found is None and where.offline:
        raise UsageError(f"{text} is not in the store, and downloads are forbidden (--offline)")
    archive = found or fetch_release(text, kind, where.store)
    if isinstance(archive, ReleaseDefect):
        raise UsageError(f"{archive.spec}: {archive.reason}")
    return ArchiveTree(archive, kind, archive.parent.name)


def _opened(tree: Tree | ArchiveDefect) -> Tree:
    if isinstance(tree, ArchiveDefect):
        raise UsageError(f"{tree.spec}: {tree.reason}")
    return tree


def _shown(runtime: Runtime, statement: str, anchor: Anchor, lock: Lock, trees: TreeOf) -> Shown:
    state = lock.best(runtime.sources, anchor).value
    reason, spec = "no source of the runtime can hold it", ""
    for source in runtime.sources:
        if source.kind == "specification" or not points_into(source, anchor):
            continue
        spec = source.spec
        tree = trees(source)
        if tree is None or isinstance(tree, ArchiveDefect):
            missing = "no such folder here" if source.kind == "tree" else "no checkout was given (--checkout)"
            reason = tree.reason if tree is not None else missing
            continue
        try:
            place = locate(tree, [anchor])[anchor]
        except Unreadable as error:
            reason = str(error)
            continue
        if place.symbol is not None:
            return Shown(statement, anchor, tree.shown, state, place, "")
        reason = place.reason
    return Shown(statement, anchor, spec, state, None, reason)


# ---------------------------------------------------------------- locks


def _update_locks(
    runtimes: Sequence[Runtime], counted: Sequence[Sequence[Verification]], session: Session, write: bool
) -> Iterable[LockFile]:
    folders: dict[Path, list[int]] = {}
    for number, runtime in enumerate(runtimes):
        folders.setdefault(home_of(session, runtime), []).append(number)
    for folder, numbers in sorted(folders.items()):
        path = folder / FILE_NAME
        before = load_lock(path) if path.exists() else EMPTY
        old = EMPTY if isinstance(before, LockDefect) else before
        parts = [item for number in numbers for item in counted[number]]
        not_read = [item.source for item in parts if not item.against]
        anchors = [anchor for number in numbers for anchor in anchors_of(runtimes[number])]
        lock = without_strangers(carried_over(old, _joined(lock_of(parts)), not_read), anchors)
        data = render_lock(lock)
        assert not isinstance(parse_lock(data, FILE_NAME), LockDefect)
        changed = not path.exists() or path.read_bytes() != data
        if changed and write:
            write_lock(path, lock)
        yield LockFile(shown_path(path, session.root), changed)


def _joined(lock: Lock) -> Lock:
    """The lock with every source once: two runtimes of a folder may share an archive."""
    found: dict[tuple[str, str, str], LockedSource] = {}
    for item in lock.sources:
        key = (item.kind, item.spec, item.digest)
        held = found[key].anchors if key in found else ()
        found[key] = LockedSource(*key, tuple(sorted({*held, *item.anchors})))
    return Lock(tuple(sorted(found.values())))


# ---------------------------------------------------------------- what is at stake


def _stakes(
    session: Session, world: World, runtime: Runtime, lost: Sequence[Anchor], progress: ProgressCall | None
) -> tuple[Stake, ...]:
    named = choose(session, world, ()).lowerings if session.targets else None
    lowerings = [
        item
        for item in world.lowerings
        if item.runtime.name == runtime.name and (named is None or item.name in named)
    ]
    choice = Choice(replace(world, contracts=()), frozenset(item.name for item in lowerings), ())
    verdicts = decide(session, choice, progress)
    session.stop_on_errors()
    return stakes_of(lowerings, verdicts.lowerings, frozenset(lost))
