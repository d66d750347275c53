"""Maps the findings about anchors to the tables a person reads: of a verification, and of a drift between two versions.

Invariant: it says the same as ``anchor_json``, and is the same text with and without colour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rcl.anchors.drift import Drift, Fate
from rcl.anchors.lock import AnchorState
from rcl.anchors.verify import Finding, Verified, VerifyReport
from rcl.report.styled import BLANK, LABEL, Line, Piece, Style, hanging, line, pad, to_text
from rcl.verdict.stakes import DriftReport, Stake

DIFF_LINES = 24
"""So many lines of a diff are shown; JSON has all."""

NAMES = 6
"""So many names of a list are shown; JSON has all."""

_STATE_STYLES = {
    AnchorState.VERIFIED: Style.GOOD,
    AnchorState.MOVED: Style.DOUBT,
    AnchorState.DRIFTED: Style.BAD,
    AnchorState.MISSING: Style.BAD,
    AnchorState.UNCHECKED: Style.DOUBT,
}
_FATE_STYLES = {
    Fate.SAME: Style.GOOD,
    Fate.MOVED: Style.DOUBT,
    Fate.CHANGED: Style.BAD,
    Fate.GONE: Style.BAD,
    Fate.NEW: Style.DOUBT,
    Fate.UNREAD: Style.BAD,
}


def count_states(item: Verified) -> dict[AnchorState, int]:
    """How many anchors of a runtime have each state; an anchor counts by what speaks most for it."""
    counts = Counter(found.state for found, _ in item.best())
    return {state: counts[state] for state in AnchorState}


def count_fates(drifts: Iterable[Drift]) -> dict[Fate, int]:
    """How many anchors have each fate."""
    counts = Counter(item.fate for item in drifts)
    return {fate: counts[fate] for fate in Fate}


def render_verify(report: VerifyReport, *, written: bool, width: int, color: bool) -> str:
    """One block a runtime, then the counts and the lock files; ``written`` says that files were allowed to change."""
    lines: list[Line] = []
    for item in report.runtimes:
        lines += [*_runtime(item, width), BLANK]
    for item in report.runtimes:
        counts = count_states(item)
        text = ", ".join(f"{count} {state.value}" for state, count in counts.items())
        lines += hanging(
            line(Piece(pad("summary", LABEL), Style.STRONG)),
            f"{item.runtime.name} {item.runtime.version}, {sum(counts.values())} anchors: {text}",
            width,
        )
    for file in report.files:
        verb = "written" if written else "would change"
        word = Piece(verb, Style.CHANGED) if file.changed else Piece("up to date")
        lines.append(line(Piece(pad("lock", LABEL), Style.QUIET), Piece(file.path, Style.PLACE), "  ", word))
    return to_text(lines, color=color)


def _runtime(item: Verified, width: int) -> list[Line]:
    runtime = item.runtime
    lines = [line(Piece(f"{runtime.name} {runtime.version}", Style.STRONG))]
    for verification in item.verifications:
        source = verification.source
        against = f"read from {verification.against}" if verification.against else "not read"
        lines.append(
            line(Piece(pad("source", LABEL), Style.QUIET), f"{source.kind} {source.spec}, {against}")
        )
    for defect in item.defects:
        lines += hanging(
            line(Piece(pad("defect", LABEL), Style.BAD)), f"{defect.spec}: {defect.reason}", width
        )
    for found, _ in item.best():
        lines += _finding(found, width)
    return lines


def _finding(found: Finding, width: int) -> list[Line]:
    anchor, place = found.anchor, found.place
    lines = f"  {place.first}-{place.last}" if place is not None and place.first else ""
    head = line(Piece(pad(found.state.value, LABEL + 1), _STATE_STYLES[found.state]))
    rows = [(*head, *line(f"{anchor.path}::{anchor.symbol}", Piece(lines, Style.QUIET)))]
    if found.reason:
        rows += hanging(line(" " * (LABEL + 1)), found.reason, width, Style.QUIET)
    return rows


# ---------------------------------------------------------------- drift


def render_drift(report: DriftReport, *, width: int, color: bool) -> str:
    """Every anchor that is not the same, then what is at stake, then the counts."""
    title = f"{report.runtime} {report.version}"
    lines = [line(Piece(title, Style.STRONG), f"    {report.old} -> {report.new}"), BLANK]
    for item in report.drifts:
        if item.fate is not Fate.SAME:
            lines += [*_drift(item, width), BLANK]
    for stake in report.stakes:
        lines += [*_stake(stake, width), BLANK]
    return to_text([*lines, *_drift_summary(report, width)], color=color)


def _drift(item: Drift, width: int) -> list[Line]:
    anchor = item.anchor
    head = line(Piece(pad(item.fate.value, LABEL), _FATE_STYLES[item.fate]))
    lines: list[Line] = [
        (*head, *line(f"{anchor.path}::{anchor.symbol}", Piece(f"  {anchor.name}", Style.QUIET)))
    ]
    if item.reason:
        lines += hanging(line(" " * LABEL), item.reason, width, Style.QUIET)
    elif item.fate is Fate.MOVED:
        lines.append(line(" " * LABEL, f"now {item.now}"))
    lines += [line(" " * LABEL, _diff_piece(text)) for text in item.diff[:DIFF_LINES]]
    if len(item.diff) > DIFF_LINES:
        lines.append(line(" " * LABEL, Piece(f"... {len(item.diff) - DIFF_LINES} more lines", Style.QUIET)))
    return lines


def _diff_piece(text: str) -> Piece:
    styles = {"+": Style.GOOD, "-": Style.BAD, "@": Style.PLACE}
    return Piece(text, styles.get(text[:1], Style.PLAIN))


def _stake(item: Stake, width: int) -> list[Line]:
    lines = [
        line(
            Piece(pad("at stake", LABEL), Style.STRONG),
            f"{item.lowering}  ",
            Piece(item.verdict_class, Style.CHANGED),
        )
    ]
    lines += hanging(line(" " * LABEL, Piece("statements ", Style.QUIET)), _some(item.statements), width)
    uses: dict[tuple[str, str], list[str]] = {}
    for one in item.results:
        uses.setdefault((one.result, one.obligation), []).append(f"{one.how}: {_some(one.statements)}")
    for (result, obligation), texts in uses.items():
        head = line(" " * LABEL, f"{result} {obligation}  ")
        lines += hanging(head, "; ".join(texts), width, Style.QUIET, LABEL + 2)
    if not item.results:
        lines.append(line(" " * LABEL, "no result rests on them"))
    return lines


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMES]) + (f" and {len(names) - NAMES} more" if len(names) > NAMES else "")


def _drift_summary(report: DriftReport, width: int) -> list[Line]:
    counts = count_fates(report.drifts)
    text = ", ".join(f"{count} {fate.value}" for fate, count in counts.items())
    head = line(Piece(pad("summary", LABEL), Style.STRONG))
    lines = hanging(head, f"{len(report.drifts)} anchors: {text}", width)
    if report.decided:
        lines.append(line(" " * LABEL, stakes_text(report.stakes)))
    return lines


def stakes_text(stakes: Sequence[Stake]) -> str:
    """``at stake: 5 statements, 7 results, 1 class``."""
    results = sum(len({item.obligation for item in stake.results}) for stake in stakes)
    classes = sum(bool(stake.results) for stake in stakes)
    statements = len({name for stake in stakes for name in stake.statements})
    return f"at stake: {_count(statements, 'statement')}, {_count(results, 'result')}, {_count(classes, 'class')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 'es' if noun.endswith('s') else 's'}"
