"""``rcl explain``: the page of a diagnostic code, or of a word that verdicts use."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

import rcl
from rcl.cli.exit_codes import ExitCode
from rcl.cli.output import emit


def _topics(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name, help=title) for name, title in rcl.topics() if name.startswith(incomplete)]


@click.command(short_help="Say what a diagnostic code, a result or a class means.")
@click.argument("code", required=False, shell_complete=_topics)
def command(code: str | None) -> int:
    """Say what CODE means: a diagnostic code (RCL0204), a result (vacuous) or a class (rejected_mapping).

    Without CODE, list them all.
    """
    if code is None:
        emit("".join(f"{name:<26}{title}\n" for name, title in rcl.topics()))
        return ExitCode.OK
    try:
        emit(rcl.explain(code).rstrip() + "\n")
    except rcl.UsageError as error:
        raise click.UsageError(str(error)) from None
    return ExitCode.OK
