"""The Responses API's cache options: the real response object repeats them, and the cache does what it does without."""

from __future__ import annotations

from engine import REPLACED, request, scheduler, text, until_over
from recorder import Recorder, Run
from vllm.entrypoints.openai.responses.protocol import ResponsesRequest, ResponsesResponse
from watch import Asked, ByContent

MODE = "prompt_cache_options"
ECHO = (
    *REPLACED,
    "the API server: its response object is made from the request, and no HTTP is spoken",
    "the clock: that the promised time is over is said by the probe",
)


def start(recorder: Recorder, name: str, about: str) -> tuple[ByContent, Run]:
    observes = (*ByContent.OBSERVES, "options_echoed", "retention_over")
    run = recorder.run(f"{MODE}-{name}", MODE, about, observes, ECHO)
    return ByContent(scheduler(20), run), run


def prompt_cache_options(recorder: Recorder) -> None:
    """The Responses API repeats key and retention, and the cache does what it does without them."""
    about = (
        "requests with prompt_cache_key and prompt_cache_retention, which the real response object repeats"
    )
    watch, run = start(recorder, "pressure", about)

    def turn(name: str, claim: str, object: str, blocks: int, kind: int) -> None:
        item = request(name, text(blocks, kind, extra=8))
        watch.add(item, Asked(name, claim, object, blocks))
        echo(run, item, watch.asked[name])
        until_over(watch.sched, name)

    turn("r1", "c1", "o1", 10, 1)
    turn("r2", "c2", "o2", 14, 3)
    turn("r3", "c1", "o1", 10, 1)
    turn("r4", "c1", "o3", 6, 5)
    # What the clock does is the client's to see; nothing in the process looks at it.
    run("retention_over", id="c1")
    turn("r5", "c1", "o4", 6, 7)


def one_key_two_prompts(recorder: Recorder) -> None:
    """Two requests with one key are under way at once; the second echo comes before the first is computed."""
    about = (
        "two requests with one prompt_cache_key and different prompts, one after the other before either runs"
    )
    watch, run = start(recorder, "two_prompts", about)
    for name, object, kind in (("r1", "o1", 1), ("r2", "o2", 3)):
        item = request(name, text(6, kind, extra=8))
        watch.add(item, Asked(name, "c1", object, 6))
        echo(run, item, watch.asked[name])
    for name in ("r1", "r2"):
        until_over(watch.sched, name)


def echo(run: Run, item: object, about: Asked) -> None:
    """The response object that vLLM's own code makes from the request."""
    asked = ResponsesRequest(
        input="text", model="model", prompt_cache_key=about.claim, prompt_cache_retention="24h"
    )
    answer = ResponsesResponse.from_request(
        asked, item.sampling_params, model_name="model", created_time=0, output=[], status="in_progress"
    )
    assert answer.prompt_cache_retention == "24h"
    run(
        "options_echoed",
        request=about.name,
        id=answer.prompt_cache_key,
        object=about.object,
        cache="model",
        tokens=f"tokens_of_{about.object}",
        required=about.required,
    )


if __name__ == "__main__":
    recorder = Recorder.from_command_line(__file__)
    prompt_cache_options(recorder)
    one_key_two_prompts(recorder)
    recorder.write()
