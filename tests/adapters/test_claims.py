"""What a client may ask for, and how each thing that is wrong with it is named."""

from __future__ import annotations

import pytest
from rcl_vllm.claims import Ask, ClaimError, Mode, Op, Reason, leading_prefix, parse, token_map

GOOD = {"op": "accept", "id": "c0", "object": "doc", "predicate": "leading_prefix_at_least(3)"}


def test_nothing_is_asked_without_the_key() -> None:
    assert parse(None) is None
    assert parse({"do_remote_prefill": True}) is None


def test_all_fields_are_read() -> None:
    more = {
        "mode": "expiring",
        "duration_s": 2,
        "budget_class": "gold",
        "token_map": "t",
        "cache_identity": "k",
    }
    assert parse({"resident_claim": GOOD | more}) == Ask(
        Op.ACCEPT, "c0", "doc", "t", "k", 3, Mode.EXPIRING, 2.0, "gold"
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"op": "keep"}, Reason.MALFORMED),
        ({"op": ["accept"]}, Reason.MALFORMED),
        ({"priority": 3}, Reason.UNKNOWN_FIELD),
        ({"id": ""}, Reason.BAD_ID),
        ({"id": "c0\n"}, Reason.BAD_ID),
        ({"id": "c" * 129}, Reason.BAD_ID),
        ({"id": 7}, Reason.BAD_ID),
        ({"object": None}, Reason.BAD_OBJECT),
        ({"predicate": "blocks >= 3"}, Reason.BAD_PREDICATE),
        ({"predicate": "leading_prefix_at_least(0)"}, Reason.BAD_PREDICATE),
        ({"predicate": "leading_prefix_at_least(3) "}, Reason.BAD_PREDICATE),
        ({"predicate": 3}, Reason.BAD_PREDICATE),
        ({"mode": "forever"}, Reason.UNKNOWN_MODE),
        ({"mode": "expiring"}, Reason.DURATION_REQUIRED),
        ({"duration_s": True}, Reason.BAD_DURATION),
        ({"duration_s": float("nan")}, Reason.BAD_DURATION),
        ({"duration_s": float("inf")}, Reason.BAD_DURATION),
        ({"duration_s": -1}, Reason.BAD_DURATION),
        ({"duration_s": 1e12}, Reason.BAD_DURATION),
        ({"token_map": 7}, Reason.TOKEN_MAP_MISMATCH),
        ({"budget_class": "a b"}, Reason.UNKNOWN_BUDGET_CLASS),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, object], reason: Reason) -> None:
    with pytest.raises(ClaimError) as caught:
        parse({"resident_claim": GOOD | change})
    assert caught.value.reason is reason


@pytest.mark.parametrize("raw", [None, [], "accept", 7])
def test_metadata_that_is_no_object_is_malformed(raw: object) -> None:
    with pytest.raises(ClaimError) as caught:
        parse({"resident_claim": raw})
    assert caught.value.reason is Reason.MALFORMED


def test_an_unknown_field_of_a_reuse_is_not_ignored() -> None:
    with pytest.raises(ClaimError) as caught:
        parse({"resident_claim": {"op": "reuse", "id": "c0", "object": "doc"}})
    assert caught.value.reason is Reason.UNKNOWN_FIELD


def test_a_hole_ends_the_leading_prefix() -> None:
    assert leading_prefix([True, True, False, True, True]) == 2
    assert leading_prefix([]) == 0
    assert leading_prefix([True, True]) == 2


def test_token_maps_tell_order_and_split_apart() -> None:
    assert token_map([1, 2]) != token_map([2, 1])
    assert token_map([1, 2]) != token_map([258])
    assert token_map([-1]) != token_map([255])
