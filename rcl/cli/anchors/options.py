"""The options that say where source may be looked for, shared by the commands of ``rcl anchors``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from rcl.anchoring import Where

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--offline", is_flag=True, help="Download nothing: what is not in the store is not read."),
    click.option("--checkout", "checkouts", multiple=True, metavar="[SOURCE=]PATH",
                 help="A folder or repository (bare or not) to read instead; SOURCE is vllm or OWNER/NAME."),
    click.option("--installed", is_flag=True, help="Read packages installed beside this program, without importing them."),
)  # fmt: skip


def where_options(function: F) -> F:
    """Adds the options; ``where_of`` makes a ``Where`` of their values."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def where_of(offline: bool, checkouts: tuple[str, ...], installed: bool = False) -> Where:
    """The values of the options as one."""
    pairs = [_pair(text) for text in checkouts]
    return Where(offline=offline, checkouts=tuple(pairs), installed=installed)


def _pair(text: str) -> tuple[str, Path]:
    name, mark, path = text.partition("=")
    found = ("", Path(text)) if not mark or Path(text).exists() else (name, Path(path))
    if not found[1].is_dir():
        raise click.UsageError(f"--checkout: `{found[1]}` is no folder")
    return found
