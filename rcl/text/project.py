"""Maps what a user names (files, folders, ``file.rcl:12``, or nothing) to a project with its ``.rcl`` files.

Invariant: the files are sorted and the same in every run; hidden folders, linked folders and folders with a project
file of their own are not entered; what is wrong becomes a diagnostic, and the result is then ``None``.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from rcl.diag import codes
from rcl.diag.sink import Sink
from rcl.diag.span import Span
from rcl.diag.suggest import nearest
from rcl.text.source import SourceFile, read_source, shown_path

PROJECT_FILE = "rcl.toml"
SUFFIX = ".rcl"
DEFAULT_INCLUDE = ("specs", "descriptors")
KNOWN_KEYS = ("include", "prove")
_TARGET = re.compile(r"^(?P<path>.+?\.rcl):(?P<line>\d+)(?::\d+)?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Target:
    """What a user pointed at: a file or folder, and perhaps the line of a declaration (from 1)."""

    path: Path
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """``root`` is what shown paths are relative to; ``files`` are all sources; ``settings`` is the parsed project file.

    ``shipped`` says that nothing was named or found, so that the descriptors of the package are used.
    """

    root: Path
    files: tuple[Path, ...]
    settings: Mapping[str, object] = field(default_factory=dict)
    shipped: bool = False


def parse_target(text: str, sink: Sink) -> Target | None:
    """``specs``, ``file.rcl``, ``file.rcl:12`` or ``file.rcl:12:3`` (the column is not used)."""
    match = _TARGET.match(text)
    if match is None:
        if text.strip() and "\0" not in text and SUFFIX + ":" not in text:
            return Target(Path(text))
    elif len(match["line"]) <= 9 and int(match["line"]) > 0:
        return Target(Path(match["path"]), int(match["line"]))
    shown = text if len(text) <= 80 else text[:80] + "..."
    hint = "write a file, a folder, or `FILE:LINE` with a line from 1, such as `offloading.rcl:12`"
    sink.report(codes.BAD_TARGET, f"target `{shown}` cannot be understood", _whole(""), help=hint)
    return None


def check_line(target: Target, source: SourceFile, sink: Sink) -> bool:
    """Is the target's line (if it has one) a line of the file? Reports it if not."""
    if target.line is None or target.line <= source.line_count:
        return True
    message = f"`{source.path}` has {source.line_count} lines, and no line {target.line}"
    sink.report(codes.TARGET_LINE_MISSING, message, _whole(source.path))
    return False


def shipped_root() -> Path:
    """The folder with the ``specs``, ``descriptors`` and ``grammar`` that belong to this program.

    In an installed package that is ``rcl/_shipped``, in a source checkout the folder above ``rcl``.
    """
    package = Path(str(resources.files("rcl")))
    shipped = package / "_shipped"
    return shipped if shipped.is_dir() else package.parent


def named_place(path: Path, cwd: Path) -> Path:
    """Where a path that a user named is: below ``cwd`` or, outside of every project, among what is shipped."""
    place = Path(os.path.abspath(cwd / path))
    if place.exists() or find_root(cwd) is not None:
        return place
    root = shipped_root()
    shipped = Path(os.path.abspath(root / path))
    known = any(shipped.is_relative_to(root / name) for name in DEFAULT_INCLUDE)
    return shipped if known and shipped.exists() else place


def find_root(start: Path) -> Path | None:
    """The nearest folder at or above ``start`` that holds a project file."""
    folder = start if start.is_dir() else start.parent
    for candidate in (folder, *folder.parents):
        if (candidate / PROJECT_FILE).is_file():
            return candidate
    return None


def discover(start: Path | None, cwd: Path, sink: Sink) -> Project | None:
    """The project that ``start`` (a file, a folder, or nothing for ``cwd``) belongs to, with all its sources.

    Without a project file a folder is searched as a whole; beside a single file only its own folder is looked at,
    which may be a crowded one such as a home folder.
    """
    place = Path(os.path.abspath(cwd if start is None else cwd / start))
    if start is not None and not place.exists():
        shown = shown_path(place, cwd)
        sink.report(codes.FILE_MISSING, f"file `{shown}` not found", _whole(shown))
        return None
    if start is not None and place.suffix == SUFFIX and place.is_dir():
        shown = shown_path(place, cwd)
        sink.report(codes.FILE_IS_DIRECTORY, f"`{shown}` is a directory", _whole(shown))
        return None
    root = find_root(place)
    if root is not None:
        return _configured(root, sink, () if start is None else (place,))
    if start is None:
        shipped = shipped_root()
        return _project(shipped, [shipped / name for name in DEFAULT_INCLUDE], {}, (), sink, shipped=True)
    if place.is_dir():
        return _project(place, [place], {}, (), sink)
    return _project(place.parent, sorted(place.parent.glob("*" + SUFFIX)), {}, (place,), sink)


def load(project: Project, sink: Sink) -> tuple[SourceFile, ...]:
    """The texts of all files of the project; what can't be read is reported and left out."""
    sources = (read_source(path, project.root, sink) for path in project.files)
    return tuple(source for source in sources if source is not None)


def _configured(root: Path, sink: Sink, named: tuple[Path, ...]) -> Project | None:
    """The project that ``rcl.toml`` describes; a file that was named takes part even if it isn't included."""
    file = root / PROJECT_FILE
    source = read_source(file, root, sink) if file.stat().st_size else SourceFile(PROJECT_FILE, "")
    if source is None:
        return None
    try:
        table = tomllib.loads(source.text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reason = str(error) or "nested too deeply"
        sink.report(
            codes.PROJECT_FILE_BAD, f"`{PROJECT_FILE}` is not valid TOML: {reason}", _toml_span(source, error)
        )
        return None
    include = _include(table, source, sink)
    if include is None:
        return None
    places = [root / entry for entry in include]
    if "include" not in table:
        places = [place for place in places if place.is_dir()] or [root]
    missing = [
        entry
        for entry, place in zip(include, places, strict=False)
        if "include" in table and not place.exists()
    ]
    for entry in missing:
        message = f"`include` names `{entry}`, which does not exist"
        sink.report(codes.FILE_MISSING, message, _key_span(source, "include"))
    return None if missing else _project(root, places, table, named, sink)


def _include(table: Mapping[str, object], source: SourceFile, sink: Sink) -> Sequence[str] | None:
    """The entries of ``include``; ``None`` after a diagnostic about this or another key."""
    good = True
    for key in sorted(table.keys() - set(KNOWN_KEYS)):
        near = nearest(key, KNOWN_KEYS)
        hint = f"did you mean `{near}`?" if near else f"known keys: {', '.join(KNOWN_KEYS)}"
        span = _key_span(source, key)
        sink.report(codes.PROJECT_KEY_UNKNOWN, f"unknown key `{key}` in `{PROJECT_FILE}`", span, help=hint)
        good = False
    if not isinstance(table.get("prove", {}), dict):
        sink.report(codes.PROJECT_FILE_BAD, "`prove` must be a table", _key_span(source, "prove"))
        good = False
    value = table.get("include", list(DEFAULT_INCLUDE))
    if not isinstance(value, list) or not all(
        isinstance(entry, str) and "\0" not in entry for entry in value
    ):
        hint = 'write `include = ["specs", "descriptors"]`'
        sink.report(
            codes.PROJECT_FILE_BAD,
            "`include` must be a list of paths",
            _key_span(source, "include"),
            help=hint,
        )
        return None
    for entry in value:
        if Path(entry).is_absolute() or ".." in Path(entry).parts:
            message = f"`include` names `{entry}`, which lies outside the project"
            sink.report(codes.OUTSIDE_PROJECT, message, _key_span(source, "include"))
            good = False
    return value if good else None


def _project(
    root: Path,
    places: Sequence[Path],
    table: Mapping[str, object],
    named: tuple[Path, ...],
    sink: Sink,
    *,
    shipped: bool = False,
) -> Project | None:
    found: set[Path] = set()
    for place in (*places, *named):
        found.update((place,) if place.is_file() else walk(place, SUFFIX))
    if not found:
        shown = ", ".join(f"`{shown_path(place, root)}`" for place in places)
        sink.report(codes.NO_SOURCES, f"no `{SUFFIX}` file found in {shown}", _whole(""))
        return None
    return Project(root, tuple(sorted(found, key=lambda path: path.as_posix())), table, shipped)


def walk(folder: Path, suffix: str) -> list[Path]:
    """All files of a kind below a folder, without entering hidden or linked folders, or projects of their own."""
    files: list[Path] = []
    for base, folders, names in os.walk(folder, followlinks=False):
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and not os.path.isfile(os.path.join(base, name, PROJECT_FILE))
        ]
        files += [Path(base, name) for name in names if name.endswith(suffix) and not name.startswith(".")]
    return files


def _whole(shown: str) -> Span:
    return Span(shown, 0, 0, 0, 0)


def _key_span(source: SourceFile, key: str) -> Span:
    match = re.search(rf"^[ \t\[]*\"?({re.escape(key)})\b", source.text, re.MULTILINE)
    return source.span(match.start(1), match.end(1)) if match else _whole(source.path)


def _toml_span(source: SourceFile, error: Exception) -> Span:
    match = re.search(r"at line (\d+), column (\d+)", str(error))
    if match is None or int(match[1]) > len(source.line_starts):
        return _whole(source.path)
    start = source.line_starts[int(match[1]) - 1] + int(match[2]) - 1
    return source.span(start, start + 1)
