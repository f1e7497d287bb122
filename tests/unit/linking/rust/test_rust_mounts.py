"""Where generated code is mounted, and what of it exists there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from protoref.indexers.rust.indexer import index
from protoref.linking.rust.build_scripts import compiled_schemas
from protoref.model.source import Source
from protoref.protos import build_catalog, read_proto

Linker = Callable[..., Any]
USE = "fn f(o: pb::Order) {}"


@pytest.mark.parametrize(
    "mount",
    [
        'tonic::include_proto!("shop");',
        '::tonic::include_proto!["shop"];',
        'use tonic::include_proto; include_proto!("shop");',
        'my_include_proto!{"shop"}',
        'include!(concat!(env!("OUT_DIR"), "/shop.rs"));',
        'include!{concat!(env!("OUT_DIR"), "/", "shop", ".rs")}',
        'include!(concat!(env!("OUT_DIR", "no OUT_DIR"), "/sub/shop.rs"));',
        'include!(core::concat!(core::env!("OUT_DIR"), concat!("/", "shop.rs"),));',
        'include!("../gen/shop.rs");',
        'include!("/shop.rs");',
    ],
)
def test_a_mount_in_its_spellings(linked: Linker, mount: str) -> None:
    result = linked({"src/lib.rs": f"mod pb {{ {mount} }}\n{USE}"})
    assert result.refs() == ["2 Order -> shop.Order"]


@pytest.mark.parametrize(
    "mount",
    [
        'include_str!("shop.rs");',
        'tonic::include_proto!("other");',
        'include!(concat!(env!("OUT_DIR"), "/other.rs"));',
        '// tonic::include_proto!("shop");',
    ],
)
def test_what_mounts_something_else_mounts_nothing_of_it(linked: Linker, mount: str) -> None:
    result = linked({"src/lib.rs": f"mod pb {{ {mount}\n}}\n{USE}"})
    assert result.refs() == []


def test_a_computed_include_leaves_names_unresolved(linked: Linker) -> None:
    result = linked({
        "src/lib.rs": "mod pb { include!(env!(\"SHOP\")); }\nfn f(o: pb::Order) {}",
        "src/main.rs": 'mod real { tonic::include_proto!("shop"); }',
    })  # fmt: skip
    resolution = result.resolution("Order")
    assert not resolution.resolved
    assert resolution.reach == ("shop.Order",)


def test_the_string_is_a_reference_to_the_package(linked: Linker) -> None:
    result = linked(
        {"src/lib.rs": 'mod a { tonic::include_proto!("shop"); }\nmod b { tonic::include_proto!("none"); }'}
    )
    assert result.packages() == ["shop -> package:shop"]


def test_a_committed_file_is_mounted_by_its_module(linked: Linker) -> None:
    files = {
        "src/lib.rs": "mod gen; use gen::shop::Order;",
        "src/gen/mod.rs": "pub mod shop;",
        "src/gen/shop.rs": "// @generated",
    }
    result = linked(files, {"src/gen/shop.rs": "shop"})
    assert result.refs() == ["1 Order -> shop.Order"]
    assert "src/gen/shop.rs" not in result.documents


def test_a_committed_file_may_have_any_module_name(linked: Linker) -> None:
    files = {"src/lib.rs": '#[path = "gen/a.b.rs"] mod pb; use pb::Order;', "src/gen/a.b.rs": "// @generated"}
    assert linked(files, {"src/gen/a.b.rs": "shop"}).refs() == ["1 Order -> shop.Order"]


def test_an_include_file_mounts_all_packages_by_their_parts(linked: Linker) -> None:
    files = {
        "proto/a.proto": 'syntax = "proto3"; package acme.v1; message Crate {}',
        "build.rs": 'fn main() { prost_build::Config::new().include_file("mod.rs").compile_protos(&["proto/a.proto", "proto/shop.proto"], &["proto"]); }',
        "src/lib.rs": 'mod g { include!(concat!(env!("OUT_DIR"), "/mod.rs")); }\nuse g::acme::v1::Crate; use g::shop::Order;',
    }
    assert linked(files).refs() == ["2 Crate -> acme.v1.Crate", "2 Order -> shop.Order"]


def test_hand_nested_modules_and_two_mounts_of_one_package(linked: Linker) -> None:
    code = """
pub mod a { pub mod b { tonic::include_proto!("shop"); } }
mod c { tonic::include_proto!("shop"); }
fn f(x: a::b::Order, y: c::Order) {}
"""
    assert linked({"src/lib.rs": code}).refs() == ["4 Order -> shop.Order", "4 Order -> shop.Order"]


def test_mounting_on_both_sides_of_a_cfg(linked: Linker) -> None:
    code = """
#[cfg(feature = "a")] mod pb { tonic::include_proto!("shop"); }
#[cfg(not(feature = "a"))] mod pb { pub struct Order; }
fn f(o: pb::Order) {}
"""
    assert linked({"src/lib.rs": code}).refs() == ["4 Order -> shop.Order"]


def test_files_that_the_build_script_leaves_out_do_not_exist(linked: Linker) -> None:
    files = {
        "proto/more.proto": 'syntax = "proto3"; package shop; message Extra {}',
        "src/lib.rs": 'mod pb { tonic::include_proto!("shop"); }\nfn f(e: pb::Extra, o: pb::Order) {}',
    }
    result = linked(files)
    assert result.refs() == ["2 Order -> shop.Order"]
    assert "has no Extra" in result.resolution("Extra").what


def test_where_the_list_is_computed_all_files_may_exist(linked: Linker) -> None:
    files = {
        "proto/more.proto": 'syntax = "proto3"; package shop; message Extra {}',
        "src/lib.rs": 'mod pb { tonic::include_proto!("shop"); }\nfn f(e: pb::Extra) {}',
        "build.rs": 'fn main() { for e in std::fs::read_dir("proto") { tonic_build::compile_protos(e) } let x = "proto/shop.proto"; }',
    }
    assert linked(files).refs() == ["2 Extra -> shop.Extra"]


def compiled(script: str, **protos: str) -> set[str] | None:
    sources = [Source(path.replace("__", "/") + ".proto", "", text.encode()) for path, text in protos.items()]
    catalog = build_catalog(read_proto(one) for one in sources)
    found = compiled_schemas(index(Source("app/build.rs", "", script.encode())), "app", catalog)
    return None if found is None else set(found)


def test_listed_files_are_compiled_with_what_they_import() -> None:
    found = compiled(
        'fn main() { tonic_build::compile_protos("../proto/a.proto") }',
        proto__a='syntax = "proto3"; import "proto/b.proto";',
        proto__b='syntax = "proto3";',
        proto__c='syntax = "proto3";',
    )
    assert found == {"proto/a.proto", "proto/b.proto"}


@pytest.mark.parametrize(
    "script",
    [
        'fn main() { println!("proto/a.proto"); }',
        'fn main() { for f in glob("*.proto") { compile_protos(f) } let x = "../proto/a.proto"; }',
        'mod list; fn main() { compile_protos("../proto/a.proto") }',
        'fn main() { compile_protos("../proto/a.proto", "../proto/absent.proto") }',
        'fn main() { compile_protos(find(".proto")); let a = "../proto/a.proto"; }',
        "fn main() { compile_protos(FILES) }",
        "fn main( { compile_protos(\"../proto/a.proto\" }",
    ],
)  # fmt: skip
def test_a_list_that_is_not_plainly_there_is_unknown(script: str) -> None:
    assert compiled(script, proto__a='syntax = "proto3";') is None


def test_a_path_through_a_variable_folder_is_matched_by_its_end() -> None:
    script = 'fn main() { compile_protos(format!("{}/api/a.proto", root)) }'
    assert compiled(script, x__api__a='syntax = "proto3";', y__a='syntax = "proto3";') == {"x/api/a.proto"}


def test_options_in_build_scripts_name_elements(linked: Linker) -> None:
    script = """
fn main() {
    tonic_build::configure()
        .type_attribute(".shop.Order", "#[derive(Eq)]")
        .type_attribute("Card", "#[derive(Eq)]")
        .extern_path(".shop", "crate::pb")
        .server_mod_attribute("Nothing", "#[cfg(x)]")
        .compile_protos(&["proto/shop.proto"], &["proto"]).unwrap();
    println!("cargo:rerun-if-changed=.shop.Order");
}
"""
    result = linked({"build.rs": script, "src/lib.rs": 'tonic::include_proto!("shop");'})
    assert result.refs("build.rs", usage=True) == [
        "4 .shop.Order -> shop.Order (build)",
        "5 Card -> shop.Card? (build)",
    ]
    assert result.packages("build.rs") == [".shop -> package:shop"]


@pytest.mark.parametrize("name", ["shop", "other"])
def test_a_committed_file_with_additions_is_mounted_by_its_name_or_by_what_it_declares(
    linked: Linker, name: str
) -> None:
    names = ["Order", "Card", "Unused", "mod till_client", "mod till_server", "mod order"]
    made = "".join(f"pub {one} {{}}\n" if "mod" in one else f"pub struct {one} {{}}\n" for one in names)
    text = "// This file is @generated by prost-build.\nuse super::validate;\n" + made
    files = {"src/lib.rs": f"mod {name}; fn f(o: {name}::Order) {{}}", f"src/{name}.rs": text}
    assert linked(files, unproven=(f"src/{name}.rs",)).refs() == ["1 Order -> shop.Order"]


def test_a_committed_file_that_declares_other_things_is_another(linked: Linker) -> None:
    text = "// This file is @generated by prost-build.\npub struct Order {}"
    files = {"src/lib.rs": "mod other; fn f(o: other::Order) {}", "src/other.rs": text}
    result = linked(files, unproven=("src/other.rs",))
    assert result.refs() == []
