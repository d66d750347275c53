"""Closed lists agree with the stages they come from, and every code has its page."""

from __future__ import annotations

import re
from pathlib import Path

import rcl.model
from rcl.diag import codes
from rcl.model.resolve_expect import CLASSES, RESULTS
from rcl.verdict.results import Result, VerdictClass

HERE = Path(__file__).parent
USED = re.compile(r"codes\.([A-Z][A-Z_]+)")


def test_words_of_expect():
    assert set(CLASSES) == {item.value for item in VerdictClass}
    assert set(RESULTS) == {item.value for item in Result}


def test_every_code_of_the_resolver_is_tested():
    folder = Path(rcl.model.__file__).parent
    used = {name for path in folder.glob("*.py") for name in USED.findall(path.read_text(encoding="utf-8"))}
    ids = {getattr(codes, name).id[3:] for name in used}
    tests = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))
    assert not sorted(number for number in ids if number not in tests)


def test_functions_and_modules_stay_small():
    folder = Path(rcl.model.__file__).parent
    assert not [
        path.name for path in folder.glob("*.py") if path.read_text(encoding="utf-8").count("\n") > 500
    ]
