"""The published gates, written in the language, on the recorded traces and on variants made from them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from random import Random

import pytest

import rcl
from rcl.temporal.tables import FRESH
from rcl.traces.lines import Line
from rcl.traces.monitor import LogMonitor
from rcl.traces.records import BadRecord
from rcl.traces.results import LogReport
from rcl.traces.run import choose, target_of
from tests.strategies import published
from tests.strategies.published import Trace

TRACES = Path(__file__).parents[2] / "data" / "paper_traces"
RECORDED = ("success_path", "claimed_load_failure", "unclaimed_load_failure")
ROOT = Path(__file__).parents[3]


@cache
def world():
    return rcl.load(ROOT / "specs")


def recorded(name: str) -> Trace:
    text = (TRACES / name / "events.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


def judge(trace: Trace, bundle: str, claim) -> LogReport:
    asked = choose(world(), "connector_trace", None, bundle)
    fixed = {"target": FRESH if claim is None else claim}
    monitor = LogMonitor(asked.log, target_of(asked, lambda anchors, origin: True, fixed), ("trace",))
    for number, event in enumerate(trace, 1):
        monitor.take(monitor.decoder.line(Line(0, number, 0, json.dumps(event).encode(), False)))
    monitor.end()
    return monitor.report()


def missing(report: LogReport) -> set[str]:
    names = {item.name.partition(".")[2] for item in report.obligations if item.result.value != "holds"}
    names |= {item.name for item in report.scenarios if not item.seen}
    ambiguity = next(
        item for item in report.obligations if item.name.endswith("ambiguous_claim_cache_identity")
    )
    if (
        ambiguity.result.value == "not_exercised"
    ):  # no second record that names the same part: nothing to be ambiguous
        names.discard("ambiguous_claim_cache_identity")
    return names


@pytest.mark.parametrize("name", RECORDED)
def test_published_verdicts(name: str) -> None:
    expected = json.loads((TRACES / name / "expected.json").read_text())
    trace = recorded(name)
    claim = published.first_claim(trace)
    assert missing(judge(trace, "observation", claim)) == set(expected["missing_observation"])
    assert missing(judge(trace, "failure_outcome", claim)) == set(expected["missing_failure"])


def variants() -> list[tuple[str, Trace, object]]:
    rng = Random(7)
    good, failed, unclaimed = (recorded(name) for name in RECORDED)
    found: list[tuple[str, Trace, object]] = []

    def add(name: str, trace: Trace, claim=...) -> None:
        trace = published.renumbered(trace)
        found.append((name, trace, published.first_claim(trace) if claim is ... else claim))

    for label, trace in (("success", good), ("failure", failed), ("unclaimed", unclaimed)):
        target = published.first_claim(trace)
        add(f"{label} relabelled", published.relabelled(trace, "-other"))
        for length in range(len(trace)):
            add(f"{label} cut at {length}", trace[:length])
        for number in range(len(trace)):
            add(f"{label} without record {number}", trace[:number] + trace[number + 1 :])
        for number in range(0, len(trace), 2):
            add(f"{label} record {number} twice", [*trace[: number + 1], trace[number], *trace[number + 1 :]])
        for number in range(12):
            shuffled = list(trace)
            one, two = sorted(rng.sample(range(len(shuffled)), 2))
            shuffled[one], shuffled[two] = shuffled[two], shuffled[one]
            add(f"{label} reordered {number}", shuffled)
        for count in (1, 2, 5, 20, 50):
            others = [published.relabelled((good, failed)[n % 2], f"-{n}", n + 1) for n in range(count)]
            add(f"{label} among {count}", published.interleaved(rng, [trace, *others]), target)
        for key in published.IDENTITY:
            for number in (3, 9):
                if key in trace[number]:
                    spoiled = [
                        {**event, key: "another"} if at == number else event for at, event in enumerate(trace)
                    ]
                    add(f"{label} other {key} in {number}", spoiled)
    claim = published.first_claim(failed)
    reports = [event["event"] for event in failed if "outcome_claim_id" in event]
    for kind in reports:
        add(f"wrong claim in {kind}", published.changed(failed, kind, outcome_claim_id="somebody-else"))
        add(f"{kind} blames others", published.changed(failed, kind, blocking_claim_ids=["somebody-else"]))
        add(
            f"{kind} blames others too",
            published.changed(failed, kind, blocking_claim_ids=[claim, "somebody-else"]),
        )
        add(f"{kind} native", published.changed(failed, kind, native_scheduler_admission_refusal=True))
        add(f"{kind} flags off", published.changed(failed, kind, failure_injection_flag=False))
    restored = next(event for event in good if event["event"] == "resident_claim_restored")
    fallback = {**restored, "claim_id": claim, "resident_claim_id": claim}
    for place in range(14, len(failed) + 1):
        add(f"recompute counted as restore at {place}", [*failed[:place], fallback, *failed[place:]])
    add("restore after reuse", published.moved(good, "resident_claim_restored", len(good) - 1))
    add("restore before the load", published.moved(good, "resident_claim_restored", 11))
    add("accepted afterwards", published.moved(good, "request_initialized", len(good) - 2))
    add("counters only", published.counters())
    add("nothing at all", [])
    return found


VARIANTS = variants()


def test_variants_are_many() -> None:
    assert len(VARIANTS) >= 200


def test_variants_have_the_published_verdict() -> None:
    accepted = 0
    for name, trace, claim in VARIANTS:
        for bundle, oracle in (
            ("observation", published.observation),
            ("failure_outcome", published.failure_outcome),
        ):
            report = judge(trace, bundle, claim)
            expected = oracle(trace, claim)
            assert missing(report) == expected, (name, bundle)
            accepted += not expected
    assert 20 < accepted < len(VARIANTS)


def test_bad_order_is_never_accepted() -> None:
    """The published analyzers sort; a log whose numbers fall or repeat is reported, and shows nothing."""
    trace = recorded("success_path")
    for broken in ([trace[1], trace[0], *trace[2:]], [trace[0], *trace]):
        report = judge(broken, "observation", published.first_claim(trace))
        assert report.bad and not report.complete


def test_attribution() -> None:
    failed, good = recorded("claimed_load_failure"), recorded("success_path")
    claim = published.first_claim(failed)
    mixed = published.interleaved(Random(1), [failed, published.relabelled(good, "-by", 1)])
    assert names(judge(mixed, "attribution", claim)) == set()
    smeared = published.changed(
        mixed, "scheduler_active_request_refused", blocking_claim_ids=[claim, "other"]
    )
    assert names(judge(smeared, "attribution", claim)) == {"blocking_claim_ids_name_only_target"}
    two = published.interleaved(Random(1), [failed, published.relabelled(failed, "-by", 1)])
    assert names(judge(two, "attribution", claim)) == {
        "scheduler_failure_events_name_only_target",
        "blocking_claim_ids_name_only_target",
        "non_target_failure_or_refusal_attribution",
        "non_target_restore_success_or_not_failed",
    }


def names(report: LogReport) -> set[str]:
    return {item.name.partition(".")[2] for item in report.obligations if item.result.value == "violated"}


def test_a_bad_record_is_placed() -> None:
    asked = choose(world(), "connector_trace", None, "observation")
    monitor = LogMonitor(
        asked.log, target_of(asked, lambda anchors, origin: True, {"target": "c"}), ("trace",)
    )
    item = monitor.decoder.line(Line(0, 7, 123, b'{"event": "offload_job_completed"', True))
    assert item == BadRecord("trace", 7, 123, "the last line is cut")
