"""Collects diagnostics from all stages and hands them out in the order of their places.

Invariant: at most one diagnostic for a start, code and message; a name that was reported as unknown is
reported once for the scope it was poisoned in (the caller chooses the key).
"""

from __future__ import annotations

from rcl.diag.codes import Code
from rcl.diag.diagnostic import Diagnostic, Note
from rcl.diag.span import Span


class Sink:
    """The one mutable value that stages share: they add, the command at the end reads.

    >>> sink = Sink()
    >>> sink.report(codes.UNKNOWN_EVENT, "unknown event `restord`", span, help="did you mean `restored`?")
    """

    __slots__ = ("_items", "_poisoned", "_seen")

    def __init__(self) -> None:
        self._items: list[Diagnostic] = []
        self._seen: set[tuple[str, int, str, str]] = set()
        self._poisoned: set[tuple[str, ...]] = set()

    def add(self, diagnostic: Diagnostic) -> None:
        """Keeps the diagnostic unless the same was said of the same place already."""
        span = diagnostic.span
        key = (span.file, span.start, diagnostic.code.id, diagnostic.message)
        if key not in self._seen:
            self._seen.add(key)
            self._items.append(diagnostic)

    def report(
        self,
        code: Code,
        message: str,
        span: Span,
        *,
        label: str = "",
        help: str = "",
        notes: tuple[Note, ...] = (),
    ) -> None:
        """Shorthand for ``add(Diagnostic(...))``."""
        self.add(Diagnostic(code, message, span, label, help, notes))

    def poison(self, *key: str) -> bool:
        """Marks a root cause, e.g. ``poison("event", "restord")``; true the first time, false ever after.

        A resolver writes ``if sink.poison(kind, name): sink.report(...)`` to report one root cause once.
        """
        if key in self._poisoned:
            return False
        self._poisoned.add(key)
        return True

    def is_poisoned(self, *key: str) -> bool:
        """Was this root cause reported already?"""
        return key in self._poisoned

    @property
    def has_errors(self) -> bool:
        """Is there anything that forbids to go on?"""
        return any(item.is_error for item in self._items)

    def __len__(self) -> int:
        return len(self._items)

    def sorted(self) -> tuple[Diagnostic, ...]:
        """All diagnostics by file, place, code and message: the same in every run."""
        return tuple(
            sorted(
                self._items,
                key=lambda item: (item.span.file, item.span.start, item.span.end, item.code.id, item.message),
            )
        )
