"""Maps recorded runs to the words that every report uses for them: who performs a row, and what a run shows.

Invariant: a run of other code than the anchored is never spoken of as one of the anchored.
Source: semantics, section 6 (executed evidence).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rcl.verdict.results import ExecutedRow, ExecutedTrace, LoweringVerdict, ObligationResult, Result

SCENARIO = "scenario."


@dataclass(frozen=True, slots=True)
class Performed:
    """How many refuted obligations there are, and how many a run performs: of the anchored source, or only of another."""

    refuted: int
    anchored: int
    other: int


def performed(lowerings: Iterable[LoweringVerdict]) -> Performed | None:
    """The count over the asked obligations; ``None`` if there is no run at all. A scenario is refuted by no trace."""
    known = list(lowerings)
    if not any(item.executed for item in known):
        return None
    rows = [
        item
        for lowering in known
        for item in lowering.obligations
        if item.result is Result.REFUTED and not item.name.startswith(SCENARIO)
    ]
    anchored = sum(is_performed(item) for item in rows)
    return Performed(len(rows), anchored, sum(bool(item.executed) for item in rows) - anchored)


def is_performed(item: ObligationResult) -> bool:
    """Does a run of the anchored source perform the violation?"""
    return any(row.anchored for row in item.executed)


def performed_text(count: Performed) -> str:
    """``58 of 70 refuted obligations are performed by the anchored source, 2 by another release alone``."""
    noun = "obligation is" if count.refuted == 1 else "obligations are"
    text = f"{count.anchored} of {count.refuted} refuted {noun} performed by the anchored source"
    return f"{text}, {count.other} by another release alone" if count.other else text


def source_text(run: ExecutedRow | ExecutedTrace) -> str:
    """Of what code the run is."""
    return f"{run.version}, {'the anchored source' if run.anchored else 'not the anchored source'}"


def row_text(row: ExecutedRow) -> str:
    """``vllm-0.33.0/pressure.jsonl at step 66 with c = c1 (0.33.0, the anchored source)``."""
    values = ", ".join(f"{name} = {value}" for name, value in row.bindings)
    return f"{row.trace} at step {row.step}{f' with {values}' if values else ''} ({source_text(row)})"


def run_text(run: ExecutedTrace) -> str:
    """What became of the statements on the run, and what in it was not the runtime's own."""
    counts = [f"guarantees: {len(run.held)} held", f"{len(run.idle)} did not fire"]
    counts += [f"{len(run.undecided)} not observable"] if run.undecided else []
    counts += [f"{len(run.broken)} broken"] if run.broken else []
    used = f"used {', '.join(run.admits)}" if run.admits else "used no admits-statement"
    parts = [f"{run.distribution} ({source_text(run)}), {run.steps} steps", ", ".join(counts), used]
    parts += [f"replaced: {'; '.join(run.replaced)}"] if run.replaced else []
    return ". ".join(parts)
