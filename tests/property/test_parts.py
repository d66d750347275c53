"""Several workers report of random logs, byte for byte, what one worker reports; what cannot be divided says so."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from rcl.diag.span import NOWHERE
from rcl.model.contract import Event, Facet, Field, Obligation, Role, Rule, Scenario, StateFunction, Update
from rcl.model.formula import (
    TRUE,
    And,
    Compare,
    Formula,
    IntLit,
    Not,
    Once,
    Or,
    Pattern,
    Previously,
    Since,
    StateRead,
    Var,
)
from rcl.model.logs import Emit, Fill, Log, Order, Record
from rcl.model.types import INT, SortType
from rcl.traces.monitor import LogMonitor, Target
from rcl.traces.parts import NotDividedError, run_parts
from rcl.traces.results import LogReport
from rcl.traces.run import RunSettings, feed_files

CLAIM, REQUEST = SortType("Claim"), SortType("Request")
C, D, R, N = Var("c", CLAIM), Var("d", CLAIM), Var("r", REQUEST), Var("n", INT)
EVENTS = (
    Event("made", Role.DUTY, (Field("claim", CLAIM), Field("size", INT)), "", NOWHERE),
    Event("used", Role.DUTY, (Field("claim", CLAIM), Field("request", REQUEST)), "", NOWHERE),
    Event("gone", Role.DUTY, (Field("claim", CLAIM),), "", NOWHERE),
    Event("over", Role.DUTY, (Field("request", REQUEST),), "", NOWHERE),
)
LEVEL = StateFunction(
    "level",
    (C,),
    INT,
    IntLit(0),
    (
        Update(Pattern("made", (("claim", C), ("size", N))), N),
        Update(Pattern("gone", (("claim", C),)), IntLit(0)),
    ),
    "",
    NOWHERE,
)


def pattern(rng: Random, claim: Var = C) -> Pattern:
    return rng.choice(
        [
            Pattern("made", (("claim", claim),)),
            Pattern("gone", (("claim", claim),)),
            Pattern("used", (("claim", claim),)),
            Pattern("used", (("claim", claim), ("request", R))),
            Pattern("over", (("request", R),)),
        ]
    )


def formula(rng: Random, depth: int) -> Formula:
    match rng.choice(
        ["once", "since", "state", "not", "and", "or", "before"] if depth else ["once", "state"]
    ):
        case "once":
            return Once(pattern(rng))
        case "since":
            return Since(Not(pattern(rng)), pattern(rng))
        case "state":
            return Compare(
                rng.choice(["=", "<", ">="]), StateRead("level", (C,), INT), IntLit(rng.randint(0, 2))
            )
        case "not":
            return Not(formula(rng, depth - 1))
        case "and":
            return And((formula(rng, depth - 1), formula(rng, depth - 1)))
        case "or":
            return Or((formula(rng, depth - 1), formula(rng, depth - 1)))
        case _:
            return Previously(Once(pattern(rng)))


class Case:
    """A log of a few claims, with rules and scenarios that are about one claim at a time (but for some that are not)."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.rng = rng = Random(seed)
        self.whole = rng.random() < 0.1
        trigger = Pattern("used", (("claim", C), ("request", R)))
        rules = [
            Rule((), (C, R), (trigger,), formula(rng, 1) if rng.random() < 0.3 else TRUE, formula(rng, 2))
            for _ in range(rng.randint(1, 3))
        ]
        if self.whole:
            rules.append(
                Rule((D,), (C, R), (trigger,), Once(Pattern("gone", (("claim", D),))), formula(rng, 1))
            )
        obligations = tuple(
            Obligation(f"o{n}", Facet.IDENTITY, rule, "", "", "", NOWHERE) for n, rule in enumerate(rules)
        )
        scenarios = tuple(
            Scenario(f"s{n}", (C, R), And((trigger, formula(rng, 1), formula(rng, 1))), "", NOWHERE)
            for n in range(rng.randint(0, 2))
        )
        self.log = self._log()
        self.target = Target("t", obligations, scenarios, {"level": LEVEL}, None)
        self.tidy = rng.random() < 0.5
        self.path = folder / f"{seed}.jsonl"
        self.path.write_bytes(self._records(rng.randint(10, 60)))

    def _log(self) -> Log:
        paths = {"claim": "c", "request": "r", "size": "n"}
        order = self.rng.choice(list(Order))
        records = tuple(
            Record(
                event.name,
                (),
                (
                    Emit(
                        event.name,
                        tuple(
                            Fill(f.name, f.type, ((paths[f.name],),), False, False, False, None)
                            for f in event.fields
                        ),
                        NOWHERE,
                    ),
                ),
                NOWHERE,
            )
            for event in EVENTS
        )
        key = () if order is Order.NONE else ("k",)
        return Log(
            "log", "c", True, ("e",), order, key, records, frozenset(("x",)), None, EVENTS, "", NOWHERE
        )

    def _records(self, count: int) -> bytes:
        rng, number, lines = self.rng, 0, []
        for _ in range(count):
            number += 1 if self.tidy or rng.random() < 0.97 else rng.randint(-1, 3)
            event = rng.choice(["made", "used", "used", "gone", "over", "x"])
            record = {
                "k": number,
                "c": f"c{rng.randint(1, 5)}",
                "r": f"r{rng.randint(1, 3)}",
                "n": rng.randint(0, 2),
            }
            line = json.dumps({"e": event, **record}).encode()
            if not self.tidy and rng.random() < 0.05:
                odd = json.dumps(
                    {"e": event, **record, "c": rng.choice([7, None, "c\u00e9", "c1\\", 'c"'])}
                ).encode()
                line = rng.choice([odd, odd, odd, b"{oops", b"", line[:-2]])
            lines.append(line)
        return b"\n".join(lines) + b"\n"


def alone(case: Case, stop: bool) -> LogReport:
    monitor = LogMonitor(case.log, case.target, (str(case.path),))
    feed_files(monitor, (str(case.path),), RunSettings(stop_at_bad=stop))
    return monitor.report()


@pytest.mark.parametrize("workers", [2, 3])
def test_workers_report_what_one_reports(tmp_path: Path, workers: int) -> None:
    told: Counter = Counter()
    for seed in range(150):
        case = Case(seed, tmp_path)
        stop = case.rng.random() < 0.3
        expected = alone(case, stop)
        try:
            found = run_parts(case.log, case.target, (str(case.path),), stop, workers).report()
        except NotDividedError as error:
            told[str(error)] += 1
            continue
        assert not case.whole, seed
        assert found == expected, seed
        told["divided"] += 1
        told.update(item.result.value for item in expected.obligations)
        told["seen"] += sum(item.seen for item in expected.scenarios)
        told["bad"] += len(expected.bad)
    assert told["divided"] > 50 and told["violated"] > 30 and told["holds"] > 5 and told["seen"] > 10, told
    assert told["bad"] > 20 and told["unknown"] > 5, told


def test_what_cannot_be_divided(tmp_path: Path) -> None:
    case = Case(1, tmp_path)
    used = Pattern("used", (("claim", C), ("request", R)))
    other = Once(Pattern("used", (("claim", D), ("request", R))))
    query = Var("q", REQUEST)
    again = Once(Pattern("used", (("claim", C), ("request", query))))
    requests = Rule((query,), (C, R), (used,), again, Compare("=", query, R))  # excludes parts by request
    rules = {
        "a rule is about more than one Claim at a time": Rule(
            (D,), (C, R), (used,), other, Compare("=", C, D)
        ),
        "a rule looks at `gone` of every Claim": Rule((), (C, R), (used,), TRUE, Once(Pattern("gone", ()))),
    }
    for reason, rule in rules.items():
        asked = tuple(
            Obligation(name, Facet.IDENTITY, item, "", "", "", NOWHERE)
            for name, item in (("it", rule), ("other", requests))
        )
        target = Target("t", asked, (), {"level": LEVEL}, None)
        with pytest.raises(NotDividedError, match=reason):
            run_parts(case.log, target, (str(case.path),), False, 2)
