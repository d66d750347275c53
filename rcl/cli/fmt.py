"""``rcl fmt``: writes files in the canonical format, or says which are not in it."""

from __future__ import annotations

import difflib
import sys

import click

import rcl
from rcl.cli.exit_codes import ExitCode
from rcl.cli.output import color_option, emit, emit_diagnostics, paths_argument


@click.command(short_help="Write files in the canonical format.")
@paths_argument
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file would change.")
@click.option(
    "--diff", is_flag=True, help="Write nothing; print what would change, exit 1 if anything would."
)
@color_option
def command(paths: tuple[str, ...], check: bool, diff: bool, color: str) -> int:
    """Write PATHS in the canonical format; `-` reads stdin and writes stdout.

    A file with syntax errors is left as it is (exit code 2), the others are still written.
    """
    if paths == ("-",):
        return _stream(color)
    report = rcl.fmt(*paths, write=not (check or diff))
    emit_diagnostics(report.diagnostics, report.get_text, color)
    changed = [item for item in report.files if item.changed]
    verb = "would reformat" if check or diff else "reformatted"
    if diff:
        emit("".join(_diff(item) for item in changed))
    else:
        emit("".join(f"{verb} {item.path}\n" for item in changed))
    same = len(report.files) - len(changed)
    click.echo(
        f"{len(changed)} {'to reformat' if check or diff else verb}, {same} already canonical", err=True
    )
    if any(item.is_error for item in report.diagnostics):
        return ExitCode.USAGE
    return ExitCode.NOT_MET if changed and (check or diff) else ExitCode.OK


def _stream(color: str) -> int:
    report = rcl.fmt_stream(sys.stdin.buffer)
    emit_diagnostics(report.diagnostics, report.get_text, color)
    if not report.files:
        return ExitCode.USAGE
    emit(report.files[0].after)
    return ExitCode.OK


def _diff(item: rcl.Formatted) -> str:
    before, after = (text.splitlines(keepends=True) for text in (item.before, item.after))
    return "".join(difflib.unified_diff(before, after, item.path, f"{item.path} (canonical)"))
