"""Maps files to units: a contract, a runtime, or an addition to a runtime that another file declares.

``contract`` and ``runtime`` begin a unit, and what follows in the file belongs to it; ``use`` lines directly
before them do so too. A file without either adds to the one runtime it uses. Invariant: after ``link`` every
``use`` of a unit that is kept leads to a declared contract or runtime, and no unit uses itself through others.
Source: language, "Modules".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rcl.diag import codes
from rcl.diag.sink import Sink
from rcl.diag.span import Span
from rcl.model.circles import MAX_SHOWN, find_circles, shown_circle
from rcl.model.scope import MAX_HINTS, nearest_name, report_duplicate
from rcl.syntax import tree


class Key(NamedTuple):
    """What ``use`` names: ``kind`` is contract or runtime."""

    kind: str
    name: str
    version: str

    def __str__(self) -> str:
        shown = self.version if self.kind == "contract" else f'"{self.version}"'
        return f"{self.kind} `{self.name} version {shown}`"


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of one file. ``header`` is ``None`` for an addition to a runtime."""

    file: str
    header: tree.ContractDecl | tree.RuntimeDecl | None
    uses: tuple[tree.Use, ...]
    items: tuple[tree.Declaration, ...]

    @property
    def key(self) -> Key | None:
        """The key that others use this unit by."""
        match self.header:
            case tree.ContractDecl(name=name, version=version):
                return Key("contract", name.text, str(version.value))
            case tree.RuntimeDecl(name=name, version=version):
                return Key("runtime", name.text, version.value)
            case None:
                return None


@dataclass(frozen=True, slots=True)
class Linked:
    """A unit with what it uses. ``complete`` is false if some ``use`` of it failed."""

    unit: Unit
    contracts: tuple[Key, ...]
    runtime: Key | None
    complete: bool


def split(modules: Iterable[tree.Module]) -> tuple[Unit, ...]:
    """The units of all files, in an order that does not depend on the order of the files."""
    units: list[Unit] = []
    for module in sorted(modules, key=lambda module: module.file):
        units += _split_module(module)
    return tuple(units)


def _split_module(module: tree.Module) -> list[Unit]:
    units: list[Unit] = []
    header: tree.ContractDecl | tree.RuntimeDecl | None = None
    held: list[tree.Declaration] = []
    own_uses = 0

    def close(upto: int) -> None:
        own = held[:upto]
        del held[:upto]
        if header is not None or own:
            uses = tuple(item for item in own if isinstance(item, tree.Use))
            items = tuple(item for item in own if not isinstance(item, tree.Use))
            units.append(Unit(module.file, header, uses, items))

    for declaration in module.declarations:
        if isinstance(declaration, tree.ContractDecl | tree.RuntimeDecl):
            last = len(held)
            while last > own_uses and isinstance(held[last - 1], tree.Use):
                last -= 1
            close(last)
            header, own_uses = declaration, len(held)
        else:
            held.append(declaration)
    close(len(held))
    return units


def link(units: Sequence[Unit], sink: Sink, *, complete: bool) -> tuple[Linked, ...]:
    """Every unit with the keys it uses; what is missing, circular or misplaced is reported."""
    declared: dict[Key, Unit] = {}
    kept: list[Unit] = []
    for unit in units:
        key = unit.key
        if key is None or key not in declared:
            kept.append(unit)
        else:
            first = declared[key].header
            assert unit.header is not None and first is not None
            report_duplicate(key.kind, unit.header.name, first.name.span, sink)
        if key is not None:
            declared.setdefault(key, unit)
    found = {id(unit): _uses(unit, declared, sink, complete=complete) for unit in kept}
    circular = _report_cycles(kept, found, sink)
    linked: list[Linked] = []
    for unit in kept:
        named = found[id(unit)]
        good = [(use, key) for use, key in named if key is not None and unit.key not in circular]
        whole = complete and len(good) == len(named)
        linked += _link(unit, good, whole, sink)
    return tuple(linked)


# ---------------------------------------------------------------- one use

Used = list[tuple[tree.Use, Key | None]]


def _uses(unit: Unit, declared: Mapping[Key, Unit], sink: Sink, *, complete: bool) -> Used:
    found: Used = []
    for use in unit.uses:
        if isinstance(use.version, tree.Number):
            key = Key("contract", use.name.text, str(use.version.value))
        else:
            key = Key("runtime", use.name.text, use.version.value)
        if key in declared:
            found.append((use, key))
        else:
            found.append((use, None))
            if complete:
                _report_missing(use, key, declared, sink)
    return found


def _report_missing(use: tree.Use, key: Key, declared: Mapping[Key, Unit], sink: Sink) -> None:
    same = sorted(other for other in declared if other.name == key.name) if len(sink) < MAX_HINTS else []
    notes = tuple((f"{other} is declared here", _place(declared[other])) for other in same)
    shown = use.version.value if isinstance(use.version, tree.Number) else f'"{use.version.value}"'
    if any(other.kind == key.kind for other in same):
        known = ", ".join(str(other) for other in same if other.kind == key.kind)
        message = f"{key.kind} `{key.name}` has no version {shown}"
        label = "no file declares this version"
        sink.report(
            codes.UNKNOWN_VERSION,
            message,
            use.version.span,
            label=label,
            help=f"there is {known}",
            notes=notes,
        )
        return
    code = codes.UNKNOWN_CONTRACT if key.kind == "contract" else codes.UNKNOWN_RUNTIME
    if same:
        form = 'version "TEXT"' if same[0].kind == "runtime" else "version NUMBER"
        hint = f"`{key.name}` is a {same[0].kind}: write `use {key.name} {form}`"
    else:
        near = nearest_name(key.name, [other.name for other in declared if other.kind == key.kind], sink)
        hint = f"did you mean `{near}`?" if near else f"add the file that declares {key}"
    label = f"`{use.span.file}` uses it, and no file declares it"
    sink.report(code, f"unknown {key.kind} `{key.name}`", use.name.span, label=label, help=hint, notes=notes)


def _place(unit: Unit) -> Span:
    assert unit.header is not None
    return unit.header.name.span


# ---------------------------------------------------------------- circles


def _report_cycles(units: Sequence[Unit], found: Mapping[int, Used], sink: Sink) -> frozenset[Key]:
    """The keys that use themselves, directly or through others; each circle is reported once."""
    lines: dict[Key, dict[Key, tree.Use]] = {}
    for unit in units:
        if unit.key is not None:
            lines[unit.key] = {key: use for use, key in reversed(found[id(unit)]) if key is not None}
    circular: set[Key] = set()
    for circle in find_circles({key: list(uses) for key, uses in lines.items()}):
        circular.update(circle)
        uses = [lines[key][circle[(at + 1) % len(circle)]] for at, key in enumerate(circle)]
        files = [use.span.file for use in uses]
        sink.report(
            codes.CYCLIC_USE,
            f"files use each other in a circle: {shown_circle(files)}",
            uses[0].span,
            label=f"{circle[0]} is used on the way back" if len(circle) > 1 else f"{circle[0]} uses itself",
            help="delete one `use` of the circle",
            notes=tuple(
                (f"{key} continues the circle here", use.span)
                for key, use in list(zip(circle, uses, strict=True))[1:MAX_SHOWN]
            ),
        )
    return frozenset(circular)


# ---------------------------------------------------------------- what a unit may use


def _link(unit: Unit, good: list[tuple[tree.Use, Key]], complete: bool, sink: Sink) -> list[Linked]:
    contracts = tuple(sorted({key for _, key in good if key.kind == "contract"}))
    runtimes = [(use, key) for use, key in good if key.kind == "runtime"]
    if unit.header is not None:
        for use, _ in runtimes:
            what = "contract" if isinstance(unit.header, tree.ContractDecl) else "runtime"
            sink.report(
                codes.MISPLACED_DECLARATION,
                f"{what} `{unit.header.name.text}` uses a runtime",
                use.span,
                label=f"a {what} uses contracts only",
                help="put what you want to add to the other runtime into a file of its own",
            )
        return [Linked(unit, contracts, None, complete)]
    if len({key for _, key in runtimes}) == 1:
        return [Linked(unit, contracts, runtimes[0][1], complete)]
    if len(runtimes) > 1:
        sink.report(
            codes.MISPLACED_DECLARATION,
            "a file adds to two runtimes",
            runtimes[1][0].span,
            label="a second runtime",
            help="write a file for each of them",
            notes=(("the first runtime is used here", runtimes[0][0].span),),
        )
    elif complete and unit.items:
        sink.report(
            codes.MISPLACED_DECLARATION,
            f"`{unit.file}` begins neither a contract nor a runtime",
            unit.items[0].span,
            label="this declaration has no home",
            help='begin with `contract NAME version N` or `runtime NAME version "V"`, or `use` a runtime',
        )
    return []
