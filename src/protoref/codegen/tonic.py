"""tonic: clients and servers in the package's module, beside prost's types.

Read in tonic-build and tonic-prost-build 0.14.9 (client.rs, server.rs, lib.rs) and checked against recorded output.
"""

from __future__ import annotations

from collections.abc import Iterator

from protoref.codegen.base import NOTHING, Made, by_package, services, unique
from protoref.codegen.casing import prost_snake, prost_type, tonic_snake
from protoref.codegen.prost import module_path
from protoref.model.generated import Form, GeneratedModule, GeneratedName
from protoref.model.schema import Catalog, Kind, SchemaFile

FAMILY: str = "tonic"
LANGUAGE: str = "rust"


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One module a package that has services, made from the files that hold them."""
    for package, files in by_package(catalog):
        serving = tuple(file for file in files if any(symbol.kind is Kind.SERVICE for symbol in file.symbols))
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
    """For each service a module with its client and one with its trait and server."""
    for service, rpcs in services(file):
        own = prost_type(service.name)
        client = f"{tonic_snake(own)}_client"
        server = f"{tonic_snake(own)}_server"
        yield GeneratedName(client, service.full_name, Form.MODULE)
        yield GeneratedName(f"{client}::{own}Client", service.full_name, Form.CLIENT)
        yield GeneratedName(server, service.full_name, Form.MODULE)
        yield GeneratedName(f"{server}::{own}", service.full_name, Form.SERVER)
        yield GeneratedName(f"{server}::{own}Server", service.full_name, Form.SERVER)
        yield GeneratedName(f"{server}::SERVICE_NAME", service.full_name, Form.CONSTANT)
        for rpc in rpcs:
            method = prost_snake(rpc.name)
            yield GeneratedName(f"{client}::{own}Client::{method}", rpc.full_name, Form.METHOD)
            yield GeneratedName(f"{server}::{own}::{method}", rpc.full_name, Form.METHOD)
            if rpc.server_streaming:
                # The rpc's name stays as it is (`Method::identifier`).
                yield GeneratedName(f"{server}::{own}::{rpc.name}Stream", rpc.full_name, Form.TYPE)
