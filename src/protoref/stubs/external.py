"""Schemas that only committed stubs tell: their `.proto` files live elsewhere, or nowhere any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from protoref.model.schema import SchemaFile
from protoref.stubs.compare import same_schema
from protoref.stubs.facts import StubFacts
from protoref.stubs.matching import in_packages, made_here


def external_schemas(
    facts: Mapping[str, StubFacts], catalog_files: Mapping[str, SchemaFile], deleted_protos: Iterable[str] = ()
) -> tuple[SchemaFile, ...]:
    """The descriptors in stubs that describe none of the `.proto` files here, each schema once.

    A descriptor counts wherever it agrees with its header, even among hand-written statements: what is registered under
    those names is real, whoever else wrote into the file.

    Args:
        facts: of all committed stubs, by path.
        catalog_files: the schema files read from `.proto` files, by path.
        deleted_protos: root paths of `.proto` files that history knows and the snapshot does not have.

    Returns:
        One file for each schema, its path that of the first stub that embeds it, sorted by path. Stubs that embed
        different states of one schema are copies of it.
    """
    packages = in_packages(catalog_files.values())
    found: dict[tuple[str, str], list[SchemaFile]] = {}
    for path in sorted(facts):
        schema = facts[path].schema
        if schema is None or made_here(schema, packages, deleted_protos):
            continue
        versions = found.setdefault((schema.import_path, schema.package), [])
        if not any(same_schema(schema, version) for version in versions):
            versions.append(schema)
    return tuple(sorted((file for versions in found.values() for file in versions), key=lambda file: file.path))
