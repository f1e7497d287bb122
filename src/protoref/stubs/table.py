"""The catalog and the generated modules, by what stubs are looked up by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from protoref.model.generated import GeneratedModule, GeneratedName
from protoref.model.schema import Catalog, SchemaFile
from protoref.stubs.built_from import Compilations, made_from
from protoref.stubs.matching import Packages, in_packages, nearest


class Table(Struct, frozen=True):
    """The catalog and the generated modules, by what stubs are looked up by.

    Attributes:
        catalog: all schemas.
        modules: by `family_of` and root path of the schema file.
        named: by family and module (Rust: the package).
        packages: schema files by package.
        compiled: the build texts that write generated code.
    """

    catalog: Catalog
    modules: Mapping[tuple[str, str], GeneratedModule]
    named: Mapping[tuple[str, str], GeneratedModule]
    packages: Packages
    compiled: Compilations

    @classmethod
    def of(cls, catalog: Catalog, modules: Iterable[GeneratedModule], compiled: Compilations) -> Table:
        """The table of a catalog and what is generated from it."""
        by_schema: dict[tuple[str, str], GeneratedModule] = {}
        by_name: dict[tuple[str, str], GeneratedModule] = {}
        for module in modules:
            by_name.setdefault((module.family, module.module), module)
            for path in module.schemas:
                by_schema[family_of(module.family, module.module), path] = module
        return cls(catalog, by_schema, by_name, in_packages(catalog.files.values()), compiled)

    def copy_of(self, stub: str, copies: Iterable[SchemaFile], schema: SchemaFile | None = None) -> SchemaFile | None:
        """Of several copies the one that a stub was made from: a build input tells, else the nearest folder above both."""
        given = tuple(copies)
        return made_from(stub, given, self.compiled) or nearest(stub, given, schema)


def family_of(generator: str, stem: str) -> str:
    """How `_Table.modules` calls what a generator makes: mypy-protobuf has two modules a schema."""
    return f"{generator}/grpc" if generator == "mypy_protobuf" and stem.endswith("_grpc") else generator


def top(names: Iterable[GeneratedName]) -> set[str]:
    """The names at the top of a module."""
    return {name.name for name in names if "." not in name.name and "::" not in name.name}
