"""The scheduler's part: turns vLLM's hooks into steps of the book, and the book's state into plans for the worker.

Requests are vLLM's, used by ``request_id``, ``kv_transfer_params``, ``prompt_token_ids``, ``block_hashes``, ``cache_salt``, ``num_prompt_tokens``,
``num_computed_tokens`` and ``max_tokens``. Each hook begins with ``_settle``, so that losses and ends are written down before anything new.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rcl_vllm.best_effort import BestEffort, key_of
from rcl_vllm.book import ClaimBook
from rcl_vllm.claims import KEY, Ask, Claim, ClaimError, Mode, Op, Phase, parse
from rcl_vllm.live import Live, Offer
from rcl_vllm.pins import Pins
from rcl_vllm.store import Key
from rcl_vllm.wire import Load, Loaded, Plan, Report, Store, Stored

FAILED_STATUS = "FINISHED_ERROR"
"""The engine failed the request. Any other end is the model's or the client's, who may take a request back."""


def claim_keys(claim: Claim, first: int = 0, last: int | None = None) -> list[Key]:
    return [(claim.id, position) for position in range(first, claim.required if last is None else last)]


class SchedulerSide:
    """One engine life. ``block_ids`` gives the GPU blocks of a request by its vLLM id, in the order of positions."""

    def __init__(self, book: ClaimBook, best_effort: int = 0, max_model_len: int = 1 << 30) -> None:
        self.book = book
        self.size = book.limits.block_size
        self.max_model_len = max_model_len
        self.pins: Pins | None = None
        self.block_ids: Callable[[str], Sequence[int]] = lambda _: ()
        self.index = BestEffort(best_effort)
        self.live: dict[str, Live] = {}
        self._vllm: dict[str, Any] = {}
        self._answers: dict[str, dict[str, Any]] = {}
        self._plan = Plan()
        self._loads: dict[str, tuple[str, list[bytes]]] = {}
        self._stored_to: dict[str, int] = {}
        self._pinned: dict[str, list[bool]] = {}
        self._kept: dict[str, set[int | bytes]] = {}
        self._causes: dict[str, dict[str, Any]] = {}

    def bind(self, pool: Any, block_ids: Callable[[str], Sequence[int]], usable: int) -> None:
        self.pins = Pins(pool)
        self.block_ids = block_ids
        self.book.open(usable)

    # ------------------------------------------------------------ a request arrives

    def on_new_request(self, request: Any) -> None:
        """Acceptance, reuse and withdrawal, before vLLM schedules anything of the request."""
        self._settle()
        rid = request.request_id
        name = f"{self.book.ledger.epoch}/{rid}"
        claim, declares = self._operation(request, name)
        self.live[rid] = self.book.submit(name, self._need(request), claim, declares=declares)
        if declares or self.index.capacity:
            self._vllm[rid] = request
        self._settle()

    def _need(self, request: Any) -> int:
        tokens: int = min(request.num_prompt_tokens + request.max_tokens, self.max_model_len)
        return -(-tokens // self.size)

    def _operation(self, request: Any, name: str) -> tuple[Claim | None, bool]:
        """The claim that the request declares (True) or reuses (False), if any; what came of it is kept for the answer."""
        ask: Ask | None = None
        try:
            ask = parse(request.kv_transfer_params)
            if ask is None:
                return None, False
            claim, declares = self._carry_out(ask, request, name)
        except ClaimError as error:
            accepting = ask is None or ask.op is Op.ACCEPT
            (self.book.refuse_acceptance if accepting else self.book.deny_reuse)(name, error)
            self._answers[request.request_id] = {
                "id": error.named,
                "done": False,
                "reason": error.reason.value,
                "detail": error.detail,
                "cache_identity": self.book.limits.cache,
            }
            return None, False
        self._answers[request.request_id] = {"id": ask.id, "op": ask.op.value, "done": True}
        return claim, declares

    def _carry_out(self, ask: Ask, request: Any, name: str) -> tuple[Claim | None, bool]:
        hashes, salt = request.block_hashes, request.cache_salt
        if ask.op is Op.ACCEPT:
            offer = Offer(name, request.prompt_token_ids or (), hashes, salt, self._need(request))
            return self.book.accept(ask, offer), True
        if ask.op is Op.REUSE:
            return self.book.find_for_reuse(ask, hashes, salt, request.num_prompt_tokens), False
        self.book.withdraw(ask)
        return None, False

    # ------------------------------------------------------------ vLLM asks for hits, then allocates

    def matched_tokens(self, request: Any, computed: int) -> tuple[int | None, bool]:
        """How many tokens can be loaded behind ``computed`` local ones; ``None`` keeps the request waiting."""
        self._settle()
        live = self.live[request.request_id]
        live.local = computed // self.size
        claim = live.claim
        if claim is not None and not live.declares and self._must_wait(live, claim):
            return None, False
        if not self.book.gate(live):
            return None, False
        self._settle()
        count = self._loadable(request, live)
        return count * self.size, count > 0

    def _must_wait(self, live: Live, claim: Claim) -> bool:
        """Whether the claim's state is on its way, for another request."""
        if claim.phase is Phase.ACCEPTED:
            self.book.hold(live, "materializing")
        elif claim.phase is Phase.RESTORING and live.local < claim.required:
            self.book.hold(live, "restoring")
        elif (
            claim.phase is Phase.HELD and claim.offloaded and live.local < claim.required and not live.failed
        ):
            return not live.started and self._restorer_waits(claim)
        else:
            return False
        return True

    def _restorer_waits(self, claim: Claim) -> bool:
        """The blocks are loaded, but vLLM makes them known only when it schedules the request that they were loaded for."""
        users = (self.book.requests.get(name) for name in claim.users)
        return any(user is not None and user.restored and not user.settled for user in users)

    def _loadable(self, request: Any, live: Live) -> int:
        """Blocks to promise: the rest of the claimed prefix, whole or not at all; without a claim, what happens to be kept."""
        if live.failed or live.job is not None:
            return 0
        claim = live.claim
        if claim is not None:
            away = claim.phase is Phase.AWAY and not live.declares
            return max(claim.required - live.local, 0) if away else 0
        last = min((request.num_prompt_tokens - 1) // self.size, len(request.block_hashes))
        return self.index.run(request.block_hashes, live.local, last)

    def after_alloc(self, request: Any, block_ids: Sequence[int], external: int) -> None:
        """vLLM gave the request its blocks: a promised load is planned, or the request runs on what is there."""
        live = self.live[request.request_id]
        claim, count = live.claim, external // self.size
        self.book.admit(live, restores=count > 0 and claim is not None)
        if count > 0 and claim is not None:
            job = self.book.plan_restore(live, live.local).id
            keys = claim_keys(claim, live.local)
        elif count > 0:
            job = self.book.plan_unclaimed(live).id
            hashes = list(request.block_hashes[live.local : live.local + count])
            self._loads[job] = (request.request_id, hashes)
            keys = [key_of(digest) for digest in hashes]
        else:
            if self.book.reuse(live):
                live.reused = True
            else:
                self.book.serve_without(live, "not_available")
            return
        targets = list(block_ids[live.local : live.local + count])
        self._plan.loads.append(Load(job, request.request_id, keys, targets))

    # ------------------------------------------------------------ steps

    def build_plan(self, scheduled: Mapping[str, int]) -> Plan:
        """What the worker does in this step. ``scheduled`` are the numbers of tokens that the step computes, by request."""
        self._settle()
        self._causes.clear()
        for rid, count in scheduled.items():
            request = self._vllm.get(rid)
            if request is None:
                continue
            whole = (request.num_computed_tokens + count) // self.size
            live = self.live[rid]
            if live.declares and live.claim is not None and live.claim.phase is Phase.ACCEPTED:
                self._plan_claim(live.claim, rid, whole)
            elif not live.declares:
                self._plan_best_effort(request, whole)
        plan, self._plan = self._plan, Plan()
        return plan

    def _plan_claim(self, claim: Claim, rid: str, whole: int) -> None:
        """Copies of the claimed blocks that this step completes; with the last of them the claim's blocks are pinned."""
        first, last = claim.planned, min(whole, claim.required)
        if last <= first or self.pins is None:
            return
        ids = list(self.block_ids(rid)[: claim.required])
        if claim.mode is Mode.OFFLOADABLE:
            self._plan.stores.append(Store(claim.id, claim_keys(claim, first, last), ids[first:last]))
        claim.planned = last
        if last == claim.required:
            self._pinned[claim.id] = self.pins.pin(claim, ids)
            self._plan.confirm.append(claim.id)

    def _plan_best_effort(self, request: Any, whole: int) -> None:
        rid = request.request_id
        first, last = self._stored_to.get(rid, 0), min(whole, len(request.block_hashes))
        if last <= first:
            return
        ids = self.block_ids(rid)
        self._stored_to[rid] = last
        keys, targets = [], []
        for position in range(first, last):
            wanted, drops = self.index.offer(request.block_hashes[position])
            self._plan.drops += drops
            if wanted:
                keys.append(key_of(request.block_hashes[position]))
                targets.append(ids[position])
        if keys:
            self._plan.stores.append(Store("", keys, targets))

    def take_report(self, report: Report) -> None:
        """What the worker did: stores first, then confirmations, then the ends of loads."""
        for stored in report.stores:
            self._take_stored(stored)
        for name in report.confirmed:
            claim = self.book.claims.get(name)
            if claim is not None:
                self._confirm(claim)
        for loaded in report.loads:
            self._take_loaded(loaded)
        self._settle()

    def _take_stored(self, stored: Stored) -> None:
        if not stored.claim:
            for _, digest in stored.missed:
                if isinstance(digest, bytes):
                    self.index.forget(digest)
            return
        claim = self.book.claims.get(stored.claim)
        if claim is None or claim.phase is Phase.ENDED:
            self._plan.drops += stored.kept
            return
        claim.stored_bytes += stored.copied
        self._kept.setdefault(claim.id, set()).update(position for _, position in stored.kept)
        if stored.cause:
            self.book.store_failed(claim, stored.cause)

    def _confirm(self, claim: Claim) -> None:
        """All claimed blocks are computed: materialized if they are held, and stored where the mode says so, from the first one on."""
        held = self._pinned.pop(claim.id, [])
        stored = self._kept.pop(claim.id, set())
        if claim.mode is Mode.OFFLOADABLE:
            held = [pinned and position in stored for position, pinned in enumerate(held)]
        if not self.book.materialize(claim, held):
            self.book.release(claim, "withdrawal", reason="never_materialized")
        elif claim.mode is Mode.OBSERVED and self.pins is not None:
            self.pins.drop(claim, watch=True)

    def _take_loaded(self, loaded: Loaded) -> None:
        if loaded.job in self._loads:
            _, hashes = self._loads.pop(loaded.job)
            for digest in hashes:
                self.index.used(digest)
            if loaded.bad is not None:
                self.index.forget(hashes[loaded.bad])
                self._plan.drops.append(key_of(hashes[loaded.bad]))
            self.book.unclaimed_done(loaded.job, None if loaded.bad is None else (loaded.bad, loaded.cause))
            return
        job = self.book.jobs.get(loaded.job)
        if job is None:
            return
        rid = job.request.name.split("/", 1)[1]
        claim = job.claim
        if loaded.bad is not None:
            self.book.load_failed(loaded.job, job.first + loaded.bad, loaded.cause)
            if claim is not None and not self.book.limits.recomputes:
                self._causes[rid] = {"refused": "load_failed", "blocking": [claim.id], "job": loaded.job}
            return
        if claim is not None and claim.phase is Phase.RESTORING and self.pins is not None:
            self.pins.pin(claim, list(self.block_ids(rid)[: claim.required]))
        self.book.restore_done(loaded.job, loaded.copied)

    # ------------------------------------------------------------ ends

    def finished(self, rid: str, status: str) -> dict[str, Any] | None:
        """A request is over: its last record, and what the client is told about its claim."""
        live = self.live.pop(rid, None)
        if live is None:
            return None
        self._vllm.pop(rid, None)
        self._stored_to.pop(rid, None)
        answer = self._answers.pop(rid, None)
        self.book.finish(live, ok=status != FAILED_STATUS, status=status)
        self._settle()
        if answer is None:
            return None
        if live.claim is not None:
            answer |= {"phase": live.claim.phase.value, "object": live.claim.object}
            answer["reused"] = live.reused
        return {KEY: answer}

    def take_causes(self) -> dict[str, dict[str, Any]]:
        """Why requests were refused since the last call, by vLLM's id: for whoever can put it into an answer."""
        causes, self._causes = self._causes, {}
        return causes

    def reset(self) -> None:
        """The operator clears all caches: every claim is withdrawn, in writing, before its state goes."""
        for claim in list(self.book.claims.values()):
            self.book.release(claim, "withdrawal", reason="reset")
        self._settle()

    def _settle(self) -> None:
        """Write down losses and ended promises, and drop the pins of claims that ended or moved."""
        if self.pins is not None:
            for claim, position in self.pins.take_losses():
                self.book.block_lost(claim, position)
        self.book.expire_due()
        for claim, watch in self.book.take_dropped():
            if self.pins is not None and (self.pins.holds(claim) or not watch):
                self.pins.drop(claim, watch=watch)
            if not watch:
                self._pinned.pop(claim.id, None)
                self._kept.pop(claim.id, None)
                if claim.mode is Mode.OFFLOADABLE:
                    self._plan.drops += claim_keys(claim)
