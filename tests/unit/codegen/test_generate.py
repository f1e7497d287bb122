"""Modules, names and symbols that families make of schemas."""

from __future__ import annotations

import pytest

from protoref.codegen import FAMILIES, ON_DEMAND, PROGRAMS, generate, ordered, without_unused
from protoref.model.generated import Form, GeneratedModule
from protoref.model.schema import Catalog
from protoref.model.source import Source
from protoref.protos import build_catalog, read_proto


def catalog(**texts: str) -> Catalog:
    """A catalog of protos by path, `__` for `/` and `.proto` left out."""
    paths = {name.replace("__", "/") + ".proto": text for name, text in texts.items()}
    return build_catalog(read_proto(Source(path, "", text.encode())) for path, text in paths.items())


def module(modules: tuple[GeneratedModule, ...], family: str, name: str) -> GeneratedModule:
    (found,) = [one for one in modules if one.family == family and one.module == name]
    return found


def symbols(made: GeneratedModule) -> dict[str, str]:
    return {name.name: name.symbol for name in made.names}


SCHEMA = """
syntax = "proto3";
package shop.v1;
message Order {
  message Line { string sku = 1; }
  enum State { STATE_NEW = 0; STATE_DONE = 1; }
  oneof pay_by { string card = 1; Line gift = 2; }
  map<string, Line> lines_by_id = 3;
  State state = 4;
}
enum Color { COLOR_RED = 0; GREEN = 1; }
service OrderAPI { rpc PlaceIt(Order) returns (stream Order); }
"""


def test_python_symbols() -> None:
    found = symbols(module(generate(catalog(shop=SCHEMA)), "protoc_python", "shop_pb2"))
    assert found == {
        "Order": "shop.v1.Order",
        "Order.Line": "shop.v1.Order.Line",
        "Order.Line.sku": "shop.v1.Order.Line.sku",
        "Order.Line.SKU_FIELD_NUMBER": "shop.v1.Order.Line.sku",
        "Order.State": "shop.v1.Order.State",
        "Order.State.STATE_NEW": "shop.v1.Order.State.STATE_NEW",
        "Order.STATE_NEW": "shop.v1.Order.State.STATE_NEW",
        "Order.State.STATE_DONE": "shop.v1.Order.State.STATE_DONE",
        "Order.STATE_DONE": "shop.v1.Order.State.STATE_DONE",
        "Order.card": "shop.v1.Order.card",
        "Order.CARD_FIELD_NUMBER": "shop.v1.Order.card",
        "Order.gift": "shop.v1.Order.gift",
        "Order.GIFT_FIELD_NUMBER": "shop.v1.Order.gift",
        "Order.lines_by_id": "shop.v1.Order.lines_by_id",
        "Order.LINES_BY_ID_FIELD_NUMBER": "shop.v1.Order.lines_by_id",
        "Order.LinesByIdEntry": "shop.v1.Order.lines_by_id",
        "Order.state": "shop.v1.Order.state",
        "Order.STATE_FIELD_NUMBER": "shop.v1.Order.state",
        "Color": "shop.v1.Color",
        "Color.COLOR_RED": "shop.v1.Color.COLOR_RED",
        "COLOR_RED": "shop.v1.Color.COLOR_RED",
        "Color.GREEN": "shop.v1.Color.GREEN",
        "GREEN": "shop.v1.Color.GREEN",
    }


def test_grpc_symbols() -> None:
    found = module(generate(catalog(shop=SCHEMA)), "grpc_python", "shop_pb2_grpc")
    assert {(name.name, name.symbol, name.form) for name in found.names} == {
        ("OrderAPIStub", "shop.v1.OrderAPI", Form.CLIENT),
        ("OrderAPIStub.PlaceIt", "shop.v1.OrderAPI.PlaceIt", Form.METHOD),
        ("OrderAPIServicer", "shop.v1.OrderAPI", Form.SERVER),
        ("OrderAPIServicer.PlaceIt", "shop.v1.OrderAPI.PlaceIt", Form.METHOD),
        ("OrderAPI", "shop.v1.OrderAPI", Form.CLIENT),
        ("OrderAPI.PlaceIt", "shop.v1.OrderAPI.PlaceIt", Form.METHOD),
        ("add_OrderAPIServicer_to_server", "shop.v1.OrderAPI", Form.FUNCTION),
    }


def test_purerpc_symbols() -> None:
    found = module(generate(catalog(a__shop=SCHEMA), {"purerpc"}), "purerpc", "a.shop_grpc")
    assert found.path == "a/shop_grpc.py"
    assert symbols(found) == {
        "OrderAPIServicer": "shop.v1.OrderAPI",
        "OrderAPIServicer.PlaceIt": "shop.v1.OrderAPI.PlaceIt",
        "OrderAPIStub": "shop.v1.OrderAPI",
        "OrderAPIStub.PlaceIt": "shop.v1.OrderAPI.PlaceIt",
    }


def test_generators_that_few_use_make_nothing_unless_they_are_run() -> None:
    everyday = generate(catalog(shop=SCHEMA))
    assert {one.family for one in everyday} == {family.FAMILY for family in FAMILIES}
    more = generate(catalog(shop=SCHEMA), {"purerpc", "protoc_python"})
    assert {one.family for one in more} - {one.family for one in everyday} == {"purerpc"}
    assert without_unused(more, {"protoc_python"}) == everyday
    assert without_unused(more, {"purerpc"}) == more


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("protoc -I. --python_out=. --purerpc_out=. shop.proto", {"purerpc"}),
        ("protoc --plugin=protoc-gen-purerpc=bin/it -I. shop.proto", {"purerpc"}),
        ("protoc -I. --python_out=. --grpc_python_out=. shop.proto", set()),
        ("pip install purerpc", set()),
    ],
)
def test_build_texts_tell_which_generators_are_run(text: str, expected: set[str]) -> None:
    assert ordered([Source("gen.sh", "", text.encode())]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[build-dependencies]\nprotobuf-codegen = "3.7"', {"rust_protobuf"}),
        ('[build-dependencies]\nprotobuf-codegen = "=2.28.0"', {"rust_protobuf2"}),
        ('[build-dependencies.protobuf-codegen]\nversion = "4.31.1-release"', {"protobuf_official"}),
        ('[build-dependencies]\npb = { package = "protobuf-codegen", version = "2" }', {"rust_protobuf2"}),
        (
            '[workspace.dependencies]\nttrpc-codegen = { version = "0.6", default-features = false }',
            {"rust_protobuf", "ttrpc"},
        ),
        ('[target."cfg(unix)".build-dependencies]\nttrpc-codegen = "0.2.1"', {"rust_protobuf2", "ttrpc"}),
        ('[build_dependencies]\nprotoc-grpcio = "3"', {"rust_protobuf2", "grpcio"}),
        (
            "[build-dependencies]\nprotobuf-codegen = { workspace = true }",
            {"rust_protobuf", "rust_protobuf2", "protobuf_official"},
        ),
        ('[build-dependencies]\nprotobuf-codegen = "20"', set()),  # is not 2
        ('[build-dependencies]\nprost-build = "0.14"\ntonic-build = "0.14"', set()),  # not on demand
        ('[dependencies]\nprotobuf = "3"\n[features]\nprotobuf-codegen = []', set()),
        ('[package]\nname = "pb-rs"', set()),
        ('build-dependencies = "volo-build"', set()),
        ("[build-dependencies\nvolo-build = 1", set()),
    ],
)
def test_manifests_tell_which_generators_are_run(text: str, expected: set[str]) -> None:
    assert ordered([Source("crates/pb/Cargo.toml", "", text.encode())]) == expected
    assert ordered([Source("crates/pb/other.toml", "", text.encode())]) == set()


def test_every_family_is_a_program_of_some_name() -> None:
    assert {family.FAMILY for family in (*FAMILIES, *ON_DEMAND)} <= PROGRAMS.keys()
    assert PROGRAMS["protoc_python"] == PROGRAMS["protoc_pyi"] == "protoc"


def test_prost_symbols() -> None:
    found = symbols(module(generate(catalog(shop=SCHEMA)), "prost", "shop.v1"))
    assert found == {
        "Order": "shop.v1.Order",
        "order": "shop.v1.Order",
        "Order::pay_by": "shop.v1.Order.pay_by",
        "Order::lines_by_id": "shop.v1.Order.lines_by_id",
        "Order::state": "shop.v1.Order.state",
        "order::PayBy": "shop.v1.Order.pay_by",
        "order::PayBy::Card": "shop.v1.Order.card",
        "order::PayBy::Gift": "shop.v1.Order.gift",
        "order::Line": "shop.v1.Order.Line",
        "order::Line::sku": "shop.v1.Order.Line.sku",
        "order::State": "shop.v1.Order.State",
        "order::State::New": "shop.v1.Order.State.STATE_NEW",
        "order::State::Done": "shop.v1.Order.State.STATE_DONE",
        "Color": "shop.v1.Color",
        "Color::Red": "shop.v1.Color.COLOR_RED",
        "Color::Green": "shop.v1.Color.GREEN",
    }


def test_tonic_symbols() -> None:
    found = symbols(module(generate(catalog(shop=SCHEMA)), "tonic", "shop.v1"))
    service, rpc = "shop.v1.OrderAPI", "shop.v1.OrderAPI.PlaceIt"
    assert found == {
        "order_api_client": service,
        "order_api_client::OrderApiClient": service,
        "order_api_client::OrderApiClient::place_it": rpc,
        "order_api_server": service,
        "order_api_server::OrderApi": service,
        "order_api_server::OrderApi::place_it": rpc,
        "order_api_server::OrderApi::PlaceItStream": rpc,
        "order_api_server::OrderApiServer": service,
        "order_api_server::SERVICE_NAME": service,
    }


def test_python_ignores_packages_and_rust_ignores_files() -> None:
    modules = generate(
        catalog(
            a__one="package p; message One {} service S { rpc R(One) returns (One); }",
            b__two="package p; message Two {}",
        )
    )
    assert {one.module for one in modules if one.family == "protoc_python"} == {"a.one_pb2", "b.two_pb2"}
    rust = module(modules, "prost", "p")
    assert rust.schemas == ("a/one.proto", "b/two.proto")
    assert rust.path == "p.rs"
    assert set(symbols(rust)) == {"One", "Two"}
    assert module(modules, "tonic", "p").schemas == ("a/one.proto",)


def test_copies_with_one_import_path_are_one_module_with_each_name_once() -> None:
    one = "package p; message A {} message Common {}"
    two = "package p; message Common {} message B {}"
    files = [
        read_proto(Source(f"{root}/x.proto", "", text.encode()), "x.proto") for root, text in (("a", one), ("b", two))
    ]
    modules = generate(build_catalog(files))
    made = module(modules, "protoc_python", "x_pb2")
    assert made.schemas == ("a/x.proto", "b/x.proto")
    assert [name.name for name in made.names] == ["A", "Common", "B"]
    assert [name.name for name in module(modules, "prost", "p").names] == ["A", "Common", "B"]


def test_two_schemas_with_one_import_path_are_two_modules() -> None:
    files = [
        read_proto(Source(f"{root}/x.proto", "", f"package {root}; message M {{}}".encode()), "x.proto")
        for root in ("a", "b")
    ]
    made = [one for one in generate(build_catalog(files)) if one.family == "protoc_python"]
    assert [(one.module, one.schemas, symbols(one)) for one in made] == [
        ("x_pb2", ("a/x.proto",), {"M": "a.M"}),
        ("x_pb2", ("b/x.proto",), {"M": "b.M"}),
    ]


def test_imports_from_outside_generate_nothing() -> None:
    text = 'syntax = "proto3"; import "google/protobuf/any.proto"; message M { google.protobuf.Any a = 1; }'
    modules = generate(catalog(m=text))
    assert {one.module for one in modules} == {"m_pb2", "m_pb2_grpc", ""}


def test_public_imports_are_passed_on_and_others_are_not() -> None:
    modules = generate(
        catalog(
            a="message A {}",
            b="message B {}",
            top='import public "a.proto"; import "b.proto"; import public "google/protobuf/any.proto";',
        )
    )
    assert module(modules, "protoc_python", "top_pb2").reexports == ("a_pb2", "google.protobuf.any_pb2")
    assert module(modules, "protoc_python", "a_pb2").reexports == ()


def test_generic_services_only_by_option() -> None:
    text = "package p; message M {} service S { rpc R(M) returns (M); }"
    modules = generate(catalog(plain=text, generic="option py_generic_services = true;" + text.replace("p;", "q;")))
    assert set(symbols(module(modules, "protoc_python", "plain_pb2"))) == {"M"}
    assert set(symbols(module(modules, "protoc_python", "generic_pb2"))) == {"M", "S", "S.R", "S_Stub", "S_Stub.R"}


def test_a_oneof_named_like_a_nested_type_gets_a_suffix() -> None:
    text = 'syntax = "proto3"; message M { message KIND {} oneof kind { KIND a = 1; } }'
    assert symbols(module(generate(catalog(m=text)), "prost", ""))["m::KindOneOf::A"] == "M.a"


def test_enum_aliases_are_dropped_by_prost_and_kept_by_python() -> None:
    modules = generate(catalog(m="enum E { option allow_alias = true; E_A = 0; E_B = 0; E_C = 1; }"))
    assert set(symbols(module(modules, "prost", ""))) == {"E", "E::A", "E::C"}
    assert {"E_A", "E_B", "E_C"} <= set(symbols(module(modules, "protoc_python", "m_pb2")))


def test_mypy_protobuf_marks_what_only_type_checkers_see() -> None:
    modules = generate(catalog(m="enum E { A = 0; } message M {} service S { rpc R(M) returns (M); }"))
    made = module(modules, "mypy_protobuf", "m_pb2")
    assert {name.name for name in made.names if name.typing_only} == {
        "E.ValueType",
        "E.V",
        "Global___E",
        "Global___M",
    }
    services = module(modules, "mypy_protobuf", "m_pb2_grpc")
    assert {name.name for name in services.names if name.typing_only} == {"SAsyncStub", "SAsyncStub.R"}
    assert "S" not in symbols(services)


def test_nothing_at_all() -> None:
    assert generate(catalog()) == ()
    assert {one.family for one in generate(catalog(empty=""))} == {
        "protoc_python",
        "grpc_python",
        "protoc_pyi",
        "mypy_protobuf",
    }


@pytest.mark.parametrize("depth", [60, 500])
def test_deep_nesting_does_no_harm(depth: int) -> None:
    text = "".join(f"message M{level} {{" for level in range(depth)) + "}" * depth
    assert generate(catalog(deep=text))
