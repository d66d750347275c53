"""What the number a command ends with means. Closed: no command ends with another one.

Source: architecture, "What a user sees".
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of ``rcl``."""

    OK = 0
    """Every expectation was met; nothing to complain about."""

    NOT_MET = 1
    """Some expectation was not met: a verdict, a replay, or the format of a file under ``fmt --check``."""

    USAGE = 2
    """The command line or the input can't be used: nothing was decided."""

    UNKNOWN = 3
    """Something is ``unknown`` that was not expected to be, and nothing definite is wrong beside it."""

    INTERNAL = 70
    """A bug of this program."""

    INTERRUPTED = 130
    """Stopped from the keyboard."""
