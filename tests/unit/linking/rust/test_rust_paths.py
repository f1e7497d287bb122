"""Name resolution: what a path refers to, and what merely looks like it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Linker = Callable[..., Any]
MOUNT = 'pub mod pb { tonic::include_proto!("shop"); }\n'


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("use pb::Order;", ["2 Order -> shop.Order"]),
        ("use crate::pb::{self, Order as O, Card}; fn f(o: O) {}", [
            "2 Order -> shop.Order", "2 Card -> shop.Card", "2 O -> shop.Order"]),
        ("use self::pb::*; fn f(o: Order) {}", ["2 Order -> shop.Order"]),
        ("fn f() { use pb::Card; let c: Card; }", ["2 Card -> shop.Card", "2 Card -> shop.Card"]),
        ("fn f() -> Vec<Option<pb::Order>> { todo!() }", ["2 Order -> shop.Order"]),
        ("fn f() { pb::Order::default(); }", ["2 Order -> shop.Order"]),
        ("fn f() { Vec::<pb::Order>::new(); }", ["2 Order -> shop.Order"]),
        ("fn f() { <pb::Order as Default>::default(); }", ["2 Order -> shop.Order"]),
        ("fn f() { let pb::Card { number } = x(); }", ["2 Card -> shop.Card"]),
        ("fn f() { pb::Card { number: 1 }; }", ["2 Card -> shop.Card"]),
        ("impl pb::Order {}", ["2 Order -> shop.Order"]),
        ("struct Order; impl From<Order> for crate::pb::Order {}", ["2 Order -> shop.Order"]),
        ("type O = pb::Order; fn f(o: O) {}", ["2 Order -> shop.Order", "2 O -> shop.Order"]),
        ("type O = Vec<pb::Order>; fn f(o: O) {}", ["2 Order -> shop.Order"]),
        ("fn f() { vec![pb::Card { number: 1 }]; }", ["2 Card -> shop.Card"]),
        ("fn f() { assert!(matches!(x, pb::Card { .. })); }", ["2 Card -> shop.Card"]),
        ("#[doc(body = pb::Card)] fn f() {}", ["2 Card -> shop.Card"]),
        ("mod m { fn f(o: super::pb::Order) {} }", ["2 Order -> shop.Order"]),
        ("mod m { use super::*; fn f(o: pb::Order) {} }", ["2 Order -> shop.Order"]),
        ("mod a { pub use crate::pb::Order as Bon; } mod b { pub use super::a::*; } fn f(x: b::Bon) {}", [
            "2 Order -> shop.Order", "2 Bon -> shop.Order"]),
        ("mod a { use crate::pb::Order; pub mod c { use super::*; fn f(o: Order) {} } }", [
            "2 Order -> shop.Order", "2 Order -> shop.Order"]),
        ("use pb :: /* why */ Order;", ["2 Order -> shop.Order"]),
        ("use r#pb::r#Order;", ["2 Order -> shop.Order"]),
        ("fn f(x: pb::order::Line) {}", ["2 Line -> shop.Order.Line"]),
        ("use pb::order;", ["2 order -> shop.Order"]),
        ("use pb::order::{self as o, Line}; fn f(x: o::Status) {}", [
            "2 order -> shop.Order", "2 Line -> shop.Order.Line", "2 Status -> shop.Order.Status"]),
    ],
)  # fmt: skip
def test_a_path_that_leads_to_generated_code(linked: Linker, code: str, expected: list[str]) -> None:
    assert linked({"src/lib.rs": MOUNT + code}).refs() == expected


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("struct Order; fn f(o: Order) {}", "struct Order of src/lib.rs"),
        ("use pb::*; struct Order; fn f(o: Order) {}", "struct Order of src/lib.rs"),
        ("use other::Order; use pb::*; fn f(o: Order) {}", "external crate other"),
        ("fn f(o: other::Order) {}", "external crate other"),
        ("fn f(o: ::other::Order) {}", "external crate other"),
        ("use pb::*; fn f<Order>(o: Order) {}", "generic parameter Order"),
        ("mod m { fn f(o: Order) {} } use pb::Order as X;", "no Order is declared"),
        ("mod pb2 { pub struct Order; } fn f(o: pb2::Order) {}", "struct Order of src/lib.rs"),
        ("mod a { use crate::pb::Card as Order; } use a::Order; fn f(o: Order) {}", "no Order"),
        ("use pb::*; fn f() { struct Order; let o: Order; }", "struct Order of src/lib.rs"),
        ("use std::Order; fn f(o: Order) {}", "crate std"),
        ("enum E { Order } fn f() { E::Order; }", "variant E::Order"),
        ("fn f() { x.Order; }", "field"),
        ("use pb::*; macro_rules! Order { () => {} } fn f() { Order!(); }", "macro Order"),
        ("mod pb3 { pub use std::fmt as pb; } use pb3::pb::Order;", "crate std"),
        ("trait T { type Order; } impl T for u8 { type Order = u8; }", "declaration of type Order"),
    ],
)
def test_a_look_alike_is_unrelated_and_the_ledger_says_what_it_is(linked: Linker, code: str, what: str) -> None:
    result = linked({"src/lib.rs": MOUNT + code})
    assert not [one for one in result.refs() if " Order -> " in one and "as X" not in code and "Card as" not in code]
    last = max(start for start, _ in result.documents["src/lib.rs"].resolutions.items())
    resolution = result.documents["src/lib.rs"].resolutions[last]
    assert resolution.resolved
    assert what in resolution.what


def test_a_message_is_no_value(linked: Linker) -> None:
    code = "use pb::*; const Order: u8 = 1; fn f(o: Order) { Order; }"
    result = linked({"src/lib.rs": MOUNT + code})
    assert result.refs() == ["2 Order -> shop.Order"]
    assert "const Order" in result.resolution("Order", occurrence=3).what


def test_variants_count_for_their_enum_where_they_stand_bare(linked: Linker) -> None:
    code = """
fn a() { pb::order::Status::Paid; }
fn b(x: pb::order::Payment) { use pb::order::Payment::*; match x { Card(_) => (), Voucher(_) => () } }
fn c() { use pb::order::Status; use Status::Paid; let _ = Paid as i32; }
type S = pb::order::Status; fn d() { S::Paid; }
enum Mine { Paid } fn e() { Mine::Paid; }
"""
    assert linked({"src/lib.rs": MOUNT + code}).refs() == [
        "3 Status -> shop.Order.Status",
        "3 Paid -> shop.Order.Status.STATUS_PAID",
        "4 Payment -> shop.Order.payment",
        "4 Payment -> shop.Order.payment",
        "4 Card -> shop.Order.card",
        "4 Card -> shop.Order.payment",
        "4 Voucher -> shop.Order.Voucher",
        "4 Voucher -> shop.Order.payment",
        "5 Status -> shop.Order.Status",
        "5 Status -> shop.Order.Status",
        "5 Paid -> shop.Order.Status.STATUS_PAID",
        "5 Paid -> shop.Order.Status",
        "5 Paid -> shop.Order.Status.STATUS_PAID",
        "6 Status -> shop.Order.Status",
        "6 S -> shop.Order.Status",
        "6 Paid -> shop.Order.Status.STATUS_PAID",
    ]


def test_a_catch_all_binding_is_no_reference(linked: Linker) -> None:
    code = "fn f(x: u8) { match x { Paid => () } }"
    result = linked({"src/lib.rs": MOUNT + code})
    assert result.refs() == []
    assert result.resolution("Paid").what == "variable bound by a pattern"


def test_cycles_of_imports_end(linked: Linker) -> None:
    code = "mod a { pub use super::b::*; pub use super::b::X; } mod b { pub use super::a::*; pub use super::a::X; }\n"
    result = linked({"src/lib.rs": MOUNT + code + "use a::Order; use a::X; type A = B; type B = A; fn f(x: A) {}"})
    assert result.refs() == []


def test_through_a_cycle_what_is_there_is_found(linked: Linker) -> None:
    code = "mod a { pub use super::b::*; } mod b { pub use super::a::*; pub use crate::pb::*; }\nuse a::Order;"
    assert linked({"src/lib.rs": MOUNT + code}).refs() == ["3 Order -> shop.Order"]


def test_uses_say_how(linked: Linker) -> None:
    code = """
pub use pb::Card;
type O = pb::Order;
fn f(o: O) { pb::Card::default(); let pb::Card { .. } = x; println!("{}", pb::Card {}); }
"""
    assert linked({"src/lib.rs": MOUNT + code}).refs(usage=True) == [
        "3 Card -> shop.Card (reexport)",
        "4 Order -> shop.Order (alias)",
        "5 O -> shop.Order (type)",
        "5 Card -> shop.Card (call)",
        "5 Card -> shop.Card (pattern)",
        "5 Card -> shop.Card (macro)",
    ]


def test_a_name_of_another_spelling_is_an_alias_and_the_chain_tells_where_it_came_from(linked: Linker) -> None:
    result = linked({"src/lib.rs": MOUNT + "use pb::Order as Bon;\nfn f(o: Bon) {}"})
    first, second = (one for one in result.documents["src/lib.rs"].references if one.symbol == "shop.Order")
    assert (first.alias, second.alias) == (False, True)
    assert [(step.name, step.how, step.line) for step in second.chain] == [
        ("Bon", "imported from pb::Order", 2),
        ("Order", "generated for package shop, mounted in crate::pb of src/lib.rs", 0),
    ]


def test_code_for_tests_has_their_role(linked: Linker) -> None:
    code = "fn a(o: pb::Order) {}\n#[cfg(test)]\nmod tests { fn b(o: crate::pb::Order) {} }\n#[test]\nfn c() { pb::Card {}; }"
    result = linked({"src/lib.rs": MOUNT + code})
    roles = [one.role for one in result.documents["src/lib.rs"].references if one.symbol.startswith("shop.")]
    assert roles == ["production", "test", "test"]
