"""Defects of meaning: which pairs of lines contradict each other, and when they are errors."""

from __future__ import annotations

import pytest

USE = 'use pact version 1\nuse engine version "1.0"\n'


def lower(resolved, contract, runtime, *lines: str, more: str = ""):
    text = USE + more + "lowering engine.plain to pact.full {\n" + "\n".join(lines) + "\n}\n"
    return resolved({"pact.rcl": contract, "engine.rcl": runtime, "z.rcl": text})


REUSED = "map reused(claim: tag(r), request: r) from done(request: r)"
CONFLICTS = {
    "other variable": (REUSED, "map lost(claim: tag(q), position: 0) from done(request: q)"),
    "further field named": (REUSED, "map lost(claim: tag(q), position: 0) from done(request: q, error: e)"),
    "hazard first": ("map lost(claim: tag(q), position: 0) from done(request: q)", REUSED),
    "same condition": (
        REUSED + " when tag(r) != none",
        "map moved(claim: tag(q), tier: gpu) from done(request: q) when tag(q) != none",
    ),
    "same literal": (
        "map accepted(claim: tag(r), object: _, blocks: 1) from done(request: r, error: true)",
        "map lost(claim: tag(r), position: 1) from done(error: true, request: r)",
    ),
}
FINE = {
    "other literal": (
        "map reused(claim: tag(r), request: r) from done(request: r, error: false)",
        "map lost(claim: tag(q), position: 0) from done(request: q, error: true)",
    ),
    "other condition": (
        REUSED + " when tag(r) != none",
        "map lost(claim: tag(q), position: 0) from done(request: q) when tag(q) = none",
    ),
    "hazard without a claim": (REUSED, "map finished(request: r, ok: true) from done(request: r)"),
    "unknown claim": (REUSED, "map lost(claim: _, position: 0) from done()"),
    "duty without the field": (
        "map refused(request: r, blocking: tag(r)) from done(request: r)",
        "map lost(claim: tag(r), position: 0) from done(request: r)",
    ),
    "two hazards": (
        "map lost(claim: tag(r), position: 0) from done(request: r)",
        "map moved(claim: tag(r), tier: gpu) from done(request: r)",
    ),
    "environment": (
        "map asked(claim: tag(r), request: r) from done(request: r)",
        "map lost(claim: tag(r), position: 0) from done(request: r)",
    ),
    "other event": (REUSED, "map lost(claim: tag(r), position: 0) from arrived(request: r)"),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_duty_and_hazard(name, resolved, contract, runtime):
    outcome = lower(resolved, contract, runtime, *CONFLICTS[name])
    assert outcome.codes == ["RCL0502"]
    assert outcome.only().span.line == 3 + len(CONFLICTS[name])
    assert [item.code for item in outcome.world.lowerings[0].defects] == ["RCL0502"]


@pytest.mark.parametrize("name", FINE)
def test_no_conflict(name, resolved, contract, runtime):
    outcome = lower(resolved, contract, runtime, *FINE[name])
    assert not outcome.found and not outcome.world.lowerings[0].defects


BAD = ("map asked(claim: 7, request: r) from arrived(request: r)", REUSED, 'unmapped reused "none" by loop')


def test_defects_are_errors(resolved, contract, runtime):
    outcome = lower(resolved, contract, runtime, *BAD)
    assert outcome.codes == ["RCL0501", "RCL0504"]


def test_expected_defects_are_kept_and_not_reported(resolved, contract, runtime):
    outcome = lower(resolved, contract, runtime, *BAD, "expect rejected_mapping")
    lowering = outcome.world.lowerings[0]
    assert not outcome.found
    assert [item.code for item in lowering.defects] == ["RCL0501", "RCL0504"]
    assert dict(lowering.maps[0].fields)["claim"] is None


def test_expecting_another_class_does_not_hide_them(resolved, contract, runtime):
    assert lower(resolved, contract, runtime, *BAD, "expect unknown_evidence").codes == ["RCL0501", "RCL0504"]
