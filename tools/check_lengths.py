"""Fails if a module is longer than 500 lines or a function longer than 60 (architecture, house rule 2).

A function's docstring does not count; a module has to have one.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

MODULE = 500
FUNCTION = 60
EXEMPT = {"rcl/syntax/tree.py": "one declaration after another, no logic"}


def findings(path: Path) -> list[str]:
    """What is too long in one file."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    found = []
    count = text.count("\n")
    if count > MODULE and path.as_posix() not in EXEMPT:
        found.append(f"{path}: {count} lines, at most {MODULE}")
    if text.strip() and path.parts[0] == "rcl" and ast.get_docstring(tree) is None:
        found.append(f"{path}: no docstring")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[0]
            docstring = isinstance(body, ast.Expr) and isinstance(body.value, ast.Constant)
            first = (body.end_lineno or body.lineno) + 1 if docstring else node.lineno
            length = (node.end_lineno or node.lineno) - first + 1
            if length > FUNCTION:
                found.append(f"{path}:{node.lineno}: {node.name} has {length} lines, at most {FUNCTION}")
    return found


def main() -> int:
    """Checks all of our Python."""
    folders = [Path(name) for name in ("rcl", "tests", "tools", "bench", "adapters")]
    files = sorted(path for folder in folders if folder.is_dir() for path in folder.rglob("*.py"))
    found = [line for path in files for line in findings(path)]
    print("\n".join(found) if found else f"{len(files)} modules, none too long")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
