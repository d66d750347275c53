"""The command ``rcl`` with its subcommands, each imported only when it is called.

Invariant: listing the commands imports none of them. Source: architecture, house rule 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from rcl.diag.suggest import nearest
from rcl.version import VERSION

COMMANDS = {
    "check": "Parse, resolve and type-check descriptors.",
    "prove": "Decide every obligation of every lowering.",
    "matrix": "Lowerings by obligations: results, and what decides them.",
    "monitor": "Follow a contract along real event logs.",
    "explain": "Say what a diagnostic code, a result or a class means.",
    "fmt": "Write files in the canonical format.",
    "replay": "Run a counterexample through the reference semantics.",
    "anchors": "Check, show and compare the source behind statements.",
    "fuzz": "Change lowerings at random and look for a change that no law allows.",
    "proofs": "Write certificates of results, and check them again.",
    "completion": "Print the completion script of a shell.",
}


class LazyGroup(click.Group):
    """Finds the command ``name`` in the module ``PACKAGE.name``; ``table`` gives each one's short help."""

    def __init__(self, *args: Any, table: Mapping[str, str], package: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        self.package = package

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order a person meets them."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports the command, or ``None``."""
        if cmd_name not in self.table:
            return None
        command = import_module(f"{self.package}.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Adds the nearest command's name to the error about an unknown one."""
        name = args[0] if args else ""
        if args and name not in self.table and not name.startswith("-"):
            near = nearest(name, self.table)
            hint = f" Did you mean `{near}`?" if near else ""
            raise click.UsageError(f"no such command `{name}`.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.table.items()))


@click.command(
    cls=LazyGroup,
    table=COMMANDS,
    package="rcl.cli",
    name="rcl",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 all expectations met, 1 some not met, 2 usage or input error, 3 unexpectedly unknown, "
    "70 internal error, 130 interrupted.",
)
@click.version_option(VERSION, prog_name="rcl", message="%(prog)s %(version)s")
def app() -> None:
    """Does an LLM serving runtime keep its promises about reuse of KV state?

    Without PATHS a command reads the project around the current folder (its rcl.toml), and outside of a project the
    descriptors that come with rcl.
    """
