"""``rcl proofs theorems``: writes what is proved of the engine itself and of contracts."""

from __future__ import annotations

from pathlib import Path

import click

from rcl.certifying import write_theorems
from rcl.cli.exit_codes import ExitCode
from rcl.cli.output import color_option, disk_errors, emit, format_option, input_errors
from rcl.report.json_report import dump
from rcl.report.proofs_report import render_theorems, theorems_object


@click.command(short_help="Write the theorems about classes and contracts.")
@click.option("--output", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Where to write: one folder for each set.")  # fmt: skip
@format_option
@color_option
def command(output: Path, form: str, color: str) -> int:
    """Write the theorems about the class function, and about the contracts that the project's lowerings lower to, into DIR.

    Each is an SMT-LIB 2 file with its statement in words; `rcl proofs verify` checks them.
    """
    with input_errors(color), disk_errors(f"nothing can be written to {output}"):
        found = write_theorems(output)
    emit(dump(theorems_object(found, output)) if form == "json" else render_theorems(found, output))
    return ExitCode.OK
