"""``rcl proofs verify``: checks an export again, with solvers in fresh processes and traces without any."""

from __future__ import annotations

from pathlib import Path

import click

import rcl
from rcl.certifying import sources_in, verify_proofs
from rcl.cli.exit_codes import ExitCode
from rcl.cli.output import color_option, disk_errors, emit, format_option, input_errors
from rcl.cli.progress import progress
from rcl.report.json_report import dump
from rcl.report.proofs_report import render_verify, verify_object

SOLVERS = {"z3": ("z3",), "cvc5": ("cvc5",), "both": ("z3", "cvc5")}


@click.command(short_help="Check an export again, with solvers in fresh processes.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--solver", type=click.Choice(tuple(SOLVERS)), default="z3", show_default=True,
              help="Who has to find each query unsatisfiable; cvc5 comes with the extra `cvc5`.")  # fmt: skip
@click.option(
    "--project", default=None, metavar="PATH", help="The project to read; by default the one around here."
)
@click.option("--kill-after", type=click.FloatRange(0, min_open=True), metavar="SECONDS",
              help="Wall-clock limit for one certificate and solver.")  # fmt: skip
@click.option("--accept-recorded", is_flag=True, default=None,
              help="For an export that was made so: recorded blob ids count.")  # fmt: skip
@format_option
@color_option
def command(
    folder: Path,
    solver: str,
    project: str | None,
    kill_after: float | None,
    accept_recorded: bool | None,
    form: str,
    color: str,
) -> int:
    """Check every certificate, trace and index below DIR against the descriptors as they are now.

    Exit code 0 if all of it holds, 1 with the names of what does not (stale, edited, missing, not confirmed), 2 if DIR or the
    descriptors can't be read. Descriptors that stand in DIR itself take part.
    """
    with input_errors(color), disk_errors(f"{folder} cannot be read"):
        session = rcl.open_session(
            *([project] if project else []),
            *sources_in(folder),
            kill_after=kill_after,
            accept_recorded=accept_recorded,
        )
        with progress() as call:
            found = verify_proofs(folder, solvers=SOLVERS[solver], session=session, progress=call)
    emit(dump(verify_object(found, SOLVERS[solver])) if form == "json" else render_verify(found))
    return ExitCode.NOT_MET if any(item.troubles for item in found) else ExitCode.OK
