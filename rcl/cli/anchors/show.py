"""``rcl anchors show``: the source behind a statement, highlighted where a person looks."""

from __future__ import annotations

import io
import sys

import click

from rcl.anchoring import Shown, show
from rcl.anchors.locate import Place
from rcl.cli.anchors.options import where_of, where_options
from rcl.cli.exit_codes import ExitCode
from rcl.cli.output import color_option, emit, input_errors, wants_color, width
from rcl.diag.render import visible

LEXERS = {".py": "python", ".pyi": "python", ".rs": "rust"}


@click.command(short_help="Show the source behind a statement.")
@click.argument("statement")
@click.option(
    "--project", default=None, metavar="PATH", help="The project to read; by default the one around here."
)
@click.option(
    "--context", type=click.IntRange(0, 1000), default=3, show_default=True, help="Lines around the symbol."
)
@where_options
@color_option
def command(
    statement: str,
    project: str | None,
    context: int,
    offline: bool,
    checkouts: tuple[str, ...],
    installed: bool,
    color: str,
) -> int:
    """Show the source that STATEMENT (NAME or RUNTIME.NAME of a guarantee, an admits or an anchor) rests on.

    Exit code 0 if all of it could be shown, 1 if not.
    """
    with input_errors(color):
        found = show(
            statement, *([project] if project else []), where=where_of(offline, checkouts, installed)
        )
    colored = wants_color(color, sys.stdout)
    emit("\n".join(_shown(item, context, colored) for item in found))
    return ExitCode.OK if all(item.place is not None for item in found) else ExitCode.NOT_MET


def _shown(item: Shown, context: int, color: bool) -> str:
    anchor = item.anchor
    head = visible(f"{item.statement}  {anchor.path}::{anchor.symbol}  {item.state}  ({item.source})")
    if item.place is None or item.place.symbol is None:
        return f"{head}\n  {visible(item.reason)}\n"
    parts = [_code(item.place, first, last, context, color) for first, last in item.place.symbol.parts]
    return f"{head}\n" + "  ...\n".join(parts)


def _code(place: Place, first: int, last: int, context: int, color: bool) -> str:
    """The lines with their numbers, those of the symbol marked."""
    lines = [visible(text) for text in (place.text or "").expandtabs(4).splitlines()]
    start, end = max(1, first - context), min(len(lines), last + context)
    if not color:
        return "".join(
            f"{'>' if first <= number <= last else ' '} {number:5} {lines[number - 1]}".rstrip() + "\n"
            for number in range(start, end + 1)
        )
    from rich.console import Console
    from rich.syntax import Syntax

    suffix = "." + place.path.rpartition(".")[2]
    code = Syntax(
        "\n".join(lines),
        LEXERS.get(suffix, "cpp"),
        theme="ansi_dark",
        line_numbers=True,
        line_range=(start, end),
        highlight_lines=set(range(first, last + 1)),
        background_color="default",
    )
    out = io.StringIO()
    Console(file=out, width=width(), force_terminal=True, color_system="standard").print(code)
    return out.getvalue()
