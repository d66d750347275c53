"""The bad lowerings: each gets what its file says and never what it asks for; its mended twin does get it.

The cases are the files below descriptors/bad. Nothing here knows one of them by name.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
import z3  # noqa: F401  (the children are copies of this process, and need not import it again)

import rcl
from rcl.choosing import choose
from rcl.cli.main import main
from rcl.diag.diagnostic import Diagnostic
from rcl.model.runtime import Lowering, World
from rcl.pipeline import decide, lint_world, read_world
from rcl.session import Origin, Session, Settings
from rcl.text.project import Target
from rcl.verdict.classify import trust
from rcl.verdict.results import LoweringVerdict, Result, VerdictClass
from tools.bad_table import (
    ASKED,
    MENDED,
    PAGE,
    ROOT,
    SUITE,
    case_of,
    files,
    own_lowerings,
    page,
    projects,
    refuses,
    rows,
)

PROVEN = [path for project in projects() if not refuses(project) for path in files(project)]
REFUSED = [path for project in projects() if refuses(project) for path in files(project)]
MARK = re.compile(r"// (RCL\d{4})(?P<outside> outside)?$")


def shown(path: Path) -> str:
    return path.relative_to(SUITE).as_posix()


def marks(path: Path) -> list[tuple[int, str]]:
    """The findings that the file marks: line (0 for `outside` of the file) and code. A line of its own marks the next."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        mark = MARK.search(line)
        if mark is not None:
            here = number + (line.strip() == mark[0])
            found.append((0 if mark["outside"] else here, mark[1]))
    return sorted(found)


def place(item: Diagnostic, path: Path) -> tuple[int, str]:
    here = path.relative_to(project_of(path)).as_posix()
    return (item.span.line if item.span.file == here else 0, item.code.id)


def project_of(path: Path) -> Path:
    return next(folder for folder in path.parents if (folder / "rcl.toml").is_file())


@dataclass(frozen=True)
class Opened:
    """A project that has been read once for all of its files."""

    session: Session
    world: World
    warnings: tuple[Diagnostic, ...]

    def prove(self, path: Path) -> tuple[LoweringVerdict, ...]:
        """The verdicts about one file, by the stages that `rcl prove FILE` goes through."""
        session = replace(self.session, targets=(Target(path),))
        return decide(session, choose(session, self.world, ()), None).lowerings

    def lowerings(self, path: Path) -> dict[str, Lowering]:
        here = path.relative_to(self.session.root).as_posix()
        return {item.name: item for item in self.world.lowerings if item.span.file == here}


@cache
def opened(project: Path, recorded: bool = False, budget: int | None = None) -> Opened:
    session = rcl.open_session(
        str(project), jobs=1, cwd=ROOT, budget=budget, accept_recorded=recorded or None
    )
    if recorded or budget is not None:
        return replace(opened(project), session=session)
    world = read_world(session)
    session.stop_on_errors()
    lint_world(session, world)
    return Opened(session, world, session.sink.sorted())


def is_right(verdict: LoweringVerdict, lowering: Lowering, recorded: bool) -> None:
    """The verdict is what the file says, whole; and what it asks for only if it is a mended one."""
    assert verdict.met, (verdict.name, verdict.mismatches)
    expectation = lowering.expected(recorded)
    assert expectation is not None
    told = {name: word for name, word in expectation.results if word != Result.PROVED.value}
    found = {item.name: item.result.value for item in verdict.obligations if item.result is not Result.PROVED}
    asked = VerdictClass(ASKED[lowering.assertion])
    if case_of(lowering).endswith(MENDED):
        assert verdict.verdict_class is asked and not found, verdict.name
        return
    assert trust(verdict.verdict_class) < trust(asked), verdict.name
    if not told and lowering.expectation_recorded is not None:
        return  # what says it is `expect recorded`
    assert told == found, verdict.name
    assert told or expectation.reasons, f"{verdict.name} does not say why"


@pytest.mark.parametrize("path", PROVEN, ids=shown)
def test_a_file_gets_what_it_says(path: Path) -> None:
    project = opened(project_of(path))
    own = project.lowerings(path)
    verdicts = project.prove(path)
    assert [item.name for item in verdicts] == sorted(own)
    for verdict in verdicts:
        is_right(verdict, own[verdict.name], recorded=False)
    said = [place(item, path) for item in project.warnings]
    said += [(defect.span.line, defect.code) for item in own.values() for defect in item.defects]
    assert sorted(item for item in said if item[0]) == marks(path)
    if any(item.expectation_recorded for item in own.values()):
        for verdict in opened(project_of(path), recorded=True).prove(path):
            is_right(verdict, own[verdict.name], recorded=True)
    if project.session.settings.budget.origin is Origin.PROJECT:
        for verdict in opened(project_of(path), budget=Settings().budget.value).prove(path):
            assert verdict.verdict_class.value == ASKED[own[verdict.name].assertion]


@pytest.mark.parametrize("path", REFUSED, ids=shown)
def test_a_file_is_refused(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", str(path), "--format", "json"]) == 2
    report = json.loads(capsys.readouterr().out)
    here = path.relative_to(project_of(path)).as_posix()
    found = [(item["line"] if item["file"] == here else 0, item["code"]) for item in report["diagnostics"]]
    assert found == marks(path) and len(found) == 1
    assert report["lowerings"] == []


def test_the_suite_as_a_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole folder is one project, which can be named; one obligation of it is decided here."""
    monkeypatch.setenv("COLUMNS", "120")
    assert main(["prove", str(SUITE), "--only", "feasibility.no_admit_is_not_capacity", "--jobs", "1"]) == 0
    said = capsys.readouterr().out
    assert "5 lowerings, 5 obligations: 1 proved, 1 refuted, 0 open, 3 vacuous, 0 unknown" in said


def test_the_suite_is_as_large_as_it_says() -> None:
    own = [item for project in projects() if not refuses(project) for item in own_lowerings(project)]
    names = Counter(case_of(item) for item in own)
    assert max(names.values()) == 1, names.most_common(3)
    bad = [item for item in own if not case_of(item).endswith(MENDED)]
    assert len(bad) + len(REFUSED) >= 100
    assert sum(item.contract.name == "resident_claim" for item in bad) >= 12
    table = {case_of(item): item for item in own}
    twins = [(item, table[case_of(item) + MENDED]) for item in bad if case_of(item) + MENDED in table]
    assert len(twins) >= 20 and len(twins) == len(own) - len(bad)
    for item, twin in twins:
        assert (item.runtime.name, item.bundle, item.contract.name) == (
            twin.runtime.name, twin.bundle, twin.contract.name
        )  # fmt: skip
        assert (item.mode, item.maps, item.evidence, item.assertion) != (
            twin.mode, twin.maps, twin.evidence, twin.assertion
        )  # fmt: skip


def test_the_parts_are_the_contract_s_own_text() -> None:
    whole = (ROOT / "specs" / "resident_claim.rcl").read_text(encoding="utf-8")
    parts = (SUITE / "parts.rcl").read_text(encoding="utf-8")
    begin, end = "environment event submitted(", "// ------"
    of_whole = whole[whole.index(begin) : whole.index("bundle hard_protected")]
    of_parts = parts[parts.index(begin) : parts.index("bundle ")]
    assert of_parts.rpartition(end)[0] == of_whole.rpartition(end)[0]
    assert {"facet identity {", "facet feasibility {", "scenario can_expire"} <= set(
        re.findall(r"^(?:facet \w+ \{|scenario can_expire)", of_parts, re.MULTILINE)
    )


def test_the_parts_mean_what_the_contract_means() -> None:
    contracts = {item.name: item for item in rcl.load(str(SUITE / "parts.rcl")).contracts}
    whole, parts = contracts["resident_claim"], contracts["claim_parts"]

    def meaning(item: rcl.World | object) -> str:
        return re.sub(r"Span\([^()]*\)", "", repr(item))

    assert meaning(parts.obligations) == meaning(whole.obligations)
    assert meaning(parts.scenarios) == meaning(whole.scenarios[: len(parts.scenarios)])
    assert meaning(parts.events) == meaning(whole.events[: len(parts.events)])
    assert meaning(parts.states) == meaning(whole.states[: len(parts.states)])
    assert len(parts.obligations) >= 20 and len(parts.events) >= 20


def test_the_table_is_written_from_the_files() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(list(rows())), "run `python -m tools.bad_table`"


@pytest.mark.parametrize("project", projects(), ids=lambda path: path.name)
def test_the_files_are_in_the_canonical_format(project: Path) -> None:
    report = rcl.fmt(str(project))
    assert not report.diagnostics
    assert not [item.path for item in report.files if item.changed]
