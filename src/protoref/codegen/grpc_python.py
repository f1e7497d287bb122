"""grpcio-tools' Python: `a/b.proto` becomes the module `a.b_pb2_grpc`, even where the file has no service.

Read in gRPC's compiler/python_generator.cc and measured with grpcio-tools 1.85.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from protoref.codegen.base import NOTHING, Made, by_import_path, services, unique
from protoref.codegen.protoc_python import module_name
from protoref.model.generated import Form, GeneratedModule, GeneratedName
from protoref.model.schema import Catalog, SchemaFile

FAMILY: str = "grpc_python"
LANGUAGE: str = "python"


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One module a schema file."""
    for files in by_import_path(catalog):
        import_path = files[0].import_path
        yield GeneratedModule(
            family=FAMILY,
            language=LANGUAGE,
            module=grpc_module_name(import_path),
            path=grpc_module_path(import_path),
            schemas=tuple(file.path for file in files),
            names=unique(name for file in files for name in names(file)),
        )


def grpc_module_name(import_path: str) -> str:
    """The dotted name of a schema file's gRPC module (`a/b-c.proto` -> `a.b_c_pb2_grpc`)."""
    return module_name(import_path) + "_grpc"


def grpc_module_path(import_path: str, suffix: str = ".py") -> str:
    """The file that the module is written to: every dot of its name becomes a folder (`a/b_c/d_pb2_grpc.py`)."""
    return grpc_module_name(import_path).replace(".", "/") + suffix


def names(file: SchemaFile) -> Iterator[GeneratedName]:
    """For each service its stub, its servicer, the function that registers it, and the class of static methods."""
    for service, rpcs in services(file):
        for own, form in (
            (f"{service.name}Stub", Form.CLIENT),
            (f"{service.name}Servicer", Form.SERVER),
            (service.name, Form.CLIENT),
        ):
            yield GeneratedName(own, service.full_name, form)
            for rpc in rpcs:
                yield GeneratedName(f"{own}.{rpc.name}", rpc.full_name, Form.METHOD)
        yield GeneratedName(f"add_{service.name}Servicer_to_server", service.full_name, Form.FUNCTION)
