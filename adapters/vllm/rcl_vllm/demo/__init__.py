"""Scenarios on a real engine, each with its ledger judged by ``rcl monitor``: ``python -m rcl_vllm.demo``."""
