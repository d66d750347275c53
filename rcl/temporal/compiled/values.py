"""Pieces of generated code: values and truths as expressions, and the objects that the code is given by name.

Invariant: an expression is made of names and numbers that this package chose; a text of a descriptor or a log is only ever an
object in the namespace. Source: semantics, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rcl.temporal.trace import UNKNOWN

MOST_TEXT = 20_000
NOT = "(not "
BUILTINS = {
    "type": type,
    "str": str,
    "int": int,
    "bool": bool,
    "min": min,
    "max": max,
    "map": map,
    "iter": iter,
}


class NotCompiledError(Exception):
    """There is no generated code for this; the text says why, as the rest of "... because ...".`"""


@dataclass(frozen=True, slots=True)
class Code:
    """A value as an expression. ``vague``: it may be unknown when the code runs; ``nullable``: it may be ``none``."""

    text: str
    vague: bool = False
    nullable: bool = False


NOBODY_KNOWS = Code("U", True)


@dataclass(frozen=True, slots=True)
class Told:
    """A truth as two expressions: it is true for certain, and it is not false."""

    sure: str
    may: str


YES, NO, PERHAPS = Told("True", "True"), Told("False", "False"), Told("False", "True")


def no(told: Told) -> Told:
    """Kleene negation."""
    return Told(negation(told.may), negation(told.sure))


def both(parts: Iterable[Told]) -> Told:
    """Kleene conjunction."""
    known = tuple(parts)
    return Told(_and([item.sure for item in known]), _and([item.may for item in known]))


def either(parts: Iterable[Told]) -> Told:
    """Kleene disjunction."""
    known = tuple(parts)
    return Told(_or([item.sure for item in known]), _or([item.may for item in known]))


def all_of(texts: Iterable[str]) -> str:
    """The conjunction of plain conditions."""
    return _and(list(texts))


def any_of(texts: Iterable[str]) -> str:
    """The disjunction of plain conditions."""
    return _or(list(texts))


def negation(text: str) -> str:
    """The negation of a plain condition (one that stands in brackets, or a name)."""
    if text.startswith(NOT):
        return text[len(NOT) : -1]
    return {"True": "False", "False": "True"}.get(text, f"{NOT}{text})")


def limited(text: str) -> str:
    """The text, if it is not too long: each operator may double what stands under it."""
    if len(text) > MOST_TEXT:
        raise NotCompiledError("the code would be too long")
    return text


def _and(texts: list[str]) -> str:
    if "False" in texts:
        return "False"
    left = list(dict.fromkeys(text for text in texts if text != "True"))
    return "True" if not left else left[0] if len(left) == 1 else limited(f"({' and '.join(left)})")


def _or(texts: list[str]) -> str:
    if "True" in texts:
        return "True"
    left = list(dict.fromkeys(text for text in texts if text != "False"))
    return "False" if not left else left[0] if len(left) == 1 else limited(f"({' or '.join(left)})")


def equal(left: Code, right: Code) -> Told:
    """Are two values the same?"""
    one, two = left.text, right.text
    if NOBODY_KNOWS in (left, right):
        return PERHAPS
    if one == two and not left.vague:
        return YES
    same = limited(f"({one} == {two})")
    if not (left.vague or right.vague):
        return Told(same, same)
    known = [f"{item.text} is not U" for item in (left, right) if item.vague]
    unknown = [f"{item.text} is U" for item in (left, right) if item.vague]
    return Told(f"({' and '.join([*known, same])})", f"({' or '.join([*unknown, same])})")


def ordered(op: str, left: Code, right: Code) -> Told:
    """``<``, ``<=``, ``>`` or ``>=`` of two numbers."""
    if NOBODY_KNOWS in (left, right):
        return PERHAPS
    told = limited(f"({left.text} {op} {right.text})")
    if not (left.vague or right.vague):
        return Told(told, told)
    known = [f"{item.text} is not U" for item in (left, right) if item.vague]
    unknown = [f"{item.text} is U" for item in (left, right) if item.vague]
    return Told(f"({' and '.join([*known, told])})", f"({' or '.join([*unknown, told])})")


@dataclass(slots=True)
class Namespace:
    """The objects that generated code may use, by the names it has for them."""

    objects: dict[str, Any] = field(default_factory=lambda: {"U": UNKNOWN, "__builtins__": {}, **BUILTINS})
    _names: dict[tuple[str, int], str] = field(default_factory=dict)

    def bind(self, prefix: str, item: Any, of: object = None) -> str:
        """A name for the object; the same one for the same object (or for the same ``of``, if it is made from that)."""
        key = (prefix, id(item if of is None else of))
        if key not in self._names:
            self._names[key] = name = f"{prefix}_{len(self._names)}"
            self.objects[name] = item
            self.objects[f"kept{len(self._names)}"] = of  # so that no other object gets its id
        return self._names[key]

    def constant(self, item: Any) -> str:
        """An expression for a constant: a number, a truth value, ``none``, or an object by name."""
        if item is UNKNOWN:
            return "U"
        if item is None or isinstance(item, bool):
            return repr(item)
        if isinstance(item, int) and abs(item) < 1 << 62:
            return f"({int(item)!r})"
        return self.bind("c", item)
