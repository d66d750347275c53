"""Maps the comparison of repeated runs to text and to JSON, which say the same."""

from __future__ import annotations

from typing import Any

from rcl.diag.render import visible
from rcl.verdict.stability import Change, Stability


def render_stability(item: Stability) -> str:
    """One line for each change, then the sum."""
    lines = [f"{'lost' if one.lost else 'changed'}  {visible(one.owner)}  {visible(one.name)}: {_values(one)}"
             for one in item.changes]  # fmt: skip
    noun = "repeat" if item.repeats == 1 else "repeats"
    differ = f"{len(item.changes):,} differ" if item.changes else "none differs"
    lines.append(f"stability: {item.compared:,} results and classes, {item.repeats:,} {noun}: {differ}")
    return "\n".join(lines) + "\n"


def _values(change: Change) -> str:
    return ", ".join(f"{value} in run {_runs(runs)}" for value, runs in change.values)


def _runs(runs: tuple[int, ...]) -> str:
    return " ".join(str(run) for run in runs)


def stability_object(item: Stability) -> dict[str, Any]:
    """The same as an object of the schema ``rcl.verdict/1``."""
    return {
        "repeats": item.repeats,
        "compared": item.compared,
        "changes": [
            {
                "owner": one.owner,
                "name": one.name,
                "lost": one.lost,
                "values": [{"value": value, "runs": list(runs)} for value, runs in one.values],
            }
            for one in item.changes
        ],
    }
