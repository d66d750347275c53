"""Maps a command line to an exit code, whatever happens on the way.

Invariant: no traceback reaches a user unless ``RCL_DEBUG`` is set, the code is one of ``ExitCode``, and a reader that
stops reading is no error. Only ``click`` and the command at hand are imported. Source: architecture, house rules 3 and 8.
"""

from __future__ import annotations

import contextlib
import os
import platform
import shlex
import sys
from collections.abc import Sequence

import click

from rcl.cli.app import app
from rcl.cli.exit_codes import ExitCode
from rcl.version import VERSION


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and says how it went."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _tolerate_encodings()
    try:
        result = app.main(args=arguments, prog_name="rcl", standalone_mode=False)
        sys.stdout.flush()
        return int(result) if isinstance(result, int) else ExitCode.OK
    except click.ClickException as error:
        _say_usage(error)
        return ExitCode.USAGE
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        return ExitCode.OK
    except Exception as error:  # the last line of defence: a bug is reported, not shown as a traceback
        if os.environ.get("RCL_DEBUG", "") not in ("", "0"):
            raise
        _say(_bug_report(error, arguments))
        return ExitCode.INTERNAL


def _tolerate_encodings() -> None:
    """A character that the terminal's encoding lacks is shown as an escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _say_usage(error: click.ClickException) -> None:
    with contextlib.suppress(OSError):
        error.show(file=sys.stderr)


def _say(text: str) -> None:
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr, flush=True)


def _bug_report(error: Exception, arguments: Sequence[str]) -> str:
    """What happened, and what to put into a report."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    frame = trace.tb_frame if trace else None
    module = frame.f_globals.get("__name__", "?") if frame else "?"
    place = f"{module}:{trace.tb_lineno}" if trace else "?"
    text = " ".join(str(error).split())[:300]
    return "\n".join(
        (
            f"internal error: {type(error).__name__} at {place}: {text}",
            "This is a bug in rcl, not in your files. A report that can be worked on has:",
            f"  command   rcl {shlex.join(arguments)}"[:2000],
            f"  version   rcl {VERSION}, Python {platform.python_version()}, {platform.system().lower()}",
            "  files     the smallest input that still shows it",
            "  trace     what the same command prints with RCL_DEBUG=1 set",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
