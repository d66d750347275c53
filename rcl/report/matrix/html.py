"""Elements of an HTML page, made as a tree so that no text of a descriptor can become markup.

Source: the HTML syntax as ``xml.etree`` writes it (void elements, and raw text in ``style`` and ``script``).
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, tostring

from rcl.diag.render import visible

Child = str | Element


def element(tag: str, *children: Child, **attributes: str) -> Element:
    """An element; an attribute ``class_`` is ``class``, and ``aria_label`` is ``aria-label``."""
    made = Element(
        tag, {name.rstrip("_").replace("_", "-"): visible(value) for name, value in attributes.items()}
    )
    last: Element | None = None
    for child in children:
        if isinstance(child, Element):
            made.append(child)
            last = child
        elif last is None:
            made.text = (made.text or "") + visible(child)
        else:
            last.tail = (last.tail or "") + visible(child)
    return made


def raw(tag: str, text: str) -> Element:
    """A ``style`` or ``script`` of our own, taken as it is."""
    made = Element(tag)
    made.text = text
    return made


def document(root: Element) -> str:
    """The page's text."""
    return "<!doctype html>\n" + tostring(root, encoding="unicode", method="html") + "\n"
