"""Maps a trace to a sequence diagram in SVG: environment, runtime and contract, one arrow for each event.

Invariant: one arrow for each step and one for each contract event that the step stands for; nothing is drawn that the trace
does not say. Source: UML sequence diagrams (lifelines, synchronous messages, self-messages).
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from rcl.report.matrix.html import element
from rcl.report.trace_table import event_text
from rcl.verdict.results import TraceStep

LANES = (90, 400, 710)
WIDTH = 900
TOP = 54
STEP = 40
LONGEST = 46


def sequence(trace: tuple[TraceStep, ...], runtime: str, contract: str) -> Element:
    """The diagram."""
    arrows = [arrow for step in trace for arrow in _arrows(step)]
    height = TOP + STEP * len(arrows) + 20
    parts: list[Element] = []
    for x, name in zip(LANES, ("environment", runtime, contract), strict=True):
        parts.append(_text(x, 20, name, class_="lane", text_anchor="middle"))
        parts.append(_line(x, 30, x, height - 10, "life"))
    for number, (start, end, text, kind) in enumerate(arrows):
        parts += _arrow(TOP + STEP * number, start, end, text, kind)
    label = f"sequence diagram of {len(trace)} steps"
    return element(
        "svg", *parts, class_="sequence", viewBox=f"0 0 {WIDTH} {height}", role="img", aria_label=label
    )


def _arrows(step: TraceStep) -> list[tuple[int, int, str, str]]:
    """From lane, to lane, words, kind; a free event of the contract comes from the environment and is a doubt."""
    words = f"{step.step}. {event_text(step)}"
    if step.free:
        return [(0, 2, words, "doubt")]
    own = (0, 1, words, "sure") if step.by == "environment" else (1, 1, words, "sure" if step.by else "doubt")
    return [own, *((1, 2, text, "seen") for text in step.seen if text != event_text(step))]


def _arrow(y: int, start: int, end: int, text: str, kind: str) -> list[Element]:
    shown = text if len(text) <= LONGEST else text[: LONGEST - 1] + "\u2026"
    title = element("title", text)
    x, to = LANES[start], LANES[end]
    if start == end:
        loop = element("path", d=f"M{x} {y} h36 v16 h-30", class_=f"arrow {kind}")
        return [
            loop,
            _head(x + 6, y + 16, -1, kind),
            _text(x + 44, y + 12, shown, title, text_anchor="start"),
        ]
    middle = (x + to) // 2
    return [
        _line(x, y, to - 6, y, f"arrow {kind}"),
        _head(to, y, 1, kind),
        _text(middle, y - 6, shown, title, text_anchor="middle"),
    ]


def _head(x: int, y: int, way: int, kind: str) -> Element:
    back = x - 9 * way
    return element("path", d=f"M{x} {y} L{back} {y - 4} L{back} {y + 4} Z", class_=f"head {kind}")


def _line(x1: int, y1: int, x2: int, y2: int, kind: str) -> Element:
    return element("line", x1=str(x1), y1=str(y1), x2=str(x2), y2=str(y2), class_=kind)


def _text(x: int, y: int, text: str, *more: Element, **attributes: str) -> Element:
    return element("text", text, *more, x=str(x), y=str(y), **attributes)
