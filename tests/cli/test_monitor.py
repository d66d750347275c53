"""``rcl monitor``: exit codes, the three formats, and the schema of the JSON."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from rcl.cli.monitor import command
from rcl.report.log_report import monitor_schema

ROOT = Path(__file__).parents[2]
TRACES = ROOT / "tests" / "data" / "paper_traces"


def run(scenario: str, *options: str, log: str = "connector_trace"):
    trace = TRACES / scenario / "events.jsonl" if "/" not in scenario else Path(scenario)
    arguments = [
        str(trace),
        "--log",
        log,
        "--project",
        str(ROOT / "specs"),
        *options,
    ]
    result = CliRunner().invoke(command, arguments, standalone_mode=False)
    return result.return_value, result.output, result.exception


GATE = ("--bundle", "observation", "--bind", "target")


@pytest.mark.parametrize(
    ("scenario", "options", "code"),
    [
        ("success_path", GATE, 0),
        ("claimed_load_failure", ("--bundle", "failure_outcome", "--bind", "target"), 0),
        ("claimed_load_failure", GATE, 3),
        ("success_path", ("--bundle", "failure_outcome", "--bind", "target"), 1),
        ("success_path", ("--bundle", "observation"), 3),
        ("/nowhere.jsonl", GATE, 2),
    ],
)
def test_exit_codes(scenario: str, options: tuple[str, ...], code: int) -> None:
    assert run(scenario, *options)[0] == code


def test_json_fits_the_schema() -> None:
    for scenario in ("success_path", "claimed_load_failure", "unclaimed_load_failure"):
        for bundle in ("observation", "failure_outcome", "attribution"):
            code, output, _ = run(scenario, "--bundle", bundle, "--bind", "target", "--format", "json")
            value = json.loads(output)
            jsonschema.validate(value, monitor_schema())
            assert value["schema"] == "rcl.monitor/1"
            broken = [item["name"] for item in value["obligations"] if item["violations"]]
            assert (code == 1) == bool(broken)


def test_the_forms_say_the_same() -> None:
    options = ("--bundle", "failure_outcome", "--bind", "target")
    value = json.loads(run("success_path", *options, "--format", "json")[1])
    human = run("success_path", *options)[1]
    suite = ElementTree.fromstring(run("success_path", *options, "--format", "junit")[1])[0]
    failed = {case.get("name") for case in suite if case.find("failure") is not None}
    assert failed == {item["name"] for item in value["obligations"] if item["result"] == "violated"}
    for name in failed:
        assert f"VIOLATED        {name}" in human
    assert "sequenceDiagram" in human
    assert suite.get("failures") == str(len(failed))


def test_a_bad_record_ends_the_run(tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonl"
    path.write_bytes((TRACES / "success_path" / "events.jsonl").read_bytes()[:-40])
    assert run(str(path), *GATE)[0] == 2
    assert run(str(path), *GATE, "--bad-records", "report")[0] == 3


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (("--bundle", "observatoin"), "did you mean `observation`"),
        ((), "name a bundle"),
        (("--bundle", "observation", "--bind", "tagret"), "did you mean `target`"),
    ],
)
def test_names_that_do_not_fit(options: tuple[str, ...], text: str) -> None:
    assert text in str(run("success_path", *options)[2])


def test_two_readings_and_their_exit_code(tmp_path: Path) -> None:
    """The gate passes, the contract is violated: the worse of the two counts, in every form."""
    records = [
        json.loads(line) for line in (TRACES / "success_path" / "events.jsonl").read_text().splitlines()
    ]
    mixed = [{**item, "job_id": 2} if item.get("job_id") == 1 else item for item in records[11:]]
    path = tmp_path / "two_jobs.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in [*records[:11], *mixed]))
    arguments = [str(path), "--log", "connector_trace", *GATE, "--accept-recorded"]
    for folder in ("specs", "descriptors/vllm_patched"):
        arguments += ["--project", str(ROOT / folder)]
    beside = ["--beside", "vllm_patched=vllm_patched.offloading_connector"]
    alone = CliRunner().invoke(command, arguments, standalone_mode=False)
    both = CliRunner().invoke(command, [*arguments, *beside, "--format", "json"], standalone_mode=False)
    assert (alone.return_value, both.return_value) == (0, 1)
    value = json.loads(both.output)
    jsonschema.validate(value, monitor_schema())
    assert [item["name"] for item in value["beside"]["disagreements"]] == ["lifecycle.one_job_one_claim"]
    assert "beside" not in json.loads(CliRunner().invoke(
        command, [*arguments, "--format", "json"], standalone_mode=False).output)  # fmt: skip
    refused = CliRunner().invoke(command, ["-", *arguments[1:], *beside], standalone_mode=False)
    assert "reads the logs twice" in str(refused.exception)
