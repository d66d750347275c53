"""Maps the files of a project to one lowering with only what it needs, so that it can be resolved again and again.

Invariant: what is left out says nothing about the lowering: other lowerings, modes it does not extend, adapters it
does not use, logs where it has no evidence. Its expectation is replaced by one that lets defects of meaning count instead of
stopping everything. Source: language, "Modules".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rcl.diag.sink import Sink
from rcl.model.resolve import resolve
from rcl.model.resolve_lowering import lowering_name
from rcl.model.runtime import Lowering, World
from rcl.syntax import tree

Modules = tuple[tree.Module, ...]
Block = tree.ModeDecl | tree.AdapterDecl | tree.LoweringDecl
Item = (
    tree.SettingDecl | tree.AnchorDecl | tree.StateDecl | tree.EventDecl | tree.Statement | tree.LoweringItem
)
"""What stands in a block or, some of it, beside blocks; each can be changed or taken away by itself."""

EXPECTED = tree.ExpectDecl(tree.Name("rejected_mapping"), (), False)


@dataclass(frozen=True, slots=True)
class Subject:
    """A lowering by name with the files it needs, reduced to what it needs of them."""

    name: str
    modules: Modules

    @property
    def lowering(self) -> tree.LoweringDecl:
        """Its declaration."""
        return next(item for item in declarations(self.modules) if isinstance(item, tree.LoweringDecl))

    @property
    def modes(self) -> tuple[tree.ModeDecl, ...]:
        """Its mode and those that it extends."""
        return tuple(item for item in declarations(self.modules) if isinstance(item, tree.ModeDecl))

    @property
    def adapters(self) -> tuple[tree.AdapterDecl, ...]:
        """The adapters and patches it uses."""
        return tuple(item for item in declarations(self.modules) if isinstance(item, tree.AdapterDecl))


def declarations(modules: Iterable[tree.Module]) -> Iterator[tree.Declaration]:
    """All declarations of all files."""
    return (item for module in modules for item in module.declarations)


def subject_of(modules: Sequence[tree.Module], name: str) -> Subject:
    """The lowering of this name, from a project that has it."""
    home = next(
        module
        for module in modules
        for item in module.declarations
        if isinstance(item, tree.LoweringDecl) and lowering_name(item).text == name
    )
    decl = next(
        item
        for item in home.declarations
        if isinstance(item, tree.LoweringDecl) and lowering_name(item).text == name
    )
    runtime, _, mode = decl.mode.text.partition(".")
    kept = [module for module in modules if module is home or _speaks_of(module, runtime)]
    while more := [
        module
        for module in modules
        if module not in kept and _names(module, tree.ContractDecl, tree.RuntimeDecl) & _used(kept)
    ]:
        kept += more
    modes = _extended(mode, kept)
    adapters = {item.text for item in decl.uses}
    evidence = any(isinstance(item, tree.EvidenceDecl) for item in decl.items)

    def wanted(item: tree.Declaration) -> bool:
        match item:
            case tree.LoweringDecl():
                return item is decl
            case tree.ModeDecl():
                return item.name.text in modes
            case tree.AdapterDecl():
                return item.name.text in adapters
            case tree.LogDecl():
                return evidence and {use.text for use in item.uses} <= adapters
            case _:
                return True

    ordered = [module for module in modules if module in kept]
    reduced = tuple(
        replace(module, declarations=tuple(_expecting(item) for item in module.declarations if wanted(item)))
        for module in ordered
    )
    return Subject(name, reduced)


def _speaks_of(module: tree.Module, runtime: str) -> bool:
    return runtime in _names(module, tree.RuntimeDecl) | _used([module])


def _names(module: tree.Module, *kinds: type[tree.ContractDecl | tree.RuntimeDecl]) -> set[str]:
    return {item.name.text for item in module.declarations if isinstance(item, kinds)}


def _used(modules: Iterable[tree.Module]) -> set[str]:
    return {item.name.text for item in declarations(modules) if isinstance(item, tree.Use)}


def _extended(mode: str, modules: Iterable[tree.Module]) -> set[str]:
    by_name = {item.name.text: item for item in declarations(modules) if isinstance(item, tree.ModeDecl)}
    found: set[str] = set()
    name: str | None = mode
    while name is not None and name not in found:
        found.add(name)
        extends = by_name[name].extends if name in by_name else None
        name = extends.text if extends is not None else None
    return found


def _expecting(item: tree.Declaration) -> tree.Declaration:
    if not isinstance(item, tree.LoweringDecl):
        return item
    items = tuple(one for one in item.items if not isinstance(one, tree.ExpectDecl))
    return replace(item, items=(*items, EXPECTED))


def resolved(subject: Subject) -> tuple[World, Lowering] | tuple[str, ...]:
    """The world with the lowering; or the codes of what is wrong with it."""
    sink = Sink()
    world = resolve(subject.modules, sink)
    if sink.has_errors:
        return tuple(dict.fromkeys(item.code.id for item in sink.sorted() if item.is_error))
    lowering = next((item for item in world.lowerings if item.name == subject.name), None)
    return ("no lowering",) if lowering is None else (world, lowering)


Change = Callable[[Item], tuple[Item, ...]]


def rewritten(modules: Modules, change: Change) -> Modules:
    """The files with every item replaced by what ``change`` makes of it: itself, another one, or nothing."""
    return tuple(
        replace(
            module,
            declarations=tuple(new for item in module.declarations for new in _rewritten(item, change)),
        )
        for module in modules
    )


def _rewritten(item: tree.Declaration, change: Change) -> tuple[tree.Declaration, ...]:
    match item:
        case tree.ModeDecl() | tree.AdapterDecl() | tree.LoweringDecl():
            items = tuple(new for one in item.items for new in change(one))
            if len(items) == len(item.items) and all(a is b for a, b in zip(items, item.items, strict=True)):
                return (item,)
            return (replace(item, items=items),)  # type: ignore[arg-type]
        case tree.EventDecl() | tree.StateDecl() | tree.AnchorDecl():
            return change(item)  # type: ignore[return-value]
        case _:
            return (item,)
