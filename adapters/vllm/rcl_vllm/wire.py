"""What the scheduler side tells the worker side in a step, and what comes back. Plain data, so that it can be pickled."""

from __future__ import annotations

from dataclasses import dataclass, field

from rcl_vllm.store import Key


@dataclass(slots=True)
class Load:
    """Blocks to copy from the host: ``keys[i]`` goes into GPU block ``block_ids[i]``."""

    job: str
    request_id: str
    keys: list[Key]
    block_ids: list[int]


@dataclass(slots=True)
class Store:
    """Blocks to copy to the host. ``claim`` is empty for blocks without one."""

    claim: str
    keys: list[Key]
    block_ids: list[int]


@dataclass(slots=True)
class Plan:
    """One step. ``confirm`` are claims whose last block this step computes; ``drops`` are done last."""

    loads: list[Load] = field(default_factory=list)
    stores: list[Store] = field(default_factory=list)
    confirm: list[str] = field(default_factory=list)
    drops: list[Key] = field(default_factory=list)


@dataclass(slots=True)
class Loaded:
    """The end of a load: bytes copied, and the index of the first bad block with its cause."""

    job: str
    copied: int = 0
    bad: int | None = None
    cause: str = ""


@dataclass(slots=True)
class Stored:
    """Which keys of a store are kept, with their bytes; which aren't, and why."""

    claim: str
    kept: list[Key] = field(default_factory=list)
    missed: list[Key] = field(default_factory=list)
    copied: int = 0
    cause: str = ""


@dataclass(slots=True)
class Report:
    """What a worker did in a step."""

    loads: list[Loaded] = field(default_factory=list)
    stores: list[Stored] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)

    def empty(self) -> bool:
        return not (self.loads or self.stores or self.confirmed)
