"""Anchors into git sources: which commit they mean, and the two expectations of a lowering."""

from __future__ import annotations

import pytest

from tests.unit.model.conftest import CONTRACT, RUNTIME, run

OLD, NEW = "1" * 40, "2" * 40
GIT = f'  source git "maker/engine" at "{OLD}"\n'
ARCHIVE = f'  source sdist "engine==1.0" sha256 "{"a" * 64}"\n'
HEAD = 'runtime engine version "1.0" "A small runtime."\n'
PLACE = '"src/a.cpp" :: A.f'


def anchor(sources: str, line: str):
    text = RUNTIME.replace(HEAD, HEAD + sources).replace(
        "guarantee small", f"anchor other = {line}\nguarantee small"
    )
    outcome = run({"pact.rcl": CONTRACT, "engine.rcl": text})
    assert not outcome.found, outcome.found
    return next(item for item in outcome.world.runtimes[0].anchors if item.name == "other")


@pytest.mark.parametrize(
    ("sources", "line", "commit"),
    (
        (GIT, f'{PLACE} blob "45f6522a"', OLD),
        (GIT, PLACE, OLD),
        (ARCHIVE + GIT, f'{PLACE} blob "45f6522a"', OLD),
        (ARCHIVE + GIT, f'{PLACE} hash "{"b" * 64}"', ""),
        (ARCHIVE + GIT + GIT.replace(OLD, NEW), f'{PLACE} blob "45f6522a" at "22222222"', NEW),
        (
            ARCHIVE + GIT + GIT.replace(OLD, NEW),
            f'{PLACE} hash "{"b" * 64}" blob "{"c" * 40}" at "{OLD}"',
            OLD,
        ),
    ),
)
def test_the_commit_is_settled(sources, line, commit):
    assert anchor(sources, line).commit == commit


def test_blob_and_hash_are_kept():
    found = anchor(GIT, f'{PLACE} hash "{"b" * 64}" blob "45f6522a" at "11111111"')
    assert (found.digest, found.blob, found.symbol) == ("b" * 64, "45f6522a", "A.f")


def test_two_expectations():
    text = RUNTIME + (
        "lowering engine.plain to pact.full {\n"
        "  expect recorded native_conformance, proved outcome.told\n  expect unknown_evidence\n}\n"
    )
    (lowering,) = run({"pact.rcl": CONTRACT, "engine.rcl": text}).world.lowerings
    assert lowering.expected(False).verdict_class == "unknown_evidence"
    assert lowering.expected(True).verdict_class == "native_conformance"
    assert lowering.expected(True).results == (("outcome.told", "proved"),)


def test_one_expectation_is_for_both():
    text = RUNTIME + "lowering engine.plain to pact.full {\n  expect unknown_evidence\n}\n"
    (lowering,) = run({"pact.rcl": CONTRACT, "engine.rcl": text}).world.lowerings
    assert lowering.expected(True) == lowering.expected(False) == lowering.expectation
