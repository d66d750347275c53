"""A process of its own that reads SMT-LIB files with one solver and prints one answer a file.

``python -m rcl.smt.reader z3|cvc5 FILE...`` prints a JSON list of strings: ``unsat``, ``sat``, ``unknown``, or ``error: ...``.
Invariant: the solver gets the file's bytes and nothing else; exactly one ``check-sat`` counts as an answer.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

MISSING = 3
"""Exit code when the solver is not installed."""


def z3_answer(path: Path) -> str:
    """What z3's own reader says about a file."""
    import z3

    context = z3.Context()
    try:
        answer = z3.Z3_eval_smtlib2_string(context.ref(), path.read_text(encoding="utf-8"))
    except z3.Z3Exception as error:
        value = error.value
        return "error: " + (value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value))
    return str(answer).strip()


def cvc5_answer(path: Path) -> str:
    """What cvc5's own reader says about a file."""
    import cvc5

    manager = cvc5.TermManager()
    solver = cvc5.Solver(manager)
    symbols = cvc5.SymbolManager(manager)
    parser = cvc5.InputParser(solver, symbols)
    answers: list[str] = []
    try:
        parser.setFileInput(cvc5.InputLanguage.SMT_LIB_2_6, str(path))
        command = parser.nextCommand()
        while not command.isNull():
            answers.append(str(command.invoke(solver, symbols)).strip())
            command = parser.nextCommand()
    except RuntimeError as error:
        return f"error: {error}"
    return "\n".join(item for item in answers if item)


READERS: dict[str, Callable[[Path], str]] = {"z3": z3_answer, "cvc5": cvc5_answer}


def main(solver: str, paths: list[str]) -> int:
    """Prints the answers."""
    try:
        answers = [READERS[solver](Path(path)) for path in paths]
    except ModuleNotFoundError:
        return MISSING
    sys.stdout.write(json.dumps(answers))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
