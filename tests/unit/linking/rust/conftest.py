"""Small Rust repositories, linked with the names that prost and tonic really give to their schemas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from protoref.codegen import generate, identifiers
from protoref.indexers.rust.indexer import index
from protoref.linking.base import LinkInput
from protoref.linking.rust.carriers import carriers
from protoref.linking.rust.link import link
from protoref.model.generated import Stub, StubState
from protoref.model.occurrence import LinkedDocument, Resolution
from protoref.model.source import Source
from protoref.outline.rust import outline
from protoref.protos import build_catalog, read_proto

PROTO = """
syntax = "proto3";
package shop;
message Order { string id = 1; oneof payment { Card card = 2; string Voucher = 3; } Status status = 4;
  enum Status { STATUS_UNKNOWN = 0; STATUS_PAID = 1; } message Line { string sku = 1; } }
message Card { string number = 1; }
message Unused {}
service Till { rpc Pay(Order) returns (Card); rpc Watch(Card) returns (stream Order); }
"""
MANIFEST = '[package]\nname = "shop-app"\nedition = "2021"\n'
BUILD = 'fn main() { tonic_build::configure().compile_protos(&["proto/shop.proto"], &["proto"]).unwrap(); }\n'
BASE = {"proto/shop.proto": PROTO, "Cargo.toml": MANIFEST, "build.rs": BUILD}
MOUNT = 'pub mod pb { tonic::include_proto!("shop"); }\n'


@dataclass(frozen=True)
class Linked:
    """What came out, in words."""

    sources: Mapping[str, Source]
    documents: Mapping[str, LinkedDocument]
    carriers: frozenset[str]

    def refs(self, path: str = "src/lib.rs", *, usage: bool = False) -> list[str]:
        """`line identifier -> symbol`, `?` where possible, ` (usage)` if asked for; packages left out."""
        source = self.sources[path]
        return [
            f"{source.position(one.range.start).line} {source.text(one.range)} -> {one.symbol}"
            + ("?" if one.certainty == "possible" else "")
            + (f" ({one.usage})" if usage else "")
            for one in self.documents[path].references
            if not one.symbol.startswith("package:")
        ]

    def packages(self, path: str = "src/lib.rs") -> list[str]:
        """The packages that a document mounts, by the strings that name them."""
        source = self.sources[path]
        return [
            f"{source.text(one.range)} -> {one.symbol}"
            for one in self.documents[path].references
            if one.symbol.startswith("package:")
        ]

    def resolution(self, needle: str, path: str = "src/lib.rs", occurrence: int = 1) -> Resolution | None:
        """What the n-th place of a word is, where it is no reference."""
        data = self.sources[path].data
        at = -1
        for _ in range(occurrence):
            at = data.index(needle.encode(), at + 1)
        return self.documents[path].resolutions.get(at)


Linker = Callable[..., Linked]


@pytest.fixture
def linked() -> Linker:
    """Links files by path; the base repository's files are there unless they are given anew (or as None)."""

    def run(
        files: Mapping[str, str | None], stubs: Mapping[str, str] | None = None, unproven: tuple[str, ...] = ()
    ) -> Linked:
        texts = {path: text for path, text in {**BASE, **files}.items() if text is not None}
        sources = {path: Source(path, path, text.encode()) for path, text in texts.items()}
        catalog = build_catalog(read_proto(one) for path, one in sources.items() if path.endswith(".proto"))
        modules = tuple(generate(catalog))
        proven = {
            path: Stub(path, "prost", None, "", StubState.CURRENT, next(m for m in modules if m.module == package))
            for path, package in (stubs or {}).items()
        }
        for path in unproven:
            proven[path] = Stub(path, "prost", None, "", StubState.UNPROVEN)
        given = LinkInput(
            paths=frozenset(sources),
            catalog=catalog,
            modules=modules,
            stubs=proven,
            names=frozenset(name for names in identifiers(modules, catalog).values() for name in names),
            manifests={path: one for path, one in sources.items() if path.endswith("Cargo.toml")},
        )
        rust = {path: one for path, one in sources.items() if path.endswith(".rs")}
        wanted = carriers({path: outline(one) for path, one in rust.items()}, given)
        indexes = {path: index(rust[path]) for path in sorted(wanted - (proven.keys() - set(unproven)))}
        return Linked(sources, {one.path: one for one in link(indexes, given)}, wanted)

    return run
