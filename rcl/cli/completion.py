"""``rcl completion SHELL``: click's own completion script for the shell."""

from __future__ import annotations

import click

from rcl.cli.exit_codes import ExitCode

SHELLS = ("bash", "zsh", "fish")


@click.command(short_help="Print the completion script of a shell.")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> int:
    """Print the completion script of SHELL.

    \b
    bash   eval "$(rcl completion bash)"            in ~/.bashrc
    zsh    eval "$(rcl completion zsh)"             in ~/.zshrc
    fish   rcl completion fish | source             in ~/.config/fish/config.fish
    """
    from click.shell_completion import get_completion_class

    from rcl.cli.app import app

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(app, {}, "rcl", "_RCL_COMPLETE").source())
    return ExitCode.OK
