"""Maps a query to the text of an SMT-LIB 2 file, and expressions to s-expressions and back.

Invariant: same query, same bytes; only what the assertions reach is declared or defined; a register after the first
step is defined by the step before it, so that the file is the whole transition relation it needs. Text of others gets
into comments and quoted symbols only, with nothing in it that could end them. Source: SMT-LIB 2.6, sections 3 and 4.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from rcl.certificates.queries import Assertion, At, Query
from rcl.system.expr import Expr, Kind, Pool
from rcl.system.system import System

_OPS = {"not": "not", "and": "and", "or": "or", "eq": "=", "le": "<=", "lt": "<", "add": "+", "mul": "*", "ite": "ite"}  # fmt: skip
_SORTS = {"B": "Bool", "I": "Int"}
_LONG = 160
"""Characters from which on a term gets a name, to keep lines short and shared parts few."""

_TOKEN = re.compile(r"\|[^|]*\||[()]|[^\s()|]+")
_DEEPEST = 2_000
Key = tuple[int, int]


class LemmaError(ValueError):
    """A text is no expression over the system's variables."""


def comment(text: str) -> str:
    """One comment line a line of text; what a terminal or a reader of lines could trip over is shown as an escape."""
    lines = text.split("\n")
    return "".join(f"; {''.join(_plain(char) for char in line)}".rstrip() + "\n" for line in lines)


def _plain(char: str) -> str:
    return char if char.isprintable() else char.encode("unicode_escape").decode("ascii")


def symbol(name: str) -> str:
    """A quoted symbol; a bar or backslash, which it can't hold, becomes an underscore."""
    return "|" + "".join("_" if char in "|\\" else _plain(char) for char in name) + "|"


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
        text = f"({_OPS[node.op]} {' '.join(parts)})"
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


# ---------------------------------------------------------------- expressions alone


def literal(node: Expr) -> str:
    """A constant; SMT-LIB has no negative numerals."""
    if node.kind == "B":
        return "true" if node.value else "false"
    assert isinstance(node.value, int)
    return str(node.value) if node.value >= 0 else f"(- {-node.value})"


def expression_text(root: Expr) -> str:
    """An expression over the system's variables, as a tree."""
    texts: dict[int, str] = {}
    stack = [root]
    while stack:
        node = stack[-1]
        missing = [arg for arg in node.args if arg.id not in texts]
        if node.id in texts:
            stack.pop()
        elif missing:
            stack.extend(missing)
        else:
            texts[node.id] = _tree_text(node, [texts[arg.id] for arg in node.args])
            stack.pop()
    return texts[root.id]


def _tree_text(node: Expr, parts: list[str]) -> str:
    match node.op:
        case "const":
            return literal(node)
        case "var":
            return symbol(str(node.value))
        case _:
            return f"({_OPS[node.op]} {' '.join(parts)})"


def read_expression(text: str, pool: Pool, known: dict[str, Expr]) -> Expr:
    """The boolean expression of a text that ``expression_text`` wrote; ``known`` has the variables by symbol."""
    tokens = _TOKEN.findall(text)
    stack: list[list[str | Expr]] = [[]]
    for token in tokens:
        if token == "(":
            stack.append([])
            if len(stack) > _DEEPEST:
                raise LemmaError("it is nested too deeply")
        elif token == ")":
            if len(stack) == 1:
                raise LemmaError("a bracket is closed that was not opened")
            done = _combined(stack.pop(), pool)
            stack[-1].append(done)
        else:
            stack[-1].append(_atom(token, pool, known, first=len(stack) > 1 and not stack[-1]))
    if len(stack) != 1 or len(stack[0]) != 1:
        raise LemmaError("it is not one expression")
    return _checked(stack[0][0], "B")


def _atom(token: str, pool: Pool, known: dict[str, Expr], *, first: bool) -> str | Expr:
    if first:
        return token
    if token in known:
        return known[token]
    if token in ("true", "false"):
        return pool.bool(token == "true")
    if token.isdecimal() and len(token) < 100:
        return pool.int(int(token))
    raise LemmaError(f"`{token[:60]}` is nothing that the system has")


_KINDS: dict[str, tuple[Kind, int]] = {"not": ("B", 1), "and": ("B", -1), "or": ("B", -1), "<=": ("I", 2), "<": ("I", 2), "+": ("I", 2), "*": ("I", 2), "-": ("I", 1)}  # fmt: skip


def _combined(items: list[str | Expr], pool: Pool) -> Expr:
    op = items[0] if items else ""
    args = [item for item in items[1:] if isinstance(item, Expr)]
    if op == "ite" and len(args) == 3 and args[1].kind == args[2].kind:
        return pool.ite(_checked(args[0], "B"), args[1], args[2])
    if op == "=" and len(args) == 2 and args[0].kind == args[1].kind:
        return pool.eq(args[0], args[1])
    kind, count = _KINDS.get(op, ("B", -2)) if isinstance(op, str) else ("B", -2)
    if count == -2 or count not in (-1, len(args)):
        raise LemmaError(f"`{op!s:.60}` with {len(args)} arguments is no operation")
    one = [_checked(arg, kind) for arg in args]
    match op:
        case "not":
            return pool.not_(one[0])
        case "and":
            return pool.and_(one)
        case "or":
            return pool.or_(one)
        case "<=":
            return pool.le(one[0], one[1])
        case "<":
            return pool.lt(one[0], one[1])
        case "+":
            return pool.add(one[0], one[1])
        case "*":
            return pool.mul(one[0], one[1])
        case _:
            return pool.sub(pool.int(0), one[0])


def _checked(item: str | Expr, kind: Kind) -> Expr:
    if isinstance(item, Expr) and item.kind == kind:
        return item
    raise LemmaError(f"a {'condition' if kind == 'B' else 'number'} is needed")
