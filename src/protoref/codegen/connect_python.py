"""connect-python's and connecpy's Python: `a/b.proto` becomes `a/b_connect.py` (`a/b_connecpy.py`), where it has services.

Made only on demand (`registry.ON_DEMAND`). Measured with protoc-gen-connect-python 0.9.0; connecpy's names were read in its
generator (protoc-gen-connecpy/generator/template.go), from which connect-python comes.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator

from protoref.codegen.base import NOTHING, Made, by_import_path, services, unique
from protoref.codegen.protoc_python import strip_proto
from protoref.model.generated import Form, GeneratedModule, GeneratedName
from protoref.model.schema import Catalog, SchemaFile

FAMILY: str = "connect_python"
LANGUAGE: str = "python"
OPTIONS: tuple[str, ...] = ("connect-python", "connect_python", "connecpy")

_ENDINGS = ("_connect", "_connecpy")
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
_TAKEN = frozenset(keyword.kwlist) | {"bytes", "str"}


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One module a schema file with services, under each program's name. The file keeps its name, dashes and dots."""
    for files in by_import_path(catalog):
        found = unique(name for file in files for name in names(file))
        stem = strip_proto(files[0].import_path)
        for ending in _ENDINGS if found else ():
            yield GeneratedModule(
                family=FAMILY,
                language=LANGUAGE,
                module=stem.replace("/", ".") + ending,
                path=stem + ending + ".py",
                schemas=tuple(file.path for file in files),
                names=found,
            )


def names(file: SchemaFile) -> Iterator[GeneratedName]:
    """For each service its protocols, applications and clients, each asynchronous and synchronous."""
    for service, rpcs in services(file):
        for own, form in (
            (service.name, Form.SERVER),
            (f"{service.name}Sync", Form.SERVER),
            (f"{service.name}Client", Form.CLIENT),
            (f"{service.name}ClientSync", Form.CLIENT),
        ):
            yield GeneratedName(own, service.full_name, form)
            for rpc in rpcs:
                yield GeneratedName(f"{own}.{method_name(rpc.name)}", rpc.full_name, Form.METHOD)
        for application in ("ASGIApplication", "WSGIApplication"):
            yield GeneratedName(f"{service.name}{application}", service.full_name, Form.FUNCTION)


def method_name(rpc: str) -> str:
    """An rpc as a method: an underscore before every capital (`GetURL` -> `get_u_r_l`), one behind what Python has itself."""
    name = _CAPITAL.sub("_", rpc).lower()
    return name + "_" if name in _TAKEN else name
