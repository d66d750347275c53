"""Maps exports, verifications and theorems to text for a person, and to JSON objects of the schemas ``rcl.proofs.*/1``.

Invariant: both forms say the same, and everything that is wrong is in both. Only the seconds of a verification differ
from run to run. The schemas are shipped as ``schemas/proofs-1.json``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from rcl.certificates.export import Exported
from rcl.certificates.theorems import TheoremSet
from rcl.certificates.verify import Checked
from rcl.diag.render import visible
from rcl.report.json_report import Json

EXPORT = "rcl.proofs.export/1"
VERIFY = "rcl.proofs.verify/1"
THEOREMS = "rcl.proofs.theorems/1"


def proofs_schema() -> Json:
    """The shipped JSON Schema (2020-12) of the three objects."""
    text = files("rcl.report").joinpath("schemas", "proofs-1.json").read_text(encoding="utf-8")
    schema: Json = json.loads(text)
    return schema


# ---------------------------------------------------------------- for a program


def export_object(found: Sequence[Exported]) -> Json:
    """The outcome of ``rcl proofs export``."""
    exports = [
        {
            "subject": item.subject,
            "class": item.verdict_class or None,
            "folder": item.folder.as_posix(),
            "certificates": item.certificates,
            "files": item.files,
            "bytes": item.size,
        }
        for item in found
    ]
    return {"schema": EXPORT, "exports": exports}


def verify_object(found: Sequence[Checked], solvers: Sequence[str]) -> Json:
    """The outcome of ``rcl proofs verify``."""
    return {
        "schema": VERIFY,
        "solvers": list(solvers),
        "confirmed": not any(item.troubles for item in found),
        "exports": [_checked(item) for item in found],
    }


def _checked(item: Checked) -> Json:
    return {
        "subject": item.subject,
        "class": item.verdict_class or None,
        "confirmed": not item.troubles,
        "results": dict(sorted(item.results.items())),
        "certificates": item.certificates,
        "queries": item.queries,
        "traces": item.traces,
        "bytes": item.size,
        "seconds": {name: round(spent, 3) for name, spent in item.seconds.items()},
        "wrong": [{"where": one.where, "what": one.what} for one in item.troubles],
    }


def theorems_object(found: Sequence[TheoremSet], output: Path) -> Json:
    """The outcome of ``rcl proofs theorems``."""
    sets = [
        {
            "folder": (output / item.folder).as_posix(),
            "theorems": [
                {"file": f"{name}.smt2", "statement": text} for name, text in item.statements.items()
            ],
        }
        for item in found
    ]
    return {"schema": THEOREMS, "sets": sets}


# ---------------------------------------------------------------- for a person


def render_export(found: Sequence[Exported]) -> str:
    """One line for each lowering or weaker bundle."""
    return "".join(
        f"{visible(item.subject)}: {item.certificates} certificates, {item.files} files,"
        f" {item.size / 1024:.0f} KiB\n"
        for item in found
    )


def render_theorems(found: Sequence[TheoremSet], output: Path) -> str:
    """One line for each folder."""
    return "".join(
        f"{visible((output / item.folder).as_posix())}: {len(item.statements)} theorems\n" for item in found
    )


def render_verify(found: Sequence[Checked]) -> str:
    """One paragraph for each: what was checked, then everything that is wrong."""
    return "".join(_paragraph(item) for item in found)


def _paragraph(item: Checked) -> str:
    results = ", ".join(f"{count} {word}" for word, count in sorted(item.results.items()))
    times = ", ".join(f"{name} {spent:.1f} s" for name, spent in item.seconds.items())
    word = "NOT CONFIRMED" if item.troubles else "confirmed"
    lines = [
        f"{word}  {item.subject}" + (f"  {item.verdict_class}" if item.verdict_class else ""),
        f"  results       {results or 'none'}",
        f"  certificates  {item.certificates} with {item.queries} queries" + (f" ({times})" if times else ""),
        f"  traces        {item.traces}",
    ]
    lines += [f"  wrong  {one.where}: {one.what}" for one in item.troubles]
    return "".join(f"{visible(line)}\n" for line in lines)
