"""The class table against the class function: every input of the finite domain, and arbitrary findings by their summary."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rcl.certificates.class_table import ATOMS, CLASSES, GROUP, GROUPS, SHOWN, Table, summary
from rcl.model.contract import Facet
from rcl.model.runtime import Assertion, OriginKind
from rcl.system.expr import Expr, Pool, interpret
from rcl.verdict.classify import (
    EvidenceFinding,
    EvidenceState,
    Findings,
    ObligationFinding,
    ScenarioFinding,
    classify,
)
from rcl.verdict.results import Result

FACETS = {"watched": Facet.LIFECYCLE, "outcome": Facet.OUTCOME, "feasibility": Facet.FEASIBILITY}
RESULTS = {"proved": Result.PROVED, "doubtful": Result.OPEN, "refuted": Result.REFUTED}
Masks = dict[str, int]


def evaluated(table: Table, masks: Masks, everything: int) -> Masks:
    """The table on many inputs at once: bit ``n`` of a mask is the value at input ``n``."""
    known = dict(masks)

    def value(node: Expr) -> int:
        match node.op:
            case "const":
                return everything if node.value else 0
            case "var":
                return known[str(node.value)]
            case "not":
                return everything & ~value(node.args[0])
            case "and":
                found = everything
                for arg in node.args:
                    found &= value(arg)
                return found
            case "or":
                found = 0
                for arg in node.args:
                    found |= value(arg)
                return found
            case "ite":
                test = value(node.args[0])
                return (test & value(node.args[1])) | (everything & ~test & value(node.args[2]))
            case "eq":
                var, const = sorted(node.args, key=lambda arg: arg.op != "var")
                return known[f"{var.value}={const.value}"]
            case _:
                raise AssertionError(node.op)

    for name, condition in table.definitions.items():
        known[name] = value(condition)
    return known


def obligations(
    groups: tuple[str, ...], origins: frozenset[OriginKind]
) -> tuple[ObligationFinding, ...] | None:
    """An obligation for each group that is not absent; ``None`` if no proof is there to have the origins."""
    proved = [name for name, state in zip(GROUPS, groups, strict=True) if state == "proved"]
    if origins and not proved:
        return None
    holder = proved[0] if proved else ""
    return tuple(
        ObligationFinding(
            f"{FACETS[name].value}.x",
            FACETS[name],
            RESULTS[state],
            origins | {OriginKind.NATIVE} if name == holder else frozenset(),
        )
        for name, state in zip(GROUPS, groups, strict=True)
        if state != "absent"
    )


ORIGINS = tuple(
    frozenset(items)
    for items in (
        (),
        (OriginKind.ADAPTER,),
        (OriginKind.ASSUMPTION,),
        (OriginKind.PATCH, OriginKind.ASSUMPTION),
    )
)


def domain(assertion: Assertion) -> Iterator[Findings]:
    """A representative of every input in which that is asserted."""
    for groups, origins in product(product(GROUP, repeat=3), ORIGINS):
        made = obligations(groups, origins)
        if made is None:
            continue
        names = [item.name for item in made if item.facet in (Facet.LIFECYCLE, Facet.OUTCOME)]
        seen = [frozenset[str]()]
        for name in names:
            seen += [one | {name} for one in seen]
        for scenario, state, exercised, bits in product(
            SHOWN, EvidenceState, seen, product((False, True), repeat=5)
        ):
            defect, contradiction, complete, consistent, pressure = bits
            yield Findings(
                assertion,
                made,
                (ScenarioFinding("scenario.s", RESULTS[scenario]),),
                ("d",) if defect else (),
                ("a", "b") if contradiction else (),
                consistent,
                complete,
                EvidenceFinding(state, exercised),
                pressure,
            )


@pytest.mark.slow
@pytest.mark.parametrize("assertion", Assertion)
def test_the_table_is_the_class_function_on_all_inputs(assertion: Assertion) -> None:
    atoms: dict[str, bytearray] = {
        f"{name}={code}": bytearray() for name, values in ATOMS.items() for code in range(len(values))
    }
    chosen: dict[str, bytearray] = {name: bytearray() for name in CLASSES}
    count, columns = 0, {name: [atoms[f"{name}={code}"] for code in range(len(values))] for name, values in ATOMS.items()}  # fmt: skip
    codes = {name: {value: code for code, value in enumerate(values)} for name, values in ATOMS.items()}
    for findings in domain(assertion):
        count += 1
        for name, value in summary(findings).items():
            code = codes[name][value]
            for other, column in enumerate(columns[name]):
                column.append(49 if other == code else 48)
        found = classify(findings)[0].value
        for name, column in chosen.items():
            column.append(49 if name == found else 48)
    masks = {name: int(column, 2) for name, column in atoms.items()}
    table = evaluated(Table(Pool()), masks, (1 << count) - 1)
    assert count > 100_000
    for name, column in chosen.items():
        assert table[name] == int(column, 2), name


# ---------------------------------------------------------------- arbitrary findings


def _obligation(number: int) -> st.SearchStrategy[ObligationFinding]:
    def made(facet: Facet, result: Result, origins: frozenset[OriginKind]) -> ObligationFinding:
        core = origins if result is Result.PROVED else frozenset[OriginKind]()
        return ObligationFinding(f"{facet.value}.o{number}", facet, result, core)

    results = st.sampled_from([Result.PROVED] * 5 + list(Result))
    return st.builds(made, st.sampled_from(Facet), results, st.frozensets(st.sampled_from(OriginKind)))


@st.composite
def findings(draw: st.DrawFn) -> Findings:
    items = tuple(draw(_obligation(number)) for number in range(draw(st.integers(0, 5))))
    names = [item.name for item in items]
    scenarios = draw(st.lists(st.sampled_from([Result.PROVED] * 5 + list(Result)), max_size=3))
    rarely = st.sampled_from([(), (), (), ("x",)])
    mostly = st.sampled_from([True, True, True, False])
    return Findings(
        draw(st.sampled_from(Assertion)),
        items,
        tuple(ScenarioFinding(f"scenario.s{number}", result) for number, result in enumerate(scenarios)),
        draw(rarely),
        draw(rarely),
        draw(mostly),
        draw(mostly),
        EvidenceFinding(
            draw(st.sampled_from(EvidenceState)),
            frozenset(name for name in names if draw(mostly)),
        ),
        draw(st.booleans()),
        draw(st.frozensets(st.sampled_from((OriginKind.ADAPTER, OriginKind.PATCH)))),
    )


@settings(max_examples=500, deadline=None)
@given(findings())
def test_the_summary_decides(found: Findings) -> None:
    words = summary(found)
    values: dict[str, int | bool] = {name: values.index(words[name]) for name, values in ATOMS.items()}
    table = Table(Pool())
    for name, condition in table.definitions.items():
        values[name] = interpret(condition, values, {})
    assert [name for name in CLASSES if values[name]] == [classify(found)[0].value]
