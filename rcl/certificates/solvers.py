"""Maps files to what a solver says about them, asked in a process of its own through its SMT-LIB reader.

Invariant: only the answer ``unsat`` confirms; a solver that is too slow, dies or complains does not. A solver that is
not installed is an error of its own, so that nobody takes silence for consent.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import rcl

SOLVERS = ("z3", "cvc5")


class MissingSolver(Exception):
    """A solver is not installed; the text says how to get it."""


def need(solvers: Sequence[str]) -> None:
    """``MissingSolver`` if one of them is not there."""
    for name in solvers:
        if find_spec(name) is None:
            hint = (
                "; it comes with the extra `cvc5`: pip install 'rcl-engine[cvc5]'" if name == "cvc5" else ""
            )
            raise MissingSolver(f"the solver {name} is not installed{hint}")


def answers(solver: str, paths: Sequence[Path], seconds: float) -> list[str]:
    """One answer a file; all of them say what happened if the process has none."""
    home = str(Path(rcl.__file__).resolve().parent.parent)
    known = os.environ.get("PYTHONPATH", "")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in (home, known) if part)}
    command = [sys.executable, "-m", "rcl.smt.reader", solver, *map(str, paths)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, env=env, check=False)
    except subprocess.TimeoutExpired:
        return [f"no answer within {seconds:g} s"] * len(paths)
    try:
        found = json.loads(done.stdout)
    except ValueError:
        found = None
    if done.returncode != 0 or not isinstance(found, list) or len(found) != len(paths):
        return [f"no answer: the process ended with {done.returncode}"] * len(paths)
    return [str(item) for item in found]
