"""Symbols of C++ and Rust: which definitions a name means, and what counts as a change."""

from __future__ import annotations

import pytest

import rcl.anchors.native as native
from rcl.anchors.symbols import digest
from rcl.anchors.units import read_unit, symbol_in

CPP = """\
namespace a::b {
#ifdef X
class Evictor : public Base {
public:
    Block* pick(int level) const; // declared
    Block* pick();
    static constexpr int kLimit = 3;
    template <class T> void each(T t) { t(); }
    operator bool() const;
    ~Evictor();
    enum class Way { slow, fast = 4 };
    struct Inner { int depth; std::vector<int> all{1, 2}; };
};
#endif
template <typename T>
void free_one(T t) { /* nothing */ }
void pick() {}
}
a::b::Block* a::b::Evictor::pick(int level) const
{
    return find("a  b", level - -1); // why
}
a::b::Evictor::~Evictor() = default;
#define LIMIT(x) x
static const char* kName = "n";
using Ids = int;
"""

RUST = """\
impl<T: Clone> Store for m::Pool<T> { fn pick(&self) -> i32 { 1 } }
impl Pool<u8> { pub async fn own(&self) {} }
mod m { pub const LIMIT: u8 = 3; pub fn free() {} }
/// A set.
#[derive(Debug)] // how
#[serde(rename = "a  b")]
pub struct Set { pub depth: i32 }
enum Way { Slow(i32), Fast { x: i32 } }
trait Store { fn pick(&self); fn twice(&self) { self.pick(); self.pick() } }
macro_rules! mac { () => {} }
static NAME: &str = r#"x "y" "#;
"""


def cpp(name, text=CPP):
    return symbol_in("x.cpp", text, name)


def rust(name, text=RUST):
    return symbol_in("x.rs", text, name)


@pytest.mark.parametrize(
    ("name", "parts"),
    (
        ("Evictor.pick", ((5, 5), (6, 6), (19, 22))),
        ("Evictor::pick", ((5, 5), (6, 6), (19, 22))),
        ("a.b.Evictor.pick-3", ((19, 22),)),
        ("pick", ((17, 17),)),
        ("free_one", ((15, 16),)),
        ("Evictor.kLimit", ((7, 7),)),
        ("Evictor.each", ((8, 8),)),
        ("Evictor.operator", ((9, 9),)),
        ("Evictor.destructor", ((10, 10), (23, 23))),
        ("Evictor.Way.fast", ((11, 11),)),
        ("Evictor.Inner.all", ((12, 12),)),
        ("LIMIT", ((24, 24),)),
        ("kName", ((25, 25),)),
        ("Ids", ((26, 26),)),
        ("Evictor", ((3, 13),)),
    ),
)
def test_cpp_names(name, parts):
    found = cpp(name)
    assert found is not None and found.parts == parts


@pytest.mark.parametrize(
    "name", ("each", "Inner.depth", "b.pick-2", "Evictor.pick-9", "Evictor.kLimit.x", "nothing")
)
def test_cpp_names_that_mean_nothing(name):
    assert cpp(name) is None


@pytest.mark.parametrize(
    ("name", "parts"),
    (
        ("Pool.pick", ((1, 1),)),
        ("m::Pool::pick", ((1, 1),)),
        ("Pool.own", ((2, 2),)),
        ("LIMIT", ((3, 3),)),
        ("m.free", ((3, 3),)),
        ("Set", ((5, 7),)),
        ("Set.depth", ((7, 7),)),
        ("Way.Fast", ((8, 8),)),
        ("Store.pick", ((9, 9),)),
        ("mac", ((10, 10),)),
        ("NAME", ((11, 11),)),
    ),
)
def test_rust_names(name, parts):
    found = rust(name)
    assert found is not None and found.parts == parts


@pytest.mark.parametrize(
    ("old", "new", "same"),
    (
        ("// why", "// because", True),
        ("\n{\n    return", " { return", True),
        ("find(", "find /* here */ (", True),
        ("level - -1", "level\n        - -1", True),
        ('"a  b"', '"a b"', False),
        ("level - -1", "level - -2", False),
        ("level - -1", "level --1", False),
        ("return find", "return seek", False),
        ("(int level) const\n", "(int level)\n", False),
    ),
)
def test_what_changes_a_cpp_symbol(old, new, same):
    changed = CPP.replace(old, new)
    assert changed != CPP
    before, after = cpp("Evictor.pick"), cpp("Evictor.pick", changed)
    assert before is not None and after is not None
    assert (digest(before) == digest(after)) is same


@pytest.mark.parametrize(
    ("old", "new", "same"),
    (
        ("/// A set.", "/// Another set.", True),
        (" // how", "", True),
        ("{ pub depth: i32 }", "{\n    pub depth: i32\n}", True),
        ('"a  b"', '"a b"', False),
        ("derive(Debug)", "derive(Clone)", False),
        ("i32 }\nenum", "i64 }\nenum", False),
    ),
)
def test_what_changes_a_rust_symbol(old, new, same):
    changed = RUST.replace(old, new)
    assert changed != RUST
    before, after = rust("Set"), rust("Set", changed)
    assert before is not None and after is not None
    assert (digest(before) == digest(after)) is same


@pytest.mark.parametrize("cut", range(0, len(CPP), 37))
def test_cut_source_is_no_exception(cut):
    unit = read_unit("x.cpp", CPP[:cut])
    assert unit is not None
    unit.symbol("Evictor.pick")


def test_deep_source_is_no_exception():
    text = "int f() { return " + "(" * 20000 + ")" * 20000 + "; }"
    found = symbol_in("x.cpp", text, "f")
    assert found is not None and len(found.text) > 40000


def test_without_the_parsers(monkeypatch):
    def absent(name):
        raise ImportError(name)

    monkeypatch.setattr(native, "import_module", absent)
    with pytest.raises(native.MissingExtra, match=r"rcl-engine\[anchors\]"):
        cpp("Evictor")
    whole = symbol_in("x.cpp", CPP, "-")
    assert whole is not None and whole.last == 26
