"""Stands in for torchvision and triton, which SGLang imports and the code that the probes run never calls.

Imported first: it puts a finder in front of the import system for the whole process.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import os
import sys
import types
from unittest.mock import MagicMock

os.environ["SGLANG_UNIFIED_RADIX_TREE_CORE_BACKEND"] = "python"
os.environ.setdefault("HF_HUB_OFFLINE", "1")

from transformers.utils import is_torchvision_available

is_torchvision_available()  # the honest answer is kept before the name can be found

import torch  # noqa: E402, F401  (before the fakes: torch asks for triton, too)

REPLACED = ("torchvision and triton: empty stand-ins that nothing here calls",)
"""What is not real in every run."""


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("triton", "torchvision"):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        module = types.ModuleType(spec.name)
        module.__version__ = "0"
        module.__getattr__ = _attribute
        return module

    def exec_module(self, module): ...


def _attribute(name):
    if name.startswith("__") or name == "driver":  # without a driver SGLang says `cpu` itself
        raise AttributeError(name)
    if name in ("jit", "autotune", "heuristics"):
        return lambda *args, **more: args[0] if args and callable(args[0]) else (lambda function: function)
    if name == "constexpr":
        return int
    if name[0].isupper():
        return type(name, (), {"__init__": lambda self, *args, **more: None})
    return MagicMock(name=name)


sys.meta_path.append(_Finder())
