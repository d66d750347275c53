"""Writes the tables of ``docs/probes.md``: which refuted rows the recordings perform, and which not, and why.

``python probes/table.py`` compares, ``--write`` replaces what stands between the markers. The rows are those that the
descriptors expect to be refuted (``rcl prove`` checks that they are), scenarios aside: a scenario is refuted because no
trace can have it, which no run can show. Who performs a row is computed from the recordings; the reasons for those that
nobody performs are written here, by runtime and by mode.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import rcl  # noqa: E402  (of this checkout)
from rcl.locking import read_locks  # noqa: E402
from rcl.model.runtime import Lowering  # noqa: E402
from rcl.pipeline import read_world  # noqa: E402
from rcl.traces.recorded import Recorded, read_recordings  # noqa: E402
from rcl.verdict.executed import examine  # noqa: E402
from rcl.verdict.results import ExecutedTrace  # noqa: E402

PAGE = HERE.parent / "docs" / "probes.md"
BEGIN, END = "<!-- tables: written by probes/table.py -->", "<!-- end of the tables -->"

NO_PROBE = "no probe is written yet"
RUNTIMES = {
    "dynamo": "its cache and router are Rust in a running cluster with etcd and NATS",
    "dynamo_pins": "the pins stand in a fork that is anchored by commit, and no release holds them",
    "dynamo_router": "its router is Rust, driven by events of several running workers",
    "dynamo_sessions": "session control is a service of its own beside running workers",
    "lmcache": "needs an engine around it, whose blocks its connector fills; " + NO_PROBE,
    "mooncake": "its store is a service in C++ that wants RDMA or TCP transfer engines on several nodes",
    "sglang_router": "the router is Rust, and routes between running servers",
    "tensorrt_llm": "its cache manager is C++ for CUDA, and the wheel does not import without a GPU",
}
"""Why no row of a runtime is performed."""
MODES = {
    "lmcache.controller_layerwise": "needs its engine's layerwise loads into an engine's blocks; " + NO_PROBE,
    "lmcache.coordinator": "a service of its own between several servers; " + NO_PROBE,
    "lmcache.mp_server": "a server process of its own; " + NO_PROBE,
    "lmcache.over_mooncake": "needs Mooncake's store",
    "vllm.lmcache_native": "needs LMCache and a GPU worker behind vLLM's connector",
    "vllm.mooncake_p2p": "needs Mooncake's transfer engine",
    "vllm.mooncake_store": "needs Mooncake's store",
    "vllm.multi_connector": NO_PROBE,
    "vllm.nixl_pull": "needs NIXL, and two engines",
    "vllm.offloading_tiering": "the tier below the host needs its worker threads and files; " + NO_PROBE,
    "vllm.resumable_session": NO_PROBE,
    "sglang.external_linker": "needs an external cache behind the linker; " + NO_PROBE,
    "sglang.hicache_storage": "needs the storage threads of the cache controller; " + NO_PROBE,
    "sglang.lmcache": "needs LMCache and a GPU pool behind SGLang's tree",
    "sglang.pin_prefix": "the pins stand in a commit that no release holds",
}
ROWS = {
    ("sglang.streaming_session/told_late", "outcome.expiry_is_told"): (
        "the counterexample uses one request for two purposes: see Findings"
    ),
}


@dataclass
class Row:
    """A refuted row with the runs that perform it, of the anchored source and of other releases."""

    lowering: Lowering
    name: str
    anchored: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)


@dataclass
class Study:
    """Everything that the tables say."""

    rows: list[Row]
    runs: dict[str, ExecutedTrace]
    admits: dict[str, dict[str, set[str]]]
    """By mode: every admits-statement with the runs that use it."""
    findings: list[str]


def study() -> Study:
    """All recordings under all lowerings of their modes."""
    session = rcl.open_session(str(HERE.parent / "descriptors"), str(HERE.parent / "specs"))
    world = read_world(session)
    locks = read_locks(session, world)
    recordings = read_recordings(HERE / "recorded", "probes/recorded", session.sink)
    session.stop_on_errors()
    found = Study([], {}, {}, [])
    for lowering in sorted(world.lowerings, key=lambda item: item.name):
        rows = {name: Row(lowering, name) for name in expected(lowering)}
        for recorded in (item for item in recordings if fits(item, lowering)):
            trace, marks = examine(lowering, recorded, locks)
            _note(found, lowering, trace)
            for name in marks:
                if name in rows:
                    (rows[name].anchored if trace.anchored else rows[name].other).append(trace.trace)
                elif trace.anchored:
                    found.findings.append(
                        f"{trace.trace}: {lowering.name} does not expect that it violates {name}"
                    )
        found.rows += rows.values()
    return found


def _note(found: Study, lowering: Lowering, trace: ExecutedTrace) -> None:
    found.runs[trace.trace] = trace
    found.findings += [f"{trace.trace} by {lowering.name}: {text}" for text in trace.findings]
    if trace.anchored:
        used = found.admits.setdefault(f"{lowering.runtime.name}.{lowering.mode.name}", {})
        for item in lowering.admits:
            used.setdefault(item.name, set())
        for name in trace.admits:
            used[name].add(trace.trace)


def fits(recorded: Recorded, lowering: Lowering) -> bool:
    """Is the run of the lowering's mode?"""
    return (recorded.environment.runtime, recorded.mode) == (lowering.runtime.name, lowering.mode.name)


def expected(lowering: Lowering) -> Iterator[str]:
    """The obligations that the lowering expects to be refuted (with recorded anchors, where it has no others)."""
    expectation = lowering.expected(True)
    for name, word in expectation.results if expectation else ():
        if word == "refuted" and not name.startswith("scenario."):
            yield name


def reason(row: Row) -> str:
    """Why nobody performs the row."""
    runtime = row.lowering.runtime.name
    mode = f"{runtime}.{row.lowering.mode.name}"
    return ROWS.get((row.lowering.name, row.name)) or MODES.get(mode) or RUNTIMES.get(runtime, NO_PROBE)


# ---------------------------------------------------------------- the page


def tables(found: Study) -> str:
    """The part of the page that is computed."""
    runtimes = sorted({row.lowering.runtime.name for row in found.rows})
    count = [
        _counted(name, [row for row in found.rows if row.lowering.runtime.name == name]) for name in runtimes
    ]
    total = _counted("all", found.rows)
    parts = [
        "### How many",
        _table(
            ("runtime", "refuted rows", "performed by the anchored source", "only by another release"),
            [*count, total],
        ),
        "### Performed",
        _table(
            ("lowering", "row", "runs"), (_performed(row) for row in found.rows if row.anchored or row.other)
        ),
        "### Not performed, and why",
        _table(("lowering", "rows", "why"), _missing(found.rows)),
        "### Statements that runs of the anchored source use",
        _table(
            ("mode", "used", "not used"), (_used(mode, found.admits[mode]) for mode in sorted(found.admits))
        ),
        "### Runs",
        _table(
            ("run", "steps", "about", "replaced"), (_run(found.runs[name]) for name in sorted(found.runs))
        ),
    ]
    return "\n\n".join(parts)


def _counted(name: str, rows: list[Row]) -> tuple[str, ...]:
    anchored = sum(bool(row.anchored) for row in rows)
    other = sum(bool(row.other) and not row.anchored for row in rows)
    return (name, str(len(rows)), str(anchored), str(other))


def _performed(row: Row) -> tuple[str, ...]:
    return (row.lowering.name, row.name, ", ".join(sorted([*row.anchored, *row.other])))


def _missing(rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    groups: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if not row.anchored and not row.other:
            groups.setdefault((row.lowering.name, reason(row)), []).append(row.name)
    for (name, why), missing in groups.items():
        yield (name, ", ".join(missing), why)


def _used(mode: str, used: dict[str, set[str]]) -> tuple[str, ...]:
    here = sorted(name for name, runs in used.items() if runs)
    gone = sorted(name for name, runs in used.items() if not runs)
    return (mode, ", ".join(here) or "none", ", ".join(gone) or "none")


def _run(run: ExecutedTrace) -> tuple[str, ...]:
    return (run.trace, str(run.steps), run.about, "; ".join(run.replaced))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def page_with(text: str, computed: str) -> str:
    """The page with its computed part replaced."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{computed}\n\n{END}{after}"


def main() -> int:
    """1 if the page is not what it should be, or the runs contradict a descriptor."""
    found = study()
    text = PAGE.read_text(encoding="utf-8")
    wanted = page_with(text, tables(found))
    for item in found.findings:
        print(f"FINDING {item}")
    if "--write" in sys.argv[1:]:
        PAGE.write_text(wanted, encoding="utf-8", newline="\n")
    elif text != wanted:
        print(f"{PAGE.name} is not up to date: run `python probes/table.py --write`")
        return 1
    return 1 if found.findings else 0


if __name__ == "__main__":
    sys.exit(main())
