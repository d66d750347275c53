"""The keys of a state function at which an update reads another state function's value that is not its default.

Where an event changes a state function for every key, it is not enough to look at the keys that have a value of their own:
what is read differs from key to key as well. Source: semantics, section 2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rcl.model.contract import StateFunction
from rcl.model.formula import StateRead, Var, subterms
from rcl.temporal.tables import Assignment, Cells

Reading = tuple[str, tuple[int, ...] | None]
"""A state function that is read, and which of its arguments are the reader's parameters, in the reader's order; ``None`` if
not all of them are there, so that one entry stands for more keys than can be listed."""


def readings(function: StateFunction) -> tuple[Reading, ...]:
    """What the updates of a state function read at its parameters, itself at its own key aside."""
    found: dict[Reading, None] = {}
    for update in function.updates if function.params else ():
        for item in subterms(update.value):
            if isinstance(item, StateRead) and (item.state, item.args) != (function.name, function.params):
                found.update(dict.fromkeys(_reading(function, item)))
    return tuple(found)


def _reading(function: StateFunction, read: StateRead) -> Iterator[Reading]:
    args = [arg.name if isinstance(arg, Var) else "" for arg in read.args]
    names = [param.name for param in function.params]
    if all(name in args for name in names):
        yield read.state, tuple(args.index(name) for name in names)
    elif any(name in args for name in names):
        yield read.state, None


def read_at(found: tuple[Reading, ...], cells: Mapping[str, Cells]) -> tuple[dict[Assignment, None], bool]:
    """The keys at which something else than a default is read, and whether there are no others."""
    keys: dict[Assignment, None] = {}
    complete = True
    for state, places in found:
        if places is not None:
            keys.update(dict.fromkeys(tuple(key[at] for at in places) for key in cells[state].known()))
        else:
            complete = complete and next(cells[state].known(), None) is None
    return keys, complete
