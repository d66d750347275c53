"""The accounts of the GPU: what is promised, what is occupied, what there is. All numbers are blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rcl_vllm.claims import Claim, Mode, Phase


@dataclass(slots=True)
class Accounts:
    """Kept by the same events as the state functions of the contract, so that the ledger alone gives the same numbers.

    ``protected`` and ``active`` are the contract's; ``observed`` is the part of ``protected`` that no pin stands behind;
    ``reserved`` is for loads under way, whose blocks become protected when they have arrived.
    """

    usable: int = 0
    protected: int = 0
    active: int = 0
    observed: int = 0
    reserved: int = 0

    def fits(self, more: int) -> bool:
        """Whether ``more`` blocks fit beside what is held; state that is only observed has to give way."""
        return self.protected - self.observed + self.active + self.reserved + more <= self.usable

    def fits_as_promise(self, more: int) -> bool:
        """Whether a promise of ``more`` blocks fits beside everything that is promised or occupied."""
        return self.protected + self.active + self.reserved + more <= self.usable

    def short_by_the_contract(self, need: int) -> bool:
        """The contract's condition for blaming a claim: promised, occupied and needed blocks are more than there are."""
        return self.protected + self.active + need > self.usable


@dataclass(frozen=True, slots=True)
class BudgetClass:
    """Limits of the claims of one class, in blocks; ``None`` is no limit. Claims of a lower ``rank`` are demoted first."""

    name: str
    rank: int = 0
    gpu_blocks: int | None = None
    host_blocks: int | None = None


def demotion_order(claims: Iterable[Claim], ranks: dict[str, int]) -> list[Claim]:
    """Lowest rank first, within it the one that was used longest ago, then the one that was accepted first."""
    return sorted(claims, key=lambda claim: (ranks[claim.budget_class], claim.last_used, claim.order))


def demotions(claims: Iterable[Claim], classes: Mapping[str, BudgetClass], missing: int) -> list[Claim]:
    """The idle demotable claims to demote, in that order, so that ``missing`` blocks become free; none if all are not enough."""
    idle = [
        claim
        for claim in claims
        if claim.mode is Mode.DEMOTABLE and claim.phase is Phase.HELD and not claim.users
    ]
    chosen: list[Claim] = []
    for claim in demotion_order(idle, {name: item.rank for name, item in classes.items()}):
        if missing <= 0:
            break
        chosen.append(claim)
        missing -= claim.required
    return chosen if missing <= 0 else []


def smallest_set(claims: Sequence[Claim], missing: int) -> list[Claim] | None:
    """Few claims that together protect ``missing`` blocks: one if one is enough, the smallest such one; else the largest first.

    ``None`` if all of them together are not enough: then it isn't the claims that leave no room.
    """
    enough = [claim for claim in claims if claim.required >= missing]
    if enough:
        return [min(enough, key=lambda claim: (claim.required, claim.order))]
    chosen: list[Claim] = []
    for claim in sorted(claims, key=lambda claim: (-claim.required, claim.order)):
        chosen.append(claim)
        missing -= claim.required
        if missing <= 0:
            return chosen
    return None


def pinned(claims: Iterable[Claim]) -> list[Claim]:
    """Those that keep blocks of the GPU from others."""
    return [claim for claim in claims if claim.protects and claim.mode is not Mode.OBSERVED]


def firm_claims(claims: Iterable[Claim], own: Claim | None) -> list[Claim]:
    """Those that keep blocks from others whatever happens, without a request's own one: the other modes give way in time."""
    firm = (Mode.HARD_PROTECTED, Mode.EXPIRING)
    return [claim for claim in pinned(claims) if claim.mode in firm and claim is not own]
