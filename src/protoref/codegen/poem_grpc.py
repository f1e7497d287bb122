"""poem-grpc: clients and servers at the top of the package's module, beside prost's types.

Read in poem-grpc-build 0.5.9 (client.rs, server.rs) and checked against recorded output.
"""

from __future__ import annotations

from collections.abc import Iterator

from protoref.codegen.base import NOTHING, Made, by_package, services, unique
from protoref.codegen.casing import prost_snake, prost_type
from protoref.codegen.prost import module_path
from protoref.model.generated import Form, GeneratedModule, GeneratedName
from protoref.model.schema import Catalog, SchemaFile

FAMILY: str = "poem_grpc"
LANGUAGE: str = "rust"
OPTIONS: tuple[str, ...] = ()


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One module a package that has services."""
    for package, files in by_package(catalog):
        serving = tuple(file for file in files if any(services(file)))
        if serving:
            yield GeneratedModule(
                family=FAMILY,
                language=LANGUAGE,
                module=package,
                path=module_path(package),
                schemas=tuple(file.path for file in serving),
                names=unique(name for file in serving for name in names(file)),
            )


def names(file: SchemaFile) -> Iterator[GeneratedName]:
    """For each service its trait, its server and its client."""
    for service, rpcs in services(file):
        own = prost_type(service.name)
        yield GeneratedName(own, service.full_name, Form.SERVER)
        yield GeneratedName(f"{own}Server", service.full_name, Form.SERVER)
        yield GeneratedName(f"{own}Client", service.full_name, Form.CLIENT)
        for rpc in rpcs:
            method = prost_snake(rpc.name)
            yield GeneratedName(f"{own}::{method}", rpc.full_name, Form.METHOD)
            yield GeneratedName(f"{own}Client::{method}", rpc.full_name, Form.METHOD)
