"""Maps the items of a ``log`` block to lines in the canonical layout.

Invariant: what the grammar can read is printed so that it reads back the same; an item never depends on how the
source was laid out.
"""

from __future__ import annotations

from rcl.syntax import tree
from rcl.syntax.print_expr import WIDTH, expr_text, quote


def log_item_lines(item: tree.LogItem, indent: int) -> tuple[str, ...]:
    """The lines of one item; a record that does not fit has its events on lines of their own."""
    blank = " " * indent
    match item:
        case tree.LogKindDecl(path):
            return (f"{blank}kind {path.text}",)
        case tree.LogOrderDecl(path, how):
            return (f"{blank}order by {path.text}" + (f" {how}" if how else ""),)
        case tree.EndingDecl(emit):
            return (f"{blank}ending as {_emit(emit)}",)
        case tree.IgnoreDecl(kinds):
            return _filled(blank + "ignore", [quote(kind) for kind in kinds], indent + 2)
        case tree.ForgetDecl(items):
            parts = [f"{item.event.text}({item.field.text})" for item in items]
            return _filled(blank + "forget", parts, indent + 2)
        case tree.RecordDecl(kind, tests, emits):
            head = f"record {quote(kind)}"
            when = " when " + " and ".join(_test(test) for test in tests) if tests else ""
            flat = f"{blank}{head}{when} as " + ", ".join(_emit(emit) for emit in emits)
            if len(flat) <= WIDTH:
                return (flat,)
            lines = [f"{blank}{head}{when}"] if len(blank + head + when) <= WIDTH else [blank + head]
            if when and len(lines[0]) == len(blank + head):
                lines += _broken_tests(tests, indent + 2)
            return (*lines, *_broken_emits(emits, indent + 2))


def _broken_tests(tests: tuple[tree.TestDecl, ...], indent: int) -> list[str]:
    words = ("when", *(["and"] * (len(tests) - 1)))
    return [f"{' ' * indent}{word} {_test(test)}" for word, test in zip(words, tests, strict=True)]


def _broken_emits(emits: tuple[tree.EmitDecl, ...], indent: int) -> list[str]:
    lines: list[str] = []
    for number, emit in enumerate(emits):
        first = " " * indent + ("as " if number == 0 else "   ") + emit.event.text + "("
        parts = [_fill(fill) for fill in emit.fills]
        end = ")" + ("," if number < len(emits) - 1 else "")
        flat = first + ", ".join(parts) + end
        if len(flat) <= WIDTH:
            lines.append(flat)
        else:
            filled = _filled(first, parts, len(first))
            lines += [*filled[:-1], filled[-1] + end]
    return lines


def _filled(first: str, parts: list[str], hang: int) -> tuple[str, ...]:
    lines = [first]
    for number, part in enumerate(parts):
        text = part + ("," if number < len(parts) - 1 else "")
        gap = "" if lines[-1].endswith("(") else " "
        if number and len(lines[-1]) + len(gap) + len(text) > WIDTH:
            lines.append(" " * hang + text)
        else:
            lines[-1] += gap + text
    return tuple(lines)


def _emit(emit: tree.EmitDecl) -> str:
    return f"{emit.event.text}({', '.join(_fill(fill) for fill in emit.fills)})"


def _fill(fill: tree.FillDecl) -> str:
    match fill.value:
        case tree.Paths(each, paths, optional):
            text = " | ".join(path.text for path in paths)
            return f"{fill.name.text}: {'each ' if each else ''}{text}{'?' if optional else ''}"
        case value:
            return f"{fill.name.text}: {expr_text(value)}"


def _test(test: tree.TestDecl) -> str:
    value = quote(test.value) if isinstance(test.value, tree.Text) else expr_text(test.value)
    return f"{test.path.text} {test.op} {value}"
