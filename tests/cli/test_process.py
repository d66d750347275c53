"""What only a process of its own can show: start-up, what is imported, closed pipes, full disks, signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "rcl"]
HEAVY = ("rich", "lark", "z3", "rcl.verdict", "rcl.api", "rcl.session", "asyncio", "importlib.metadata")


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]


def test_version_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom rcl.cli.main import main\nmain(['--version'])\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_check_does_not_import_the_solver(project: Path) -> None:
    code = "import sys\nfrom rcl.cli.main import main\nmain(['check'])\nprint('z3' in sys.modules, 'rich' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=project
    )
    assert done.stdout.splitlines()[-1] == "False False"


def test_a_reader_that_leaves_is_no_error(project: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [*COMMAND, "explain"], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_said(project: Path) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
        done = subprocess.run(
            [*COMMAND, "explain"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_control_c(project: Path) -> None:
    code = (
        "import rcl.api, signal, sys, time\nfrom rcl.cli.main import main\n"
        # A job in the background of a shell begins with this signal ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def wait(session):\n    print('ready', flush=True)\n    time.sleep(60)\n"
        "rcl.api.read_world = wait\nsys.exit(main(['check']))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err.strip()) == (130, "interrupted")


def test_an_encoding_that_lacks_a_character(project: Path) -> None:
    text = (project / "specs" / "lamp.rcl").read_text(encoding="utf-8")
    (project / "specs" / "lamp.rcl").write_text(
        text.replace("once lit(", "once \u03bblit("), encoding="utf-8"
    )
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = run("check", env=environment, cwd=project)
    assert done.returncode == 2
    assert "internal error" not in done.stderr
