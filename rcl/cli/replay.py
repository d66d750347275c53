"""``rcl replay``: runs a counterexample through the reference semantics, without any solver."""

from __future__ import annotations

import sys

import click
from click.shell_completion import CompletionItem

import rcl
from rcl.cli.exit_codes import ExitCode
from rcl.cli.output import (
    color_option,
    emit,
    format_option,
    input_errors,
    paths_argument,
    wants_color,
    width,
)
from rcl.cli.settings import accept_recorded_option


def _lowerings(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    try:
        world = rcl.load(*ctx.params.get("paths", ()))
    except rcl.InputError:
        return []
    return [CompletionItem(item.name) for item in world.lowerings if item.name.startswith(incomplete)]


@click.command(short_help="Run a counterexample through the reference semantics.")
@click.argument("trace")
@paths_argument
@click.option(
    "--lowering",
    metavar="NAME",
    shell_complete=_lowerings,
    help="Read the trace by this lowering, not its own.",
)
@accept_recorded_option
@format_option
@color_option
def command(
    trace: str,
    paths: tuple[str, ...],
    lowering: str | None,
    accept_recorded: bool | None,
    form: str,
    color: str,
) -> int:
    """Run the trace file TRACE (from `rcl prove --traces`) against the descriptors in PATHS.

    Exit code 0 if it shows what it says it shows, 1 if not, 2 if the file or the descriptors can't be used.
    """
    with input_errors(color):
        session = rcl.open_session(*paths, accept_recorded=accept_recorded)
        report = rcl.replay(trace, *paths, lowering=lowering, session=session)
    if form == "json":
        from rcl.report.json_report import dump
        from rcl.report.replay_report import replay_object

        emit(dump(replay_object(report)))
    else:
        from rcl.report.replay_report import render_replay

        emit(render_replay(report, width=width(), color=wants_color(color, sys.stdout)))
    return ExitCode.OK if report.confirmed else ExitCode.NOT_MET
