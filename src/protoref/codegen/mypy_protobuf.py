"""mypy-protobuf's type stubs: names of the `_pb2` and `_pb2_grpc` modules, and some that only type checkers see.

Read in mypy-protobuf 5.1.0 (main.py) and measured.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator

from msgspec.structs import replace

from protoref.codegen import grpc_python, protoc_python
from protoref.codegen.base import NOTHING, Made, unique
from protoref.model.generated import Form, GeneratedModule, GeneratedName
from protoref.model.schema import Catalog, Kind

FAMILY: str = "mypy_protobuf"
LANGUAGE: str = "python"


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """Two stubs a schema file: beside its `_pb2` and beside its `_pb2_grpc`."""
    for module in made.get(protoc_python.FAMILY) or protoc_python.modules(catalog):
        enums = {
            symbol.full_name
            for path in module.schemas
            for symbol in catalog.files[path].symbols
            if symbol.kind is Kind.ENUM
        }
        names = unique(made for name in module.names for made in _message_names(name, enums))
        yield replace(module, family=FAMILY, path=module.path + "i", names=names)
    for module in made.get(grpc_python.FAMILY) or grpc_python.modules(catalog):
        statics = _static_classes(module, catalog)
        names = unique(made for name in module.names for made in _service_names(name, statics))
        yield replace(module, family=FAMILY, path=module.path + "i", names=names)


def _message_names(name: GeneratedName, enums: set[str]) -> Iterator[GeneratedName]:
    """A name of the `_pb2` module as the stub declares it, with its companions.

    What is named like a keyword gets the prefix `_r_` if it is a type, and is left out otherwise; generic
    services are left out.

    Args:
        name: as protoc makes it.
        enums: full names of the module's enums.
    """
    *outer, last = name.name.split(".")
    reserved = keyword.iskeyword(last)
    if name.form in (Form.METHOD, Form.CLIENT, Form.SERVER) or (reserved and name.form is not Form.TYPE):
        return
    spelled = ".".join([*map(_escaped, outer), _escaped(last)])
    yield name if spelled == name.name else replace(name, name=spelled, typing_only=True)
    if name.form is not Form.TYPE:
        return
    if name.symbol in enums:
        yield GeneratedName(f"{spelled}.ValueType", name.symbol, Form.TYPE, typing_only=True)
        yield GeneratedName(f"{spelled}.V", name.symbol, Form.TYPE, typing_only=True)
    if not outer:
        yield GeneratedName(f"Global___{spelled}", name.symbol, Form.TYPE, typing_only=True)


def _escaped(part: str) -> str:
    return f"_r_{part}" if keyword.iskeyword(part) else part


def _static_classes(module: GeneratedModule, catalog: Catalog) -> set[str]:
    """The names of the experimental classes of static methods: those of the services themselves."""
    return {
        symbol.name for path in module.schemas for symbol in catalog.files[path].symbols if symbol.kind is Kind.SERVICE
    }


def _service_names(name: GeneratedName, statics: set[str]) -> Iterator[GeneratedName]:
    """A name of the `_pb2_grpc` module as the stub declares it, and its asynchronous twin.

    Args:
        name: as gRPC makes it.
        statics: names of the classes of static methods, which the stub leaves out.
    """
    first, dot, rest = name.name.partition(".")
    if name.form is not Form.FUNCTION and first in statics:
        return
    yield name
    if first.endswith("Stub") and first.removesuffix("Stub") in statics:
        twin = f"{first.removesuffix('Stub')}AsyncStub{dot}{rest}"
        yield replace(name, name=twin, typing_only=True)
