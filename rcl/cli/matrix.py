"""``rcl matrix``: every chosen lowering by every obligation, for a terminal, a program, a text page or a browser."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import rcl
from rcl.cli.output import (
    color_option,
    disk_errors,
    emit,
    emit_diagnostics,
    input_errors,
    paths_argument,
    wants_color,
    width,
)
from rcl.cli.progress import progress
from rcl.cli.prove import exit_code
from rcl.cli.settings import deciding_options, executed_options, recordings_folder


@click.command(short_help="Lowerings by obligations: results, and what decides them.")
@paths_argument
@deciding_options
@executed_options
@click.option("--format", "form", type=click.Choice(("human", "json", "markdown", "html")), default="human",
              show_default=True, help="For a terminal, a program, a text page or a browser.")  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False), metavar="FILE", help="Write to this file instead.")
@color_option
def command(
    paths: tuple[str, ...],
    budget: int | None,
    jobs: int | None,
    kill_after: float | None,
    accept_recorded: bool | None,
    cache: bool | None,
    executed: bool,
    recordings: str | None,
    form: str,
    output: str | None,
    color: str,
) -> int:
    """Decide the lowerings in PATHS and show them by obligations.

    P proved, R refuted, o open, v vacuous, ? unknown. In the HTML page a cell opens its core or its counterexample. Exit
    codes are those of `rcl prove`.
    """
    runs = recordings_folder(executed, recordings)
    with input_errors(color):
        session = rcl.open_session(
            *paths,
            budget=budget,
            jobs=jobs,
            kill_after=kill_after,
            accept_recorded=accept_recorded,
            cache=cache,
        )
        with progress() as call:
            report = rcl.prove(*paths, recordings=runs, session=session, progress=call)
    emit_diagnostics(report.diagnostics, report.session.get_text, color)
    text = _rendered(report.verdicts, form, color=output is None and wants_color(color, sys.stdout))
    if output is None:
        emit(text)
    else:
        _write(Path(output), text)
    return exit_code(report.verdicts)


def _rendered(verdicts: rcl.Verdicts, form: str, *, color: bool) -> str:
    from rcl.report.matrix.grid import grid_of

    grid = grid_of(verdicts)
    match form:
        case "json":
            from rcl.report.matrix.objects import render_matrix_json

            return render_matrix_json(grid)
        case "markdown":
            from rcl.report.matrix.markdown import render_markdown

            return render_markdown(grid)
        case "html":
            from rcl.report.matrix.page import render_page

            return render_page(grid)
        case _:
            from rcl.report.matrix.terminal import render_terminal

            return render_terminal(grid, width=width(), color=color)


def _write(path: Path, text: str) -> None:
    with disk_errors(f"{path} cannot be written"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
