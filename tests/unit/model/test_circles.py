"""Circles in graphs, on all small graphs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rcl.model.circles import find_circles

NAMES = "abcdef"
GRAPHS = st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=3))


def reaches_itself(start, edges) -> bool:
    seen, waiting = set(), list(edges.get(start, []))
    while waiting:
        node = waiting.pop()
        if node == start:
            return True
        if node not in seen:
            seen.add(node)
            waiting += edges.get(node, [])
    return False


@given(GRAPHS)
def test_circles(edges):
    circles = find_circles(edges)
    for circle in circles:
        for at, node in enumerate(circle):
            assert circle[(at + 1) % len(circle)] in edges[node]
        assert circle[0] == min(circle)
    cut = {node for circle in circles for node in circle}
    left = {
        node: [item for item in targets if item not in cut]
        for node, targets in edges.items()
        if node not in cut
    }
    assert not any(reaches_itself(node, left) for node in left)
    assert bool(circles) == any(reaches_itself(node, edges) for node in edges)


@given(GRAPHS)
def test_order_does_not_matter(edges):
    assert find_circles(edges) == find_circles(dict(reversed([(n, t[::-1]) for n, t in edges.items()])))


def test_a_long_chain_is_quick():
    edges = {f"n{at:05}": [f"n{at + 1:05}"] for at in range(20_000)}
    assert find_circles(edges) == []
    edges["n20000"] = ["n00000"]
    assert len(find_circles(edges)[0]) == 20_001


def test_a_long_circle_is_shown_in_part(resolved):
    modes = "".join(f"mode m{at:03} extends m{(at + 1) % 100:03} {{ }}\n" for at in range(100))
    found = resolved(f'runtime r version "1"\n{modes}').only()
    assert found.message.endswith("m011 -> (88 more) -> m000") and len(found.notes) == 11
