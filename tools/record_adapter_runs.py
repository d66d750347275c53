"""Records the evidence of `descriptors/vllm_adapter`: short runs of a real vLLM engine on the CPU with the claim adapter.

Needs an environment with vLLM and the adapter (see `docs/adapter.md`), not rcl's own. Writes one ledger a run into the folder
that is given and prints the `evidence trace` lines. The same code gives the same bytes: clock times and process ids are left out, and lives and requests
are renumbered in the order in which they come (`e1`, `e1/0`), which keeps apart what was apart.

    python tools/record_adapter_runs.py [--check] descriptors/vllm_adapter/evidence [RUN...]

With `--check` the folder stays as it is, and the exit code is 1 if a run now gives other bytes. Two runs wait for a claim's duration: on a machine
on which a request takes seconds they can differ.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rcl_vllm.demo.engine import Engine, accept, make_model, prompt, reuse, set_environment, withdraw

LEFT_OUT = ("time", "pid", "late_s", "version")
"""Fields that differ between two equal runs, or between two releases of equal code."""
NAME = re.compile(r"([0-9a-f]{8})/(?:(job-\d+)|(\d+)-[0-9a-f]{8})")


def success(life: Callable[..., Engine]) -> None:
    """Two claims go to the host, their blocks are taken for another request, and both are restored and reused."""
    engine = life()
    first, second = prompt(6.5, seed=7), prompt(5.2, seed=11)
    told = engine.ask(first, accept("c1", 4)).tokens
    engine.ask(second, accept("c2", 3))
    engine.ask(prompt(9.5, seed=13))
    engine.ask(prompt(74.5, seed=17))
    again = engine.ask(first, reuse("c1"))
    check(again.tokens == told, "the restored state gives the same tokens")
    engine.ask(second, reuse("c2"))
    engine.forget_gpu()
    engine.ask([*first[: 4 * 32], *prompt(3.5, seed=19)], reuse("c1"))
    check(reused(engine) == ["c1", "c2", "c1"], "each claim is reused, one of them under another ending")
    engine.ask(prompt(2.5, seed=23), withdraw("c1"))
    engine.close()


def load_failure(life: Callable[..., Engine]) -> None:
    """Loads of claimed blocks are corrupt, short, missing or not copied; an untouched claim beside them is served."""
    engine = life()
    prompts = {name: prompt(4.5, seed=seed) for name, seed in zip("abcde", (7, 11, 13, 17, 19), strict=True)}
    for name, tokens in prompts.items():
        engine.ask(tokens, accept(name, 3))
    engine.ask(prompt(79.5, seed=23))
    for name, kind in (("a", "corrupt"), ("b", "short"), ("c", "missing"), ("d", "copy")):
        engine.break_next(kind, name)
        check(
            engine.ask(prompts[name], reuse(name)).reason == "error", f"{kind} ends the request with an error"
        )
    engine.heal()
    engine.ask(prompts["e"], reuse("e"))
    engine.ask(prompts["d"], reuse("d"))
    check(reused(engine) == ["e", "d"], "an untouched claim and one whose copy failed are reused")
    check(engine.ask(prompts["e"], reuse("d")).claim.get("done") is False, "other tokens are no reuse")
    engine.ask(prompts["b"])
    engine.close()


def held(life: Callable[..., Engine]) -> None:
    """A claim keeps 60 of 80 blocks on the GPU; a request for 70 waits until the claim's duration is over."""
    engine = life()
    tokens = prompt(61.5, seed=7)
    told = engine.ask(tokens, accept("h", 60, mode="hard_protected", duration_s=6.0)).tokens
    again = engine.ask(tokens, reuse("h"))
    check(again.tokens == told and reused(engine) == ["h"], "the held claim is reused")
    engine.ask(prompt(9.5, seed=11))
    check(engine.ask(prompt(69.5, seed=13)).reason == "length", "the request runs after the end of the claim")
    engine.close()


def pressure(life: Callable[..., Engine]) -> None:
    """A demotable claim gives way, another one makes a request wait, and the engine starts again on the same ledger."""
    engine = life()
    engine.ask(prompt(31.5, seed=7), accept("d", 30, mode="demotable"))
    engine.ask(prompt(4.5, seed=11), accept("o", 3))
    engine.ask(prompt(69.5, seed=13))
    engine.ask(prompt(61.5, seed=17), accept("x", 60, mode="expiring", duration_s=3.0))
    engine.ask(prompt(69.5, seed=19))
    engine.ask(prompt(4.5, seed=11), reuse("o"))
    engine.ask(prompt(5.5, seed=23), accept("left", 4))
    engine.close(orderly=False)
    engine = life()
    check(
        engine.ask(prompt(5.5, seed=23), reuse("left")).claim.get("done") is False,
        "a lost claim is not reused",
    )
    engine.close()


def scheduled(life: Callable[..., Engine]) -> None:
    """With the scheduler: a request that promises leave no room for is refused at once, and so is one whose load fails."""
    engine = life(scheduler=True)
    small = prompt(4.5, seed=11)
    told = engine.ask(small, accept("o", 3)).tokens
    engine.ask(prompt(61.5, seed=7), accept("h", 60, mode="hard_protected"))
    refused = engine.ask(prompt(69.5, seed=13))
    check(refused.reason == "error", "the request is refused")
    engine.ask(prompt(18.5, seed=17))
    check(engine.ask(small, reuse("o")).tokens == told, "the claim on the host is served beside the held one")
    engine.ask(prompt(18.5, seed=19))
    engine.break_next("corrupt", "o")
    check(engine.ask(small, reuse("o")).reason == "error", "a corrupt load ends the request")
    engine.ask(prompt(2.5, seed=23), withdraw("h"))
    check(engine.ask(prompt(69.5, seed=13)).reason == "length", "after the withdrawal the request runs")
    engine.close()


RUNS = {run.__name__: run for run in (success, load_failure, held, pressure, scheduled)}


def reused(engine: Engine) -> list[str]:
    """The claims that requests were run on, in the order of the ledger."""
    return [record["claim"] for record in engine.records("reused")]


def check(done: bool, what: str) -> None:
    """The run shows what it is recorded for, or nothing is written."""
    if not done:
        raise SystemExit(f"not so: {what}")


class Renamer:
    """Names of lives and requests in the order in which they come."""

    def __init__(self) -> None:
        self._lives: dict[str, str] = {}
        self._requests: dict[str, str] = {}

    def record(self, line: bytes) -> bytes:
        """The record without what differs from run to run."""
        kept = {key: self._value(value) for key, value in json.loads(line).items() if key not in LEFT_OUT}
        kept["epoch"] = self._life(kept["epoch"])
        return json.dumps(kept, separators=(",", ":")).encode() + b"\n"

    def _life(self, name: str) -> str:
        return self._lives.setdefault(name, f"e{len(self._lives) + 1}")

    def _value(self, value: Any) -> Any:
        found = NAME.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            return value
        life, job, _ = found.groups()
        if job is not None:
            return f"{self._life(life)}/{job}"
        return self._requests.setdefault(value, f"{self._life(life)}/{len(self._requests)}")


def record(name: str, model: Path, folder: Path, out: Path) -> bytes:
    """Does a run, and writes its ledger, whose bytes it gives."""
    life = folder / name

    def begin(**settings: Any) -> Engine:
        return Engine(model, life, usable=80, host_blocks=200, **settings)

    RUNS[name](begin)
    renamer = Renamer()
    data = b"".join(renamer.record(line) for line in (life / "ledger.jsonl").read_bytes().splitlines())
    (out / f"{name}.jsonl").write_bytes(data)
    return data


def main(arguments: list[str]) -> int:
    """Records the runs that are named, or all; with ``--check`` beside the folder's, and 1 if one of them is another."""
    check_only = arguments[:1] == ["--check"]
    words = arguments[1:] if check_only else arguments
    if not words or set(words[1:]) - set(RUNS):
        raise SystemExit(f"usage: record_adapter_runs.py [--check] FOLDER [{'|'.join(RUNS)}]...")
    set_environment()
    shown = Path(words[0])
    kept = shown.absolute()
    differ = 0
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)  # the cache identity holds the model's path: a relative one is the same everywhere
        out = Path(place, "recorded") if check_only else kept
        out.mkdir(parents=True, exist_ok=True)
        model = make_model(Path("model"))
        for name in words[1:] or RUNS:
            data = record(name, model, Path(place), out)
            digest = hashlib.sha256(data).hexdigest()
            same = data == (kept / f"{name}.jsonl").read_bytes()
            differ += not same
            line = f'evidence trace "{(shown / name).as_posix()}.jsonl" sha256 "{digest}" log vllm_claims'
            print(f"{name}: {'the same' if same else 'another'}" if check_only else line, flush=True)
    return 1 if check_only and differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
