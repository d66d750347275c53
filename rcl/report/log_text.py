"""Maps places and violations of a run over logs to the words that all forms of the report use for them.

Invariant: nothing that depends on the machine or the time takes part. Source: architecture, "What a user sees".
"""

from __future__ import annotations

from rcl.traces.results import LogPlace, Violation


def violation_text(item: Violation) -> str:
    """Where an obligation fails, and for which values."""
    bound = ", ".join(f"{name} = {value}" for name, value in item.bindings.items())
    return f"{place_text(item.place)}" + (f"  {bound}" if bound else "")


def place_text(place: LogPlace) -> str:
    """File and line, with the number of the record if it has one."""
    return f"{place.file}:{place.line}" + (f" (sequence {place.key})" if place.key is not None else "")
