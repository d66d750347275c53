"""Where a piece of source stands: a half-open range of characters in one named file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` to ``end`` (exclusive, 0-based) of ``file``; ``line`` and ``column`` (1-based) locate ``start``.

    ``file`` is the path as it is shown to people: relative to the project, with forward slashes.
    """

    file: str
    start: int
    end: int
    line: int
    column: int

    def to(self, other: Span) -> Span:
        """The span from the start of this one to the end of ``other`` (same file)."""
        return Span(self.file, self.start, max(self.end, other.end), self.line, self.column)

    def place(self) -> str:
        """``file:line``, the form a person can paste into ``rcl prove``."""
        return f"{self.file}:{self.line}"


NOWHERE = Span("", 0, 0, 0, 0)
