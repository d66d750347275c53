"""Damaged input gives diagnostics and never an exception."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from rcl.diag.sink import Sink
from rcl.model.lint import lint
from rcl.model.load import load_sources
from rcl.text.source import SourceFile

TOKEN = re.compile(r'"[^"\n]*"|\w+|\s+|.')


def pieces(text: str) -> list[str]:
    return TOKEN.findall(text)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_swapped_tokens(data, contract_text, runtime_text):
    texts = {"pact.rcl": contract_text, "engine.rcl": runtime_text}
    words = sorted({piece for text in texts.values() for piece in pieces(text) if piece.strip()})
    for path in texts:
        tokens = pieces(texts[path])
        for _ in range(data.draw(st.integers(0, 4))):
            at = data.draw(st.integers(0, len(tokens) - 1))
            if tokens[at].strip():
                tokens[at] = data.draw(st.sampled_from(words))
        texts[path] = "".join(tokens)
    sink, other = Sink(), Sink()
    world = load_sources([SourceFile(path, text) for path, text in texts.items()], sink)
    again = load_sources([SourceFile(path, text) for path, text in reversed(texts.items())], other)
    assert again == world and other.sorted() == sink.sorted()
    lint(world, sink)
