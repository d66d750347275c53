"""Maps verdicts and diagnostics to one JSON object of the schema ``rcl.verdict/1``.

Invariant: the same verdicts give the same bytes; keys come in the order written here, and nothing that depends on
the machine or the time takes part. The schema is shipped as ``schemas/verdict-1.json``; keys may be added to it within
version 1, none removed or given another meaning. Source: semantics, sections 4 and 5.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any

from rcl.diag.diagnostic import Diagnostic
from rcl.model.runtime import World
from rcl.report.stability import stability_object
from rcl.traces.jsonl import step_object
from rcl.verdict.results import (
    CoreItem,
    Entailment,
    ExecutedRow,
    ExecutedTrace,
    LoweringVerdict,
    Mismatch,
    ObligationResult,
    Verdicts,
)
from rcl.verdict.stability import Stability

SCHEMA = "rcl.verdict/1"

Json = dict[str, Any]


def render_json(
    verdicts: Verdicts, diagnostics: Sequence[Diagnostic] = (), stability: Stability | None = None
) -> str:
    """The object as text: ASCII, indented by two, with a line break at the end."""
    value = verdict_object(verdicts, diagnostics)
    return dump(value if stability is None else value | {"stability": stability_object(stability)})


def dump(value: Json) -> str:
    """Any of the objects of this module as text."""
    return json.dumps(value, indent=2, ensure_ascii=True) + "\n"


def verdict_object(verdicts: Verdicts, diagnostics: Sequence[Diagnostic] = ()) -> Json:
    """The object itself, made of dicts, lists, strings, integers, booleans and ``None``."""
    return {
        "schema": SCHEMA,
        "lowerings": [_lowering(item) for item in verdicts.lowerings],
        "entailments": [_entailment(item) for item in verdicts.entailments],
        "diagnostics": diagnostic_objects(diagnostics),
    }


def verdict_schema() -> Json:
    """The shipped JSON Schema (2020-12) of the object."""
    text = files("rcl.report").joinpath("schemas", "verdict-1.json").read_text(encoding="utf-8")
    schema: Json = json.loads(text)
    return schema


def diagnostic_objects(diagnostics: Iterable[Diagnostic]) -> list[Json]:
    """Diagnostics in the order they are given."""
    return [
        {
            "code": item.code.id,
            "severity": item.severity.value,
            "message": item.message,
            "file": item.span.file,
            "line": item.span.line,
            "column": item.span.column,
            "label": item.label,
            "help": item.help,
            "notes": [
                {"text": text, "file": span.file if span else None, "line": span.line if span else None}
                for text, span in item.notes
            ],
        }
        for item in diagnostics
    ]


def _lowering(item: LoweringVerdict) -> Json:
    return {
        "name": item.name,
        "runtime": item.runtime,
        "version": item.version,
        "mode": item.mode,
        "contract": item.contract,
        "bundle": item.bundle,
        "asserts": item.asserts,
        "class": item.verdict_class.value,
        "expected": item.expected or None,
        "met": item.met,
        "obligations": [obligation_object(one) for one in item.obligations],
        "boundary": [obligation_object(one) for one in item.boundary],
        "mismatches": [_mismatch(one) for one in item.mismatches],
        "reasons": list(item.reasons),
        "assumptions": list(item.assumptions),
        "pressure": item.pressure,
        "recorded": list(item.recorded),
        "executed": [_run(one) for one in item.executed],
        "file": item.file,
        "line": item.line,
    }


def _entailment(item: Entailment) -> Json:
    return {
        "contract": item.contract,
        "weaker": item.weaker,
        "full": item.full,
        "obligations": [obligation_object(one) for one in item.obligations],
    }


def _mismatch(item: Mismatch) -> Json:
    return {"what": item.what, "expected": item.expected, "found": item.found}


def obligation_object(item: ObligationResult) -> Json:
    """One obligation's or required scenario's result."""
    return {
        "name": item.name,
        "facet": item.facet,
        "result": item.result.value,
        "method": item.method,
        "core": [_core(one) for one in item.core],
        "trace": [step_object(one) for one in item.trace],
        "reason": item.reason,
        "rlimit": item.rlimit,
        "cover": [step_object(one) for one in item.cover],
        "lemmas": list(item.lemmas),
        "text": item.text,
        "formula": item.formula,
        "bindings": dict(item.bindings),
        "explained": [{"text": one.text, "value": one.value} for one in item.explained],
        "statements": item.statements,
        "depth": item.depth,
        "blame": list(item.blame),
        "repair": item.repair,
        "place": item.place,
        "executed": [row_object(one) for one in item.executed],
    }


def row_object(item: ExecutedRow) -> Json:
    """A run that performs an obligation's violation."""
    return {
        "trace": item.trace,
        "version": item.version,
        "anchored": item.anchored,
        "step": item.step,
        "bindings": dict(item.bindings),
    }


def _run(item: ExecutedTrace) -> Json:
    return {
        "trace": item.trace,
        "sha256": item.sha256,
        "probe": item.probe,
        "about": item.about,
        "version": item.version,
        "distribution": item.distribution,
        "anchored": item.anchored,
        "other": list(item.other),
        "replaced": list(item.replaced),
        "steps": item.steps,
        "held": list(item.held),
        "idle": list(item.idle),
        "undecided": list(item.undecided),
        "broken": list(item.broken),
        "admits": list(item.admits),
        "unadmitted": item.unadmitted,
        "findings": list(item.findings),
    }


def _core(item: CoreItem) -> Json:
    return {
        "statement": item.statement,
        "origin": item.origin,
        "anchor": item.anchor,
        "file": item.file,
        "line": item.line,
    }


def check_object(world: World | None, diagnostics: Sequence[Diagnostic]) -> Json:
    """The outcome of ``rcl check``: what is declared, if there are no errors, and all findings."""
    return {
        "schema": "rcl.check/1",
        "contracts": [f"{item.name} {item.version}" for item in world.contracts] if world else [],
        "runtimes": [f"{item.name} {item.version}" for item in world.runtimes] if world else [],
        "lowerings": [item.name for item in world.lowerings] if world else [],
        "diagnostics": diagnostic_objects(diagnostics),
    }
