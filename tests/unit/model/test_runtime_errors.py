"""Every diagnostic about files, runtimes, modes and lowerings: text in, code and line out."""

from __future__ import annotations

import pytest

USE = 'use pact version 1\nuse engine version "1.0"\n'
HASH = "0" * 64


def lowering(*lines: str, head: str = "lowering engine.plain to pact.full {") -> str:
    return "\n".join([USE + head, *lines, "}"]) + "\n"


def git_anchor(rest: str) -> str:
    """A runtime with files of three commits, two of which begin alike, and one anchor."""
    commits = ("1" * 40, "0" * 8 + "1" * 32, "0" * 8 + "2" * 32)
    sources = "".join(f'  source git "maker/engine" at "{commit}"\n' for commit in commits)
    return f'runtime r version "1"\n{sources}anchor other = "x.cpp" :: A.f {rest}\n'


FILE_CASES = {
    "no home": "sort A //! 0411",
    "no home for a lowering": "use pact version 1\nlowering engine.plain to pact.full { } //! 0411",
    "bundle in runtime": USE + "bundle plain = identity //! 0411",
    "unknown contract": 'use pactt version 1 //! 0209\nruntime r version "1"\nsort A',
    "unknown runtime": 'use engin version "1.0" //! 0208\nmode x { }',
    "unknown version": 'use pact version 2 //! 0220\nruntime r version "1"\nevent e(claim: Claim)',
    "unknown runtime version": 'use engine version "2.0" //! 0220',
    "contract with text version": 'use pact version "1" //! 0208',
    "contract uses runtime": 'use engine version "1.0" //! 0411\ncontract d version 1\nsort A',
    "two runtimes": USE + 'use other version "1" //! 0411\nmode x { }',
    "runtime uses itself": 'use self version "1" //! 0219\nruntime self version "1"',
    "second declaration": 'runtime engine version "1.0" //! 0217',
    "sort of the contract": USE + "sort Claim //! 0217",
    "conflicting contracts": 'use pact version 1\nuse twin version 1 //! 0223\nruntime r version "1"',
    "two versions": 'use pact version 1\nuse pact version 3 //! 0223\nruntime r version "1"\n',
}
OTHERS = {
    "other.rcl": 'runtime other version "1"\n',
    "twin.rcl": "contract twin version 1\nenum Tier { disk }\n",
    "new.rcl": "contract pact version 3\nsort Claim\n",
}


@pytest.mark.parametrize("name", FILE_CASES)
def test_file_case(name, marked, contract, runtime):
    marked({"pact.rcl": contract, "engine.rcl": runtime, **OTHERS, "z.rcl": FILE_CASES[name]})


def test_circle_of_uses_names_the_files(marked):
    files = {
        "a.rcl": "use b version 1 //! 0219\ncontract a version 1\nsort A\n",
        "b.rcl": "use c version 1\ncontract b version 1\nduty event e(x: A)\n",
        "c.rcl": "use a version 1\ncontract c version 1\n",
    }
    found = marked(files).only()
    assert "a.rcl -> b.rcl -> c.rcl -> a.rcl" in found.message
    assert [span.file for _, span in found.notes] == ["b.rcl", "c.rcl"]


def test_missing_use_does_not_cascade(marked):
    marked(
        'use nowhere version 1 //! 0209\nruntime r version "1"\nevent e(claim: Claim)\nguarantee g always once f()\n'
    )


RUNTIME_CASES = {
    "duty in runtime": "duty event e(request: Request) //! 0405",
    "event twice": "event done(request: Request) //! 0217",
    "source kind": 'runtime r version "1"\n  source zip "r" sha256 "00" //! 0604',
    "source hash": 'runtime r version "1"\n  source sdist "r" sha256 "00" //! 0601',
    "git hash": 'runtime r version "1"\n  source git "r" sha256 "XY" //! 0601',
    "git blob": git_anchor('blob "45f6" at "11111111" //! 0601'),
    "git commit": git_anchor('blob "45f6522a" at "1111" //! 0601'),
    "no such commit": git_anchor('blob "45f6522a" at "33333333" //! 0607'),
    "two commits fit": git_anchor('blob "45f6522a" at "00000000" //! 0607'),
    "commit left open": git_anchor('blob "45f6522a" //! 0607'),
    "blob without a git source": 'anchor other = "x.py" :: f blob "45f6522a" //! 0607',
    "unknown anchor": "guarantee g by lop always true //! 0206",
    "anchor twice": 'anchor loop = "x.py" :: f //! 0217',
    "anchor hash": 'anchor other = "x.py" :: f hash "12" //! 0601',
    "anchor path": 'anchor other = "../x.py" :: f //! 0603',
    "anchor path absolute": 'anchor other = "/x.py" :: f //! 0603',
    "statement twice": "guarantee small always true //! 0217",
    "statement again in a mode": "mode x {\n  admits small by loop done() //! 0217\n}",
    "inherited statement": "mode x extends plain {\n  guarantee after by loop always true //! 0217\n}",
    "setting twice": "mode x {\n  setting a = 1\n  setting a = 2 //! 0217\n}",
    "mode twice": "mode plain { } //! 0217",
    "unknown mode": "mode x extends plainn { } //! 0207",
    "unknown mode, no cascade": "mode x extends nothing { //! 0207\n guarantee g by faraway always distant = 0\n}",
    "circle of modes": "mode x extends y { } //! 0221\nmode y extends x { }",
    "one name, two anchors": 'mode x { anchor m = "x.py" :: f }\nmode y {\n  anchor m = "y.py" :: f //! 0217\n}',
    "adapter twice": "adapter shim { } //! 0217",
    "patch hash": 'patch p sha256 "12" { } //! 0601',
    "adapter event again": "adapter a {\n  event done(request: Request) //! 0217\n}",
    "mode does not see adapters": "mode x {\n  guarantee g by loop always once noted() //! 0204\n}",
    "admits unbound": "admits a by loop done(request: r) when once arrived(request: q) and r = q //! 0216",
    "admits expression": "admits a by loop done(request: r, error: not true) when true //! 0414",
}


@pytest.mark.parametrize("name", RUNTIME_CASES)
def test_runtime_case(name, marked, contract, runtime):
    text = RUNTIME_CASES[name]
    head = "" if text.startswith("runtime") else USE
    marked({"pact.rcl": contract, "engine.rcl": runtime, "z.rcl": head + text})


LOWERING_CASES = {
    "unknown mode": lowering(head="lowering engine.plane to pact.full { //! 0207"),
    "unknown runtime": lowering(head="lowering motor.plain to pact.full { //! 0208"),
    "no mode": lowering(head="lowering engine to pact.full { //! 0207"),
    "unknown contract": lowering(head="lowering engine.plain to pakt.full { //! 0209"),
    "contract not in use": lowering(head="lowering engine.plain to twin.full { //! 0218"),
    "unknown bundle": lowering(head="lowering engine.plain to pact.ful { //! 0210"),
    "weak target": lowering(head="lowering engine.plain to pact.weak { //! 0416"),
    "unknown adapter": lowering(head="lowering engine.plain with shin to pact.full { //! 0214"),
    "adapter twice": lowering(head="lowering engine.plain with shim, shim to pact.full { //! 0217"),
    "clash of adapters": USE
    + "adapter a { event seen_it() }\nadapter b { event seen_it() }\n"
    + "lowering engine.plain with a, b to pact.full { } //! 0217",
    "clash of statements": USE
    + "adapter a { guarantee after by loop always true }\nlowering engine.plain with a to pact.full { } //! 0217",
    "lowering twice": lowering() + "lowering engine.plain to pact.full { } //! 0217",
    "unknown asserts": lowering("asserts conformence //! 0408"),
    "asserts twice": lowering("asserts conformance", "asserts policy //! 0217"),
    "asserts and offers": lowering("asserts conformance", "offers weak //! 0217"),
    "policy without pressure": lowering(
        "asserts policy", head="lowering engine.plain to pact.full { //! 0421"
    ),
    "unknown offer": lowering("offers week //! 0210"),
    "offers a full bundle": lowering("offers small //! 0415"),
    "offers another's": lowering("offers weak //! 0415", head="lowering engine.plain to pact.small {"),
    "map of unknown event": lowering(
        "map askd(claim: t, request: r) from arrived(request: r, tag: t) //! 0204"
    ),
    "map from unknown event": lowering(
        "map asked(claim: t, request: r) from arived(request: r, tag: t) //! 0204"
    ),
    "map without a field": lowering("map asked(claim: t) from arrived(tag: t) //! 0402"),
    "map of unknown field": lowering(
        "map asked(claim: t, reqest: r) from arrived(request: r, tag: t) //! 0205"
    ),
    "map unbound": lowering("map asked(claim: t, request: q) from arrived(request: r, tag: t) //! 0216"),
    "map type": lowering("map asked(claim: r, request: r) from arrived(request: r) //! 0301"),
    "map value from event": lowering(
        "map finished(request: r, ok: arrived()) from done(request: r) //! 0412"
    ),
    "map expression in source": lowering(
        "map finished(request: r, ok: e) from done(request: r, error: not e) //! 0414 0216"
    ),
    "duty from nothing": lowering("map refused(request: r, blocking: _) from refused(request: r) //! 0503"),
    "identity from a number": lowering("map asked(claim: 7, request: r) from arrived(request: r) //! 0501"),
    "identity from none": lowering("map asked(claim: none, request: r) from arrived(request: r) //! 0501"),
    "identity from a member": lowering("map asked(claim: gpu, request: r) from arrived(request: r) //! 0501"),
    "unmapped unknown": lowering('unmapped refusd "why" by loop //! 0204'),
    "unmapped by unknown": lowering('unmapped refused "why" by lop //! 0206'),
    "unmapped hazard": lowering('unmapped lost "why" by loop //! 0406'),
    "unmapped environment": lowering('unmapped asked "why" by loop //! 0406'),
    "unmapped twice": lowering('unmapped refused "why" by loop', 'unmapped refused "so" //! 0217'),
    "mapped and unmapped": lowering(
        "map refused(request: r, blocking: tag(r)) from done(request: r, error: true)",
        'unmapped refused "why" by loop //! 0504',
    ),
    "duty and hazard": lowering(
        "map reused(claim: tag(r), request: r) from done(request: r)",
        "map lost(claim: tag(q), position: 0) from done(request: q) //! 0502",
    ),
    "assume repeats a name": lowering('assume after "why": always true //! 0217'),
    "evidence path": lowering(f'evidence trace "../t.jsonl" sha256 "{HASH}" //! 0603'),
    "evidence hash": lowering('evidence trace "t.jsonl" sha256 "12" //! 0601'),
    "unknown class": lowering("expect native_conformence //! 0409"),
    "unknown result": lowering("expect native_conformance, prooved outcome.told //! 0410"),
    "expect unknown obligation": lowering("expect native_conformance, proved outcome.tolled //! 0211"),
    "expect of another facet": lowering("expect native_conformance, proved identity.told //! 0211"),
    "expect outside the bundle": lowering(
        "expect native_conformance, proved outcome.told //! 0211",
        head="lowering engine.plain to pact.small {",
    ),
    "expect bare obligation": lowering("expect native_conformance, proved told //! 0211"),
    "expect unknown scenario": lowering("expect native_conformance, proved can_acept //! 0213"),
    "expect scenario outside": lowering("expect native_conformance, proved scenario.can_move //! 0213"),
    "expected twice": lowering("expect native_conformance, proved outcome.told, open outcome.told //! 0217"),
    "expect twice": lowering("expect native_conformance", "expect rejected_mapping //! 0217"),
    "expect recorded twice": lowering(
        "expect unknown_evidence",
        "expect recorded rejected_mapping",
        "expect recorded rejected_mapping //! 0217",
    ),
    "expect a core of no statement": lowering(
        "expect native_conformance, core outcome.told after aftr //! 0201"
    ),
    "expect a core of no event": lowering(
        "expect native_conformance, core outcome.told silence.askd //! 0201"
    ),
    "expect the core of no obligation": lowering(
        "expect native_conformance, core outcome.tolled after //! 0211"
    ),
    "expect a core twice": lowering(
        "expect native_conformance, core outcome.told after, core outcome.told small //! 0217"
    ),
    "expect a text for no reason": lowering('expect native_conformance, becuase "a" //! 0410'),
    "expect recorded unknown": lowering("expect recorded native_conformence //! 0409"),
    "pressure twice": lowering('pressure "a"', 'pressure "b" //! 0217'),
}


def test_expected_cores_and_reasons(marked, contract, runtime):
    text = lowering(
        'expect unknown_evidence, core outcome.told small after, because "so", vacuous outcome.told,',
        '  core scenario.can_accept silence.accepted unmapped.refused, because "and so"',
    )
    outcome = marked({"pact.rcl": contract, "engine.rcl": runtime, "z.rcl": text})
    found = outcome.world.lowerings[0].expectation
    assert found is not None
    assert found.results == (("outcome.told", "vacuous"),)
    assert found.cores == (
        ("outcome.told", ("after", "small")),
        ("scenario.can_accept", ("silence.accepted", "unmapped.refused")),
    )
    assert found.reasons == ("so", "and so")


SETTINGS = {
    "other value": "setting size = 5 //! 0422",
    "same value": "setting size = 4",
    "another setting": "setting depth = 5",
    "another type": 'setting size = "5" //! 0422',
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_mode_does_not_change_what_it_takes_over(name, marked, contract, runtime):
    text = f'{USE}mode other extends plain "t" {{\n  {SETTINGS[name]}\n}}\n'
    marked({"pact.rcl": contract, "engine.rcl": runtime, "z.rcl": text})


@pytest.mark.parametrize("name", LOWERING_CASES)
def test_lowering_case(name, marked, contract, runtime):
    marked(
        {
            "pact.rcl": contract,
            "engine.rcl": runtime,
            "twin.rcl": OTHERS["twin.rcl"],
            "z.rcl": LOWERING_CASES[name],
        }
    )


def test_a_broken_obligation_is_not_unknown_to_expectations(marked, contract, runtime):
    broken = contract.replace("once refused(request: r)", "once refusd(request: r) //! 0204")
    marked(
        {
            "pact.rcl": broken,
            "engine.rcl": runtime,
            "z.rcl": lowering("expect native_conformance, proved outcome.told"),
        }
    )
