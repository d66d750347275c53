"""Maps an export and the descriptors of today to everything that is wrong with it.

Invariant: a result counts as checked only if its certificate is the one that today's descriptors and its argument
give, byte for byte, every solver asked finds every query unsatisfiable, its trace is confirmed by the reference
semantics, and it has all that its kind of result needs. The search that found it is not trusted, nor is the index.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rcl.anchors.lock import Lock
from rcl.certificates.argument import Asked, written
from rcl.certificates.export import folders_of
from rcl.certificates.index import FILE_NAME, LARGEST, Entry, Index, sha256
from rcl.certificates.solvers import answers
from rcl.certificates.theorems import LIST_NAME, TheoremSet
from rcl.diag.sink import Sink
from rcl.model.contract import Scenario
from rcl.model.runtime import World
from rcl.system.expr_text import LemmaError
from rcl.system.problem import StatementRef
from rcl.traces.jsonl import read_trace
from rcl.verdict.decide import problem_of_task
from rcl.verdict.kept import ArgumentError
from rcl.verdict.replay import replay_problem
from rcl.verdict.results import Result
from rcl.verdict.task import Task


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong: where (a file, or a result's name) and what."""

    where: str
    what: str


@dataclass(slots=True)
class Checked:
    """What became of one export; ``cores`` are the statements behind each result that was checked."""

    subject: str
    verdict_class: str
    troubles: list[Trouble] = field(default_factory=list)
    results: dict[str, int] = field(default_factory=dict)
    certificates: int = 0
    queries: int = 0
    traces: int = 0
    size: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    cores: dict[tuple[str, str], tuple[StatementRef, ...]] = field(default_factory=dict)

    def wrong(self, where: str, what: str) -> None:
        self.troubles.append(Trouble(where, what))


@dataclass(frozen=True, slots=True)
class Against:
    """What an export is held against: the descriptors and locks of today, and the solvers with their limit in seconds."""

    world: World
    locks: Lock
    sources: Mapping[str, str]
    solvers: tuple[str, ...]
    seconds: float


def verify_export(folder: Path, index: Index, tasks: Sequence[Task], against: Against) -> Checked:
    """Everything but the class: sources, completeness, files, certificates, traces. ``tasks`` is all there is to show."""
    checked = Checked(index.subject, index.verdict_class)
    _check_sources(index, against, checked)
    if index.accept_recorded != against.locks.accept_recorded:
        how = "with" if index.accept_recorded else "without"
        checked.wrong(FILE_NAME, f"it was made {how} --accept-recorded, and is not verified so")
    wanted = {(task.bundle, task.result_name): task for task in tasks}
    entries = {(item.bundle, item.name): item for item in index.entries}
    for bundle, name in sorted(wanted.keys() - entries.keys()):
        checked.wrong(f"{bundle}: {name}", "the index has no such result")
    if len(entries) != len(index.entries):
        checked.wrong(FILE_NAME, "a result stands in it twice")
    folders = folders_of(tasks[0].bundle if tasks else "", wanted)
    known = {FILE_NAME}
    queries: dict[tuple[str, str], list[Path]] = {}
    for key, entry in entries.items():
        known |= {path for path, _ in entry.files}
        if key not in wanted:
            checked.wrong(entry.name, "the descriptors ask for no such result")
            continue
        one = _Entry(folder, entry, wanted[key], folders[key], against, checked)
        one.check()
        if one.queries:
            queries[key] = one.queries
    for path in sorted(item for item in folder.rglob("*") if item.is_symlink() or not item.is_dir()):
        if path.relative_to(folder).as_posix() not in known:
            checked.wrong(path.relative_to(folder).as_posix(), "the index does not know this file")
    for solver in against.solvers:
        begin = time.monotonic()
        _solve(solver, folder, queries, against.seconds, checked)
        if queries:
            checked.seconds[solver] = time.monotonic() - begin
    return checked


def _solve(
    solver: str,
    folder: Path,
    queries: Mapping[tuple[str, str], list[Path]],
    seconds: float,
    checked: Checked,
) -> None:
    """One process for all certificates; where it does not confirm a certificate, one for that certificate alone."""
    everything = [path for paths in queries.values() for path in paths]
    together = dict(zip(everything, answers(solver, everything, seconds), strict=True)) if everything else {}
    for key, paths in queries.items():
        found = [together[path] for path in paths]
        if any(answer != "unsat" for answer in found):
            found = answers(solver, paths, seconds)
        for path, answer in zip(paths, found, strict=True):
            if answer != "unsat":
                shown = path.relative_to(folder).as_posix()
                checked.wrong(shown, f"{solver} does not confirm it: {answer[:200]}")
                checked.cores.pop(key, None)


def verify_theorems(
    folder: Path, theorems: TheoremSet | None, solvers: Sequence[str], seconds: float
) -> Checked:
    """The files are those that the class table or the contract gives today, and all are unsatisfiable."""
    checked = Checked(folder.name, "")
    if theorems is None:
        checked.wrong(LIST_NAME, "there are no theorems of this name")
        return checked
    made = theorems.texts
    for path in sorted(item for item in folder.rglob("*") if not item.is_dir()):
        if path.relative_to(folder).as_posix() not in made:
            checked.wrong(path.name, "there is no such theorem")
    good: list[Path] = []
    for name, text in sorted(made.items()):
        place = folder / name
        if not place.is_file():
            checked.wrong(name, "the file is missing")
        elif not _is(place, text):
            checked.wrong(name, "the file is not the one that the theorem gives")
        elif place.suffix == ".smt2":
            good.append(place)
    checked.certificates = checked.queries = len(good)
    for solver in solvers if good else ():
        begin = time.monotonic()
        for place, answer in zip(good, answers(solver, good, seconds), strict=True):
            if answer != "unsat":
                checked.wrong(place.name, f"{solver} does not confirm it: {answer[:200]}")
        checked.seconds[solver] = time.monotonic() - begin
    return checked


def _is(place: Path, text: str) -> bool:
    """Does the file say exactly this? One of another size is not read."""
    data = text.encode()
    return place.stat().st_size == len(data) and place.read_bytes() == data


def _check_sources(index: Index, against: Against, checked: Checked) -> None:
    recorded = dict(index.sources)
    for path, digest in sorted(against.sources.items()):
        if path not in recorded:
            checked.wrong(path, "stale: the export was made without this source")
        elif recorded[path] != digest:
            checked.wrong(path, "stale: the source has changed since the export")
    for path in sorted(recorded.keys() - against.sources.keys()):
        checked.wrong(path, "stale: the export was made from a source that is no longer used")


class _Entry:
    """The checks of one result."""

    def __init__(
        self, folder: Path, entry: Entry, task: Task, home: str, against: Against, checked: Checked
    ) -> None:
        self._folder = folder
        self._entry = entry
        self._home = home
        self._against = against
        self._checked = checked
        problem, item = problem_of_task(against.world, task, against.locks)
        self._asked = Asked(problem, item, checked.subject)
        self.queries: list[Path] = []
        """What a solver has to be asked: the files that are those of today's descriptors."""

    def check(self) -> None:
        entry, checked = self._entry, self._checked
        checked.results[entry.result.value] = checked.results.get(entry.result.value, 0) + 1
        before = len(checked.troubles)
        intact = [path for path, digest in entry.files if self._intact(path, digest)]
        if entry.argument is not None:
            self._argument()
        if entry.trace:
            self._trace()
        for what in self._missing():
            checked.wrong(entry.name, what)
        for path in intact:
            checked.size += (self._folder / path).stat().st_size
        if len(checked.troubles) > before:
            checked.cores.pop((entry.bundle, entry.name), None)

    def _intact(self, path: str, digest: str) -> bool:
        """Is the file the one of the index, and in the result's own folder?"""
        place = self._folder / path
        if place.parent.is_symlink() or place.is_symlink() or not place.is_file():
            self._checked.wrong(path, "the file is missing")
            return False
        if place.stat().st_size > LARGEST:
            self._checked.wrong(path, f"the file is larger than {LARGEST // 1024 // 1024} MiB")
            return False
        if sha256(place.read_bytes()) != digest:
            self._checked.wrong(path, "the file is not the one of the index (another sha256)")
            return False
        if not path.startswith(f"{self._home}/"):
            self._checked.wrong(path, f"the file does not belong to {self._entry.name}")
            return False
        return True

    # ------------------------------------------------------------ certificates

    def _argument(self) -> None:
        entry, checked = self._entry, self._checked
        assert entry.argument is not None
        try:
            made = written(self._asked, entry.argument)
        except (ArgumentError, LemmaError) as error:
            checked.wrong(entry.name, f"the argument does not fit the descriptors: {error}")
            return
        checked.certificates += 1
        checked.queries += len(made.files)
        checked.cores[entry.bundle, entry.name] = made.core
        listed = {path for path, _ in entry.files if path.endswith(".smt2")}
        for path in sorted(listed - {f"{self._home}/{name}" for name in made.files}):
            checked.wrong(path, "the argument has no such query")
        paths: list[Path] = []
        for name, text in sorted(made.files.items()):
            path = f"{self._home}/{name}"
            place = self._folder / path
            if path not in listed or not place.is_file():
                checked.wrong(path, "the query is missing")
            elif not _is(place, text):
                checked.wrong(path, "the query is not the one that the descriptors and the argument give")
            else:
                paths.append(place)
        self.queries = paths

    # ------------------------------------------------------------ traces

    @property
    def _claim(self) -> str:
        """What the trace has to claim."""
        return "cover" if self._entry.trace.endswith("/cover.jsonl") else self._entry.result.value

    def _trace(self) -> None:
        entry, checked = self._entry, self._checked
        if entry.trace not in dict(entry.files):
            checked.wrong(entry.trace, "the index has no sha256 of this trace")
            return
        sink = Sink()
        file = read_trace(self._folder / entry.trace, sink, entry.trace)
        if file is None:
            checked.wrong(entry.trace, f"the trace cannot be read: {sink.sorted()[0].message}")
            return
        claimed = (file.lowering, file.obligation, file.result)
        if claimed != (checked.subject, entry.name, self._claim):
            checked.wrong(entry.trace, f"the trace is about {' '.join(claimed)}")
            return
        checked.traces += 1
        sure = isinstance(self._asked.item, Scenario) and entry.result is Result.PROVED
        report = replay_problem(self._asked.problem, self._asked.item, file.lines, checked.subject, sure=sure)
        if not report.confirmed:
            checked.wrong(entry.trace, f"the reference semantics does not confirm it: {report.reason}")

    # ------------------------------------------------------------ what a result needs

    def _missing(self) -> Iterator[str]:
        """What a result of this kind needs and does not have."""
        entry = self._entry
        scenario = isinstance(self._asked.item, Scenario)
        cover = entry.trace.endswith("/cover.jsonl")
        trace = bool(entry.trace) and not cover
        shows = entry.argument.shows if entry.argument else ""
        core = entry.argument.core if entry.argument else ()
        silent = any(name.startswith("silence ") for name in core)
        match entry.result:
            case Result.PROVED:
                if not cover:
                    yield "proved, but no trace shows that it can happen"
                if not scenario and (shows != "no violation" or silent):
                    yield "proved, but there is no certificate that excludes a violation without resting on silence"
            case Result.REFUTED:
                if scenario and (shows != "no trigger" or silent):
                    yield "refuted, but there is no certificate that the scenario cannot happen"
                if not scenario and not trace:
                    yield "refuted, but there is no trace"
            case Result.VACUOUS:
                if shows != "no trigger":
                    yield "vacuous, but there is no certificate that the trigger cannot happen"
            case Result.OPEN:
                if not trace and not silent:
                    yield "open, but there is neither a trace nor a certificate that rests on silence"
            case Result.UNKNOWN:
                pass
