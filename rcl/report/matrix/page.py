"""Maps a grid to one HTML page that needs nothing else: each cell opens its core or its counterexample.

Invariant: the page asks the network for nothing, works without its script (a panel opens by its link), and every cell
and panel can be reached with the keyboard. Source: architecture, "What a user sees"; WAI-ARIA for the names and roles.
"""

from __future__ import annotations

from importlib.resources import files
from xml.etree.ElementTree import Element

from rcl.report.executed import performed_text, row_text, run_text
from rcl.report.matrix.grid import LETTERS, Cell, Grid, Row, Section, anchor_text, mark_of, marks_text
from rcl.report.matrix.html import Child, document, element, raw
from rcl.report.matrix.sequence import sequence
from rcl.report.trace_table import event_text
from rcl.verdict.results import LoweringVerdict, Result, TraceStep
from rcl.verdict.usable import accepted_reasons

WORDS = {
    Result.PROVED: "every allowed behaviour keeps it",
    Result.REFUTED: "a behaviour that the runtime shows breaks it",
    Result.OPEN: "the statements neither exclude a violation nor show one",
    Result.VACUOUS: "no allowed behaviour reaches its trigger",
    Result.UNKNOWN: "nothing was decided",
}


def render_page(grid: Grid) -> str:
    """The whole page."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("title", "rcl: runtimes by obligations"),
        element("link", rel="icon", href="data:,"),
        raw("style", _asset("page.css")),
    )
    tables = [_section(number, item) for number, item in enumerate(grid.sections)]
    panels = [
        _panel(_ident(number, line, column), _row_ident(number, line), row, cell)
        for number, section in enumerate(grid.sections)
        for line, row in enumerate(section.rows)
        for column, cell in enumerate(row.cells)
        if cell is not None
    ]
    body = element(
        "body",
        element("header", element("h1", "Runtimes by obligations"), *_totals(grid)),
        element("main", *tables),
        element("div", *panels, id="panels"),
        raw("script", _asset("page.js")),
    )
    return document(element("html", head, body, lang="en"))


_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"


def _asset(name: str) -> str:
    return files("rcl.report.matrix").joinpath("assets", name).read_text(encoding="utf-8")


def _ident(section: int, row: int, column: int) -> str:
    return f"c{section}-{row}-{column}"


def _row_ident(section: int, row: int) -> str:
    return f"r{section}-{row}"


def _totals(grid: Grid) -> list[Element]:
    legend = [
        element(
            "li", element("b", LETTERS[kind], class_=kind.value), f" {kind.value} ({count}): {WORDS[kind]}"
        )
        for kind, count in grid.results
    ]
    classes = ", ".join(f"{count} {kind.value}" for kind, count in grid.classes if count)
    parts = [element("ul", *legend, class_="legend"), element("p", f"Classes: {classes or 'none'}.")]
    if grid.performed is not None:
        parts.append(element("p", f"{performed_text(grid.performed)} ({marks_text()})."))
    findings = [text for section in grid.sections for row in section.rows for text in row.lowering.findings]
    if findings:
        parts += [element("h2", "Findings"), element("ul", *(element("li", text) for text in findings))]
    return parts


# ---------------------------------------------------------------- tables


def _section(number: int, section: Section) -> Element:
    heads = [element("th", element("span", name), scope="col", class_="turned") for name in section.columns]
    rows = [_table_row(number, line, row) for line, row in enumerate(section.rows)]
    head = element("tr", element("th", "lowering", scope="col"), *heads, element("th", "class", scope="col"))
    table = element("table", element("thead", head), element("tbody", *rows), class_="grid")
    return element("section", element("h2", section.title), element("div", table, class_="wide"))


def _table_row(number: int, line: int, row: Row) -> Element:
    lowering = row.lowering
    cells = [
        element("td", "") if cell is None else _link(_ident(number, line, column), row, cell)
        for column, cell in enumerate(row.cells)
    ]
    name = element("th", lowering.name, scope="row", title=f"{lowering.runtime} {lowering.version}")
    kind = lowering.verdict_class.value
    return element(
        "tr",
        name,
        *cells,
        element("td", kind, class_=f"class {kind}"),
        id=_row_ident(number, line),
        tabindex="-1",
    )


def _link(ident: str, row: Row, cell: Cell) -> Element:
    kind = cell.result.result
    how = ", performed by a recorded run" if cell.result.executed else ""
    label = f"{row.lowering.name}, {cell.result.name}: {kind.value}{how}"
    link = element("a", mark_of(cell), href=f"#{ident}", class_=kind.value, aria_label=label, title=label)
    return element("td", link)


# ---------------------------------------------------------------- panels


def _panel(ident: str, back: str, row: Row, cell: Cell) -> Element:
    result, lowering = cell.result, row.lowering
    kind = result.result
    parts: list[Child] = [
        element("a", "Close", href=f"#{back}", class_="close"),
        element("h3", f"{result.name} ", element("b", kind.value, class_=kind.value), id=f"{ident}-t"),
        element(
            "p", f"{lowering.name}, {lowering.runtime} {lowering.version}, {lowering.file}:{lowering.line}"
        ),
        *(element("p", text) for text in accepted_reasons(lowering.recorded)),
        element("p", result.text),
        element("pre", result.formula),
    ]
    if result.reason:
        parts.append(element("p", result.reason))
    if result.core:
        parts += [element("h4", "Rests on"), _core(cell)]
    parts += _performers(cell, lowering)
    for title, trace in (("Counterexample", result.trace), ("A behaviour that reaches it", result.cover)):
        if trace:
            parts += [
                element("h4", title),
                _trace(trace),
                sequence(trace, lowering.runtime, lowering.contract),
            ]
    if result.lemmas:
        parts += [element("h4", "Lemmas"), element("ul", *(element("li", item) for item in result.lemmas))]
    if result.method:
        parts.append(element("p", f"Method: {result.method}.", class_="quiet"))
    return element(
        "section",
        *parts,
        id=ident,
        class_="panel",
        role="dialog",
        aria_labelledby=f"{ident}-t",
        tabindex="-1",
    )


def _performers(cell: Cell, lowering: LoweringVerdict) -> list[Child]:
    """The recorded runs that perform the cell's violation, with what each is a run of."""
    if not cell.result.executed:
        return []
    runs = {run.trace: run for run in lowering.executed}
    items = [
        element("li", row_text(row), element("p", f"{runs[row.trace].about}. {run_text(runs[row.trace])}"))
        for row in cell.result.executed
    ]
    return [element("h4", "Performed by"), element("ul", *items)]


def _core(cell: Cell) -> Element:
    rows = [
        [item.statement, item.origin, anchor_text(item.anchor), f"{item.file}:{item.line}"]
        for item in cell.result.core
    ]
    return _table(["statement", "origin", "source", "place"], rows)


def _trace(trace: tuple[TraceStep, ...]) -> Element:
    rows = [
        [
            str(step.step),
            event_text(step),
            "; ".join(text for text in step.seen if text != event_text(step)),
            step.by,
            anchor_text(step.anchor),
            ", ".join(f"{name} = {value}" for name, value in step.states),
        ]
        for step in trace
    ]
    return _table(["step", "event", "stands for", "admitted by", "source", "state after"], rows)


def _table(head: list[str], rows: list[list[str]]) -> Element:
    top = element("tr", *(element("th", name, scope="col") for name in head))
    body = [element("tr", *(element("td", text) for text in row)) for row in rows]
    return element("div", element("table", element("thead", top), element("tbody", *body)), class_="wide")
