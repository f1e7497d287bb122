"""The generator families, and what all of them make of a catalog. A new generator is one module and one line here."""

from __future__ import annotations

from protoref.codegen import grpc_python, mypy_protobuf, prost, protoc_pyi, protoc_python, tonic
from protoref.codegen.base import Family
from protoref.model.generated import GeneratedModule
from protoref.model.schema import Catalog

FAMILIES: tuple[Family, ...] = (protoc_python, grpc_python, protoc_pyi, mypy_protobuf, prost, tonic)


def generate(catalog: Catalog) -> tuple[GeneratedModule, ...]:
    """What every generator makes of every schema, whether that is committed anywhere or not.

    Well-known types (`google/protobuf/*.proto`) are no exception and no special case: they generate where they are
    in the catalog, and nothing where they are imported from outside.

    Returns:
        Modules in the order of `FAMILIES`, each family's in its own stable order.
    """
    made: dict[str, tuple[GeneratedModule, ...]] = {}
    for family in FAMILIES:
        made[family.FAMILY] = tuple(family.modules(catalog, made))
    return tuple(module for modules in made.values() for module in modules)
