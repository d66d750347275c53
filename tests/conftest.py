"""Options that all tests share."""

from __future__ import annotations

import os

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Every test searches for itself; what earlier runs left on this machine has no say in any of them."""
    os.environ["RCL_CACHE"] = "no"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write expected texts instead of comparing them"
    )
