"""Maps where source is (an archive, a folder, a commit, an installed package) to one way of reading its files.

Invariant: nothing is written, built, imported or fetched; no file outside of the tree is read, linked ones included.
Source: semantics, section 6 (anchors).
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Protocol

from rcl.anchors.archive import (
    LARGEST_MEMBER,
    ArchiveDefect,
    Member,
    Unreadable,
    checked_open,
    member_of,
    plain_path,
    read_members,
)

Wanted = Callable[[str], bool]

_GIT_SECONDS = 120
_REVISION = re.compile(r"[0-9a-f]{8,64}")


class Tree(Protocol):
    """The files of one version of a project, by their paths inside it."""

    @property
    def shown(self) -> str:
        """What the tree is, in words for a report."""

    def members(self, wanted: Wanted) -> Iterator[Member]:
        """The files whose path is ``wanted``; raises ``Unreadable``."""


@dataclass(frozen=True, slots=True)
class ArchiveTree:
    """An sdist or wheel. With a ``sha256`` only the archive of these bytes is read."""

    path: Path
    kind: str
    sha256: str

    @property
    def shown(self) -> str:
        return self.path.name

    def members(self, wanted: Wanted) -> Iterator[Member]:
        file = checked_open(self.path, self.sha256, self.path.name)
        if isinstance(file, ArchiveDefect):
            raise Unreadable(file.reason)
        with file:
            yield from read_members(file, self.kind, wanted)


@dataclass(frozen=True, slots=True)
class FolderTree:
    """The files below a folder as they are: a plain checkout, or where a package is installed.

    With ``only``, the folder is shared with others and just these paths belong to the tree.
    """

    root: Path
    only: frozenset[str] | None = None
    name: str = ""

    @property
    def shown(self) -> str:
        return self.name or self.root.name

    def members(self, wanted: Wanted) -> Iterator[Member]:
        for path in sorted(self._paths() if self.only is None else self.only):
            if not wanted(path) or plain_path(path, strip=False) is None:
                continue
            place = self.root / path
            if place.is_file() and place.resolve().is_relative_to(self.root.resolve()):
                yield member_of(path, _read(place))

    def _paths(self) -> Iterator[str]:
        for base, folders, names in os.walk(self.root, followlinks=False):
            folders[:] = [name for name in folders if name != ".git"]
            inside = Path(base).relative_to(self.root)
            for name in names:
                yield (inside / name).as_posix()


@dataclass(frozen=True, slots=True)
class ProjectTree:
    """The files below one folder of a project, by their paths from the project's root."""

    root: Path
    folder: str

    @property
    def shown(self) -> str:
        return self.folder

    def members(self, wanted: Wanted) -> Iterator[Member]:
        inner = FolderTree(self.root / self.folder)
        for member in inner.members(lambda path: wanted(f"{self.folder}/{path}")):
            yield replace(member, path=f"{self.folder}/{member.path}")


@dataclass(frozen=True, slots=True)
class GitTree:
    """The files of a commit in a repository on this machine, with a work tree or bare. Needs ``git``."""

    repository: Path
    commit: str

    @property
    def shown(self) -> str:
        return f"{self.repository.name} at {self.commit[:12]}"

    def members(self, wanted: Wanted) -> Iterator[Member]:
        if not _REVISION.fullmatch(self.commit):
            raise Unreadable(f"`{self.commit[:80]}` is no commit")
        listed = _git(self.repository, "ls-tree", "-r", "-z", "--full-tree", self.commit)
        for entry in listed.split(b"\0"):
            about, _, name = entry.partition(b"\t")
            path = name.decode("utf-8", "surrogateescape")
            mode, _, rest = about.decode("ascii", "replace").partition(" ")
            if not mode.startswith("100") or plain_path(path, strip=False) is None or not wanted(path):
                continue
            yield member_of(path, _git(self.repository, "cat-file", "blob", rest.split()[-1]))


@dataclass(frozen=True, slots=True)
class UnionTree:
    """Several trees as one; of a path that several have, the first one's file counts."""

    trees: tuple[Tree, ...]

    @property
    def shown(self) -> str:
        return ", ".join(tree.shown for tree in self.trees)

    def members(self, wanted: Wanted) -> Iterator[Member]:
        seen: set[str] = set()
        for tree in self.trees:
            for member in tree.members(wanted):
                if member.path not in seen:
                    seen.add(member.path)
                    yield member


def open_checkout(path: Path, commit: str) -> Tree | ArchiveDefect:
    """A checkout as a tree: the commit if the folder is a repository that has it, its files if it is none.

    Without a ``commit`` it is the folder's files.
    """
    if not path.is_dir():
        return ArchiveDefect(str(path), "no such folder")
    if not commit or not _is_repository(path):
        return FolderTree(path)
    tree = GitTree(path, commit)
    try:
        _git(path, "cat-file", "-e", f"{commit}^{{commit}}")
    except Unreadable as error:
        return ArchiveDefect(tree.shown, f"the repository does not have this commit ({error})")
    return tree


def open_tree(root: Path, folder: str) -> Tree | None:
    """A folder of a project as a tree; ``None`` if the project at hand does not have it (an installed wheel has not)."""
    return ProjectTree(root, folder) if (root / folder).is_dir() else None


def open_installed(name: str, version: str) -> Tree | ArchiveDefect:
    """The files of an installed package of this version, without importing it."""
    spec = f"{name}=={version}"
    try:
        found: Distribution = distribution(name)
    except (PackageNotFoundError, ValueError):
        return ArchiveDefect(spec, "the package is not installed beside this program")
    if found.version != version:
        return ArchiveDefect(spec, f"version {found.version} is installed")
    paths = frozenset(item.as_posix() for item in found.files or ())
    return FolderTree(Path(str(found.locate_file(""))), paths, f"installed {spec}")


def blob_id(data: bytes, digits: int = 40) -> str:
    """The id that git gives a file with these bytes, of as many digits as its commits: 40 (sha1) or 64 (sha256)."""
    made = hashlib.sha256() if digits == 64 else hashlib.sha1(usedforsecurity=False)
    made.update(b"blob %d\0" % len(data))
    made.update(data)
    return made.hexdigest()


def _is_repository(path: Path) -> bool:
    return (path / ".git").exists() or ((path / "HEAD").is_file() and (path / "objects").is_dir())


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_MEMBER + 1)
    except OSError as error:
        raise Unreadable(f"{path.name} can't be read: {error.strerror or error}") from error


def _git(repository: Path, *arguments: str) -> bytes:
    """What git prints; it is kept from the network, from prompts and from writing."""
    command = [
        "git",
        "-c",
        "protocol.allow=never",
        "-c",
        "core.fsmonitor=false",
        "-C",
        str(repository),
        *arguments,
    ]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment |= {
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }
    try:
        done = subprocess.run(
            command, capture_output=True, check=False, env=environment, timeout=_GIT_SECONDS
        )
    except FileNotFoundError:
        raise Unreadable("reading a commit needs `git`") from None
    except subprocess.TimeoutExpired:
        raise Unreadable("git took too long") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Unreadable(f"git says: {said[-1] if said else done.returncode}")
    return done.stdout
