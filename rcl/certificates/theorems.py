"""Maps the class table to theorems about it, each one SMT-LIB file that has to be unsatisfiable, with its statement in words.

Invariant: same table, same bytes; the files need nothing but a solver.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from rcl.certificates.class_table import ATOMS, CLASSES, GROUPS, SUPPORT, Table, less_known
from rcl.certificates.smtlib import comment
from rcl.system.expr import Expr, Pool
from rcl.system.expr_text import expression_text, symbol

STATEMENTS = {
    "total": "Every input has a class.",
    "exclusive": "No input has two classes.",
    "monotone": "Whoever knows less never gets a class with more support: a result that is no longer proved, evidence that says less, a"
    " new assumption, a defect, a contradiction, a question that was not asked.",
    "fail_closed": "A class with support needs every asserted obligation and every required scenario proved, every question asked, no"
    " defect, no contradiction, and no evidence that failed.",
    "scenarios_needed": "A lowering with a required scenario that is not proved has no class with support. (Every full bundle requires"
    " `can_accept`, which is not proved where `accepted` is not mapped.)",
    "adapter_needs_evidence": "Where a proof rests on an adapter, a patch or an assumption, a claim gets no class with support unless"
    " evidence traces pass and exercise identity, predicate and lifecycle, or pass under pressure.",
}  # fmt: skip
"""The theorems by file name."""

FOLDER = "class_function"
LIST_NAME = "theorems.json"


@dataclass(frozen=True, slots=True)
class TheoremSet:
    """Theorems that stand in one folder: the statements in words by name, and the files ``NAME.smt2`` with their texts."""

    folder: str
    statements: Mapping[str, str]
    files: Mapping[str, str]

    @property
    def texts(self) -> dict[str, str]:
        """Everything in the folder by file name: the files, and the list of statements."""
        value = {"schema": "rcl.theorems/1", "statements": dict(self.statements)}
        return {LIST_NAME: json.dumps(value, indent=1) + "\n", **self.files}


def class_theorems() -> TheoremSet:
    """The theorems about the class function."""
    return TheoremSet(FOLDER, STATEMENTS, {f"{name}.smt2": _file(name) for name in STATEMENTS})


def _file(name: str) -> str:
    pool = Pool()
    tables: tuple[Table, ...]
    if name == "monotone":
        tables = (Table(pool, "less."), Table(pool, "more."))
    else:
        tables = (Table(pool),)
    head = f"Theorem {name}: {STATEMENTS[name]}\nThe negation is asserted, so this has to be unsat."
    lines = [comment(head), "(set-option :produce-unsat-cores true)\n(set-logic QF_LIA)\n"]
    for table in tables:
        lines += _declared(table)
    negation = _negation(name, tables)
    lines.append(f"\n(assert (! {expression_text(negation)} :named negation))\n\n(check-sat)\n")
    return "".join(lines)


def _declared(table: Table) -> Iterator[str]:
    for name, values in ATOMS.items():
        shown = symbol(table.prefix + name)
        words = ", ".join(f"{code} {value}" for code, value in enumerate(values))
        yield f"\n{comment(f'{name}: {words}')}(declare-fun {shown} () Int)\n"
        yield f"(assert (! (and (<= 0 {shown}) (<= {shown} {len(values) - 1})) :named {symbol(f'range {table.prefix}{name}')}))\n"
    yield "\n"
    for name, condition in table.definitions.items():
        yield f"(define-fun {symbol(table.prefix + name)} () Bool {expression_text(condition)})\n"


def _negation(name: str, tables: tuple[Table, ...]) -> Expr:
    table, pool = tables[0], tables[0].pool
    support = pool.or_([table.the(item) for item in SUPPORT])
    match name:
        case "total":
            return pool.not_(pool.or_([table.the(item) for item in CLASSES]))
        case "exclusive":
            pairs = combinations(CLASSES, 2)
            return pool.or_([pool.and_([table.the(one), table.the(other)]) for one, other in pairs])
        case "monotone":
            less, more = tables
            return pool.and_([less_known(less, more), pool.lt(more.support(), less.support())])
        case "scenarios_needed":
            return pool.and_([support, pool.not_(table.is_("scenarios", "proved"))])
        case "adapter_needs_evidence":
            claim = pool.not_(table.is_("asserts", "offer"))
            proofs = pool.not_(table.the("native_alone"))
            passed = pool.and_([table.is_("evidence", "passed"), table.yes("watched_exercised")])
            enough = pool.or_([passed, table.is_("evidence", "passed_under_pressure")])
            return pool.and_([support, claim, proofs, pool.not_(enough)])
        case _:
            return pool.and_([support, pool.or_(_lacking(table))])


def _lacking(table: Table) -> list[Expr]:
    """What no supported input may have."""
    pool = table.pool
    unproved = [table.is_(group, "doubtful", "refuted") for group in GROUPS]
    observing = table.is_("asserts", "observation")
    return [
        unproved[0],
        *(pool.and_([pool.not_(observing), item]) for item in unproved[1:]),
        pool.not_(table.is_("scenarios", "proved")),
        pool.not_(table.yes("complete")),
        pool.not_(table.yes("consistent")),
        table.yes("defect"),
        table.yes("contradiction"),
        table.is_("evidence", "failed"),
    ]
