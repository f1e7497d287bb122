"""pbjson: serde for prost's types, in a file beside the package's. It makes no names.

Read in pbjson-build 0.9.0 (lib.rs) and checked against recorded output; the plugin protoc-gen-prost-serde runs it, too.
"""

from __future__ import annotations

from collections.abc import Iterator

from protoref.codegen.base import NOTHING, Made
from protoref.codegen.prost import FAMILY as PROST
from protoref.codegen.prost import modules as prost_modules
from protoref.model.generated import GeneratedModule
from protoref.model.schema import Catalog

FAMILY: str = "pbjson"
LANGUAGE: str = "rust"


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One module a package that has types: `x.y.serde.rs`."""
    for module in made[PROST] if PROST in made else prost_modules(catalog):
        path = f"{module.path.removesuffix('.rs')}.serde.rs"
        yield GeneratedModule(FAMILY, LANGUAGE, module.module, path, module.schemas, ())
