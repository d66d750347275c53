"""rcl decides whether an LLM serving runtime keeps its promises about the reuse of KV state.

>>> import rcl
>>> report = rcl.prove("descriptors/vllm")                                              # doctest: +SKIP
>>> [(item.name, item.verdict_class.value) for item in report.verdicts.lowerings]       # doctest: +SKIP

Every name below is imported only when it is used (PEP 562), so that ``import rcl`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from rcl.version import VERSION as __version__

if TYPE_CHECKING:
    from rcl.api import (
        CheckReport,
        ProveReport,
        UsageError,
        check,
        load,
        monitor,
        obligation_names,
        open_session,
        prove,
        replay,
        shipped_recordings,
    )
    from rcl.diag.diagnostic import Diagnostic
    from rcl.formatting import FmtReport, Formatted, fmt, fmt_stream
    from rcl.model.runtime import World
    from rcl.pages import explain, topics
    from rcl.session import InputError, Session, Settings
    from rcl.verdict.replay import ReplayReport
    from rcl.verdict.results import (
        CoreItem,
        Entailment,
        LoweringVerdict,
        ObligationResult,
        Result,
        TraceStep,
        VerdictClass,
        Verdicts,
    )

_HOMES = {
    "rcl.api": ("CheckReport", "ProveReport", "UsageError", "check", "load", "monitor", "obligation_names", "open_session", "prove", "replay", "shipped_recordings"),
    "rcl.diag.diagnostic": ("Diagnostic",),
    "rcl.formatting": ("FmtReport", "Formatted", "fmt", "fmt_stream"),
    "rcl.model.runtime": ("World",),
    "rcl.session": ("InputError", "Session", "Settings"),
    "rcl.pages": ("explain", "topics"),
    "rcl.verdict.replay": ("ReplayReport",),
    "rcl.verdict.results": (
        "CoreItem", "Entailment", "LoweringVerdict", "ObligationResult", "Result", "TraceStep", "VerdictClass", "Verdicts",
    ),
}  # fmt: skip

__all__ = [
    "CheckReport",
    "CoreItem",
    "Diagnostic",
    "Entailment",
    "FmtReport",
    "Formatted",
    "InputError",
    "LoweringVerdict",
    "ObligationResult",
    "ProveReport",
    "ReplayReport",
    "Result",
    "Session",
    "Settings",
    "TraceStep",
    "UsageError",
    "VerdictClass",
    "Verdicts",
    "World",
    "__version__",
    "check",
    "explain",
    "fmt",
    "fmt_stream",
    "load",
    "monitor",
    "obligation_names",
    "open_session",
    "prove",
    "replay",
    "shipped_recordings",
    "topics",
]


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            value = getattr(import_module(home), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'rcl' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
