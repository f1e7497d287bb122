"""protoc's type stubs (`--pyi_out`): the names of the `_pb2` module once more, beside it.

Read in protobuf's compiler/python/pyi_generator.cc and measured with grpcio-tools 1.85.1.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator

from msgspec.structs import replace

from protoref.codegen import protoc_python
from protoref.codegen.base import NOTHING, Made
from protoref.model.generated import Form, GeneratedModule, GeneratedName
from protoref.model.schema import Catalog

FAMILY: str = "protoc_pyi"
LANGUAGE: str = "python"


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One stub a schema file."""
    for module in made.get(protoc_python.FAMILY) or protoc_python.modules(catalog):
        yield replace(
            module,
            family=FAMILY,
            path=module.path + "i",
            names=tuple(name for name in module.names if _declared(name)),
        )


def _declared(name: GeneratedName) -> bool:
    """Whether the stub declares it: fields named like keywords it cannot, methods of generic services it does not."""
    return name.form is not Form.METHOD and not (name.form is Form.FIELD and keyword.iskeyword(name.last))
