"""The compiled monitor: what it leaves aside, what it forgets, and that no text becomes code."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

import rcl
from rcl.cli.monitor import command
from rcl.model.logs import Log
from rcl.temporal.compiled.values import Namespace
from rcl.traces.compiled import BLOCK, CompiledRun, blocks
from rcl.traces.finished import Finished
from rcl.traces.lines import MAX_LINE, lines_of
from rcl.traces.monitor import LogMonitor, Target
from rcl.traces.results import LogReport
from rcl.traces.run import RunSettings, choose, feed_files, target_of

DESCRIPTION = """contract desk version 1 "A desk."
sort Claim, Request
duty event opened(claim: Claim, request: Request)
duty event served(claim: Claim, request: Request)
duty event closed(request: Request)
facet identity {
  obligation opened_first "a" failure "b" source "c"
    whenever served(claim: c, request: r) requires once opened(claim: c, request: r)
  obligation opened_once "a" failure "b" source "c"
    whenever opened(request: r) requires not previously once opened(request: r)
}
bundle whole = identity
log desk_log {
  kind e
  order by n
  FORGET
  record "open" as opened(claim: c, request: r)
  record "serve" as served(claim: c, request: r)
  record "close" as closed(request: r)
  ignore "noise"
}
"""


def asked(folder: Path, forget: str = "", text: str = DESCRIPTION):
    (folder / "rcl.toml").write_text('include = ["."]\n')
    (folder / "desk.rcl").write_text(text.replace("FORGET", forget))
    world = rcl.load(session=rcl.open_session(str(folder), cwd=folder))
    found = choose(world, "desk_log", None, None)
    return found.log, target_of(found, lambda anchors, origin: True, {})


def run(folder: Path, records: list[dict], forget: str = "") -> CompiledRun:
    path = folder / "log.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    log, target = asked(folder, forget)
    compiled = CompiledRun(log, target, (str(path),), stop_at_bad=False)
    compiled.feed()
    compiled.monitor.end()
    return compiled


def day(count: int) -> list[dict]:
    """Requests that come, are served and go, one after another."""
    steps = [(e, number) for number in range(count) for e in ("open", "serve", "close")]
    return [{"e": e, "n": at, "c": "c", "r": f"r{number}"} for at, (e, number) in enumerate(steps)]


def test_memory_follows_what_is_not_over(tmp_path: Path) -> None:
    keeps = run(tmp_path, day(500))
    assert keeps.monitor.first.stream.sizes() == 1000  # a request may always be asked about again
    forgets = run(tmp_path, day(500), "forget closed(request)")
    assert forgets.monitor.first.stream.sizes() == 0
    assert forgets.monitor.report() == keeps.monitor.report()
    assert forgets.aside == keeps.aside < 10


def test_a_finished_identifier_is_never_fine_again(tmp_path: Path) -> None:
    """Opened twice is a violation; with the past forgotten it must not pass for the first time."""
    again = {"e": "open", "n": 1500, "c": "c", "r": "r7"}
    kept = run(tmp_path, [*day(500), again]).monitor.report()
    assert [len(item.violations) for item in kept.obligations] == [0, 1]
    report = run(tmp_path, [*day(500), again], "forget closed(request)").monitor.report()
    (bad,) = report.bad
    assert (bad.line, bad.reason) == (1501, "it names `r7`, a Request that an earlier record finished")
    assert [item.result.value for item in report.obligations] == ["unknown", "unknown"]


def test_what_is_enumerated_is_not_forgotten(tmp_path: Path) -> None:
    """A rule that looks through the requests of a claim still finds one that is over; the claim itself is not."""
    rule = """  obligation alone "a" failure "b" source "c"
    forall q: Request
    whenever served(claim: c, request: r) and once opened(claim: c, request: q) requires q = r
}
bundle"""
    text = DESCRIPTION.replace("}\nbundle", rule)
    path = tmp_path / "log.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in day(3)))
    reports = []
    for forget in ("", "forget closed(request)"):
        log, target = asked(tmp_path, forget, text)
        compiled = CompiledRun(log, target, (str(path),), stop_at_bad=False)
        compiled.feed()
        reports.append(compiled.monitor.report())
    assert reports[0] == reports[1]
    assert sorted(len(item.violations) for item in reports[0].obligations) == [0, 0, 3]


def test_numbers_as_identifiers(tmp_path: Path) -> None:
    """After some records whose identifiers are numbers, both are read in the quick way."""
    records = [
        {**record, "r": record["n"] // 3 if record["n"] % 2 else str(record["n"] // 3)}
        for record in day(1500)
    ]
    compiled = run(tmp_path, records)
    path = str(tmp_path / "log.jsonl")
    monitor = LogMonitor(*asked(tmp_path), (path,))
    feed_files(monitor, (path,), RunSettings(stop_at_bad=False))
    assert compiled.monitor.report() == monitor.report()
    assert compiled.aside < 2500 < compiled.monitor.moments
    assert {item.result.value for item in monitor.report().obligations} == {"holds"}


def test_fingerprints() -> None:
    finished, rng = Finished(), Random(1)
    names = {f"r{rng.randrange(10**9)}" for _ in range(5000)}
    for name in (*names, *names):
        finished.add(name)
    assert len(finished) == len(names)
    assert all(name in finished for name in names)
    assert not any(f"x{number}" in finished for number in range(5000))


def test_lines_are_cut_as_before(tmp_path: Path) -> None:
    path = tmp_path / "log"
    rng = Random(3)
    parts = [b"x" * rng.choice((0, 1, 3, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK)) for _ in range(60)]
    for end in (b"", b"\n"):
        path.write_bytes(b"\n".join([*parts, b"y" * (2 * MAX_LINE + 5), b"{}"]) + end)
        with path.open("rb") as file:
            found = [
                (block.number + at, line.strip())
                for block in blocks(file)
                for at, line in enumerate(block.lines)
                if line.strip()
            ]
        assert found == [(line.number, line.raw) for line in lines_of(str(path), 0)]


def test_no_text_becomes_code(tmp_path: Path) -> None:
    """Names and texts of a description reach the source only as objects."""
    evil = r"x\"+__import__(\"os\").abort()+\""
    text = DESCRIPTION.replace('record "open"', f'record "{evil}"').replace("opened", "exec")
    text = text.replace("claim: c", "claim: lambda")
    log, target = asked(tmp_path, "", text)
    compiled = CompiledRun(log, target, ("none",), stop_at_bad=False)
    assert compiled.loop is not None
    assert all(word not in compiled.loop.source for word in ("import", "abort", "lambda", "served", "exec"))
    assert Namespace().objects["__builtins__"] == {}


@pytest.mark.parametrize("form", ["human", "json", "junit"])
def test_workers_print_the_same_bytes(tmp_path: Path, form: str) -> None:
    records = [{**record, "c": f"c{record['n'] % 7}"} for record in day(60)]
    path = tmp_path / "log.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    asked(tmp_path)
    outputs = []
    for workers in ("1", "2", "3"):
        given = [
            str(path),
            "--log",
            "desk_log",
            "--project",
            str(tmp_path),
            "--workers",
            workers,
            "--format",
            form,
        ]
        result = CliRunner().invoke(command, given, standalone_mode=False)
        assert result.return_value == 1 and not result.stderr, result.stderr
        outputs.append(result.stdout)
    assert outputs[0] == outputs[1] == outputs[2]


def test_one_worker_says_why(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in day(2)))
    asked(tmp_path, "forget closed(request)")
    given = [str(path), "--log", "desk_log", "--project", str(tmp_path), "--workers", "2"]
    result = CliRunner().invoke(command, given, standalone_mode=False)
    assert "note: one worker follows the logs: something happens in all parts at once" in result.stderr


def test_what_an_unknown_field_leaves_open(tmp_path: Path) -> None:
    """A record that the function could take in is still looked at with care while an earlier one may have been about the same request."""
    text = DESCRIPTION.replace(
        "opened(claim: c, request: r)\n  record", "opened(claim: c, request: r?)\n  record"
    )
    path = tmp_path / "log.jsonl"
    steps = [("open", "r1"), ("serve", "r1"), ("open", None), ("serve", "r2")]
    records = [{"e": e, "n": at, "c": "c", "r": r} for at, (e, r) in enumerate(steps)]
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    log, target = asked(tmp_path, "", text)
    compiled = CompiledRun(log, target, (str(path),), stop_at_bad=False)
    compiled.feed()
    result = next(
        item for item in compiled.monitor.report().obligations if item.name.endswith("opened_first")
    )
    assert (result.result.value, result.reason[-2:]) == ("unknown", ":4")


TALLY = """contract shop version 1 "A shop."
sort Claim, Request
duty event put(claim: Claim, size: Int)
duty event tied(claim: Claim, request: Request)
duty event asked(claim: Claim, request: Request, size: Int, times: Int, all: Int)
state size(claim: Claim): Int = 0 on put(claim, size: n) -> n
state times(claim: Claim): Int = 0 on put(claim) -> times(claim) + 1
state largest(claim: Claim): Int = 0 on put(claim) -> max(largest(claim), size(claim))
state all: Int = 0 on put(size: n) -> all + n
facet identity {
  obligation as_put "a" failure "b" source "c"
    whenever asked(claim: c, size: n) requires size(c) = n
  obligation as_often "a" failure "b" source "c"
    whenever asked(claim: c, times: n) requires times(c) = n and largest(c) <= 9
  obligation in_all "a" failure "b" source "c"
    whenever asked(all: n) requires all = n
  obligation of_tied "a" failure "b" source "c"
    forall q: Claim
    whenever asked(request: r, size: n) and once tied(claim: q, request: r) requires size(q) >= 0 and n >= 0
}
bundle whole = identity
log desk_log {
  kind e
  order by n
  record "put" as put(claim: a, size: s)
  record "puts" as put(claim: a, size: s), put(claim: a, size: s), put(claim: b, size: s)
  record "tie" as tied(claim: a, request: r)
  record "ask" as asked(claim: a, request: r, size: s, times: t, all: u)
}
"""


def test_one_record_changes_several_states_at_several_keys(tmp_path: Path) -> None:
    """Each answer is right for what was put before; the last one is wrong in everything."""
    records = []
    size: dict[str, int] = {}
    times: dict[str, int] = {}
    every, rng = 0, Random(5)
    for _ in range(300):
        a, b, s = rng.choice("xyz"), rng.choice("xyz"), rng.randint(1, 9)
        kind = rng.choice(("put", "puts", "tie", "ask", "ask"))
        for claim in {"put": a, "puts": a + a + b}.get(kind, ""):
            size[claim], times[claim], every = s, times.get(claim, 0) + 1, every + s
        told = {"s": s} if kind != "ask" else {"s": size.get(a, 0), "t": times.get(a, 0), "u": every}
        records.append({"e": kind, "n": len(records), "a": a, "b": b, "r": rng.choice("vw"), **told})
    records.append({"e": "ask", "n": len(records), "a": "x", "r": "v", "s": -1, "t": -1, "u": -1})
    path = tmp_path / "log.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    log, target = asked(tmp_path, "", TALLY)
    compiled = CompiledRun(log, target, (str(path),), stop_at_bad=False)
    compiled.feed()
    assert compiled.loop is not None and compiled.aside < 150, "what asks is looked at with care"
    for report in (compiled.monitor.report(), general(log, target, path)):
        lines = [{found.place.line for found in item.violations} for item in report.obligations]
        assert lines == [{301}] * 4


def general(log: Log, target: Target, path: Path) -> LogReport:
    monitor = LogMonitor(log, target, (str(path),))
    feed_files(monitor, (str(path),), RunSettings(stop_at_bad=False))
    return monitor.report()
