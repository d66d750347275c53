"""Maps a query to the text of an SMT-LIB 2 file.

Invariant: same query, same bytes; only what the assertions reach is declared or defined; a register after the first
step is defined by the step before it, so that the file is the whole transition relation it needs. Text of others gets
into comments and quoted symbols only, with nothing in it that could end them. Source: SMT-LIB 2.6, sections 3 and 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from rcl.certificates.queries import Assertion, At, Query
from rcl.system.expr import Expr
from rcl.system.expr_text import OPS, literal, plain, symbol
from rcl.system.system import System

_SORTS = {"B": "Bool", "I": "Int"}
_LONG = 160
"""Characters from which on a term gets a name, to keep lines short and shared parts few."""

Key = tuple[int, int]


def comment(text: str) -> str:
    """One comment line a line of text; what a terminal or a reader of lines could trip over is shown as an escape."""
    lines = text.split("\n")
    return "".join(f"; {''.join(plain(char) for char in line)}".rstrip() + "\n" for line in lines)


def render(system: System, query: Query, head: str, notes: Callable[[Assertion], str]) -> str:
    """The file: comments, declarations and definitions in the order of their use, assertions, ``check-sat``."""
    writer = _Writer(system, query)
    body = [part for item in query.assertions for part in writer.assertion(item, notes(item))]
    options = "(set-option :produce-unsat-cores true)\n(set-logic QF_LIA)\n"
    return "".join((comment(head), options, *body, "\n(check-sat)\n"))


class _Writer:
    """One file in the making: what has a name already, and what is used more than once."""

    def __init__(self, system: System, query: Query) -> None:
        self._registers = {str(item.var.value): item for item in system.registers}
        self._rigids = {str(item.var.value): item.text for item in system.rigids}
        self._query = query
        self._texts: dict[Key, str] = {}
        self._declared: set[str] = set()
        self._lines: list[str] = []
        self._names = 0
        self._uses = self._count(part for item in query.assertions for part in item.parts)

    def assertion(self, item: Assertion, note: str) -> Iterator[str]:
        """The lines that one assertion needs, and the assertion."""
        self._lines = []
        parts = [self._text(part) for part in item.parts]
        body = parts[0] if len(parts) == 1 else f"(and {' '.join(parts)})" if parts else "true"
        yield "\n" + comment(note)
        yield from self._lines
        yield f"(assert (! {body} :named {symbol(item.name)}))\n"

    def _parts(self, node: Expr, step: int) -> Sequence[At]:
        """What a node is made of: its arguments, or a register's definition."""
        if node.op != "var":
            return [At(arg, step) for arg in node.args]
        register = self._registers.get(str(node.value))
        if register is None or (step == self._query.first and not self._query.initial):
            return ()
        if step == self._query.first:
            return (At(register.init, step),)
        return (At(register.next, step - 1),)

    def _count(self, roots: Iterable[At]) -> dict[Key, int]:
        uses: dict[Key, int] = {}
        stack = list(roots)
        while stack:
            item = stack.pop()
            key = (item.expr.id, item.step)
            uses[key] = uses.get(key, 0) + 1
            if uses[key] == 1:
                stack.extend(self._parts(item.expr, item.step))
        return uses

    def _text(self, root: At) -> str:
        stack = [root]
        while stack:
            item = stack[-1]
            key = (item.expr.id, item.step)
            parts = self._parts(item.expr, item.step)
            missing = [part for part in parts if (part.expr.id, part.step) not in self._texts]
            if key in self._texts:
                stack.pop()
            elif missing:
                stack.extend(reversed(missing))
            else:
                self._texts[key] = self._made(
                    item.expr, item.step, [self._texts[part.expr.id, part.step] for part in parts]
                )
                stack.pop()
        return self._texts[root.expr.id, root.step]

    def _made(self, node: Expr, step: int, parts: list[str]) -> str:
        if node.op == "const":
            return literal(node)
        if node.op == "var":
            return self._variable(node, step, parts)
        text = f"({OPS[node.op]} {' '.join(parts)})"
        if self._uses[node.id, step] == 1 and len(text) <= _LONG:
            return text
        self._names += 1
        self._lines.append(f"(define-fun t{self._names} () {_SORTS[node.kind]} {text})\n")
        return f"t{self._names}"

    def _variable(self, node: Expr, step: int, parts: list[str]) -> str:
        name, sort = str(node.value), _SORTS[node.kind]
        register = self._registers.get(name)
        shown = symbol(name if name in self._rigids else f"{name}@{step}")
        if shown in self._declared:
            return shown
        self._declared.add(shown)
        meaning = register.text if register else self._rigids.get(name, "")
        if meaning:
            self._lines.append(comment(meaning))
        if parts:
            self._lines.append(f"(define-fun {shown} () {sort} {parts[0]})\n")
        else:
            self._lines.append(f"(declare-fun {shown} () {sort})\n")
        return shown
