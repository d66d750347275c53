"""Maps moments of a runtime to moments of a contract by the map lines of a lowering, one at a time.

Invariant: says of each moment what ``rcl.system.view`` says of a whole trace in its definite reading: an unknown field is
unknown, and a line whose condition is not known makes its event possible, never certain. Source: semantics, section 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rcl.model.formula import Var, identifier_sort
from rcl.model.runtime import MapLine
from rcl.system.problem import Problem
from rcl.system.view import states_by_name, unseen
from rcl.temporal.asking import Env
from rcl.temporal.forgetting import Forgetting, Use, looked_up, read
from rcl.temporal.remembered import NOTHING
from rcl.temporal.stream import Fields, Happened, Stream
from rcl.temporal.trace import UNKNOWN, Truth, Value, same, truth_and


class LoweredView:
    """The map lines of a problem over a stream of runtime moments; ``hidden`` may happen at any moment unseen.

    ``shown`` are the runtime events that the log can show; what stands for another one is hidden too.
    """

    def __init__(self, problem: Problem, shown: frozenset[str]) -> None:
        self.hidden = unseen(problem) | {
            line.event for line in problem.maps if line.source.event not in shown
        }
        self.runtime = Stream(
            states_by_name(problem.states), frozenset(event.name for event in problem.events) - shown
        )
        self._lines: dict[str, list[MapLine]] = {}
        for line in problem.maps:
            self._lines.setdefault(line.source.event, []).append(line)
            self.runtime.add(line.condition)
            for _, term in (*line.source.fields, *line.fields):
                if term is not None:
                    self.runtime.add_term(term)
        self._every = frozenset(line.event for line in problem.maps)
        self._direct = _direct(problem)
        self._forgetting: Forgetting | None = None

    def step(
        self, happened: Happened, maybe: frozenset[str]
    ) -> tuple[Mapping[str, list[Fields]], frozenset[str]]:
        """What the contract sees of the runtime's moment, for certain and perhaps."""
        self.runtime.step(happened, maybe)
        seen: dict[str, list[Fields]] = {}
        possible: set[str] = set(self._every) if maybe else set()
        for event, items in happened.items():
            for line in self._lines.get(event, ()):
                for item in items:
                    self._see(line, item, seen, possible)
        return seen, frozenset(possible) if possible else NOTHING

    def direct(self, event: str, field: str) -> bool:
        """Is this field of the contract's event, on every line, a field of the runtime's event of the same sort?

        Another field may be filled from a state, and so name what no record names any more.
        """
        return (event, field) in self._direct

    def forget(self, sort: str, value: Value) -> None:
        """No later event of the runtime names this identifier."""
        if self._forgetting is None:
            self._forgetting = Forgetting(self.runtime, self._asked())
        self._forgetting.forget(sort, value)

    def _asked(self) -> Iterator[Use]:
        """The look-ups of the map lines, by what the runtime's event of the moment names."""
        for line in (line for lines in self._lines.values() for line in lines):
            named = frozenset(term.name for _, term in line.source.fields if isinstance(term, Var))
            yield from looked_up(self.runtime, line.condition, named)
            for _, term in (*line.source.fields, *line.fields):
                if term is not None:
                    yield from read(term, named)

    def _see(self, line: MapLine, item: Fields, seen: dict[str, list[Fields]], possible: set[str]) -> None:
        env: Env = {}
        matches: list[Truth] = []
        for name, term in line.source.fields:
            if isinstance(term, Var) and term.name not in env:
                env[term.name] = item[name]
            else:
                matches.append(same(item[name], self.runtime.value(term, env)))
        applies = truth_and([*matches, self.runtime.truth(line.condition, env)])
        if applies is None:
            possible.add(line.event)
        elif applies:
            fields = {
                name: UNKNOWN if term is None else self.runtime.value(term, env) for name, term in line.fields
            }
            seen.setdefault(line.event, []).append(fields)


def _direct(problem: Problem) -> frozenset[tuple[str, str]]:
    """The fields of contract events that are, on every map line, a field of the runtime's event of the same sort."""
    found: set[tuple[str, str]] = set()
    for event in problem.contract_events:
        lines = [dict(line.fields) for line in problem.maps if line.event == event.name]
        for field in event.fields:
            terms = [line.get(field.name) for line in lines]
            if all(
                isinstance(term, Var) and identifier_sort(term.type) == identifier_sort(field.type)
                for term in terms
            ):
                found.add((event.name, field.name))
    return frozenset(found)
