"""Maps a source file to its syntax tree, and every syntax error in it to a diagnostic.

Invariant: a correct file is parsed as a whole, exactly as the grammar says; only a file with errors is cut into
pieces (``recover``), so that the guesses made there can only affect which further errors are shown.
"""

from __future__ import annotations

from rcl.diag import codes
from rcl.diag.sink import Sink
from rcl.syntax import tree
from rcl.syntax.build_expr import TooDeepError
from rcl.syntax.grammar import ParseFailure, parse_text
from rcl.syntax.recover import Recovery
from rcl.syntax.scan import MAX_ERRORS, scan
from rcl.text.source import SourceFile


def parse(source: SourceFile, sink: Sink) -> tree.Module:
    """The module in the file. After errors it holds the declarations and items that could be read."""
    scanned = scan(source, sink)
    if scanned.gave_up:
        report_too_many(source, sink)
        return tree.Module(source.path, ())
    if not scanned.lexemes:
        if not scanned.broken:
            message = f"`{source.path}` holds only comments: nothing is declared"
            sink.report(
                codes.NOTHING_DECLARED,
                message,
                source.span(0, 0),
                help="add a declaration, or delete the file",
            )
        return tree.Module(source.path, ())
    if not scanned.broken:
        from rcl.syntax.build import Builder

        quiet = Sink()
        try:
            declarations = Builder(source, 0, quiet).build(parse_text(scanned.text, "module"))
        except (ParseFailure, TooDeepError):
            pass
        else:
            for diagnostic in quiet.sorted():
                sink.add(diagnostic)
            return tree.Module(source.path, declarations)
    recovery = Recovery(source, scanned)
    declarations = recovery.declarations()
    found = recovery.sink.sorted()
    for diagnostic in found[:MAX_ERRORS]:
        sink.add(diagnostic)
    if len(found) > MAX_ERRORS:
        report_too_many(source, sink)
    return tree.Module(source.path, declarations)


def report_too_many(source: SourceFile, sink: Sink) -> None:
    """Says that not everything was said."""
    message = f"`{source.path}` has more than {MAX_ERRORS} syntax errors; the others are not shown"
    sink.report(
        codes.TOO_MANY_ERRORS, message, source.span(0, 0), help="is this file in the language at all?"
    )
