"""Maps declarations and block items to pieces of text in the canonical layout.

Invariant: what the grammar can read is printed so that it reads back the same; a piece never depends on how the
source was laid out. Clauses share a line up to ``JOIN`` columns; a single clause is broken only beyond ``WIDTH``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rcl.diag.span import Span
from rcl.syntax import tree
from rcl.syntax.print_expr import (
    WIDTH,
    chain_text,
    clause_lines,
    expr_text,
    formula_lines,
    quote,
    trigger_parts,
)
from rcl.syntax.print_logs import log_item_lines
from rcl.syntax.trivia import Layout, Piece

JOIN = 108
Pieces = Iterator[Piece]
Node = tree.Declaration | tree.ObligationDecl | tree.ReadingDecl | tree.SettingDecl | tree.LoweringItem


def start_of(span: Span) -> int:
    """The offset of a span, -1 if the node was not read from a source."""
    return span.start if span.line else -1


def joined(names: Iterable[tree.Name]) -> str:
    """Names with commas between them."""
    return ", ".join(name.text for name in names)


def parameters_text(parameters: Iterable[tree.Parameter]) -> str:
    """``name: Type, name: Type?``."""
    return ", ".join(f"{p.name.text}: {type_text(p.type)}" for p in parameters)


def type_text(name: tree.TypeName) -> str:
    """``Type`` or ``Type?``."""
    return name.name.text + ("?" if name.optional else "")


def fill(
    indent: int, first: str, parts: Sequence[str], *, hang: int, separator: str = ","
) -> tuple[str, ...]:
    """``first`` and the parts with separators between them, as many on a line as fit; later lines are indented by ``hang``."""
    lines = [" " * indent + first]
    for number, part in enumerate(parts):
        text = part + (separator if number < len(parts) - 1 else "")
        gap = "" if number == 0 and first.endswith(("(", " ")) else " "
        if number and len(lines[-1]) + len(gap) + len(text) > WIDTH:
            lines.append(" " * (indent + hang) + text)
        else:
            lines[-1] += gap + text
    return tuple(lines)


class Printer:
    """Prints nodes of one file; ``layout`` tells where parts without a span of their own begin."""

    __slots__ = ("_layout",)

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def pieces(self, node: Node, indent: int) -> Pieces:
        """The pieces of a declaration or item; the first is separate."""
        start = start_of(node.span)
        match node:
            case tree.EventDecl() | tree.StateDecl() | tree.ContractDecl() | tree.RuntimeDecl():
                yield from self._shared(node, indent, start)
            case tree.ObligationDecl() | tree.GuaranteeDecl() | tree.AdmitsDecl() | tree.AssumeDecl():
                yield from self._statement(node, indent, start)
            case (
                tree.FacetDecl()
                | tree.WeakBundleDecl()
                | tree.ModeDecl()
                | tree.AdapterDecl()
                | tree.LoweringDecl()
            ):
                yield from self._block(node, indent, start)
            case tree.LogDecl():
                yield from self._log(node, indent, start)
            case tree.ScenarioDecl():
                yield from self._scenario(node, indent, start)
            case tree.BundleDecl():
                yield from self._bundle(node, indent, start)
            case tree.MapDecl(target, source, condition):
                yield self._mapping("map", target, source, condition, indent, start)
            case tree.ReadingDecl(target, source, condition):
                yield self._mapping("seen", target, source, condition, indent, start)
            case _:
                yield Piece(self._line(node, indent), start, indent, separate=True)

    # ------------------------------------------------------------ one line

    def _line(self, node: Node, indent: int) -> tuple[str, ...]:
        match node:
            case tree.Use(name, version):
                number = quote(version) if isinstance(version, tree.Text) else str(version.value)
                text = f"use {name.text} version {number}"
            case tree.SortDecl(names):
                return fill(indent, "sort", [name.text for name in names], hang=2)
            case tree.EnumDecl(name, members):
                return self._enum(name, members, indent)
            case tree.AnchorDecl():
                return self._anchor(node, indent)
            case tree.SettingDecl(name, value):
                text = f"setting {name.text} = {quote(value) if isinstance(value, tree.Text) else expr_text(value)}"
            case tree.AssertsDecl(what):
                text = f"asserts {what.text}"
            case tree.OffersDecl(bundle):
                text = f"offers {bundle.text}"
            case tree.PressureDecl(words):
                text = f"pressure {quote(words)}"
            case tree.UnmappedDecl(event, why, anchors):
                head, by = f"unmapped {event.text} {quote(why)}", f"by {joined(anchors)}"
                return self._two(indent, head, by if anchors else "")
            case tree.EvidenceDecl(path, digest, log):
                log_text = f" log {log.text}" if log else ""
                return self._two(indent, f"evidence trace {quote(path)}", f"sha256 {quote(digest)}{log_text}")
            case tree.ExpectDecl(verdict, results, recorded):
                parts = [verdict.text, *(_expected(item) for item in results)]
                return fill(indent, "expect recorded" if recorded else "expect", parts, hang=2)
            case _:
                raise TypeError(f"no layout for {type(node).__name__}")
        return (" " * indent + text,)

    def _two(self, indent: int, head: str, rest: str) -> tuple[str, ...]:
        """Both on one line if they fit, else the rest on a line of its own."""
        if not rest:
            return (" " * indent + head,)
        if indent + len(head) + 1 + len(rest) <= WIDTH:
            return (f"{' ' * indent}{head} {rest}",)
        return (" " * indent + head, " " * (indent + 2) + rest)

    def _enum(self, name: tree.Name, members: Sequence[tree.Name], indent: int) -> tuple[str, ...]:
        text = f"{' ' * indent}enum {name.text} {{ {joined(members)} }}"
        if len(text) <= WIDTH:
            return (text,)
        inside = fill(indent + 2, "", [member.text for member in members], hang=0)
        return (
            f"{' ' * indent}enum {name.text} {{",
            *(line.replace("   ", "  ", 1) for line in inside),
            " " * indent + "}",
        )

    def _anchor(self, node: tree.AnchorDecl, indent: int) -> tuple[str, ...]:
        head = f"anchor {node.name.text} = {quote(node.path)} :: {node.symbol.text}"
        clauses = (("hash", node.digest), ("blob", node.blob), ("at", node.commit))
        return self._two(indent, head, " ".join(f"{word} {quote(text)}" for word, text in clauses if text))

    def _mapping(
        self,
        word: str,
        target: tree.Call,
        source: tree.Call,
        condition: tree.Expr | None,
        indent: int,
        start: int,
    ) -> Piece:
        clauses = [f"{word} {expr_text(target)}", f"from {expr_text(source)}"]
        clauses += [f"when {expr_text(condition)}"] if condition is not None else []
        lines = [" " * indent + " ".join(clauses)]
        if len(lines[0]) > JOIN:
            lines = formula_lines(indent, word, target) + formula_lines(indent + 2, "from", source)
            lines += formula_lines(indent + 2, "when", condition) if condition is not None else []
        return Piece(tuple(lines), start, indent, separate=True)

    # ------------------------------------------------------------ texts

    def _text(self, text: tree.Text | None, indent: int, word: str = "") -> Pieces:
        """A text on a line of its own, behind its word."""
        if text is not None:
            start = start_of(text.span)
            place = self._layout.word_before(start) if word else start
            yield Piece((" " * indent + (word + " " if word else "") + quote(text),), place, indent)

    # ------------------------------------------------------------ shared by contracts and runtimes

    def _shared(
        self,
        node: tree.EventDecl | tree.StateDecl | tree.ContractDecl | tree.RuntimeDecl,
        indent: int,
        start: int,
    ) -> Pieces:
        match node:
            case tree.EventDecl(role, name, fields):
                head = self._fields(f"{role} event" if role else "event", name, fields, indent)
            case tree.StateDecl(name, params, type_name, initial):
                inside = f"({parameters_text(params)})" if params else ""
                rest = f" = {expr_text(initial)}" if initial is not None else ""
                head = (f"{' ' * indent}state {name.text}{inside}: {type_text(type_name)}{rest}",)
            case tree.ContractDecl(name, number):
                head = (f"contract {name.text} version {number.value}",)
            case tree.RuntimeDecl(name, version):
                head = (f"runtime {name.text} version {quote(version)}",)
        yield Piece(head, start, indent, separate=True)
        yield from self._text(node.text, indent + 2)
        if isinstance(node, tree.StateDecl):
            for update in node.updates:
                lines = formula_lines(indent + 2, "on", update.pattern)
                value = expr_text(update.value)
                if len(lines[-1]) + 4 + len(value) <= WIDTH:
                    lines[-1] += f" -> {value}"
                else:
                    lines += formula_lines(indent + 4, "->", update.value)
                yield Piece(tuple(lines), start_of(update.span), indent + 2)
        if isinstance(node, tree.RuntimeDecl):
            for source in node.sources:
                head_text = f"source {source.kind.text} {quote(source.spec)}"
                word = "at" if source.kind.text == "git" else "sha256"
                lines_ = self._two(indent + 2, head_text, f"{word} {quote(source.digest)}")
                yield Piece(lines_, start_of(source.span), indent + 2)

    def _fields(
        self, word: str, name: tree.Name, fields: Sequence[tree.Parameter], indent: int
    ) -> tuple[str, ...]:
        text = f"{' ' * indent}{word} {name.text}({parameters_text(fields)})"
        if len(text) <= WIDTH:
            return (text,)
        first = f"{word} {name.text}("
        lines = fill(indent, first, [parameters_text((field,)) for field in fields], hang=len(first))
        return (*lines[:-1], lines[-1] + ")")

    # ------------------------------------------------------------ rules and statements

    def _rule(self, rule: tree.RuleBody, indent: int) -> Pieces:
        start = start_of(rule.span)
        if rule.quantified:
            head = fill(indent, "forall", [parameters_text((p,)) for p in rule.quantified], hang=7)
            yield Piece(head, start, indent)
            anchor = (
                rule.triggers[0].span if rule.triggers else rule.requires.span if rule.requires else rule.span
            )
            start = self._layout.word_before(start_of(anchor))
        if rule.form == "always" and rule.requires is not None:
            yield Piece(tuple(formula_lines(indent, "always", rule.requires)), start, indent)
            return
        parts = trigger_parts(rule.triggers, rule.condition)
        if rule.requires is None:
            yield Piece(tuple(clause_lines(indent, rule.form, parts)), start, indent)
            return
        text = f"{' ' * indent}{rule.form} {chain_text(parts)} requires {expr_text(rule.requires)}"
        if len(text) <= JOIN:
            yield Piece((text,), start, indent)
            return
        yield Piece(tuple(clause_lines(indent, rule.form, parts)), start, indent)
        place = self._layout.word_before(start_of(rule.requires.span))
        yield Piece(tuple(formula_lines(indent, "requires", rule.requires)), place, indent)

    def _statement(
        self,
        node: tree.ObligationDecl | tree.GuaranteeDecl | tree.AdmitsDecl | tree.AssumeDecl,
        indent: int,
        start: int,
    ) -> Pieces:
        match node:
            case tree.ObligationDecl(name, success, failure, source, rule):
                yield Piece((f"{' ' * indent}obligation {name.text}",), start, indent, separate=True)
                yield from self._text(success, indent + 2)
                yield from self._text(failure, indent + 2, "failure")
                yield from self._text(source, indent + 2, "source")
                yield from self._rule(rule, indent + 2)
            case tree.GuaranteeDecl(name, anchors, text, rule):
                yield Piece(self._headed("guarantee", name, anchors, indent), start, indent, separate=True)
                yield from self._text(text, indent + 2)
                yield from self._rule(rule, indent + 2)
            case tree.AssumeDecl(name, why, rule):
                yield Piece(
                    (f"{' ' * indent}assume {name.text} {quote(why)}:",), start, indent, separate=True
                )
                yield from self._rule(rule, indent + 2)
            case tree.AdmitsDecl(name, anchors, text, pattern, condition):
                yield Piece(self._headed("admits", name, anchors, indent), start, indent, separate=True)
                yield from self._text(text, indent + 2)
                lines = formula_lines(indent + 2, "", pattern)
                if condition is not None:
                    flat = f" when {expr_text(condition)}"
                    if len(lines[-1]) + len(flat) <= JOIN:
                        lines[-1] += flat
                    else:
                        lines += formula_lines(indent + 2, "when", condition)
                yield Piece(tuple(lines), start_of(pattern.span), indent + 2)

    def _headed(
        self, word: str, name: tree.Name, anchors: Sequence[tree.Name], indent: int
    ) -> tuple[str, ...]:
        if not anchors:
            return (f"{' ' * indent}{word} {name.text}",)
        return fill(indent, f"{word} {name.text} by", [anchor.text for anchor in anchors], hang=4)

    # ------------------------------------------------------------ scenarios and bundles

    def _scenario(self, node: tree.ScenarioDecl, indent: int, start: int) -> Pieces:
        text = f" {quote(node.text)}" if node.text else ""
        yield Piece((f"{' ' * indent}scenario {node.name.text}{text}:",), start, indent, separate=True)
        if not node.variables:
            place = start_of(node.formula.span)
            yield Piece(tuple(formula_lines(indent + 2, "", node.formula)), place, indent + 2)
            return
        exists = f"exists {parameters_text(node.variables)}:"
        place = self._layout.word_before(start_of(node.variables[0].span))
        flat = f"{' ' * (indent + 2)}{exists} {expr_text(node.formula)}"
        if len(flat) <= JOIN:
            yield Piece((flat,), place, indent + 2)
        else:
            variables = [parameters_text((variable,)) for variable in node.variables]
            lines = fill(indent + 2, "exists", variables, hang=7)
            lines = (*lines[:-1], lines[-1] + ":", *formula_lines(indent + 4, "", node.formula))
            yield Piece(lines, place, indent + 2)

    def _bundle(self, node: tree.BundleDecl, indent: int, start: int) -> Pieces:
        plus = "= " + " + ".join(name.text for name in node.plus)
        minus = "".join(f" - {name.text}" for name in node.minus)
        head = f"{' ' * indent}bundle {node.name.text}"
        short = f"{head} {plus}{minus}"
        if node.text is None and not node.requires and len(short) <= JOIN:
            yield Piece((short,), start, indent, separate=True)
            return
        yield Piece((head,), start, indent, separate=True)
        yield from self._text(node.text, indent + 2)
        place = self._layout.word_before(start_of(node.plus[0].span))
        lines: tuple[str, ...] = (" " * (indent + 2) + plus + minus,)
        if len(lines[0]) > WIDTH:
            terms = [name.text if number == 0 else f"+ {name.text}" for number, name in enumerate(node.plus)]
            lines = fill(indent + 2, "=", terms, hang=0, separator="")
            if node.minus:
                lines += fill(indent + 2, "-", _signed(node.minus), hang=0, separator="")
        yield Piece(lines, place, indent + 2)
        yield from self._requires(node.requires, indent + 2)

    def _requires(self, names: Sequence[tree.Name], indent: int) -> Pieces:
        if names:
            place = self._layout.word_before(start_of(names[0].span))
            yield Piece(fill(indent, "requires", [name.text for name in names], hang=9), place, indent)

    # ------------------------------------------------------------ blocks

    def _log(self, node: tree.LogDecl, indent: int, start: int) -> Pieces:
        head = f"log {node.name.text}" + (f" with {joined(node.uses)}" if node.uses else "")
        yield from self._opening(node, head, node.text, indent, start)
        for item in node.items:
            yield Piece(log_item_lines(item, indent + 2), start_of(item.span), indent + 2, separate=True)
        close = node.span.end - 1 if start >= 0 else -1
        yield Piece((" " * indent + "}",), close, indent, closes=True)

    def _block(
        self,
        node: tree.FacetDecl | tree.WeakBundleDecl | tree.ModeDecl | tree.AdapterDecl | tree.LoweringDecl,
        indent: int,
        start: int,
    ) -> Pieces:
        items: Sequence[Node]
        match node:
            case tree.FacetDecl(name, obligations):
                head, text, items = f"facet {name.text}", None, obligations
            case tree.WeakBundleDecl(name, full, text, _, facets, readings):
                head = f"bundle {name.text} weakens {full.text}"
                items = sorted((*facets, *readings), key=lambda item: start_of(item.span))
            case tree.ModeDecl(name, extends, text, items):
                head = f"mode {name.text}" + (f" extends {extends.text}" if extends else "")
            case tree.AdapterDecl(kind, name, digest, text, items):
                head = f"{kind} {name.text}" + (f" sha256 {quote(digest)}" if digest else "")
            case tree.LoweringDecl(mode, variant, uses, target, text, items):
                head = f"lowering {mode.text}" + (f" as {variant.text}" if variant else "")
                head += (f" with {joined(uses)}" if uses else "") + f" to {target.text}"
        yield from self._opening(node, head, text, indent, start)
        for item in items:
            yield from self.pieces(item, indent + 2)
        close = node.span.end - 1 if start >= 0 else -1
        yield Piece((" " * indent + "}",), close, indent, closes=True)

    def _opening(
        self, node: tree.Declaration, head: str, text: tree.Text | None, indent: int, start: int
    ) -> Pieces:
        """The head of a block to its `{`, which stands alone below a text or clause with a line of its own."""
        requires = node.requires if isinstance(node, tree.WeakBundleDecl) else ()
        line = " " * indent + head + (f" {quote(text)}" if text else "") + " {"
        if isinstance(node, tree.WeakBundleDecl):
            alone = text is not None or bool(requires)
        else:
            alone = text is not None and len(line) > JOIN
        if not alone:
            yield Piece((line,), start, indent, separate=True, opens=True)
            return
        yield Piece((" " * indent + head,), start, indent, separate=True)
        yield from self._text(text, indent + 2)
        yield from self._requires(requires, indent + 2)
        last = requires[-1].span if requires else text.span if text else node.span
        place = self._layout.brace_after(last.end) if start >= 0 else -1
        yield Piece((" " * indent + "{",), place, indent, opens=True)


def _expected(item: tree.ExpectedResult | tree.ExpectedReason) -> str:
    match item:
        case tree.ExpectedResult(result, names):
            return " ".join((result.text, *(name.text for name in names)))
        case tree.ExpectedReason(word, text):
            return f"{word.text} {quote(text)}"


def _signed(names: Sequence[tree.Name]) -> list[str]:
    return [name.text if number == 0 else f"- {name.text}" for number, name in enumerate(names)]
