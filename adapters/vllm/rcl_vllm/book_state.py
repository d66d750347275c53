"""What the book of claims holds, and what can be read from it; the steps of a claim's life are in ``rcl_vllm.book``."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rcl_vllm.acceptance import Names
from rcl_vllm.claims import Ask, Claim, ClaimError, Phase, Reason
from rcl_vllm.ledger import Ledger
from rcl_vllm.live import Job, Limits, Live
from rcl_vllm.room import Accounts, BudgetClass


class BookError(RuntimeError):
    """A step that the book does not allow: a defect of the caller."""


class BookState:
    """Live claims, requests and loads, and the accounts.

    ``dropped`` collects the claims whose pins have to go, with whether their blocks are to be watched from then on; whoever owns the
    pins empties it before vLLM allocates again.
    """

    def __init__(
        self,
        ledger: Ledger,
        limits: Limits,
        classes: Mapping[str, BudgetClass],
        *,
        names: Names | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.ledger = ledger
        self.limits = limits
        self.classes = classes
        self.accounts = Accounts()
        self.claims: dict[str, Claim] = {}
        self.requests: dict[str, Live] = {}
        self.jobs: dict[str, Job] = {}
        self.names = names or Names(limits.max_names)
        self.dropped: list[tuple[Claim, bool]] = []
        self.lock = threading.RLock()
        self._clock = clock
        self._deadlines: list[tuple[float, int, str]] = []
        self._order = 0
        self._jobs = 0

    def open(self, usable: int) -> None:
        """The number of usable blocks is known: the first record of a life that speaks of the GPU."""
        with self.lock:
            self.accounts.usable = usable
            self.ledger.write("capacity", usable=usable, block_size=self.limits.block_size)

    def need(self, request: Live) -> int:
        """Blocks that the request needs beside those that its claim protects for it."""
        claim = request.claim
        return request.total - claim.required if claim is not None and claim.protects else request.total

    def has_room(self, request: Live) -> bool:
        """Whether the request fits beside all that is promised and occupied. An empty engine takes anything that vLLM takes."""
        accounts = self.accounts
        empty = accounts.protected + accounts.active + accounts.reserved == 0
        return empty or accounts.fits(request.need)

    def _missing(self, request: Live) -> int:
        accounts = self.accounts
        held = accounts.protected - accounts.observed + accounts.active + accounts.reserved
        return held + request.need - accounts.usable

    def find_for_reuse(self, ask: Ask, hashes: Sequence[bytes], salt: str | None, prompt: int) -> Claim:
        """The live claim that a request of ``prompt`` tokens may reuse. Raises ``ClaimError`` with the reason if there is none."""
        with self.lock:
            claim = self.claims.get(ask.id)
            if claim is None or claim.phase is Phase.ENDED:
                known = claim is not None or ask.id in self.names
                reason = Reason.CLAIM_ENDED if known else Reason.UNKNOWN_CLAIM
                raise ClaimError(reason, "there is no such live claim", ask.id)
            if claim.salt != salt:
                raise ClaimError(Reason.OTHER_SALT, "the claim was made under another salt", ask.id)
            if prompt <= claim.required * self.limits.block_size:
                raise ClaimError(Reason.PROMPT_TOO_SHORT, "the prompt ends within the claimed prefix", ask.id)
            if tuple(hashes[: claim.required]) != claim.hashes:
                raise ClaimError(
                    Reason.OTHER_TOKENS, "the prompt does not begin with the claimed prefix", ask.id
                )
            return claim

    def take_dropped(self) -> list[tuple[Claim, bool]]:
        with self.lock:
            dropped, self.dropped = self.dropped, []
            return dropped

    def waits_only(self, claim: Claim) -> bool:
        """Whether no request runs on the claim's blocks: those that name it, if any, still wait."""
        users = (self.requests.get(name) for name in claim.users)
        return not any(user is not None and user.started for user in users)

    def refuse_acceptance(self, request: str, error: ClaimError) -> None:
        self.ledger.write(
            "acceptance_refused",
            request=request,
            named=error.named,
            reason=error.reason.value,
            detail=error.detail,
        )

    def deny_reuse(self, request: str, error: ClaimError) -> None:
        """A request names a claim in vain. That it asked for one that has ended is the contract's business too."""
        if error.reason is Reason.CLAIM_ENDED:
            self.ledger.write("reuse_requested", claim=error.named, request=request)
        self.ledger.write("reuse_denied", request=request, named=error.named, reason=error.reason.value)

    def store_failed(self, claim: Claim, cause: str) -> None:
        self.ledger.write("store_failed", claim=claim.id, request=claim.declared_by, job=None, cause=cause)

    def _take_job(self, name: str) -> Job:
        job = self.jobs.pop(name, None)
        if job is None:
            raise BookError(f"no load {name} is under way")
        job.request.job = None
        return job

    def _forget(self, claim: Claim) -> None:
        if claim.phase is Phase.ENDED and not claim.users and claim.job is None:
            self.claims.pop(claim.id, None)

    def summary(self) -> dict[str, Any]:
        """What an operator reads: numbers, and the live claims (the first thousand)."""
        with self.lock:
            shown = [
                {
                    "claim": claim.id,
                    "object": claim.object,
                    "mode": claim.mode.value,
                    "phase": claim.phase.value,
                    "required": claim.required,
                    "users": len(claim.users),
                    "left_s": None if claim.deadline is None else round(claim.deadline - self._clock(), 3),
                }
                for claim in list(self.claims.values())[:1000]
            ]
            accounts = self.accounts
            return {
                "epoch": self.ledger.epoch,
                "seq": self.ledger.next_seq - 1,
                "failed_writes": self.ledger.failed,
                "rotations": self.ledger.rotations,
                "failed_rotations": self.ledger.failed_rotations,
                "cache_identity": self.limits.cache,
                "unsuitable": self.limits.unsuitable,
                "usable": accounts.usable,
                "protected": accounts.protected,
                "active": accounts.active,
                "reserved": accounts.reserved,
                "live_claims": len(self.claims),
                "live_requests": len(self.requests),
                "records": dict(sorted(self.ledger.counts.items())),
                "claims": shown,
            }
