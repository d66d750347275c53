"""pytest plugin for vLLM's own tests: puts the adapter where the tests build an engine.

- The model: a tiny config of our own, because the tests name one on a hub.
- The connector of each engine: ``ResidentClaimConnector``. Where a test scripts a connector (``create_mock_connector``), the script decides only what
  it scripts, which is how many tokens are promised and whether asynchronously; every hook also reaches the real connector, and
  what the script says of failed blocks is told to it as a worker would.
- ``RCL_VLLM_PART=scheduler``: ``ResidentClaimScheduler`` in the place of vLLM's, with the test's own connector script.
After each test the ledger has to be whole: no request that vLLM has finished is open, and nothing is booked for it.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

PART = os.environ.get("RCL_VLLM_PART", "connector")
ENGINES: list[Any] = []
TEMPORARY = tempfile.TemporaryDirectory()
BASE = Path(TEMPORARY.name)


def pytest_configure() -> None:
    import importlib

    import vllm.platforms as platforms

    if (
        platforms.current_platform.device_type != "cpu"
    ):  # the official wheel on a machine without a GPU: its scheduler runs all the same
        from vllm.platforms.cpu import CpuPlatform

        platforms._current_platform = CpuPlatform()  # noqa: SLF001
    utils = importlib.import_module("tests.v1.kv_connector.unit.utils")
    from rcl_vllm.scheduler import ResidentClaimScheduler

    write_model()
    make_config, make_scheduler, make_mock = (
        utils.create_vllm_config,
        utils.create_scheduler,
        utils.create_mock_connector,
    )

    def config(*args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("model", str(BASE))
        kwargs.setdefault("kv_role", "kv_both")
        kwargs["kv_connector"] = "ResidentClaimConnector"
        kwargs["kv_connector_module_path"] = "rcl_vllm.connector"
        kwargs["kv_connector_extra_config"] = {
            "ledger": str(BASE / f"ledger-{os.getpid()}-{len(os.listdir(BASE))}")
        }
        made = make_config(*args, **kwargs)
        made.model_config.skip_tokenizer_init = True
        return made

    def scheduler(*args: Any, **kwargs: Any) -> Any:
        if PART == "scheduler":
            utils.Scheduler = ResidentClaimScheduler
            utils.AsyncScheduler = ResidentClaimScheduler
        made = make_scheduler(*args, **kwargs)
        ENGINES.append((made, made.connector))
        return made

    def mock() -> Any:
        if PART == "scheduler":
            return make_mock()
        return spy(make_mock, ENGINES[-1][1])

    utils.create_vllm_config, utils.create_scheduler, utils.create_mock_connector = config, scheduler, mock


def write_model() -> None:
    """A config is all that a scheduler reads of a model."""
    (BASE / "config.json").write_text(
        json.dumps(
            {
                "architectures": ["LlamaForCausalLM"],
                "model_type": "llama",
                "hidden_size": 64,
                "head_dim": 32,
                "num_hidden_layers": 2,
                "num_attention_heads": 4,
                "num_key_value_heads": 4,
                "intermediate_size": 128,
                "vocab_size": 512,
                "max_position_embeddings": 16384,
            }
        )
    )


def spy(make_mock: Any, real: Any) -> Any:
    """The test's script on top of the real connector."""
    found = Mock(wraps=real)
    found.get_external_cache_hit_sources.side_effect = make_mock().get_external_cache_hit_sources.side_effect
    found.request_finished = Reaching(real.request_finished)
    found.update_connector_output.side_effect = lambda output: tell(real, output)
    return found


class Reaching(Mock):
    """A hook that the real connector hears of even where the test scripts the answer."""

    def __init__(self, reached: Any = None, **more: Any) -> None:
        super().__init__(return_value=(False, None), **more)
        self.reached = reached

    def _get_child_mock(self, **more: Any) -> Mock:
        return Mock(**more)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.reached(*args, **kwargs)
        return super().__call__(*args, **kwargs)


def tell(real: Any, output: Any) -> None:
    """The worker's report of the loads under way, as the test's output implies it."""
    from rcl_vllm.connector import ReportMetadata
    from rcl_vllm.wire import Loaded, Report

    bad = output.invalid_block_ids or set()
    received, failed = output.finished_recving or set(), output.failed_recving or set()
    report = Report()
    for load in PLANNED:
        if load.job not in real.side.book.jobs:
            continue
        broken = [index for index, block in enumerate(load.block_ids) if block in bad]
        if broken or load.request_id in failed:
            report.loads.append(Loaded(load.job, 0, broken[0] if broken else 0, "copy"))
        elif load.request_id in received or not bad:
            report.loads.append(Loaded(load.job, 1))
    output.kv_connector_worker_meta = ReportMetadata(report)
    real.update_connector_output(output)


PLANNED: list[Any] = []


@pytest.fixture(autouse=True)
def whole_ledger(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Collects the plans of the test's engine and looks at its ledger afterwards."""
    from rcl_vllm.scheduler_side import SchedulerSide

    PLANNED.clear()
    ENGINES.clear()
    build = SchedulerSide.build_plan

    def keep(self: Any, scheduled: Any) -> Any:
        plan = build(self, scheduled)
        PLANNED.extend(plan.loads)
        return plan

    monkeypatch.setattr(SchedulerSide, "build_plan", keep)
    yield
    for scheduler, connector in ENGINES:
        connector.clock.stop()
        side = connector.side
        if PART == "connector":
            assert set(side.live) == {rid for rid, r in scheduler.requests.items() if not r.is_finished()}
            assert side.book.accounts.active == sum(live.admitted for live in side.book.requests.values())
            assert side.book.ledger.failed == 0
        side.book.ledger.close()
