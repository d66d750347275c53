"""Reading logs: packed files, merged files, bad records with their place, gaps, and bytes of any kind."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

import rcl
from rcl.traces.lines import Line, LogFileError, lines_of
from rcl.traces.records import BadRecord, Decoder, Step

DESCRIPTION = """contract box version 1 "A box."
sort Claim, Job
enum Tier { gpu, host }
duty event put(claim: Claim, job: Job, blocks: Int, tier: Tier, good: Bool)
duty event taken(claim: Claim, owner: Claim?)
duty event over()
facet identity {
  obligation put_first "a" failure "b" source "c"
    whenever taken(claim: c) requires once put(claim: c)
}
bundle whole = identity
log box_log {
  kind what.name
  order by n
  record "put" when size >= 0 as put(claim: who | other, job: jobs.0, blocks: size, tier: where, good: true)
  record "take" as taken(claim: each all, owner: by?)
  ignore "noise"
  ending as over()
}
"""


@pytest.fixture
def session(tmp_path: Path):
    (tmp_path / "rcl.toml").write_text('include = ["."]\n')
    (tmp_path / "box.rcl").write_text(DESCRIPTION)
    return rcl.open_session(str(tmp_path), cwd=tmp_path)


@pytest.fixture
def decoder(session) -> Decoder:
    return Decoder(rcl.load(session=session).logs[0], ("a.jsonl",))


def put(n: int, **more) -> dict:
    return {"what": {"name": "put"}, "n": n, "who": "c", "jobs": [7], "size": 3, "where": "host", **more}


def take(n: int, *claims: str, **more) -> dict:
    return {"what": {"name": "take"}, "n": n, "all": list(claims), **more}


def text(*records: dict) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def read(decoder: Decoder, *raw: bytes, cut: bool = False):
    return [decoder.line(Line(0, n, 10 * n, line, cut)) for n, line in enumerate(raw, 1)]


def test_a_record_becomes_events(decoder: Decoder) -> None:
    (step,) = read(decoder, text(put(1)).strip())
    assert isinstance(step, Step)
    assert step.happened == {"put": [{"claim": "c", "job": "7", "blocks": 3, "tier": "host", "good": True}]}


def test_each_and_optional(decoder: Decoder) -> None:
    (step,) = read(decoder, text(take(1, "a", "b")).strip())
    assert isinstance(step, Step)
    assert step.happened == {"taken": [{"claim": "a", "owner": None}, {"claim": "b", "owner": None}]}


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"{", "the line is not JSON"),
        (b"[1]", "the line is not a JSON object"),
        (b'"x"', "the line is not a JSON object"),
        (b"\xff\xfe", "the line is not JSON"),
        (text({"n": 1}).strip(), "field `what.name` is missing"),
        (text({"what": {"name": 3}, "n": 1}).strip(), "field `what.name` is no text"),
        (text({"what": {"name": "else"}, "n": 1}).strip(), 'kind "else" is not declared'),
        (text(put(1, who=None)).strip(), "field `who | other` is missing"),
        (text(put(1, who=True)).strip(), "is no identifier"),
        (text(put(1, size="3")).strip(), "field `size` is no whole number"),
        (text(put(1, size=3.5)).strip(), "field `size` is no whole number"),
        (text(put(1, where="moon")).strip(), "field `where` is none of gpu, host"),
        (text({**put(1), "n": None}).strip(), "order field `n` is missing"),
        (text({**put(1), "n": "1"}).strip(), "order field `n` is no whole number"),
        (text({**take(1), "all": "c"}).strip(), "field `all` is no list"),
    ],
)
def test_bad_records(decoder: Decoder, raw: bytes, reason: str) -> None:
    (bad,) = read(decoder, raw)
    assert isinstance(bad, BadRecord) and reason in bad.reason
    assert (bad.file, bad.line, bad.offset) == ("a.jsonl", 1, 10)
    assert decoder.files[0].bad == 1


def test_order(decoder: Decoder) -> None:
    first, twice, falling, gap = read(decoder, *(text(put(n)).strip() for n in (5, 5, 4, 8)))
    assert isinstance(first, Step) and not first.gap
    assert isinstance(twice, BadRecord) and "stands twice" in twice.reason
    assert isinstance(falling, BadRecord) and "falls from 5 to 4" in falling.reason
    assert isinstance(gap, Step) and gap.gap


@given(st.lists(st.binary(max_size=60) | st.sampled_from([text(put(1)), text(take(2, "c"))]), max_size=6))
def test_any_bytes_are_told(data: list[bytes]) -> None:
    """Whatever the bytes are: each line is a step, a bad record or an ignored one, and nothing is raised."""
    log = _log()
    decoder = Decoder(log, ("a",))
    lines = [line for part in data for line in part.split(b"\n") if line.strip()]
    told = read(decoder, *lines)
    assert decoder.files[0].records == len(lines)
    assert decoder.files[0].bad == sum(isinstance(item, BadRecord) for item in told) == len(decoder.bad)


def _log(found: list = []):  # noqa: B006
    if not found:
        from rcl.diag.sink import Sink
        from rcl.model.resolve import resolve
        from rcl.syntax.parse import parse
        from rcl.text.source import SourceFile

        sink = Sink()
        found.append(resolve([parse(SourceFile("box.rcl", DESCRIPTION), sink)], sink).logs[0])
    return found[0]


# ---------------------------------------------------------------- files

RECORDS = text(put(1), take(2, "c"), take(3, "c"))


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_packed_files(tmp_path: Path, session, suffix: str) -> None:
    pack = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.compress}[suffix]
    path = tmp_path / f"log.jsonl{suffix}"
    path.write_bytes(pack(RECORDS[:60]) + pack(RECORDS[60:]))
    report = rcl.monitor(path, log="box_log", session=session)
    assert report.files[0].records == 3 and report.complete


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_damaged_file_is_an_error(tmp_path: Path, suffix: str) -> None:
    pack = {".gz": gzip.compress, ".zst": zstandard.compress}[suffix]
    data = pack(RECORDS * 50)
    path = tmp_path / f"log.jsonl{suffix}"
    for spoiled in (data[:-5], b"nonsense" + data):
        path.write_bytes(spoiled)
        with pytest.raises(LogFileError):
            list(lines_of(str(path), 0))


def test_merged_files(tmp_path: Path, session) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    one.write_bytes(text(take(2, "c"), take(4, "c")))
    two.write_bytes(text(put(1), put(3)))
    apart = rcl.monitor(one, two, log="box_log", session=session)
    assert apart.violated
    merged = rcl.monitor(one, two, log="box_log", merge_by="n", session=session)
    assert not merged.violated


def test_a_gap_hides_things(tmp_path: Path, session) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(text(put(1), take(2, "c"), take(9, "d")))
    report = rcl.monitor(path, log="box_log", session=session)
    assert report.files[0].gaps == 1
    assert [item.result.value for item in report.obligations] == ["unknown"]
    assert "gaps" in report.obligations[0].reason


@pytest.mark.parametrize(
    ("numbers", "gaps"),
    [
        ([(1, 2), (3, 4)], [0, 0]),  # one writer goes on
        ([(1, 2), (4, 5)], [0, 1]),  # a file between them is not there
        ([(1, 2), (1, 2)], [0, 0]),  # another writer, or another life
        ([(5, 6), (1, 2), (3, 4)], [0, 0, 0]),
        ([(5, 6), (1, 2), (4, 5)], [0, 0, 1]),
        ([(1, 2), (), (4, 5)], [0, 0, 1]),
    ],
)
@pytest.mark.parametrize("how", ["compiled", "workers", "general"])
def test_gaps_between_files(tmp_path: Path, session, numbers, gaps, how: str) -> None:
    paths = [tmp_path / f"{number}.jsonl" for number in range(len(numbers))]
    for path, some in zip(paths, numbers, strict=True):
        path.write_bytes(text(*(put(number) for number in some)))
    more = {"workers": 2} if how == "workers" else {"merge_by": "none"} if how == "general" else {}
    report = rcl.monitor(*paths, log="box_log", session=session, **more)
    wanted = (
        [0] * len(gaps) if how == "general" else gaps
    )  # merged by another field: each has its own numbers
    assert [file.gaps for file in report.files] == wanted


def test_files_of_one_sequence_may_be_merged_in_any_order(tmp_path: Path, session) -> None:
    paths = [tmp_path / f"{number}.jsonl" for number in range(3)]
    for path, some in zip(paths, [(7, 8), (1, 2), (3, 4)], strict=True):
        path.write_bytes(text(*(put(number) for number in some)))
    report = rcl.monitor(*paths, log="box_log", session=session, merge_by="n")
    assert [file.gaps for file in report.files] == [1, 0, 0]


def test_a_followed_file_may_be_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, new, waits = tmp_path / "l", tmp_path / "new", iter(range(9))
    path.write_bytes(b"1\n2\n3")

    def wait(seconds: float) -> None:
        match next(waits):
            case 0:
                with path.open("ab") as file:
                    file.write(b"3\n4\n")
            case 1:
                path.rename(tmp_path / "old")  # for a moment there is none
            case 2:
                with (tmp_path / "old").open("ab") as file:
                    file.write(b"5")
                new.write_bytes(b"6\n")
                new.rename(path)
            case 3:
                pass
            case _:
                raise KeyboardInterrupt

    monkeypatch.setattr("rcl.traces.lines.time.sleep", wait)
    seen = []
    with pytest.raises(KeyboardInterrupt):
        for line in lines_of(str(path), 0, follow=True):
            seen.append((line.number, line.raw, line.cut))
    assert seen == [
        (1, b"1", False),
        (2, b"2", False),
        (3, b"33", False),
        (4, b"4", False),
        (5, b"5", True),
        (1, b"6", False),
    ]


def test_a_violation_before_a_gap_stands(tmp_path: Path, session) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(text(take(1, "d"), put(5)))
    assert rcl.monitor(path, log="box_log", session=session).violated


def test_bad_records_by_policy(tmp_path: Path, session) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(text(put(1)) + b"{oops\n" + text(take(2, "c")))
    stopped = rcl.monitor(path, log="box_log", session=session)
    assert stopped.files[0].records == 2 and stopped.bad[0].line == 2
    went_on = rcl.monitor(path, log="box_log", stop_at_bad=False, session=session)
    assert went_on.files[0].records == 3 and not went_on.complete
    assert went_on.obligations[0].result.value == "unknown"
