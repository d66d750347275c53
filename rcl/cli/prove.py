"""``rcl prove``: decides every obligation of the chosen lowerings and says whether it is what their files expect."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from click.shell_completion import CompletionItem

import rcl
from rcl.cli.exit_codes import ExitCode
from rcl.cli.output import (
    color_option,
    disk_errors,
    emit,
    emit_diagnostics,
    format_option,
    input_errors,
    paths_argument,
    wants_color,
    width,
)
from rcl.cli.progress import progress
from rcl.cli.settings import deciding_options, executed_options, recordings_folder
from rcl.diag.diagnostic import Diagnostic


def _obligation_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names for the completion of ``--only``, from the files that the command would read."""
    try:
        names = rcl.obligation_names(rcl.load(*ctx.params.get("paths", ())))
    except rcl.InputError:
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


@click.command(short_help="Decide every obligation of every lowering.")
@paths_argument
@click.option("--only", multiple=True, metavar="OBLIGATION", shell_complete=_obligation_names,
              help="Decide this obligation only (facet.obligation or scenario.NAME); may be given again.")  # fmt: skip
@deciding_options
@executed_options
@click.option("--traces", type=click.Path(file_okay=False), metavar="FOLDER",
              help="Write each counterexample into this folder, for `rcl replay`.")  # fmt: skip
@click.option("--stability", type=click.IntRange(1, 1000), metavar="N",
              help="Decide everything N times more, with other seeds, orders and solver options; exit code 1 if anything differs.")  # fmt: skip
@click.option("--stats", is_flag=True, help="Say on stderr what was spent, and where each setting came from.")
@format_option
@color_option
def command(
    paths: tuple[str, ...],
    only: tuple[str, ...],
    budget: int | None,
    jobs: int | None,
    kill_after: float | None,
    accept_recorded: bool | None,
    cache: bool | None,
    executed: bool,
    recordings: str | None,
    traces: str | None,
    stability: int | None,
    stats: bool,
    form: str,
    color: str,
) -> int:
    """Decide every obligation of the lowerings in PATHS: files, folders, or `file.rcl:LINE` for one of them.

    Exit code 0 if everything is as the files expect (without an `expect`: full conformance), 1 if something is
    not (or a recorded run contradicts the files), 3 if something is unknown that was not expected, 2 if nothing could
    be decided.
    """
    runs = recordings_folder(executed, recordings)
    with input_errors(color, _undecided if form == "json" else None):
        session = rcl.open_session(
            *paths,
            budget=budget,
            jobs=jobs,
            kill_after=kill_after,
            accept_recorded=accept_recorded,
            cache=cache,
        )
        with progress() as call:
            report = rcl.prove(
                *paths,
                only=only,
                recordings=runs,
                session=session,
                progress=call,
                stability=stability or 0,
            )
    code = exit_code(report.verdicts)
    if report.stability is not None and report.stability.changes:
        code = ExitCode.NOT_MET
    if traces is not None:
        _write_traces(report, Path(traces))
    _show(report, form, color)
    if stats:
        from rcl.report.stats import render_stats

        sys.stderr.write(render_stats(report.verdicts, report.session.settings, report.seconds))
    return code


def exit_code(verdicts: rcl.Verdicts) -> ExitCode:
    """What the verdicts mean for the command; something definite that is wrong comes before something unknown."""
    codes = [_lowering_code(item) for item in verdicts.lowerings]
    codes += [_entailment_code(item) for item in verdicts.entailments]
    for code in (ExitCode.NOT_MET, ExitCode.UNKNOWN):
        if code in codes:
            return code
    return ExitCode.OK


def _lowering_code(item: rcl.LoweringVerdict) -> ExitCode:
    """Not met for want of an answer only where every mismatch is one; a finding of a run is something definite."""
    if item.findings:
        return ExitCode.NOT_MET
    if item.met:
        return ExitCode.OK
    undecided = any(one.result is rcl.Result.UNKNOWN for one in (*item.obligations, *item.boundary))
    found = {mismatch.found for mismatch in item.mismatches} or {item.verdict_class.value}
    if undecided and found <= {rcl.Result.UNKNOWN.value, rcl.VerdictClass.UNKNOWN_EVIDENCE.value}:
        return ExitCode.UNKNOWN
    return ExitCode.NOT_MET


def _entailment_code(item: rcl.Entailment) -> ExitCode:
    """A weaker bundle has to be shown weaker."""
    missing = {one.result for one in item.obligations} - {rcl.Result.PROVED}
    if not missing:
        return ExitCode.OK
    return ExitCode.UNKNOWN if missing == {rcl.Result.UNKNOWN} else ExitCode.NOT_MET


def _undecided(diagnostics: tuple[Diagnostic, ...]) -> str:
    """The object of a run that could decide nothing."""
    from rcl.report.json_report import render_json

    return render_json(rcl.Verdicts((), ()), diagnostics)


def _show(report: rcl.ProveReport, form: str, color: str) -> None:
    if form == "json":
        from rcl.report.json_report import render_json

        emit(render_json(report.verdicts, report.diagnostics, report.stability))
    else:
        from rcl.report.human import render_human

        emit_diagnostics(report.diagnostics, report.session.get_text, color)
        text = render_human(report.verdicts, width=width(), color=wants_color(color, sys.stdout))
        if report.stability is not None:
            from rcl.report.stability import render_stability

            text += "\n" + render_stability(report.stability)
        emit(text)


def _write_traces(report: rcl.ProveReport, folder: Path) -> None:
    """One file for each counterexample; the folder is made, files of other obligations in it stay."""
    from rcl.traces.jsonl import trace_file_name, trace_text

    with disk_errors(f"traces cannot be written to {folder}"):
        folder.mkdir(parents=True, exist_ok=True)
        for lowering in report.verdicts.lowerings:
            for item in (*lowering.obligations, *lowering.boundary):
                if item.trace:
                    path = folder / trace_file_name(lowering.name, item.name)
                    path.write_text(trace_text(lowering.name, item), encoding="utf-8")
