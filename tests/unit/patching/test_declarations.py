"""Declarations that go out of a schema that stays: numbers and names stay reserved."""

from __future__ import annotations

import pytest

from protoref.model.source import Source
from protoref.patching.declarations import without
from protoref.protos import read_proto

TEXT = """\
syntax = "proto3";
package shop;

// What a guest wants.
message Order {
  string id = 1;
  // How many.
  int32 count = 2;  // of them
  oneof kind {
    string name = 3;
    int32 code = 4;
  }
}

// How it went.
enum State {
  STATE_UNKNOWN = 0;
  STATE_DONE = 1;
}

service Shop {
  rpc Get(Order) returns (Order);
  rpc Put(Order) returns (Order);
}
"""


def taken(*names: str, text: str = TEXT) -> str | None:
    file = read_proto(Source("shop.proto", "", text.encode()))
    found = without(text.encode(), file, names)
    if found is not None:
        read = read_proto(Source("shop.proto", "", found))
        assert not read.problems
        left = {symbol.full_name for symbol in file.symbols}
        left -= {one for one in left for name in names if one == name or one.startswith(f"{name}.")}
        assert {symbol.full_name for symbol in read.symbols} >= {
            one for one in left if not one.startswith("shop.Order.kind")
        }
        assert not {symbol.full_name for symbol in read.symbols} & set(names)
    return None if found is None else found.decode()


def test_a_message_goes_with_its_comment() -> None:
    assert taken("shop.State") == TEXT.replace(
        "// How it went.\nenum State {\n  STATE_UNKNOWN = 0;\n  STATE_DONE = 1;\n}\n\n", ""
    )


def test_an_rpc_goes() -> None:
    assert taken("shop.Shop.Get") == TEXT.replace("  rpc Get(Order) returns (Order);\n", "")


def test_a_field_leaves_its_number_and_name() -> None:
    assert taken("shop.Order.count") == TEXT.replace(
        "  // How many.\n  int32 count = 2;  // of them\n", '  reserved 2; reserved "count";\n'
    )


def test_editions_reserve_identifiers() -> None:
    text = 'edition = "2023";\nmessage A {\n  int32 b = 1;\n  int32 c = 2;\n}\n'
    assert taken("A.b", text=text) == text.replace("int32 b = 1;", "reserved 1; reserved b;")


def test_a_value_leaves_its_number_and_name() -> None:
    assert taken("shop.State.STATE_DONE") == TEXT.replace("STATE_DONE = 1;", 'reserved 1; reserved "STATE_DONE";')


def test_one_of_a_oneof_is_reserved_before_it() -> None:
    assert taken("shop.Order.name") == TEXT.replace("    string name = 3;\n", "").replace(
        "  oneof kind", '  reserved 3; reserved "name";\n  oneof kind'
    )


@pytest.mark.parametrize("names", [("shop.Order.name", "shop.Order.code"), ("shop.Order.kind",)])
def test_a_oneof_without_fields_goes(names: tuple[str, ...]) -> None:
    whole = "  oneof kind {\n    string name = 3;\n    int32 code = 4;\n  }\n"
    file = read_proto(Source("shop.proto", "", TEXT.encode()))
    found = without(TEXT.encode(), file, names)
    assert found is not None
    assert found.decode() == TEXT.replace(whole, '  reserved 3; reserved "name";\n  reserved 4; reserved "code";\n')


def test_the_first_value_is_for_a_person() -> None:
    assert taken("shop.State.STATE_UNKNOWN") is None


def test_what_shares_a_line_goes_alone() -> None:
    text = 'syntax = "proto3"; message A {} message B {}\n'
    assert taken("A", text=text) == 'syntax = "proto3";  message B {}\n'
