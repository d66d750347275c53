"""``rcl anchors verify``: holds every anchor against its source, and brings ``anchors.lock`` up to date."""

from __future__ import annotations

import sys

import click

from rcl.anchoring import verify_anchors
from rcl.anchors.lock import AnchorState
from rcl.anchors.verify import VerifyReport
from rcl.cli.anchors.options import where_of, where_options
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

LOST = (AnchorState.DRIFTED, AnchorState.MISSING)


@click.command(short_help="Hold every anchor against its source and write anchors.lock.")
@paths_argument
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a lock would change.")
@where_options
@format_option
@color_option
def command(
    paths: tuple[str, ...],
    check: bool,
    offline: bool,
    checkouts: tuple[str, ...],
    installed: bool,
    form: str,
    color: str,
) -> int:
    """Hold every anchor of the runtimes in PATHS against its source, and write the lock beside each runtime.

    Exit code 0 if nothing is drifted or missing, 1 if something is (or with --check a lock would change), 2 if a
    source could not be read; what the lock says about such a source stays.
    """
    with input_errors(color):
        report = verify_anchors(*paths, where=where_of(offline, checkouts, installed), write=not check)
    if form == "json":
        from rcl.report.anchor_json import verify_object
        from rcl.report.json_report import dump

        emit(dump(verify_object(report)))
    else:
        from rcl.report.anchor_table import render_verify

        emit(render_verify(report, written=not check, width=width(), color=wants_color(color, sys.stdout)))
    return _code(report, check)


def _code(report: VerifyReport, check: bool) -> ExitCode:
    if any(item.defects for item in report.runtimes):
        return ExitCode.USAGE
    lost = any(found.state in LOST for item in report.runtimes for found, _ in item.best())
    return ExitCode.NOT_MET if lost or (check and any(file.changed for file in report.files)) else ExitCode.OK
