"""Warnings about a world that resolves."""

from __future__ import annotations

import pytest

USE = 'use pact version 1\nuse engine version "1.0"\n'
CASES = {
    "unused anchor": 'anchor idle = "x.py" :: f //! 0602',
    "anchor used by unmapped": 'anchor why = "x.py" :: f\nlowering engine.plain to pact.full { unmapped refused "x" by why }',
    "unused state": "state idle: Int = 0 on dropped(count: n) -> n //! 0420",
    "state that feeds itself": "state idle: Int = 0 on dropped(count: n) -> idle + n //! 0420",
    "state read by a map line": "state when_done(request: Request): Bool = false on done(request) -> true\n"
    "lowering engine.plain to pact.full { map finished(request: r, ok: when_done(r)) from done(request: r) }",
    "guarantee without anchor": "guarantee g always true //! 0605",
    "admits without anchor": "admits a done() //! 0605",
    "assumption": 'assume a "why": always true',
    "no texts": "",
}


@pytest.mark.parametrize("name", CASES)
def test_case(name, marked, contract, runtime):
    marked({"pact.rcl": contract, "engine.rcl": runtime, "z.rcl": USE + CASES[name]}, linted=True)


def test_obligation_without_texts(marked):
    text = "contract c version 1\nfacet identity {\n  obligation o always true //! 0407\n}\n"
    outcome = marked(text, linted=True)
    assert "no success and no failure text" in outcome.only().message


def test_the_shipped_contract_has_texts(shipped):
    assert "RCL0407" not in shipped.codes
