"""The reports of hand-made verdicts, against golden files, against the schema, and against each other."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from rcl.diag.render import cells
from rcl.report.human import count_results, render_human
from rcl.report.json_report import render_json, verdict_object, verdict_schema
from rcl.verdict.results import Result, Verdicts

ANSI = re.compile(r"\x1b\[[0-9;]*m")
WORDS = "|".join(result.value.upper() for result in Result)


@pytest.mark.parametrize("width", [60, 100, 140])
def test_human(verdicts: Verdicts, golden: Any, width: int) -> None:
    golden(f"human-{width}.txt", render_human(verdicts, width=width, color=False))


def test_json(verdicts: Verdicts, golden: Any) -> None:
    golden("verdict.json", render_json(verdicts))


@pytest.mark.parametrize("width", [40, 60, 100, 140])
def test_colour_changes_nothing_else(verdicts: Verdicts, width: int) -> None:
    plain = render_human(verdicts, width=width, color=False)
    colored = render_human(verdicts, width=width, color=True)
    assert "\x1b" not in plain
    assert colored != plain
    assert ANSI.sub("", colored) == plain


@pytest.mark.parametrize("width", [60, 100, 140])
def test_width_is_kept_where_words_allow(verdicts: Verdicts, width: int) -> None:
    lines = render_human(verdicts, width=width, color=False).splitlines()
    for line in lines:
        assert cells(line) <= width or "->" in line or line.startswith("class "), line


def test_nothing_can_forge_the_report(verdicts: Verdicts) -> None:
    text = render_human(verdicts, width=100, color=False)
    assert "\\x1b[31manchor\\u202e" in text
    assert all(char == "\n" or char.isprintable() for char in text)


def test_json_follows_the_schema(verdicts: Verdicts) -> None:
    schema = verdict_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(verdict_object(verdicts))
    jsonschema.Draft202012Validator(schema).validate(verdict_object(Verdicts((), ())))


@pytest.mark.parametrize(
    "damage",
    [
        lambda item: item.pop("schema"),
        lambda item: item.update(schema="rcl.verdict/2"),
        lambda item: item["lowerings"][0].update({"class": "fine"}),
        lambda item: item["lowerings"][0]["obligations"][0].update(result="pass"),
        lambda item: item["lowerings"][1]["obligations"][2]["trace"][0].update(step=0),
        lambda item: item["lowerings"][1]["obligations"][0]["core"][0].pop("anchor"),
        lambda item: item["lowerings"][0].update(extra=1),
    ],
)
def test_the_schema_refuses_damage(verdicts: Verdicts, damage: Any) -> None:
    value = verdict_object(verdicts)
    damage(value)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(verdict_schema()).validate(value)


def test_keys_come_in_the_order_of_the_issue(verdicts: Verdicts) -> None:
    value = json.loads(render_json(verdicts))
    lowering = value["lowerings"][1]
    assert list(value)[:2] == ["schema", "lowerings"]
    assert list(lowering)[:11] == [
        "name", "runtime", "version", "mode", "contract", "bundle", "asserts", "class", "expected", "met", "obligations",
    ]  # fmt: skip
    assert list(lowering["obligations"][0])[:8] == [
        "name", "facet", "result", "method", "core", "trace", "reason", "rlimit",
    ]  # fmt: skip
    assert list(lowering["obligations"][2]["trace"][0])[:4] == ["step", "event", "fields", "by"]


def test_formats_agree(verdicts: Verdicts) -> None:
    """The same names with the same results, the same counts and the same classes in both formats."""
    text = render_human(verdicts, width=140, color=False)
    value = json.loads(render_json(verdicts))
    lists = [item[key] for item in value["lowerings"] for key in ("obligations", "boundary")]
    lists += [item["obligations"] for item in value["entailments"]]
    in_json = sorted((one["result"].upper(), one["name"]) for items in lists for one in items)
    in_text = sorted(re.findall(rf"^({WORDS}) +(\S+)", text, re.MULTILINE))
    assert in_text == in_json
    counted = Counter(one["result"] for item in value["lowerings"] for one in item["obligations"])
    assert {result.value: count for result, count in count_results(verdicts).items() if count} == dict(
        counted
    )
    said = re.search(r"(\d+) obligations: (.*)$", text, re.MULTILINE)
    assert said and int(said[1]) == sum(counted.values())
    assert said[2] == ", ".join(f"{counted[result.value]} {result.value}" for result in Result)
    classes = re.findall(r"^class +(\S+) +expected (\S+)( +NOT MET)?$", text, re.MULTILINE)
    assert [(one, two, not three) for one, two, three in classes] == [
        (item["class"], item["expected"], item["met"]) for item in value["lowerings"]
    ]


def test_formats_agree_on_recorded_runs(verdicts: Verdicts) -> None:
    """Who performs a row, of which release, what was replaced, and what contradicts the descriptor."""
    text = " ".join(render_human(verdicts, width=140, color=False).split())
    value = json.loads(render_json(verdicts))
    rows = [
        row
        for item in value["lowerings"]
        for key in ("obligations", "boundary")
        for one in item[key]
        for row in one["executed"]
    ]
    said = re.findall(
        r"[Pp]erformed by:? (\S+) at step (\d+)(?: with [^(]*)? ?\((\S+), (not )?the anchored source", text
    )
    assert sorted((name, int(step), version, not other) for name, step, version, other in said) == sorted(
        (row["trace"], row["step"], row["version"], row["anchored"]) for row in rows
    )
    runs = [run for item in value["lowerings"] for run in item["executed"]]
    assert len(runs) == 2
    for run in runs:
        assert run["trace"] in text and run["distribution"] in text and run["replaced"][0] in text
    findings = [finding for run in runs for finding in run["findings"]]
    assert findings and all(finding in text for finding in findings)
    assert "1 of 1 refuted obligation is performed by the anchored source" in text


def test_empty(golden: Any) -> None:
    golden("empty.txt", render_human(Verdicts((), ()), width=100, color=False))


def test_no_expectation_is_said(verdicts: Verdicts) -> None:
    silent = replace(verdicts.lowerings[1], expected="", met=False)
    text = render_human(Verdicts((silent,), ()), width=100, color=False)
    assert "nothing expected   NOT MET" in text
    assert "only full conformance is met" in text


def test_what_is_not_as_expected_is_named_below_a_long_table(verdicts: Verdicts) -> None:
    one = next(item for item in verdicts.lowerings if not item.met)
    many = tuple(replace(one, name=f"vllm.n{number}", met=number != 7) for number in range(30))
    text = render_human(replace(verdicts, lowerings=many), width=140, color=False)
    assert text.rstrip().endswith("NOT MET  1 of 30 not as expected: vllm.n7")
    few = render_human(verdicts, width=140, color=False)
    met = render_human(replace(verdicts, lowerings=many[:7] + many[8:]), width=140, color=False)
    assert "not as expected" not in few + met
