"""Macros and broken code: what is followed, and what stays opaque with as small a reach as can be shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

Linker = Callable[..., Any]
MOUNT = 'pub mod pb { tonic::include_proto!("shop"); }\n'


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("macro_rules! m { () => { crate::pb::Order::default() } }", ["2 Order -> shop.Order"]),
        ("macro_rules! m { () => { $crate::pb::Order::default() } }", ["2 Order -> shop.Order"]),
        ("macro_rules! m { () => { pb::Order::default() } }", ["2 Order -> shop.Order?"]),
        ("macro_rules! m { ($m:ident) => { crate::$m::Card } } m!(pb); m!(std);", ["2 Card -> shop.Card"]),
        (
            "macro_rules! m { ($m:ident, $n:ident) => { crate::$m::Card } } m!(pb, my); mod my { pub use super::pb::*; }",
            ["2 Card -> shop.Card?"],
        ),
        ("macro_rules! m { ($t:ident) => { crate::pb::$t } } m!(Card);", ["2 Card -> shop.Card"]),
        (
            "macro_rules! m { ($t:ident, $u:ident) => { crate::pb::$t } } m!(Card, Order);",
            ["2 Card -> shop.Card?", "2 Order -> shop.Order?"],
        ),
        ("macro_rules! m { ($t:ident) => { other::pb::$t } } m!(Card);", []),
        ("macro_rules! m { ($m:ident) => { crate::$m::Card } } m!(std);", []),
        ("macro_rules! m { ($t:ty) => { $t } } m!(pb::Card);", ["2 Card -> shop.Card"]),
        ("macro_rules! m { () => { pb::Order::default() } } fn f() { m!(); }", ["2 Order -> shop.Order"]),
        (
            "macro_rules! m { ($v:ident) => { crate::pb::order::Status::$v } } m!(Paid);",
            ["2 Status -> shop.Order.Status", "2 Paid -> shop.Order.Status.STATUS_PAID"],
        ),
        ("macro_rules! m { ($Order:ident) => { fn $Order() {} } }", []),
        ("macro_rules! Order { (Card) => { } }", []),
    ],
)
def test_paths_in_definitions_of_macros(linked: Linker, code: str, expected: list[str]) -> None:
    assert linked({"src/lib.rs": MOUNT + code}).refs() == expected


def test_a_variable_whose_calls_are_not_seen_stays_unresolved(linked: Linker) -> None:
    result = linked({"src/lib.rs": MOUNT + "#[macro_export] macro_rules! m { ($m:ident) => { crate::$m::Order } }"})
    resolution = result.resolution("Order")
    assert not resolution.resolved
    assert resolution.reach == ("shop.Order",)


def test_an_identifier_put_together_is_opaque_for_the_names_that_hold_its_parts(linked: Linker) -> None:
    code = "macro_rules! m { ($x:ident) => { paste! { pb::[<$x Line>] } } }\nlet a = [<u8 as T>::X; 3];"
    spots = linked({"src/lib.rs": MOUNT + code}).documents["src/lib.rs"].opaque
    assert [(spot.reason, spot.reach) for spot in spots if spot.reason == "unexpanded-macro"] == [
        ("unexpanded-macro", ("shop.Order.Line",))
    ]


@pytest.mark.parametrize(
    ("code", "reach"),
    [
        ("mod [<order_ $x>] { use super::*; }", ()),
        ("async fn [<make_order_ $x>]() {}", ()),
        ("pub struct [<$x Line>]; enum [<$x Line2>] {} trait [<$x Lines>] {}", ()),
        ("mod [<$x Line>];", ("shop.Order.Line",)),
        ("impl [<$x Line>] {}", ("shop.Order.Line",)),
        ("fn make() -> [<$x Line>] { make_struct! [<Nothing $x>] }", ("shop.Order.Line",)),
    ],
)
def test_an_identifier_put_together_for_a_new_item_refers_to_nothing(
    linked: Linker, code: str, reach: tuple[str, ...]
) -> None:
    text = f"macro_rules! m {{ ($x:ident) => {{ paste! {{ {code} }} }} }}"
    spots = linked({"src/lib.rs": MOUNT + text}).documents["src/lib.rs"].opaque
    assert {key for spot in spots for key in spot.reach} == set(reach)


def test_code_that_does_not_parse_reaches_the_names_in_it(linked: Linker) -> None:
    result = linked({"src/lib.rs": MOUNT + "fn f() {}\nfn g( -> Card { ) ]] Nothing }\n"})
    spots = result.documents["src/lib.rs"].opaque
    assert spots
    assert {key for spot in spots for key in spot.reach} <= {"shop.Card", "shop.Order.card", "shop.Order.payment"}
    assert "shop.Order" not in {key for spot in spots for key in spot.reach}


def test_a_name_that_a_foreign_macro_may_declare_stays_unresolved(linked: Linker) -> None:
    result = linked({"src/lib.rs": MOUNT + "mod a { shop_include_everything!(); }\nuse a::Order;"})
    assert not result.resolution("Order").resolved


def test_a_macro_that_cannot_declare_it_hides_nothing(linked: Linker) -> None:
    result = linked({"src/lib.rs": MOUNT + "mod a { thread_local!(static X: u8 = 1); }\nuse a::Order;"})
    assert result.resolution("Order").resolved


@pytest.mark.parametrize(
    "code",
    ["\x00", "\ufeff", "fn f() {" * 3000, "(" * 3000, "use " + "{" * 5000, "a::" * 20000, "/*" * 900, '"', "'" * 99],
)
def test_no_text_breaks_the_run(linked: Linker, code: str) -> None:
    result = linked({"src/lib.rs": MOUNT + "use pb::Order;\n" + code})
    assert "src/lib.rs" in result.documents


def test_modules_that_import_each_other_by_globs_are_asked_once(linked: Linker) -> None:
    names = [f"m{number}" for number in range(40)]
    body = "".join(f"mod {name} {{ {''.join(f'pub use super::{other}::*; ' for other in names)} }}\n" for name in names)
    result = linked({"src/lib.rs": MOUNT + body + "use m0::Order; mod z { pub use crate::pb::*; }"})
    assert result.refs() == []


def test_a_comment_or_string_is_no_code(linked: Linker) -> None:
    result = linked({"src/lib.rs": MOUNT + '// use pb::Order;\n/// [`pb::Order`]\nconst A: &str = "pb::Order";'})
    assert result.refs() == []
    document = result.documents["src/lib.rs"]
    assert len(document.comments) == 2
    assert len(document.strings) == 2


@pytest.mark.parametrize(
    "code",
    [
        "cfg_if::cfg_if! { if #[cfg(a)] { mod m; } else if #[cfg(b)] { mod n {} } else { mod o; } }",
        "cfg_rt! { mod m; }",
        "cfg_rt! { cfg_if! { if #[cfg(a)] { pub mod m; } } }",
    ],
)
def test_modules_inside_of_macros_that_only_wrap_items(linked: Linker, code: str) -> None:
    result = linked({"src/lib.rs": MOUNT + code, "src/m.rs": "use crate::pb::Order;"})
    assert result.refs("src/m.rs") == ["1 Order -> shop.Order"]


def test_statements_inside_of_a_macro_are_code(linked: Linker) -> None:
    code = """
fn f(c: pb::till_client::TillClient<u8>) {
    try_stream! { let mut d = c.clone(); let r = d.pay(1).await?; yield r; }
}
fn g() { quote! { let x = 1; fn pay() {} } }
"""
    assert linked({"src/lib.rs": MOUNT + code}).refs()[-1] == "4 pay -> shop.Till.Pay"


def test_an_item_that_a_macro_of_the_repository_declares_is_that_item(linked: Linker) -> None:
    code = "mod a { macro_rules! m { () => { pub enum Order { X } } } m!(); }\nuse a::Order;"
    result = linked({"src/lib.rs": MOUNT + code})
    resolution = result.resolution("Order", occurrence=2)
    assert resolution.resolved
    assert "that a macro declares" in resolution.what


def test_a_module_that_a_macro_declares_hides_what_is_in_it(linked: Linker) -> None:
    code = "macro_rules! m { ($n:ident) => { pub mod inner { pub use $n::*; } } } m!(pb);\nuse inner::Order;"
    assert not linked({"src/lib.rs": MOUNT + code}).resolution("Order").resolved


def test_a_name_passed_to_a_macro_of_another_file(linked: Linker) -> None:
    macro = "#[macro_use] mod a { macro_rules! m { ($t:ident) => { crate::pb::$t } } }\nmod b;"
    result = linked({"src/lib.rs": MOUNT + macro, "src/b.rs": "fn f() { m!(Card); m!(Nothing); }"})
    assert result.refs() == []
    assert result.refs("src/b.rs") == ["1 Card -> shop.Card"]


def test_every_name_of_interest_in_code_is_accounted_for(linked: Linker) -> None:
    code = """
macro_rules! Card { ($Order:ty, Card) => { struct $Order; other::$Order::Card; Card::$Order } }
pub(in crate::Order) fn f<'Card, Order: Card<Card = u8>>(Card: u8) -> impl Order { 'Order: loop { x.Card.Order(); } }
use a::{Order as Card, Card::*, Order::{self as Till}};
#[Order(Card = "x")] struct Till { Order: Card }
my::Card! { mod Order; } r#Card();
fn g( -> Card { ) ]] Till
"""
    result = linked({"src/lib.rs": MOUNT + code})
    document = result.documents["src/lib.rs"]
    data = result.sources["src/lib.rs"].data
    seen = {one.range.start for one in document.references} | set(document.resolutions)
    for match in re.finditer(rb"\b(?:Order|Card|Till)\b", data):
        assert match.start() in seen, data[match.start() - 20 : match.end()]


@pytest.mark.parametrize("around", ["mod a {{ {} }}", "fn f() {{ {} }}"])
def test_a_long_chain_of_imports_is_followed_or_unresolved_but_never_ends_the_run(linked: Linker, around: str) -> None:
    chain = "".join(f"use A{number} as A{number + 1}; " for number in range(300))
    result = linked({"src/lib.rs": MOUNT + around.format(f"use crate::pb::Order as A0; {chain} type Card = A300; ")})
    assert result.refs()[0] == "2 Order -> shop.Order"
    types = "".join(f"type T{number + 1} = T{number}; " for number in range(300))
    result = linked({"src/lib.rs": MOUNT + f"type T0 = pb::Order; {types} fn f(x: T300) {{ x.pay(); }}"})
    assert result.refs()[0] == "2 Order -> shop.Order"
