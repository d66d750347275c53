"""Maps diagnostics to the text a person reads, in colour or not.

Invariant: the words and their places are those of ``rcl.diag.render``; only colour is added.
Source: architecture, "What a user sees".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rcl.diag.codes import Severity
from rcl.diag.diagnostic import Diagnostic
from rcl.diag.render import GetText, render
from rcl.report.styled import BLANK, Line, Piece, Style, line, to_text

_GUTTER = re.compile(r"^( *(?:\d+ )?\|)(.*)$")
_ARROW = re.compile(r"^( *--> )(.*)$")
_NOTE = re.compile(r"^( *= )(help|note)(: .*)$")


def render_diagnostics(items: Sequence[Diagnostic], get_text: GetText, *, color: bool) -> str:
    """All diagnostics, a blank line between them; empty if there are none."""
    lines: list[Line] = []
    for item in items:
        lines += [*_styled(item, render(item, get_text).split("\n")), BLANK]
    return to_text(lines[:-1], color=color) if lines else ""


def count_text(items: Iterable[Diagnostic]) -> str:
    """``2 errors, 1 warning``, or ``no findings``."""
    kinds = [item.severity for item in items]
    counts = ((kinds.count(Severity.ERROR), "error"), (kinds.count(Severity.WARNING), "warning"))
    return (
        ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count)
        or "no findings"
    )


def _styled(item: Diagnostic, rows: list[str]) -> list[Line]:
    strong = Style.BAD if item.is_error else Style.DOUBT
    head = f"{item.severity.value}[{item.code.id}]"
    lines = [line(Piece(head, strong), Piece(rows[0].removeprefix(head), Style.STRONG))]
    for row in rows[1:]:
        if arrow := _ARROW.match(row):
            lines.append(line(Piece(arrow[1], Style.QUIET), Piece(arrow[2], Style.PLACE)))
        elif note := _NOTE.match(row):
            lines.append(line(Piece(note[1], Style.QUIET), Piece(note[2], Style.STRONG), note[3]))
        elif gutter := _GUTTER.match(row):
            carets = gutter[2].lstrip().startswith("^") and not gutter[1].strip(" |")
            lines.append(
                line(Piece(gutter[1], Style.QUIET), Piece(gutter[2], strong if carets else Style.PLAIN))
            )
        else:
            lines.append(line(row))
    return lines
