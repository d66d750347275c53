"""After gaps and unknown fields: the compiled monitor says what the general one says, goes on, and never says more than the reference."""

from __future__ import annotations

import json
from collections import Counter
from itertools import product
from pathlib import Path
from random import Random

import pytest

import rcl
from rcl.model.formula import Var
from rcl.model.types import SortType
from rcl.temporal.evaluate import Evaluator
from rcl.temporal.trace import Moment, Occurrence
from rcl.traces.compiled import CompiledRun
from rcl.traces.lines import lines_of
from rcl.traces.monitor import LogMonitor, Target
from rcl.traces.records import Decoder, Step
from rcl.traces.run import RunSettings, choose, feed_files, target_of

SEEDS = 250
JOINS = """contract joins version 1 "Rules that look through what is remembered."
sort Claim, Job
duty event made(claim: Claim, job: Job)
duty event over(claim: Claim, job: Job)
duty event used(claim: Claim, job: Job)
state last(claim: Claim): Job? = none
  "the job it was last made by"
  on made(claim, job: j) -> j
facet outcome {
  obligation open "a" failure "b" source "c"
    whenever used(claim: c, job: j) requires not over(claim: c, job: j) since made(claim: c, job: j)
  obligation mine "a" failure "b" source "c"
    forall d: Claim
    whenever used(claim: c, job: j) and once made(claim: d, job: j) requires c = d or once over(claim: d, job: j)
  obligation still "a" failure "b" source "c"
    forall d: Claim
    whenever over(job: j) and not over(claim: d, job: j) since made(claim: d, job: j) requires once used(claim: d)
  obligation latest "a" failure "b" source "c"
    whenever used(claim: c, job: j) requires last(c) = j or once over(claim: c)
}
scenario shared "two claims of one job":
  exists c: Claim, d: Claim, j: Job: used(claim: c, job: j) and once over(claim: d, job: j) and c != d
bundle all = outcome requires shared
log joins_log {
  kind event
  order by n
  record "made" as made(claim: claim?, job: job)
  record "over" as over(claim: claim, job: job?)
  record "used" as used(claim: claim, job: job)
}
"""


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("joins")
    (home / "rcl.toml").write_text('include = ["."]\n')
    (home / "joins.rcl").write_text(JOINS)
    asked = choose(rcl.load(session=rcl.open_session(str(home), cwd=home)), "joins_log", None, None)
    return asked.log, target_of(asked, lambda anchors, origin: True, {})


def write(path: Path, seed: int, most: int = 60) -> None:
    """Records that mostly keep the rules; some are missing, and some fields are."""
    rng = Random(seed)
    gap, vague, odd = rng.choice((0.0, 0.02, 0.2)), rng.choice((0.0, 0.0, 0.1)), rng.choice((0.0, 0.05, 0.3))
    lines: list[str] = []
    live: list[tuple[str, str]] = []
    number = 0
    for _ in range(rng.randint(10, most)):
        number += 1 if rng.random() >= gap else 2
        kind = rng.choice(("made", "used", "over")) if live else "made"
        if kind == "made":
            job = str(number) if rng.random() >= odd else "1"
            live.append((f"c{rng.randint(1, 4)}", job))
        pair = live[-1] if kind == "made" else rng.choice(live)
        if kind == "over" and rng.random() >= odd:
            live.remove(pair)
        record = {"event": kind, "n": number, "claim": pair[0], "job": pair[1]}
        if rng.random() < vague and kind != "used":
            del record["claim" if kind == "made" else "job"]
        lines.append(json.dumps(record))
    path.write_text("\n".join(lines) + "\n")


def test_compiled_is_general(tmp_path: Path, target) -> None:
    log, asked = target
    told: Counter = Counter()
    for seed in range(SEEDS):
        path = tmp_path / f"{seed}.jsonl"
        write(path, seed)
        run = CompiledRun(log, asked, (str(path),), stop_at_bad=False)
        run.feed()
        run.monitor.end()
        assert run.loop is not None and not run.monitor.others.rules, run.notes
        monitor = LogMonitor(log, asked, (str(path),))
        feed_files(monitor, (str(path),), RunSettings(stop_at_bad=False))
        assert run.monitor.report() == monitor.report(), seed
        gaps = monitor.decoder.files[0].gaps
        told["gaps"] += gaps
        told["left to the function"] += (monitor.moments - run.aside) if gaps else 0
        told.update(item.result.value for item in monitor.report().obligations)
    assert told["gaps"] > SEEDS * 2 and told["left to the function"] > SEEDS * 8, told
    assert min(told["violated"], told["holds"], told["unknown"]) > SEEDS / 3, told


def test_nothing_holds_that_the_reference_leaves_open(tmp_path: Path, target) -> None:
    """Each gap a moment at which anything may have happened: what `holds` is true there for every assignment of known values."""
    log, asked = target
    names = ["c1", "c2", "c3", "other"]
    held = open_ = violated = weaker = 0
    for seed in range(SEEDS // 4):
        path = tmp_path / f"{seed}.jsonl"
        write(path, seed, most=18)
        monitor = LogMonitor(log, asked, (str(path),))
        feed_files(monitor, (str(path),), RunSettings(stop_at_bad=False))
        view = tuple(moments(log, asked, path))
        jobs = sorted({str(value) for moment in view for item in moment.occurrences for name, value in item.fields
                       if name == "job" and isinstance(value, str)})  # fmt: skip
        reference = Evaluator(view, asked.states)
        for item, found in zip(asked.obligations, monitor.report().obligations, strict=True):
            truths = {
                reference.rule(item.rule, position, env)
                for position in range(len(view))
                for env in assignments(item.rule.variables, names, [*jobs[:4], "other"])
            }
            if found.result.value == "holds":
                held += 1
                assert truths == {True}, (seed, item.name)
            open_ += None in truths
            if False in truths:
                violated += 1
                assert found.result.value in ("violated", "unknown"), (seed, item.name)
                weaker += (
                    found.result.value == "unknown"
                )  # an unknown claim may still be any, also one that is over
    assert min(held, open_, violated) >= 10 and weaker <= violated / 5, (held, open_, violated, weaker)


def moments(log, asked: Target, path: Path):
    decoder = Decoder(log, (str(path),))
    for line in lines_of(str(path), 0):
        step = decoder.line(line)
        assert isinstance(step, Step)
        if step.gap:
            yield Moment((), frozenset(event.name for event in log.events))
        yield Moment(
            tuple(
                Occurrence(kind, tuple(item.items()))
                for kind, items in step.happened.items()
                for item in items
            )
        )


def assignments(variables: tuple[Var, ...], claims: list[str], jobs: list[str]):
    choices = [claims if variable.type == SortType("Claim") else jobs for variable in variables]
    return [dict(zip([v.name for v in variables], chosen, strict=True)) for chosen in product(*choices)]
