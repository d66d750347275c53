"""The options of every command that decides something: how much may be spent, and what may take part."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

budget_option = click.option(
    "--budget", type=click.IntRange(1), help="Solver resource units for one obligation."
)
jobs_option = click.option(
    "--jobs", type=click.IntRange(1, 256), help="Processes at a time; what comes out doesn't depend on it."
)
kill_after_option = click.option(
    "--kill-after",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="Wall-clock limit behind the budget.",
)
accept_recorded_option = click.option(
    "--accept-recorded",
    is_flag=True,
    default=None,
    help="Let statements take part whose anchors nothing has checked but that name a recorded commit.",
)
cache_option = click.option(
    "--cache/--no-cache",
    default=None,
    help="Check again what an earlier run found out, instead of searching for it; what comes out doesn't depend on it.",
)

executed_option = click.option(
    "--executed",
    is_flag=True,
    help="Mark the refuted rows that recorded runs of the runtime's own code perform.",
)
recordings_option = click.option(
    "--recordings",
    type=click.Path(file_okay=False),
    metavar="FOLDER",
    help="Recorded runs for --executed, instead of those that come with rcl.",
)


def executed_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Both, in this order."""
    return executed_option(recordings_option(function))


def recordings_folder(executed: bool, recordings: str | None) -> Path | None:
    """The folder that the two options name together; ``None`` if recorded runs are not asked about."""
    if recordings is not None and not executed:
        raise click.UsageError("`--recordings` says which runs `--executed` reads; give both")
    if not executed:
        return None
    import rcl

    return Path(recordings) if recordings is not None else rcl.shipped_recordings()


def limiting_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """How much may be spent, and what may take part."""
    for option in (accept_recorded_option, kill_after_option, jobs_option, budget_option):
        function = option(function)
    return function


def deciding_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same, and whether what an earlier run found out is used."""
    return limiting_options(cache_option(function))
