"""vLLM's own CPU offloading manager for the scheduler, with so many chunks; there is no worker behind it."""

from __future__ import annotations

from vllm.v1.kv_offload.cpu.manager import CPUOffloadingManager
from vllm.v1.kv_offload.cpu.spec import CPUOffloadingSpec


class ProbeSpec(CPUOffloadingSpec):
    """Counts chunks, where the stock one divides bytes by the size of a model's block."""

    def get_manager(self):
        if self._manager is None:
            self._manager = CPUOffloadingManager(num_chunks=int(self.extra_config["chunks"]))
        return self._manager
