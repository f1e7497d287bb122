"""The generator families, and what all of them make of a catalog. A new generator is one module and one line here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from protoref.codegen import (
    betterproto,
    betterproto2,
    connect_python,
    grpc_python,
    grpcio,
    grpclib,
    mypy_protobuf,
    pbjson,
    poem_grpc,
    prost,
    protobuf_official,
    protoc_pyi,
    protoc_python,
    purerpc,
    quick_protobuf,
    rust_protobuf,
    rust_protobuf2,
    tonic,
    ttrpc,
    volo,
)
from protoref.codegen.base import Family, OnDemand
from protoref.codegen.crates import run_in
from protoref.model.generated import GeneratedModule
from protoref.model.schema import Catalog
from protoref.model.source import Source

FAMILIES: tuple[Family, ...] = (protoc_python, grpc_python, protoc_pyi, mypy_protobuf, prost, tonic, pbjson)

ON_DEMAND: tuple[OnDemand, ...] = (
    purerpc,
    grpclib,
    connect_python,
    betterproto,
    betterproto2,
    rust_protobuf,
    rust_protobuf2,
    grpcio,
    ttrpc,
    protobuf_official,
    quick_protobuf,
    poem_grpc,
    volo,
)
"""Generators that few use: their names are looked for only where a build input or a committed stub says that they run."""

PROGRAMS: Mapping[str, str] = MappingProxyType(
    {
        protoc_python.FAMILY: "protoc",
        grpc_python.FAMILY: "grpc",
        protoc_pyi.FAMILY: "protoc",
        mypy_protobuf.FAMILY: "mypy-protobuf",
        purerpc.FAMILY: "purerpc",
        prost.FAMILY: "prost",
        tonic.FAMILY: "tonic",
        pbjson.FAMILY: "pbjson",
        rust_protobuf.FAMILY: "rust-protobuf",
        rust_protobuf2.FAMILY: "rust-protobuf",
        grpcio.FAMILY: "grpcio",
        ttrpc.FAMILY: "ttrpc",
        protobuf_official.FAMILY: "protoc",
        quick_protobuf.FAMILY: "quick-protobuf",
        poem_grpc.FAMILY: "poem-grpc",
        volo.FAMILY: "volo",
        grpclib.FAMILY: "grpclib",
        connect_python.FAMILY: "connect-python",
        betterproto.FAMILY: "betterproto",
        betterproto2.FAMILY: "betterproto2",
    }
)
"""By family, the name that people know the program by that writes its files."""


def generate(catalog: Catalog, on_demand: Collection[str] = ()) -> tuple[GeneratedModule, ...]:
    """What every generator makes of every schema, whether that is committed anywhere or not.

    Well-known types (`google/protobuf/*.proto`) are no exception and no special case: they generate where they are
    in the catalog, and nothing where they are imported from outside.

    Args:
        catalog: all schemas.
        on_demand: families of `ON_DEMAND` to take in; other names say nothing.

    Returns:
        Modules in the order of `FAMILIES` and `ON_DEMAND`, each family's in its own stable order.
    """
    made: dict[str, tuple[GeneratedModule, ...]] = {}
    for family in (*FAMILIES, *(family for family in ON_DEMAND if family.FAMILY in on_demand)):
        made[family.FAMILY] = tuple(family.modules(catalog, made))
    return tuple(module for modules in made.values() for module in modules)


def ordered(build_texts: Iterable[Source]) -> frozenset[str]:
    """The families of `ON_DEMAND` that a build text runs: protoc's option `--NAME_out`, its plugin's name, a crate."""
    marks = {family.FAMILY: _runs(family.OPTIONS) for family in ON_DEMAND if family.OPTIONS}
    found: set[str] = set()
    for source in build_texts:
        if source.path.endswith("Cargo.toml"):
            found |= run_in(source.data)
        if b"_out" in source.data or b"protoc-gen-" in source.data:
            found.update(name for name, runs in marks.items() if name not in found and runs.search(source.data))
    return frozenset(found) & {family.FAMILY for family in ON_DEMAND}


def _runs(options: Iterable[str]) -> re.Pattern[bytes]:
    names = "|".join(map(re.escape, options)).encode("utf-8", "surrogateescape")
    return re.compile(rb"--(?:" + names + rb")_out\b|\bprotoc-gen-(?:" + names + rb")(?![\w-])")


def without_unused(modules: Iterable[GeneratedModule], used: Collection[str]) -> tuple[GeneratedModule, ...]:
    """The modules but for those of families of `ON_DEMAND` that are not in use here."""
    unused = {family.FAMILY for family in ON_DEMAND} - set(used)
    return tuple(module for module in modules if module.family not in unused)
