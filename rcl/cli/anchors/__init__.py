"""``rcl anchors``: the commands about the source behind statements, each imported only when it is called."""

from __future__ import annotations

import click

from rcl.cli.app import LazyGroup

COMMANDS = {
    "verify": "Hold every anchor against its source and write anchors.lock.",
    "show": "Show the source behind a statement.",
    "drift": "Compare two versions of a runtime, and say what is at stake.",
    "hash": "Print the line of an anchor for a symbol.",
}


@click.command(
    cls=LazyGroup,
    table=COMMANDS,
    package="rcl.cli.anchors",
    name="anchors",
    short_help="Check, show and compare the source behind statements.",
)
def command() -> None:
    """Check, show and compare the source that statements are anchored in.

    Archives are downloaded by exact version, never built and never imported, into a store in the user's cache folder.
    These commands are the only ones that ever use the network, and with --offline they don't.
    """
