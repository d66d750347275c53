"""The worker's part: copies blocks between the device and host memory, verifies them, and reports. It knows no claims.

Loads are done within the step in which they were planned; vLLM keeps the request away from the model until they are reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rcl_vllm.store import HostStore, Key, LoadError, StoreFull
from rcl_vllm.wire import Load, Loaded, Plan, Report, Store, Stored


class Layers:
    """The device's KV tensors; any of them has ``blocks`` entries in its first or second dimension."""

    def __init__(self, tensors: Mapping[str, Any], blocks: int) -> None:
        self._tensors: list[tuple[Any, int]] = []
        for name in sorted(tensors):
            shape = tuple(tensors[name].shape)
            if shape[0] == blocks:
                self._tensors.append((tensors[name], 0))
            elif len(shape) > 1 and shape[1] == blocks:
                self._tensors.append((tensors[name], 1))
            else:
                raise ValueError(f"layer {name} of shape {shape} has no dimension of {blocks} blocks")

    def read(self, block: int) -> list[bytearray]:
        """The bytes of a block, one part for each layer in the order of their names."""
        import torch

        parts = []
        for tensor, dim in self._tensors:
            flat = tensor.select(dim, block).detach().contiguous().reshape(-1).view(torch.uint8)
            parts.append(bytearray(flat.cpu().numpy().data))
        return parts

    def write(self, block: int, parts: list[bytearray]) -> int:
        """Copy a block's bytes to the device; how many. Raises ``LoadError`` if they don't have its shape."""
        import torch

        if len(parts) != len(self._tensors):
            raise LoadError("short")
        size = 0
        for (tensor, dim), part in zip(self._tensors, parts, strict=True):
            target = tensor.select(dim, block)
            if len(part) != target.numel() * target.element_size():
                raise LoadError("short")
            target.copy_(torch.frombuffer(part, dtype=tensor.dtype).reshape(target.shape))
            size += len(part)
        return size


class WorkerSide:
    """Carries out a ``Plan`` a step and collects the ``Report``."""

    def __init__(self, store: HostStore) -> None:
        self.store = store
        self.layers: Layers | None = None
        self._report = Report()
        self._received: set[str] = set()
        self._bad_blocks: set[int] = set()

    def load(self, plan: Plan) -> None:
        for load in plan.loads:
            self._report.loads.append(self._load(load))
            self._received.add(load.request_id)

    def _load(self, load: Load) -> Loaded:
        """Verify and copy block by block up to the first bad one; it and all behind it are reported to vLLM as invalid."""
        done = Loaded(load.job)
        for index, (key, block) in enumerate(zip(load.keys, load.block_ids, strict=True)):
            try:
                done.copied += self._copy_in(key, block)
            except LoadError as error:
                done.bad, done.cause = index, error.cause
                self._bad_blocks.update(load.block_ids[index:])
                break
        return done

    def _copy_in(self, key: Key, block: int) -> int:
        parts = self.store.get(key)
        if self.layers is None:
            raise LoadError("copy")
        try:
            return self.layers.write(block, parts)
        except RuntimeError as error:
            raise error if isinstance(error, LoadError) else LoadError("copy") from error

    def save(self, plan: Plan) -> None:
        """After the model has run: copy what the step computed, then confirm, then forget what is not needed any more."""
        for store in plan.stores:
            self._report.stores.append(self._store(store))
        self._report.confirmed += plan.confirm
        for key in plan.drops:
            self.store.drop(key)

    def _store(self, store: Store) -> Stored:
        done = Stored(store.claim)
        for key, block in zip(store.keys, store.block_ids, strict=True):
            try:
                if self.layers is None:
                    raise StoreFull("no device memory is registered")
                done.copied += self.store.put(key, self.layers.read(block))
            except (StoreFull, MemoryError) as error:
                done.cause = str(error) or "out of memory"
                done.missed = [missed for missed in store.keys if missed not in done.kept]
                break
            done.kept.append(key)
        return done

    def take_report(self) -> Report | None:
        report, self._report = self._report, Report()
        return None if report.empty() else report

    def take_received(self) -> set[str]:
        received, self._received = self._received, set()
        return received

    def take_bad_blocks(self) -> set[int]:
        bad, self._bad_blocks = self._bad_blocks, set()
        return bad
