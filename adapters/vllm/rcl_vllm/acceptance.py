"""What has to be true before a claim is made, in the order in which it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from rcl_vllm.claims import Ask, Claim, ClaimError, Mode, Phase, Reason, token_map
from rcl_vllm.live import Limits, Offer
from rcl_vllm.past import name_digest
from rcl_vllm.room import Accounts, BudgetClass


class Names:
    """All names ever accepted, as digests, up to a limit."""

    def __init__(self, limit: int, digests: Iterable[int] = ()) -> None:
        self.limit = limit
        self._seen = set(digests)

    def __contains__(self, name: str) -> bool:
        return name_digest(name) in self._seen

    def __len__(self) -> int:
        return len(self._seen)

    @property
    def full(self) -> bool:
        return len(self._seen) >= self.limit

    def add(self, name: str) -> None:
        self._seen.add(name_digest(name))


class State(Protocol):
    """What acceptance looks at."""

    limits: Limits
    classes: Mapping[str, BudgetClass]
    accounts: Accounts
    claims: dict[str, Claim]
    names: Names


def check(ask: Ask, offer: Offer, state: State) -> str:
    """The token map of the claim if it can be made. Raises ``ClaimError`` with the first reason why not."""

    def no(reason: Reason, detail: str) -> ClaimError:
        return ClaimError(reason, detail, ask.id)

    limits = state.limits
    if limits.unsuitable:
        raise no(Reason.ENGINE_UNSUITABLE, limits.unsuitable)
    if ask.id in state.names:
        raise no(Reason.ID_USED, "the name was accepted before")
    if state.names.full:
        raise no(Reason.ID_SPACE_FULL, f"the ledger knows {limits.max_names} names: begin a new one")
    if len(state.claims) >= limits.max_claims:
        raise no(Reason.TOO_MANY_CLAIMS, f"{limits.max_claims} claims are live")
    size = limits.block_size
    if ask.required > len(offer.hashes) or ask.required * size >= len(offer.tokens):
        raise no(
            Reason.PREFIX_TOO_LONG, f"{ask.required} blocks of {size} tokens do not end before the prompt"
        )
    tokens = token_map(offer.tokens[: ask.required * size])
    if ask.token_map is not None and ask.token_map != tokens:
        raise no(Reason.TOKEN_MAP_MISMATCH, f"the prompt's token map is {tokens}")
    if ask.cache_identity is not None and ask.cache_identity != limits.cache:
        raise no(Reason.CACHE_IDENTITY_MISMATCH, f"the engine's cache is {limits.cache}")
    _check_budget(ask, state, no)
    if not state.accounts.fits_as_promise(max(offer.total, ask.required)):
        raise no(Reason.NO_ROOM, "promised and occupied blocks leave too few of the GPU's for this request")
    return tokens


def _check_budget(ask: Ask, state: State, no: Callable[[Reason, str], ClaimError]) -> None:
    """The limits of the class and of the host's store."""
    budget = state.classes.get(ask.budget_class)
    if budget is None:
        raise no(Reason.UNKNOWN_BUDGET_CLASS, f"classes: {', '.join(sorted(state.classes))}")
    live = [claim for claim in state.claims.values() if claim.phase is not Phase.ENDED]
    if ask.mode is Mode.OFFLOADABLE:
        stored = [claim for claim in live if claim.mode is Mode.OFFLOADABLE]
        if sum(claim.required for claim in stored) + ask.required > state.limits.host_blocks:
            raise no(Reason.BUDGET_EXHAUSTED, f"the host keeps {state.limits.host_blocks} blocks")
        mine, limit = (
            [claim for claim in stored if claim.budget_class == ask.budget_class],
            budget.host_blocks,
        )
    else:
        kept = [claim for claim in live if claim.mode is not Mode.OFFLOADABLE]
        mine, limit = [claim for claim in kept if claim.budget_class == ask.budget_class], budget.gpu_blocks
    if limit is not None and sum(claim.required for claim in mine) + ask.required > limit:
        raise no(Reason.BUDGET_EXHAUSTED, f"class `{ask.budget_class}` has {limit} blocks")
