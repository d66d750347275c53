"""Maps a run over logs to JUnit XML, for a continuous integration.

Invariant: says the same as the other forms; nothing that depends on the machine or the time takes part. Source: architecture,
"What a user sees".
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from rcl.report.log_beside import difference_text
from rcl.report.log_text import violation_text
from rcl.traces.results import Beside, LogReport, LogResult


@dataclass(frozen=True, slots=True)
class _Cases:
    texts: tuple[str, ...]
    failed: int
    skipped: int


def render_junit(report: LogReport) -> str:
    """One test case for each obligation and scenario; what is not shown is skipped, with the reason.

    A second reading is a suite of its own, and each disagreement of the two a test case that fails.
    """
    suites = [_suite(report, _cases(report))]
    if report.beside is not None:
        suites += [_suite(report.beside.report, _cases(report.beside.report))]
        suites += [_differences(report.target, report.beside)]
    return '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n' + "".join(suites) + "</testsuites>\n"


def _cases(report: LogReport) -> _Cases:
    cases: list[str] = []
    failed = skipped = 0
    for item in report.obligations:
        head = f"    <testcase classname={quoteattr(report.target)} name={quoteattr(item.name)}"
        if item.result is LogResult.VIOLATED:
            failed += 1
            told = [*map(violation_text, item.violations), *([item.reason] if item.reason else [])]
            body = "\n".join(told)
            cases.append(
                f"{head}>\n      <failure message={quoteattr(item.text)}>{escape(body)}</failure>\n    </testcase>"
            )
        elif item.result is LogResult.HOLDS:
            cases.append(f"{head}/>")
        else:
            skipped += 1
            message = quoteattr(f"{item.result.value}: {item.reason}")
            cases.append(f"{head}>\n      <skipped message={message}/>\n    </testcase>")
    for scenario in report.scenarios:
        head = f"    <testcase classname={quoteattr(report.target)} name={quoteattr('scenario.' + scenario.name)}"
        if scenario.seen:
            cases.append(f"{head}/>")
        else:
            skipped += 1
            cases.append(
                f"{head}>\n      <skipped message={quoteattr('not seen: ' + scenario.missing)}/>\n    </testcase>"
            )
    return _Cases(tuple(cases), failed, skipped)


def _suite(report: LogReport, found: _Cases) -> str:
    text = "".join(f"{item.file}:{item.line}: {item.reason}\n" for item in report.bad)
    bad = f"    <system-err>{escape(text)}</system-err>\n" if text else ""
    return _suite_text(report.log, found, len(report.bad), bad)


def _differences(gate: str, beside: Beside) -> str:
    name = quoteattr(f"{gate} beside {beside.report.target}")
    cases = tuple(
        f"    <testcase classname={name} name={quoteattr(item.name)}>\n      <failure message={quoteattr(item.text)}>"
        f"{escape(difference_text(item))}</failure>\n    </testcase>"
        for item in beside.disagreements
    )
    return _suite_text("disagreements", _Cases(cases, len(cases), 0), 0, "")


def _suite_text(name: str, found: _Cases, errors: int, tail: str) -> str:
    numbers = (
        f'tests="{len(found.texts)}" failures="{found.failed}" errors="{errors}" skipped="{found.skipped}"'
    )
    body = "".join(case + "\n" for case in found.texts)
    return f"  <testsuite name={quoteattr(name)} {numbers}>\n{body}{tail}  </testsuite>\n"
