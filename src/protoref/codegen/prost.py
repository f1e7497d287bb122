"""prost: one module a package, names recast for Rust.

Read in prost-build 0.14.6 (code_generator.rs, ident.rs, module.rs, config.rs) and checked against its recorded output.
"""

from __future__ import annotations

from collections.abc import Iterator

from protoref.codegen.base import NOTHING, Made, by_package, unique
from protoref.codegen.casing import prost_file_part, prost_snake, prost_type, prost_variant
from protoref.codegen.rust_nested import Spelling
from protoref.codegen.rust_nested import names as nested_names
from protoref.model.generated import GeneratedModule, GeneratedName
from protoref.model.schema import Catalog, SchemaFile

FAMILY: str = "prost"
LANGUAGE: str = "rust"


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One module a package; prost writes none for a package without types."""
    for package, files in by_package(catalog):
        found = unique(name for file in files for name in names(file))
        if found:
            yield GeneratedModule(
                family=FAMILY,
                language=LANGUAGE,
                module=package,
                path=module_path(package),
                schemas=tuple(file.path for file in files),
                names=found,
            )


def module_path(package: str) -> str:
    """The file of a package, in OUT_DIR or wherever it is committed (`x.y.rs`, `acme.r#type.rs`; no package: `_.rs`)."""
    return ".".join(prost_file_part(part) for part in package.split(".")) + ".rs" if package else "_.rs"


def names(file: SchemaFile) -> Iterator[GeneratedName]:
    """All names of one schema file.

    A oneof's enum gets a suffix where a nested type has its name; of values with the same number only the first becomes
    a variant. Extensions have no counterpart.
    """
    return nested_names(file, _SPELLING)


def _oneof(name: str, types: frozenset[str]) -> tuple[str, ...]:
    own = prost_type(name)
    return (f"{own}OneOf" if own in types else own,)


_SPELLING = Spelling(
    message=prost_type,
    enum=prost_type,
    module=prost_snake,
    field=prost_snake,
    oneof=_oneof,
    arm=prost_type,
    value=lambda enum, name: prost_variant(prost_type(enum), name),
)
