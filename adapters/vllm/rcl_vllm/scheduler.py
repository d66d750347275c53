"""``ResidentClaimScheduler``: what a connector cannot reach, by a subclass of vLLM's scheduler (``scheduler_cls``).

It turns a request away when promises leave no room that waiting could bring, names the claim, and puts the cause into the answer, also of a
request whose load failed. vLLM says that this interface is not public; it is made for and tested with the releases in README.md.
"""

from __future__ import annotations

from typing import Any

from vllm.v1.core.sched.scheduler import Scheduler
from vllm.v1.engine import EngineCoreOutput, EngineCoreOutputs
from vllm.v1.request import RequestStatus

from rcl_vllm.claims import KEY
from rcl_vllm.connector import ResidentClaimConnector


class ResidentClaimScheduler(Scheduler):
    """Needs ``ResidentClaimConnector``; does nothing for requests that the connector lets through."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not isinstance(self.connector, ResidentClaimConnector) or self.connector.side is None:
            raise ValueError("ResidentClaimScheduler needs kv_connector=ResidentClaimConnector")
        self._side = self.connector.side
        self._turned_away: list[EngineCoreOutput] = []
        self._clients: dict[str, int] = {}

    def schedule(self, *args: Any, **kwargs: Any) -> Any:
        self._turn_away()
        return super().schedule(*args, **kwargs)

    def _turn_away(self) -> None:
        """Refuse waiting requests that would not fit beside firm promises even in an otherwise empty engine."""
        for request in list(self.waiting):
            live = self._side.live.get(request.request_id)
            if live is None or live.started or request.status is not RequestStatus.WAITING:
                continue
            blocking = self._side.book.refuse_no_room(live)
            if not blocking:
                continue
            self._clients[request.request_id] = request.client_index
            self.finish_requests(request.request_id, RequestStatus.FINISHED_ERROR)
            self._turned_away.append(
                EngineCoreOutput(
                    request_id=request.request_id,
                    new_token_ids=[],
                    finish_reason=request.get_finished_reason(),
                    kv_transfer_params={KEY: {"refused": "no_room", "blocking": blocking}},
                    events=request.take_events(),
                    trace_headers=request.trace_headers,
                )
            )

    def update_from_output(self, *args: Any, **kwargs: Any) -> dict[int, EngineCoreOutputs]:
        results: dict[int, EngineCoreOutputs] = super().update_from_output(*args, **kwargs)
        causes = self._side.take_causes()
        for outputs in results.values():
            for output in outputs.outputs:
                if output.request_id in causes and output.kv_transfer_params is None:
                    output.kv_transfer_params = {KEY: causes[output.request_id]}
        turned_away, self._turned_away = self._turned_away, []
        for output in turned_away:
            client = self._clients.pop(output.request_id)
            results.setdefault(client, EngineCoreOutputs()).outputs.append(output)
        return results
