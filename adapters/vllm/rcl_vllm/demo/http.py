"""Over HTTP: a server process of its own, with `/v1/completions`, a claim that is kept and one whose load fails."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rcl_vllm.demo.engine import BLOCK, QUIET, accept, prompt, reuse
from rcl_vllm.demo.faults import write_faults
from rcl_vllm.demo.judge import judge

PATIENCE_S = 240.0


class Server:
    """vLLM's OpenAI server over a folder with ledger, status and faults; killed with its children at the end."""

    def __init__(self, model: Path, folder: Path, *, scheduler: bool = False, **extra: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.ledger, self.faults = folder / "ledger.jsonl", folder / "faults.json"
        self.port = _free_port()
        transfer = {
            "kv_connector": "FaultyConnector",
            "kv_connector_module_path": "rcl_vllm.demo.faults",
            "kv_role": "kv_both",
            "kv_load_failure_policy": "fail",
            "kv_connector_extra_config": {
                "ledger": str(self.ledger),
                "status": str(folder / "status.json"),
                "status_interval_s": 0.2,
                "faults": str(self.faults),
                **extra,
            },
        }
        command = [
            *[sys.executable, "-m", "vllm.entrypoints.openai.api_server", "--model", str(model)],
            *["--served-model-name", "tiny", "--host", "127.0.0.1", "--port", str(self.port)],
            *["--skip-tokenizer-init", "--enforce-eager", "--dtype", "float32", "--max-model-len", "2048"],
            *["--block-size", str(BLOCK), "--num-gpu-blocks-override", "81"],
            *["--kv-cache-memory-bytes", str(64 << 20), "--kv-transfer-config", json.dumps(transfer)],
        ]
        if scheduler:
            command += ["--scheduler-cls", "rcl_vllm.scheduler.ResidentClaimScheduler"]
        environment = os.environ | QUIET | {"VLLM_ENABLE_V1_MULTIPROCESSING": "1"}
        environment |= {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self.log = folder / "server.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, env=environment, start_new_session=True
            )

    def wait(self) -> None:
        """Until the server answers. Raises ``RuntimeError`` with the end of its log if it doesn't."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5):
                    return
            except OSError:
                time.sleep(0.3)
        raise RuntimeError(f"the server did not come up:\n{self.log.read_text(errors='replace')[-3000:]}")

    def ask(
        self, tokens: Sequence[int], claim: Mapping[str, Any] | None = None, timeout: float = 120.0
    ) -> tuple[int, dict[str, Any]]:
        """The HTTP status and the answer's JSON object."""
        body: dict[str, Any] = {
            "model": "tiny",
            "prompt": list(tokens),
            "max_tokens": 6,
            "temperature": 0,
            "ignore_eos": True,
            "detokenize": False,
            "return_token_ids": True,
        }
        if claim is not None:
            body["kv_transfer_params"] = {"resident_claim": dict(claim)}
        return self.post("/v1/completions", body, timeout)

    def post(self, path: str, body: dict[str, Any], timeout: float = 120.0) -> tuple[int, dict[str, Any]]:
        call = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(call, timeout=timeout) as answer:
                return answer.status, json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"{}")

    def metrics(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=10) as answer:
            return str(answer.read().decode())

    def records(self, *kinds: str) -> list[dict[str, Any]]:
        records = [json.loads(line) for line in self.ledger.read_bytes().splitlines()]
        return [record for record in records if not kinds or record["event"] in kinds]

    def stop(self, *, kill: bool = False) -> None:
        """End the server and every process that it started: orderly, or at once."""
        if kill:
            self._signal(signal.SIGKILL)
        else:
            self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=30)
        self._signal(signal.SIGKILL)
        self.process.wait()

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def evict(server: Server) -> None:
    """Push unpinned state out of the GPU by other requests."""
    for seed in (17, 19):
        status, _ = server.ask(prompt(60, seed))
        assert status == 200, status


def scenario(server: Server) -> str:
    """Success and a claimed failure. Raises ``AssertionError``."""
    status, first = server.ask(prompt(3.75), accept("c0", 3))
    assert status == 200 and first["kv_transfer_params"]["resident_claim"]["done"], (status, first)
    evict(server)
    status, again = server.ask(prompt(3.75), reuse("c0"))
    assert status == 200 and again["kv_transfer_params"]["resident_claim"]["reused"], (status, again)
    tokens = [answer["choices"][0]["token_ids"] for answer in (first, again)]
    assert tokens[0] == tokens[1] and len(tokens[0]) == 6, tokens
    evict(server)
    write_faults(server.faults, [{"kind": "corrupt", "claim": "c0", "position": 1}])
    status, failed = server.ask(prompt(3.75), reuse("c0"))
    assert status == 500, (status, failed)
    assert [record["blocking"] for record in server.records("refused")] == [["c0"]]
    assert [record["claim"] for record in server.records("harmed")] == ["c0"]
    status, after = server.ask(prompt(3.75), reuse("c0"))
    assert after["kv_transfer_params"]["resident_claim"]["reason"] == "claim_ended", after
    shown = [
        line for line in server.metrics().splitlines() if line.startswith("vllm:resident_claim_records_total")
    ]
    assert any('event="harmed"' in line for line in shown), shown
    time.sleep(2.0)  # the status file follows by its interval
    state = json.loads((server.folder / "status.json").read_text())
    assert state["usable"] == 80 and state["records"]["harmed"] == 1, state
    return "200 restored, same tokens; 500 refused and harmed in the ledger"


def run_http(model: Path, folder: Path) -> bool:
    """Run and judge; whether it went as expected."""
    start = time.monotonic()
    server = Server(model, folder)
    try:
        server.wait()
        said, wrong = scenario(server), ""
    except (AssertionError, RuntimeError, OSError) as error:
        said, wrong = "", repr(error)
    finally:
        server.stop()
    if not wrong:
        found = judge(server.ledger, "offloadable")
        missing = {
            "lifecycle.restored_before_reuse",
            "outcome.failed_load_refuses",
            "outcome.harm_once",
        } - found.of("holds")
        wrong = "; ".join([*sorted(missing), *found.violations])
    sys.stdout.write(
        f"{'FAIL' if wrong else 'ok  '} over HTTP {time.monotonic() - start:5.1f} s  {said}{wrong}\n"
    )
    return not wrong
