"""Maps Python syntax to canonical text: the same text for the same program, whatever its layout or the reading Python.

Comments, blank lines, line breaks, quotes, parentheses and strings that stand alone as statements (docstrings
and attribute texts) leave no trace; names and literals do. Invariant: the text is the same on Python 3.11 to
3.14, so it is written here field by field: fields that are absent or empty are dropped (newer Pythons add
such fields), and adjacent parts of a formatted string are joined (the tokenisers cut them differently).
Source: semantics, section 6 (anchors).
"""

from __future__ import annotations

import ast
import json

_IGNORED = frozenset({"ctx", "kind", "type_comment", "type_ignores", "simple"})
"""Fields that say where a node stands or how it was written, not what it does."""


def canonical(node: ast.AST) -> str:
    """The canonical text of a node. ``RecursionError`` if the node is nested too deeply."""
    parts: list[str] = []
    _write(node, parts)
    return "".join(parts)


def canonical_all(nodes: list[ast.stmt]) -> str:
    """The canonical text of several statements, one a line."""
    return "\n".join(canonical(node) for node in nodes)


def _write(node: ast.AST, out: list[str]) -> None:
    if isinstance(node, ast.Constant):
        out.append(_constant(node.value))
        return
    if isinstance(node, ast.MatchSingleton):
        out.append(f"(MatchSingleton {_constant(node.value)})")
        return
    out.append("(" + type(node).__name__)
    for name in node._fields:
        if name not in _IGNORED:
            _write_field(name, _field_value(node, name), out)
    out.append(")")


def _field_value(node: ast.AST, name: str) -> object:
    value = getattr(node, name, None)
    if name in ("body", "orelse", "finalbody") and isinstance(value, list):
        return _without_bare_strings(value)
    if isinstance(node, ast.JoinedStr) and name == "values":
        return _joined(node)
    if isinstance(node, ast.FormattedValue) and name == "format_spec":
        return value if isinstance(value, ast.JoinedStr) and _joined(value) else None
    if name == "conversion" and value == -1:
        return None
    if name in ("level", "is_async") and value == 0:
        return None
    return value


def _write_field(name: str, value: object, out: list[str]) -> None:
    if value is None or value == []:
        return
    out.append(f" {name}=")
    if isinstance(value, list):
        out.append("[")
        for item in value:
            _write_item(item, out)
            out.append(",")
        out.append("]")
    else:
        _write_item(value, out)


def _write_item(value: object, out: list[str]) -> None:
    if isinstance(value, ast.AST):
        _write(value, out)
    elif value is None:
        out.append("-")
    else:
        out.append(_constant(value))


def _without_bare_strings(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements without those that are only a string; an emptied body reads ``pass``."""
    kept = [item for item in body if not _is_bare_string(item)]
    return kept if kept or not body else [ast.Pass()]


def _is_bare_string(item: ast.AST) -> bool:
    return (
        isinstance(item, ast.Expr)
        and isinstance(item.value, ast.Constant)
        and isinstance(item.value.value, str)
    )


def _joined(node: ast.JoinedStr) -> list[ast.expr]:
    """The parts of a formatted string with neighbouring texts joined and empty texts dropped."""
    parts: list[ast.expr] = []
    for part in node.values:
        text = part.value if isinstance(part, ast.Constant) else None
        if not isinstance(text, str):
            parts.append(part)
            continue
        last = parts[-1] if parts else None
        if isinstance(last, ast.Constant) and isinstance(last.value, str):
            parts[-1] = ast.Constant(last.value + text)
        elif text:
            parts.append(part)
    return parts


def _constant(value: object) -> str:
    """A literal as text that depends on no Unicode table and no digit limit."""
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, bytes):
        return f"b:{value.hex()}"
    if isinstance(value, int):
        return f"i:{value:x}"
    if value is Ellipsis:
        return "..."
    return f"{type(value).__name__}:{value!r}"
