"""Maps logs to a report: obligations and scenarios of a contract, followed from moment to moment.

Invariant: where the logs have a gap or a bad record, any event may have happened; what that could hide is never
``holds``. Nothing is kept of a moment but what a later one can ask for. Source: semantics, sections 2, 3 and 6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rcl.model.contract import Obligation, Scenario, StateFunction
from rcl.model.formula import Formula, Pattern, StateRead, Var, subformulas, subterms, terms_of
from rcl.model.logs import Log
from rcl.model.text import formula_text
from rcl.model.types import SortType
from rcl.temporal.asking import Env
from rcl.temporal.forgetting import Forgetting, always, asked_by
from rcl.temporal.remembered import NOTHING
from rcl.temporal.search import NotGuardedError
from rcl.temporal.stream import Happened, Stream
from rcl.temporal.tables import FRESH
from rcl.temporal.trace import UNKNOWN, Value
from rcl.temporal.watch import RuleWatch, ScenarioWatch, explain, shown
from rcl.traces.lowered import LoweredView
from rcl.traces.records import BadRecord, Decoder, Step
from rcl.traces.results import (
    FileOnLog,
    LogPlace,
    LogReport,
    LogResult,
    ObligationOnLog,
    ScenarioOnLog,
    Violation,
)

MOST_VIOLATIONS = 100_000
"""Violations of an obligation that are told; after them it is not followed any more."""
TOO_MANY = f"only the first {MOST_VIOLATIONS:,} violations are told"
NOT_FOLLOWED = "no event limits the variable `{}`, so the rule can't be followed along a log"


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked of the logs: obligations and scenarios with the states they read, and how their events are seen.

    ``view`` is ``None`` if the log emits the contract's own events. ``fixed`` gives variables a value;
    ``hidden`` are the contract's events that the log cannot show.
    """

    name: str
    obligations: tuple[Obligation, ...]
    scenarios: tuple[Scenario, ...]
    states: Mapping[str, StateFunction]
    view: LoweredView | None
    fixed: Mapping[str, Value] = field(default_factory=dict)
    hidden: frozenset[str] = NOTHING

    @property
    def asked(self) -> list[Obligation | Scenario]:
        """Obligations and scenarios."""
        return [*self.obligations, *self.scenarios]


@dataclass(slots=True)
class _Followed:
    """An obligation with its watch (or why there is none) and what was found."""

    obligation: Obligation
    watch: RuleWatch | None
    reason: str = ""
    violations: list[Violation] = field(default_factory=list)
    undecided: LogPlace | None = None

    @property
    def full(self) -> bool:
        """Are there as many violations as are told?"""
        return len(self.violations) >= MOST_VIOLATIONS


@dataclass(slots=True)
class _Searched:
    scenario: Scenario
    watch: ScenarioWatch | None
    reason: str = ""
    place: LogPlace | None = None


class Group:
    """Obligations and scenarios that are followed over one stream of their own."""

    def __init__(
        self, target: Target, obligations: Sequence[Obligation], scenarios: Sequence[Scenario]
    ) -> None:
        self._target = target
        self.stream = Stream(target.states, target.hidden)
        self.rules = [self._follow(item) for item in obligations]
        self.searches = [self._search(item) for item in scenarios]
        self.released = 0
        self._forgetting: Forgetting | None = None
        self._by_kinds: dict[frozenset[str], list[tuple[_Followed, RuleWatch]]] = {}

    def _follow(self, item: Obligation) -> _Followed:
        try:
            return _Followed(item, RuleWatch(item.rule, self.stream, self._target.fixed))
        except NotGuardedError as error:
            return _Followed(item, None, NOT_FOLLOWED.format(error.name))

    def _search(self, item: Scenario) -> _Searched:
        try:
            return _Searched(
                item, ScenarioWatch(item.variables, item.formula, self.stream, self._target.fixed)
            )
        except NotGuardedError as error:
            return _Searched(item, None, NOT_FOLLOWED.format(error.name))

    def moment(self, happened: Happened, maybe: frozenset[str], place: LogPlace, number: int) -> None:
        """Takes the moment in and looks at what it shows."""
        stream = self.stream
        stream.step(happened, maybe)
        every = stream.maybe
        for rule, watch in self._concerned(frozenset(happened) | every):
            certain = watch.kinds is None or not watch.kinds.isdisjoint(happened)
            if rule.full or (not certain and rule.undecided is not None):
                continue  # what may have happened unseen can leave it open once more, and nothing else
            for env, told in watch.step(certain, rule.undecided is None):
                if told is None:
                    rule.undecided = rule.undecided or place
                    if not certain:
                        break
                else:
                    rule.violations.append(self._violation(rule, env, place))
                    if rule.full:
                        break
        for search in self.searches:
            found = search.watch
            if found is not None and found.seen is None:
                found.step(number)
                if found.seen is not None:
                    search.place = place
        if len([item for item in self.searches if item.place is not None]) > self.released:
            self._release()

    def _release(self) -> None:
        """A scenario was seen: what only it asked for is remembered no longer."""
        self.released = len([item for item in self.searches if item.place is not None])
        self._forgetting = None
        self.stream.release(formula for watch in self.open() for formula in watch.formulas)

    def open(self) -> list[RuleWatch | ScenarioWatch]:
        """What may still find something."""
        return [*self.rule_watches(), *self.open_searches()]

    def rule_watches(self) -> list[RuleWatch]:
        """The obligations that can be followed."""
        return [item.watch for item in self.rules if item.watch is not None]

    def open_searches(self) -> list[ScenarioWatch]:
        """The scenarios that can be followed and were not seen yet."""
        return [item.watch for item in self.searches if item.watch is not None and item.watch.seen is None]

    def forget(self, sort: str, value: Value) -> None:
        """Nothing names this identifier of the sort after this moment."""
        if self._forgetting is None:
            view = self._target.view
            direct = always if view is None else view.direct
            searches = [search for watch in self.open() for search in watch.searches]
            asked = asked_by(self.stream, searches, direct)
            self._forgetting = Forgetting(self.stream, asked, direct)
        self._forgetting.forget(sort, value)

    def _concerned(self, kinds: frozenset[str]) -> list[tuple[_Followed, RuleWatch]]:
        """The rules that events of these kinds can fire."""
        found = self._by_kinds.get(kinds)
        if found is None:
            found = self._by_kinds[kinds] = [
                (rule, rule.watch)
                for rule in self.rules
                if rule.watch is not None and (rule.watch.kinds is None or rule.watch.kinds & kinds)
            ]
        return found

    def _violation(self, rule: _Followed, env: Env, place: LogPlace) -> Violation:
        watch = rule.watch
        assert watch is not None
        named = {name: shown(value) for name, value in env.items()}
        claim = _claim(rule.obligation.rule.variables, env)
        return Violation(place, claim, named, explain(watch.requires, env, self.stream))


class LogMonitor:
    """Takes records in, one at a time, and can report at any moment.

    With ``divide``, obligations and scenarios that it names are followed over a stream of their own (the first group).
    """

    def __init__(
        self,
        log: Log,
        target: Target,
        paths: Sequence[str],
        divide: Callable[[Obligation | Scenario], bool] = lambda item: False,
    ) -> None:
        self.decoder = Decoder(log, tuple(paths))
        self.log = log
        self.target = target
        mine = {id(item) for item in target.asked if divide(item)}
        self.first, self.others = (
            Group(
                target,
                [item for item in target.obligations if (id(item) in mine) is inside],
                [item for item in target.scenarios if (id(item) in mine) is inside],
            )
            for inside in (True, False)
        )
        self._groups = [group for group in (self.first, self.others) if group.rules or group.searches]
        self.happened: set[str] = set()
        self._every = frozenset(event.name for event in log.events)
        self._spoken_of: dict[int, frozenset[str]] = {}
        self.moments = 0
        self._ended = False
        self.last = LogPlace(paths[0] if paths else "", 0, None)

    # ------------------------------------------------------------ records

    def take(self, item: Step | BadRecord | None) -> None:
        """The next record as it was decoded; ``None`` for one that stands for nothing."""
        if item is None:
            return
        if isinstance(item, BadRecord):
            self._unseen(LogPlace(item.file, item.line, None))
            return
        place = self.place(item)
        if item.gap:
            self._unseen(place)
        if item.doubtful and self.target.view is not None:
            self._unseen(place)  # a condition could ask for what was forgotten
        elif item.happened:
            self._moment(item.happened, NOTHING, place)
            if item.doubtful:
                self._leave_open(place, item.doubtful)
        for sort, value in item.over:
            if self.target.view is not None:
                self.target.view.forget(sort, value)
            for group in self._groups:
                group.forget(sort, value)

    def _unseen(self, place: LogPlace) -> None:
        """Anything may have happened, also to what was forgotten."""
        self._moment({}, self._every, place)
        if any(map(len, self.decoder.finished.values())):
            self._leave_open(place, self._every)

    def _leave_open(self, place: LogPlace, events: frozenset[str]) -> None:
        """Nobody knows what was forgotten: what these events have to do with is not decided for good.

        Through a lowering, that is everything: its conditions and states may ask for any of them.
        """
        whole = bool(events) and self.target.view is not None
        for group in self._groups:
            for rule in group.rules:
                if rule.watch is not None and (whole or events & self._speaks_of(rule.watch)):
                    rule.undecided = rule.undecided or place
                    rule.watch.perhaps_exercised = True
            for watch in group.open_searches():
                watch.perhaps = watch.perhaps or whole or bool(events & self._speaks_of(watch))

    def _speaks_of(self, watch: RuleWatch | ScenarioWatch) -> frozenset[str]:
        found = self._spoken_of.get(id(watch))
        if found is None:
            found = self._spoken_of[id(watch)] = self._events_of(watch.formulas)
        return found

    def place(self, step: Step) -> LogPlace:
        """Where the record stands."""
        return LogPlace(self.decoder.files[step.file].path, step.line, step.key)

    def end(self) -> None:
        """The logs are over: what their end stands for happens now."""
        if self._ended:
            return
        self._ended = True
        ending = self.log.ending
        if ending is not None:
            fields = {fill.field: fill.literal if fill.known else UNKNOWN for fill in ending.fills}
            happened: Happened = {ending.event: [fields]}
            self._moment(happened, NOTHING, self.last)
            if self.log.over:
                self._leave_open(self.last, self.decoder.doubtful(happened))

    def _moment(self, happened: Happened, maybe: frozenset[str], place: LogPlace) -> None:
        self.moments += 1
        self.last = place
        view = self.target.view
        if view is not None:
            happened, maybe = view.step(happened, maybe)
        self.happened.update(happened)
        for group in self._groups:
            group.moment(happened, maybe, place, self.moments)

    def _followed(self) -> list[_Followed]:
        """In the order of the target."""
        order = {id(item): at for at, item in enumerate(self.target.obligations)}
        return sorted((*self.first.rules, *self.others.rules), key=lambda rule: order[id(rule.obligation)])

    def _searched(self) -> list[_Searched]:
        order = {id(item): at for at, item in enumerate(self.target.scenarios)}
        return sorted(
            (*self.first.searches, *self.others.searches), key=lambda found: order[id(found.scenario)]
        )

    # ------------------------------------------------------------ report

    def report(self) -> LogReport:
        """What was found so far."""
        decoder = self.decoder
        return LogReport(
            log=self.log.name,
            target=self.target.name,
            files=tuple(
                FileOnLog(item.path, item.records, item.bad, item.gaps, len(item.claims) + item.finished)
                for item in decoder.files
            ),
            bad=tuple(decoder.bad),
            obligations=tuple(self._obligation(rule) for rule in self._followed()),
            scenarios=tuple(self._scenario(search) for search in self._searched()),
            named=frozenset().union(*(map(str, item.claims) for item in decoder.files)),
            moments=self.moments,
        )

    def _obligation(self, rule: _Followed) -> ObligationOnLog:
        result, reason = self._result(rule)
        item = rule.obligation
        text = item.failure if result is LogResult.VIOLATED else item.success
        formula = formula_text(item.rule.requires)
        return ObligationOnLog(item.qualified, result, tuple(rule.violations), reason, formula, text)

    def _result(self, rule: _Followed) -> tuple[LogResult, str]:
        watch = rule.watch
        if watch is None:
            return LogResult.UNKNOWN, rule.reason
        if rule.violations:
            return LogResult.VIOLATED, TOO_MANY if rule.full else ""
        if rule.undecided is not None:
            return (
                LogResult.UNKNOWN,
                f"{self._why(rule.obligation)}: first at {rule.undecided.file}:{rule.undecided.line}",
            )
        if not watch.exercised:
            if watch.perhaps_exercised:
                return (
                    LogResult.NOT_EXERCISED,
                    "the trigger may have happened, and was never seen for certain",
                )
            names = ", ".join(sorted({f"`{item.event}`" for item in rule.obligation.rule.triggers}))
            return LogResult.NOT_EXERCISED, f"no moment fires it ({names})" if names else "no moment fires it"
        return LogResult.HOLDS, ""

    def _why(self, item: Obligation) -> str:
        if any(item.bad for item in self.decoder.files):
            return "bad records could hide events"
        if any(item.gaps for item in self.decoder.files):
            return "gaps in the order could hide events"
        rule = item.rule
        hidden = self.target.hidden & self._events_of((*rule.triggers, rule.condition, rule.requires))
        if hidden:
            return f"the log cannot show {', '.join(f'`{name}`' for name in sorted(hidden))}"
        return "unknown fields leave it open"

    def _events_of(self, formulas: Iterable[Formula]) -> frozenset[str]:
        """The events that the formulas speak of, and those that change what they read."""
        parts = [part for whole in formulas for part in subformulas(whole)]
        waiting = [term.state for part in parts for term in terms_of(part) if isinstance(term, StateRead)]
        found = {part.event for part in parts if isinstance(part, Pattern)}
        done: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in done:
                done.add(name)
                for update in self.target.states[name].updates:
                    found.add(update.pattern.event)
                    waiting += [term.state for term in subterms(update.value) if isinstance(term, StateRead)]
        return frozenset(found)

    def _scenario(self, search: _Searched) -> ScenarioOnLog:
        watch, item = search.watch, search.scenario
        if watch is None:
            return ScenarioOnLog(item.name, False, False, None, {}, search.reason, item.text)
        seen = watch.seen
        chain = {name: shown(value) for name, value in seen.env.items()} if seen is not None else {}
        decided = seen is not None or not watch.perhaps
        return ScenarioOnLog(
            item.name, seen is not None, decided, search.place, chain, watch.missing, item.text
        )


def _claim(variables: Iterable[Var], env: Env) -> str:
    for variable in variables:
        if isinstance(variable.type, SortType) and variable.type.name == "Claim":
            value = env.get(variable.name)
            if value is not None and value is not FRESH and value is not UNKNOWN:
                return str(value)
    return ""
