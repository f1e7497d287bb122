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
    grpclib,
    mypy_protobuf,
    prost,
    protoc_pyi,
    protoc_python,
    purerpc,
    tonic,
)
from protoref.codegen.base import Family, OnDemand
from protoref.model.generated import GeneratedModule
from protoref.model.schema import Catalog
from protoref.model.source import Source

FAMILIES: tuple[Family, ...] = (protoc_python, grpc_python, protoc_pyi, mypy_protobuf, prost, tonic)

ON_DEMAND: tuple[OnDemand, ...] = (purerpc, grpclib, connect_python, betterproto, betterproto2)
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
    """The families of `ON_DEMAND` that a build text runs: protoc's option `--NAME_out`, or its plugin's name."""
    marks = {family.FAMILY: _runs(family.OPTIONS) for family in ON_DEMAND}
    wanted = dict(marks)
    for source in build_texts:
        if b"_out" in source.data or b"protoc-gen-" in source.data:
            wanted = {name: runs for name, runs in wanted.items() if not runs.search(source.data)}
    return frozenset(marks.keys() - wanted.keys())


def _runs(options: Iterable[str]) -> re.Pattern[bytes]:
    names = "|".join(map(re.escape, options)).encode()
    return re.compile(rb"--(?:" + names + rb")_out\b|\bprotoc-gen-(?:" + names + rb")(?![\w-])")


def without_unused(modules: Iterable[GeneratedModule], used: Collection[str]) -> tuple[GeneratedModule, ...]:
    """The modules but for those of families of `ON_DEMAND` that are not in use here."""
    unused = {family.FAMILY for family in ON_DEMAND} - set(used)
    return tuple(module for module in modules if module.family not in unused)
