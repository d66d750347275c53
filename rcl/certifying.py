"""The Python API of certificates: what the commands of ``rcl proofs`` do, as functions with typed values.

Invariant: an export is written only from results that this run decided; a verification trusts the descriptors, the lock,
the translation into queries, and the solvers it asks, and nothing that the export says of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from importlib.metadata import version
from pathlib import Path

from rcl.anchors.lock import FILE_NAME as LOCK_NAME
from rcl.anchors.lock import Lock
from rcl.api import UsageError, load
from rcl.api import open_session as open_project
from rcl.certificates.exhibit import decide_and_keep, subject_of
from rcl.certificates.export import Exported, Files, entry_of, folders_of
from rcl.certificates.index import FILE_NAME, Index, IndexDefect, file_name, index_text, read_index, sha256
from rcl.certificates.required import required_theorems
from rcl.certificates.solvers import SOLVERS, MissingSolver, need
from rcl.certificates.theorems import LIST_NAME, TheoremSet, class_theorems
from rcl.certificates.verify import Against, Checked, verify_export, verify_theorems
from rcl.choosing import choose
from rcl.diag.span import Span
from rcl.locking import home_of, read_locks
from rcl.model.contract import Contract
from rcl.model.runtime import Lowering, World
from rcl.pipeline import ProgressCall, decide, evidence_of
from rcl.session import Session
from rcl.shipped import PREFIX
from rcl.text.project import SUFFIX, shipped_root
from rcl.text.source import shown_path
from rcl.verdict.assemble import Decided, lowering_verdict
from rcl.verdict.decide import lowering_contradictions
from rcl.verdict.evidence import CheckedEvidence
from rcl.verdict.prove import ProveSettings, tasks_of, unknown_result
from rcl.verdict.results import CoreItem, ObligationResult, Verdicts
from rcl.verdict.task import Task
from rcl.version import VERSION

# ---------------------------------------------------------------- export


def export_proofs(
    *paths: str | Path,
    output: Path,
    session: Session | None = None,
    progress: ProgressCall | None = None,
) -> tuple[Exported, ...]:
    """Decide what the paths name and write one folder for each lowering and weaker bundle into ``output``."""
    run = session or open_project(*paths)
    world = load(session=run)
    choice = choose(run, world, ())
    if choice.only:
        raise UsageError("an export is of whole lowerings: name a file, a folder, or the line of a lowering")
    verdicts = decide(run, choice, progress, decide_and_keep)
    run.stop_on_errors()
    if not verdicts.lowerings and not verdicts.entailments:
        raise UsageError("nothing to export: there is no lowering and no weaker bundle in what was named")
    return tuple(_write(output, index, files) for index, files in _exports(run, choice.world, verdicts))


def _exports(run: Session, world: World, verdicts: Verdicts) -> Iterator[tuple[Index, Files]]:
    for item in verdicts.lowerings:
        lowering = next(one for one in world.lowerings if one.name == item.name)
        asked = (lowering.offers or lowering.bundle).name
        results = [(asked, one) for one in item.obligations] + [
            (lowering.bundle.name, one) for one in item.boundary
        ]
        yield _export(run, world, item.name, item.verdict_class.value, results)
    for entailment in verdicts.entailments:
        subject = f"{entailment.contract}.{entailment.weaker}"
        yield _export(run, world, subject, "", [(entailment.weaker, one) for one in entailment.obligations])


def _export(
    run: Session,
    world: World,
    subject: str,
    verdict_class: str,
    results: Sequence[tuple[str, ObligationResult]],
) -> tuple[Index, Files]:
    folders = folders_of(results[0][0] if results else "", [(bundle, item.name) for bundle, item in results])
    entries, files = [], Files()
    for bundle, item in results:
        entry, made = entry_of(subject, bundle, item, folders[bundle, item.name])
        entries.append(entry)
        files.update(made)
    index = Index(
        subject=subject,
        verdict_class=verdict_class,
        rcl=VERSION,
        z3=version("z3-solver"),
        budget=run.settings.budget.value,
        accept_recorded=run.settings.accept_recorded.value,
        sources=tuple(sorted(_sources(run, world, subject).items())),
        entries=tuple(entries),
    )
    return index, files


def _write(output: Path, index: Index, files: Files) -> Exported:
    """The folder anew: what an export of before left in it goes, anything else is in the way."""
    folder = output / file_name(index.subject)
    _clear(folder)
    everything = {**files, FILE_NAME: index_text(index)}
    for path, text in everything.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode())
    size = sum(len(text.encode()) for text in everything.values())
    certificates = sum(item.argument is not None for item in index.entries)
    return Exported(index.subject, index.verdict_class, folder, certificates, len(everything), size)


def _clear(folder: Path) -> None:
    if not folder.exists():
        return
    found = [path for path in folder.rglob("*") if not path.is_dir()]
    strange = [path for path in found if path.suffix not in (".smt2", ".jsonl") and path.name != FILE_NAME]
    if strange or not folder.is_dir():
        raise UsageError(f"`{strange[0] if strange else folder}` is in the way: it is no file of an export")
    for path in found:
        path.unlink()


def write_theorems(output: Path, *, session: Session | None = None) -> tuple[TheoremSet, ...]:
    """The theorems about the class function and the contracts of the project's lowerings, each set in a folder of ``output``."""
    sets = _theorems(load(session=session or open_project()))
    for item in sets:
        folder = output / item.folder
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in item.texts.items():
            (folder / name).write_bytes(text.encode())
    return sets


def _theorems(world: World) -> tuple[TheoremSet, ...]:
    """All there are: of the class function, and of every contract that something is lowered to."""
    contracts = {item.contract.name: item.contract for item in world.lowerings}
    return (class_theorems(), *(required_theorems(contracts[name]) for name in sorted(contracts)))


# ---------------------------------------------------------------- sources


def _sources(run: Session, world: World, subject: str) -> dict[str, str]:
    """The sha256 of every file that the lowering (or the contract) is written in, and of the lock beside the runtime."""
    found = _subject(world, subject)
    if found is None:
        return {}
    shown = sorted({span.file for span in _spans(found) if span.file})
    places = {path: _place(run, path) for path in shown}
    if isinstance(found, Lowering):
        lock = home_of(run, found.runtime) / LOCK_NAME
        if lock.is_file():
            inside = shown_path(lock, run.root)
            shipped = found.runtime.span.file.startswith(PREFIX)
            places[PREFIX + shown_path(lock, shipped_root()) if shipped else inside] = lock
    return {path: sha256(place.read_bytes()) for path, place in places.items()}


def _place(run: Session, shown: str) -> Path:
    return shipped_root() / shown.removeprefix(PREFIX) if shown.startswith(PREFIX) else run.root / shown


def _subject(world: World, subject: str) -> Lowering | Contract | None:
    for lowering in world.lowerings:
        if lowering.name == subject:
            return lowering
    for contract in world.contracts:
        if any(bundle.weakens and f"{contract.name}.{bundle.name}" == subject for bundle in contract.bundles):
            return contract
    return None


def _spans(root: object) -> Iterator[Span]:
    """Every place that a value was written at."""
    seen: set[int] = set()
    stack: list[object] = [root]
    while stack:
        value = stack.pop()
        if isinstance(value, Span):
            yield value
        elif isinstance(value, tuple | frozenset):
            stack.extend(value)
        elif is_dataclass(value) and not isinstance(value, Enum | type) and id(value) not in seen:
            seen.add(id(value))
            stack.extend(getattr(value, item.name) for item in fields(value))


# ---------------------------------------------------------------- verification


def verify_proofs(
    folder: Path,
    *,
    solvers: Sequence[str] = ("z3",),
    project: str | Path | None = None,
    session: Session | None = None,
    progress: ProgressCall | None = None,
) -> tuple[Checked, ...]:
    """Everything below ``folder``, held against the project's descriptors as they are now."""
    if set(solvers) - set(SOLVERS) or not solvers:
        raise UsageError(f"no solver `{', '.join(solvers)}`; there are {' and '.join(SOLVERS)}")
    try:
        need(solvers)
    except MissingSolver as error:
        raise UsageError(str(error)) from None
    places = _indexed(folder)
    run = session or open_project(*([] if project is None else [project]), *sources_in(folder))
    world = load(session=run)
    locks = read_locks(run, world)
    found: list[Checked] = []
    for number, place in enumerate(places):
        if (place / LIST_NAME).exists():
            theorems = next((item for item in _theorems(world) if item.folder == place.name), None)
            found.append(verify_theorems(place, theorems, solvers, run.settings.kill_after.value))
            continue
        index = _read(place)
        if progress is not None:
            progress(number, len(places), index.subject)
        found.append(_verify(run, world, locks, place, index, tuple(solvers)))
    return tuple(found)


def _indexed(folder: Path) -> list[Path]:
    """The folders with an index; every file of an export has to stand below one of them."""
    if not folder.is_dir():
        raise UsageError(f"`{folder}` is no folder")
    places = sorted({path.parent for name in (FILE_NAME, LIST_NAME) for path in folder.rglob(name)})
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".smt2", ".jsonl") and not any(path.is_relative_to(place) for place in places):
            raise UsageError(f"`{path}` stands below no {FILE_NAME}")
    if not places:
        raise UsageError(f"there is no {FILE_NAME} in `{folder}`")
    return places


def sources_in(folder: Path) -> list[Path]:
    """Descriptors that stand beside their certificates, and so outside of what a project includes."""
    return sorted(folder.rglob(f"*{SUFFIX}")) if folder.is_dir() else []


def _read(place: Path) -> Index:
    try:
        return read_index(place / FILE_NAME)
    except IndexDefect as error:
        raise UsageError(f"`{place / FILE_NAME}` is no index of an export: {error}") from None


def _verify(
    run: Session, world: World, locks: Lock, place: Path, index: Index, solvers: tuple[str, ...]
) -> Checked:
    subject = _subject(world, index.subject)
    if subject is None:
        checked = Checked(index.subject, index.verdict_class)
        checked.wrong(FILE_NAME, f"the descriptors have no `{index.subject}`")
        return checked
    tasks = _tasks(run, world, index.subject)
    sources = _sources(run, world, index.subject)
    against = Against(world, locks, sources, solvers, run.settings.kill_after.value)
    checked = verify_export(place, index, tasks, against)
    if place.name != file_name(index.subject):
        checked.wrong(FILE_NAME, f"it is the index of {index.subject}, in the folder `{place.name}`")
    if isinstance(subject, Lowering) and not checked.troubles:
        evidence = evidence_of(run, subject, world, locks)
        _check_class(subject, world, index, tasks, checked, locks, evidence)
    return checked


def _tasks(run: Session, world: World, subject: str) -> tuple[Task, ...]:
    settings = ProveSettings((), run.settings.budget.value, 1, frozenset({subject}), 1.0)
    tasks = tasks_of(world, settings)
    return tuple(task for task in tasks if task.kind != "contradiction" and subject_of(task) == subject)


def _check_class(
    lowering: Lowering,
    world: World,
    index: Index,
    tasks: Iterable[Task],
    checked: Checked,
    locks: Lock,
    evidence: CheckedEvidence | None,
) -> None:
    """Does the class follow from the results that were checked? Contradictions and evidence are looked at anew."""
    results: Mapping[tuple[str, str], ObligationResult] = {
        (task.bundle, task.result_name): unknown_result(world, task, "") for task in tasks
    }
    asked = (lowering.offers or lowering.bundle).name
    decided: list[ObligationResult] = []
    for entry in index.entries:
        if entry.bundle == asked:
            core = tuple(
                CoreItem(ref.name, ref.origin.kind.value, "", ref.span.file, ref.span.line)
                for ref in checked.cores.get((entry.bundle, entry.name), ())
            )
            blank = results[entry.bundle, entry.name]
            decided.append(replace(blank, result=entry.result, core=core))
    contradictions = lowering_contradictions(lowering, locks)
    answers = Decided(tuple(decided), (), True, contradictions, True)
    verdict = lowering_verdict(lowering, answers, locks, evidence)
    if verdict.verdict_class.value != index.verdict_class:
        checked.wrong(
            FILE_NAME, f"its class is {index.verdict_class}, the results give {verdict.verdict_class.value}"
        )
