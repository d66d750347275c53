"""Maps C++ and Rust source to units in which symbols can be looked up by qualified name.

A name may leave out namespaces and modules at its front: ``LRU.pick`` is ``pick`` of the class ``LRU`` in any of them;
``pick`` alone is never a member. A name with several definitions stands for all of them (overloads, a declaration and
its definition); ``pick-2`` is the second alone. A destructor is ``LRU.destructor``, every operator ``LRU.operator``.
Invariant: the canonical text does not depend on comments, blank space or line breaks; literals are kept byte for byte.
Source: semantics, section 6 (anchors); the grammars of tree-sitter for the names of nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from rcl.anchors.symbols import Symbol, SymbolKind, split_name

if TYPE_CHECKING:
    from tree_sitter import Node

CPP_SUFFIXES = (".cpp", ".cc", ".cxx", ".cu", ".h", ".hpp", ".hxx", ".cuh", ".inl")
RUST_SUFFIXES = (".rs",)
NATIVE_SUFFIXES = (*CPP_SUFFIXES, *RUST_SUFFIXES)

EXTRA = "rcl-engine[anchors]"

_COMMENTS = frozenset(("comment", "line_comment", "block_comment"))
_LITERALS = frozenset(("string_literal", "raw_string_literal", "char_literal", "system_lib_string"))
_CLASSES = frozenset(
    "class_specifier struct_specifier union_specifier enum_specifier struct_item enum_item union_item trait_item "
    "impl_item".split()
)
_SPACES = frozenset(("namespace_definition", "mod_item"))
_FUNCTIONS = frozenset(("function_definition", "function_item", "function_signature_item"))
_NAMED = frozenset(
    "alias_declaration concept_definition preproc_def preproc_function_def const_item static_item type_item "
    "associated_type macro_definition enum_variant enumerator".split()
)
_DECLARED = frozenset(("declaration", "field_declaration", "type_definition"))
_NAMES = frozenset(
    "identifier field_identifier type_identifier namespace_identifier destructor_name operator_name operator_cast "
    "qualified_identifier template_function template_type template_method".split()
)
_CLINGING = "+-&|"
"""Two of these side by side are not the same as one after a blank."""


class MissingExtra(Exception):
    """The parsers of C++ and Rust are not installed; the text says how to get them."""


@dataclass(frozen=True, slots=True)
class _Definition:
    """A node that defines a name: ``spaces`` of the ``names`` at the front may be left out by who asks."""

    names: tuple[str, ...]
    spaces: int
    node: Node
    kind: SymbolKind


class NativeUnit:
    """A parsed file of C++ or Rust. Never fails on source that doesn't parse: what is clear of the damage is found."""

    __slots__ = ("_definitions", "_source")

    def __init__(self, path: str, text: str) -> None:
        self._source = text.encode("utf-8", "surrogatepass")
        self._definitions = tuple(_definitions(_parse(path, self._source)))

    def symbol(self, qualified: str) -> Symbol | None:
        """The symbol of that name; ``None`` if there is none."""
        asked = split_name(qualified)
        names = tuple(name for name, _ in asked)
        found = [item for item in self._definitions if _meant(item, names)]
        ordinal = asked[-1][1]
        if ordinal is not None:
            found = found[ordinal - 1 : ordinal] if ordinal > 0 else []
        if not found or any(number is not None for _, number in asked[:-1]):
            return None
        nodes = [(_with_attributes(item.node), item.node) for item in found]
        text = "\n".join(_canonical(first, node, self._source) for first, node in nodes)
        parts = tuple((first.start_point[0] + 1, _last_line(node)) for first, node in nodes)
        return Symbol(qualified, found[-1].kind, text, parts)

    def names_ending_in(self, last: str) -> tuple[str, ...]:
        """All qualified names whose last part is ``last``, sorted."""
        return tuple(sorted({".".join(item.names) for item in self._definitions if item.names[-1] == last}))


def _parse(path: str, source: bytes) -> Node:
    try:
        from tree_sitter import Language, Parser

        language = import_module("tree_sitter_rust" if path.endswith(RUST_SUFFIXES) else "tree_sitter_cpp")
    except ImportError:
        raise MissingExtra(f"reading C++ and Rust needs the extra: pip install '{EXTRA}'") from None
    return Parser(Language(language.language())).parse(source).root_node


def _meant(item: _Definition, names: tuple[str, ...]) -> bool:
    extra = len(item.names) - len(names)
    return 0 <= extra <= item.spaces and item.names[extra:] == names


# ---------------------------------------------------------------- what is defined


def _definitions(root: Node) -> Iterator[_Definition]:
    """Every definition of the file in order, bodies of functions left out."""
    pending: list[tuple[Node, tuple[str, ...], int]] = [(root, (), 0)]
    while pending:
        node, prefix, spaces = pending.pop()
        kind = node.type
        inner, inner_spaces = prefix, spaces
        if kind in _COMMENTS or kind in _LITERALS:
            continue
        if kind in _SPACES:
            inner = prefix + _words(node.child_by_field_name("name"))
            inner_spaces = len(inner)
        elif kind in _CLASSES:
            own = _words(node.child_by_field_name("type" if kind == "impl_item" else "name"))
            inner, inner_spaces = prefix + own, spaces + max(len(own) - 1, 0)
            if own and kind != "impl_item" and node.child_by_field_name("body") is not None:
                yield _Definition(inner, inner_spaces, _whole(node), SymbolKind.CLASS)
        elif kind in _FUNCTIONS:
            if own := _declared(node):
                yield _Definition(prefix + own, _left_out(spaces, own), _whole(node), SymbolKind.FUNCTION)
            continue
        elif kind in _NAMED:
            if own := _words(node.child_by_field_name("name")):
                yield _Definition(prefix + own, spaces, _whole(node), SymbolKind.VARIABLE)
            continue
        elif kind in _DECLARED:
            for declarator in node.children_by_field_name("declarator"):
                if own := _declared(declarator):
                    what = SymbolKind.FUNCTION if _is_function(declarator) else SymbolKind.VARIABLE
                    yield _Definition(prefix + own, _left_out(spaces, own), _whole(node), what)
            if kind == "field_declaration" and (own := _words(node.child_by_field_name("name"))):
                yield _Definition(prefix + own, spaces, _whole(node), SymbolKind.VARIABLE)
        pending.extend((child, inner, inner_spaces) for child in reversed(node.named_children))


def _left_out(spaces: int, own: tuple[str, ...]) -> int:
    """Of ``ns::Class::f`` outside of its class all but the class and the name may be namespaces."""
    return spaces + max(len(own) - 2, 0)


def _whole(node: Node) -> Node:
    """The node with the ``template<...>`` around it."""
    while node.parent is not None and node.parent.type == "template_declaration":
        node = node.parent
    return node


def _with_attributes(node: Node) -> Node:
    """The first of the attributes in front of a Rust item, or the item."""
    before = node.prev_named_sibling
    while before is not None and (before.type == "attribute_item" or before.type in _COMMENTS):
        if before.type == "attribute_item":
            node = before
        before = before.prev_named_sibling
    return node


def _last_line(node: Node) -> int:
    """The line of the node's last character; a macro's line break is its own."""
    row, column = node.end_point
    return row + 1 if column or row == node.start_point[0] else row


def _is_function(node: Node | None) -> bool:
    while node is not None and node.type not in _NAMES:
        if node.type in ("function_declarator", "operator_cast"):
            return True
        node = node.child_by_field_name("declarator")
    return False


def _declared(node: Node) -> tuple[str, ...]:
    """The parts of the name that a declarator declares; empty if it has none."""
    at: Node | None = node
    while at is not None and at.type not in _NAMES:
        inner = at.child_by_field_name("declarator") or at.child_by_field_name("name")
        if inner is None:
            inner = next((child for child in at.named_children if child.type.endswith("declarator")), None)
        at = inner
    return _words(at)


def _words(node: Node | None) -> tuple[str, ...]:
    """The parts of a name: template arguments are no part of it."""
    parts: list[str] = []
    at = node
    while at is not None:
        if at.type in ("qualified_identifier", "scoped_type_identifier", "scoped_identifier"):
            scope = at.child_by_field_name("scope") or at.child_by_field_name("path")
            parts += _words(scope)
            at = at.child_by_field_name("name")
        elif at.type == "nested_namespace_specifier":
            for child in at.named_children:
                parts += _words(child)
            return tuple(parts)
        elif at.type in ("template_type", "template_function", "template_method"):
            at = at.child_by_field_name("name")
        elif at.type in ("generic_type", "reference_type"):
            at = at.child_by_field_name("type")
        elif at.type == "destructor_name":
            return (*parts, "destructor")
        elif at.type in ("operator_name", "operator_cast"):
            return (*parts, "operator")
        else:
            text = at.text.decode("utf-8", "replace") if at.text is not None else ""
            return (*parts, text) if text.isidentifier() else tuple(parts)
    return tuple(parts)


# ---------------------------------------------------------------- canonical text


def _canonical(first: Node, last: Node, source: bytes) -> str:
    """The text from the start of ``first`` to the end of ``last`` without comments and layout."""
    out: list[str] = []
    at = first.start_byte
    node: Node | None = first
    while node is not None:
        at = _write(node, at, source, out)
        node = None if node == last else node.next_sibling
    return "".join(out)


def _write(node: Node, at: int, source: bytes, out: list[str]) -> int:
    """Appends the pieces of a node; ``at`` is where the text before it ended. Gives where it ends itself."""
    pending = [node]
    while pending:
        item = pending.pop()
        if item.type in _COMMENTS:
            at = max(at, item.end_byte)
        elif item.child_count and item.type not in _LITERALS:
            pending.extend(reversed(item.children))
        else:
            gap = source[at : item.start_byte]
            _append(gap, source[item.start_byte : item.end_byte], item.type in _LITERALS, out)
            at = max(at, item.end_byte)
    return at


def _append(gap: bytes, piece: bytes, literal: bool, out: list[str]) -> None:
    text = piece.decode("utf-8", "surrogatepass")
    if not literal:
        text = " ".join(text.replace("\\\n", " ").split())
    skipped = gap.decode("utf-8", "replace").strip()
    if skipped:
        _append(b"", skipped.encode(), False, out)
    if not text:
        return
    before = out[-1][-1] if out else ""
    if before and _apart(before, text[0], bool(gap)):
        out.append(" ")
    out.append(text)


def _apart(before: str, after: str, gap: bool) -> bool:
    """Would the two characters read as one word, or as another operator, without a blank between them?"""
    words = (before.isalnum() or before == "_") and (after.isalnum() or after == "_")
    return words or (gap and before == after and before in _CLINGING)
