"""Every diagnostic about logs: text in, code and line out."""

from __future__ import annotations

import pytest

from rcl.model.logs import Order, Over

HEAD = """use pact version 1
runtime journal version "1"
  source specification "journal" sha256 ""
event lent(claim: Claim, tier: Tier, blocks: Int, good: Bool, owner: Claim?)
event over(blocks: Int)
adapter desk "its own event" {
  event stamped(claim: Claim)
}
"""
LENT = 'record "lent" as lent(claim: who, tier: gpu, blocks: 3, good: true, owner: none)'
CASES = {
    "no kind": f"log diary {{ //! 0801\n  {LENT}\n}}",
    "no record": "log diary { //! 0801\n  kind k\n}",
    "kind twice": f"log diary {{\n  kind k\n  kind j //! 0217\n  {LENT}\n}}",
    "order twice": f"log diary {{\n  kind k\n  order by a\n  order by b rising //! 0217\n  {LENT}\n}}",
    "read and ignored": f'log diary {{\n  kind k\n  {LENT}\n  ignore "lent" //! 0802\n}}',
    "unknown event": 'log diary {\n  kind k\n  record "lent" as lend(claim: who) //! 0204\n}',
    "unknown field": f"log diary {{\n  kind k\n  {LENT.replace('owner:', 'ownr:')} //! 0205\n}}",
    "missing field": 'log diary {\n  kind k\n  record "lent" as lent(claim: who, tier: t, blocks: n, good: g) //! 0402\n}',
    "identity from a literal": f"log diary {{\n  kind k\n  {LENT.replace('claim: who', 'claim: 1')} //! 0501\n}}",
    "literal of another type": f"log diary {{\n  kind k\n  {LENT.replace('good: true', 'good: 1')} //! 0305\n}}",
    "none where it has no meaning": f"log diary {{\n  kind k\n  {LENT.replace('blocks: 3', 'blocks: none')} //! 0305\n}}",
    "text compared as a number": f"log diary {{\n  kind k\n  {LENT.replace(' as ', ' when a < none as ')} //! 0305\n}}",
    "path at the end": f"log diary {{\n  kind k\n  {LENT}\n  ending as over(blocks: n) //! 0801\n}}",
    "forgets at an unknown event": f"log diary {{\n  kind k\n  {LENT}\n  forget lend(claim) //! 0204\n}}",
    "forgets an unknown field": f"log diary {{\n  kind k\n  {LENT}\n  forget lent(clam) //! 0205\n}}",
    "forgets a number": f"log diary {{\n  kind k\n  {LENT}\n  forget over(blocks) //! 0305\n}}",
    "unknown adapter": f"log diary with dest {{ //! 0214\n  kind k\n  {LENT}\n}}",
    "twice": f"log diary {{\n  kind k\n  {LENT}\n}}\nlog diary {{ //! 0217\n  kind k\n  {LENT}\n}}",
}


@pytest.mark.parametrize("name", CASES)
def test_log_case(name, marked, contract):
    marked({"pact.rcl": contract, "journal.rcl": HEAD + CASES[name] + "\n"})


def test_a_log_as_it_is_resolved(marked, contract):
    text = """log diary with desk "a diary" {
  kind what.name
  order by at.number skipping
  record "lent" when n > 2 and x != none as lent(claim: who | whose, tier: t, blocks: -3, good: g?, owner: o?)
  record "*" as stamped(claim: each all.names)
  ignore "noise"
  ending as over(blocks: _)
  forget lent(claim), lent(owner)
}
"""
    log = marked({"pact.rcl": contract, "journal.rcl": HEAD + text}).world.logs[0]
    assert (log.owner, log.of_contract, log.order) == ("journal", False, Order.SKIPPING)
    assert (log.kind, log.key) == (("what", "name"), ("at", "number"))
    assert log.kinds == {"lent", "*", "noise"}
    assert log.shown == {"lent", "stamped", "over"}
    assert log.over == (Over("lent", "claim", "Claim"), Over("lent", "owner", "Claim"))
    claim, tier, blocks, good, owner = log.records[0].emits[0].fills
    assert claim.paths == (("who",), ("whose",)) and not claim.optional
    assert blocks.literal == -3 and tier.paths == (("t",),) and good.optional and owner.optional
    assert log.records[1].emits[0].fills[0].each
    assert log.ending is not None and not log.ending.fills[0].known
