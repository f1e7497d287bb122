"""A small repository around one document, and what must hold however that document reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from fuzz.target import all_inside
from protoref.codegen import generate, identifiers
from protoref.linking.base import LinkInput
from protoref.model.occurrence import LinkedDocument
from protoref.model.source import Source
from protoref.outline.patterns import Written, patterns
from protoref.outline.scan import Scanner
from protoref.protos import build_catalog, read_proto

Index = TypeVar("Index")
Outline = TypeVar("Outline")

PROTOS = {
    "shop/order.proto": b"""\
syntax = "proto3";
package shop;
message Order { string id = 1; Status status = 2; oneof payment { Card card = 3; string voucher = 4; }
  enum Status { STATUS_UNKNOWN = 0; STATUS_PAID = 1; } message Line { string sku = 1; } repeated Line lines = 5; }
message Card { string number = 1; }
message Invoice { Order order = 1; }
enum Kind { KIND_UNKNOWN = 0; SERVER = 1; }
service Orders { rpc Pay(Order) returns (Invoice); rpc Watch(Card) returns (stream Order); }
"""
}
_TELLING = frozenset({Written.FULL_NAME, Written.RPC_PATH, Written.PROTO_PATH, Written.MODULE})
_FAMILIES = frozenset({"protoc_python", "grpc_python", "betterproto", "grpclib", "prost", "tonic", "rust_protobuf"})


@dataclass(frozen=True)
class Repository:
    """The world of one document.

    Attributes:
        path: of the document.
        files: what else is here.
    """

    path: str
    files: Mapping[str, bytes]

    @cached_property
    def given(self) -> LinkInput:
        """The world as linking sees it."""
        catalog = build_catalog([read_proto(Source(path, "", data)) for path, data in PROTOS.items()])
        modules = tuple(module for module in generate(catalog) if module.family in _FAMILIES)
        names = identifiers(modules, catalog)
        return LinkInput(
            frozenset({self.path, *self.files, *PROTOS}),
            catalog,
            modules,
            {},
            names=frozenset(name for found in names.values() for name in found),
            manifests={path: Source(path, "", data) for path, data in self.files.items() if path.endswith(".toml")},
        )

    @cached_property
    def _scanner(self) -> Scanner:
        return Scanner(patterns(self.given.catalog, identifiers(self.given.modules, self.given.catalog)))

    def tells(self, source: Source) -> bool:
        """Whether it spells out a whole name, so that it is parsed whatever it imports."""
        written = (self._scanner.patterns[hit.pattern] for hit in self._scanner.scan(source))
        return any(way in _TELLING for pattern in written for _, way in pattern.meanings)

    def check(
        self,
        source: Source,
        index: Index,
        link: Callable[[Mapping[str, Index], LinkInput], tuple[LinkedDocument, ...]],
        carrier: Callable[[LinkInput], bool],
        *,
        flawless: bool,
    ) -> None:
        """Links one document and looks at what came out.

        - All ranges lie inside of it.
        - Whoever refers to something, or could hide that, would have been parsed.
        - Every identifier of interest outside of comments and strings is accounted for, if the document is `flawless`.
          (In one with broken places the ledger calls unresolved what is not.)
        """
        (linked,) = link({self.path: index}, self.given)
        all_inside((linked.references, linked.opaque, linked.comments, linked.strings, linked.sites), source.data)
        all_inside(tuple(linked.resolutions.values()), source.data)
        if linked.references or any(spot.reach for spot in linked.opaque):
            what = (*linked.references, *(spot for spot in linked.opaque if spot.reach))
            assert carrier(self.given) or self.tells(source), f"no carrier, yet {what[0]}"
        covered = [
            *(one.range for one in linked.references),
            *(one.range for one in linked.resolutions.values()),
            *(spot.range for spot in linked.opaque if spot.range is not None),
            *linked.comments,
            *linked.strings,
        ]
        for match in _WORD.finditer(source.data) if flawless else ():
            if match[0].decode() in self.given.names:
                held = any(place.start <= match.start() and match.end() <= place.end for place in covered)
                assert held, f"{match[0]!r} at {match.start()} is not accounted for"


_WORD = re.compile(rb"(?<![\w\x80-\xff])[A-Za-z_]\w*(?![\w\x80-\xff])")
