"""Maps a diagnostic code, or a word that verdicts use, to the page that says what it means.

Invariant: every code, every result and every class has a page.
"""

from __future__ import annotations

from importlib.resources import files

from rcl.api import UsageError
from rcl.diag.codes import all_codes
from rcl.diag.suggest import nearest
from rcl.verdict.results import Result, VerdictClass

_RESULTS = {
    Result.PROVED: "every trace of any length that satisfies the guarantees satisfies the obligation",
    Result.REFUTED: "a replayed trace, admitted step by step, breaks the obligation at its last step",
    Result.OPEN: "a trace breaks the obligation, but nothing shows that the runtime really does it",
    Result.VACUOUS: "no trace reaches the obligation's trigger, so there is nothing that could be kept",
    Result.UNKNOWN: "nothing was decided; the reason says which budget was spent or which evidence is missing",
}

_CLASSES = {
    VerdictClass.NATIVE_CONFORMANCE: "everything proved from verified statements about the runtime's own source",
    VerdictClass.ADAPTER_POLICY: "everything proved with an adapter or a patch, and shown on a trace under pressure",
    VerdictClass.ADAPTER_OBSERVATIONAL: "identity, predicate and lifecycle proved with the adapter and seen on a trace",
    VerdictClass.APPROXIMATION_SUBSTRATE: "the lowering keeps a declared weaker bundle, not the full one",
    VerdictClass.REJECTED_MAPPING: "an asserted obligation is refuted, or the mapping is malformed in meaning",
    VerdictClass.UNKNOWN_EVIDENCE: "neither shown nor refuted: open, vacuous or unknown results, or evidence missing",
}

_NEXT = {
    Result.PROVED: "The line names the statements that the proof rests on. Without any one of them this proof fails.",
    Result.REFUTED: "Read the trace from the top: each step has the statement and the source that admit it. Then change "
    "the runtime, add a guarantee that its source shows, or expect the result with `expect`.",
    Result.OPEN: "Close it from one side: an `admits` statement for each step makes it refuted, a `guarantee` that "
    "excludes a step makes it proved.",
    Result.VACUOUS: "Map a runtime event to the one that is never produced, or accept that this promise is never made.",
    Result.UNKNOWN: "Give a larger `--budget`, verify the anchors, or restate the guarantee that the search is lost in.",
}


def topics() -> tuple[tuple[str, str], ...]:
    """Every topic with its title: codes first, then results, then classes."""
    pages = [(code.id, code.title) for code in all_codes()]
    pages += [(item.value, text) for item, text in _RESULTS.items()]
    return tuple(pages + [(item.value, text) for item, text in _CLASSES.items()])


def explain(topic: str) -> str:
    """The page of a topic, in Markdown; ``UsageError`` if there is none."""
    name = topic.strip()
    code = name.upper() if name.upper().startswith("RCL") else f"RCL{name:0>4}" if name.isdigit() else ""
    if code in {item.id for item in all_codes()}:
        return files("rcl.diag").joinpath("docs", f"{code}.md").read_text(encoding="utf-8")
    word = name.lower()
    for result, text in _RESULTS.items():
        if word == result.value:
            return f"# {word}: a result\n\n{text[0].upper()}{text[1:]}.\n\n{_NEXT[result]}\n"
    for found, text in _CLASSES.items():
        if word == found.value:
            return f"# {word}: a class\n\n{text[0].upper()}{text[1:]}.\n"
    near = nearest(code or word, [known for known, _ in topics()])
    shown = name if len(name) <= 60 else name[:60] + "..."
    hint = f"did you mean `{near}`?" if near else "`rcl explain` lists all"
    raise UsageError(f"nothing is known about `{shown}`; {hint}")
