"""SGLang's own waiting queue where it gives up on a request: the scheduler's two methods, on a stand-in for the rest."""

from __future__ import annotations

import os
import time
from unittest.mock import MagicMock

import fakes  # noqa: F401
from sglang.srt.disaggregation.utils import DisaggregationMode
from sglang.srt.managers.io_struct import AbortReq
from sglang.srt.managers.schedule_batch import Req
from sglang.srt.managers.scheduler import Scheduler

REPLACED = ("the scheduler around its waiting queue: a stand-in, on which its own methods run",)


class WaitingQueue:
    """Requests that found no room; ``told`` are the messages that the scheduler sends back for them."""

    def __init__(self) -> None:
        self.told: list[AbortReq] = []
        self._self = MagicMock()
        self._self.waiting_queue = []
        self._self.chunked_req = None
        self._self.mm_receiver = None
        self._self.dllm_config = None
        self._self.disaggregation_mode = DisaggregationMode.NULL
        self._self.send_abort_output = lambda message, req: self.told.append(message)
        self._self._collect_inflight_batches = list

    def add(self, req: Req) -> None:
        req.time_stats.wait_queue_entry_time = time.perf_counter()
        self._self.waiting_queue.append(req)

    def wait_too_long(self) -> list[str]:
        """The timer of the queue, as if it were set to a hundredth of a second and that were over."""
        os.environ["SGLANG_REQ_WAITING_TIMEOUT"] = "0.01"
        time.sleep(0.05)
        aborts = Scheduler._poll_timeout_aborts(self._self)
        os.environ["SGLANG_REQ_WAITING_TIMEOUT"] = "-1"
        return self._abort(aborts)

    def client_leaves(self, req: Req) -> list[str]:
        """The client disconnects."""
        return self._abort([AbortReq(rid=req.rid)])

    def _abort(self, aborts: list[AbortReq]) -> list[str]:
        before = {req.rid for req in self._self.waiting_queue}
        for item in aborts:
            Scheduler.abort_request(self._self, item)
        return sorted(before - {req.rid for req in self._self.waiting_queue})
