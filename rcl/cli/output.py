"""Writes results to stdout and diagnostics to stderr, with colour only where a person looks.

Invariant: what is written is the same text for a terminal and a pipe apart from colour; a reader that went away
is no error. Source: architecture, "What a user sees"; the NO_COLOR convention.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

import click
from click.shell_completion import CompletionItem

from rcl.cli.exit_codes import ExitCode
from rcl.diag.diagnostic import Diagnostic
from rcl.diag.render import GetText

MIN_WIDTH = 40
MAX_WIDTH = 240
PIPE_WIDTH = 100

Color = str
"""``auto``, ``always`` or ``never``."""

color_option = click.option(
    "--color",
    type=click.Choice(("auto", "always", "never")),
    default="auto",
    show_default=True,
    help="When to use colour; NO_COLOR in the environment means never.",
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(("human", "json")),
    default="human",
    show_default=True,
    help="For a person, or one JSON object.",
)


def _complete_files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(incomplete, type="file")]


paths_argument = click.argument("paths", nargs=-1, metavar="[PATHS]...", shell_complete=_complete_files)


def width() -> int:
    """Columns to fill: COLUMNS if set, else the terminal's, else a fixed number, within limits."""
    return max(MIN_WIDTH, min(MAX_WIDTH, shutil.get_terminal_size((PIPE_WIDTH, 24)).columns))


def wants_color(choice: Color, stream: TextIO) -> bool:
    """Does this stream get colour?"""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return is_terminal(stream)


def is_terminal(stream: TextIO) -> bool:
    """Does a person look at this stream?"""
    try:
        return stream.isatty()
    except ValueError:
        return False


def emit(text: str) -> None:
    """Writes a result to stdout; a failing disk is an input error, a reader that left is none.

    The command goes on to its exit code: what it found does not depend on who reads it.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        forget_stdout()
    except OSError as error:
        raise click.ClickException(f"the result cannot be written: {error.strerror}") from None


def forget_stdout() -> None:
    """Nobody reads any more: what is left in the buffer goes nowhere, so that the exit stays quiet."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def input_errors(
    color: Color, as_json: Callable[[tuple[Diagnostic, ...]], str] | None = None
) -> Iterator[None]:
    """Ends the command with code 2 where the input or an argument can't be used, after what there is to say about it.

    ``as_json`` gives the object that a program is told the diagnostics in; without it they go to stderr, for a person.
    """
    import rcl

    try:
        yield
    except rcl.UsageError as error:
        raise click.UsageError(str(error)) from None
    except rcl.InputError as error:
        if as_json is None:
            emit_diagnostics(error.diagnostics, error.get_text, color)
        else:
            emit(as_json(error.diagnostics))
        raise click.exceptions.Exit(ExitCode.USAGE) from None


@contextlib.contextmanager
def disk_errors(what: str) -> Iterator[None]:
    """Ends the command with code 2 and the text ``what: why`` where something can't be read or written."""
    try:
        yield
    except OSError as error:
        raise click.ClickException(f"{what}: {error.strerror}") from None


def emit_diagnostics(items: Sequence[Diagnostic], get_text: GetText, color: Color) -> None:
    """Writes diagnostics to stderr."""
    if not items:
        return
    from rcl.report.diagnostics import count_text, render_diagnostics

    text = render_diagnostics(items, get_text, color=wants_color(color, sys.stderr))
    sys.stderr.write(f"{text}\n{count_text(items)}\n")
    sys.stderr.flush()
