"""``rcl anchors drift``: what became of a runtime's anchors from one version to another, and what is at stake."""

from __future__ import annotations

import sys

import click

from rcl.anchoring import drift
from rcl.cli.anchors.options import where_of, where_options
from rcl.cli.exit_codes import ExitCode
from rcl.cli.output import color_option, emit, format_option, input_errors, wants_color, width
from rcl.cli.progress import progress


@click.command(short_help="Compare two versions of a runtime, and say what is at stake.")
@click.argument("runtime")
@click.argument("old")
@click.argument("new")
@click.option(
    "--project",
    default=None,
    metavar="PATH",
    help="The file or folder whose lowerings are asked; by default the project around here.",
)
@click.option("--no-stakes", is_flag=True, help="Compare only; prove nothing.")
@where_options
@format_option
@color_option
def command(
    runtime: str,
    old: str,
    new: str,
    project: str | None,
    no_stakes: bool,
    offline: bool,
    checkouts: tuple[str, ...],
    installed: bool,
    form: str,
    color: str,
) -> int:
    """Compare the anchors of RUNTIME between the versions OLD and NEW.

    A version is one of the package index (0.33.0), an archive, a folder, or FOLDER@COMMIT. The stakes are the statements that rest
    on an anchor which is changed, gone or unread, and the results of today that use them in a proof or a trace.

    Exit code 0 if no anchor lost its body, 1 if one did, 2 if a version could not be read.
    """
    if installed:
        raise click.UsageError("--installed has no meaning here: name the two versions")
    with input_errors(color), progress() as call:
        report = drift(
            runtime,
            old,
            new,
            *([project] if project else []),
            where=where_of(offline, checkouts),
            prove=not no_stakes,
            progress=call,
        )
    if form == "json":
        from rcl.report.anchor_json import drift_object
        from rcl.report.json_report import dump

        emit(dump(drift_object(report)))
    else:
        from rcl.report.anchor_table import render_drift

        emit(render_drift(report, width=width(), color=wants_color(color, sys.stdout)))
    return ExitCode.NOT_MET if any(item.fate.endangers for item in report.drifts) else ExitCode.OK
