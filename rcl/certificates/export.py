"""Maps exhibited results to the files of an export: queries, traces and one index for each lowering or weaker bundle.

Invariant: same results, same bytes. Every result has an entry, also those that nothing is shown about.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rcl.certificates.exhibit import Exhibited
from rcl.certificates.index import Entry, file_name, sha256
from rcl.traces.jsonl import SCHEMA, step_object
from rcl.verdict.results import ObligationResult, TraceStep

Files = dict[str, str]


@dataclass(frozen=True, slots=True)
class Exported:
    """One folder of an export: whose it is, its class (empty for a weaker bundle), and its size in bytes."""

    subject: str
    verdict_class: str
    folder: Path
    certificates: int
    files: int
    size: int


def entry_of(subject: str, bundle: str, item: ObligationResult, folder: str) -> tuple[Entry, Files]:
    """The entry and the files of one result, which stand in ``folder``."""
    files: Files = {}
    argument, trace = None, ""
    if isinstance(item, Exhibited):
        argument = item.argument
        files = {f"{folder}/{name}": text for name, text in item.queries}
        if item.cover:
            trace = f"{folder}/cover.jsonl"
            files[trace] = _trace_text(subject, item, "cover", item.cover)
        elif item.trace:
            trace = f"{folder}/trace.jsonl"
            files[trace] = _trace_text(subject, item, item.result.value, item.trace)
    digests = tuple((path, sha256(text.encode())) for path, text in sorted(files.items()))
    return Entry(bundle, item.name, item.result, item.reason, argument, trace, digests), files


def _trace_text(subject: str, item: Exhibited, claim: str, steps: Sequence[TraceStep]) -> str:
    """The trace file: what it claims to show, the assignment of the variables with values of their types, the steps."""
    header = {
        "schema": SCHEMA,
        "lowering": subject,
        "obligation": item.name,
        "result": claim,
        "bindings": dict(item.assignment),
    }
    return "".join(json.dumps(line) + "\n" for line in (header, *map(step_object, steps)))


def folders_of(asked: str, results: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The folder of each result by bundle and name; results of another bundle than the asked one carry its name."""
    return {
        (bundle, name): file_name(name if bundle == asked else f"{bundle}.{name}") for bundle, name in results
    }
