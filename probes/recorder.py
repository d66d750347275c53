"""Writes what a probe saw a runtime's own code do, one JSONL file a run; needs nothing but the standard library.

The header says where the run was made, which kinds of event the probe records completely, and what in it was not the
runtime's own code. ``rcl`` reads the files (``rcl/traces/recorded.py``); no row of the matrix is named here.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path

SCHEMA = "rcl.recorded/1"
HERE = Path(__file__).resolve().parent

Value = int | bool | str | None


class Run:
    """One run: call it with an event and its fields for each thing that happens, in order."""

    def __init__(self, header: dict[str, object]) -> None:
        self._observed = set(header["observes"])
        self._lines: list[dict[str, object]] = [header]

    def __call__(self, event: str, **fields: Value) -> None:
        if event in self._observed:
            self._lines.append({"step": len(self._lines), "event": event, "fields": fields})

    def events(self, name: str) -> list[dict[str, Value]]:
        """The fields of all events of a kind so far."""
        return [line["fields"] for line in self._lines[1:] if line["event"] == name]

    def text(self) -> str:
        """The file's text."""
        return "".join(json.dumps(line, ensure_ascii=True) + "\n" for line in self._lines)


class Recorder:
    """The runs of one probe program, written to the folder that its command line names."""

    def __init__(self, program: str, folder: str, environment: str) -> None:
        path = Path(program).resolve()
        self.environment = environment
        self._program = path.relative_to(HERE).as_posix()
        self._digest = digest_of(path)
        self._folder = Path(folder)
        self._runs: list[tuple[str, Run]] = []

    @classmethod
    def from_command_line(cls, program: str) -> Recorder:
        """``python PROGRAM FOLDER ENVIRONMENT``."""
        if len(sys.argv) != 3:
            sys.exit(f"usage: python {program} FOLDER ENVIRONMENT")
        return cls(program, sys.argv[1], sys.argv[2])

    def run(
        self, name: str, mode: str, about: str, observes: Iterable[str], replaced: Iterable[str] = ()
    ) -> Run:
        """A new run; ``observes`` are the kinds of event of which every occurrence is recorded."""
        run = Run(
            {
                "schema": SCHEMA,
                "environment": self.environment,
                "mode": mode,
                "probe": self._program,
                "probe_sha256": self._digest,
                "about": about,
                "observes": sorted(observes),
                "replaced": list(replaced),
            }
        )
        self._runs.append((name, run))
        return run

    def write(self) -> None:
        """All runs, each in a file of its own."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for name, run in self._runs:
            (self._folder / f"{name}.jsonl").write_text(run.text(), encoding="utf-8", newline="\n")


def digest_of(program: Path) -> str:
    """The sha256 of the program together with every module of ours that it has imported."""
    files = {program}
    for module in list(sys.modules.values()):
        path = Path(getattr(module, "__file__", None) or "/").resolve()
        if path.is_relative_to(HERE) and path.is_file():
            files.add(path)
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()
