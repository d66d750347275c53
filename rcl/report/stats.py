"""Maps verdicts and settings to what ``--stats`` says: what was spent on what, and where each setting came from.

Invariant: only here does time appear; a verdict never depends on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rcl.diag.render import visible
from rcl.session import Settings
from rcl.verdict.results import ObligationResult, Verdicts


def render_stats(verdicts: Verdicts, settings: Settings, seconds: float) -> str:
    """A table, one row an obligation, dearest first, then the totals and the settings."""
    rows = sorted(_results(verdicts), key=lambda row: (-row[1].rlimit, row[0], row[1].name))
    names = [f"{owner}  {item.name}" for owner, item in rows]
    column = max((len(name) for name in names), default=0)
    lines = [f"{'obligation':<{column}}  {'result':<8}  {'method':<16}  depth        rlimit"] if rows else []
    for name, (_, item) in zip(names, rows, strict=True):
        cost = f"{item.depth:>5}  {item.rlimit:>12,}"
        lines.append(f"{visible(name):<{column}}  {item.result.value:<8}  {visible(item.method):<16}  {cost}")
    methods = Counter(item.method for _, item in rows)
    total = sum(item.rlimit for _, item in rows)
    lines.append(f"total    {len(rows)} obligations, rlimit {total:,}, {seconds:.2f} s")
    lines.append(f"methods  {', '.join(f'{count} {name}' for name, count in sorted(methods.items()))}")
    lines.append(f"settings {', '.join(map(str, settings.all()))}")
    return "\n".join(lines) + "\n"


def _results(verdicts: Verdicts) -> Iterator[tuple[str, ObligationResult]]:
    for lowering in verdicts.lowerings:
        for item in (*lowering.obligations, *lowering.boundary):
            yield lowering.name, item
    for entailment in verdicts.entailments:
        for item in entailment.obligations:
            yield entailment.weaker, item
