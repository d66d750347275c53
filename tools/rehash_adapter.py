"""Shows which functions of the claim adapter have another body than the descriptor's anchors, and what rests on them.

A guarantee is a sentence about a function: read both before the new hash is written. With `--write` the hashes are replaced and the lock is
written; then look at `rcl prove descriptors/vllm_adapter`, and record the runs again if the adapter does something else now.

    python tools/rehash_adapter.py [--write]
"""

from __future__ import annotations

import sys
from pathlib import Path

import rcl
from rcl.anchoring import Where, verify_anchors
from rcl.anchors.asked import anchors_of
from rcl.anchors.locate import locate
from rcl.anchors.trees import ProjectTree
from rcl.model.runtime import Runtime
from rcl.pipeline import read_world

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "descriptors" / "vllm_adapter"
FOLDER = "adapters/vllm"


def resting_on(runtime: Runtime, place: tuple[str, str]) -> list[str]:
    """The statements with an anchor at this path and symbol."""
    parts = (*runtime.modes, *runtime.adapters)
    found = {
        statement.name: statement.text
        for part in parts
        for statement in part.guarantees
        if place in {(anchor.path, anchor.symbol) for anchor in statement.anchors}
    }
    return [f"{name}: {text}" for name, text in sorted(found.items())]


def changed(runtime: Runtime) -> dict[str, str]:
    """Old hash to new one, for every function that is there; prints what is to be read."""
    anchors = [anchor for anchor in anchors_of(runtime) if anchor.tree]
    places = locate(ProjectTree(ROOT, FOLDER), anchors)
    found: dict[str, str] = {}
    for anchor in anchors:
        body = places[anchor].body
        if body == anchor.digest:
            continue
        print(f"{anchor.path} :: {anchor.symbol}  {'has another body' if body else 'is not there'}")
        for line in resting_on(runtime, (anchor.path, anchor.symbol)):
            print(f"    {line}")
        if body:
            found[anchor.digest] = body
    return found


def main(arguments: list[str]) -> int:
    """Exit code 1 if something is to be read again and was not written."""
    if arguments not in ([], ["--write"]):
        raise SystemExit("usage: rehash_adapter.py [--write]")
    world = read_world(rcl.open_session(str(HOME), cwd=ROOT))
    found = changed(next(item for item in world.runtimes if item.name == "vllm_adapter"))
    if not arguments:
        return 1 if found else 0
    for path in sorted(HOME.glob("*.rcl")):
        text = path.read_text(encoding="utf-8")
        for old, new in found.items():
            text = text.replace(f'hash "{old}"', f'hash "{new}"')
        path.write_text(text, encoding="utf-8")
    verify_anchors(HOME, where=Where(offline=True), cwd=ROOT)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
