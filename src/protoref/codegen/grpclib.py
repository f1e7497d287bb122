"""grpclib's Python: `a/b.proto` becomes the module `a.b_grpc` beside protoc's `a.b_pb2`, even where the file has no service.

Made only on demand (`registry.ON_DEMAND`): its modules are called like those of others. Read in grpclib 0.4.9 (plugin/main.py)
and measured.
"""

from __future__ import annotations

from collections.abc import Iterator

from protoref.codegen.base import NOTHING, Made, by_import_path, services, unique
from protoref.codegen.protoc_python import module_name
from protoref.model.generated import Form, GeneratedModule, GeneratedName
from protoref.model.schema import Catalog, SchemaFile

FAMILY: str = "grpclib"
LANGUAGE: str = "python"
OPTIONS: tuple[str, ...] = ("grpclib_python", "python_grpc")


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One module a schema file."""
    for files in by_import_path(catalog):
        module = grpclib_module(files[0].import_path)
        yield GeneratedModule(
            family=FAMILY,
            language=LANGUAGE,
            module=module,
            path=module.replace(".", "/") + ".py",
            schemas=tuple(file.path for file in files),
            names=unique(name for file in files for name in names(file)),
        )


def grpclib_module(import_path: str) -> str:
    """The dotted name of the module: that of protoc's with another ending (`a/b-c.d.proto` -> `a.b_c.d_grpc`)."""
    return module_name(import_path).removesuffix("_pb2") + "_grpc"


def names(file: SchemaFile) -> Iterator[GeneratedName]:
    """For each service its base, the base that implements nothing (forks of grpclib), and its stub; rpcs keep their names."""
    for service, rpcs in services(file):
        for own, form in (
            (f"{service.name}Base", Form.SERVER),
            (f"Unimplemented{service.name}Base", Form.SERVER),
            (f"{service.name}Stub", Form.CLIENT),
        ):
            yield GeneratedName(own, service.full_name, form)
            for rpc in rpcs:
                yield GeneratedName(f"{own}.{rpc.name}", rpc.full_name, Form.METHOD)
