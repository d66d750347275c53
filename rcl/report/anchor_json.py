"""Maps the findings about anchors to JSON objects of the schemas ``rcl.anchors.verify/1`` and ``rcl.anchors.drift/1``.

Invariant: the same findings give the same bytes. The schemas are shipped beside that of verdicts; keys may be added
to them within version 1, none removed or given another meaning.
"""

from __future__ import annotations

import json
from importlib.resources import files

from rcl.anchors.drift import Drift
from rcl.anchors.verify import Finding, Verified, VerifyReport
from rcl.model.runtime import Anchor, Source
from rcl.report.anchor_table import count_fates, count_states
from rcl.report.json_report import Json, diagnostic_objects
from rcl.verdict.stakes import DriftReport, Stake

VERIFY = "rcl.anchors.verify/1"
DRIFT = "rcl.anchors.drift/1"


def anchors_schema() -> Json:
    """The shipped JSON Schema (2020-12) of both objects."""
    text = files("rcl.report").joinpath("schemas", "anchors-1.json").read_text(encoding="utf-8")
    schema: Json = json.loads(text)
    return schema


def verify_object(report: VerifyReport) -> Json:
    """The outcome of ``rcl anchors verify``."""
    return {
        "schema": VERIFY,
        "runtimes": [_runtime(item) for item in report.runtimes],
        "locks": [{"path": item.path, "changed": item.changed} for item in report.files],
        "diagnostics": diagnostic_objects(report.diagnostics),
    }


def drift_object(report: DriftReport) -> Json:
    """The outcome of ``rcl anchors drift``."""
    return {
        "schema": DRIFT,
        "runtime": report.runtime,
        "version": report.version,
        "old": report.old,
        "new": report.new,
        "counts": {fate.value: count for fate, count in count_fates(report.drifts).items()},
        "anchors": [_drift(item) for item in report.drifts],
        "decided": report.decided,
        "stakes": [_stake(item) for item in report.stakes],
    }


def _runtime(item: Verified) -> Json:
    return {
        "name": item.runtime.name,
        "version": item.runtime.version,
        "sources": [
            {**_source(one.source), "digest": one.source.digest, "against": one.against or None}
            for one in item.verifications
        ],
        "defects": [{"source": one.spec, "reason": one.reason} for one in item.defects],
        "counts": {state.value: count for state, count in count_states(item).items()},
        "anchors": [_finding(found, source) for found, source in item.best()],
    }


def _source(source: Source) -> Json:
    return {"kind": source.kind, "spec": source.spec}


def _anchor(anchor: Anchor) -> Json:
    return {
        "name": anchor.name,
        "path": anchor.path,
        "symbol": anchor.symbol,
        "hash": anchor.digest or None,
        "blob": anchor.blob or None,
        "commit": anchor.commit or None,
    }


def _finding(found: Finding, source: Source) -> Json:
    place = found.place
    here = place is not None and bool(place.found_path)
    return {
        **_anchor(found.anchor),
        "state": found.state.value,
        "source": _source(source),
        "found": found.found or None,
        "found_path": place.found_path if place is not None and here else None,
        "found_symbol": place.found_symbol if place is not None and here else None,
        "lines": [place.first, place.last] if place is not None and place.first else None,
        "reason": found.reason,
    }


def _drift(item: Drift) -> Json:
    return {
        **_anchor(item.anchor),
        "fate": item.fate.value,
        "now": item.now or None,
        "reason": item.reason,
        "diff": list(item.diff),
    }


def _stake(item: Stake) -> Json:
    return {
        "lowering": item.lowering,
        "class": item.verdict_class,
        "statements": list(item.statements),
        "results": [
            {
                "obligation": one.obligation,
                "result": one.result,
                "how": one.how,
                "statements": list(one.statements),
            }
            for one in item.results
        ],
    }
