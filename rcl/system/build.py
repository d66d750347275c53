"""A problem and a target to a transition system, with only the statements in the target's cone of influence.

Maps (Problem, Target, Options) to System. Invariant: leaving a statement out only weakens the
constraints (sound for proofs); counterexamples are replayed against all statements. Source: semantics,
sections 3 and 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from rcl.model.contract import Event, Role, Rule
from rcl.model.formula import (
    And,
    Formula,
    Historically,
    Once,
    Pattern,
    Previously,
    Since,
    Var,
    children,
    free_variables,
    identifier_sort,
    subformulas,
    subterms,
    terms_of,
)
from rcl.model.runtime import Guarantee, MapLine, Origin, OriginKind
from rcl.model.types import BOOL, INT, SortType, Type, is_identifier
from rcl.system.compile import Env, Layer
from rcl.system.expr import Expr, Pool
from rcl.system.problem import Disposition, Problem, StatementRef
from rcl.system.store import Occurrence, Pair, Store, Val
from rcl.system.system import Admission, Choice, KindInfo, Rigid, System


@dataclass(frozen=True, slots=True)
class Target:
    """What the last step of a trace must show: the rule's trigger and condition, with or without its violation.

    A scenario is a rule without triggers whose condition is its formula. ``layer`` is ``contract`` or ``runtime``.
    """

    rule: Rule
    violated: bool
    layer: str = "contract"


@dataclass(frozen=True, slots=True)
class Options:
    """How unknowns are read, and which further constants there are.

    ``definite``: unknown fields stay unknown and unmentioned events may have happened (refutations);
    otherwise the adversary picks them. ``lean``: only guarantees about states that the target reads itself
    (a proof from fewer statements is a proof). ``hazards``: free hazards may happen. ``unseen``: silent duties
    and free hazards may have happened unseen. ``closed``: every identifier is one of the constants.
    ``extras``: further constants a sort. ``witnesses``: keys of occasions to name. ``bystanders``: events that
    the target does not depend on but that can be counted on to happen are there too, with all that is said of them: a
    trace may need a step at which nothing of the target happens.
    """

    definite: bool = False
    hazards: bool = True
    unseen: bool = False
    closed: bool = False
    extras: int = 0
    witnesses: tuple[tuple[str, Type], ...] = ()
    lean: bool = False
    bystanders: bool = False


class Builder:
    """Compiles one target of one problem."""

    def __init__(self, problem: Problem, target: Target, options: Options) -> None:
        self._problem = problem
        self._target = target
        self._options = options
        self._pool = Pool()
        named = {
            key: Rigid(self._pool.var(f"k.w{n}", "I"), kind, f"w{n}")
            for n, (key, kind) in enumerate(options.witnesses)
        }
        self._store = Store(self._pool, closed=options.closed, kleene=options.definite, witnesses=named)
        self._witnesses = named
        self._kind = self._pool.var("i.kind", "I")
        self._events = {event.name: event for event in problem.events}
        self._contract = {event.name: event for event in problem.contract_events}
        self._infos: dict[tuple[str, bool], KindInfo] = {}
        self._occurred: dict[tuple[str, bool], list[Occurrence]] = {}
        self._choices: dict[str, Choice] = {}
        self._labels: list[StatementRef] = []
        self._statements: list[tuple[int, Expr]] = []
        self._touched: set[str] = set()
        code = self._pool.int
        self._runtime_tick = self._pool.lt(self._kind, code(FREE_BASE))
        self.runtime = Layer(
            "runtime",
            self._store,
            _Touching({state.name: state for state in problem.states}, self._touched),
            self._runtime_occurrences,
            self._runtime_tick,
            lambda _: False,
        )
        self.contract = Layer(
            "contract",
            self._store,
            {state.name: state for state in problem.contract_states},
            self._contract_occurrences,
            self._pool.true,
            self._unseen,
        )

    # ------------------------------------------------------------ occurrences

    def _info(self, event: Event, free: bool) -> KindInfo:
        key = (event.name, free)
        if key not in self._infos:
            number = sum(1 for _, other in self._infos if other is free) + 1
            code = number + (FREE_BASE if free else 0)
            side = "free." if free else ""
            fields = tuple(
                (item.name, self._store.input(f"{side}{event.name}.{item.name}", item.type, code), item.type)
                for item in event.fields
            )
            self._infos[key] = KindInfo(code, event.name, free, fields)
        return self._infos[key]

    def _plain(self, event: Event, free: bool) -> Occurrence:
        info, pool = self._info(event, free), self._pool
        fields = {name: Val(var, pool.true, False, kind) for name, var, kind in info.fields}
        inputs = tuple((name, var, kind) for name, var, kind in info.fields if is_identifier(kind))
        return Occurrence(pool.eq(self._kind, pool.int(info.code)), fields, inputs)

    def _runtime_occurrences(self, name: str) -> list[Occurrence]:
        key = (name, False)
        if key not in self._occurred:
            self._touched.add(f"event {name}")
            self._occurred[key] = [self._plain(self._events[name], False)]
        return self._occurred[key]

    def _unseen(self, name: str) -> bool:
        if not self._options.unseen:
            return False
        event = self._contract.get(name)
        if event is None:
            return True
        what = self._problem.disposition(event)
        return what is Disposition.SILENT or (what is Disposition.FREE and event.role.value == "hazard")

    def _contract_occurrences(self, name: str) -> list[Occurrence]:
        key = (name, True)
        if key in self._occurred:
            return self._occurred[key]
        found: list[Occurrence] = []
        self._occurred[key] = found
        event = self._contract.get(name)
        if event is None:
            return found
        for index, line in enumerate(self._problem.maps):
            if line.event == name:
                found.append(self._line(index, line, event))
        what = self._problem.disposition(event)
        hazard = event.role.value == "hazard"
        if (what is Disposition.FREE and (self._options.hazards or not hazard)) or (
            what is Disposition.ABSENT and hazard and self._options.hazards
        ):
            found.append(self._plain(event, True))
        elif what in (Disposition.ABSENT, Disposition.SILENT) and not hazard and not self._options.definite:
            found.append(self._forbidden(event, what))
        return found

    def _forbidden(self, event: Event, what: Disposition) -> Occurrence:
        """A duty that never happens: possible in form, excluded by a labelled constraint, so that cores can name it."""
        item = self._plain(event, True)
        native = Origin(OriginKind.NATIVE)
        line = next((u for u in self._problem.absent if u.event == event.name), None)
        if what is Disposition.ABSENT and line is not None:
            ref = StatementRef("unmapped", event.name, native, line.anchors, line.span)
        else:
            ref = StatementRef("silence", event.name, native, (), event.span)
        self._label(ref, self._pool.not_(item.happens))
        return item

    def _line(self, index: int, line: MapLine, event: Event) -> Occurrence:
        pool = self._pool
        source = self._runtime_occurrences(line.source.event)[0]
        env, happens = self._bind(line.source, {})
        condition = self.runtime.truth(line.condition, env)
        fields: dict[str, Val] = {}
        for name, term in line.fields:
            kind = event.field(name).type
            if term is not None:
                fields[name] = self.runtime.value(term, env)
            elif self._options.definite:
                zero = pool.false if kind == BOOL else pool.int(0)
                fields[name] = Val(zero, pool.false, False, kind)
            else:
                owner = self._infos[(line.source.event, False)].code
                var = self._store.input(f"unknown.{index}.{name}", kind, owner)
                self._choices[f"{index}.{name}"] = Choice(index, name, var, kind)
                fields[name] = Val(var, pool.true, False, kind)
        return Occurrence(pool.and_((happens, condition.must)), fields, source.inputs)

    # ------------------------------------------------------------ statements

    def _label(self, ref: StatementRef, constraint: Expr) -> None:
        if constraint is self._pool.true:
            return
        self._labels.append(ref)
        self._statements.append((len(self._labels) - 1, constraint))

    def _guarantee(self, item: Guarantee) -> None:
        pool, rule = self._pool, item.rule
        parts: list[Expr] = []
        used = free_variables(And((*rule.triggers, rule.condition, rule.requires)))
        spaces = [[(v, c) for c in self._store.constants(v.type)] for v in rule.quantified if v in used]
        for chosen in product(*spaces):
            base = {v.name: Val(c, pool.true, True, v.type) for v, c in chosen}
            for pattern in rule.triggers or (None,):
                env, happens = dict(base), self._runtime_tick
                if pattern is not None:
                    env, happens = self._bind(pattern, base)
                    if happens is pool.false:
                        continue
                holds = self.runtime.truth(rule.requires, env).must
                condition = self.runtime.truth(rule.condition, env).must
                parts.append(pool.or_((pool.not_(happens), pool.not_(condition), holds)))
        ref = StatementRef("guarantee", item.name, item.origin, item.anchors, item.span)
        self._label(ref, pool.and_(parts))

    def _bind(self, pattern: Pattern, base: Mapping[str, Val]) -> tuple[dict[str, Val], Expr]:
        """Bind a runtime pattern's variables from the present event; what is bound already must be equal."""
        pool = self._pool
        item = self._runtime_occurrences(pattern.event)[0]
        env, parts = dict(base), [item.happens]
        for name, term in pattern.fields:
            value = item.fields[name]
            if isinstance(term, Var) and term.name not in env:
                env[term.name] = Val(value.expr, value.known, False, term.type)
            else:
                wanted = env[term.name] if isinstance(term, Var) else self.runtime.literal(term)
                parts.append(pool.eq(value.expr, wanted.expr))
        return env, pool.and_(parts)

    def _add_guarantees(self) -> None:
        """Add every guarantee in the cone of influence, until nothing new is touched."""
        waiting = list(self._problem.guarantees)
        self._store.settle()
        if self._options.lean:
            own = {name for name in self._touched if name.startswith("state ")}
            waiting = [item for item in waiting if _states(item) <= own]
        while True:
            self._store.settle()
            relevant = [item for item in waiting if self._concerns(item)]
            if not relevant:
                return
            waiting = [item for item in waiting if item not in relevant]
            for item in relevant:
                self._guarantee(item)

    def _concerns(self, item: Guarantee) -> bool:
        if item.rule.triggers:
            return any(f"event {p.event}" in self._touched for p in item.rule.triggers)
        return any(
            name in self._touched for name in mentioned(And((item.rule.condition, item.rule.requires)))
        )

    # ------------------------------------------------------------ the target

    def _bad(self, env: Env) -> Expr:
        pool, rule = self._pool, self._target.rule
        layer = self.contract if self._target.layer == "contract" else self.runtime
        fires: list[Pair] = [layer.truth(pattern, env) for pattern in rule.triggers]
        tick = pool.true if layer is self.contract else self._runtime_tick
        happened = pool.or_(p.must for p in fires) if rule.triggers else tick
        parts = [happened, layer.truth(rule.condition, env).must]
        for pattern in rule.triggers:
            self._at_violation(layer, pattern, env)
        if self._target.violated:
            parts.append(pool.not_(layer.truth(rule.requires, env).may))
        return pool.and_(parts)

    def _at_violation(self, layer: Layer, pattern: Pattern, env: Env) -> None:
        """Name the identifiers of the runtime event behind the violating step that the trigger does not pin."""
        if self._options.closed or self._options.definite:
            return
        names = [self._runtime_occurrences, self._contract_occurrences][layer is self.contract](pattern.event)
        for item in names:
            pinned = {item.fields[name].expr.id for name, _ in pattern.fields if name in item.fields}
            for _, var, kind in item.inputs:
                key = f"at {var.value}"
                if var.id not in pinned and key in self._witnesses:
                    self._store.at_bad.append(
                        self._pool.implies(item.happens, self._pool.eq(var, self._witnesses[key].var))
                    )
                elif var.id not in pinned:
                    self._store.note(key, kind)

    def build(self) -> System:
        """The transition system."""
        pool, store = self._pool, self._store
        env: dict[str, Val] = {}
        for var in self._target.rule.variables:
            env[var.name] = Val(store.rigid(var.name, var.type), pool.true, True, var.type)
        self._constants()
        bad = self._bad(env)
        if self._options.bystanders:
            self._bystanders()
        self._add_guarantees()
        admissions = self._admissions()
        registers = store.finish()
        bad = pool.and_((bad, *store.at_bad))
        low, high = self._codes()
        facts = [*store.facts, pool.or_((low, high))]
        return System(
            pool=pool,
            kind=self._kind,
            rigids=tuple(store.rigids),
            registers=registers,
            inputs=tuple(store.inputs.values()),
            kinds=tuple(self._infos.values()),
            choices=tuple(self._choices.values()),
            rigid_facts=tuple(fact for item in store.rigids for fact in store.bounds(item.var, item.type)),
            facts=tuple(facts),
            labels=tuple(self._labels),
            statements=tuple(self._statements),
            bad=bad,
            closure=self._closure(),
            admissions=admissions,
            admitted=self._admitted(admissions),
            occasions=tuple(store.occasions.values()),
            witnesses=tuple(key for key, _ in self._options.witnesses),
            lean=self._options.lean,
        )

    def _constants(self) -> None:
        """Witnesses, and in closed domains a few further identifiers of every sort."""
        for rigid in self._witnesses.values():
            self._store.adopt(rigid)
        if not self._options.closed:
            return
        for sort in sorted(self._sorts(), key=str):
            have = len(self._store.constants(sort))
            for number in range(self._options.extras + (0 if have else 1)):
                self._store.rigid(f"{sort.name.lower()}{number}", sort)
        if any(var.type == INT for part in past_of(self._problem) for var in free_variables(part)):
            for number in range(PAST_NUMBERS):
                self._store.rigid(f"number{number}", INT)

    def _bystanders(self) -> None:
        """Every event that an admits statement speaks of, or that the environment can choose."""
        for item in self._problem.admits:
            self._runtime_occurrences(item.pattern.event)
        for event in self._problem.events:
            if event.role is Role.ENVIRONMENT:
                self._runtime_occurrences(event.name)
        for event in self._problem.contract_events:
            if event.role is Role.ENVIRONMENT:
                self._contract_occurrences(event.name)

    def _sorts(self) -> set[SortType]:
        events = (*self._problem.events, *self._problem.contract_events)
        kinds = {item.type for event in events for item in event.fields}
        kinds |= {var.type for item in self._problem.guarantees for var in item.rule.quantified}
        found = {kind for kind in kinds if isinstance(kind, SortType)}
        return found | {kind.item for kind in kinds if is_identifier(kind) and not isinstance(kind, SortType)}  # type: ignore[union-attr]

    def _codes(self) -> tuple[Expr, Expr]:
        pool = self._pool
        runtime = sum(1 for _, free in self._infos if not free)
        free = len(self._infos) - runtime
        low = pool.and_((pool.le(pool.int(0), self._kind), pool.le(self._kind, pool.int(runtime))))
        high = pool.and_(
            (pool.lt(pool.int(FREE_BASE), self._kind), pool.le(self._kind, pool.int(FREE_BASE + free)))
        )
        return low, high

    # ------------------------------------------------------------ closed domains and admission

    def _closure(self) -> Expr:
        """Every identifier of the step's event is one of the constants, and so is every number whose past is asked for."""
        if not self._options.closed:
            return self._pool.true
        pool, parts = self._pool, [self._pool.not_(self._pool.eq(self._kind, self._pool.int(0)))]
        for item in self._store.inputs.values():
            if is_identifier(item.type):
                known = pool.or_(pool.eq(item.var, c) for c in self._store.constants(item.type))
                active = pool.eq(self._kind, pool.int(item.owner)) if item.owner >= 0 else pool.true
                parts.append(pool.implies(active, known))
        numbers = self._store.constants(INT)
        parts += [pool.or_(pool.eq(expr, c) for c in numbers) for expr in self._store.numbers if numbers]
        return pool.and_(parts)

    def _admissions(self) -> tuple[Admission, ...]:
        if not self._options.definite:
            return ()
        found: dict[int, Admission] = {}
        size = -1
        while size < (size := len(self._infos) + len(found) + len(self._labels)):
            for index, item in enumerate(self._problem.admits):
                if index in found or (item.pattern.event, False) not in self._infos:
                    continue
                env, happens = self._bind(item.pattern, {})
                condition = self.runtime.truth(item.condition, env).must
                found[index] = Admission(index, self._pool.and_((happens, condition)))
            self._add_guarantees_again()  # which may speak of further events, with admits-statements of their own
        return tuple(found[index] for index in sorted(found))

    def _add_guarantees_again(self) -> None:
        """Admits-conditions may touch further events; their guarantees belong to the cone as well."""
        known = {ref.name for ref in self._labels if ref.kind == "guarantee"}
        self._store.settle()
        for item in self._problem.guarantees:
            if item.name not in known and self._concerns(item):
                self._guarantee(item)

    def _admitted(self, admissions: tuple[Admission, ...]) -> Expr:
        pool = self._pool
        parts = [item.condition for item in admissions]
        for info in self._infos.values():
            event = (self._contract if info.free else self._events)[info.event]
            if event.role.value == "environment":
                parts.append(pool.eq(self._kind, pool.int(info.code)))
        return pool.or_(parts)


class _Touching(dict):  # type: ignore[type-arg]
    """The runtime's state functions; reading one marks it as touched."""

    def __init__(self, states: Mapping[str, object], touched: set[str]) -> None:
        super().__init__(states)
        self._touched = touched

    def __getitem__(self, name: str) -> object:
        self._touched.add(f"state {name}")
        return super().__getitem__(name)


PAST_NUMBERS = 2
"""Further integers in closed domains whose past can be asked for."""

FREE_BASE = 1_000_000
"""Kind codes: 0 is an event nothing here speaks of, 1 and up runtime events, above ``FREE_BASE`` free contract events."""


def _states(item: Guarantee) -> set[str]:
    names = mentioned(And((item.rule.condition, item.rule.requires)))
    return {name for name in names if name.startswith("state ")}


def mentioned(formula: Formula) -> set[str]:
    """The events and states a formula speaks of, as ``event NAME`` and ``state NAME``."""
    found: set[str] = set()
    for part in subformulas(formula):
        if isinstance(part, Pattern):
            found.add(f"event {part.event}")
        for term in terms_of(part):
            for inner in subterms(term):
                name = getattr(inner, "state", None)
                if name is not None:
                    found.add(f"state {name}")
    return found


def keyed_sorts(problem: Problem) -> set[SortType]:
    """The sorts whose identifiers matter beyond their own step: keys of states, and variables under temporal operators."""
    found = {identifier_sort(var.type) for part in past_of(problem) for var in free_variables(part)}
    found |= {identifier_sort(param.type) for state in problem.states for param in state.params}
    return {sort for sort in found if sort is not None}


def past_of(problem: Problem) -> list[Formula]:
    """The outermost subformulas of the runtime side that speak of the past."""
    rules = [item.rule for item in problem.guarantees]
    wholes = [whole for rule in rules for whole in (rule.condition, rule.requires)]
    wholes += [line.condition for line in problem.maps] + [item.condition for item in problem.admits]
    return [part for whole in wholes for part in temporal_parts(whole)]


def temporal_parts(formula: Formula) -> list[Formula]:
    """The outermost subformulas that speak of the past."""
    if isinstance(formula, Once | Historically | Previously | Since):
        return [formula]
    return [part for child in children(formula) for part in temporal_parts(child)]


def build(problem: Problem, target: Target, options: Options) -> System:
    """The transition system in which a trace reaches ``bad`` exactly if it shows the target."""
    return Builder(problem, target, options).build()
