"""The Python API of ``rcl fuzz``: mutants of lowerings, what becomes of them, and findings saved as files.

Invariant: with the same files, seed and runs the outcomes and the saved files are the same byte for byte; only a limit in
time makes them fewer. Nothing but the findings is written, and nothing is written over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from rcl.api import UsageError, load
from rcl.choosing import choose
from rcl.diag.diagnostic import Diagnostic
from rcl.diag.sink import Sink
from rcl.diag.span import NOWHERE, Span
from rcl.locking import read_locks
from rcl.model.runtime import Lowering
from rcl.mutation.judge import Bench, Fate
from rcl.mutation.run import Fuzzed, Limits, Progress, Tried, fuzz_subjects
from rcl.mutation.shrink import contracts_in, one_file
from rcl.mutation.subject import Subject, subject_of
from rcl.session import Origin, Session
from rcl.shipped import PREFIX, shipped_files, with_shipped
from rcl.syntax import tree
from rcl.syntax.format import format_module
from rcl.syntax.parse import parse
from rcl.text.project import SUFFIX
from rcl.text.project import load as load_sources
from rcl.text.source import SourceFile
from rcl.verdict.prove import asked_bundle

BUDGET = 3_000_000
"""Solver resource units for one obligation of a mutant where nothing else is said: there are many of them."""


@dataclass(frozen=True, slots=True)
class FuzzOrder:
    """``questions``: only lowerings that are asked at most so many (``None``: all); ``seconds``: no more than so long."""

    seed: int = 0
    runs: int = 200
    seconds: float | None = None
    questions: int | None = None
    output: Path | None = None


@dataclass(frozen=True, slots=True)
class FuzzReport:
    """The outcomes, the saved findings by their place among the outcomes, the warnings about the input, and the session."""

    fuzzed: Fuzzed
    files: dict[int, Path]
    diagnostics: tuple[Diagnostic, ...]
    session: Session

    @property
    def findings(self) -> tuple[Tried, ...]:
        """The mutants that speak against the program."""
        return tuple(item for item in self.fuzzed.tried if item.outcome.fate is Fate.FINDING)


def fuzz(session: Session, order: FuzzOrder, progress: Progress | None = None) -> FuzzReport:
    """Tries mutants of the lowerings that the session's targets name."""
    world = load(session=session)
    choice = choose(session, world, ())
    names = [
        item.name
        for item in world.lowerings
        if item.name in choice.lowerings and (order.questions is None or _asked(item) <= order.questions)
    ]
    if not names:
        raise UsageError("nothing to change: there is no such lowering in what was named")
    locks = read_locks(session, world)
    modules = _modules(session)
    settings = session.settings
    given = settings.budget.origin is not Origin.DEFAULT
    bench = Bench(locks, session.root, settings.budget.value if given else BUDGET)
    limits = Limits(order.seed, order.runs, order.seconds, settings.jobs.value, settings.kill_after.value)
    subjects = [subject_of(modules, name) for name in names]
    fuzzed = fuzz_subjects(subjects, bench, limits, progress)
    saved = _save(fuzzed, order.output) if order.output is not None else {}
    return FuzzReport(fuzzed, saved, session.sink.sorted(), session)


def _asked(item: Lowering) -> int:
    bundle = asked_bundle(item)
    return len(bundle.obligations) + len(bundle.requires)


def _modules(session: Session) -> Sequence[tree.Module]:
    sink = Sink()
    modules = [parse(source, sink) for source in load_sources(session.project, sink)]
    return modules if session.project.shipped else with_shipped(modules, sink)


# ---------------------------------------------------------------- findings as files


def _save(fuzzed: Fuzzed, folder: Path) -> dict[int, Path]:
    """One file for each finding (and one for the parent where two are compared), in a folder that is made."""
    saved: dict[int, Path] = {}
    for index, item in enumerate(fuzzed.tried):
        if item.shrunk is None:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^A-Za-z0-9_.-]+", "_", f"{item.lowering}.{item.mutant.operator}")
        path = _free(folder, name)
        parent = item.shrunk.subject
        _write(path, item, item.shrunk.mutated)
        if not item.outcome.kinds <= {"search"}:
            _write(path.with_suffix(".parent.rcl"), item, parent)
        saved[index] = path
    return saved


def _free(folder: Path, name: str) -> Path:
    """A name that no file has yet."""
    number = 1
    while (path := folder / f"{name}.{number}.rcl").exists():
        number += 1
    return path


def _write(path: Path, item: Tried, subject: Subject) -> None:
    module = without_spans(one_file(subject, _shipped_contracts(subject)))
    text = format_module(module, SourceFile(path.name, ""))
    mutant = item.mutant
    head = f"A finding of `rcl fuzz`: {item.lowering}, {mutant.operator} ({mutant.direction.value}), {mutant.text}."
    comments = "".join(f"// {' '.join(line.split())}\n" for line in (head, *item.outcome.objections))
    path.write_text(comments + text, encoding="utf-8")


def _shipped_contracts(subject: Subject) -> frozenset[str]:
    """The subject's contracts that come with the program, just as they are: a file need not repeat those."""
    shipped = [
        parse(SourceFile(PREFIX + path.name, path.read_text(encoding="utf-8")), Sink())
        for path in shipped_files(SUFFIX)
        if path.parent.name == "specs"
    ]
    return frozenset(
        name
        for module in subject.modules
        for name in contracts_in(module)
        if any(module.declarations == one.declarations for one in shipped)
    )


def without_spans(node: Any) -> Any:
    """The same tree as if nobody had read it from a file."""
    if isinstance(node, Span):
        return NOWHERE
    if isinstance(node, tuple):
        return tuple(without_spans(item) for item in node)
    if is_dataclass(node) and not isinstance(node, type):
        return type(node)(**{item.name: without_spans(getattr(node, item.name)) for item in fields(node)})
    return node
