"""grpcio (grpc-rs): clients and server traits in a module beside rust-protobuf's.

Read in grpcio-compiler 0.13.0 (codegen.rs, util.rs) and checked against recorded output. It writes keywords as they are,
which is no Rust, and fails where a service has no rpcs.
"""

from __future__ import annotations

from collections.abc import Iterator

from protoref.codegen.base import NOTHING, Made, by_import_path, services, unique
from protoref.codegen.casing import grpcio_camel, grpcio_snake
from protoref.codegen.rust_protobuf2 import module_of
from protoref.model.generated import Form, GeneratedModule, GeneratedName
from protoref.model.schema import Catalog, SchemaFile

FAMILY: str = "grpcio"
LANGUAGE: str = "rust"
OPTIONS: tuple[str, ...] = ()


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One module a schema file that has services with rpcs."""
    for files in by_import_path(catalog):
        found = unique(name for file in files for name in names(file))
        if found:
            module = f"{module_of(files[0].import_path)}_grpc"
            yield GeneratedModule(
                family=FAMILY,
                language=LANGUAGE,
                module=module,
                path=f"{module}.rs",
                schemas=tuple(file.path for file in files),
                names=found,
            )


def names(file: SchemaFile) -> Iterator[GeneratedName]:
    """For each service its client, its trait and the function that serves it."""
    for service, rpcs in services(file):
        if not rpcs:
            continue
        own = grpcio_camel(service.name)
        yield GeneratedName(f"{own}Client", service.full_name, Form.CLIENT)
        yield GeneratedName(own, service.full_name, Form.SERVER)
        yield GeneratedName(f"create_{grpcio_snake(own)}", service.full_name, Form.FUNCTION)
        for rpc in rpcs:
            method = grpcio_snake(rpc.name)
            yield GeneratedName(f"{own}::{method}", rpc.full_name, Form.METHOD)
            unary = not (rpc.client_streaming or rpc.server_streaming)
            for ending in ("", "_opt", "_async", "_async_opt") if unary else ("", "_opt"):
                yield GeneratedName(f"{own}Client::{method}{ending}", rpc.full_name, Form.METHOD)
