"""Random contracts, runtimes, lowerings and traces for tests, with the explicit search that results are checked against.

>>> from hypothesis import given
>>> from rcl.testing import traces, broken                                              # doctest: +SKIP

Needs the extra ``testing``: ``pip install 'rcl-engine[testing]'``.
"""

from __future__ import annotations

from importlib.util import find_spec

if find_spec("hypothesis") is None:
    raise ImportError(
        "rcl.testing needs the package `hypothesis`: install `rcl-engine[testing]`", name="hypothesis"
    )

from rcl.testing.explicit import (
    Comparison,
    Explored,
    Limits,
    Problem,
    RawStep,
    Steps,
    broken,
    compare,
    explore,
    kept,
    problem_of,
)
from rcl.testing.strategies import cases, contracts, lowerings, runtimes, texts, traces, worlds

__all__ = [
    "Comparison",
    "Explored",
    "Limits",
    "Problem",
    "RawStep",
    "Steps",
    "broken",
    "cases",
    "compare",
    "contracts",
    "explore",
    "kept",
    "lowerings",
    "problem_of",
    "runtimes",
    "texts",
    "traces",
    "worlds",
]
