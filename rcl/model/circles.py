"""Maps a graph to the circles in it.

Invariant: every node that leads back to itself stands in a reported circle or leads through one; the answer depends
on the graph alone, not on the order of its parts, and takes time linear in the graph for each circle.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import TypeVar

Node = TypeVar("Node", bound=str | tuple[str, str, str])


MAX_SHOWN = 12
"""Of a longer circle only the beginning is shown to people."""


def shown_circle(names: Sequence[str]) -> str:
    """``a -> b -> a``."""
    middle = [*names[:MAX_SHOWN], f"({len(names) - MAX_SHOWN} more)"] if len(names) > MAX_SHOWN else names
    return " -> ".join([*middle, names[0]])


def find_circles(edges: Mapping[Node, Sequence[Node]]) -> list[list[Node]]:
    """The circles, each from its least node on, so that without their nodes no circle is left."""
    left = _tangled(edges)
    circles: list[list[Node]] = []
    for start in sorted(left):
        circle = _way_back(start, left) if start in left else None
        if circle is None:
            continue
        circles.append(circle)
        for node in circle:
            del left[node]
        left = _tangled(left)
    return circles


def _tangled(edges: Mapping[Node, Sequence[Node]]) -> dict[Node, list[Node]]:
    """The part of the graph that leads to a circle."""
    users: dict[Node, list[Node]] = {}
    count: dict[Node, int] = {}
    for node, targets in edges.items():
        known = sorted({target for target in targets if target in edges})
        count[node] = len(known)
        for target in known:
            users.setdefault(target, []).append(node)
    done = deque(node for node in edges if not count[node])
    free: set[Node] = set(done)
    while done:
        for user in users.get(done.popleft(), []):
            count[user] -= 1
            if not count[user]:
                free.add(user)
                done.append(user)
    return {
        node: sorted({target for target in targets if target in edges and target not in free})
        for node, targets in edges.items()
        if node not in free
    }


def _way_back(start: Node, edges: Mapping[Node, Sequence[Node]]) -> list[Node] | None:
    """A shortest way from ``start`` back to it."""
    came_from: dict[Node, Node] = {}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for target in edges.get(node, []):
            if target == start:
                way = [node]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if target not in came_from:
                came_from[target] = node
                waiting.append(target)
    return None
