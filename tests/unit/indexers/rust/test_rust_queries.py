"""Each pattern of `queries/rust/*.scm` with a line that it catches, and what it takes from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from protoref.indexers.rust.parsing import captured, patterns
from protoref.indexers.rust.queries import query_text

EXAMPLES = {
    "(mod_item) @item.mod": ("mod a;", "mod a;"),
    "(struct_item) @item.struct": ("struct A;", "struct A;"),
    "(enum_item) @item.enum": ("enum A { B }", "enum A { B }"),
    "(union_item) @item.union": ("union A { b: u8 }", "union A { b: u8 }"),
    "(trait_item) @item.trait": ("trait A {}", "trait A {}"),
    "(type_item) @item.type": ("type A = B;", "type A = B;"),
    "(associated_type) @item.type": ("trait A { type B: C; }", "type B: C;"),
    "(function_item) @item.fn": ("fn a() {}", "fn a() {}"),
    "(function_signature_item) @item.fn": ("trait A { fn b(); }", "fn b();"),
    "(const_item) @item.const": ("const A: u8 = 1;", "const A: u8 = 1;"),
    "(static_item) @item.static": ("static A: u8 = 1;", "static A: u8 = 1;"),
    "(macro_definition) @item.macro": ("macro_rules! a { () => {} }", "macro_rules! a { () => {} }"),
    "(enum_variant) @item.variant": ("enum A { B(u8) }", "B(u8)"),
    "(field_declaration) @field": ("struct A { b: C }", "b: C"),
    "(struct_item body: (ordered_field_declaration_list) @fields.ordered)": ("struct A(pb::B);", "(pb::B)"),
    "(impl_item) @impl": ("impl A for B {}", "impl A for B {}"),
    "(type_parameter name: (type_identifier) @generic)": ("fn a<T: B>() {}", "T"),
    "(const_parameter name: (identifier) @generic)": ("fn a<const N: u8>() {}", "N"),
    "(use_declaration) @use": ("pub use a::{b, c};", "pub use a::{b, c};"),
    "(extern_crate_declaration) @extern": ("extern crate a as b;", "extern crate a as b;"),
    "(attribute_item) @attribute": ("#[a(b)] fn c() {}", "#[a(b)]"),
    "(inner_attribute_item) @attribute.inner": ("#![a(b)]", "#![a(b)]"),
    "(macro_invocation) @macro": ('tonic::include_proto!("a.b");', 'tonic::include_proto!("a.b")'),
    "(foreign_mod_item body: (declaration_list (macro_invocation) @macro.foreign))": (
        'extern "C++" { include!("a.h"); }',
        'include!("a.h")',
    ),
    "(macro_rule left: (_) @matcher)": ("macro_rules! a { ($b:ident) => { $b } }", "($b:ident)"),
    "(identifier) @name": ("fn a() {}", "a"),
    "(type_identifier) @name.type": ("type A = u8;", "A"),
    "(self) @name": ("use self::a;", "self"),
    "(super) @name": ("use super::a;", "super"),
    "(crate) @name": ("use crate::a;", "crate"),
    "(fragment_specifier) @name": ("macro_rules! a { ($b:path) => {} }", "path"),
    "(metavariable) @name": ("macro_rules! a { () => { $b } }", "$b"),
    "(field_identifier) @name.field": ("fn a() { b.c; }", "c"),
    "(shorthand_field_identifier) @name.shorthand": ("fn a() { let B { c } = d; }", "c"),
    "(label (identifier) @skip)": ("fn a() { 'b: loop {} }", "b"),
    "(lifetime (identifier) @skip)": ("struct A<'b>(&'b u8);", "b"),
    "(self_parameter (self) @skip)": ("impl A { fn b(&mut self) {} }", "self"),
    "(visibility_modifier) @visibility": ("pub(in crate::a) fn b() {}", "pub(in crate::a)"),
    "(type_binding name: (type_identifier) @associated)": ("type A = dyn B<C = D>;", "C"),
    "(call_expression function: [(identifier) (scoped_identifier) (generic_function)] @at.call)": (
        "fn a() { pb::B::default(); }",
        "pb::B::default",
    ),
    "(struct_expression name: (_) @at.struct)": ("fn a() { pb::B { c: 1 }; }", "pb::B"),
    "(struct_pattern type: (_) @at.pattern)": ("fn a() { let pb::B { .. } = c; }", "pb::B"),
    "(tuple_struct_pattern type: (_) @at.pattern)": ("fn a() { let pb::B(_) = c; }", "pb::B"),
    "(match_pattern . (scoped_identifier) @at.pattern)": ("fn a() { match b { pb::C => 1 } }", "pb::C"),
    "(or_pattern (scoped_identifier) @at.pattern)": ("fn a() { match b { 1 | pb::C => 1 } }", "pb::C"),
    "(field_pattern pattern: (scoped_identifier) @at.pattern)": ("fn a() { let B { c: pb::D } = e; }", "pb::D"),
    "(tuple_struct_pattern type: (_) (scoped_identifier) @at.pattern)": ("fn a() { let Some(pb::D) = e; }", "pb::D"),
    "(tuple_pattern (scoped_identifier) @at.pattern)": ("fn a() { let (1, pb::D) = e; }", "pb::D"),
    "(impl_item trait: (_) @at.trait)": ("impl pb::a_server::A for B {}", "pb::a_server::A"),
    "(impl_item type: (_) @at.self)": ("impl A for pb::B {}", "pb::B"),
    "(type_item type: (_) @at.alias)": ("type A = pb::B;", "pb::B"),
    "(macro_invocation macro: (_) @at.macro)": ("fn a() { b::c!(1) }", "b::c"),
    "(call_expression function: [(identifier) (scoped_identifier)]) @call": ("fn a() { block_on(b); }", "block_on(b)"),
    "(call_expression function: (field_expression field: (field_identifier) @method) @dot)": (
        "fn a() { self.client.pay(b); }",
        "self.client.pay",
    ),
    "(call_expression function: (generic_function function: (field_expression field: (field_identifier) @method) @dot))": (
        "fn a() { node.connect::<Client>(b); }",
        "node.connect",
    ),
    "(block) @block": ("fn a() { b }", "{ b }"),
    "(closure_expression) @part": ("const A: B = |c| d;", "|c| d"),
    "(match_arm) @part": ("fn a() { match b { c => d } }", "c => d"),
    "(for_expression) @part": ("fn a() { for b in c {} }", "for b in c {}"),
    "(if_expression) @part": ("fn a() { if let b = c {} }", "if let b = c {}"),
    "(while_expression) @part": ("fn a() { while let b = c {} }", "while let b = c {}"),
    "(parameter) @binding.parameter": ("fn a(b: pb::C) {}", "b: pb::C"),
    "(let_declaration) @binding.let": ("fn a() { let b = c; }", "let b = c;"),
    "(let_condition) @binding.condition": ("fn a() { if let Some(b) = c {} }", "let Some(b) = c"),
    "(match_expression) @binding.match": ("fn a() { match b { c => d } }", "match b { c => d }"),
    "(for_expression pattern: (identifier) @bind)": ("fn a() { for b in c {} }", "b"),
    "(closure_parameters (identifier) @bind)": ("const A: B = |c| d;", "c"),
    "(tuple_pattern (identifier) @bind)": ("fn a() { let (b, 1) = c; }", "b"),
    "(slice_pattern (identifier) @bind)": ("fn a() { let [b, 1] = c; }", "b"),
    "(tuple_struct_pattern type: (_) (identifier) @bind)": ("fn a() { let Some(b) = c; }", "b"),
    "(match_pattern . (identifier) @bind)": ("fn a() { match b { c => d } }", "c"),
    "(or_pattern (identifier) @bind)": ("fn a() { match b { 1 | c => d } }", "c"),
    "(captured_pattern . (identifier) @bind)": ("fn a() { match b { c @ 1 => d } }", "c"),
    "(ref_pattern (identifier) @bind)": ("fn a() { match b { ref c => d } }", "c"),
    "(mut_pattern (identifier) @bind)": ("fn a() { match b { mut c => d } }", "c"),
    "(reference_pattern (identifier) @bind)": ("fn a() { match b { &c => d } }", "c"),
    "(field_pattern pattern: (identifier) @bind)": ("fn a() { let B { c: d } = e; }", "d"),
    "(field_pattern name: (shorthand_field_identifier) @bind)": ("fn a() { let B { c } = e; }", "c"),
    "(parameter pattern: (identifier) @bind)": ("fn a(b: C) {}", "b"),
    "(let_declaration pattern: (identifier) @bind)": ("fn a() { let b = c; }", "b"),
    "(let_condition pattern: (identifier) @bind)": ("fn a() { if let b = c {} }", "b"),
    "(line_comment) @comment": ("// pb::A", "// pb::A"),
    "(block_comment) @comment": ("/* pb::A */", "/* pb::A */"),
    "(string_literal) @string": ('const A: &str = "pb::B";', '"pb::B"'),
    "(raw_string_literal) @string": ('const A: &str = r#"pb::B"#;', 'r#"pb::B"#'),
    "(ERROR) @error": ("fn a() {} ) fn b() {}", ")"),
    '(MISSING "\\"") @error': ('let a = "; // pb::A', ""),
    '(MISSING ")") @error': ("fn a() { b(c; }", ""),
    '(MISSING "]") @error': ("fn a() { b[c; }", ""),
    '(MISSING "}") @error': ("mod a { fn b() {}", ""),
}


def test_each_pattern_has_its_example() -> None:
    assert sorted(EXAMPLES) == sorted(patterns())


@pytest.mark.parametrize("pattern", EXAMPLES)
def test_a_pattern_catches_its_line(pattern: str) -> None:
    line, expected = EXAMPLES[pattern]
    assert expected in [text for _, text in captured(pattern, line.encode())]
    names = {name for name, _ in captured(pattern, line.encode())}
    assert all(f"@{name}" in pattern for name in names)


@pytest.mark.parametrize("pattern", EXAMPLES)
def test_a_pattern_catches_nothing_in_an_empty_document(pattern: str) -> None:
    assert captured(pattern, b"") == []


def test_queries_are_those_of_the_checkout() -> None:
    folder = Path(__file__).parents[4] / "queries" / "rust"
    assert query_text("rust") == "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.scm")))


def test_a_language_without_queries_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        query_text("cobol")
