"""The class function of semantics, section 5, as one table over a finite domain, for solvers and for tests.

The atoms say of findings all that the class depends on; each class has a condition of its own over them. Invariant: the
table and ``rcl.verdict.classify`` agree on every input of the domain, and ``summary`` maps any findings to the input on
which they agree; a test goes through all of it. Neither is derived from the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rcl.model.contract import Facet
from rcl.model.runtime import OriginKind
from rcl.system.expr import Expr, Pool
from rcl.verdict.classify import OBSERVED, Findings, ObligationFinding, counted
from rcl.verdict.results import Result, VerdictClass

NO_YES = ("no", "yes")
SHOWN = ("proved", "doubtful", "refuted")
GROUP = ("absent", *SHOWN)

ATOMS: Mapping[str, tuple[str, ...]] = {
    "asserts": ("conformance", "policy", "observation", "offer"),
    "defect": NO_YES,
    "contradiction": NO_YES,
    "complete": NO_YES,
    "consistent": NO_YES,
    "scenarios": SHOWN,
    "watched": GROUP,
    "outcome": GROUP,
    "feasibility": GROUP,
    "watched_exercised": NO_YES,
    "outcome_exercised": NO_YES,
    "adapted": NO_YES,
    "assumed": NO_YES,
    "evidence": ("none", "unchecked", "failed", "passed", "passed_under_pressure"),
    "pressure_named": NO_YES,
}
"""What an input is made of. ``watched`` are the obligations of identity, predicate and lifecycle; a group or the scenarios
are refuted if one is, else doubtful if one is not proved (or assumed alone). ``adapted``: a core has an
origin adapter or patch, or the lowering names one; ``assumed``: a core has an assumption."""

GROUPS = ("watched", "outcome", "feasibility")
SUPPORT = ("native_conformance", "adapter_policy", "adapter_observational", "approximation_substrate")
"""From the most to the least support."""


class Table:
    """The conditions over one copy of the atoms, whose variables begin with ``prefix``."""

    def __init__(self, pool: Pool, prefix: str = "") -> None:
        self.pool = pool
        self.prefix = prefix
        self.atoms = {name: pool.var(prefix + name, "I") for name in ATOMS}
        self.definitions: dict[str, Expr] = {}
        self._define()

    def is_(self, atom: str, *values: str) -> Expr:
        """The atom has one of these values."""
        pool, codes = self.pool, ATOMS[atom]
        return pool.or_([pool.eq(self.atoms[atom], pool.int(codes.index(value))) for value in values])

    def yes(self, atom: str) -> Expr:
        return self.is_(atom, "yes")

    def the(self, name: str) -> Expr:
        """A condition that has been defined, by name."""
        assert name in self.definitions
        return self.pool.var(self.prefix + name, "B")

    def _define(self) -> None:
        pool, is_, yes, the = self.pool, self.is_, self.yes, self.the
        both, either, never = pool.and_, pool.or_, pool.not_
        define = self.definitions
        claim = is_("asserts", "conformance", "policy", "observation")
        define["some_asserted_refuted"] = either(
            [is_("watched", "refuted")]
            + [both([never(is_("asserts", "observation")), is_(group, "refuted")]) for group in GROUPS[1:]]
        )
        define["all_proved"] = both(
            [is_(group, "absent", "proved") for group in GROUPS]
            + [either([is_(group, "proved") for group in GROUPS])]
        )
        watching = is_("asserts", "observation")
        define["asserted_proved"] = pool.ite(watching, is_("watched", "proved"), the("all_proved"))
        define["rejected_mapping"] = either(
            [
                yes("defect"),
                yes("contradiction"),
                the("some_asserted_refuted"),
                is_("scenarios", "refuted"),
                is_("evidence", "failed"),
            ]
        )
        define["shown"] = both(
            [
                never(yes("defect")),
                never(yes("contradiction")),
                never(is_("evidence", "failed")),
                is_("scenarios", "proved"),
                yes("complete"),
                yes("consistent"),
                the("asserted_proved"),
            ]
        )
        self._define_classes(claim)

    def _define_classes(self, claim: Expr) -> None:
        """The classes with support, and the one for doubt; ``claim``: something other than an offer is asserted."""
        pool, is_, yes, the = self.pool, self.is_, self.yes, self.the
        both, either, never = pool.and_, pool.or_, pool.not_
        define = self.definitions
        define["native_alone"] = both([never(yes("adapted")), never(yes("assumed"))])
        define["policy_evidence"] = both(
            [
                yes("adapted"),
                yes("pressure_named"),
                is_("evidence", "passed_under_pressure"),
                either([is_("outcome", "absent"), yes("outcome_exercised")]),
            ]
        )
        define["observed"] = both(
            [
                is_("watched", "proved"),
                yes("watched_exercised"),
                is_("evidence", "passed", "passed_under_pressure"),
            ]
        )
        define["native_conformance"] = both([the("shown"), claim, the("all_proved"), the("native_alone")])
        define["adapter_policy"] = both([the("shown"), claim, the("all_proved"), the("policy_evidence")])
        less = either(
            [never(the("all_proved")), never(either([the("native_alone"), the("policy_evidence")]))]
        )
        define["adapter_observational"] = both([the("shown"), claim, less, the("observed")])
        define["approximation_substrate"] = both([the("shown"), is_("asserts", "offer")])
        define["unknown_evidence"] = both(
            [
                never(the("rejected_mapping")),
                either([never(the("shown")), both([claim, less, never(the("observed"))])]),
            ]
        )

    def support(self) -> Expr:
        """How much support the class is, as a number: 0 for none."""
        pool, value = self.pool, self.pool.int(0)
        for level, name in enumerate(reversed(SUPPORT), 1):
            value = pool.ite(self.the(name), pool.int(level), value)
        return value


CLASSES = tuple(item.value for item in VerdictClass)


def less_known(less: Table, more: Table) -> Expr:
    """Everything is known in ``more`` that is known in ``less``; the same is asserted, of the same groups.

    What was found against a lowering (a defect, a contradiction, evidence that failed) stays found. A proof's origins
    may gain an assumption; those of a result that fell are gone; and below proofs from native statements alone, which
    are the most there is, they may be any.
    """
    pool = less.pool
    parts = [pool.eq(less.atoms["asserts"], more.atoms["asserts"])]
    for bad in ("defect", "contradiction"):
        parts.append(pool.implies(more.yes(bad), less.yes(bad)))
    for good in ("complete", "consistent", "watched_exercised", "outcome_exercised", "pressure_named"):
        parts.append(pool.implies(less.yes(good), more.yes(good)))
    for shown in ("scenarios", *GROUPS):
        parts.append(pool.implies(less.is_(shown, "proved"), more.is_(shown, "proved")))
    for group in GROUPS:
        parts.append(pool.eq(less.is_(group, "absent"), more.is_(group, "absent")))
    best, good_evidence = "passed_under_pressure", ("passed", "passed_under_pressure")
    parts.append(pool.implies(less.is_("evidence", best), more.is_("evidence", best)))
    parts.append(pool.implies(less.is_("evidence", *good_evidence), more.is_("evidence", *good_evidence)))
    parts.append(pool.implies(more.is_("evidence", "failed"), less.is_("evidence", "failed")))
    kept = pool.and_(
        [
            pool.eq(less.yes("adapted"), more.yes("adapted")),
            pool.implies(more.yes("assumed"), less.yes("assumed")),
        ]
    )
    fallen = pool.or_([less.is_(group, "doubtful", "refuted") for group in GROUPS])
    parts.append(pool.or_([kept, fallen, more.the("native_alone")]))
    return pool.and_(parts)


# ---------------------------------------------------------------- findings


def summary(findings: Findings) -> dict[str, str]:
    """The input of the domain that the findings are an instance of."""
    groups = {
        "watched": [item for item in findings.obligations if item.facet in OBSERVED],
        "outcome": [item for item in findings.obligations if item.facet is Facet.OUTCOME],
        "feasibility": [item for item in findings.obligations if item.facet is Facet.FEASIBILITY],
    }
    origins = {origin for item in findings.obligations for origin in item.origins} | findings.added
    exercised = findings.evidence.exercised
    return {
        "asserts": findings.assertion.value,
        "defect": _word(bool(findings.defects)),
        "contradiction": _word(bool(findings.contradictions)),
        "complete": _word(findings.complete),
        "consistent": _word(findings.consistent),
        "scenarios": _shown([item.result for item in findings.scenarios]) or "proved",
        **{name: _shown([counted(item) for item in items]) or "absent" for name, items in groups.items()},
        "watched_exercised": _word(_exercised(groups["watched"], exercised)),
        "outcome_exercised": _word(_exercised(groups["outcome"], exercised)),
        "adapted": _word(bool(origins & {OriginKind.ADAPTER, OriginKind.PATCH})),
        "assumed": _word(OriginKind.ASSUMPTION in origins),
        "evidence": findings.evidence.state.value,
        "pressure_named": _word(findings.pressure_named),
    }


def _word(value: bool) -> str:
    return NO_YES[value]


def _exercised(items: Iterable[ObligationFinding], names: frozenset[str]) -> bool:
    return all(item.name in names for item in items)


def _shown(results: list[Result]) -> str:
    if Result.REFUTED in results:
        return "refuted"
    return "proved" if results and set(results) == {Result.PROVED} else "doubtful" if results else ""
