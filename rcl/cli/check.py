"""``rcl check``: reads descriptors up to the point where a solver would start, and says what is wrong with them."""

from __future__ import annotations

import click

import rcl
from rcl.cli.exit_codes import ExitCode
from rcl.cli.output import color_option, emit, emit_diagnostics, format_option, paths_argument


@click.command(short_help="Parse, resolve and type-check descriptors.")
@paths_argument
@format_option
@color_option
def command(paths: tuple[str, ...], form: str, color: str) -> int:
    """Parse, resolve and type-check PATHS (files, folders or globs): all findings, sorted by place.

    Exit code 0 without errors (warnings are shown), 2 with errors.
    """
    report = rcl.check(*paths)
    if form == "json":
        from rcl.report.json_report import check_object, dump

        emit(dump(check_object(report.world, report.diagnostics)))
    else:
        emit_diagnostics(report.diagnostics, report.get_text, color)
        if report.world is not None:
            emit(_summary(report.world))
    return ExitCode.USAGE if report.world is None else ExitCode.OK


def _summary(world: rcl.World) -> str:
    """``1 contract, 1 runtime, 5 lowerings: no errors``."""
    counts = (
        (len(world.contracts), "contract"),
        (len(world.runtimes), "runtime"),
        (len(world.lowerings), "lowering"),
    )
    text = ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count)
    return f"{text or 'nothing declared'}: no errors\n"
