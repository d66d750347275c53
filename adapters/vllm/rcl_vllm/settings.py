"""What an operator sets in ``kv_connector_extra_config``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_args

from rcl_vllm.ledger import Fsync
from rcl_vllm.room import BudgetClass


@dataclass(frozen=True, slots=True)
class Settings:
    """``ledger`` is needed; ``status`` is a file beside it if nothing else is said. ``host_blocks`` are for claims, ``best_effort_blocks`` for everything else on the host; in vLLM blocks.
    A ledger goes on in a new file after ``rotate_bytes`` or ``rotate_s`` seconds; 0 is never."""

    ledger: Path
    status: Path
    status_interval_s: float = 1.0
    fsync: Fsync = "promises"
    rotate_bytes: int = 256 << 20
    rotate_s: float = 0.0
    host_blocks: int = 1024
    best_effort_blocks: int = 0
    max_claims: int = 10_000
    max_names: int = 200_000
    expiry_interval_s: float = 0.5
    accept_under_recompute: bool = False
    """Only to show what then goes wrong: a failed load is recomputed, so that no claim can be kept."""
    classes: Mapping[str, BudgetClass] = field(default_factory=lambda: {"default": BudgetClass("default")})

    @staticmethod
    def parse(raw: Mapping[str, Any], also: frozenset[str] = frozenset()) -> Settings:
        """Read the settings; ``also`` are keys of somebody else. Raises ``ValueError`` that names the key."""
        values = {key: value for key, value in raw.items() if key not in also}
        known = {item.name for item in fields(Settings)}
        for key in sorted(values):
            if key not in known:
                raise ValueError(
                    f"kv_connector_extra_config has no `{key}`; there are {', '.join(sorted(known))}"
                )
        if not isinstance(values.get("ledger"), str) or not values["ledger"]:
            raise ValueError("kv_connector_extra_config needs `ledger`, the path of the claim ledger")
        for key in ("host_blocks", "best_effort_blocks", "max_claims", "max_names", "rotate_bytes"):
            if key in values and (type(values[key]) is not int or values[key] < 0):
                raise ValueError(f"`{key}` is no whole number from 0 up")
        for key in ("status_interval_s", "expiry_interval_s"):
            if key in values and (type(values[key]) not in (int, float) or values[key] <= 0):
                raise ValueError(f"`{key}` is no positive number of seconds")
        age = values.get("rotate_s", 0)
        if type(age) not in (int, float) or not 0 <= age < math.inf:
            raise ValueError("`rotate_s` is no number of seconds from 0 up")
        if values.get("fsync", "promises") not in get_args(Fsync):
            raise ValueError(f"`fsync` is none of {', '.join(get_args(Fsync))}")
        if type(values.get("accept_under_recompute", False)) is not bool:
            raise ValueError("`accept_under_recompute` is neither true nor false")
        values["ledger"] = Path(values["ledger"])
        status = values.get("status")
        values["status"] = Path(str(status)) if status else values["ledger"].with_suffix(".status.json")
        if "classes" in values:
            values["classes"] = _classes(values["classes"])
        return Settings(**values)


def _classes(raw: Any) -> dict[str, BudgetClass]:
    if not isinstance(raw, Mapping) or not raw:
        raise ValueError("`classes` is no object with a budget class or more")
    found = {}
    for name, item in raw.items():
        if not isinstance(item, Mapping) or not set(item) <= {"rank", "gpu_blocks", "host_blocks"}:
            raise ValueError(f"class `{name}` has other fields than rank, gpu_blocks, host_blocks")
        for key, value in item.items():
            if value is not None and (type(value) is not int or (key != "rank" and value < 0)):
                raise ValueError(f"`{key}` of class `{name}` is no whole number from 0 up")
        found[str(name)] = BudgetClass(str(name), **item)
    return found
