"""Maps a log and its watches to the source of one function that takes many lines, and compiles it.

Invariant: a record for which the function does anything else than to call ``careful`` is one that ``Decoder`` and ``Stream`` would have
taken in with the same effect. The source holds names and numbers of this package only. Source: semantics, sections 2, 3 and 6.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import msgspec

from rcl.model.formula import identifier_sort
from rcl.model.logs import Log, Order, Over, Record
from rcl.model.types import SortType
from rcl.temporal.compiled.moments import Moment, fixed_codes
from rcl.temporal.compiled.scope import Happening, Scope
from rcl.temporal.compiled.values import Namespace, NotCompiledError, all_of, any_of, negation
from rcl.temporal.stream import Happened, Stream
from rcl.temporal.trace import Value
from rcl.temporal.watch import RuleWatch, ScenarioWatch
from rcl.traces.record_code import MOST_TESTS, KindCode, field_types, record_type
from rcl.traces.records import CLAIM, EVERY, Decoder

FLAG = re.compile("(ex|un|pe|pp|se)[0-9]+")
MOST_SOURCE = 2_000_000
Wrong = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


@dataclass(slots=True)
class Watched:
    """What the function follows: a stream with the watches over it, and the values of fixed variables."""

    stream: Stream
    rules: Sequence[RuleWatch]
    scenarios: Sequence[ScenarioWatch]
    fixed: Mapping[str, Value]
    more: bool
    """Is there something else that wants to see every record?"""
    part: Part | None = None


@dataclass(slots=True)
class Part:
    """The identifiers of a sort that fall to one worker, ``number`` of ``count``; ``fields`` are the event fields with them."""

    sort: str
    fields: Mapping[str, str]
    number: int
    count: int

    def owns(self, name: str) -> bool:
        """Does the identifier fall to this worker?"""
        return crc32(name.encode("utf-8", "surrogatepass")) % self.count == self.number

    def key(self, name: Value) -> tuple[Value, ...]:
        """A claim as it is counted: the key of many tables, or nothing for one that falls to another worker."""
        foreign = self.sort == CLAIM.name and isinstance(name, str) and not self.owns(name)
        return () if foreign else (name,)

    def concerned(self, happened: Happened) -> bool:
        """Has the moment an event of this worker's, or none that falls to a certain one?"""
        names = [
            item[self.fields[event]]
            for event, items in happened.items()
            if event in self.fields
            for item in items
        ]
        return not names or any(not isinstance(name, str) or self.owns(name) for name in names)


@dataclass(slots=True)
class Loop:
    """The function, the decoder of its records, the kinds of events of each shape of a record, and what it leaves aside."""

    run: Callable[..., Any]
    decode: Callable[[bytes], Any]
    shapes: list[frozenset[str]]
    notes: list[str]
    source: str


@dataclass(slots=True)
class _Maker:
    log: Log
    watched: Watched
    decoder: Decoder
    loose: bool
    space: Namespace = field(default_factory=Namespace)
    functions: list[str] = field(default_factory=list)
    shapes: list[frozenset[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ready: dict[str, str] = field(default_factory=dict)
    owned: dict[str, bool] = field(default_factory=dict)

    def function(self, params: Sequence[str], lines: Sequence[str]) -> str:
        """Adds a function with this body; its name."""
        name = f"q{len(self.functions)}"
        body = "\n".join(" " + line for line in lines)
        self.functions.append(f"def {name}({', '.join(params)}):\n{body}\n")
        return name

    # ------------------------------------------------------------ one kind

    def kind(self, number: int, kind: str) -> tuple[Any, list[str]]:
        """The type for the records of a kind, and the code for one of them."""
        log = self.log
        records = [item for item in log.records if item.kind in (kind, EVERY)]
        types = field_types(records, self.loose)
        ordered = log.order is not Order.NONE
        if log.kind[0] in types or (ordered and types.get(log.key[0], int) is not int):
            raise NotCompiledError("the kind or the order key says something else as well")
        places = self.decoder.places
        made = record_type(number, kind, log.kind[0], log.key[0] if ordered else "", types, places)
        if ordered:
            types = {**types, log.key[0]: int}
        tested = [item for item in records if item.tests]
        if len(tested) > MOST_TESTS:
            raise NotCompiledError("its records are told apart in many ways")
        code = KindCode(self.space, self.decoder.getter, places, types, self.loose)
        lines = self._told_apart(code, records, [], [])
        return made, lines

    def _told_apart(
        self, code: KindCode, left: Sequence[Record], events: list[Happening], guards: list[str]
    ) -> list[str]:
        for at, record in enumerate(left):
            if record.tests:
                guards = list(guards)
                told = all_of([code.test(test, guards) for test in record.tests])
                read = code.lines
                yes = self._branch(code, record, left[at + 1 :], events, guards)
                no = self._told_apart(_copy(code), left[at + 1 :], events, guards)
                return [*read, f"if {told}:", *_deeper(yes), "else:", *_deeper(no)]
            events = [*events, *(code.event(emit, guards) for emit in record.emits)]
        return self._leaf(code, events, guards)

    def _branch(
        self,
        code: KindCode,
        record: Record,
        left: Sequence[Record],
        events: list[Happening],
        guards: list[str],
    ) -> list[str]:
        code, guards = _copy(code), list(guards)
        more = [code.event(emit, guards) for emit in record.emits]
        return self._told_apart(code, left, [*events, *more], guards)

    def _leaf(self, code: KindCode, events: list[Happening], guards: list[str]) -> list[str]:
        order, advance = self._order()
        if not events:
            body = [*advance, "skipped += 1", "continue"]
            return [*code.lines, f"if {all_of([order, negation(any_of(guards))])}:", *_deeper(body)]
        self.shapes.append(frozenset(item.event for item in events))
        flag = f"h{len(self.shapes) - 1}"
        scope = Scope(
            self.watched.stream, self.space, tuple(events), frozenset(code.names.values()), {}, list(guards)
        )
        moment = Moment(scope, self)
        fixed = fixed_codes(self.space, self.watched.fixed)
        for number, rule in enumerate(self.watched.rules):
            moment.rule(rule, number, fixed)
        for number, scenario in enumerate(self.watched.scenarios):
            moment.scenario(scenario, number, fixed)
        moment.memory()
        assert scope.keys is not None
        made = moment.code
        over, again = self._finished(events)
        scope.guards += again
        ready = [flag, *(name for name in map(negation, made.careful) if FLAG.fullmatch(name))]
        plain = [f"(not {name})" for name in ready]
        careful = any_of(
            [f"(not {self._ready(ready)})", *(text for text in made.careful if text not in plain)]
        )
        fit = any_of(dict.fromkeys(scope.guards))
        foreign = self._foreign(events, advance, scope.keys)
        keys, claims = _keys(scope.keys, dict.fromkeys(self._claims(events)), self._made_key)
        more = ["rest(left(), e)"] if self.watched.more else claims
        end = ["at = left()", f"last = {self._key() or None}"] if self.log.ending is not None else []
        if foreign:
            foreign, more = [*claims, *foreign], []
        body = [
            *keys,
            *foreign,
            *made.values,
            f"if {negation(careful)}:",
            *_deeper([*made.remember, *more, *over, *end, *advance, "continue"]),
        ]
        return _read([*code.lines, f"if {all_of([order, negation(fit)])}:", *_deeper(body)])

    def _made_key(self, claim: str) -> str:
        """A claim that is counted for the first time."""
        part = self.watched.part
        return f"({claim},)" if part is None else f"{self.space.bind('key', part.key, part)}({claim})"

    def _foreign(self, events: list[Happening], advance: list[str], keys: dict[str, str]) -> list[str]:
        """Statements that pass over a record of another worker."""
        part = self.watched.part
        names = (
            {item.fields[part.fields[item.event]] for item in events if item.event in part.fields}
            if part
            else set()
        )
        if part is None or len(names) != 1 or (name := names.pop()).vague:
            return []
        if part.sort == CLAIM.name:
            key = keys.setdefault(f"({name.text},)", f"k{len(keys)}")
            return [f"if not {key}:", *_deeper([*advance, "continue"])]
        owned, owns = self.space.bind("own", self.owned), self.space.bind("owns", part.owns, part)
        return [
            f"b0 = {owned}.get({name.text})",
            f"if b0 is None: b0 = {owned}[{name.text}] = {owns}({name.text})",
            "if not b0:",
            *_deeper([*advance, "continue"]),
        ]

    def _finished(self, events: list[Happening]) -> tuple[list[str], list[str]]:
        """Statements for the identifiers that are over, and conditions under which one was over before."""
        over: list[str] = []
        again: list[str] = []
        kinds = {event.name: event for event in self.log.events}
        for item in events:
            for part in kinds[item.event].fields:
                code, sort = item.fields[part.name], identifier_sort(part.type)
                if sort is None or sort.name not in self.decoder.finished:
                    continue
                if code.vague:
                    raise NotCompiledError("an identifier that nobody knows may be one that is over")
                finished = self.space.bind("fin", self.decoder.finished[sort.name])
                again.append(f"({code.text} in {finished})")
                if Over(item.event, part.name, sort.name) in self.log.over:
                    known = f"if {code.text} is not None: " if code.nullable else ""
                    over.append(f"{known}over({self.space.constant(sort.name)}, {code.text})")
        return list(dict.fromkeys(over)), list(dict.fromkeys(again))

    def _ready(self, flags: list[str]) -> str:
        """One flag for several that all have to be up."""
        text = " and ".join(dict.fromkeys(flags))
        return self.ready.setdefault(text, f"y{len(self.ready)}")

    def _claims(self, events: list[Happening]) -> list[str]:
        sorts = {event.name: event for event in self.log.events}
        return [
            item.fields[part.name].text
            for item in events
            for part in sorts[item.event].fields
            if part.type == SortType("Claim") and not item.fields[part.name].vague
        ]

    def _key(self) -> str:
        return f"r.{self.decoder.places[self.log.key[0]]}" if self.log.order is not Order.NONE else ""

    def _order(self) -> tuple[str, list[str]]:
        key = self._key()
        if not key:
            return "True", []
        if self.log.order is Order.SEQUENCE:
            return f"{key} == e", ["e += 1"]
        return f"{key} {'>=' if self.log.order is Order.RISING else '>'} e", [f"e = {key}"]

    def _nothing(self) -> Any:
        """A type for a kind that the log does not have: a type that stood alone would not ask for the kind."""
        kind = max(self.log.kinds, key=len) + "'"
        return msgspec.defstruct("Nothing", [], tag_field=self.log.kind[0], tag=kind)

    # ------------------------------------------------------------ the whole

    def loop(self) -> Loop:
        log, types, cases = self.log, [], []
        for number, kind in enumerate(sorted(log.kinds - {EVERY})):
            kept = len(self.functions), len(self.shapes)
            try:
                made, lines = self.kind(number, kind)
            except NotCompiledError as error:
                del self.functions[kept[0] :], self.shapes[kept[1] :]
                types.append(msgspec.defstruct(f"Record{number}", [], tag_field=log.kind[0], tag=kind))
                self.notes.append(f'records "{kind}" are followed one by one: {error}')
                continue
            types.append(made)
            cases.append((self.space.bind("T", made), lines))
        if not cases:
            raise NotCompiledError("no kind of record has code")
        watched = self.watched
        names = [f"{flag}{at}" for at in range(len(watched.rules)) for flag in ("ex", "pe", "un")]
        names += [f"{flag}{at}" for at in range(len(watched.scenarios)) for flag in ("se", "st", "pp")]
        names += [f"h{at}" for at in range(len(self.shapes))]
        flags = f"{', '.join(names)}, = state()" if names else "state()"
        flags = "; ".join([flags, *(f"{name} = {text}" for text, name in self.ready.items())])
        source = _source(self.functions, cases, flags, self.space.objects)
        if len(source) > MOST_SOURCE:
            raise NotCompiledError("the code would be too long")
        self.space.objects["Wrong"] = Wrong
        types.append(self._nothing())
        decode = msgspec.json.Decoder(functools.reduce(operator.or_, types)).decode
        return Loop(_made(source, self.space), decode, self.shapes, self.notes, source)


def _copy(code: KindCode) -> KindCode:
    """The same names, in a branch of its own: the lines so far are written before it."""
    return KindCode(code.space, code.get, code.places, code.types, code.loose, [], dict(code.names))


def _keys(
    keys: Mapping[str, str], claims: Iterable[str], made_key: Callable[[str], str]
) -> tuple[list[str], list[str]]:
    """Statements that make the tuples for look-ups, and those that count the claims; one does both for a claim alone."""
    made: list[str] = []
    counted = list(claims)
    for text, name in keys.items():
        claim = text[1:-2]
        if claim in counted:
            made += [
                f"{name} = claims.get({claim})",
                f"if {name} is None: {name} = claims[{claim}] = {made_key(claim)}",
            ]
            counted.remove(claim)
        else:
            made.append(f"{name} = {text}")
    return made, [f"if {claim} not in claims: claims[{claim}] = {made_key(claim)}" for claim in counted]


def _read(lines: list[str]) -> list[str]:
    """The lines without the values that nothing reads."""
    kept: list[str] = []
    names: set[str] = set()
    for line in reversed(lines):
        made = re.match("(a[0-9]+) = ", line)
        if made is None or made[1] in names:
            kept.append(line)
            names.update(re.findall(r"\ba[0-9]+\b", line[made.end() :] if made else line))
    return kept[::-1]


def _deeper(lines: Sequence[str]) -> list[str]:
    return [" " + line for line in lines]


def _choice(cases: list[tuple[str, list[str]]]) -> list[str]:
    lines: list[str] = []
    for number, (name, body) in enumerate(cases):
        lines += [f"{'if' if number == 0 else 'elif'} t is {name}:", *_deeper(body)]
    return lines


def _source(
    functions: list[str],
    cases: list[tuple[str, list[str]]],
    flags: str,
    objects: Mapping[str, object],
) -> str:
    body = _deeper(_deeper(_deeper(_deeper(_choice(cases)))))
    used = dict.fromkeys(re.findall(r"\w+", "\n".join(body)))
    given = "".join(f", {name}={name}" for name in used if name in objects)  # a local name is found faster
    end = "return e, skipped, at, last"
    lines = [
        f"def run(lines, decode, e, careful, rest, over, state, claims{given}):",
        f" {flags}",
        " i = iter(lines)",
        " left = i.__length_hint__",
        " skipped = 0",
        " at = -1",
        " last = None",
        " while True:",
        "  try:",
        "   for r in map(decode, i):",
        "    t = type(r)",
        *body,
        "    e = careful(left(), e, False)",
        f"    if e is None: {end}",
        f"    {flags}",
        f"   {end}",
        "  except Wrong:",
        "   e = careful(left(), e, True)",
        f"   if e is None: {end}",
        f"   {flags}",
    ]
    return "\n".join([*functions, *lines, ""])


def _made(source: str, space: Namespace) -> Callable[..., Any]:
    """The function of a source that this module wrote."""
    try:
        code = compile(source, "<compiled monitor>", "exec")
    except (SyntaxError, RecursionError, MemoryError, OverflowError) as error:
        raise NotCompiledError(f"the code is too deeply nested ({type(error).__name__})") from None
    exec(code, space.objects)  # made of names and numbers of this package only; see the module's invariant
    made: Callable[..., Any] = space.objects["run"]
    return made


def make_loop(log: Log, watched: Watched, decoder: Decoder, loose: bool = False) -> Loop:
    """The function for a log; ``NotCompiledError`` if it has to be read record by record."""
    if len(log.kind) != 1:
        raise NotCompiledError("the kind of a record is no field of its own")
    if log.order is not Order.NONE and (len(log.key) != 1 or log.key == log.kind):
        raise NotCompiledError("the order key is no field of its own")
    return _Maker(log, watched, decoder, loose).loop()
