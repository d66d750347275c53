"""Mutation testing of our own code: a seeded sample of mutants, each held against the tests that run the changed line.

    python tools/mutate.py collect STATE [PYTEST ARGUMENTS]   which tests run which lines, and how long they take
    python tools/mutate.py run STATE --seed 1 --count 400     go on where the last run stopped
    python tools/mutate.py report STATE                       score, and the mutants that no test noticed

Needs `mutmut` (its operators), `pytest-cov` and what tests need. STATE is a folder outside of the repository: a copy of the
checkout that is changed in place of it, the coverage and one line a mutant. A mutant is what one operator does to one node.
Not mutated: annotations, decorators, texts with a blank in them. See docs/mutation.md.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import hashlib
import importlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

FOLDERS = ("rcl/temporal", "rcl/system", "rcl/smt", "rcl/verdict")
LEAST = 6
"""Mutants of each file, if it has as many."""
COARSE = {"arg_removal", "statement", "assignment"}
"""Operators that mostly make a program that falls over at once: taken less often than the finer ones."""
ENVIRONMENT = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "CI": "1"}
"""Hypothesis takes its examples in a fixed order where `CI` is set."""
KILLED, SURVIVED, SLOW, BROKEN, UNTESTED = "killed", "survived", "timeout", "broken", "untested"

_NO_IMPORT = 99
_QUIET = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
"""Hypothesis is imported before pytest could rewrite it, which is no matter."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """The text of one file with one change, at a line of the original."""

    name: str
    path: str
    line: int
    operator: str
    text: str


# ---------------------------------------------------------------- mutants


class Module:
    """One file, and where operators apply to it; a mutant is made when it is asked for."""

    def __init__(self, path: str, source: str) -> None:
        import libcst as cst
        from libcst.metadata import MetadataWrapper, PositionProvider

        self.path = path
        wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
        self._module = wrapper.module
        self._shape = ast.dump(ast.parse(source))
        places = wrapper.resolve(PositionProvider)
        self.sites: list[tuple[int, str, object, object]] = []
        line = 1
        for node in _mutable(self._module):
            line = places[node].start.line if node in places else line
            for kind, operator in _operators():
                for changed in operator(node) if isinstance(node, kind) else ():
                    name = operator.__name__.removeprefix("operator_")
                    self.sites.append((line, name, node, changed))

    def mutant(self, index: int) -> Mutant | None:
        """The mutant of a site, unless it is no Python or the same program."""
        line, operator, node, changed = self.sites[index]
        text = self._module.deep_replace(node, changed).code  # type: ignore[arg-type, attr-defined]
        try:
            if ast.dump(ast.parse(text)) == self._shape:
                return None
        except (SyntaxError, ValueError):
            return None
        return Mutant(f"{self.path}:{line}:{operator}:{index}", self.path, line, operator, text)


def _mutable(root: object) -> Iterator[object]:
    """The nodes in order, without annotations, decorators, imports, and texts that are prose."""
    import libcst as cst

    skipped = (
        cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom | cst.FormattedString | cst.TypeAlias
    )
    stack: list[object] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, skipped) or _is_prose(node):
            continue
        yield node
        stack.extend(reversed(node.children))  # type: ignore[attr-defined]


def _is_prose(node: object) -> bool:
    import libcst as cst

    return isinstance(node, cst.SimpleString) and (" " in node.value or node.value.startswith('"""'))


def _operators() -> Iterable[tuple[type, object]]:
    """Those of mutmut, and what they lack for code that is made of comprehensions and early returns."""
    import libcst as cst
    from mutmut.mutation.mutators import mutation_operators

    swaps = {"any": "all", "all": "any", "min": "max", "max": "min"}

    def operator_quantifier(node: cst.Call) -> Iterator[cst.CSTNode]:
        if isinstance(node.func, cst.Name) and node.func.value in swaps:
            yield node.with_changes(func=cst.Name(swaps[node.func.value]))

    def operator_condition(node: cst.If) -> Iterator[cst.CSTNode]:
        for value in ("True", "False"):
            yield node.with_changes(test=cst.Name(value, lpar=[cst.LeftParen()], rpar=[cst.RightParen()]))

    def operator_filter(node: cst.CompFor) -> Iterator[cst.CSTNode]:
        for index in range(len(node.ifs)):
            yield node.with_changes(ifs=[*node.ifs[:index], *node.ifs[index + 1 :]])

    def operator_operand(node: cst.BooleanOperation) -> Iterator[cst.CSTNode]:
        for side in (node.left, node.right):
            yield side.with_changes(lpar=[cst.LeftParen(), *side.lpar], rpar=[*side.rpar, cst.RightParen()])

    def operator_statement(node: cst.SimpleStatementLine) -> Iterator[cst.CSTNode]:
        droppable = cst.Expr | cst.Return | cst.Raise | cst.Continue | cst.AugAssign
        dropped = node.body[0] if len(node.body) == 1 else None
        text = isinstance(dropped, cst.Expr) and isinstance(dropped.value, cst.BaseString)
        if isinstance(dropped, droppable) and not text:
            yield node.with_changes(body=[cst.Pass()])

    def operator_element(node: cst.List | cst.Tuple | cst.Set) -> Iterator[cst.CSTNode]:
        for index in range(len(node.elements) if len(node.elements) > 1 else 0):
            yield node.with_changes(elements=[*node.elements[:index], *node.elements[index + 1 :]])

    return [
        *mutation_operators,
        (cst.Call, operator_quantifier),
        (cst.If, operator_condition),
        (cst.CompFor, operator_filter),
        (cst.BooleanOperation, operator_operand),
        (cst.SimpleStatementLine, operator_statement),
        (cst.List | cst.Tuple | cst.Set, operator_element),
    ]


def sample(modules: list[Module], count: int, seed: int) -> list[Mutant]:
    """So many mutants: some of every file, the rest by the files' shares; first a line and an operator, then a mutant."""
    rng = Random(seed)
    total = sum(len(item.sites) for item in modules)
    chosen: list[Mutant] = []
    for module in modules:
        groups: dict[tuple[int, str], list[int]] = defaultdict(list)
        for index, (line, operator, _, _) in enumerate(module.sites):
            groups[line, operator].append(index)
        wanted = max(LEAST, round(count * len(module.sites) / total))
        order = sorted(groups, key=lambda key: rng.random() ** (3 if key[1] in COARSE else 1), reverse=True)
        made = (module.mutant(rng.choice(groups[key])) for key in order)
        chosen += islice((item for item in made if item is not None), wanted)
    rng.shuffle(chosen)
    return chosen


# ---------------------------------------------------------------- tests


def pytest_runtest_logreport(report: object) -> None:
    """As a plugin of pytest: note how long each test takes, with its fixtures."""
    _TIMES[report.nodeid] += report.duration  # type: ignore[attr-defined]
    if report.failed:  # type: ignore[attr-defined]
        _FAILED.add(report.nodeid)  # type: ignore[attr-defined]


def pytest_sessionfinish() -> None:
    target = os.environ.get("RCL_MUTATE_TIMES")
    if target:
        Path(target).write_text(
            json.dumps({name: spent for name, spent in _TIMES.items() if name not in _FAILED}),
            encoding="utf-8",
        )


_TIMES: dict[str, float] = defaultdict(float)
_FAILED: set[str] = set()
"""Tests that fail without a mutant say nothing about one."""


def collect(state: Path, arguments: list[str]) -> int:
    """Copy the checkout, run the tests once, and keep which lines each runs."""
    copy = state / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    names = (
        subprocess.run(["git", "ls-files", "-z"], capture_output=True, check=True).stdout.decode().split("\0")
    )
    for name in filter(None, names):
        place = copy / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(name, place)
    settings = state / "coverage.ini"
    settings.write_text(f"[run]\nrelative_files = true\nsource = {','.join(FOLDERS)}\ndata_file = {state.resolve() / 'coverage.data'}\n", encoding="utf-8")  # fmt: skip
    tools = str(Path(__file__).resolve().parent)
    env = {
        **os.environ, **ENVIRONMENT, "PYTHONPATH": os.pathsep.join((str(copy.resolve()), tools)),
        "RCL_MUTATE_TIMES": str(state.resolve() / "times.json"), "PYTHONDONTWRITEBYTECODE": "",
    }  # fmt: skip
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "mutate", f"--cov-config={settings.resolve()}", "--cov", "--cov-context=test", "--cov-report="]  # fmt: skip
    return subprocess.run([*command, *arguments], cwd=copy, env=env, check=False).returncode


class Tests:
    """Which tests run a line, the quickest first."""

    def __init__(self, state: Path) -> None:
        from coverage import CoverageData

        self._times: dict[str, float] = json.loads((state / "times.json").read_text(encoding="utf-8"))
        data = CoverageData(str(state / "coverage.data"))
        data.read()
        self._lines = {file: data.contexts_by_lineno(file) for file in data.measured_files()}

    def of(self, mutant: Mutant) -> list[str]:
        """Tests of the line; of the whole file where the line runs when the module is imported."""
        lines = self._lines.get(mutant.path, {})
        contexts = lines.get(mutant.line, [])
        if not contexts or contexts == [""]:
            below = [at for at in lines if at >= mutant.line]
            near = lines[min(below)] if below and not contexts else []
            contexts = near if any(near) else [name for at in lines for name in lines[at]]
        names = {name.rpartition("|")[0] for name in contexts} & self._times.keys()
        return sorted(names, key=lambda name: (self.time(name), name))

    def time(self, name: str) -> float:
        return self._times[name]


# ---------------------------------------------------------------- runs


def run(state: Path, folders: list[str], seed: int, count: int, seconds: float, again: list[str]) -> int:
    """Hold every mutant of the sample that has no line in the results yet against its tests."""
    for name in ("pytest", "hypothesis", "z3", "lark", "msgspec", "click", "rich"):
        importlib.import_module(name)
    os.environ.update(ENVIRONMENT)
    sys.dont_write_bytecode = True
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the file under test is put back
    copy, results = state / "copy", state / "results.jsonl"
    chosen = _chosen(state, folders, seed, count)
    done = {name for name, item in _results(state).items() if item["outcome"] not in again}
    tests = Tests(state)
    for mutant in chosen:
        if mutant.name in done:
            continue
        outcome, killer, spent, ran = _judge(copy, state, mutant, tests, seconds)
        diff = _diff(copy / mutant.path, mutant)
        line = asdict(mutant) | {
            "text": diff,
            "outcome": outcome,
            "by": killer,
            "seconds": round(spent, 1),
            "tests": ran,
        }
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        print(f"{outcome:9} {mutant.name} {spent:.1f} s", flush=True)
    return 0


def _chosen(state: Path, folders: list[str], seed: int, count: int) -> list[Mutant]:
    """The sample; kept beside the results, since to make a mutant takes longer than to try some."""
    copy = state / "copy"
    paths = sorted(item for folder in folders for item in _modules(copy, folder))
    texts = [(copy / path).read_text(encoding="utf-8") for path in paths]
    digest = hashlib.sha256(json.dumps([seed, count, paths, texts]).encode()).hexdigest()
    kept = state / f"sample-{digest[:12]}.json"
    if not kept.exists():
        modules = [Module(path, text) for path, text in zip(paths, texts, strict=True)]
        made = [asdict(item) for item in sample(modules, count, seed)]
        print(
            f"{len(made)} of {sum(len(item.sites) for item in modules)} mutants of {len(paths)} files",
            flush=True,
        )
        kept.write_text(json.dumps(made), encoding="utf-8")
    return [Mutant(**item) for item in json.loads(kept.read_text(encoding="utf-8"))]


def _results(state: Path) -> dict[str, dict[str, Any]]:
    """What is known of each mutant by now: its last line."""
    place = state / "results.jsonl"
    lines = place.read_text(encoding="utf-8").splitlines() if place.exists() else []
    return {item["name"]: item for item in map(json.loads, lines)}


def _modules(copy: Path, folder: str) -> list[str]:
    place = copy / folder
    files = [place] if place.is_file() else sorted(place.rglob("*.py"))
    return [item.relative_to(copy).as_posix() for item in files if item.stat().st_size]


def _judge(
    copy: Path, state: Path, mutant: Mutant, tests: Tests, seconds: float
) -> tuple[str, str, float, int]:
    """What became of one mutant, the test that noticed it, the seconds, and the number of tests asked."""
    names, cost = [], 0.0
    for name in tests.of(mutant):
        if names and cost + tests.time(name) > seconds:
            break
        names.append(name)
        cost += tests.time(name)
    if not names:
        return UNTESTED, "", 0.0, 0
    place, log = copy / mutant.path, state / "output.txt"
    original, times = place.read_text(encoding="utf-8"), place.stat()
    begin = time.monotonic()
    place.write_text(mutant.text, encoding="utf-8")
    try:
        code = _in_child(copy, mutant, names, log, int(15 + 6 * cost))
    finally:
        place.write_text(original, encoding="utf-8")
        os.utime(place, ns=(times.st_atime_ns, times.st_mtime_ns))
    spent = time.monotonic() - begin
    if code in (None, _NO_IMPORT):
        return SLOW if code is None else BROKEN, "", spent, len(names)
    if code == 0:
        return SURVIVED, "", spent, len(names)
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    failed = [line for line in lines if line.startswith(("FAILED ", "ERROR "))]
    return (
        KILLED,
        failed[0].split(" ", 1)[1].split(" - ")[0] if failed else "\n".join(lines[-3:]),
        spent,
        len(names),
    )


def _in_child(copy: Path, mutant: Mutant, names: list[str], log: Path, limit: int) -> int | None:
    """The exit code of pytest in a fork of this process, which has imported all but our own code; ``None``: too
    slow, by its own seconds of CPU, or not at an end in twenty times as long."""
    child = os.fork()
    if child == 0:
        code = _NO_IMPORT
        try:
            os.setpgid(0, 0)
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
            target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(target, 1)
            os.dup2(target, 2)
            os.chdir(copy)
            sys.path.insert(0, str(copy.resolve()))
            importlib.import_module(mutant.path.removesuffix(".py").replace("/", "."))
            import pytest

            code = int(
                pytest.main(
                    ["-x", "-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:cov", *_QUIET, *names]
                )
            )
        except BaseException:  # noqa: BLE001 - the child is not to go on as a second parent
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    until = time.monotonic() + 20 * limit
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            return None if code in (-signal.SIGXCPU, -signal.SIGKILL) else code
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _diff(path: Path, mutant: Mutant) -> str:
    before = path.read_text(encoding="utf-8").splitlines()
    lines = difflib.unified_diff(before, mutant.text.splitlines(), lineterm="", n=1)
    return "\n".join(list(lines)[2:])


def report(state: Path) -> int:
    """Counts by folder, the score, and every mutant that was not noticed."""
    lines = list(_results(state).values())
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for item in lines:
        for name in (item["path"].rsplit("/", 1)[0], "all"):
            table[name][item["outcome"]] += 1
    for name, counts in table.items():
        noticed = counts[KILLED] + counts[SLOW]
        left = counts[SURVIVED] + counts[UNTESTED]
        print(
            f"{name}: {noticed} of {noticed + left} noticed ({noticed / max(1, noticed + left):.1%}), {dict(counts)}"
        )
    for item in lines:
        if item["outcome"] in (SURVIVED, UNTESTED):
            print(f"\n{item['outcome']} {item['name']} ({item['tests']} tests)\n{item['text']}")
    return 0


def main() -> int:
    """One of the three commands."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=("collect", "run", "report"))
    parser.add_argument("state", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seconds", type=float, default=40.0, help="of tests for each mutant, as measured")
    parser.add_argument("--folders", nargs="*", default=list(FOLDERS))
    parser.add_argument(
        "--again",
        nargs="*",
        default=[],
        help="outcomes to try once more, such as survived, with more --seconds",
    )
    options, rest = parser.parse_known_args()
    if options.command == "collect":
        return collect(options.state, rest)
    if options.command == "run":
        return run(
            options.state, options.folders, options.seed, options.count, options.seconds, options.again
        )
    return report(options.state)


if __name__ == "__main__":
    sys.exit(main())
