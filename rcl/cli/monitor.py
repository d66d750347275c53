"""``rcl monitor``: follows a contract along the events that a runtime really wrote."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

import rcl
from rcl.cli.exit_codes import ExitCode
from rcl.cli.output import color_option, emit, input_errors, wants_color, width
from rcl.cli.settings import accept_recorded_option
from rcl.traces.results import LogReport


@click.command(short_help="Follow a contract along real event logs.")
@click.argument("logs", nargs=-1, required=True, metavar="LOG...")
@click.option(
    "--log", "log", required=True, metavar="NAME", help="The declared `log` that reads the records."
)
@click.option("--lowering", metavar="NAME", help="See a runtime's log through this lowering.")
@click.option("--bundle", metavar="NAME", help="The bundle whose obligations and scenarios are followed.")
@click.option(
    "--bind",
    "bind",
    multiple=True,
    metavar="NAME=VALUE",
    help="Give a variable of obligations and scenarios a value; without =VALUE the first one in the logs.",
)
@click.option(
    "--beside",
    default="",
    metavar="LOG[=LOWERING]",
    help="Read the same logs by another `log` too, and say where the two disagree.",
)
@click.option(
    "--merge-by", default="", metavar="FIELD", help="Merge the logs by a field that rises in each of them."
)
@click.option("--follow", is_flag=True, help="Wait for more records at the end of the last log.")
@click.option(
    "--bad-records",
    type=click.Choice(("fail", "report")),
    default="fail",
    show_default=True,
    help="Stop at the first bad record, or go on as if anything had happened there.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Divide the identifiers among so many processes, if every rule is about one at a time.",
)
@click.option("--notes", is_flag=True, help="Say on stderr what is not followed by compiled code, and why.")
@click.option(
    "--project",
    "paths",
    multiple=True,
    metavar="PATH",
    help="Files or folders with the descriptors, if not the project around the current folder.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("human", "json", "junit")),
    default="human",
    show_default=True,
    help="For a person, one JSON object, or JUnit XML.",
)
@accept_recorded_option
@color_option
def command(
    logs: tuple[str, ...],
    log: str,
    lowering: str | None,
    bundle: str | None,
    bind: tuple[str, ...],
    beside: str,
    merge_by: str,
    follow: bool,
    bad_records: str,
    workers: int,
    notes: bool,
    paths: tuple[str, ...],
    form: str,
    accept_recorded: bool | None,
    color: str,
) -> int:
    """Follow obligations and scenarios along LOG... (JSONL, also .gz or .zst; `-` is stdin).

    Exit code 0 if all of them hold and are seen, 1 if some obligation is violated, 2 if a log or the descriptors can't be
    used, 3 if something is not exercised or unknown.
    """
    with input_errors(color):
        session = rcl.open_session(*paths, accept_recorded=accept_recorded)
        report = rcl.monitor(
            *logs,
            log=log,
            lowering=lowering,
            bundle=bundle,
            fixed=_bound(bind),
            merge_by=merge_by,
            follow=follow,
            stop_at_bad=bad_records == "fail",
            beside=beside,
            workers=workers,
            session=session,
        )
    for note in report.notes if notes else report.notes[: workers > 1]:
        click.echo(f"note: {note}", err=True)
    emit(_text(report, form, color, session))
    return _exit_code(report, bad_records == "fail")


def _bound(items: Sequence[str]) -> dict[str, str]:
    return {name: value or "first" for name, _, value in (item.partition("=") for item in items)}


def _text(report: LogReport, form: str, color: str, session: rcl.Session) -> str:
    from rcl.report.json_report import dump
    from rcl.report.log_junit import render_junit
    from rcl.report.log_report import monitor_object, render_monitor

    if form == "json":
        return dump(monitor_object(report))
    if form == "junit":
        return render_junit(report)
    from rcl.traces.context import story

    world = rcl.load(session=session)
    reader = next(item for item in world.logs if item.name == report.log)
    first = next(
        (item for item in report.obligations if item.violations), None
    )  # one story is enough to begin with
    stories = {first.name: story(reader, first.violations[0])} if first is not None else {}
    return render_monitor(report, width=width(), color=wants_color(color, sys.stdout), stories=stories)


def _exit_code(report: LogReport, stop_at_bad: bool) -> ExitCode:
    """The worse of the two, if the logs were read by another log beside."""
    reports = [report] if report.beside is None else [report, report.beside.report]
    if stop_at_bad and any(item.bad for item in reports):
        return ExitCode.USAGE
    if any(item.violated for item in reports):
        return ExitCode.NOT_MET
    return ExitCode.OK if all(item.complete for item in reports) else ExitCode.UNKNOWN
