"""What is forgotten of a log that is seen through a lowering makes no difference, and never makes anything hold."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

import rcl
from rcl.model.logs import Log
from rcl.traces.lowered import LoweredView
from rcl.traces.monitor import LogMonitor
from rcl.traces.results import LogReport, LogResult
from rcl.traces.run import RunSettings, choose, feed_files, target_of

SEEDS = 120
CONTRACT = """contract visit version 1 "Visits."
sort Claim, Request
duty event opened(claim: Claim, request: Request)
duty event served(claim: Claim, request: Request)
duty event blamed(claim: Claim)
duty event closed(request: Request)
state current(claim: Claim): Request? = none
  "who it was opened for last"
  on opened(claim, request: r) -> r
facet outcome {
  obligation opened_first "a" failure "b" source "c"
    whenever served(claim: c, request: r) requires once opened(claim: c, request: r)
  obligation known "a" failure "b" source "c"
    whenever blamed(claim: c) requires once opened(claim: c) and current(c) != none
  obligation closed_once "a" failure "b" source "c"
    whenever closed(request: r) requires not previously once closed(request: r)
  obligation still_open "a" failure "b" source "c"
    whenever served(claim: c, request: r) requires not closed(request: r) since opened(claim: c, request: r)
  obligation mine "a" failure "b" source "c"
    forall d: Claim
    whenever served(claim: c, request: r) and once opened(claim: d, request: r) requires c = d
  obligation latest "a" failure "b" source "c"
    whenever served(claim: c, request: r) requires current(c) = r
}
scenario back "a claim is served again for another request":
  exists c: Claim, r: Request, q: Request:
    served(claim: c, request: r) and once served(claim: c, request: q) and r != q
bundle all = outcome requires back
"""
RUNTIME = """use visit version 1
runtime desk version "1.0"
  "A desk."
  source specification "desk-1.0" sha256 ""
event start(claim: Claim, request: Request)
  "A request comes with a claim."
event work(claim: Claim, request: Request)
  "It is served."
event gripe(request: Request)
  "It complains."
event stop(request: Request)
  "It goes."
event done(claim: Claim)
  "The claim is never heard of again."
state carried(request: Request): Claim? = none
  "the claim it came with"
  on start(claim: c, request) -> c
mode plain "plain" {
}
lowering desk.plain to visit.all
  "What the desk does."
{
  asserts conformance
  map opened(claim: c, request: r) from start(claim: c, request: r)
  map served(claim: c, request: r) from work(claim: c, request: r) when once start(request: r)
  map blamed(claim: carried(r)) from gripe(request: r)
  map closed(request: r) from stop(request: r)
}
log desk_log {
  kind event
  order by n
  record "start" as start(claim: claim?, request: request)
  record "work" as work(claim: claim, request: request)
  record "gripe" as gripe(request: request?)
  record "stop" as stop(request: request)
  record "done" as done(claim: claim)
  forget stop(request), done(claim)
}
"""


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("visit")
    (home / "rcl.toml").write_text('include = ["."]\n')
    (home / "visit.rcl").write_text(CONTRACT)
    (home / "desk.rcl").write_text(RUNTIME)
    return choose(rcl.load(session=rcl.open_session(str(home), cwd=home)), "desk_log", None, None)


def write(path: Path, seed: int, doubt: bool) -> None:
    """A log in which nothing names what is over, unless there is ``doubt``: then records are bad, missing or incomplete as well."""
    rng = Random(seed)
    wrong = rng.choice((0.0, 0.0, 0.1))
    doubts = rng.choice((0.003, 0.01, 0.03)) if doubt else 0.0
    lines: list[str] = []
    claims: list[str] = []
    requests: dict[str, str] = {}
    number = 0
    for made in range(rng.randint(20, 120)):
        number += 2 if rng.random() < doubts else 1
        kinds = (
            ["start", "start", "work", "work", "gripe", "gripe", "stop", "done"] if requests else ["start"]
        )
        kind = rng.choice(kinds)
        if kind == "start":
            claim = rng.choice(claims) if claims and rng.random() < 0.5 else f"c{made}"
            request = rng.choice([*requests]) if requests and rng.random() < wrong else f"r{made}"
            claims += [claim] if claim not in claims else []
            requests[request] = claim
        else:
            request = rng.choice([*requests])
            claim = requests[request] if rng.random() >= wrong else rng.choice(claims or ["c0"])
        if kind == "work" and claim not in claims:
            kind = "gripe"  # the claim is over, and the request that came with it complains
        record = {"event": kind, "n": number}
        if kind in ("start", "work"):
            record |= {"claim": claim, "request": request}
        elif kind in ("gripe", "stop"):
            record |= {"request": request}
        elif claims:
            record |= {"claim": claim if claim in claims else claims[0]}
            claims.remove(record["claim"])
        else:
            record = {"event": "gripe", "n": number, "request": request}
        if kind == "stop":
            del requests[request]
        if rng.random() < 2 * doubts:
            record.pop(rng.choice(["claim", "request"]), None)
        line = json.dumps(record)
        lines.append("{oops" if rng.random() < doubts else line)
    path.write_text("\n".join(lines) + "\n")


def followed(asked, log: Log, path: Path) -> tuple[LogReport, LogMonitor]:
    monitor = LogMonitor(log, target_of(asked, lambda anchors, origin: True, {}), (str(path),))
    feed_files(monitor, (str(path),), RunSettings(stop_at_bad=False))
    return monitor.report(), monitor


def remembered(monitor: LogMonitor) -> int:
    view = monitor.target.view
    assert view is not None
    return monitor.others.stream.sizes() + view.runtime.sizes()


def test_it_changes_nothing(tmp_path: Path, asked) -> None:
    held = violated = less = 0
    for seed in range(SEEDS):
        path = tmp_path / f"{seed}.jsonl"
        write(path, seed, doubt=False)
        found, monitor = followed(asked, asked.log, path)
        expected, whole = followed(asked, replace(asked.log, over=()), path)
        assert not found.bad, (seed, found.bad)
        assert found.obligations == expected.obligations, seed
        assert found.scenarios == expected.scenarios, seed
        assert remembered(monitor) <= remembered(whole)
        less += remembered(monitor) < remembered(whole)
        held += sum(item.result is LogResult.HOLDS for item in found.obligations)
        violated += sum(item.result is LogResult.VIOLATED for item in found.obligations)
    assert held > SEEDS and violated > SEEDS / 4 and less > SEEDS * 0.8, (held, violated, less)


def test_it_never_says_more(tmp_path: Path, asked) -> None:
    held = doubted = 0
    for seed in range(SEEDS * 2):
        path = tmp_path / f"{seed}.jsonl"
        write(path, seed, doubt=True)
        found, _ = followed(asked, asked.log, path)
        expected, _ = followed(asked, replace(asked.log, over=()), path)
        for one, other in zip(found.obligations, expected.obligations, strict=True):
            held += one.result is LogResult.HOLDS
            doubted += one.result is not other.result
            assert one.result is not LogResult.HOLDS or other.result is LogResult.HOLDS, (seed, one.name)
            if one.result is LogResult.VIOLATED:
                assert other.result is LogResult.VIOLATED, (seed, one.name)
        for one, other in zip(found.scenarios, expected.scenarios, strict=True):
            assert one.seen or not one.decided or not other.seen, (seed, one.name)
    assert held > 50 and doubted > 20, (held, doubted)


def test_what_a_state_names_is_kept(tmp_path: Path, asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """`blamed` is filled from a state: were that taken for what the record names, a complaint would be called false."""
    path = tmp_path / "late.jsonl"
    records = [
        {"event": "start", "claim": "c", "request": "r"},
        {"event": "done", "claim": "c"},
        {"event": "gripe", "request": "r"},
    ]
    path.write_text("".join(json.dumps({**item, "n": n}) + "\n" for n, item in enumerate(records)))

    def known() -> LogResult:
        report, _ = followed(asked, asked.log, path)
        return next(item.result for item in report.obligations if item.name == "outcome.known")

    assert known() is LogResult.HOLDS
    monkeypatch.setattr(LoweredView, "direct", lambda *_: True)
    assert known() is LogResult.VIOLATED


def test_memory_follows_what_is_not_over(tmp_path: Path, asked) -> None:
    sizes = []
    for visits in (50, 500):
        path = tmp_path / f"{visits}.jsonl"
        kinds = [("start", True), ("work", True), ("stop", False)]
        records = [
            {"event": kind, "request": f"r{at}", **({"claim": f"c{at % 5}"} if both else {})}
            for at in range(visits)
            for kind, both in kinds
        ]
        path.write_text("".join(json.dumps({**item, "n": n}) + "\n" for n, item in enumerate(records)))
        _, monitor = followed(asked, asked.log, path)
        sizes.append(remembered(monitor))
    assert sizes[0] == sizes[1], sizes
