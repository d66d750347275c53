"""The book of claims: what may happen to a claim, in which order, and the record of it.

Each step of a claim's life is one function; it checks that the step may be taken, writes the record, and only then changes the state. No
function here knows vLLM. Invariant: ``Accounts`` holds what the contract's state functions hold after the records written so far.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from rcl_vllm.acceptance import check
from rcl_vllm.book_state import BookError, BookState
from rcl_vllm.claims import Ask, Claim, ClaimError, Mode, Phase, Reason, leading_prefix
from rcl_vllm.live import Job, Live, Offer
from rcl_vllm.room import demotions, firm_claims, pinned, smallest_set

TIER = "host"
MAX_WAITS = 8
"""Records that one request writes about what it waits for; further changes are not written."""


class ClaimBook(BookState):
    """All live claims, requests and loads of one engine life. Safe to use from several threads."""

    # ------------------------------------------------------------ acceptance

    def accept(self, ask: Ask, offer: Offer) -> Claim:
        """Make a claim: checked, then written and synced, then there. Raises ``ClaimError`` with the reason if it is not made."""
        with self.lock:
            tokens = check(ask, offer, self)
            self.names.add(ask.id)
            claim = self._new_claim(ask, offer, tokens)
            written = self.ledger.write(
                "accepted",
                claim=claim.id,
                request=offer.request,
                object=claim.object,
                cache=claim.cache,
                tokens=claim.tokens,
                required=claim.required,
                mode=claim.mode.value,
                budget_class=claim.budget_class,
                duration_s=claim.duration_s,
            )
            if written or self.ledger.on_file:
                self._enter(claim)
            if not written:
                if self.ledger.on_file:
                    self.release(claim, "withdrawal", reason="ledger_not_synced")
                raise ClaimError(Reason.LEDGER_UNWRITABLE, "the acceptance could not be written down", ask.id)
            return claim

    def _new_claim(self, ask: Ask, offer: Offer, tokens: str) -> Claim:
        self._order += 1
        return Claim(
            id=ask.id,
            object=ask.object,
            cache=self.limits.cache,
            tokens=tokens,
            required=ask.required,
            mode=ask.mode,
            budget_class=ask.budget_class,
            salt=offer.salt,
            hashes=tuple(offer.hashes[: ask.required]),
            declared_by=offer.request,
            order=self._order,
            duration_s=ask.duration_s,
            deadline=None if ask.duration_s is None else self._clock() + ask.duration_s,
            last_used=self._order,
        )

    def _enter(self, claim: Claim) -> None:
        self.claims[claim.id] = claim
        self.accounts.protected += claim.required
        if claim.mode is Mode.OBSERVED:
            self.accounts.observed += claim.required
        if claim.deadline is not None:
            heapq.heappush(self._deadlines, (claim.deadline, claim.order, claim.id))

    def submit(self, name: str, total: int, claim: Claim | None = None, *, declares: bool = False) -> Live:
        """A request arrives. Its claim, if it has one, counts it as a user from now on."""
        with self.lock:
            request = Live(name, total, claim, declares)
            self.requests[name] = request
            if claim is not None:
                claim.users[name] = None
            self._submit_need(request)
            if claim is not None and not declares:
                self.ledger.write("reuse_requested", claim=claim.id, request=name)
            return request

    def _submit_need(self, request: Live) -> None:
        need = self.need(request)
        if need != request.need:
            request.need = need
            claim = request.claim.id if request.claim is not None else None
            self.ledger.write("submitted", request=request.name, claim=claim, blocks=need)

    def gate(self, request: Live) -> bool:
        """Whether vLLM may give the request its blocks now; if not, the ledger says what it waits for."""
        with self.lock:
            if request.started:
                return True
            self._submit_need(request)
            if self.has_room(request) or self.make_room(request):
                return True
            found = self.blockers(request)
            if found:
                self._wait(request, tuple(claim.id for claim in found))
            else:
                self._wait(request, "active")
            return False

    def _wait(self, request: Live, cause: tuple[str, ...] | str) -> None:
        if request.waits_for == cause or request.waits >= MAX_WAITS:
            return
        request.waits_for = cause
        request.waits += 1
        if isinstance(cause, str):
            self.ledger.write("held", request=request.name, reason=cause)
        else:
            self.ledger.write("deferred", request=request.name, blocking=list(cause), need=request.need)

    def hold(self, request: Live, reason: str) -> None:
        self._wait(request, reason)

    def make_room(self, request: Live) -> bool:
        """Offload what only waiting requests name; then demote idle demotable claims in the stated order, but only if that is enough."""
        for claim in list(self.claims.values()):
            if claim is not request.claim and self._missing(request) > 0:
                self.offload(claim, in_use=not self.waits_only(claim))
        if self.has_room(request):
            return True
        chosen = demotions(self.claims.values(), self.classes, self._missing(request))
        for claim in chosen:
            self.release(claim, "demotion", request=request, reason="pressure")
        return bool(chosen)

    def blockers(self, request: Live) -> list[Claim]:
        """A smallest set of claims without which the request would fit now; empty if it isn't claims that leave no room."""
        if not self.accounts.short_by_the_contract(request.need):
            return []
        others = [claim for claim in pinned(self.claims.values()) if claim is not request.claim]
        return smallest_set(others, self._missing(request)) or []

    def refuse_no_room(self, request: Live) -> list[str]:
        """Turn the request away because it would not even fit beside promises that nobody gives up; the claims that are named.

        Empty, and nothing written, if waiting can help: then it isn't refused.
        """
        with self.lock:
            self._submit_need(request)
            if request.started or self.has_room(request):
                return []
            firm = firm_claims(self.claims.values(), request.claim)
            missing = sum(claim.required for claim in firm) + request.need - self.accounts.usable
            if missing <= 0:
                return []
            blocking = [claim.id for claim in smallest_set(firm, missing) or []]
            if not blocking:
                return []
            self.ledger.write("refused", request=request.name, blocking=blocking, cause="no_room", job=None)
            return blocking

    def admit(self, request: Live, *, restores: bool = False) -> None:
        """vLLM gave the request its blocks. With ``restores``, those that a load fills are booked apart until they have arrived."""
        with self.lock:
            if request.started:
                return
            request.started = True
            request.waits_for = None
            self._submit_need(request)
            loaded = request.claim.required if restores and request.claim is not None else 0
            self._occupy(request, request.need - loaded)

    def _occupy(self, request: Live, blocks: int, *, taken_over: bool = False) -> None:
        request.admitted += blocks
        self.accounts.active += blocks
        self.ledger.write("admitted", request=request.name, blocks=blocks, taken_over=taken_over)

    def finish(self, request: Live, *, ok: bool, status: str) -> None:
        """The last record of a request. While a load is under way for it, its end waits for the load's."""
        with self.lock:
            if request.job is not None:
                request.ending = (ok, status)
                return
            claim = request.claim
            if claim is not None and request.declares and claim.phase is Phase.ACCEPTED:
                if claim.planned < claim.required:
                    self.release(claim, "withdrawal", request=request, reason="never_materialized")
            del self.requests[request.name]
            self.accounts.active -= request.admitted
            self.ledger.write("finished", request=request.name, ok=ok, blocks=request.admitted, status=status)
            if claim is not None:
                claim.users.pop(request.name, None)
                if request.inherits:
                    self._take_over(claim)
                self.offload(claim)
                self._forget(claim)

    # ------------------------------------------------------------ a claim's life

    def job_name(self) -> str:
        self._jobs += 1
        return f"{self.ledger.epoch}/job-{self._jobs}"

    def materialize(self, claim: Claim, held: Sequence[bool], job: str | None = None) -> bool:
        """The claim's blocks are there: decided on the leading ones in a row, and once."""
        with self.lock:
            leading = leading_prefix(held)
            if claim.phase is not Phase.ACCEPTED or leading < claim.required:
                return False
            self.ledger.write(
                "materialized",
                claim=claim.id,
                request=claim.declared_by,
                object=claim.object,
                cache=claim.cache,
                tokens=claim.tokens,
                required=claim.required,
                leading=leading,
                job=job,
            )
            claim.materialized = True
            claim.phase = Phase.HELD
            self.offload(claim)
            return True

    def offload(self, claim: Claim, *, in_use: bool | None = None) -> bool:
        """Give back the GPU protection of a claim that is whole on the host and that no request uses.

        Requests that wait for room count as users, unless the caller says otherwise by ``in_use``.
        """
        with self.lock:
            used = bool(claim.users) if in_use is None else in_use
            idle = claim.phase is Phase.HELD and claim.materialized and not used
            if claim.mode is not Mode.OFFLOADABLE or not idle:
                return False
            moved = 0 if claim.offloaded else claim.stored_bytes
            self.ledger.write(
                "offloaded",
                claim=claim.id,
                tier=TIER,
                job=self.job_name(),
                blocks=claim.required,
                bytes=moved,
            )
            claim.phase = Phase.AWAY
            claim.offloaded = True
            claim.gpu_lost = None
            self.accounts.protected -= claim.required
            self.dropped.append((claim, True))
            return True

    def plan_restore(self, request: Live, local: int) -> Job:
        """A load for the request, behind ``local`` blocks that are on the GPU; always under a new job."""
        with self.lock:
            claim = request.claim
            if claim is None or claim.phase is not Phase.AWAY or request.failed or request.job is not None:
                raise BookError("a restoration was planned that may not be")
            job = Job(self.job_name(), claim, request, local)
            self.jobs[job.id] = job
            self.ledger.write(
                "restore_required",
                claim=claim.id,
                request=request.name,
                tier=TIER,
                job=job.id,
                blocks=claim.required - local,
                local=local,
            )
            claim.phase = Phase.RESTORING
            claim.job = request.job = job.id
            self.accounts.reserved += claim.required
            return job

    def restore_done(self, name: str, copied: int) -> None:
        """The worker verified every block of the job, ``copied`` bytes: the claim is back, or it ended meanwhile."""
        with self.lock:
            claim, request, first = self._end_job(name)
            if claim.phase is not Phase.RESTORING:
                self.ledger.write("load_dropped", claim=claim.id, request=request.name, job=name)
                self._occupy(request, claim.required, taken_over=True)
                request.local = claim.required
            else:
                self.ledger.write(
                    "restored",
                    claim=claim.id,
                    request=request.name,
                    tier=TIER,
                    job=name,
                    leading=claim.required,
                    blocks=claim.required - first,
                    bytes=copied,
                )
                claim.phase = Phase.HELD
                claim.gpu_lost = None
                self.accounts.protected += claim.required
                request.restored = True
            self._end_if_over(request)

    def load_failed(self, name: str, position: int, cause: str) -> None:
        """A load brought a bad block: the request is refused in the claim's name, then the claim's own outcome, then the end."""
        with self.lock:
            claim, request, _ = self._end_job(name)
            self.ledger.write(
                "load_failed",
                claim=claim.id,
                request=request.name,
                job=name,
                tier=TIER,
                position=position,
                cause=cause,
            )
            request.failed = True
            if self.limits.recomputes:
                request.settled = True
                self.ledger.write("recomputed", claim=claim.id, request=request.name, cause="load_failed")
                self._occupy(request, claim.required, taken_over=True)
            else:
                self.ledger.write(
                    "refused", request=request.name, blocking=[claim.id], cause="load_failed", job=name
                )
            if claim.phase is Phase.RESTORING:
                claim.phase = Phase.AWAY
                if cause != "copy":
                    self.harm(claim, position, cause, request=request)
            self._end_if_over(request)

    def plan_unclaimed(self, request: Live) -> Job:
        """A load of blocks that no claim speaks of, for any request."""
        with self.lock:
            job = Job(self.job_name(), None, request, 0)
            self.jobs[job.id] = job
            request.job = job.id
            return job

    def unclaimed_done(self, name: str, bad: tuple[int, str] | None) -> None:
        """A load without a claim ended, ``bad`` with its first bad block and why. No claim is named, whatever happened."""
        with self.lock:
            request = self._take_job(name).request
            if bad is not None:
                request.failed = True
                position, cause = bad
                self.ledger.write(
                    "unclaimed_load_failed", request=request.name, job=name, position=position, cause=cause
                )
            self._end_if_over(request)

    def _end_job(self, name: str) -> tuple[Claim, Live, int]:
        job = self._take_job(name)
        claim = job.claim
        if claim is None:
            raise BookError(f"load {name} is no claim's")
        self.accounts.reserved -= claim.required
        if claim.job == name:
            claim.job = None
        return claim, job.request, job.first

    def _end_if_over(self, request: Live) -> None:
        if request.ending is not None:
            ok, status = request.ending
            self.finish(request, ok=ok, status=status)

    def reuse(self, request: Live) -> bool:
        """vLLM runs the request on the claim's blocks: only with the whole prefix there, and restored since it was offloaded."""
        with self.lock:
            claim = request.claim
            if claim is None or request.settled or request.declares or claim.harmed:
                return False
            there = claim.phase is Phase.HELD and request.local >= claim.required
            if not (request.restored or there):
                return False
            request.settled = True
            self._order += 1
            claim.last_used = self._order
            self.ledger.write("reused", claim=claim.id, request=request.name)
            return True

    def serve_without(self, request: Live, cause: str) -> None:
        """The request runs, but not in the claim's name: by vLLM's own cache, or by computing the state again."""
        with self.lock:
            claim = request.claim
            if claim is None or request.settled or request.declares:
                return
            request.settled = True
            if request.local >= claim.required:
                self.ledger.write(
                    "served_locally", claim=claim.id, request=request.name, leading=request.local
                )
            else:
                self.ledger.write("recomputed", claim=claim.id, request=request.name, cause=cause)

    def block_lost(self, claim: Claim, position: int) -> None:
        """An unpinned block of the claim is gone from the GPU, and no other copy of it is there."""
        with self.lock:
            if claim.phase is Phase.ENDED or not claim.materialized:
                return
            if claim.mode is Mode.OBSERVED:
                self.harm(claim, position, "evicted")
            elif claim.phase is not Phase.HELD and (claim.gpu_lost is None or position < claim.gpu_lost):
                claim.gpu_lost = position
                self.ledger.write("block_lost", claim=claim.id, position=position)

    def harm(self, claim: Claim, position: int, cause: str, *, request: Live | None = None) -> bool:
        """Say in the claim's name that its promise is broken: once, only after it was materialized, never after its end."""
        with self.lock:
            if claim.phase is Phase.ENDED or claim.harmed or not claim.materialized:
                return False
            name = request.name if request is not None else None
            self.ledger.write(
                "harmed", claim=claim.id, object=claim.object, position=position, request=name, cause=cause
            )
            claim.harmed = True
            self.ledger.write("closed", claim=claim.id, blocks=self._end(claim))
            self._after_end(claim)
            return True

    def release(self, claim: Claim, cause: str, *, request: Live | None = None, reason: str = "") -> bool:
        """End a promise whose state is intact or never was: once, never after a harm, and before any pin is dropped."""
        with self.lock:
            if claim.phase is Phase.ENDED:
                return False
            blocks = self._end(claim)
            name = request.name if request is not None else None
            self.ledger.write(
                "released", claim=claim.id, cause=cause, blocks=blocks, request=name, reason=reason
            )
            self._after_end(claim)
            return True

    def withdraw(self, ask: Ask) -> None:
        """The client gives the claim up. Raises ``ClaimError`` if there is no such live claim."""
        with self.lock:
            claim = self.claims.get(ask.id)
            if claim is None or not self.release(claim, "withdrawal", reason="client"):
                known = claim is not None or ask.id in self.names
                reason = Reason.CLAIM_ENDED if known else Reason.UNKNOWN_CLAIM
                raise ClaimError(reason, "there is no such live claim", ask.id)

    def _end(self, claim: Claim) -> int:
        blocks = claim.required if claim.protects else 0
        self.accounts.protected -= blocks
        if claim.mode is Mode.OBSERVED:
            self.accounts.observed -= blocks
        claim.phase = Phase.ENDED
        return blocks

    def _after_end(self, claim: Claim) -> None:
        self._take_over(claim)
        for name in claim.users:
            request = self.requests.get(name)
            if request is not None and not request.started:
                self._submit_need(request)
        self.dropped.append((claim, False))
        self._forget(claim)

    def _take_over(self, claim: Claim) -> None:
        """Blocks that an ended claim no longer protects are occupied by a request that runs on them, if there is one."""
        for name in claim.users:
            request = self.requests.get(name)
            if request is None or not request.started or request.job is not None or request.failed:
                continue
            if request.admitted < request.total:
                request.inherits = True
                self._occupy(request, claim.required, taken_over=True)
                return

    def expire_if_idle(self) -> int:
        """For a clock of its own thread: while requests are live, the hooks of their steps do it, in an order that vLLM can bear."""
        with self.lock:
            return 0 if self.requests else self.expire_due()

    def expire_due(self) -> int:
        """End every claim whose duration is over by the monotonic clock; how many."""
        with self.lock:
            count, now = 0, self._clock()
            while self._deadlines and self._deadlines[0][0] <= now:
                deadline, _, name = heapq.heappop(self._deadlines)
                claim = self.claims.get(name)
                if claim is None or claim.phase is Phase.ENDED or claim.deadline != deadline:
                    continue
                claim.expired = True
                self.ledger.write("deadline_passed", claim=claim.id, late_s=round(now - deadline, 6))
                count += self.release(claim, "expiry", reason="duration")
            return count

    def close(self) -> None:
        """An orderly end: every promise is withdrawn and every request ended, in writing."""
        with self.lock:
            for claim in list(self.claims.values()):
                self.release(claim, "withdrawal", reason="shutdown")
            for job in list(self.jobs.values()):
                _ = self._take_job(job.id) if job.claim is None else self._end_job(job.id)
            for request in list(self.requests.values()):
                request.ending = None
                self.finish(request, ok=False, status="shutdown")
            self.ledger.write("ledger_closed", live=len(self.claims))
