"""Maps verdicts to the report a person reads.

Invariant: it says the same as ``json_report`` (a test compares the counts, results and classes), in the order of
``Verdicts``, and is the same text with and without colour. Source: architecture, "What a user sees".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import assert_never

from rcl.diag.render import cells
from rcl.report.executed import performed, performed_text, run_text
from rcl.report.obligation import name_column, obligation_lines, short_lines
from rcl.report.styled import BLANK, LABEL, Line, Piece, Style, hanging, line, pad, to_text
from rcl.verdict.results import Entailment, LoweringVerdict, ObligationResult, Result, VerdictClass, Verdicts


def render_human(verdicts: Verdicts, *, width: int, color: bool) -> str:
    """The whole report: lowerings, then the theorems between bundles, then a summary."""
    lines: list[Line] = []
    for lowering in verdicts.lowerings:
        lines += [*_lowering(lowering, width), BLANK]
    for entailment in verdicts.entailments:
        lines += [*_entailment(entailment, width), BLANK]
    lines += _summary(verdicts, width)
    return to_text(_single_blanks(lines), color=color)


def count_results(verdicts: Verdicts) -> dict[Result, int]:
    """How many obligations of the lowerings have each result (an offer's boundary is not counted)."""
    counts = Counter(item.result for lowering in verdicts.lowerings for item in lowering.obligations)
    return {result: counts[result] for result in Result}


def _single_blanks(lines: Iterable[Line]) -> list[Line]:
    kept: list[Line] = []
    for item in lines:
        if item != BLANK or (kept and kept[-1] != BLANK):
            kept.append(item)
    while kept and kept[-1] == BLANK:
        kept.pop()
    return kept


def _lowering(item: LoweringVerdict, width: int) -> list[Line]:
    title = f"{item.name} -> {item.contract}.{item.bundle}"
    about = f"{item.runtime} {item.version}, asserts {item.asserts}"
    lines: list[Line] = [line(Piece(title, Style.STRONG), f"    {about}")]
    lines.append(line(Piece(f"{item.file}:{item.line}", Style.PLACE)))
    lines += _results(item.obligations, item, width)
    if item.boundary:
        lines += hanging(
            line(Piece("boundary ", Style.QUIET)), f"what the full bundle {item.bundle} would need:", width
        )
        column = name_column(item.boundary)
        for result in item.boundary:
            lines += short_lines(result, column, width)
    return [*lines, *_class(item, width)]


def _results(items: Sequence[ObligationResult], owner: LoweringVerdict | None, width: int) -> list[Line]:
    column = name_column(items)
    lines: list[Line] = []
    for item in items:
        block = obligation_lines(item, owner, column, width)
        if item.result in (Result.REFUTED, Result.OPEN):
            lines.append(BLANK)
        lines += block
    return lines


def class_style(verdict: VerdictClass) -> Style:
    """The colour of a class: support, no support, or nothing shown."""
    match verdict:
        case VerdictClass.NATIVE_CONFORMANCE | VerdictClass.ADAPTER_POLICY:
            return Style.GOOD
        case VerdictClass.ADAPTER_OBSERVATIONAL | VerdictClass.APPROXIMATION_SUBSTRATE:
            return Style.STRONG
        case VerdictClass.REJECTED_MAPPING:
            return Style.BAD
        case VerdictClass.UNKNOWN_EVIDENCE:
            return Style.DOUBT
        case _:
            assert_never(verdict)


def _class(item: LoweringVerdict, width: int) -> list[Line]:
    """The class with what was expected, and why it is what it is."""
    found = item.verdict_class
    expected = f"expected {item.expected}" if item.expected else "nothing expected"
    head = line(
        Piece(pad("class", LABEL), Style.STRONG), Piece(pad(found.value, 35), class_style(found)), expected
    )
    lines: list[Line] = [head if item.met else (*head, *line("   ", Piece("NOT MET", Style.BAD)))]
    for mismatch in item.mismatches:
        text = f"{mismatch.what}: expected {mismatch.expected or 'nothing'}, found {mismatch.found}"
        lines += hanging(line(" " * LABEL), text, width, Style.BAD)
    if not item.met and not item.expected:
        lines += hanging(
            line(" " * LABEL), "without an `expect` only full conformance is met", width, Style.BAD
        )
    for reason in item.reasons:
        lines += hanging(line(Piece(pad("because", LABEL), Style.QUIET)), reason, width)
    for assumption in item.assumptions:
        lines += hanging(line(Piece(pad("assumes", LABEL), Style.QUIET)), assumption, width)
    if item.pressure:
        lines += hanging(line(Piece(pad("pressure", LABEL), Style.QUIET)), item.pressure, width)
    return [*lines, *_runs(item, width)]


def _runs(item: LoweringVerdict, width: int) -> list[Line]:
    """The recorded runs of the mode, and what they show against the descriptor."""
    lines: list[Line] = []
    for run in item.executed:
        lines += hanging(
            line(Piece(pad("executed", LABEL), Style.QUIET)), f"{run.trace}: {run_text(run)}", width
        )
    for text in item.findings:
        lines += hanging(line(Piece(pad("FINDING", LABEL), Style.BAD)), text, width)
    return lines


def _entailment(item: Entailment, width: int) -> list[Line]:
    title = f"{item.contract}: {item.weaker} is weaker than {item.full}"
    return [line(Piece(title, Style.STRONG)), *_results(item.obligations, None, width)]


def _summary(verdicts: Verdicts, width: int) -> list[Line]:
    counts = count_results(verdicts)
    total = sum(counts.values())
    parts = ", ".join(f"{count} {result.value}" for result, count in counts.items())
    lowerings = len(verdicts.lowerings)
    title = line(Piece(pad("summary", LABEL), Style.STRONG))
    lines: list[Line] = []
    if lowerings or not verdicts.entailments:
        what = f"{_count(lowerings, 'lowering')}, {_count(total, 'obligation')}: {parts}"
        lines += hanging(title, what, width)
        title = line(" " * LABEL)
    if verdicts.entailments:
        held = sum(
            all(one.result is Result.PROVED for one in item.obligations) for item in verdicts.entailments
        )
        lines.append(
            (
                *title,
                *line(f"{_count(len(verdicts.entailments), 'weaker bundle')}: {held} shown to be weaker"),
            )
        )
    count = performed(verdicts.lowerings)
    if count is not None:
        lines += hanging(line(" " * LABEL), performed_text(count), width)
    return [*lines, *_class_table(verdicts.lowerings, width), *_unmet(verdicts.lowerings, width)]


SCREEN = 24
"""Rows of a table beyond which what is not as expected is named once more, below."""


def _unmet(lowerings: Sequence[LoweringVerdict], width: int) -> list[Line]:
    names = [item.name for item in lowerings if not item.met]
    if len(lowerings) <= SCREEN or not names:
        return []
    text = f"{len(names)} of {len(lowerings)} not as expected: {', '.join(names)}"
    return hanging(line(Piece(pad("NOT MET", LABEL), Style.BAD)), text, width)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _class_table(lowerings: Sequence[LoweringVerdict], width: int) -> list[Line]:
    """One row a lowering: class, expectation, and whether it was met."""
    if not lowerings:
        return []
    heads = ("lowering", "bundle", "class", "expected", "met")
    rows = [
        (item.name, item.bundle, item.verdict_class.value, item.expected or "-", "yes" if item.met else "NO")
        for item in lowerings
    ]
    widths = [max(cells(row[index]) for row in (heads, *rows)) for index in range(len(heads))]
    if sum(widths) + 2 * len(widths) > width:
        return [part for row in rows for part in _class_rows(row)]
    lines: list[Line] = [line("  ", Piece("  ".join(map(pad, heads, widths)), Style.QUIET))]
    for item, row in zip(lowerings, rows, strict=True):
        padded = list(map(pad, row, widths))
        lines.append(
            line(
                f"  {padded[0]}  {padded[1]}  ",
                Piece(padded[2], class_style(item.verdict_class)),
                f"  {padded[3]}  ",
                Piece(row[4], Style.PLAIN if item.met else Style.BAD),
            )
        )
    return lines


def _class_rows(row: tuple[str, ...]) -> list[Line]:
    """The same words below each other, for a narrow terminal."""
    name, bundle, found, expected, met = row
    return [line(f"  {name} -> {bundle}"), line(f"    {found}"), line(f"    expected {expected}, met {met}")]
