"""``rcl anchors hash``: the line of an anchor for a symbol, for who writes a descriptor."""

from __future__ import annotations

import click

import rcl
from rcl.anchoring import hash_symbol
from rcl.cli.anchors.options import where_of
from rcl.cli.exit_codes import ExitCode
from rcl.cli.output import emit


@click.command(short_help="Print the line of an anchor for a symbol.")
@click.argument("source")
@click.argument("places", nargs=-1, required=True, metavar="PATH[::SYMBOL]...")
@click.option("--wheel", is_flag=True, help="NAME==VERSION is a wheel, not an sdist.")
@click.option("--blob", is_flag=True, help="Give the git id of the file instead of the hash of the symbol.")
@click.option("--offline", is_flag=True, help="Download nothing: what is not in the store is not read.")
def command(source: str, places: tuple[str, ...], wheel: bool, blob: bool, offline: bool) -> int:
    """Print `"PATH" :: SYMBOL hash "..."` for each symbol of SOURCE, to be put behind `anchor NAME =`.

    SOURCE is NAME==VERSION, an archive, a folder, or FOLDER@COMMIT. Without a symbol it is the whole file.
    """
    lines: list[str] = []
    try:
        for place in places:
            found, file_id = hash_symbol(
                source, place, kind="wheel" if wheel else "sdist", where=where_of(offline, ())
            )
            name = found.symbol.qualified if found.symbol is not None else "-"
            lines.append(
                f'"{found.path}" :: {name} ' + (f'blob "{file_id}"' if blob else f'hash "{found.body}"')
            )
    except rcl.UsageError as error:
        raise click.UsageError(str(error)) from None
    emit("".join(f"{line}\n" for line in lines))
    return ExitCode.OK
