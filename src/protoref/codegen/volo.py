"""volo, with pilota's messages: one file for everything, in it a module for each part of a package's name.

Read in pilota-build 0.13.12 (symbol.rs, middle/context.rs, parser/protobuf/mod.rs) and volo-build 0.12.3
(grpc_backend.rs), and checked against recorded output. Enums are structs with constants.
"""

from __future__ import annotations

from collections.abc import Iterator

from protoref.codegen.base import NOTHING, Made, by_package, services, unique
from protoref.codegen.casing import heck_snake, heck_upper_camel
from protoref.codegen.rust_nested import Spelling
from protoref.codegen.rust_nested import names as nested_names
from protoref.model.generated import Form, GeneratedModule, GeneratedName
from protoref.model.schema import Catalog, SchemaFile

FAMILY: str = "volo"
LANGUAGE: str = "rust"
OPTIONS: tuple[str, ...] = ()

PATH: str = "volo_gen.rs"
"""The file that holds all packages, unless the build script gives it another name."""


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One module a package, all in one file."""
    for package, files in by_package(catalog):
        found = unique(name for file in files for name in names(file))
        if found:
            yield GeneratedModule(
                family=FAMILY,
                language=LANGUAGE,
                module=".".join(_snake(part) for part in package.split(".")) if package else "",
                path=PATH,
                schemas=tuple(file.path for file in files),
                names=found,
            )


def names(file: SchemaFile) -> Iterator[GeneratedName]:
    """All names of one schema file."""
    yield from nested_names(file, _SPELLING)
    for service, rpcs in services(file):
        own = _camel(service.name)
        yield GeneratedName(own, service.full_name, Form.SERVER)
        yield GeneratedName(f"{own}Server", service.full_name, Form.SERVER)
        clients = (f"{own}Client", f"{own}GenericClient", f"{own}OneShotClient")
        for client in (*clients, f"{own}ClientBuilder", f"Mk{own}GenericClient"):
            yield GeneratedName(client, service.full_name, Form.CLIENT)
        messages = [f"{own}{what}{way}" for what in ("Request", "Response") for way in ("Send", "Recv")]
        for one in messages:
            yield GeneratedName(one, service.full_name, Form.TYPE)
        for rpc in rpcs:
            for owner in (own, *clients):
                yield GeneratedName(f"{owner}::{_snake(rpc.name)}", rpc.full_name, Form.METHOD)
            for one in messages:
                yield GeneratedName(f"{one}::{_camel(rpc.name)}", rpc.full_name, Form.VALUE)


def _escaped(name: str) -> str:
    """Other keywords are raw identifiers."""
    return f"{name}_" if name in ("super", "self", "Self", "crate") else name


def _camel(name: str) -> str:
    stem = name.lstrip("_")
    return _escaped(name[: len(name) - len(stem)] + heck_upper_camel(stem))


def _snake(name: str) -> str:
    stem = name.lstrip("_")
    return _escaped(name[: len(name) - len(stem)] + heck_snake(stem))


def _oneof(name: str, types: frozenset[str]) -> tuple[str, ...]:
    """A oneof that would be called like a nested type keeps its name."""
    own = _camel(name)
    return (name if own in types else own,)


_SPELLING = Spelling(
    message=_camel,
    enum=_camel,
    module=_snake,
    field=_snake,
    oneof=_oneof,
    arm=_camel,
    value=lambda enum, name: _snake(name).upper(),
    aliases=True,
)
