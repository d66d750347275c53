"""``rcl proofs``: the commands about certificates, each imported only when it is called."""

from __future__ import annotations

import click

from rcl.cli.app import LazyGroup

COMMANDS = {
    "export": "Write certificates and traces of all results.",
    "theorems": "Write the theorems about classes and contracts.",
    "verify": "Check an export again, with solvers in fresh processes.",
}


@click.command(
    cls=LazyGroup,
    table=COMMANDS,
    package="rcl.cli.proofs",
    name="proofs",
    short_help="Write certificates of results, and check them again.",
)
def command() -> None:
    """Write certificates of results, and check them again.

    A certificate is the argument of a proof as SMT-LIB 2 files, each of which a solver has to find unsatisfiable; a result without
    a proof has a trace. An index ties them to the descriptors by sha256.
    """
