"""All variants of all traces: the published verdict and names, and none accepted that should not be."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.strategies import lifecycle, published, variants
from tests.strategies.gates import judge, missing

CONNECTOR = variants.connector()
REFERENCE = variants.reference()
KINDS = {
    "relabelled", "interleaved", "cut", "left out", "reordered", "duplicated", "identity changed",
    "wrong claim in the outcome", "restore after reuse", "recompute as restore", "post-hoc acceptance",
    "generic counters only",
}  # fmt: skip
ORACLES = {variants.OBSERVATION: published.observation, variants.FAILURE: published.failure_outcome}


def test_there_are_enough_and_of_every_kind() -> None:
    kinds = Counter(item.kind for item in CONNECTOR + REFERENCE)
    assert set(kinds) >= KINDS
    assert len(CONNECTOR) == 279 and len(REFERENCE) == 193
    assert sum(bool(item.never) for item in CONNECTOR) >= 200
    crowds = [item for item in CONNECTOR if item.kind == "interleaved"]
    others = {len({published.claim_of(event) for event in item.trace}) for item in crowds}
    assert {2, 51} <= others
    texts = [repr((item.trace, item.claim)) for item in CONNECTOR if item.kind != "cut"]
    assert len(set(texts)) >= len(texts) - 12, "few variants leave a trace as it was"


@pytest.mark.parametrize("bundle", ORACLES)
def test_connector_variants(bundle: str) -> None:
    accepted = 0
    for item in CONNECTOR:
        report = judge(item.trace, bundle, item.claim)
        found = missing(report)
        assert found == ORACLES[bundle](item.trace, item.claim), item.name
        assert not (report.complete and bundle in item.never), item.name
        assert not (not found and bundle in item.never), item.name
        accepted += not found
    assert 15 <= accepted <= 60


def test_a_chain_of_one_job_is_asked_for() -> None:
    """Stricter than the published gate: it never accepts what that one rejects, nor a chain of two jobs."""
    for item in CONNECTOR:
        found = missing(judge(item.trace, variants.ONE_JOB, item.claim))
        assert found >= published.observation(item.trace, item.claim), item.name
        assert found or variants.ONE_JOB not in item.never, item.name
    kept = [item for item in CONNECTOR if item.name in ("success", "success relabelled", "success among 50")]
    assert [missing(judge(item.trace, variants.ONE_JOB, item.claim)) for item in kept] == [set()] * 3


def test_lifecycle_variants() -> None:
    accepted = 0
    for item in REFERENCE:
        report = judge(item.trace, variants.LIFECYCLE, item.claim, log="lifecycle_trace")
        assert missing(report) == lifecycle.missing(item.trace, item.claim), item.name
        assert not (report.complete and variants.LIFECYCLE in item.never), item.name
        accepted += report.complete
        if item.kind in ("identity changed", "made"):
            fixed = judge(item.trace, variants.FIXED, item.claim, log="lifecycle_trace")
            assert fixed.complete == (variants.FIXED not in item.never), item.name
    assert accepted == 56
