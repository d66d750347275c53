"""``rcl fuzz``: changes lowerings at random and looks for a change that no law of the engine allows."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import rcl
from rcl.cli.exit_codes import ExitCode
from rcl.cli.output import (
    color_option,
    disk_errors,
    emit,
    emit_diagnostics,
    format_option,
    input_errors,
    paths_argument,
)
from rcl.cli.progress import progress
from rcl.cli.settings import limiting_options
from rcl.diag.diagnostic import Diagnostic


@click.command(short_help="Change lowerings at random and look for a change that no law allows.")
@paths_argument
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Which mutants are tried.")
@click.option("--runs", type=click.IntRange(1, 1_000_000), metavar="N",
              help="How many mutants are tried  [default: 200, with --time as many as there are].")  # fmt: skip
@click.option("--time", "seconds", type=click.FloatRange(0, min_open=True), metavar="SECONDS",
              help="Start no further mutants after so long.")  # fmt: skip
@click.option("--questions", type=click.IntRange(1), metavar="N",
              help="Only lowerings that are asked at most N obligations and scenarios.")  # fmt: skip
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
              help="Save each finding in this folder, made small, as a file of its own.")  # fmt: skip
@limiting_options
@format_option
@color_option
def command(
    paths: tuple[str, ...],
    seed: int,
    runs: int | None,
    seconds: float | None,
    questions: int | None,
    output: Path | None,
    budget: int | None,
    jobs: int | None,
    kill_after: float | None,
    accept_recorded: bool | None,
    form: str,
    color: str,
) -> int:
    """Try mutants of the lowerings in PATHS: each is one change of what a lowering, its mode or its adapters say.

    A mutant that says less must not get a better class or result; what a mutant proves is searched explicitly for a
    counterexample, up to a bound that is told. Exit code 0 if there is no finding, 1 if there is one, 2 if nothing
    could be tried.
    """
    from rcl.fuzzing import FuzzOrder, fuzz
    from rcl.report.fuzz_report import FuzzPage, nothing_tried, render_fuzz, render_fuzz_json

    order = FuzzOrder(seed, runs or (200 if seconds is None else 1_000_000), seconds, questions, output)

    def refused(found: tuple[Diagnostic, ...]) -> str:
        return render_fuzz_json(nothing_tried(order.seed, order.runs, found))

    as_json = refused if form == "json" else None
    with input_errors(color, as_json), disk_errors(f"findings cannot be written to {output}"):
        session = rcl.open_session(
            *paths, budget=budget, jobs=jobs, kill_after=kill_after, accept_recorded=accept_recorded
        )
        with progress() as call:
            report = fuzz(session, order, call)
    files = {index: path.as_posix() for index, path in report.files.items()}
    page = FuzzPage(report.fuzzed, order.seed, order.runs, files, report.diagnostics)
    if form == "json":
        emit(render_fuzz_json(page))
    else:
        emit_diagnostics(report.diagnostics, session.get_text, color)
        emit(render_fuzz(page))
    sys.stdout.flush()
    return ExitCode.NOT_MET if report.findings else ExitCode.OK
