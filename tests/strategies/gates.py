"""A trace under a gate of ``specs/paper_gates.rcl``: what the monitor reports, and which names are missing."""

from __future__ import annotations

import json
import shutil
import tempfile
from functools import cache
from pathlib import Path

import rcl
from rcl.temporal.tables import FRESH
from rcl.temporal.trace import Value
from rcl.traces.lines import Line
from rcl.traces.monitor import LogMonitor
from rcl.traces.results import LogReport, LogResult
from rcl.traces.run import choose, target_of

ROOT = Path(__file__).parents[2]
PATCHED = "vllm_patched.offloading_connector"
TRACES = ROOT / "tests" / "data" / "paper_traces"
Trace = list[dict]


@cache
def world():
    """The contracts and the patched vLLM, resolved once."""
    return rcl.load(session=small_session())


def recorded(name: str) -> Trace:
    text = (TRACES / name / "events.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


def judge(trace: Trace, bundle: str, claim=..., log: str = "connector_trace") -> LogReport:
    """Follows the bundle along the trace; ``claim`` is the one under test (``None``: there is none)."""
    asked = choose(world(), log, None, bundle)
    target: Value = FRESH if claim is None else claim
    fixed = {} if claim is ... else {"target": target}
    monitor = LogMonitor(asked.log, target_of(asked, lambda anchors, origin: True, fixed), ("trace",))
    for number, event in enumerate(trace, 1):
        monitor.take(monitor.decoder.line(Line(0, number, 0, json.dumps(event).encode(), False)))
    monitor.end()
    return monitor.report()


def missing(report: LogReport) -> set[str]:
    """The requirements that the report does not confirm, by their published names."""
    names = {item.name.partition(".")[2] for item in report.obligations if item.result is not LogResult.HOLDS}
    names |= {item.name for item in report.scenarios if not item.seen}
    for item in report.obligations:
        # No second record that names the same part of the identity: nothing is there to be ambiguous.
        if item.name.endswith("ambiguous_claim_cache_identity") and item.result is LogResult.NOT_EXERCISED:
            names.discard("ambiguous_claim_cache_identity")
    return names


@cache
def _small_project() -> Path:
    """The contracts and the patched vLLM alone: a project that is read in no time."""
    home = Path(tempfile.mkdtemp(prefix="rcl-gates-"))
    shutil.copytree(ROOT / "specs", home / "specs")
    shutil.copytree(ROOT / "descriptors" / "vllm_patched", home / "descriptors" / "vllm_patched")
    (home / "rcl.toml").write_text('include = ["specs", "descriptors"]\n')
    return home


def small_session(accept_recorded: bool = True) -> rcl.Session:
    """A new session of that project."""
    return rcl.open_session(cwd=_small_project(), accept_recorded=accept_recorded)


def contract(path: Path, accept_recorded: bool = True) -> LogReport:
    """The `offloadable` contract along a trace of the patched vLLM."""
    return rcl.monitor(path, log="vllm_patched", lowering=PATCHED, session=small_session(accept_recorded))
