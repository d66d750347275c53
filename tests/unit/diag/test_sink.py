"""The sink orders, drops duplicates and remembers root causes; names are suggested."""

from __future__ import annotations

from rcl.diag import codes
from rcl.diag.sink import Sink
from rcl.diag.span import Span
from rcl.diag.suggest import nearest


def at(file, start):
    return Span(file, start, start + 1, 1, start + 1)


def test_sorted_by_place_and_without_duplicates():
    sink = Sink()
    sink.report(codes.UNKNOWN_EVENT, "b", at("b", 0))
    sink.report(codes.UNKNOWN_EVENT, "late", at("a", 9))
    sink.report(codes.UNKNOWN_EVENT, "early", at("a", 1))
    sink.report(codes.UNKNOWN_EVENT, "early", at("a", 1), help="again")
    assert [item.message for item in sink.sorted()] == ["early", "late", "b"]
    assert len(sink) == 3


def test_two_findings_at_one_place_are_kept():
    sink = Sink()
    sink.report(codes.MISSING_MAP_FIELD, "field `a` is missing", at("a", 1))
    sink.report(codes.MISSING_MAP_FIELD, "field `b` is missing", at("a", 1))
    assert len(sink) == 2


def test_only_errors_stop():
    sink = Sink()
    sink.report(codes.UNUSED_ANCHOR, "w", at("a", 1))
    assert not sink.has_errors
    sink.report(codes.UNKNOWN_NAME, "e", at("a", 1))
    assert sink.has_errors


def test_poison_reports_a_root_cause_once():
    sink = Sink()
    assert sink.poison("event", "restord")
    assert not sink.poison("event", "restord")
    assert sink.is_poisoned("event", "restord")
    assert not sink.is_poisoned("state", "restord")


def test_nearest():
    assert nearest("restord", ["reused", "restored", "refused"]) == "restored"
    assert nearest("restord", {"refused", "restored", "reused"}) == "restored"
    assert nearest("Restored", ["restored"]) == "restored"
    assert nearest("xyz", ["restored"]) is None
    assert nearest("restored", ["restored"]) is None
    assert nearest("a" * 10_000, ["a" * 9_999]) is None
