"""Turns what `rcl fuzz --format json` wrote into the tables of docs/fuzzing.md, between its two marks.

rcl fuzz descriptors --questions 2 --runs 2000 --format json > build/fuzz.json
python tools/mutation_table.py build/fuzz.json            # writes the page
python tools/mutation_table.py --check build/fuzz.json    # fails if the page says something else

Several files, of runs with other seeds over the same descriptors, count as one: a mutant that several of them tried counts once.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "fuzzing.md"
BEGIN, END = "<!-- begin: tools/mutation_table.py -->\n", "<!-- end: tools/mutation_table.py -->\n"
FATES = ("refused", "killed", "undecided", "same question", "same results", "raised", "finding")
SURVIVED = ("same question", "same results", "raised")


def main() -> int:
    """Writes the tables, or says whether they are up to date."""
    words = [word for word in sys.argv[1:] if word != "--check"]
    if not words:
        print(__doc__, file=sys.stderr)
        return 2
    value = merged([json.loads(Path(word).read_text(encoding="utf-8")) for word in words])
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    new = before + BEGIN + "\n".join(lines(value)) + "\n" + END + after
    if "--check" in sys.argv[1:]:
        return 0 if new == page else 1
    PAGE.write_text(new, encoding="utf-8")
    return 0


def merged(values: list[dict[str, Any]]) -> dict[str, Any]:
    """The runs as one; ``possible`` is the largest that any of them saw."""
    mutants = {(item["lowering"], item["number"]): item for value in values for item in value["mutants"]}
    names = {item["name"]: item for value in values for item in value["lowerings"]}
    return {
        "mutants": [mutants[key] for key in sorted(mutants)],
        "lowerings": [names[name] for name in sorted(names)],
        "possible": max(value["possible"] for value in values),
        "seeds": sorted({value["seed"] for value in values}),
        "identifiers": values[0]["identifiers"],
    }


def lines(value: dict[str, Any]) -> Iterator[str]:
    """The sums, the fates by kind of change, and what the survivors were."""
    mutants = value["mutants"]
    fates = Counter(item["fate"] for item in mutants)
    meant = len(mutants) - fates["refused"]
    yield (
        f"{len(mutants):,} of {value['possible']:,} mutants of {len(value['lowerings'])} lowerings (seed {', '.join(map(str, value['seeds']))}): "
        f"{fates['refused']:,} refused by the checker, {fates['killed']:,} killed, {fates['undecided']:,} undecided within the"
        f" budget, {sum(fates[name] for name in SURVIVED):,} survived, {fates['finding']:,} findings. "
        f"Score: {fates['killed'] / meant:.0%} of the {meant:,} that mean something."
    )
    yield ""
    yield f"| change | {' | '.join(FATES)} |"
    yield f"|---|{'---:|' * len(FATES)}"
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for item in mutants:
        rows[item["change"]][item["fate"]] += 1
    for name, counts in sorted(rows.items()):
        yield f"| {name} | {' | '.join(str(counts[fate] or '') for fate in FATES)} |"
    yield ""
    yield from survivors(mutants)
    depths = Counter(
        item["depth"] for item in mutants if item["depth"] is not None and item["fate"] in SURVIVED
    )
    told = ", ".join(f"{number:,} up to {depth}" for depth, number in sorted(depths.items()))
    yield ""
    yield (
        f"Survivors whose proofs were searched explicitly, by the steps that were covered over at most"
        f" {value['identifiers']} identifiers a sort: {told or 'none'}."
    )


def survivors(mutants: list[dict[str, Any]]) -> Iterator[str]:
    """What the survivors were, by the class of the lowering and the direction of the change."""
    kinds: Counter[tuple[str, str, str]] = Counter(
        (item["before"] or "", item["direction"], item["fate"])
        for item in mutants
        if item["fate"] in SURVIVED
    )
    yield "| class of the lowering | direction | survived as | mutants |"
    yield "|---|---|---|---:|"
    for (before, direction, fate), number in sorted(kinds.items()):
        yield f"| `{before}` | {direction} | {fate} | {number:,} |"


if __name__ == "__main__":
    sys.exit(main())
