"""``rcl proofs theorems``: writes what is proved of the engine itself."""

from __future__ import annotations

from pathlib import Path

import click

from rcl.certifying import write_theorems
from rcl.cli.exit_codes import ExitCode
from rcl.cli.output import emit, format_option
from rcl.diag.render import visible
from rcl.report.json_report import dump
from rcl.report.proofs_report import theorems_object


@click.command(short_help="Write the theorems about the class function.")
@click.option("--output", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Where to write: one folder.")  # fmt: skip
@format_option
def command(output: Path, form: str) -> int:
    """Write the theorems about the class function as SMT-LIB 2 files into DIR; `rcl proofs verify` checks them."""
    try:
        folder = write_theorems(output)
    except OSError as error:
        raise click.ClickException(f"nothing can be written to {output}: {error.strerror}") from None
    emit(dump(theorems_object(folder)) if form == "json" else f"{visible(str(folder))}\n")
    return ExitCode.OK
