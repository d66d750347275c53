"""What a log costs grows with its length and no faster: also with gaps, bad records, unknown fields and hostile contents.

Effort is counted in calls, not in seconds, so that a busy machine changes nothing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import rcl
from rcl.traces.results import LogReport
from tests.strategies.gates import PATCHED, ROOT, recorded, small_session

BUNDLE_LOG = """
log day {
  kind event
  order by n
  record "accepted" as accepted(claim: claim, object: claim, cache: tier, tokens: tier, required: blocks),
    materialized(claim: claim, object: claim, cache: tier, tokens: tier, required: blocks, leading: blocks)
  record "offloaded" as offloaded(claim: claim, tier: host, job: job, blocks: blocks),
    restore_required(claim: claim, request: claim, tier: host, job: job)
  record "restored" as restored(claim: claim, request: claim, tier: host, job: job, leading: blocks)
  record "reused" as reused(claim: claim, request: claim)
}
"""
SMALL = """contract small version 1 "A few promises."
sort Claim, Request, Job
duty event made(claim: Claim, request: Request, job: Job)
duty event over(claim: Claim, request: Request)
duty event used(claim: Claim, request: Request, job: Job)
duty event listed(claim: Claim)
state closed(request: Request): Bool = false
  "was it over?"
  on over(request) -> true
facet outcome {
  obligation open "a" failure "b" source "c"
    whenever used(claim: c, request: r) requires not over(claim: c, request: r) since made(claim: c, request: r)
  obligation mine "a" failure "b" source "c"
    forall d: Claim whenever used(claim: c, job: j) requires once made(claim: d, job: j) implies c = d
  obligation before "a" failure "b" source "c"
    whenever used(request: r) requires not closed(r)
  obligation known "a" failure "b" source "c"
    whenever listed(claim: c) requires once made(claim: c) or listed(claim: c)
}
bundle all = outcome
log small_log {
  kind event
  order by n
  record "made" as made(claim: claim?, request: request?, job: job?)
  record "over" as over(claim: claim?, request: request?)
  record "used" as used(claim: claim?, request: request?, job: job?)
  record "listed" as listed(claim: each claims)
}
"""


def effort(run: Callable[[], LogReport]) -> tuple[int, LogReport]:
    """How many calls a run makes, of Python's functions and built-in ones."""
    count = 0

    def step(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(step)
    try:
        report = run()
    finally:
        sys.setprofile(None)
    return count, report


def project(home: Path, text: str) -> rcl.Session:
    (home / "rcl.toml").write_text('include = ["."]\n')
    (home / "all.rcl").write_text(text)
    session = rcl.open_session(str(home), cwd=home)
    rcl.load(session=session)
    return session


def lines(records: list[dict | None]) -> str:
    """The records with their numbers; ``None`` is one that is missing."""
    return "".join(json.dumps({"n": n, **item}) + "\n" for n, item in enumerate(records) if item is not None)


def day(size: int, gap: int) -> list[dict | None]:
    """Claims that are offloaded, restored and reused in turn, each time by a new job; every ``gap`` records one is missing."""
    found: list[dict | None] = []
    for turn in range(size // 60):
        for kind in ("offloaded", "restored", "reused"):
            for claim in range(20):
                job = f"j{turn}-{claim}"
                first = turn == 0 and kind == "offloaded"
                found.append(
                    {"event": "accepted" if first else kind, "claim": f"c{claim}", "job": job, "tier": "host",
                     "blocks": 28}
                )  # fmt: skip
    return [None if gap and at % gap == gap // 2 else item for at, item in enumerate(found)]


def linear(small: int, large: int, factor: int) -> bool:
    """``large`` for ``factor`` times as many records: what is done once makes it less than in proportion."""
    return large < 1.3 * factor * small


@pytest.mark.parametrize("gap", [1200, 10])
def test_the_whole_bundle_after_a_gap(tmp_path: Path, gap: int) -> None:
    text = (ROOT / "specs" / "resident_claim.rcl").read_text() + BUNDLE_LOG
    session = project(tmp_path, text)
    found = []
    for size, missing in ((1200, gap), (4800, gap * 4 if gap > 100 else gap), (4800, 0)):
        path = tmp_path / f"{size}-{missing}.jsonl"
        path.write_text(lines(day(size, missing)))
        count, report = effort(
            lambda path=path: rcl.monitor(path, log="day", bundle="offloadable", session=session)
        )
        assert bool(missing) is bool(report.files[0].gaps)
        assert not missing or all(item.result.value != "holds" for item in report.obligations)
        found.append(count)
    assert linear(found[0], found[1], 4), found
    assert found[1] < 20 * found[2], found


def copies(number: int, bad: int) -> str:
    """Recorded runs of the patched vLLM one after another, each with identifiers of its own; some lines are no record."""
    runs = [recorded("success_path"), recorded("claimed_load_failure")]
    found: list[str] = []

    def own(value: object, at: int) -> object:
        if isinstance(value, list):
            return [own(item, at) for item in value]
        return f"{value}~{at}" if value is not None else None

    for at in range(number):
        for item in runs[at % 2]:
            named = {key: own(value, at) for key, value in item.items() if key.endswith(("_id", "claim_ids"))}
            found.append(json.dumps({**item, **named, "event_sequence": len(found)}))
    return "".join(
        ("{oops" if bad and number % bad == bad // 2 else text) + "\n" for number, text in enumerate(found)
    )


@pytest.mark.parametrize("bad", [0, 600, 10])
def test_a_log_through_a_lowering(tmp_path: Path, bad: int) -> None:
    session = small_session()
    found = []
    for number in (30, 30, 120):  # the first time, the descriptors are read
        path = tmp_path / f"{number}.jsonl"
        path.write_text(copies(number, bad if bad < 100 else bad * number // 30))
        count, report = effort(
            lambda path=path: rcl.monitor(
                path, log="vllm_patched", lowering=PATCHED, stop_at_bad=False, session=session
            )
        )
        assert bool(report.bad) is bool(bad)
        held = sum(item.result.value == "holds" for item in report.obligations)
        assert held == (0 if bad else 17)
        found.append(count)
    assert linear(found[1], found[2], 4), found


def some(kind: str, **fields: str | None) -> dict:
    return {"event": kind, **{name: value for name, value in fields.items() if value is not None}}


def hostile(case: str, size: int) -> list[dict]:
    """Contents that make look-ups find much, or nothing for certain."""
    records: list[dict] = []
    for at in range(size // 3):
        claim, request, job = f"c{at}", f"r{at}", f"j{at}"
        known = {
            "no claim": (None, request, job),
            "no request": (claim, None, job),
            "one request": ("c", request, None),
            "no job": (claim, request, None),
            "nothing": (None, None, None),
            "now and then": (claim if at % 2 else None, request if at % 3 else None, job if at % 5 else None),
            "one job": (claim, request, "j"),
        }[case]
        claim_, request_, job_ = known
        records += [
            some("made", claim=claim, request=request, job=job_ if case == "one job" else job),
            some("used", claim=claim_, request=request_, job=job_),
            some("over", claim=claim_, request=request_),
        ]
    return records


@pytest.mark.parametrize(
    "case", ["no claim", "no request", "one request", "no job", "nothing", "now and then", "one job"]
)
def test_unknown_fields_and_crowds(tmp_path: Path, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that a log can say makes each of its records dearer than the one before."""
    monkeypatch.setattr("rcl.traces.monitor.MOST_VIOLATIONS", 100)
    monkeypatch.setattr("rcl.temporal.updates.MOST_EVERYWHERE", 8)
    session = project(tmp_path, SMALL)
    found = []
    for size in (1500, 6000):
        path = tmp_path / f"{size}.jsonl"
        path.write_text(lines(list(hostile(case, size))))
        count, report = effort(lambda path=path: rcl.monitor(path, log="small_log", session=session))
        assert all(len(item.violations) <= 100 for item in report.obligations)
        found.append(count)
    assert linear(found[0], found[1], 4), found


def test_one_record_of_many_events(tmp_path: Path) -> None:
    session = project(tmp_path, SMALL)
    found = []
    for size in (500, 2000):
        path = tmp_path / f"{size}.jsonl"
        path.write_text(lines([{"event": "listed", "claims": [f"c{at}" for at in range(size)]}]))
        count, report = effort(lambda path=path: rcl.monitor(path, log="small_log", session=session))
        assert {item.name: item.result.value for item in report.obligations}["outcome.known"] == "holds"
        found.append(count)
    assert linear(found[0], found[1], 4), found


def test_more_violations_than_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that a hundred claims share breaks `mine` in thousands of ways: the first ones are told, and that there may be more."""
    monkeypatch.setattr("rcl.traces.monitor.MOST_VIOLATIONS", 7)
    session = project(tmp_path, SMALL)
    path = tmp_path / "shared.jsonl"
    path.write_text(lines(list(hostile("one job", 300))))
    report = rcl.monitor(path, log="small_log", session=session)
    mine = next(item for item in report.obligations if item.name == "outcome.mine")
    assert mine.result.value == "violated" and len(mine.violations) == 7
    assert mine.reason.startswith("only the first") and mine.reason.endswith("violations are told")
    assert mine.violations[0].place.line == 5


def test_a_record_of_too_many_events_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rcl.traces.records.MAX_EVENTS", 3)
    session = project(tmp_path, SMALL)
    path = tmp_path / "long.jsonl"
    path.write_text(lines([{"event": "listed", "claims": ["a", "b", "c", "d"]}]))
    report = rcl.monitor(path, log="small_log", session=session)
    assert [item.reason for item in report.bad] == ["the record stands for more than 3 events"]
