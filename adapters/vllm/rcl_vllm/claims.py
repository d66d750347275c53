"""What a client may ask for in ``kv_transfer_params["resident_claim"]``, and what a claim is.

Every reason for which a claim is not made, or not reused, is a member of ``Reason``: a client gets it back, the ledger keeps it.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

KEY = "resident_claim"
"""The key in ``kv_transfer_params``."""

_NAME = re.compile(r"[A-Za-z0-9._:/@+=-]{1,128}")
_PREDICATE = re.compile(r"leading_prefix_at_least\(([1-9][0-9]{0,8})\)")
_ACCEPT_FIELDS = frozenset(
    {"op", "id", "object", "token_map", "cache_identity", "predicate", "mode", "duration_s", "budget_class"}
)
_SHORT_FIELDS = frozenset({"op", "id"})
MAX_DURATION_S = 366 * 86400.0


class Reason(StrEnum):
    """Why a claim is not made, or not reused."""

    MALFORMED = "malformed"
    UNKNOWN_FIELD = "unknown_field"
    BAD_ID = "bad_id"
    ID_USED = "id_used"
    ID_SPACE_FULL = "id_space_full"
    BAD_OBJECT = "bad_object"
    BAD_PREDICATE = "bad_predicate"
    PREFIX_TOO_LONG = "prefix_too_long"
    TOKEN_MAP_MISMATCH = "token_map_mismatch"
    CACHE_IDENTITY_MISMATCH = "cache_identity_mismatch"
    UNKNOWN_MODE = "unknown_mode"
    BAD_DURATION = "bad_duration"
    DURATION_REQUIRED = "duration_required"
    UNKNOWN_BUDGET_CLASS = "unknown_budget_class"
    BUDGET_EXHAUSTED = "budget_exhausted"
    NO_ROOM = "no_room"
    TOO_MANY_CLAIMS = "too_many_claims"
    ENGINE_UNSUITABLE = "engine_unsuitable"
    LEDGER_UNWRITABLE = "ledger_unwritable"
    UNKNOWN_CLAIM = "unknown_claim"
    CLAIM_ENDED = "claim_ended"
    OTHER_SALT = "other_salt"
    OTHER_TOKENS = "other_tokens"
    PROMPT_TOO_SHORT = "prompt_too_short"


class Mode(StrEnum):
    """What is promised of the state, in the words of the contract's bundles; ``observed`` promises only the report of a loss."""

    OFFLOADABLE = "offloadable"
    HARD_PROTECTED = "hard_protected"
    EXPIRING = "expiring"
    DEMOTABLE = "demotable"
    OBSERVED = "observed"


class Op(StrEnum):
    """What a request does with a claim."""

    ACCEPT = "accept"
    REUSE = "reuse"
    WITHDRAW = "withdraw"


class Phase(StrEnum):
    """Where the claimed state is."""

    ACCEPTED = "accepted"
    """Promised, not computed yet; protected on the GPU in the accounts."""
    HELD = "held"
    """On the GPU, protected."""
    AWAY = "away"
    """On the host, not protected on the GPU."""
    RESTORING = "restoring"
    """On the host; a load is under way."""
    ENDED = "ended"
    """Released or harmed."""


class ClaimError(ValueError):
    """A claim that is not made, or not reused. ``reason`` is for programs, the text for people."""

    def __init__(self, reason: Reason, detail: str, named: str | None = None) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.named = named


@dataclass(frozen=True, slots=True)
class Ask:
    """A valid request for an operation. All fields beside ``op`` and ``id`` are only for ``accept``."""

    op: Op
    id: str
    object: str = ""
    token_map: str | None = None
    cache_identity: str | None = None
    required: int = 0
    mode: Mode = Mode.OFFLOADABLE
    duration_s: float | None = None
    budget_class: str = "default"


@dataclass(slots=True)
class Claim:
    """An accepted claim. ``hashes`` are vLLM's hashes of the claimed blocks, ``deadline`` is on the monotonic clock."""

    id: str
    object: str
    cache: str
    tokens: str
    required: int
    mode: Mode
    budget_class: str
    salt: str | None
    hashes: tuple[bytes, ...]
    declared_by: str
    order: int
    duration_s: float | None = None
    deadline: float | None = None
    phase: Phase = Phase.ACCEPTED
    materialized: bool = False
    offloaded: bool = False
    harmed: bool = False
    expired: bool = False
    stored_bytes: int = 0
    planned: int = 0
    """Leading blocks that a step was told to compute and to keep."""
    last_used: int = 0
    users: dict[str, None] = field(default_factory=dict)
    gpu_lost: int | None = None
    job: str | None = None

    @property
    def protects(self) -> bool:
        """Whether the accounts hold ``required`` blocks of the GPU for the claim."""
        return self.phase in (Phase.ACCEPTED, Phase.HELD)


def token_map(tokens: Sequence[int]) -> str:
    """The identity of a run of token ids: ``sha256:`` and 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for token in tokens:
        digest.update(int(token).to_bytes(8, "little", signed=True))
    return "sha256:" + digest.hexdigest()


def cache_identity(parts: Mapping[str, object]) -> str:
    """The identity of a cache: everything that KV bytes depend on beside the tokens (model, dtype, layout, ...)."""
    text = "\n".join(f"{name}={parts[name]}" for name in sorted(parts))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def parse(params: Any) -> Ask | None:
    """The operation that ``kv_transfer_params`` ask for; ``None`` if they say nothing of claims.

    Raises ``ClaimError`` for anything that is not exactly one well-formed operation.
    """
    if not isinstance(params, Mapping) or KEY not in params:
        return None
    raw = params[KEY]
    if not isinstance(raw, Mapping):
        raise ClaimError(Reason.MALFORMED, f"`{KEY}` is no object")
    named = raw.get("id") if isinstance(raw.get("id"), str) else None
    if not isinstance(raw.get("op"), str) or raw["op"] not in set(Op):
        raise ClaimError(Reason.MALFORMED, "`op` is none of accept, reuse, withdraw", _short(named))
    op = Op(raw["op"])
    unknown = sorted(
        str(key)[:64] for key in raw if key not in (_ACCEPT_FIELDS if op is Op.ACCEPT else _SHORT_FIELDS)
    )
    if unknown:
        raise ClaimError(Reason.UNKNOWN_FIELD, f"unknown field `{unknown[0]}`", _short(named))
    if named is None or not _NAME.fullmatch(named):
        raise ClaimError(
            Reason.BAD_ID, "`id` is no name of 1 to 128 of the characters A-Z a-z 0-9 . _ : / @ + = -"
        )
    return _accept(raw, named) if op is Op.ACCEPT else Ask(op, named)


def _short(named: str | None) -> str | None:
    return named if named is None or _NAME.fullmatch(named) else None


def _accept(raw: Mapping[str, Any], named: str) -> Ask:
    name = raw.get("object")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ClaimError(Reason.BAD_OBJECT, "`object` is no name", named)
    found = _PREDICATE.fullmatch(raw["predicate"]) if isinstance(raw.get("predicate"), str) else None
    if found is None:
        raise ClaimError(
            Reason.BAD_PREDICATE, "`predicate` is not leading_prefix_at_least(N) with N > 0", named
        )
    mode = raw.get("mode", Mode.OFFLOADABLE.value)
    if not isinstance(mode, str) or mode not in set(Mode):
        raise ClaimError(Reason.UNKNOWN_MODE, f"`mode` is none of {', '.join(Mode)}", named)
    duration = _duration(raw.get("duration_s"), named)
    if duration is None and mode == Mode.EXPIRING:
        raise ClaimError(Reason.DURATION_REQUIRED, "mode `expiring` needs `duration_s`", named)
    texts = {}
    for key, reason in (
        ("token_map", Reason.TOKEN_MAP_MISMATCH),
        ("cache_identity", Reason.CACHE_IDENTITY_MISMATCH),
        ("budget_class", Reason.UNKNOWN_BUDGET_CLASS),
    ):
        value = raw.get(key)
        if value is not None and (not isinstance(value, str) or not _NAME.fullmatch(value)):
            raise ClaimError(reason, f"`{key}` is no name", named)
        texts[key] = value
    return Ask(
        op=Op.ACCEPT,
        id=named,
        object=name,
        token_map=texts["token_map"],
        cache_identity=texts["cache_identity"],
        required=int(found[1]),
        mode=Mode(mode),
        duration_s=duration,
        budget_class=texts["budget_class"] or "default",
    )


def _duration(value: Any, named: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ClaimError(Reason.BAD_DURATION, "`duration_s` is no number of seconds", named)
    if not 0 < value <= MAX_DURATION_S:
        raise ClaimError(Reason.BAD_DURATION, f"`duration_s` is not in (0, {MAX_DURATION_S:g}]", named)
    return float(value)


def leading_prefix(held: Sequence[bool]) -> int:
    """How many positions are held in a row from the first one; those behind a hole don't count."""
    for position, there in enumerate(held):
        if not there:
            return position
    return len(held)
