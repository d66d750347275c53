"""Maps expressions to s-expressions in the syntax of SMT-LIB 2, and such a text back to an expression of a pool.

Invariant: same expression, same bytes; reading is bounded in depth, and a text that is no expression over the known
variables is a ``LemmaError``. Text of others gets into quoted symbols only, with nothing in it that could end them.
Source: SMT-LIB 2.6, section 3.
"""

from __future__ import annotations

import re

from rcl.system.expr import Expr, Kind, Pool

OPS = {"not": "not", "and": "and", "or": "or", "eq": "=", "le": "<=", "lt": "<", "add": "+", "mul": "*", "ite": "ite"}  # fmt: skip
"""The operators of expressions, as SMT-LIB spells them."""

_TOKEN = re.compile(r"\|[^|]*\||[()]|[^\s()|]+")
_DEEPEST = 2_000


class LemmaError(ValueError):
    """A text is no expression over the system's variables."""


def plain(char: str) -> str:
    """A character as it is, or as an escape if a terminal or a reader of lines could trip over it."""
    return char if char.isprintable() else char.encode("unicode_escape").decode("ascii")


def symbol(name: str) -> str:
    """A quoted symbol; a bar or backslash, which it can't hold, becomes an underscore."""
    return "|" + "".join("_" if char in "|\\" else plain(char) for char in name) + "|"


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
            return f"({OPS[node.op]} {' '.join(parts)})"


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
