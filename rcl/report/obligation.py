"""Maps the result of one obligation to lines: one line for what holds, a block with its trace for what fails.

Invariant: every result of the closed type has its own form; nothing falls through to another one's.
Source: architecture, "What a user sees"; semantics, section 4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import assert_never

from rcl.report.executed import row_text
from rcl.report.explain import explained_lines
from rcl.report.styled import BLANK, LABEL, Line, Piece, Style, hanging, line, pad
from rcl.report.trace_table import trace_lines
from rcl.verdict.results import CoreItem, LoweringVerdict, ObligationResult, Result


def label(result: Result) -> Piece:
    """The result's word in front of its line."""
    match result:
        case Result.PROVED:
            style = Style.GOOD
        case Result.REFUTED:
            style = Style.BAD
        case Result.OPEN | Result.VACUOUS | Result.UNKNOWN:
            style = Style.DOUBT
        case _:
            assert_never(result)
    return Piece(pad(result.value.upper(), LABEL), style)


def obligation_lines(
    item: ObligationResult, owner: LoweringVerdict | None, name_width: int, width: int
) -> list[Line]:
    """All lines for one obligation; ``owner`` is its lowering, ``None`` for an entailment between bundles."""
    match item.result:
        case Result.PROVED:
            return _one_line(item, rests_on(item), name_width, width)
        case Result.VACUOUS:
            where = places(item.core)
            return _one_line(
                item, f"{item.reason or item.text}{f' ({where})' if where else ''}", name_width, width
            )
        case Result.UNKNOWN:
            return _one_line(item, item.reason or "no reason was given", name_width, width)
        case Result.REFUTED | Result.OPEN:
            return _failure(item, owner, width)
        case _:
            assert_never(item.result)


def short_lines(item: ObligationResult, name_width: int, width: int) -> list[Line]:
    """One line whatever the result, for lists in which no trace is shown."""
    match item.result:
        case Result.PROVED:
            text = rests_on(item)
        case Result.REFUTED | Result.OPEN:
            text = f"{steps(item)}: {item.text}" if item.trace else item.reason or item.text
            text += "".join(f" Performed by {row_text(row)}." for row in item.executed)
        case Result.VACUOUS | Result.UNKNOWN:
            text = item.reason or item.text
        case _:
            assert_never(item.result)
    return _one_line(item, text, name_width, width)


def steps(item: ObligationResult) -> str:
    """``4 steps, replayed`` or ``4 steps, hypothetical``."""
    count = len(item.trace)
    kind = "replayed" if item.result is Result.REFUTED else "hypothetical"
    return f"{count} {'step' if count == 1 else 'steps'}, {kind}"


def rests_on(item: ObligationResult) -> str:
    """What a proof rests on: how many statements of how many, and where they stand."""
    if not item.core:
        return f"rests on none of {item.statements} statements: it holds by the mapping alone"
    noun = "statement" if item.statements == 1 else "statements"
    return f"rests on {len(item.core)} of {item.statements} {noun}: {places(item.core)}"


def places(core: Iterable[CoreItem]) -> str:
    """``offloading.rcl:19, offloading.rcl:33``; the full path where two files share a name."""
    items = list(core)
    paths = {item.file for item in items}
    names = Counter(path.rsplit("/", 1)[-1] for path in paths)
    parts: dict[str, None] = {}
    for item in items:
        name = item.file.rsplit("/", 1)[-1]
        where = f"{name if names[name] == 1 else item.file}:{item.line}"
        parts[where if item.origin == "native" else f"{where} ({item.origin})"] = None
    return ", ".join(parts)


def name_column(items: Sequence[ObligationResult]) -> int:
    """Columns for the names of a list of results."""
    return max((len(item.name) for item in items), default=0) + 4


def _one_line(item: ObligationResult, text: str, name_width: int, width: int) -> list[Line]:
    head = line(label(item.result), pad(item.name, name_width))
    indent = None if width - LABEL - name_width >= 40 else LABEL
    return hanging(head, text, width, indent=indent)


def _failure(item: ObligationResult, owner: LoweringVerdict | None, width: int) -> list[Line]:
    """The block of a refuted or open obligation."""
    where = f"    {owner.name} -> {owner.bundle}" if owner else ""
    how = f"    {steps(item)}" if item.trace else ""
    lines: list[Line] = [line(label(item.result), Piece(item.name, Style.STRONG), where, how)]
    if item.text:
        lines += hanging(line("  "), item.text, width)
    if item.reason:
        lines += hanging(line("  "), item.reason, width)
    lines += trace_lines(item.trace, width) if item.trace else []
    if item.bindings:
        lines.append(line("  with ", ", ".join(f"{name} = {value}" for name, value in item.bindings)))
    if item.formula and (item.explained or item.trace):
        lines += explained_lines(item.formula, item.explained, width)
    if not item.trace and item.core:
        lines += hanging(line("  excluded by: "), places(item.core), width)
    for row in item.executed:
        lines += hanging(line("  performed by: "), row_text(row), width)
    return [*lines, *_blame(item, width), BLANK]


def _blame(item: ObligationResult, width: int) -> list[Line]:
    blamed = ", ".join(item.blame) or item.place
    repair = item.repair
    joined = f"blamed: {blamed}   repair: {repair}" if repair else f"blamed: {blamed}"
    if blamed and len(joined) + 2 <= width:
        return [line("  ", joined)]
    lines = hanging(line("  blamed: "), blamed, width) if blamed else []
    return lines + (hanging(line("  repair: "), repair, width) if repair else [])
