"""``rcl proofs export``: decides lowerings and writes what shows each result."""

from __future__ import annotations

from pathlib import Path

import click

import rcl
from rcl.certifying import export_proofs
from rcl.cli.exit_codes import ExitCode
from rcl.cli.output import color_option, disk_errors, emit, format_option, input_errors, paths_argument
from rcl.cli.progress import progress
from rcl.cli.settings import deciding_options
from rcl.report.json_report import dump
from rcl.report.proofs_report import export_object, render_export


@click.command(short_help="Write certificates and traces of all results.")
@paths_argument
@click.option("--output", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Where to write: one folder for each lowering and weaker bundle.")  # fmt: skip
@deciding_options
@format_option
@color_option
def command(
    paths: tuple[str, ...],
    output: Path,
    budget: int | None,
    jobs: int | None,
    kill_after: float | None,
    accept_recorded: bool | None,
    cache: bool | None,
    form: str,
    color: str,
) -> int:
    """Decide the lowerings in PATHS, as `rcl prove` does, and write certificates, traces and an index into DIR.

    Exit code 0 if it was written, whatever the results are; 2 if nothing could be decided.
    """
    with input_errors(color), disk_errors(f"the export cannot be written to {output}"):
        session = rcl.open_session(
            *paths,
            budget=budget,
            jobs=jobs,
            kill_after=kill_after,
            accept_recorded=accept_recorded,
            cache=cache,
        )
        with progress() as call:
            found = export_proofs(*paths, output=output, session=session, progress=call)
    emit(dump(export_object(found)) if form == "json" else render_export(found))
    return ExitCode.OK
