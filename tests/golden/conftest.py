"""Sample verdicts, and comparison with golden files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rcl.verdict.results import Verdicts
from tests.golden.samples import sample_verdicts


@pytest.fixture(name="verdicts")
def verdicts_fixture() -> Verdicts:
    return sample_verdicts(contradicted=True)


@pytest.fixture(name="golden")
def golden_fixture(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with ``report/NAME``; ``--update-golden`` writes it instead."""

    def check(name: str, text: str) -> None:
        path = Path(__file__).parent / "report" / name
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return check
