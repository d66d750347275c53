"""Counts what the network tests found, for the end of the run."""

from __future__ import annotations

import pytest

COUNTS = pytest.StashKey[list[str]]()


def pytest_configure(config):
    config.stash[COUNTS] = []


@pytest.fixture
def tell(request):
    """Says a line at the end of the run (with ``pytest -n`` each worker says its own to the main process)."""
    return lambda text: request.node.user_properties.append(("anchors", text))


def pytest_terminal_summary(terminalreporter):
    lines = [
        text
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, text in getattr(report, "user_properties", ())
        if name == "anchors" and getattr(report, "when", "") == "call"
    ]
    if lines:
        terminalreporter.section("anchors against real releases")
        for line in sorted(set(lines)):
            terminalreporter.line(line)
