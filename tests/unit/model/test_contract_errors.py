"""Every diagnostic about contracts: text in, code and line out (``//! CODE`` marks the line)."""

from __future__ import annotations

import pytest

HEAD = "contract c version 1\nsort Claim, Request\nenum Tier { gpu, host }\nenum Way { gpu, fast }\n"
EVENTS = (
    HEAD
    + "duty event accepted(claim: Claim, blocks: Int)\n"
    + "duty event reused(claim: Claim, request: Request)\n"
    + "hazard event moved(claim: Claim, tier: Tier, ok: Bool, holder: Claim?)\n"
    + "state level(claim: Claim): Int = 0\n"
    + "state hot(claim: Claim): Bool = false\n"
    + "state usable: Int = 0\n"
)


def facet(rule: str) -> str:
    return EVENTS + f"facet identity {{\n  obligation o {rule}\n}}\n"


CASES = {
    "unknown type": HEAD + "duty event accepted(claim: Clam) //! 0202",
    "unknown type, no cascade": HEAD
    + "duty event accepted(claim: Promise) //! 0202\n"
    + "duty event reused(claim: Promise)\n"
    + "facet identity { obligation o whenever reused(claim: c) requires once accepted(claim: c) }",
    "optional Int": HEAD + "duty event accepted(blocks: Int?) //! 0309",
    "sort twice": HEAD + "sort Claim //! 0217",
    "builtin type": HEAD + "sort Int //! 0217",
    "member twice": HEAD + "enum Two { a, a } //! 0217",
    "no role": HEAD + "event accepted(claim: Claim) //! 0404",
    "event twice": EVENTS + "duty event accepted(claim: Claim) //! 0217",
    "event and state": EVENTS + "state accepted: Int = 0 //! 0217",
    "field twice": HEAD + "duty event accepted(claim: Claim, claim: Claim) //! 0222",
    "min": HEAD + "state min: Int = 0 //! 0114",
    "version 0": "contract c version 0 //! 0303\n",
    "anchor in contract": HEAD + 'anchor a = "x.py" :: f //! 0411',
    # state functions
    "no initial": EVENTS + "state n: Int //! 0306",
    "identifier without none": EVENTS + "state n: Claim //! 0306",
    "initial of other type": EVENTS + "state n: Int = true //! 0301",
    "initial expression": EVENTS + "state n: Int = 1 + 1 //! 0313",
    "initial member": EVENTS + "state n: Tier = gup //! 0215",
    "initial none": EVENTS + "state n: Int = none //! 0305",
    "parameter of Int": EVENTS + "state n(x: Int): Int = 0 //! 0312",
    "parameter twice": EVENTS + "state n(x: Claim, x: Claim): Int = 0 //! 0217",
    "update type": EVENTS + "state n: Int = 0\n  on moved(ok: o) -> o //! 0304",
    "update event": EVENTS + "state n: Int = 0\n  on movd(ok: o) -> 1 //! 0204",
    "update reads event": EVENTS
    + "state n: Bool = false\n  on moved(claim: c) -> accepted(claim: c) //! 0412",
    "update of formula": EVENTS + "state n: Bool = false\n  on moved(ok: o) -> once o //! 0308",
    "every key": EVENTS + "state n(claim: Claim): Int = 0\n  on accepted(claim: c, blocks: n) -> n //! 0419",
    # names in formulas
    "unknown event": facet("whenever reused(claim: c) requires once acepted(claim: c) //! 0204"),
    "unknown trigger": facet("whenever reusd(claim: c) requires once accepted(claim: c) //! 0204"),
    "state as trigger": facet("whenever level(claim: c) requires true //! 0204"),
    "unknown field": facet("whenever reused(clam: c) requires once accepted(claim: c) //! 0205"),
    "unknown state": facet("whenever reused(claim: c) requires levl(c) >= 0 //! 0203"),
    "unbound": facet("whenever reused(claim: c) requires once accepted(claim: d) //! 0216"),
    "unbound once a rule": facet("whenever reused(claim: c) requires d = c and d = c //! 0216"),
    "unbound shorthand": facet("whenever reused(claim: c) requires hot(c) or once accepted(claim) //! 0216"),
    "unknown member": facet("whenever moved(tier: t) requires t != hots //! 0215"),
    "ambiguous member": facet("whenever reused(claim: c) requires hot(c) and gpu = gpu //! 0223"),
    "field twice in pattern": facet("whenever reused(claim: c, claim: d) requires d = c //! 0222"),
    "hidden state": facet("whenever accepted(blocks: usable) requires usable > 0 //! 0223"),
    "hidden by forall": facet("forall usable: Int always usable > 0 //! 0223"),
    "positional value": facet("whenever accepted(3) requires true //! 0310"),
    "named argument": facet("whenever reused(claim: c) requires level(claim: c) >= 0 //! 0310"),
    # types
    "wrong field type": facet(
        "whenever accepted(claim: c, blocks: n) requires once accepted(claim: n) and c = c //! 0301"
    ),
    "literal of other type": facet("whenever accepted(claim: 3) requires true //! 0301"),
    "wrong argument type": facet("whenever accepted(blocks: n) requires level(n) = 0 //! 0301"),
    "arity": facet("whenever reused(claim: c) requires level(c, c) = 0 //! 0302"),
    "arity of none": facet("whenever reused(claim: c) requires hot(c) or level = 0 //! 0302"),
    "arity of min": facet("whenever reused(claim: c) requires min(level(c)) = 0 //! 0302"),
    "incomparable": facet("whenever reused(claim: c, request: r) requires c = r //! 0305"),
    "order of identifiers": facet("whenever reused(claim: c) requires c < c //! 0305"),
    "none of Claim": facet("whenever reused(claim: c) requires c != none //! 0305"),
    "none in trigger": facet("whenever reused(claim: none) requires true //! 0305"),
    "value as formula": facet("whenever accepted(blocks: n) requires n //! 0307"),
    "number as formula": facet("always 3 //! 0307"),
    "event without call": facet("always once accepted //! 0307"),
    "formula as value": facet("whenever accepted(blocks: n) requires n = (once true) //! 0308"),
    "event as value": facet("whenever accepted(blocks: n) requires n = moved() //! 0308"),
    "product": facet("whenever accepted(claim: c, blocks: n) requires n * level(c) > 0 //! 0311"),
    "wildcard": facet("whenever accepted(blocks: n) requires n > _ //! 0403"),
    "wildcard as formula": facet("always _ //! 0403"),
    # rules
    "alternatives": facet("whenever reused(claim: c) | accepted(blocks: n) requires n > level(c) //! 0401"),
    "alternative types": facet("whenever accepted(claim: c) | moved(holder: c) requires hot(c) //! 0401"),
    "expression in trigger": facet(
        "whenever accepted(claim: c, blocks: usable + 1) requires hot(c) //! 0414"
    ),
    "unused quantifier": facet("forall d: Claim whenever reused(claim: c) requires hot(c) //! 0413"),
    "unused variable": facet("whenever reused(claim: c, request: r) requires hot(c) //! 0413"),
    "unused, like a member": facet("whenever moved(claim: c, tier: hots) requires hot(c) //! 0413"),
    "obligation twice": EVENTS
    + "facet identity { obligation o always true }\nfacet outcome {\n obligation o always true //! 0217\n}",
    "unknown facet": EVENTS + "facet identiti { obligation o always true } //! 0212",
    # scenarios and bundles
    "scenario twice": EVENTS + "scenario s: accepted()\nscenario s: accepted() //! 0217",
    "scenario unbound": EVENTS + "scenario s: accepted(claim: c) //! 0216",
    "scenario unused": EVENTS + "scenario s: exists c: Claim: accepted() //! 0413",
}


@pytest.mark.parametrize("name", CASES)
def test_case(name, marked):
    marked(CASES[name])


BUNDLES = (
    facet("whenever reused(claim: c) requires hot(c)")
    + "facet outcome {\n  obligation p always true\n}\nscenario can: accepted()\n"
)
BUNDLE_CASES = {
    "unknown facet": "bundle b = identty //! 0212",
    "facet without obligations": "bundle b = lifecycle //! 0212",
    "unknown obligation": "bundle b = identity.oo //! 0211",
    "obligation of another facet": "bundle b = outcome.o //! 0211",
    "nothing removed": "bundle b = identity - outcome.p //! 0418",
    "empty": "bundle b = identity - identity.o //! 0417",
    "unknown scenario": "bundle b = identity requires cann //! 0213",
    "bundle twice": "bundle b = identity\nbundle b = outcome //! 0217",
    "unknown full": "bundle b = identity\nbundle w weakens bb { facet identity { obligation q always true } } //! 0210",
    "weaker of weaker": "bundle b = identity\nbundle w weakens b { facet identity { obligation q always true } }\n"
    "bundle x weakens w { facet identity { obligation z always true } } //! 0415",
    "weak without obligations": "bundle b = identity\nbundle w weakens b { } //! 0417",
    "weak repeats a name": "bundle b = identity\nbundle w weakens b { facet identity { obligation o always true } } //! 0217",
    "reading leaves a field out": "bundle b = identity\nbundle w weakens b {\n facet identity { obligation q always true }\n"
    " seen accepted(claim: c) from reused(claim: c) //! 0402\n}",
    "reading from a constant": "bundle b = identity\nbundle w weakens b {\n facet identity { obligation q always true }\n"
    " seen accepted(claim: gpu, blocks: 1) from reused() //! 0501\n}",
}


@pytest.mark.parametrize("name", BUNDLE_CASES)
def test_bundle_case(name, marked):
    marked(BUNDLES + BUNDLE_CASES[name])


def test_suggestions_and_places(resolved):
    found = resolved(facet("whenever reused(claim: c) requires once acepted(claim: c)")).only()
    assert found.help == "did you mean `accepted`?"
    assert [span.line for _, span in found.notes] == [5]
    assert "contract `c`" in found.label


def test_all_findings_of_a_file_are_reported(resolved):
    text = (
        EVENTS
        + "facet identity {\n obligation a always levl(1) = 0\n obligation b always usabl = 0\n}\nbundle b = outcom\n"
    )
    assert resolved(text).codes == ["RCL0203", "RCL0216", "RCL0212"]


def test_broken_syntax_elsewhere_hides_no_name_as_unknown(resolved):
    files = {
        "a.rcl": facet("whenever reused(claim: c) requires once elsewhere(claim: c)"),
        "b.rcl": "contract d version version\n",
    }
    assert all(code.startswith("RCL01") for code in resolved(files).codes)
