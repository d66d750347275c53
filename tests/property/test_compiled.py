"""The compiled monitor reports of random rules and logs exactly what the general one reports, and what the reference semantics says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random

import pytest

from rcl.diag.span import NOWHERE
from rcl.model.contract import Event, Facet, Obligation, Role, Scenario
from rcl.model.formula import Var
from rcl.model.logs import Emit, Fill, Log, Order, Over, Record
from rcl.model.logs import Test as RecordTest
from rcl.model.types import BOOL, INT, SortType, is_identifier
from rcl.temporal.evaluate import Evaluator
from rcl.temporal.trace import Moment, Occurrence
from rcl.temporal.watch import shown
from rcl.testing.problems import Formulas, Maker
from rcl.traces.compiled import CompiledRun
from rcl.traces.lines import Line, lines_of
from rcl.traces.monitor import LogMonitor, Target
from rcl.traces.records import BadRecord, Decoder, Step
from rcl.traces.results import LogReport, LogResult
from rcl.traces.run import RunSettings, feed_files
from tests.strategies.states import reading_state

SEEDS = 400


class Case:
    """A random log with what is asked of it."""

    def __init__(self, seed: int, folder: Path, plain: bool, forget: float = 0.0) -> None:
        self.rng = rng = Random(seed)
        self.plain = plain
        self.forget = rng.random() < forget
        self.names = rng.choice((4, 8, 20)) if self.forget else 2
        maker = Maker(rng)
        events = tuple(maker.event(f"c{n}", [Role.DUTY]) for n in range(rng.randint(2, 3)))
        states = (maker.state("level", events),) if rng.random() < 0.5 else ()
        if states and rng.random() < 0.4:
            states = (*states, reading_state(rng, events, states[0], most=1))
        formulas = Formulas(rng, events, states[-1:] if rng.random() < 0.5 else states)
        rules = [
            Obligation(f"o{n}", Facet.IDENTITY, formulas.rule(rng.randint(1, 3)), "", "", "", NOWHERE)
            for n in range(rng.randint(1, 3))
        ]
        some = (Var("a", SortType("Claim")), Var("b", SortType("Request")))
        scenarios = [
            Scenario(f"s{n}", some, formulas.formula(some, 2), "", NOWHERE) for n in range(rng.randint(0, 2))
        ]
        self.functions = {state.name: state for state in states}
        self.log = self._log(events)
        hidden = frozenset(event.name for event in events) - self.log.shown
        fixed = {}
        if not plain and rng.random() < 0.2:
            fixed = {"x0": "i1", "a": "i2"}
        self.target = Target("t", tuple(rules), tuple(scenarios), self.functions, None, fixed, hidden)
        self.path = folder / f"{seed}.jsonl"
        self.path.write_bytes(self._records(rng.randint(5, 40) * (1 + self.forget)))

    # ------------------------------------------------------------ the declaration

    def _log(self, events: tuple[Event, ...]) -> Log:
        rng, records = self.rng, []
        for number, event in enumerate(events):
            if self.plain or rng.random() < 0.85:
                emits = [self._emit(event)]
                if not self.plain and rng.random() < 0.3:
                    emits.append(self._emit(rng.choice(events)))
                records.append(Record(f"k{number}", (), tuple(emits), NOWHERE))
        for _ in range(0 if self.plain else rng.choice((0, 0, 1, 2))):
            kind = rng.choice(records).kind if records else "k9"
            test = rng.choice(
                [
                    RecordTest(("t",), "=", 1),
                    RecordTest(("t",), "!=", "x"),
                    RecordTest(("t",), ">=", 2),
                    RecordTest(("d", "t"), "=", None),
                ]
            )
            records.append(Record(kind, (test,), (self._emit(rng.choice(events)),), NOWHERE))
        order = Order.SEQUENCE if self.plain else rng.choice(list(Order))
        key = () if order is Order.NONE else ("n",)
        ending = None
        if not self.plain and rng.random() < 0.2:
            event = rng.choice(events)
            fills = tuple(Fill(f.name, f.type, (), False, False, False, None) for f in event.fields)
            ending = Emit(event.name, fills, NOWHERE)
        fields = [
            Over(e.name, f.name, f.type.name) for e in events for f in e.fields if is_identifier(f.type)
        ]
        over = tuple(rng.sample(fields, min(len(fields), rng.choice((1, 1, 2))))) if self.forget else ()
        kinds = tuple(records)
        ignored = frozenset({"nothing"})
        return Log("log", "c", True, ("kind",), order, key, kinds, ignored, ending, events, "", NOWHERE, over)

    def _emit(self, event: Event) -> Emit:
        return Emit(event.name, tuple(self._fill(f.name, f.type) for f in event.fields), NOWHERE)

    def _fill(self, name: str, kind: object) -> Fill:
        rng = self.rng
        short = {INT: "v", BOOL: "b"}.get(kind, "i")  # type: ignore[call-overload]
        path = (f"{short}{rng.randint(0, 1)}",)
        if self.plain:
            return Fill(name, kind, (path,), False, False, False, None)  # type: ignore[arg-type]
        chance = rng.random()
        if chance < 0.06:
            return Fill(name, kind, (), False, False, False, None)  # type: ignore[arg-type]
        if chance < 0.12 and kind in (INT, BOOL):
            return Fill(name, kind, (), False, False, True, 1 if kind == INT else True)  # type: ignore[arg-type]
        paths = [path] if chance < 0.8 else [path, (f"{short}2",)] if chance < 0.9 else [("d", path[0])]
        return Fill(name, kind, tuple(paths), rng.random() < 0.1, chance > 0.98, False, None)  # type: ignore[arg-type]

    # ------------------------------------------------------------ the records

    def _record(self, number: int) -> dict:
        rng = self.rng
        kinds = sorted({record.kind for record in self.log.records}) or ["k0"]
        inner = {f"i{n}": f"i{rng.randint(1, self.names)}" for n in range(3)}
        inner |= {f"v{n}": rng.randint(0, 2) for n in range(3)} | {
            f"b{n}": rng.random() < 0.5 for n in range(3)
        }
        record = {"kind": rng.choice(kinds), "n": number, **inner}
        if not self.plain:
            record |= {"d": dict(inner), "t": rng.choice([1, 1, 2, "x", None])}
            if rng.random() < 0.05:
                record["kind"] = "nothing"
            if rng.random() < 0.1:
                record[rng.choice(["i0", "i1", "v0", "b1", "t"])] = rng.choice(
                    [None, 3, "i1", True, 1.5, [1]]
                )
            if rng.random() < 0.05:
                del record[rng.choice(sorted(record))]
        return record

    def _records(self, count: int) -> bytes:
        rng, number, lines = self.rng, 0, []
        tidy = self.plain or rng.random() < 0.5
        decoder = Decoder(self.log, ("",))
        for _ in range(count):
            number += 1 if tidy or rng.random() < 0.97 else rng.randint(-1, 3)
            line = json.dumps(self._record(number)).encode()
            if self.log.over and (self.plain or rng.random() < 0.95):  # seldom is something over named again
                found = decoder.line(Line(0, number, 0, line, False))
                if isinstance(found, BadRecord) and "finished" in found.reason:
                    number -= 1
                    decoder.came_to(0, number)
                    continue
            if not tidy and rng.random() < 0.03:
                line = rng.choice([b"{oops", b"", b"  ", line[:-3], line + line, b"[1]", b'{"kind": "\xff"}'])
            lines.append(line)
        return b"\n".join(lines) + (b"\n" if rng.random() < 0.8 else b"")


def general(case: Case, stop: bool, log: Log | None = None) -> LogReport:
    monitor = LogMonitor(log or case.log, case.target, (str(case.path),))
    feed_files(monitor, (str(case.path),), RunSettings(stop_at_bad=stop))
    return monitor.report()


def compiled(case: Case, stop: bool) -> CompiledRun:
    run = CompiledRun(case.log, case.target, (str(case.path),), stop)
    run.feed()
    run.monitor.end()
    return run


@pytest.mark.parametrize(("plain", "forget"), [(True, 0.0), (False, 0.0), (True, 1.0), (False, 1.0)])
def test_compiled_is_general(tmp_path: Path, plain: bool, forget: float) -> None:
    """Line by line the same report: also with gaps, bad records, unknown fields, unseen events and fixed variables."""
    told: Counter = Counter()
    for seed in range(SEEDS):
        case = Case(seed, tmp_path, plain, forget)
        stop = case.rng.random() < 0.3
        run, expected = compiled(case, stop), general(case, stop)
        assert run.monitor.report() == expected, seed
        told["compiled"] += run.loop is not None
        told["divided"] += run.loop is not None and bool(run.monitor.others.rules)
        told["aside"] += run.aside
        told["taken"] += run.monitor.moments - run.aside
        told["finished"] += sum(map(len, run.monitor.decoder.finished.values()))
        told.update(item.result.value for item in expected.obligations)
        told["seen"] += sum(item.seen for item in expected.scenarios)
        told["bad"] += len(expected.bad)
    assert told["compiled"] > SEEDS * 0.5 and told["divided"] > SEEDS * 0.2, told
    assert told["taken"] > SEEDS * 5 and told["aside"] > SEEDS * 2, told
    assert told["violated"] > SEEDS * 0.3 and told["holds"] > SEEDS * 0.04 and told["seen"] > SEEDS / 50, told
    assert plain or (told["bad"] > SEEDS / 2 and told["unknown"] > SEEDS), told
    assert not forget or told["finished"] > SEEDS, told


def test_code_that_is_made_later(tmp_path: Path) -> None:
    """The first file is followed the general way, and the function goes on in the second."""
    taken = 0
    for seed in range(SEEDS):
        case = Case(seed, tmp_path, plain=False, forget=0.5)
        paths = (str(case.path), str(case.path))
        run = CompiledRun(case.log, case.target, paths, False, at_once=False)
        run.feed()
        run.monitor.end()
        monitor = LogMonitor(case.log, case.target, paths)
        feed_files(monitor, paths, RunSettings(stop_at_bad=False))
        assert run.monitor.report() == monitor.report(), seed
        taken += run.loop is not None
    assert taken > SEEDS / 2


def test_compiled_is_the_reference(tmp_path: Path) -> None:
    """On logs without doubt: a violation for exactly the moments and assignments of which the reference says false."""
    followed = violated = 0
    for seed in range(SEEDS // 2):
        case = Case(seed, tmp_path, plain=True)
        if case.target.hidden:
            continue
        report = compiled(case, stop=False).monitor.report()
        view = tuple(moments(case))
        reference = Evaluator(view, case.functions)
        for item, found in zip(case.target.obligations, report.obligations, strict=True):
            if "no event limits" in found.reason:
                continue
            followed += 1
            told = [(violation.place.line, violation.bindings) for violation in found.violations]
            for position, env in product(range(len(view)), assignments(item.rule.variables)):
                named = {name: shown(value) for name, value in env.items()}
                expected = reference.rule(item.rule, position, env)
                assert expected is not None
                violated += not expected
                match = any(line == position + 1 and speaks_of(other, named) for line, other in told)
                assert match is (not expected), (seed, item.name, position, env)
    assert followed > SEEDS * 0.2 and violated > SEEDS, (followed, violated)


def speaks_of(bindings: Mapping[str, str], named: Mapping[str, str]) -> bool:
    return all(bindings.get(name, value) in (value, "any other") for name, value in named.items())


def moments(case: Case) -> Iterator[Moment]:
    decoder = Decoder(case.log, (str(case.path),))
    for line in lines_of(str(case.path), 0):
        step = decoder.line(line)
        assert isinstance(step, Step)
        yield Moment(
            tuple(
                Occurrence(event, tuple(item.items()))
                for event, items in step.happened.items()
                for item in items
            )
        )


def assignments(variables: tuple[Var, ...]) -> list[dict[str, object]]:
    values = {INT: [0, 1, 2], BOOL: [True, False]}
    choices = [values.get(v.type, ["i1", "i2", "i-other"]) for v in variables]
    return [dict(zip([v.name for v in variables], chosen, strict=True)) for chosen in product(*choices)]


def test_forgetting_changes_nothing(tmp_path: Path) -> None:
    """Where no record names what is over, the report is that of a log that forgets nothing, and less is remembered."""
    finished = less = 0
    for seed in range(SEEDS * 2):
        case = Case(seed, tmp_path, plain=True, forget=1.0)
        if case.target.hidden:
            continue
        run = compiled(case, stop=False)
        assert not run.monitor.decoder.bad
        keeps = CompiledRun(replace(case.log, over=()), case.target, (str(case.path),), False)
        keeps.feed()
        keeps.monitor.end()
        expected = keeps.monitor.report()
        found = run.monitor.report()
        assert found.obligations == expected.obligations, seed
        assert found.scenarios == expected.scenarios, seed
        assert found.files == expected.files, seed
        finished += sum(map(len, run.monitor.decoder.finished.values()))
        kept = [one.monitor.first.stream.sizes() + one.monitor.others.stream.sizes() for one in (run, keeps)]
        less += kept[0] < kept[1]
        assert kept[0] <= kept[1], seed
    assert finished > SEEDS and less > SEEDS / 4, (finished, less)


def test_forgetting_never_says_more(tmp_path: Path) -> None:
    """Also where records name what is over, or are bad or missing: nothing holds that would not hold with a whole memory."""
    held = doubted = 0
    for seed in range(SEEDS * 3):
        case = Case(seed, tmp_path, plain=False, forget=1.0)
        found = general(case, stop=False)
        expected = general(case, stop=False, log=replace(case.log, over=()))
        for one, other in zip(found.obligations, expected.obligations, strict=True):
            held += one.result is LogResult.HOLDS
            doubted += one.result is not other.result
            assert one.result is not LogResult.HOLDS or other.result is LogResult.HOLDS, (seed, one.name)
        for one, other in zip(found.scenarios, expected.scenarios, strict=True):
            assert one.seen or not one.decided or not other.seen, (seed, one.name)
    assert held > SEEDS / 20 and doubted > SEEDS / 10, (held, doubted)
