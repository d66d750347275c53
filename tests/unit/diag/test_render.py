"""What a user sees, in every kind of line."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from rcl.diag import codes
from rcl.diag.diagnostic import Diagnostic
from rcl.diag.render import MAX_WIDTH, cells, excerpt, render, render_all
from rcl.diag.span import NOWHERE, Span


def shown(text, start, end, **more):
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    span = Span("d/a.rcl", start, end, line, column)
    return render(Diagnostic(codes.UNKNOWN_EVENT, "unknown event `restord`", span, **more), lambda _: text)


def test_as_in_the_architecture():
    text = "\n" * 30 + "  map restored(claim: c) from restord(job: j)\n"
    start = text.index("restord(")
    assert (
        shown(
            text,
            start,
            start + 7,
            label="no event of this name in runtime `vllm`",
            help="did you mean `restored_job`?",
            notes=(("declared here", Span("r.rcl", 0, 1, 12, 1)), ("no place", None)),
        )
        == """error[RCL0204]: unknown event `restord`
  --> d/a.rcl:31:31
   |
31 |   map restored(claim: c) from restord(job: j)
   |                               ^^^^^^^ no event of this name in runtime `vllm`
   = note: declared here at r.rcl:12:1
   = note: no place
   = help: did you mean `restored_job`?"""
    )


def carets(line, start, length):
    return excerpt(line, start, length)


def test_tabs_are_blanks():
    assert carets("\tab", 1, 1) == ("    ab", "    ^")


def test_wide_and_combining_characters():
    assert carets("\u8a9e\u8a9e x", 3, 1) == ("\u8a9e\u8a9e x", "     ^")
    assert carets("e\u0301 x", 3, 1) == ("e\u0301 x", "  ^")
    assert carets("\u8a9e", 0, 1)[1] == "^^"


def test_control_characters_are_escaped():
    assert carets("a\x1b[31mb", 1, 1) == ("a\\x1b[31mb", " ^^^^")
    assert carets("a\u202eb", 2, 1) == ("a\\u202eb", "       ^")


def test_long_lines_show_the_part_around_the_span():
    line, under = carets("a" * 500 + "XY" + "b" * 500, 500, 2)
    assert line.startswith("...a")
    assert line.endswith("b...")
    assert cells(line) <= MAX_WIDTH
    assert line[under.index("^") :].startswith("XYb")
    assert under.count("^") == 2


def test_long_span_is_cut():
    line, under = carets("x" * 1000, 0, 1000)
    assert cells(line) <= MAX_WIDTH
    assert len(under) <= MAX_WIDTH


def test_span_over_lines_and_at_the_end():
    assert shown("ab\ncd", 1, 5).splitlines()[-1] == "   |  ^"
    assert shown("ab\n", 2, 2).splitlines()[-1] == "   |   ^"


def test_without_place_or_text():
    plain = render(Diagnostic(codes.WRONG_USAGE, "no \x1b", NOWHERE, help="do"), lambda _: None)
    assert plain == "error[RCL0902]: no \\x1b\n   = help: do"
    span = Span("gone.rcl", 5, 6, 2, 1)
    assert (
        render(Diagnostic(codes.UNUSED_ANCHOR, "m", span), lambda _: None)
        == "warning[RCL0602]: m\n  --> gone.rcl:2:1"
    )


def test_several_are_separated():
    item = Diagnostic(codes.WRONG_USAGE, "m", NOWHERE)
    assert render_all((item, item), lambda _: None).count("\n\n") == 1


@given(st.text(max_size=400), st.integers(0, 400), st.integers(0, 400))
def test_excerpt_is_always_printable_and_narrow(line, start, length):
    shown_line, under = excerpt(line, start, length)
    assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cs") for char in shown_line)
    assert cells(shown_line) <= MAX_WIDTH + 6
    assert len(under) <= MAX_WIDTH + 1
    assert under.strip("^ ") == ""
    assert "^" in under
