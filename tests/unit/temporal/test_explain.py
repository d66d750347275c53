"""The values under a formula, as the reference semantics has them."""

from __future__ import annotations

from rcl.diag.span import NOWHERE
from rcl.model.contract import StateFunction, Update
from rcl.model.formula import And, Compare, Holds, Implies, IntLit, Not, Once, Or, Pattern, StateRead, Var
from rcl.model.types import BOOL, INT, SortType
from rcl.temporal.stream import Stream
from rcl.temporal.tables import FRESH
from rcl.temporal.trace import UNKNOWN
from rcl.temporal.watch import explain, shown

CLAIM = Var("c", SortType("Claim"))
SIZE = Var("n", INT)
LEVEL = StateFunction(
    "level",
    (CLAIM,),
    INT,
    IntLit(0),
    (Update(Pattern("taken", (("claim", CLAIM), ("size", SIZE))), SIZE),),
    "",
    NOWHERE,
)
TAKEN = Once(Pattern("taken", (("claim", CLAIM),)))
GONE = Once(Pattern("gone", (("claim", CLAIM),)))
HIGH = Compare("<=", IntLit(3), StateRead("level", (CLAIM,), INT))
FORMULA = And((Implies(TAKEN, HIGH), Not(Or((GONE, Holds(Var("b", BOOL)))))))


def test_every_part_and_every_state() -> None:
    stream = Stream({"level": LEVEL})
    stream.add(FORMULA)
    stream.step({"taken": [{"claim": "c1", "size": 4}, {"claim": "c2", "size": UNKNOWN}]})
    stream.step({}, frozenset({"gone"}))
    names = {"taken": "once taken(claim: c)", "gone": "once gone(claim: c)", "high": "3 <= level(c)"}
    found = explain(FORMULA, {"c": "c1", "b": False}, stream)
    assert found == {
        names["taken"]: "true",
        names["high"]: "true",
        "level(c)": "4",
        names["gone"]: "unknown",
        "b": "false",
    }
    found = explain(FORMULA, {"c": "c2", "b": UNKNOWN}, stream)
    assert (found[names["high"]], found["level(c)"], found["b"]) == ("unknown", "unknown", "unknown")
    found = explain(FORMULA, {"c": "c3", "b": True}, stream)
    assert (found[names["taken"]], found[names["high"]], found["level(c)"]) == ("false", "false", "0")
    assert found["b"] == "true"


def test_values_as_a_person_reads_them() -> None:
    told = [shown(value) for value in (UNKNOWN, FRESH, None, True, False, 3, "c1")]
    assert told == ["unknown", "any other", "none", "true", "false", "3", "c1"]
