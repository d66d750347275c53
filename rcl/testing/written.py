"""Maps a random problem to a file in the language, and back through the front door: parsed and resolved like any other.

Invariant: what is read back poses the problem that was written, with the same rules under the same names. The file needs nothing
beside it: it holds a contract, a runtime that is a specification, and one lowering.
"""

from __future__ import annotations

from collections.abc import Iterator

from rcl.diag.render import render
from rcl.diag.sink import Sink
from rcl.model.contract import Event, Role, StateFunction
from rcl.model.formula import TRUE
from rcl.model.resolve import resolve
from rcl.model.runtime import World
from rcl.model.text import formula_text, map_text, pattern_text, rule_text, term_text, variables_text
from rcl.syntax.parse import parse
from rcl.testing.problems import Case
from rcl.text.source import SourceFile

HEAD = """\
contract promise version 1
  "A small contract, made at random."

sort Claim, Request

"""
RUNTIME = """\
use promise version 1

runtime machine version "1"
  "A small machine, made at random."
  source specification "machine" sha256 ""

anchor page = "machine.txt" :: machine

"""


class NotWrittenError(ValueError):
    """The language's checker does not take the problem; the text says why."""


def case_text(item: Case) -> str:
    """The case as one file."""
    return "\n".join(_lines(item)) + "\n"


def world_of(item: Case) -> World:
    """The case, parsed and resolved; ``NotWrittenError`` where the checker finds something that is no sense."""
    text = case_text(item)
    sink = Sink()
    world = resolve([parse(SourceFile("case.rcl", text), sink)], sink)
    if sink.has_errors:
        raise NotWrittenError("\n\n".join(render(one, lambda _: text) for one in sink.sorted()))
    return world


def _lines(item: Case) -> Iterator[str]:
    problem = item.problem
    yield HEAD
    yield from (_event(event) for event in problem.contract_events)
    yield from (state_text(state) for state in problem.contract_states)
    yield "facet outcome {"
    yield f'  obligation {item.obligation.name} "It is kept." failure "It is broken." source "chance"'
    yield f"    {rule_text(item.obligation.rule)}"
    yield "}\n"
    yield 'bundle whole "All of it." = outcome\n'
    yield RUNTIME
    yield from (_event(event) for event in problem.events)
    yield from (state_text(state) for state in problem.states)
    yield 'mode plain "The only one" {'
    for guarantee in problem.guarantees:
        yield f"  guarantee {guarantee.name} by page\n    {rule_text(guarantee.rule)}"
    for admits in problem.admits:
        when = "" if admits.condition == TRUE else f" when {formula_text(admits.condition)}"
        yield f"  admits {admits.name} by page\n    {pattern_text(admits.pattern)}{when}"
    yield "}\n"
    yield "lowering machine.plain to promise.whole {"
    yield "  asserts conformance"
    yield from (f"  {map_text(line)}" for line in problem.maps)
    yield from (f'  unmapped {absent.event} "there is none" by page' for absent in problem.absent)
    yield "  expect rejected_mapping"  # so that a defect of meaning is counted and not an error
    yield "}"


def _event(event: Event) -> str:
    role = "" if event.role is Role.RUNTIME else f"{event.role.value} "
    fields = ", ".join(f"{field.name}: {field.type}" for field in event.fields)
    return f'{role}event {event.name}({fields})\n  "An event."'


def state_text(state: StateFunction) -> str:
    """The declaration of a state function."""
    lines = [f"state {state.name}({variables_text(state.params)}): {state.type} = {term_text(state.initial)}"]
    lines += [f"  on {pattern_text(update.pattern)} -> {term_text(update.value)}" for update in state.updates]
    return "\n".join(lines)
