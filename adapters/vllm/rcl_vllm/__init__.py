"""Claims about KV reuse for unpatched vLLM, and a ledger of what became of them.

``rcl_vllm.connector.ResidentClaimConnector`` is for ``kv_connector_module_path``,
``rcl_vllm.scheduler.ResidentClaimScheduler`` (optional) for ``scheduler_cls``. Everything else imports neither vLLM nor torch.
"""

VERSION = "0.1.0"
