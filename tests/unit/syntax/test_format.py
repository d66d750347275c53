"""The canonical layout: the shipped files are in it, and comments and blank lines stay where they belong."""

from __future__ import annotations

import time

import pytest

from rcl.diag.sink import Sink
from rcl.syntax.format import format_module
from rcl.syntax.parse import parse
from rcl.text.project import shipped_root
from rcl.text.source import SourceFile


def formatted(text):
    sink = Sink()
    source = SourceFile("a.rcl", text)
    module = parse(source, sink)
    assert not sink.has_errors, sink.sorted()
    return format_module(module, source)


def check(text, expected):
    assert formatted(text) == expected
    assert formatted(expected) == expected


def test_shipped_contract_is_canonical():
    text = (shipped_root() / "specs" / "resident_claim.rcl").read_text(encoding="utf-8")
    assert formatted(text) == text


def test_comments_stay():
    check(
        """

// head


// about A
sort A // behind A
   // about f
facet f { // behind brace

     // first in block
  obligation o "t" // behind text
    // inside
    failure "no" // behind failure
    whenever a() // interior
      requires b()

  // last in block

} // behind block



// end
""",
        """// head

// about A
sort A  // behind A
// about f
facet f {  // behind brace
  // first in block
  obligation o
    "t"  // behind text
    // inside
    failure "no"  // behind failure
    // interior
    whenever a() requires b()

  // last in block
}  // behind block

// end
""",
    )


def test_only_comments():
    source = SourceFile("a.rcl", "// a\n\n\n//b\n")
    assert format_module(parse(source, Sink()), source) == "// a\n\n//b\n"


def test_long_rule_is_wrapped_at_its_operators():
    check(
        "facet f { obligation o forall d: Claim, q: Request whenever restored(claim: c, request: r, job: j) requires "
        "once restore_required(claim: c, request: r, job: j) and "
        "(once restore_required(claim: d, request: q, job: j) implies c = d and r = q) }",
        """facet f {
  obligation o
    forall d: Claim, q: Request
    whenever restored(claim: c, request: r, job: j)
    requires once restore_required(claim: c, request: r, job: j)
         and (once restore_required(claim: d, request: q, job: j) implies c = d and r = q)
}
""",
    )


def test_condition_with_or_gets_parentheses():
    check(
        'assume a "w": whenever x() and p or q requires r',
        'assume a "w":\n  whenever x() and (p or q) requires r\n',
    )


def test_lowering():
    hexes = "0" * 64
    check(
        f'''lowering e.m as v with p, q to c.b "t" {{ asserts conformance
  map a(x: _) from b(y: c)
  unmapped d "no" by p
  evidence trace "runs/some_rather_long_name_of_a_file.jsonl" sha256 "{hexes}" log main
  expect rejected_mapping, refuted outcome.a outcome.b }}''',
        f'''lowering e.m as v with p, q to c.b "t" {{
  asserts conformance
  map a(x: _) from b(y: c)
  unmapped d "no" by p
  evidence trace "runs/some_rather_long_name_of_a_file.jsonl"
    sha256 "{hexes}" log main
  expect rejected_mapping, refuted outcome.a outcome.b
}}
''',
    )


def test_long_map_gets_a_line_for_each_clause():
    fields = ", ".join(f"field_{n}: value_{n}" for n in range(5))
    check(
        f"lowering e.m to c.b {{ map accepted({fields}) from arrived(request: r) when once a(request: r) }}",
        f"lowering e.m to c.b {{\n  map accepted({fields})\n    from arrived(request: r)\n"
        "    when once a(request: r)\n}\n",
    )


def test_weak_bundle_head():
    check(
        'bundle w weakens f "t" requires a, b { seen x() from y() }',
        'bundle w weakens f\n  "t"\n  requires a, b\n{\n  seen x() from y()\n}\n',
    )
    check("bundle w weakens f { }", "bundle w weakens f {\n}\n")


@pytest.mark.parametrize("word", ["sort", "enum"])
def test_long_lists_are_filled(word):
    members = ", ".join(f"some_name_{number}" for number in range(30))
    text = f"enum E {{ {members} }}" if word == "enum" else f"sort {members}"
    result = formatted(text)
    assert all(len(line) <= 120 for line in result.splitlines())
    assert formatted(result) == result


def test_large_files_are_formatted_soon():
    text = (shipped_root() / "specs" / "resident_claim.rcl").read_text(encoding="utf-8") * 10
    began = time.process_time()
    assert formatted(text)
    assert time.process_time() - began < 15
