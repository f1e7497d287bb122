"""The index of one Rust document."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from protoref.indexers.rust.index import Expr, ItemKind, Position, RustIndex, ScopeKind, TokenKind
from protoref.indexers.rust.indexer import index
from protoref.indexers.rust.use_trees import flatten
from protoref.model.source import Source


def read(code: str | bytes) -> RustIndex:
    data = code if isinstance(code, bytes) else code.encode()
    return index(Source("a.rs", "0", data))


def paths(code: str) -> list[str]:
    return [f"{one.leading}{'::'.join(s.name for s in one.segments)} {one.position}" for one in read(code).paths]


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ("a;", ["a as a"]),
        ("a::b;", ["a::b as b"]),
        ("a::{b, c::{d as e, f::*}, self};", ["a::b as b", "a::c::d as e", "a::c::f::*", "a as a"]),
        ("a::{self as b};", ["a as b"]),
        ("a as _;", ["a as _"]),
        ("::a::b;", ["::a::b as b"]),
        ("{a, b::c};", ["a as a", "b::c as c"]),
        ("::{a, b};", ["::a as a", "::b as b"]),
        ("a::{b,};", ["a::b as b"]),
        ("a::{};", []),
        ("*;", ["*"]),
        ("r#a::r#type;", ["a::type as type"]),
        ("a /* { x */ ::b // c\n::d;", ["a::b::d as d"]),
        ("a::{b", ["a::b as b"]),
        ("a {} b::c;", ["b::c as c"]),
        ("a::{b} c;", ["a::b as b", "c as c"]),
    ],
)
def test_use_trees_are_flattened(tree: str, expected: list[str]) -> None:
    found = []
    for use in flatten(tree.encode(), 0, 0, ""):
        path = ("::" if use.leading else "") + "::".join(segment.name for segment in use.segments)
        found.append((f"{path}::*" if path else "*") if use.glob else f"{path} as {use.name}")
    assert found == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("type A = b::C<d::E>;", ["b::C alias", "d::E type"]),
        ("fn f() { a::<b::C>::d(); }", ["a::d call", "b::C type"]),
        ("fn f() { a\n    ::b /* x */ ::c(); }", ["a::b::c call"]),
        ("fn f() { <A as b::C>::d(); }", ["A type", "b::C type", ">d expression"]),
        ("fn f() { ::a::b(); }", ["::a::b call"]),
        ("fn f(x: &'a A) { x.b.c(); }", ["A type", "x expression"]),
        ("fn f() { vec![a::B { c: d }, e.f(g)]; }", ["vec macro-name", "a::B tree", "d tree", "e tree", "g tree"]),
        ("#[a(b = c::D)] struct E;", ["a attribute", "b attribute", "c::D attribute"]),
        ("macro_rules! m { ($a:ty) => { $crate::b::$a } }", ["$crate::b::$a body"]),
        ("impl<T> a::B<c::D> for e::F<T> {}", ["a::B trait", "c::D type", "e::F self-type", "T type"]),
        ("fn f() { let A { b, c: d::E } = g; }", ["A pattern", "d::E pattern", "g expression"]),
        ("fn f() { self.a; self::b(); Self::c(); }", ["self::b call", "Self::c call"]),
        ("fn f() { if a < b && c > ::d::e {} }", ["a expression", "b expression", "c expression", "::d::e expression"]),
        ("fn f() { match x { Foo => 1, bar => 2 } }", ["x expression", "Foo pattern"]),
    ],
)  # fmt: skip
def test_paths_and_their_positions(code: str, expected: list[str]) -> None:
    assert paths(code) == expected


def test_segments_know_their_bytes() -> None:
    (path,) = read("type Ä = ü::r#type;").paths
    data = "type Ä = ü::r#type;".encode()
    assert [(one.name, data[one.start : one.end].decode()) for one in path.segments] == [("ü", "ü"), ("type", "r#type")]


def test_every_identifier_is_accounted_for() -> None:
    code = "pub(crate) fn a<T>(b: T) -> C where T: D<E = F> { 'l: loop { let g = b.h.i(); G { j, k: 1 } } }"
    found = read(code)
    names = sorted([s.name for p in found.paths for s in p.segments] + [token.name for token in found.tokens])
    assert names == sorted(["crate", *"aTbTCTDEFlgbhiGjk"])
    kinds = {token.name: token.kind for token in found.tokens}
    assert kinds["h"] is TokenKind.FIELD
    assert kinds["i"] is TokenKind.METHOD
    assert kinds["E"] is TokenKind.ASSOCIATED
    assert kinds["g"] is TokenKind.BINDING
    assert kinds["l"] is TokenKind.LABEL
    assert kinds["crate"] is TokenKind.HIDDEN


def test_what_the_variables_of_a_macro_may_stand_for_is_hidden() -> None:
    found = read("macro_rules! m { ($a:path, $($b:ident),*) => { $a { $b } }; }")
    assert [token.name for token in found.tokens if token.kind is TokenKind.HIDDEN] == ["$a", "path", "$b", "ident"]


@pytest.mark.parametrize("code", ["fn f() where (): Trait {}", "macro_rules! m { ($a: :$a=>blocke"])
def test_names_that_the_parser_invents_are_none(code: str) -> None:
    found = read(code)
    assert all(segment.name for path in found.paths for segment in path.segments)
    assert all(token.name for token in found.tokens)


def test_items_with_what_attributes_say() -> None:
    code = """
#[path = "x/y.rs"]
// a comment between
#[cfg(feature = "b")]
pub mod a;
#[cfg(test)] mod tests { fn inner() {} }
#[cfg(not(test))] mod real {}
#[tokio::test] async fn check() {}
#[macro_export] macro_rules! m { () => {} }
#[path = "lost.rs"] fn f() {} mod b;
"""
    found = {item.name: item for item in read(code).items}
    assert (found["a"].paths, found["a"].public, found["a"].test, found["a"].inline) == (
        ("x/y.rs",),
        "pub",
        False,
        False,
    )
    assert (found["tests"].test, found["real"].test, found["check"].test) == (True, False, True)
    assert found["m"].exported
    assert found["b"].paths == ()
    assert read("#![cfg(test)]\nfn a() {}").test


def test_scopes_nest_and_hold_generics() -> None:
    found = read("mod a { impl<T> B<T> { fn c<U, const N: usize>() { { } } } }")
    kinds = [(scope.kind, scope.parent, scope.name, scope.generics) for scope in found.scopes]
    assert kinds == [
        (ScopeKind.FILE, -1, "", ()),
        (ScopeKind.MOD, 0, "a", ()),
        (ScopeKind.IMPL, 1, "", ("T",)),
        (ScopeKind.FN, 2, "c", ("U", "N")),
        (ScopeKind.BLOCK, 3, "", ()),
        (ScopeKind.BLOCK, 4, "", ()),
    ]


def test_variants_and_fields_know_their_owner() -> None:
    found = read("enum A { B, C { d: u8 } } struct E { f: g::H } struct I(J, pub K);")
    variants = [(item.name, found.items[item.owner].name) for item in found.items if item.kind is ItemKind.VARIANT]
    assert variants == [("B", "A"), ("C", "A")]
    assert [(found.items[one.owner].name, one.name) for one in found.fields] == [("E", "f"), ("I", "0"), ("I", "1")]


def chain(found: RustIndex, number: int) -> str:
    parts = []
    while number >= 0:
        expr: Expr = found.expressions[number]
        parts.append(expr.name or str(expr.kind))
        number = expr.base
    return ".".join(reversed(parts))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("a.b.c().d()", ["a.b", "a.b.c"]),
        ("(&mut *self.a).await?.d()", ["self.a"]),
        ("A::new(x).d()", ["path.call"]),
        ("Arc::new(a).d()", ["a"]),
        ("A { b: 1 }.d()", ["struct"]),
        ("{ x; a.b }.d()", ["a.b"]),
        ("(if x { a } else { b }).d()", ["a"]),
        ("(match x { Y => return, Z => a }).d()", ["a"]),
        ("x![a.b().d()]", ["a", "a.b"]),
        ("x![a.b.d()]", ["a.b"]),
        ("x![f(1).d()]", [""]),
        ("1.d()", [""]),
    ],
)
def test_receivers(code: str, expected: list[str]) -> None:
    found = read(f"fn f() {{ {code}; }}")
    assert [chain(found, call.receiver) for call in found.calls] == expected


def test_bindings_know_type_and_value() -> None:
    found = read(
        "fn f(a: A) { let b = c(); let Some(d): D = e; if let Ok(mut g) = h.i() {} match j { Some(k) => 1, l => 2 } }"
    )
    seen = {one.name: (one.type_start >= 0, chain(found, one.init)) for one in found.bindings}
    assert seen == {
        "a": (True, ""),
        "b": (False, "c.call"),
        "d": (True, ""),
        "g": (False, "h.i"),
        "k": (False, "j"),
        "l": (False, "j"),
    }


def test_strings_comments_and_macros() -> None:
    found = read('/* a */ const A: &str = r##"b"c"##; // d\nx::include_proto!("e.f"); fn g() { println!("h"); }')
    assert [text.text for text in found.strings] == ['b"c', "e.f", "h"]
    assert len(found.comments) == 2
    assert [(call.name, call.path, call.text) for call in found.macros] == [
        ("include_proto", "x::include_proto", '("e.f")'),
        ("println", "println", ""),
    ]


def test_a_path_is_put_together_at_its_colons_alone() -> None:
    (call,) = read('x :: include_proto!("a");').macros
    assert call.path == "x::include_proto"
    assert "x::include_proto" not in {call.path for call in read('x::incl\x0cude_proto!("a");').macros}


def test_comments_between_the_lines_of_a_doc_test_stay_comments() -> None:
    code = "/// ```\n/// a();\n// Order\n/// b(); // Card\n/// ```\nfn f() {}"
    found = read(code)
    assert found.doc_tests is not None
    assert [code[place.start : place.end] for place in found.doc_tests.comments] == ["// Order", "// Card"]


def test_a_doc_test_that_ends_with_the_text_ends_there() -> None:
    code = "/// ```no_run\n/// # async fn"
    found = read(code)
    assert found.doc_tests is not None
    assert all(spot.end <= len(code) for spot in found.doc_tests.opaque)
    code = "//! ```\n//! a();//! b"
    (comment,) = read(code).doc_tests.comments
    assert code[comment.start :] == "//! b"
    assert comment.end == len(code)


def test_what_does_not_parse_is_opaque_with_its_names() -> None:
    found = read("fn a() {}\n) Foo Bar (\nfn b() {}")
    assert found.opaque
    assert "Foo" in {name for spot in found.opaque for name in spot.names}
    assert "a" in {item.name for item in found.items}
    assert read("fn a() { let b = [<u8 as C>::D; 2]; }").opaque == ()


@pytest.mark.parametrize(
    "code",
    [b"", b"\x00\x01", b"\xff\xfe fn", b"fn \xc3\x28() {}", b"(" * 5_000, b"a." * 20_000, b"a::" * 20_000, b"a<" * 20_000, b"{" * 20_000, b"|a| " * 5_000],
)  # fmt: skip
def test_any_bytes_give_an_index(code: bytes) -> None:
    assert isinstance(read(code), RustIndex)


def test_an_index_survives_a_cache_and_needs_no_parser() -> None:
    found = read("mod a { use b::C; fn d() { e.f(); } }")
    assert pickle.loads(pickle.dumps(found)) == found
    script = "import sys, protoref.indexers.rust.index; sys.exit('tree_sitter' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_position_words_are_stable() -> None:
    assert Position("macro-name") is Position.MACRO_NAME
