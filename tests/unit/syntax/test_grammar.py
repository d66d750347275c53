"""The grammar, the names of its terminals and the lists of words agree with each other."""

from __future__ import annotations

import tomllib

import pytest

from rcl.syntax.grammar import expected_text, load_parser, load_spelling
from rcl.syntax.words import DECLARATIONS, ITEMS, MODAL, RESERVED, ROLES, START_SYMBOLS, homes
from rcl.text.project import shipped_root

NAMES = {"NAME", "DOTTED", "SYMBOL"}


def terminals():
    return {terminal.name for terminal in load_parser().terminals}


def test_every_terminal_is_named():
    assert not [name for name in terminals() if name.startswith("__")]


def test_spellings_are_of_terminals():
    table = tomllib.loads((shipped_root() / "grammar" / "terminals.toml").read_text(encoding="utf-8"))
    assert set(table["spelling"]) <= terminals()
    assert {member for group in table["group"] for member in group["members"]} <= terminals()
    assert all(group["least"] <= len(group["members"]) for group in table["group"])


def test_keywords_hide_no_name_but_reserved_words():
    """Where a name and a keyword may stand, the keyword wins; so it has to be reserved, or the name be dotted."""
    hidden, beside_dotted = set(), set()
    for actions in load_parser().parser.parser._parse_table.states.values():
        keywords = {name.lower() for name in actions if name.isupper()} & words()
        if NAMES & set(actions) and "NAME" in actions:
            hidden |= keywords
        elif NAMES & set(actions):
            beside_dotted |= keywords
    assert {word for word in hidden if word != "wildcard"} <= RESERVED
    assert beside_dotted <= ITEMS["lowering"] | {"recorded"}  # what follows `expect` is one of six classes


def words():
    spelled = load_spelling().words
    return {name.lower() for name in terminals() if name not in spelled and name != "$END"}


def test_words_are_terminals():
    assert (RESERVED - {"_"}) | set(MODAL) | set(ROLES) | DECLARATIONS | set().union(
        *ITEMS.values()
    ) <= words()


@pytest.mark.parametrize("block", sorted(ITEMS))
def test_items_of_a_block_are_those_of_the_grammar(block):
    start = load_parser().parse_interactive("", start=START_SYMBOLS[block])
    assert {name.lower() for name in start.accepts() if name != "$END"} == ITEMS[block]


def test_declarations_are_those_of_the_grammar():
    start = load_parser().parse_interactive("", start="module")
    assert {name.lower() for name in start.accepts() if name != "$END"} == DECLARATIONS


def test_homes():
    assert homes("map") == ("lowering",)
    assert homes("state") == ("file", "mode", "adapter", "patch")


def test_expected_text_names_groups():
    spelling = load_spelling()
    assert expected_text(frozenset(("LEFT_BRACE", "STRING")), spelling) == "expected `{` or a text in quotes"
    assert expected_text(frozenset(("PLUS", "STAR", "FROM")), spelling) == "expected `from` or an operator"
    assert expected_text(frozenset(), spelling) == ""
