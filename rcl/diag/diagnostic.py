"""One finding about the input, as a value: what, where, and what to do about it.

Invariant: nothing is ever parsed back out of the texts; whoever needs to know the kind looks at ``code``.
"""

from __future__ import annotations

from dataclasses import dataclass

from rcl.diag.codes import Code, Severity
from rcl.diag.span import Span

Note = tuple[str, Span | None]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """``message`` goes to the headline, ``label`` beside the carets, ``help`` and ``notes`` below them.

    Messages begin in lower case, have no full stop and put source text into backquotes.
    A note is a text with the place it speaks of, or ``None``.
    """

    code: Code
    message: str
    span: Span
    label: str = ""
    help: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def severity(self) -> Severity:
        """How serious the finding is; it goes with the code."""
        return self.code.severity

    @property
    def is_error(self) -> bool:
        """Does the finding forbid to go on to the next stage?"""
        return self.code.severity is Severity.ERROR
