"""What one run works with: the project's root, the settings with where each came from, and the diagnostics so far.

Invariant: a session is passed, never global; a later source wins over an earlier one (default, ``rcl.toml``,
environment, flag), and every setting knows which one it has. Source: architecture, house rule 2.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Generic, TypeVar

from rcl.diag import codes
from rcl.diag.diagnostic import Diagnostic
from rcl.diag.render import GetText, render
from rcl.diag.sink import Sink
from rcl.diag.span import NOWHERE
from rcl.shipped import PREFIX, shipped_text
from rcl.text.project import Project, Target, discover, find_root, named_place, parse_target
from rcl.text.source import read_source

T = TypeVar("T", int, float, bool)


class SettingError(ValueError):
    """A setting's value can't be used; the text says which and why."""


class Origin(Enum):
    """Where a setting's value came from, the later ones winning."""

    DEFAULT = "default"
    PROJECT = "rcl.toml"
    ENVIRONMENT = "environment"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """A value with where it came from."""

    name: str
    value: T
    origin: Origin

    def __str__(self) -> str:
        if isinstance(self.value, bool):
            text = "yes" if self.value else "no"
        else:
            text = f"{self.value:,}" if isinstance(self.value, int) else f"{self.value:g}"
        return f"{self.name} {text} ({self.origin.value})"


@dataclass(frozen=True, slots=True)
class Settings:
    """``budget`` is in solver resource units for one obligation, ``kill_after`` in seconds of wall-clock for one.

    ``accept_recorded`` lets statements take part whose anchors nothing has checked but that name a recorded commit.
    ``cache`` keeps what was found out, to be checked again instead of searched for by the next run.
    """

    budget: Setting[int] = Setting("budget", 20_000_000, Origin.DEFAULT)
    jobs: Setting[int] = Setting("jobs", 1, Origin.DEFAULT)
    kill_after: Setting[float] = Setting("kill_after", 120.0, Origin.DEFAULT)
    accept_recorded: Setting[bool] = Setting("accept_recorded", False, Origin.DEFAULT)
    cache: Setting[bool] = Setting("cache", True, Origin.DEFAULT)

    def all(self) -> tuple[Setting[int] | Setting[float] | Setting[bool], ...]:
        """Every setting, for ``--stats``."""
        return (self.budget, self.jobs, self.kill_after, self.accept_recorded, self.cache)


class InputError(Exception):
    """The input can't be used: nothing was decided. ``diagnostics`` say why; ``get_text`` gives a shown path's text."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], get_text: GetText) -> None:
        super().__init__("\n\n".join(render(item, get_text) for item in diagnostics))
        self.diagnostics = diagnostics
        self.get_text = get_text


@dataclass(frozen=True, slots=True)
class Session:
    """A run on one project. ``targets`` are what the user named; none means the whole project.

    ``cache_folder`` is where things are remembered between runs; none means nowhere.
    """

    project: Project
    targets: tuple[Target, ...] = ()
    settings: Settings = Settings()
    sink: Sink = field(default_factory=Sink)
    cache_folder: Path | None = None

    @property
    def root(self) -> Path:
        """The folder that shown paths are relative to and that nothing is read outside of."""
        return self.project.root

    def get_text(self, shown: str) -> str | None:
        """The text of a file of the project by its shown path, for excerpts."""
        if shown.startswith(PREFIX):
            return shipped_text(shown)
        source = read_source(self.root / shown, self.root, Sink())
        return source.text if source else None

    def stop_on_errors(self) -> None:
        """Raises ``InputError`` if anything found so far forbids to go on."""
        if self.sink.has_errors:
            raise InputError(self.sink.sorted(), self.get_text)


def open_session(
    paths: Sequence[str], cwd: Path, environ: Mapping[str, str], flags: Mapping[str, int | float | None]
) -> Session:
    """The session for what a user named; ``InputError`` if there is no such project."""
    sink = Sink()
    parsed = [parse_target(text, sink) for text in paths]
    targets = tuple(Target(named_place(item.path, cwd), item.line) for item in parsed if item)
    project = None if sink.has_errors else _one_project(targets, cwd, sink)
    if project is None:
        raise InputError(sink.sorted(), lambda shown: None)
    table = project.settings.get("prove", {})
    settings = settings_from(table if isinstance(table, dict) else {}, environ, flags)
    folder = cache_folder(environ) if settings.cache.value else None
    return Session(project, targets, settings, sink, folder)


def cache_folder(environ: Mapping[str, str]) -> Path | None:
    """``RCL_CACHE_DIR``, else ``rcl`` in the user's folder for caches (XDG base directories); none without a home."""
    if own := environ.get("RCL_CACHE_DIR"):
        return Path(own)
    base = environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(base):
        return Path(base) / "rcl"
    try:
        return Path.home() / ".cache" / "rcl"
    except RuntimeError:
        return None


def _one_project(targets: Sequence[Target], cwd: Path, sink: Sink) -> Project | None:
    """The one project that all targets belong to, with all their files."""
    if not targets:
        return discover(None, cwd, sink)
    found = [discover(item.path, cwd, sink) for item in targets]
    projects = [item for item in found if item is not None]
    if sink.has_errors or not projects:
        return None
    first = min(projects, key=lambda item: len(item.root.parts))
    for item in projects:
        if item.root != first.root and not (
            item.root.is_relative_to(first.root) and find_root(item.root) is None
        ):
            message = f"`{item.root.name}` and `{first.root.name}` belong to different projects"
            sink.report(codes.OUTSIDE_PROJECT, message, NOWHERE, help="name paths of one project at a time")
            return None
    files = sorted({path for item in projects for path in item.files}, key=lambda path: path.as_posix())
    return Project(first.root, tuple(files), first.settings, first.shipped)


def settings_from(
    project: Mapping[str, object], environ: Mapping[str, str], flags: Mapping[str, int | float | None]
) -> Settings:
    """The settings by the order of ``Origin``; ``project`` is the table ``[prove]`` of ``rcl.toml``."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    default = Settings()
    return Settings(
        budget=_pick(default.budget, int, project, environ, flags),
        jobs=_pick(Setting("jobs", min(cores, 8), Origin.DEFAULT), int, project, environ, flags),
        kill_after=_pick(default.kill_after, float, project, environ, flags),
        accept_recorded=_pick(default.accept_recorded, _yes, project, environ, flags),
        cache=_pick(default.cache, _yes, project, environ, flags),
    )


def _pick(
    default: Setting[T],
    kind: Callable[[str], T],
    project: Mapping[str, object],
    environ: Mapping[str, str],
    flags: Mapping[str, int | float | None],
) -> Setting[T]:
    name = default.name
    variable = f"RCL_{name.upper()}"
    flag = flags.get(name)
    if flag is not None:
        return _made(name, str(flag), kind, Origin.FLAG, f"--{name.replace('_', '-')}")
    if environ.get(variable):
        return _made(name, environ[variable], kind, Origin.ENVIRONMENT, variable)
    if name in project:
        return _made(name, str(project[name]), kind, Origin.PROJECT, f"`{name}` in rcl.toml")
    return default


def _yes(text: str) -> bool:
    return {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}[text.lower()]


def _made(name: str, text: str, kind: Callable[[str], T], origin: Origin, where: str) -> Setting[T]:
    try:
        value = kind(text.replace("_", ""))
    except KeyError:
        raise SettingError(f"{where} is `{text[:40]}`, `yes` or `no` is needed") from None
    except ValueError:
        raise SettingError(f"{where} is `{text[:40]}`, a number is needed") from None
    if not isinstance(value, bool) and not 0 < value < 1e15:
        raise SettingError(f"{where} is {text[:40]}, a positive number is needed")
    return Setting(name, value, origin)
