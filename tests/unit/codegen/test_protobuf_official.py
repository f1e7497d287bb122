"""Google's own Rust generator: names by the rules of its naming.cc, whose tests these cases follow in kind."""

from __future__ import annotations

from protoref.codegen import protobuf_official
from protoref.model.generated import GeneratedModule
from protoref.model.source import Source
from protoref.protos import build_catalog, read_proto

SCHEMA = b"""
syntax = "proto3";
package shop.v1;
message HTTPOrder {
  message LineItem {}
  oneof pay_by { string gift_card = 1; int32 type = 2; }
  string self = 3;
}
message Row {}
message RowView {}
enum order_kind2D {
  ORDER_KIND2_D_NONE = 0;
  order_kind2D_FULL_PRICE = 1;
  OrderKind2DHalf = 2;
  ORDER_KIND2D_2X = 3;
  OTHER = 4;
}
"""


def module() -> GeneratedModule:
    catalog = build_catalog([read_proto(Source("shop/order_list.proto", "", SCHEMA))])
    (made,) = protobuf_official.modules(catalog)
    return made


def test_the_file_has_a_name_that_nobody_writes() -> None:
    assert module().path == "shop/order_list.u.pb.rs"
    assert module().module == "internal_do_not_use_shop_sorder__list"


def test_messages_have_views_and_mutators() -> None:
    names = {name.name for name in module().names}
    assert {"HTTPOrder", "HTTPOrderView", "HTTPOrderMut", "h_t_t_p_order::LineItemView"} <= names
    assert {"Row", "RowView_", "RowMut", "RowView", "RowViewView"} <= names
    assert "http_order::LineItem" not in names  # prost's


def test_oneofs_are_two_enums() -> None:
    names = {name.name for name in module().names}
    assert {"h_t_t_p_order::PayByOneof::GiftCard", "h_t_t_p_order::PayByCase::Type"} <= names
    assert "HTTPOrder::self__mangled_because_ident_isnt_a_legal_raw_identifier" in names


def test_the_name_of_an_enum_is_stripped_in_three_spellings() -> None:
    values = {name.name for name in module().names if name.name.startswith("OrderKind2D::")}
    assert values == {
        "OrderKind2D::None",
        "OrderKind2D::FullPrice",
        "OrderKind2D::Half",
        "OrderKind2D::_2X",
        "OrderKind2D::Other",
    }
