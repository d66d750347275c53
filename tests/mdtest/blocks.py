"""Maps a Markdown file to its fenced blocks that can be executed.

A fence's info string is the language and words after it: ```` ```rcl fragment ````, ```` ```rcl file=specs/a.rcl ````.
Invariant: a block keeps the line it stands at, so that a failure can be found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FENCE = re.compile(r"^(?P<indent> *)(?P<ticks>`{3,}|~{3,})\s*(?P<info>[^`]*)$")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: language, words after it, text, and the line of its first line of text."""

    language: str
    words: tuple[str, ...]
    text: str
    line: int

    def option(self, name: str) -> str | None:
        """The value of ``name=VALUE``."""
        return next((word.partition("=")[2] for word in self.words if word.startswith(f"{name}=")), None)


@dataclass(frozen=True, slots=True)
class Command:
    """A line after ``$`` of a console block, and the output that should follow."""

    command: str
    expected: tuple[str, ...]
    line: int


def blocks_of(text: str) -> list[Block]:
    """All fenced blocks, in order."""
    found: list[Block] = []
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        fence = _FENCE.match(lines[index])
        index += 1
        if fence is None:
            continue
        start = index
        while index < len(lines) and lines[index].strip() != fence["ticks"]:
            index += 1
        inside = [line.removeprefix(fence["indent"]) for line in lines[start:index]]
        language, *words = fence["info"].split() or [""]
        found.append(Block(language, tuple(words), "".join(f"{line}\n" for line in inside), start + 1))
        index += 1
    return found


def commands_of(block: Block) -> list[Command]:
    """The commands of a console block with their expected output; a ``\\`` at the end of a line continues it."""
    found: list[Command] = []
    lines = block.text.rstrip("\n").split("\n")
    index = 0
    while index < len(lines):
        assert lines[index].startswith("$ "), f"line {block.line + index}: a console block begins with `$ `"
        start, command = index, lines[index][2:]
        while command.endswith("\\"):
            index += 1
            command = command[:-1] + lines[index].strip()
        index += 1
        begin = index
        while index < len(lines) and not lines[index].startswith("$ "):
            index += 1
        found.append(Command(command, tuple(lines[begin:index]), block.line + start))
    return found


def matches(expected: tuple[str, ...], actual: str) -> bool:
    """Is the output as expected? A line ``...`` matches any lines, ``...`` within a line any text."""
    parts = [re.escape(line.rstrip()).replace(r"\.\.\.", "[^\n]*") + "\n" for line in expected]
    pattern = "".join("(?:[^\n]*\n)*?" if part == "[^\n]*\n" else part for part in parts).rstrip("\n")
    lines = [line.rstrip() for line in actual.rstrip("\n").split("\n")]
    return re.fullmatch(pattern.strip("\n") + "\n*", "\n".join(lines).strip("\n") + "\n") is not None
