"""purerpc's Python: `a/b-c.proto` becomes the module `a.b_c_grpc`, even where the file has no service.

Few use it, and its modules' names say little: it is made only on demand (`registry.ON_DEMAND`). Read in purerpc 0.8.0
(protoc_plugin/plugin.py) and measured.
"""

from __future__ import annotations

from collections.abc import Iterator

from protoref.codegen.base import NOTHING, Made, by_import_path, services, unique
from protoref.model.generated import Form, GeneratedModule, GeneratedName
from protoref.model.schema import Catalog, SchemaFile

FAMILY: str = "purerpc"
LANGUAGE: str = "python"
OPTIONS: tuple[str, ...] = ("purerpc",)


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One module a schema file."""
    for files in by_import_path(catalog):
        path = purerpc_path(files[0].import_path)
        yield GeneratedModule(
            family=FAMILY,
            language=LANGUAGE,
            module=path.removesuffix(".py").replace("/", "."),
            path=path,
            schemas=tuple(file.path for file in files),
            names=unique(name for file in files for name in names(file)),
        )


def purerpc_path(import_path: str) -> str:
    """The file that is written for a schema file: dots in its name stay what they are (`a/b-c.d.proto` -> `a/b_c.d_grpc.py`)."""
    return import_path.replace("-", "_").replace(".proto", "_grpc.py")


def names(file: SchemaFile) -> Iterator[GeneratedName]:
    """For each service its servicer and its stub."""
    for service, rpcs in services(file):
        for own, form in ((f"{service.name}Servicer", Form.SERVER), (f"{service.name}Stub", Form.CLIENT)):
            yield GeneratedName(own, service.full_name, form)
            for rpc in rpcs:
                yield GeneratedName(f"{own}.{rpc.name}", rpc.full_name, Form.METHOD)
