"""What a user may type as TARGET, and what happens when that is unclear or wrong."""

import pytest

from protoref.errors import TargetError
from protoref.model.source import Source
from protoref.protos import build_catalog, read_proto
from protoref.targets import completion_words, resolve_targets

ORDERS = """
syntax = "proto3";
package kitchen;
message Order {
  enum Kind { KIND_UNKNOWN = 0; TAKEAWAY = 1; }
  message Line { string dish = 1; }
  map<string, Line> lines = 1;
  oneof place { string table = 2; }
}
enum Mood { CALM = 0; }
service Kitchen { rpc Cook(Order) returns (Order); }
"""


def make(files):
    """A catalog of protos, given as path (or path and import path) -> text."""
    read = []
    for name, text in files.items():
        path, import_path = name if isinstance(name, tuple) else (name, name.removeprefix("proto/"))
        read.append(read_proto(Source(path, "", text.encode()), import_path))
    return build_catalog(read)


@pytest.fixture(scope="module")
def kitchen():
    return make(
        {
            "proto/orders.proto": ORDERS,
            "proto/hall/v1/seats.proto": 'syntax = "proto3";\npackage hall.v1;\nmessage Seat { string order = 1; }',
            "proto/hall/v1/rooms.proto": 'syntax = "proto3";\npackage hall.v1;\nmessage Room { enum Kind { BIG = 0; } }',
        }
    )


@pytest.fixture(scope="module")
def copies():
    text = 'syntax = "proto3";\npackage stock;\nmessage Item {}'
    return make({("a/stock.proto", "stock.proto"): text, ("b/proto/stock.proto", "stock.proto"): text})


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("proto/orders.proto", "file:proto/orders.proto"),
        ("./proto/orders.proto", "file:proto/orders.proto"),
        ("proto//hall/../orders.proto", "file:proto/orders.proto"),
        ("proto\\orders.proto", "file:proto/orders.proto"),
        ("orders.proto", "file:proto/orders.proto"),  # import path
        ("hall/v1/seats.proto", "file:proto/hall/v1/seats.proto"),
        ("v1/seats.proto", "file:proto/hall/v1/seats.proto"),
        ("v1/seats", "file:proto/hall/v1/seats.proto"),
        ("seats.proto", "file:proto/hall/v1/seats.proto"),  # basename
        ("seats", "file:proto/hall/v1/seats.proto"),  # stem
        ("hall.v1", "package:hall.v1"),
        ("kitchen", "package:kitchen"),
        ("kitchen.Order", "kitchen.Order"),
        (".kitchen.Order", "kitchen.Order"),
        ("Order", "kitchen.Order"),
        ("Order.Line", "kitchen.Order.Line"),
        ("Line", "kitchen.Order.Line"),
        ("Kitchen", "kitchen.Kitchen"),
        ("Kitchen.Cook", "kitchen.Kitchen.Cook"),
        ("Cook", "kitchen.Kitchen.Cook"),
        ("kitchen.Order.table", "kitchen.Order.table"),
        ("Order.place", "kitchen.Order.place"),
        ("Order.Kind.TAKEAWAY", "kitchen.Order.Kind.TAKEAWAY"),
        ("kitchen.Order.TAKEAWAY", "kitchen.Order.Kind.TAKEAWAY"),  # protobuf's own scope
        (".kitchen.Order.TAKEAWAY", "kitchen.Order.Kind.TAKEAWAY"),
        ("TAKEAWAY", "kitchen.Order.Kind.TAKEAWAY"),
        ("kitchen.CALM", "kitchen.Mood.CALM"),
        ("file:proto/orders.proto", "file:proto/orders.proto"),
        ("package:hall.v1", "package:hall.v1"),
    ],
)
def test_a_word_means_one_thing(word, key, kitchen):
    assert resolve_targets([word], kitchen) == (key,)


def test_words_keep_their_order_and_count_once(kitchen):
    words = ["seats", "Order", "hall/v1/seats.proto", "kitchen.Order"]

    assert resolve_targets(words, kitchen) == ("file:proto/hall/v1/seats.proto", "kitchen.Order")


@pytest.mark.parametrize(
    "word",
    [".Order", "order.Line", "rders", "ders.proto", "orders.prot", "kitchen.", ".", "", "Order.Line.", "proto", "*",
     "kitchen.Order.LinesEntry", "LinesEntry", "LinesEntry.key", "Order.LinesEntry.value", "file:orders.proto", "package:Order", "/proto/orders.proto"],
)  # fmt: skip
def test_what_looks_like_a_target_but_is_none(word, kitchen):
    with pytest.raises(TargetError, match="no schema is named"):
        resolve_targets([word], kitchen)


def test_a_path_means_that_copy_any_other_name_all_of_them(copies):
    both = ("file:a/stock.proto", "file:b/proto/stock.proto")

    assert resolve_targets(["a/stock.proto"], copies) == both[:1]
    assert resolve_targets(["./b/proto/stock.proto"], copies) == both[1:]
    for word in ("stock.proto", "stock", "proto/stock"):
        assert resolve_targets([word], copies) == both
    assert resolve_targets(["Item"], copies) == ("stock.Item",)


def test_two_files_of_one_import_path_but_two_packages_are_two_schemas():
    catalog = make({
        ("a/x.proto", "x.proto"): "package one; message A {}",
        ("b/x.proto", "x.proto"): "package two; message B {}",
    })  # fmt: skip

    for word in ("x.proto", "x"):
        with pytest.raises(TargetError) as error:
            resolve_targets([word], catalog)
        assert "a/x.proto" in error.value.hint
        assert "b/x.proto" in error.value.hint
    assert resolve_targets(["b/x.proto"], catalog) == ("file:b/x.proto",)


def test_the_exact_import_path_goes_before_a_basename():
    catalog = make({("proto/x.proto", "x.proto"): "message A {}", ("proto/v2/x.proto", "v2/x.proto"): "message B {}"})

    assert resolve_targets(["x.proto"], catalog) == ("file:proto/x.proto",)
    with pytest.raises(TargetError):
        resolve_targets(["x"], catalog)


def test_a_file_goes_before_the_package_that_is_nothing_but_this_file():
    catalog = make({"proto/ingest.proto": "package ingest; message ingest {}"})

    assert resolve_targets(["ingest"], catalog) == ("file:proto/ingest.proto",)
    assert resolve_targets(["package:ingest"], catalog) == ("package:ingest",)
    assert resolve_targets(["ingest.ingest"], catalog) == ("ingest.ingest",)


def test_a_package_goes_before_a_symbol_of_it():
    catalog = make(
        {"proto/x.proto": "package shop.cart; message cart {}", "proto/y.proto": "package shop.cart; message Y {}"}
    )

    assert resolve_targets(["shop.cart"], catalog) == ("package:shop.cart",)
    assert resolve_targets(["cart"], catalog) == ("shop.cart.cart",)  # a short name is never a package


def test_a_file_and_a_package_of_more_files_are_two_things():
    catalog = make(
        {"proto/ingest.proto": "package ingest; message A {}", "proto/more.proto": "package ingest; message B {}"}
    )

    with pytest.raises(TargetError) as error:
        resolve_targets(["ingest"], catalog)
    assert error.value.message == "ingest may mean 2 things"
    assert error.value.hint.splitlines() == [
        "name one of them:",
        "  ingest.proto   file in proto/ingest.proto",
        "  package:ingest   package in proto/ingest.proto and 1 more",
    ]


def test_a_short_name_of_several_symbols_lists_them(kitchen):
    with pytest.raises(TargetError) as error:
        resolve_targets(["Kind"], kitchen)

    assert error.value.message == "Kind may mean 2 things"
    assert "  hall.v1.Room.Kind   enum in proto/hall/v1/rooms.proto" in error.value.hint.splitlines()
    assert "  kitchen.Order.Kind   enum in proto/orders.proto" in error.value.hint.splitlines()


def test_long_lists_are_cut():
    catalog = make({"x.proto": "".join(f"message M{n} {{ message Same {{}} }}\n" for n in range(40))})

    with pytest.raises(TargetError) as error:
        resolve_targets(["Same"], catalog)
    assert error.value.hint.splitlines()[-1] == "  ... and 28 more"


def test_an_exact_full_name_goes_before_longer_ones():
    catalog = make({"x.proto": "message Value {}", "y.proto": "package other; message Value {}"})

    assert resolve_targets(["Value"], catalog) == ("Value",)
    assert resolve_targets(["other.Value"], catalog) == ("other.Value",)


def test_a_field_is_never_in_the_way_of_a_file():
    catalog = make({"proto/menu.proto": "message Dish {}", "proto/other.proto": "message Table { string menu = 1; }"})

    assert resolve_targets(["menu"], catalog) == ("file:proto/menu.proto",)
    assert resolve_targets(["Table.menu"], catalog) == ("Table.menu",)


@pytest.mark.parametrize(("word", "suggestion"), [
    ("oders", "orders.proto (proto/orders.proto)"),
    ("order.proto", "orders.proto (proto/orders.proto)"),
    ("proto/order.proto", "orders.proto (proto/orders.proto)"),
    ("hall/v1/seat.proto", "hall/v1/seats.proto (proto/hall/v1/seats.proto)"),
    ("kitchen.Ordr", "kitchen.Order (proto/orders.proto)"),
    ("KITCHEN.ORDER", "kitchen.Order (proto/orders.proto)"),
    ("hall.v2", "hall.v1 (proto/hall/v1/rooms.proto and 1 more)"),
])  # fmt: skip
def test_an_unknown_word_gets_the_nearest_names(word, suggestion, kitchen):
    with pytest.raises(TargetError) as error:
        resolve_targets([word], kitchen)

    assert error.value.message == f"no schema is named {word}"
    assert error.value.hint.startswith("did you mean ")
    assert suggestion in error.value.hint


def test_an_unknown_word_near_nothing(kitchen):
    with pytest.raises(TargetError) as error:
        resolve_targets(["zzzzzz"], kitchen)

    assert error.value.hint == "protoref audit lists every schema file (--all: and every symbol)"


def test_no_schema_at_all():
    with pytest.raises(TargetError, match="no schema is named x") as error:
        resolve_targets(["x"], build_catalog([]))

    assert "no .proto file here" in error.value.hint


def test_completion_offers_words_that_resolve(kitchen, copies):
    for catalog in (kitchen, copies):
        words = completion_words(catalog)
        assert words == sorted(set(words))
        for word in words:
            resolve_targets([word], catalog)


def test_completion_offers_files_packages_symbols_and_short_names(kitchen):
    words = set(completion_words(kitchen))

    assert {"orders.proto", "orders", "hall.v1", "kitchen.Order", "Order", "kitchen.Order.Kind.TAKEAWAY"} <= words
    assert "Kind" not in words  # means two things
    assert not {word for word in words if "Entry" in word}


def test_a_folder_is_no_target_but_its_schemas_are_named(kitchen):
    with pytest.raises(TargetError) as caught:
        resolve_targets(["proto/hall/"], kitchen)
    assert caught.value.hint == "it is a folder with proto/hall/v1/rooms.proto, proto/hall/v1/seats.proto"


def test_a_word_that_resembles_no_name_gets_no_silly_guess(kitchen):
    with pytest.raises(TargetError) as caught:
        resolve_targets(["Roaming"], kitchen)
    assert "did you mean" not in caught.value.hint
