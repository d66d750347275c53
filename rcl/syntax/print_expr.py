"""Maps expressions and rules back to text: on one line (``expr_text``), or wrapped to a width (``wrap``).

Invariant: reading the text gives the same tree; parentheses stand only where the tree needs them (and around an
``or`` or ``implies`` that follows the ``and`` of a trigger, where a reader would need them).
"""

from __future__ import annotations

from collections.abc import Sequence

from rcl.syntax import tree

WIDTH = 120
"""A line is broken where it would grow beyond this."""

_LEVELS = {"implies": 1, "or": 2, "and": 3, "since": 4}
_LEVELS |= dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), 6)
_LEVELS |= {"+": 7, "-": 7, "*": 8}
_MODAL, _COMPARISON, _SIGN, _ATOM = 5, 6, 9, 10


def quote(text: tree.Text) -> str:
    """The string literal for a text."""
    return '"' + text.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def level(expr: tree.Expr) -> int:
    """How tightly the outermost operator binds."""
    match expr:
        case tree.Binary(op):
            return _LEVELS[op]
        case tree.Unary(op):
            return _SIGN if op == "-" else _MODAL
        case tree.Number(value):
            return _SIGN if value < 0 else _ATOM
        case _:
            return _ATOM


def operand_level(op: str, operand: tree.Expr, *, left: bool) -> int:
    """The least level that an operand of a binary operator needs to stand without parentheses."""
    own = _LEVELS[op]
    if op == "or" and isinstance(operand, tree.Binary) and operand.op == "and":
        return own + 2
    keeps_own = own != _COMPARISON and left == (op != "implies")
    return own if keeps_own else own + 1


def expr_text(expr: tree.Expr, least: int = 0) -> str:
    """The expression on one line, in parentheses if it binds less tightly than ``least``."""
    text = _bare_text(expr)
    return f"({text})" if level(expr) < least else text


def _bare_text(expr: tree.Expr) -> str:
    match expr:
        case tree.Ident(name):
            return name.text
        case tree.Number(value):
            return str(value)
        case tree.Boolean(value):
            return "true" if value else "false"
        case tree.NoneValue():
            return "none"
        case tree.Wildcard():
            return "_"
        case tree.Call(head, arguments):
            inside = ""
            for argument in arguments:
                inside += (", " if inside else "") + _label(argument) + expr_text(argument.value)
            return f"{head.text}({inside})"
        case tree.Unary(op, body):
            return f"-{expr_text(body, _SIGN)}" if op == "-" else f"{op} {expr_text(body, _MODAL)}"
        case tree.Binary(op, left, right):
            left_text = expr_text(left, operand_level(op, left, left=True))
            return f"{left_text} {op} {expr_text(right, operand_level(op, right, left=False))}"


def _label(argument: tree.Argument) -> str:
    return f"{argument.name.text}: " if argument.name else ""


# ---------------------------------------------------------------- wrapping


class Writer:
    """Lines under construction; the last one is open, and ``column`` is where its next character goes."""

    __slots__ = ("lines",)

    def __init__(self, first: str) -> None:
        self.lines = [first]

    @property
    def column(self) -> int:
        return len(self.lines[-1])

    def add(self, text: str) -> None:
        """Continues the open line."""
        self.lines[-1] += text

    def fresh(self, column: int, text: str) -> None:
        """Begins a new line with the text at the column."""
        self.lines[-1] = self.lines[-1].rstrip()
        self.lines.append(" " * column + text)

    def fits(self, text: str, tail: int = 0) -> bool:
        """Does the text fit on the open line, with ``tail`` more characters behind it?"""
        return self.column + len(text) + tail <= WIDTH


def wrap(expr: tree.Expr, writer: Writer, *, hang: int = 0, least: int = 0, tail: int = 0) -> None:
    """Writes the expression at the open line's column, broken into lines only if it doesn't fit.

    An operator that begins a line stands left of the operands' column if ``hang`` says that there is room.
    """
    text = expr_text(expr, least)
    if writer.fits(text, tail):
        writer.add(text)
        return
    in_parentheses = level(expr) < least
    if in_parentheses:
        writer.add("(")
        hang, tail = 0, tail + 1
    match expr:
        case tree.Binary():
            write_chain(chain(expr), writer, hang=hang, tail=tail)
        case tree.Unary(op, body):
            writer.add(op if op == "-" else f"{op} ")
            wrap(body, writer, least=_SIGN if op == "-" else _MODAL, tail=tail)
        case tree.Call(head, arguments):
            writer.add(f"{head.text}(")
            column = writer.column
            for number, argument in enumerate(arguments):
                behind = 1 + (tail if argument is arguments[-1] else 0)
                flat = _label(argument) + expr_text(argument.value)
                if number and writer.fits(f", {flat}", behind):
                    writer.add(f", {flat}")
                    continue
                if number:
                    writer.add(",")
                    writer.fresh(column, "")
                writer.add(_label(argument))
                wrap(argument.value, writer, tail=behind)
            writer.add(")")
        case _:
            writer.add(text)
    if in_parentheses:
        writer.add(")")


Part = tuple[str, tree.Expr, int]
"""An operand of a chain: the operator before it (empty for the first), the operand, and the level it needs."""


def chain(expr: tree.Binary) -> list[Part]:
    """The operands of operators of one level, left to right."""
    own = _LEVELS[expr.op]
    parts: list[Part] = []
    current: tree.Expr = expr
    if expr.op == "implies":
        op = ""
        while isinstance(current, tree.Binary) and current.op == "implies":
            parts.append((op, current.left, own + 1))
            op, current = "implies", current.right
        return [*parts, (op, current, own)]
    least = own
    while (
        isinstance(current, tree.Binary) and _LEVELS[current.op] == own and not (parts and own == _COMPARISON)
    ):
        parts.append((current.op, current.right, operand_level(current.op, current.right, left=False)))
        least = operand_level(current.op, current.left, left=True)
        current = current.left
    return [("", current, least), *reversed(parts)]


def write_chain(parts: Sequence[Part], writer: Writer, *, hang: int = 0, tail: int = 0) -> None:
    """Writes operands with their operators, as many on a line as fit."""
    column = writer.column
    for number, (op, operand, least) in enumerate(parts):
        behind = tail if number == len(parts) - 1 else 0
        flat = expr_text(operand, least)
        if not op:
            wrap(operand, writer, least=least, tail=behind)
        elif writer.fits(f" {op} {flat}", behind):
            writer.add(f" {op} {flat}")
        else:
            writer.fresh(column - len(op) - 1 if hang > len(op) else column, f"{op} ")
            wrap(operand, writer, least=least, tail=behind)


# ---------------------------------------------------------------- rules


def trigger_parts(triggers: Sequence[tree.Call], condition: tree.Expr | None) -> list[Part]:
    """The triggers and the operands of the condition as one chain; the condition's ``or`` gets parentheses."""
    parts: list[Part] = [("|" if number else "", trigger, 0) for number, trigger in enumerate(triggers)]
    if isinstance(condition, tree.Binary) and condition.op == "and":
        parts += [(op or "and", operand, least) for op, operand, least in chain(condition)]
    elif condition is not None:
        parts.append(("and", condition, _LEVELS["and"]))
    return parts


def chain_text(parts: Sequence[Part]) -> str:
    """The chain on one line."""
    return " ".join(
        f"{op} {expr_text(operand, least)}" if op else expr_text(operand, least)
        for op, operand, least in parts
    )


def clause_lines(indent: int, word: str, parts: Sequence[Part]) -> list[str]:
    """``word`` and a chain, the operands aligned behind the word."""
    writer = Writer(" " * indent + word + " ")
    write_chain(parts, writer, hang=len(word) + 1)
    return writer.lines


def formula_lines(indent: int, word: str, formula: tree.Expr) -> list[str]:
    """``word`` (which may be empty) and a formula, its operands aligned behind the word."""
    writer = Writer(" " * indent + (word + " " if word else ""))
    wrap(formula, writer, hang=len(word) + 1 if word else 0)
    return writer.lines
