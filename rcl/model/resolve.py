"""Maps syntax trees to the resolved model, in the order contracts, runtimes, lowerings.

Invariant: the result and the diagnostics depend on the set of files, not on their order; all findings of all
files are reported, one root cause once. After an error the world lacks what could not be resolved; it is fit
for listing names, not for deciding anything (look at ``sink.has_errors``). Source: semantics; architecture.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rcl.diag import codes
from rcl.diag.sink import Sink
from rcl.diag.span import Span
from rcl.model.resolve_contract import ResolvedContract, resolve_contract
from rcl.model.resolve_declarations import declare_types
from rcl.model.resolve_lowering import ContractChoice, lowering_name, resolve_lowering
from rcl.model.resolve_runtime import RuntimeParts, resolve_runtime
from rcl.model.runtime import Lowering, World
from rcl.model.scope import Context, Scope, Types, report_duplicate
from rcl.model.units import Key, Linked, link, split
from rcl.syntax import tree


@dataclass(frozen=True, slots=True)
class _Contracts:
    """Resolved contracts by key, with the types they offer and the contexts of their names."""

    types: Mapping[Key, Types]
    resolved: Mapping[Key, ResolvedContract]


def resolve(modules: Sequence[tree.Module], sink: Sink, *, complete: bool = True) -> World:
    """The world that the files describe.

    ``complete`` is false if some file could not be read or parsed; then unknown names are not reported,
    since they may stand in what is missing.
    """
    linked = link(split(modules), sink, complete=complete)
    contracts = _resolve_contracts(
        [item for item in linked if isinstance(item.unit.header, tree.ContractDecl)], sink
    )
    runtimes: list[RuntimeParts] = []
    lowerings: dict[str, tuple[tree.LoweringDecl, Lowering | None]] = {}
    for group in _groups(linked):
        parts = _resolve_runtime(group, contracts, sink)
        choice = _choice(group, contracts, sink)
        runtimes.append(parts)
        for decl in _lowerings(group):
            _add_lowering(decl, parts, choice, lowerings, sink)
    logs = [log for _, item in sorted(contracts.resolved.items()) for log in item.logs]
    logs += [log for parts in runtimes for log in parts.logs]
    return World(
        tuple(contracts.resolved[key].contract for key in sorted(contracts.resolved)),
        tuple(parts.runtime for parts in runtimes),
        tuple(lowering for _, (_, lowering) in sorted(lowerings.items()) if lowering is not None),
        tuple(sorted(logs, key=lambda log: (log.name, log.owner))),
    )


def _add_lowering(
    decl: tree.LoweringDecl,
    parts: RuntimeParts,
    choice: ContractChoice,
    lowerings: dict[str, tuple[tree.LoweringDecl, Lowering | None]],
    sink: Sink,
) -> None:
    name = lowering_name(decl)
    resolved = resolve_lowering(decl, parts, choice)
    if name.text in lowerings:
        report_duplicate("lowering", name, lowerings[name.text][0].mode.span, sink)
    else:
        lowerings[name.text] = (decl, resolved)


# ---------------------------------------------------------------- contracts


def _resolve_contracts(linked: Iterable[Linked], sink: Sink) -> _Contracts:
    units = {item.unit.key: item for item in linked}
    types: dict[Key, Types] = {}
    resolved: dict[Key, ResolvedContract] = {}
    for key in _used_first({key: item.contracts for key, item in units.items() if key is not None}):
        item = units[key]
        header = item.unit.header
        assert isinstance(header, tree.ContractDecl)
        owner = f"contract `{key.name}`"
        imported = _imported(item, types, sink)
        context = Context(Scope(owner, complete=item.complete), sink)
        types[key] = declare_types(item.unit.items, imported, context)
        context = Context(Scope(owner, types[key], complete=item.complete), sink)
        resolved[key] = resolve_contract(header, item.unit.items, types[key], context)
    return _Contracts(types, resolved)


def _used_first(uses: Mapping[Key, Sequence[Key]]) -> list[Key]:
    """The keys, each after those it uses; there are no circles any more."""
    order: dict[Key, None] = {}
    waiting = [(key, False) for key in sorted(uses, reverse=True)]
    while waiting:
        key, used_are_done = waiting.pop()
        if used_are_done:
            order.setdefault(key)
        elif key not in order:
            waiting.append((key, True))
            waiting += [(used, False) for used in reversed(uses[key]) if used in uses]
    return list(order)


def _imported(item: Linked, types: Mapping[Key, Types], sink: Sink) -> Types:
    """The sorts and enums of the contracts in use; one name with two meanings is reported."""
    by_name: dict[str, object] = {}
    merged = Types()
    for key in item.contracts:
        offered = types.get(key, Types())
        for name, kind in offered.by_name.items():
            if by_name.setdefault(name, kind) != kind:
                use = next(use for use in item.unit.uses if use.name.text == key.name)
                sink.report(
                    codes.AMBIGUOUS_NAME,
                    f"type `{name}` means two things in the contracts used here",
                    use.span,
                    label=f"{key} declares it differently",
                    help="rename one of the declarations",
                    notes=(
                        ("the other declaration", merged.places[name]),
                        ("and this one", offered.places[name]),
                    ),
                )
        merged = Types({**offered.by_name, **merged.by_name}, {**offered.places, **merged.places})
    return merged


# ---------------------------------------------------------------- runtimes


def _groups(linked: Sequence[Linked]) -> list[list[Linked]]:
    """The units of each runtime: the declaring one first, then the additions by file."""
    groups: dict[Key, list[Linked]] = {}
    for item in linked:
        if isinstance(item.unit.header, tree.RuntimeDecl) and item.unit.key is not None:
            groups[item.unit.key] = [item]
    for item in linked:
        if item.unit.header is None and item.runtime in groups:
            groups[item.runtime].append(item)
    return [groups[key] for key in sorted(groups)]


def _resolve_runtime(group: Sequence[Linked], contracts: _Contracts, sink: Sink) -> RuntimeParts:
    header = group[0].unit.header
    assert isinstance(header, tree.RuntimeDecl)
    owner = f"runtime `{header.name.text}`"
    complete = all(item.complete for item in group)
    items = [declaration for item in group for declaration in item.unit.items]
    imported = Types()
    for item in group:
        offered = _imported(item, contracts.types, sink)
        imported = Types({**offered.by_name, **imported.by_name}, {**offered.places, **imported.places})
    types = declare_types(items, imported, Context(Scope(owner, complete=complete), sink))
    context = Context(Scope(owner, types, complete=complete), sink)
    return resolve_runtime(header, items, imported, context)


def _choice(group: Sequence[Linked], contracts: _Contracts, sink: Sink) -> ContractChoice:
    """The contracts that the files of a runtime use; two versions of one contract are reported."""
    in_use: dict[str, ResolvedContract] = {}
    versions: dict[str, tuple[Key, Span]] = {}
    for item in group:
        for use in item.unit.uses:
            key = Key("contract", use.name.text, str(use.version.value))
            if key not in item.contracts:
                continue
            first, place = versions.setdefault(key.name, (key, use.span))
            if first != key:
                sink.report(
                    codes.AMBIGUOUS_NAME,
                    f"contract `{key.name}` is used in two versions",
                    use.span,
                    label=f"{key}",
                    help="use the same version in all files of the runtime",
                    notes=((f"{first} is used here", place),),
                )
            in_use.setdefault(key.name, contracts.resolved[key])
    others = {key.name: item.contract.span for key, item in sorted(contracts.resolved.items(), reverse=True)}
    return ContractChoice(in_use, others)


def _lowerings(group: Sequence[Linked]) -> list[tree.LoweringDecl]:
    items = [declaration for item in group for declaration in item.unit.items]
    return [item for item in items if isinstance(item, tree.LoweringDecl)]
