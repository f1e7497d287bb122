"""Which documents a question about some schemas reads: those of packages that may hold their code, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from msgspec.structs import replace

from protoref.codegen import generate
from protoref.linking.base import LinkInput
from protoref.linking.rust.carriers import carriers
from protoref.model.source import Source
from protoref.outline.rust import outline
from protoref.protos import build_catalog, read_proto

BUILD = 'fn main() { tonic_build::compile_protos("proto/a.proto").unwrap(); }'
MOUNTS = {
    "proto/shop.proto": 'syntax = "proto3"; package shop; message Order {}',
    "proto/stock.proto": 'syntax = "proto3"; package stock; message Item {}',
    "shop/Cargo.toml": '[package]\nname = "shop"\n',
    "shop/build.rs": BUILD,
    "shop/src/lib.rs": 'pub mod pb { tonic::include_proto!("shop"); }',
    "stock/Cargo.toml": '[package]\nname = "stock"\n',
    "stock/build.rs": BUILD,
    "stock/src/lib.rs": 'pub mod pb { tonic::include_proto!("stock"); }',
}
ALL_OF_STOCK = {"stock/build.rs", "stock/src/lib.rs"}


def read(files: Mapping[str, str], wanted: str = "proto/shop.proto", telling: Iterable[str] = ()) -> set[str]:
    """The Rust documents that are read where one schema is asked about."""
    sources = {path: Source(path, path, text.encode()) for path, text in files.items()}
    catalog = build_catalog(read_proto(one) for path, one in sources.items() if path.endswith(".proto"))
    manifests = {path: one for path, one in sources.items() if path.endswith("Cargo.toml")}
    given = LinkInput(frozenset(sources), catalog, tuple(generate(catalog)), {}, manifests=manifests)
    narrowed = replace(given, modules=tuple(module for module in given.modules if wanted in module.schemas))
    outlines = {path: outline(one) for path, one in sources.items() if path.endswith(".rs")}
    return set(carriers(outlines, narrowed, given, frozenset(telling)))


def test_a_package_that_mounts_another_schema_is_not_read() -> None:
    assert read(MOUNTS) == {"shop/build.rs", "shop/src/lib.rs"}


def test_one_that_depends_on_a_package_that_is_read_is_read() -> None:
    files = {**MOUNTS, "stock/Cargo.toml": '[package]\nname = "stock"\n[dependencies]\nshop = { path = "../shop" }\n'}
    assert read(files) == {path for path in files if path.endswith(".rs")}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("stock/src/lib.rs", 'tonic::include_proto!("stock"); tonic::include_proto!("shop");'),
        ("stock/src/lib.rs", 'tonic::include_proto!("stock"); include!("other.rs");'),
        ("stock/src/lib.rs", 'tonic::include_proto!("nobody.knows");'),
        ("stock/src/lib.rs", "mod pb;"),
        ("stock/tests/t.rs", 'include!(concat!(env!("OUT_DIR"), "/shop.rs"));'),
        ("stock/src/twin.rs", "#[derive(prost::Message)] struct Order {}"),
        ("stock/build.rs", 'fn main() { tonic_build::configure().out_dir("src").compile(&["a.proto"], &["."]); }'),
    ],
)
def test_one_that_may_hold_more_is_read(path: str, text: str) -> None:
    assert read({**MOUNTS, path: text}) >= ALL_OF_STOCK


def test_a_macro_of_the_repository_may_mount_anything() -> None:
    files = {
        **MOUNTS,
        "macros/Cargo.toml": '[package]\nname = "macros"\n',
        "macros/src/lib.rs": "macro_rules! include_proto {}",
    }
    assert read(files) >= ALL_OF_STOCK


def test_the_package_of_a_document_that_is_linked_anyway_is_known() -> None:
    assert read({**MOUNTS, "stock/src/a.rs": ""}, telling=["stock/src/a.rs"]) >= ALL_OF_STOCK
