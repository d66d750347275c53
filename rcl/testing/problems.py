"""Seeded random problems: small, well typed, and mixed enough to give every kind of result.

Invariant: the same seed gives the same case. Formulas are built from what is in scope, so nothing needs resolving.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from rcl.diag.span import NOWHERE, Span
from rcl.model.contract import Event, Facet, Field, Obligation, Role, Rule, StateFunction, Update
from rcl.model.formula import (
    FALSE,
    TRUE,
    And,
    Arith,
    BoolLit,
    Compare,
    EnumLit,
    Formula,
    Historically,
    Holds,
    Implies,
    IntLit,
    NoneLit,
    Not,
    Once,
    Or,
    Pattern,
    Previously,
    Since,
    StateRead,
    Term,
    Var,
)
from rcl.model.runtime import Admits, Guarantee, MapLine, Origin, OriginKind, Unmapped
from rcl.model.types import BOOL, INT, EnumType, OptionType, SortType, Type
from rcl.system.problem import Problem

CLAIM, REQUEST = SortType("Claim"), SortType("Request")
NATIVE = Origin(OriginKind.NATIVE)


@dataclass(frozen=True, slots=True)
class Case:
    """A problem with one obligation."""

    seed: int
    problem: Problem
    obligation: Obligation


def case(seed: int) -> Case:
    """The random problem of this number."""
    return Maker(Random(seed)).case(seed)


class Formulas:
    """Random formulas over some events and states."""

    def __init__(self, rng: Random, events: tuple[Event, ...], states: tuple[StateFunction, ...]) -> None:
        self.rng = rng
        self.events = events
        self.states = states

    def term(self, kind: Type, scope: tuple[Var, ...]) -> Term | None:
        """A term of the type; ``None`` if nothing in scope has it."""
        rng = self.rng
        found: list[Term] = [var for var in scope if var.type == kind]
        for state in self.states:
            args = [[var for var in scope if var.type == param.type] for param in state.params]
            if state.type == kind and all(args):
                found.append(StateRead(state.name, tuple(rng.choice(some) for some in args), kind))
        if kind == INT:
            found.append(IntLit(rng.randint(0, 2)))
        if kind == BOOL:
            found.append(BoolLit(rng.random() < 0.5))
        if isinstance(kind, EnumType):
            found += [EnumLit(kind, member) for member in kind.members]
        if isinstance(kind, OptionType):
            found.append(NoneLit(kind))
        return rng.choice(found) if found else None

    def pattern(self, scope: tuple[Var, ...]) -> Pattern:
        """An event with some of its fields equal to terms."""
        event = self.rng.choice(self.events)
        fields = []
        for item in event.fields:
            likely = 0.85 if isinstance(item.type, SortType) else 0.4
            term = self.term(item.type, scope) if self.rng.random() < likely else None
            if term is not None:
                fields.append((item.name, term))
        return Pattern(event.name, tuple(fields))

    def atom(self, scope: tuple[Var, ...]) -> Formula:
        """A pattern, a comparison or a Bool."""
        rng = self.rng
        if rng.random() < 0.6:
            return self.pattern(scope)
        kinds: list[Type] = [INT, BOOL, *({v.type for v in scope if v.type in (CLAIM, REQUEST)})]
        kind = rng.choice(sorted(kinds, key=str))
        left, right = self.term(kind, scope), self.term(kind, scope)
        assert left is not None and right is not None
        if kind == BOOL:
            return Holds(left)
        if kind == INT and rng.random() < 0.3:
            left = Arith(rng.choice(["+", "-", "min", "max"]), left, IntLit(1))
        return Compare(
            rng.choice(["=", "!=", "<", "<=", ">", ">="] if kind == INT else ["=", "!="]), left, right
        )

    def formula(self, scope: tuple[Var, ...], depth: int) -> Formula:
        """A formula of at most this many operators above its atoms."""
        rng = self.rng
        if depth == 0:
            return self.atom(scope)

        def sub() -> Formula:
            return self.formula(scope, depth - 1)

        match rng.choice(
            ["once", "once", "once", "not", "and", "or", "implies", "hist", "prev", "since", "atom"]
        ):
            case "once":
                return Once(sub())
            case "not":
                return Not(sub())
            case "and":
                return And((sub(), sub()))
            case "or":
                return Or((sub(), sub()))
            case "implies":
                return Implies(sub(), sub())
            case "hist":
                return Historically(sub())
            case "prev":
                return Previously(sub())
            case "since":
                return Since(sub(), sub())
            case _:
                return self.atom(scope)

    def rule(self, depth: int) -> Rule:
        """A rule with one trigger that binds some of the event's fields, and now and then a ``forall``."""
        rng = self.rng
        event = rng.choice(self.events)
        bound = tuple(Var(f"x{n}", item.type) for n, item in enumerate(event.fields) if rng.random() < 0.9)
        names = [(item.name, Var(f"x{n}", item.type)) for n, item in enumerate(event.fields)]
        fields = tuple((name, var) for name, var in names if var in bound)
        quantified = (Var("q", rng.choice([CLAIM, REQUEST])),) if rng.random() < 0.15 else ()
        scope = bound + quantified
        condition = self.atom(scope) if rng.random() < 0.15 else TRUE
        return Rule(quantified, bound, (Pattern(event.name, fields),), condition, self.formula(scope, depth))


class Maker:
    """Makes the parts of random problems from one source of chance."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def case(self, seed: int) -> Case:
        """A problem with one obligation; ``seed`` is only noted."""
        rng = self.rng
        events = tuple(
            self.event(f"r{n}", [Role.RUNTIME, Role.RUNTIME, Role.ENVIRONMENT])
            for n in range(rng.randint(2, 3))
        )
        roles = [Role.DUTY, Role.DUTY, Role.DUTY, Role.ENVIRONMENT, Role.HAZARD]
        contract = tuple(self.event(f"c{n}", roles) for n in range(rng.randint(2, 3)))
        states = (self.state("held", events),) if rng.random() < 0.5 else ()
        seen = (self.state("level", contract),) if rng.random() < 0.7 else ()
        below, above = Formulas(rng, events, states), Formulas(rng, contract, seen)
        maps = self.maps(contract, events, below)
        rule = self.obligation(above)
        for _ in range(3):  # a trigger that nothing is mapped to is mostly vacuous: have fewer of those
            if any(line.event == rule.triggers[0].event for line in maps):
                break
            rule = self.obligation(above)
        guarantees = self.guarantees(below, rule, maps)
        admits = tuple(self.admits(n, item, below) for n, item in enumerate(events) if rng.random() < 0.75)
        mapped = {line.event for line in maps}
        absent = tuple(
            Unmapped(item.name, "", (), NOWHERE)
            for item in contract
            if item.name not in mapped and item.role is not Role.ENVIRONMENT and rng.random() < 0.4
        )
        problem = Problem(events, states, guarantees, admits, contract, seen, maps, absent)
        return Case(seed, problem, Obligation("it", Facet.OUTCOME, rule, "held", "broken", "", NOWHERE))

    def event(self, name: str, roles: list[Role]) -> Event:
        """An event of one of the roles with one or two fields."""
        rng = self.rng
        kinds: list[Type] = [CLAIM if rng.random() < 0.8 else REQUEST]
        if rng.random() < 0.5:
            more: list[Type] = [REQUEST, BOOL, INT, CLAIM]
            kinds.append(rng.choice(more))
        fields = tuple(Field(f"f{n}", kind) for n, kind in enumerate(kinds))
        return Event(name, rng.choice(roles), fields, "", NOWHERE)

    def state(self, name: str, events: tuple[Event, ...]) -> StateFunction:
        """A state function that some of the events change."""
        rng = self.rng
        kinds: list[Type] = [INT, BOOL]
        kind = rng.choice(kinds)
        params = (Var("p", CLAIM),) if rng.random() < 0.8 else ()
        updates = []
        for event in rng.sample(events, rng.randint(1, len(events))):
            scope, fields, keyed = params, [], False
            for item in event.fields:
                if params and not keyed and item.type == CLAIM:
                    fields.append((item.name, params[0]))
                    keyed = True
                elif rng.random() < 0.6:
                    var = Var(f"u{item.name}", item.type)
                    fields.append((item.name, var))
                    scope = (*scope, var)
            value: Term | None = Formulas(rng, events, ()).term(kind, scope)
            assert value is not None
            if kind == INT and rng.random() < 0.5:
                own = StateRead(name, params, INT)
                value = Arith(rng.choice(["min", "max"]), own, value)
            updates.append(Update(Pattern(event.name, tuple(fields)), value))
        initial: Term = IntLit(rng.randint(0, 1)) if kind == INT else BoolLit(rng.random() < 0.5)
        return StateFunction(name, params, kind, initial, tuple(updates), "", NOWHERE)

    def obligation(self, above: Formulas) -> Rule:
        """A rule that is often of the form that lowerings are about: this only after that."""
        rule = above.rule(self.rng.choice([1, 1, 2]))
        if self.rng.random() < 0.5:
            return Rule(rule.quantified, rule.bound, rule.triggers, TRUE, Once(above.pattern(rule.variables)))
        return rule

    def maps(
        self, contract: tuple[Event, ...], events: tuple[Event, ...], below: Formulas
    ) -> tuple[MapLine, ...]:
        """Lines for most of the contract's events, their fields filled as far as something fits."""
        rng, found = self.rng, []
        for event in contract:
            for _ in range(rng.choice([0, 1, 1, 1, 1, 1, 2])):
                source = rng.choice(events)
                scope = tuple(Var(f"m{n}", item.type) for n, item in enumerate(source.fields))
                pattern = Pattern(
                    source.name, tuple((f.name, v) for f, v in zip(source.fields, scope, strict=True))
                )
                fields = tuple(
                    (item.name, below.term(item.type, scope) if rng.random() < 0.9 else None)
                    for item in event.fields
                )
                condition = below.formula(scope, 1) if rng.random() < 0.15 else TRUE
                found.append(MapLine(event.name, fields, pattern, condition, NOWHERE))
        return tuple(found)

    def guarantees(self, below: Formulas, rule: Rule, maps: tuple[MapLine, ...]) -> tuple[Guarantee, ...]:
        """A few rules, often one that says what the obligation needs."""
        rng = self.rng
        rules = [below.rule(rng.choice([1, 1, 2])) for _ in range(rng.randint(1, 2))]
        if rng.random() < 0.7:
            rules += lowered(rule, maps)
        if rng.random() < 0.1:
            rules.append(Rule((), (), (Pattern(rng.choice(below.events).name, ()),), TRUE, FALSE))
        return tuple(
            Guarantee(f"g{n}", item, NATIVE, (), "", Span("case", n, n + 1, n + 1, 1))
            for n, item in enumerate(rules[:4])
        )

    def admits(self, number: int, event: Event, below: Formulas) -> Admits:
        """That the event can happen, now and then under a condition."""
        scope = tuple(Var(f"a{n}", item.type) for n, item in enumerate(event.fields))
        pattern = Pattern(event.name, tuple((f.name, v) for f, v in zip(event.fields, scope, strict=True)))
        condition = below.formula(scope, 1) if self.rng.random() < 0.3 else TRUE
        return Admits(f"a{number}", pattern, condition, NATIVE, (), "", NOWHERE)


def lowered(rule: Rule, maps: tuple[MapLine, ...]) -> list[Rule]:
    """The obligation said of the runtime, read through the map lines: often, but not always, enough to prove it."""
    found = []
    for line in maps:
        if line.event != rule.triggers[0].event or not isinstance(rule.requires, Once) or rule.quantified:
            continue
        values = dict(line.fields)
        named = {
            t.name: values[f]
            for f, t in rule.triggers[0].fields
            if isinstance(t, Var) and isinstance(values[f], Var)
        }
        requires = _through(rule.requires.body, maps, named)  # type: ignore[arg-type]
        if requires is not None:
            bound = tuple(term for _, term in line.source.fields if isinstance(term, Var))
            found.append(Rule((), bound, (line.source,), line.condition, Once(requires)))
    return found


def _through(formula: Formula, maps: tuple[MapLine, ...], named: dict[str, Term]) -> Formula | None:
    """A pattern of the contract as an alternative of runtime patterns, where the fields allow it."""
    if not isinstance(formula, Pattern):
        return None
    found: list[Formula] = []
    for line in maps:
        if line.event != formula.event:
            continue
        values = dict(line.fields)
        fields: dict[str, Term] = {}
        for name, term in formula.fields:
            wanted = named.get(term.name) if isinstance(term, Var) else term
            source = next((f for f, t in line.source.fields if t == values[name]), None)
            if wanted is None or source is None or isinstance(wanted, StateRead):
                return None
            fields[source] = wanted
        found.append(
            Pattern(line.source.event, tuple((f, fields[f]) for f, _ in line.source.fields if f in fields))
        )
    return Or(tuple(found)) if found else None
