"""Maps the outcomes of mutants to text and to JSON (``rcl.fuzz/1``), which say the same.

Invariant: same outcomes, same bytes; neither time nor the machine takes part.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from rcl.diag.diagnostic import Diagnostic
from rcl.diag.render import visible
from rcl.mutation.judge import SEARCH, Fate
from rcl.mutation.run import Fuzzed, Tried
from rcl.report.json_report import diagnostic_objects

SCHEMA = "rcl.fuzz/1"
SURVIVING = (Fate.SAME, Fate.KEPT, Fate.RAISED)


@dataclass(frozen=True, slots=True)
class FuzzPage:
    """What is shown: the outcomes, how they were asked for, the file of each finding by its place, and the diagnostics."""

    fuzzed: Fuzzed
    seed: int
    runs: int
    files: Mapping[int, str]
    diagnostics: tuple[Diagnostic, ...] = ()


def render_fuzz(page: FuzzPage) -> str:
    """A table of the kinds of change, then the findings, then what it comes to."""
    tried = page.fuzzed.tried
    rows = list(table(tried))
    width = max((len(name) for name, _ in rows), default=0)
    lines = [f"{'change':<{width}}  " + "  ".join(_HEADS.values())] if rows else []
    for name, counts in rows:
        cells = (f"{counts[fate] or '':>{len(head)}}" for fate, head in _HEADS.items())
        lines.append(f"{visible(name):<{width}}  {'  '.join(cells)}".rstrip())
    for index, item in enumerate(tried):
        if item.outcome.fate is Fate.FINDING:
            lines += ["", *_finding(item, page.files.get(index, ""))]
    lines += [""] if rows else []
    lines += _sums(page)
    return "\n".join(lines) + "\n"


_HEADS = {
    Fate.REFUSED: "refused",
    Fate.KILLED: "killed",
    Fate.UNDECIDED: "undecided",
    Fate.SAME: "same question",
    Fate.KEPT: "same results",
    Fate.RAISED: "raised",
    Fate.FINDING: "finding",
}


def table(tried: Sequence[Tried]) -> Iterator[tuple[str, Counter[Fate]]]:
    """For each kind of change what became of its mutants, by name, then the sum."""
    rows: dict[str, Counter[Fate]] = {}
    for item in tried:
        rows.setdefault(item.mutant.operator, Counter())[item.outcome.fate] += 1
    yield from sorted(rows.items())
    if rows:
        yield "all", Counter(item.outcome.fate for item in tried)


def _finding(item: Tried, file: str) -> Iterator[str]:
    mutant = item.mutant
    yield f"finding: {visible(item.lowering)}, {mutant.operator} ({mutant.direction.value}), {visible(mutant.text)}"
    yield f"  {mutant.place.place()}"
    for text in item.outcome.objections:
        yield f"  {visible(text)}"
    if item.shrunk is not None:
        yield f"  {item.shrunk.left_out} items are not needed for it"
    if file:
        yield f"  saved as {visible(file)}"


def _sums(page: FuzzPage) -> Iterator[str]:
    fuzzed = page.fuzzed
    counts = Counter(item.outcome.fate for item in fuzzed.tried)
    survived = sum(counts[fate] for fate in SURVIVING)
    meant = len(fuzzed.tried) - counts[Fate.REFUSED]
    for name, codes in fuzzed.broken:
        yield f"left out: {visible(name)} ({', '.join(codes)})"
    cut = ", cut short by the limit in time" if fuzzed.cut_short else ""
    yield (
        f"{len(fuzzed.tried):,} of {fuzzed.possible:,} mutants of {_counted(len(fuzzed.parents), 'lowering')}, seed {page.seed}{cut}: "
        f"{counts[Fate.REFUSED]:,} refused, {counts[Fate.KILLED]:,} killed, {counts[Fate.UNDECIDED]:,} undecided, "
        f"{survived:,} survived, {_counted(counts[Fate.FINDING], 'finding')}"
    )
    if meant:
        yield f"mutation score: {counts[Fate.KILLED]:,} of {meant:,} mutants with a meaning killed ({counts[Fate.KILLED] / meant:.0%})"
    yield from _searches(fuzzed.tried)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _searches(tried: Sequence[Tried]) -> Iterator[str]:
    """How far the explicit search went: it is a bound, not a proof."""
    depths = Counter(
        item.outcome.depth
        for item in tried
        if item.outcome.depth is not None and item.outcome.fate in (*SURVIVING, Fate.KILLED)
    )
    if depths:
        parts = ", ".join(
            f"{number:,} up to {_counted(depth or 0, 'step')}" for depth, number in sorted(depths.items())
        )
        yield (
            f"explicit search of what is decided anew, over at most {SEARCH.identifiers} identifiers a sort: "
            f"no counterexample to a proof for {parts}"
        )


# ---------------------------------------------------------------- JSON


def render_fuzz_json(page: FuzzPage) -> str:
    """The object as text."""
    return json.dumps(fuzz_object(page), indent=2, ensure_ascii=True) + "\n"


def fuzz_object(page: FuzzPage) -> dict[str, Any]:
    """Everything that was tried, in the order of trying."""
    fuzzed = page.fuzzed
    return {
        "schema": SCHEMA,
        "seed": page.seed,
        "runs": page.runs,
        "possible": fuzzed.possible,
        "cut_short": fuzzed.cut_short,
        "identifiers": SEARCH.identifiers,
        "lowerings": [{"name": name, "class": verdict} for name, verdict in fuzzed.parents],
        "left_out": [{"name": name, "reasons": list(codes)} for name, codes in fuzzed.broken],
        "mutants": [_mutant(item, page.files.get(index)) for index, item in enumerate(fuzzed.tried)],
        "diagnostics": diagnostic_objects(page.diagnostics),
    }


def _mutant(item: Tried, file: str | None) -> dict[str, Any]:
    outcome = item.outcome
    return {
        "lowering": item.lowering,
        "number": item.number,
        "change": item.mutant.operator,
        "direction": item.mutant.direction.value,
        "of": item.mutant.text,
        "file": item.mutant.place.file,
        "line": item.mutant.place.line,
        "fate": outcome.fate.value,
        "before": outcome.before or None,
        "after": outcome.after or None,
        "results": list(outcome.results),
        "objections": list(outcome.objections),
        "searched": outcome.searched,
        "depth": outcome.depth,
        "codes": list(outcome.codes),
        "saved": file,
    }


def nothing_tried(seed: int, runs: int, diagnostics: tuple[Diagnostic, ...]) -> FuzzPage:
    """What is shown of input that cannot be used."""
    return FuzzPage(Fuzzed((), 0, (), (), False), seed, runs, {}, diagnostics)


def fuzz_schema() -> dict[str, Any]:
    """The shipped JSON Schema (2020-12) of the object."""
    text = files("rcl.report").joinpath("schemas", "fuzz-1.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
