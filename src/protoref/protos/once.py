"""Schemas that were here once: read from earlier texts, and made part of a catalog, so that who still names them is found."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from protoref.model.schema import NOWHERE, Catalog, Origin, SchemaFile, Symbol
from protoref.model.source import Source
from protoref.protos.catalog import build_catalog
from protoref.protos.reader import read_proto


def read_once(source: Source, import_path: str | None = None) -> SchemaFile:
    """The schema that an earlier text describes.

    Args:
        source: the text, with the path that it had.
        import_path: how others imported it, where that is known.
    """
    return replace(read_proto(source, import_path), origin=Origin.HISTORY)


def with_parts(catalog: Catalog, parts: Mapping[str, SchemaFile]) -> Catalog:
    """A catalog that also knows symbols which its files declare no more.

    Args:
        catalog: what is here.
        parts: by root path of a file that is here, the slice of an earlier text with these symbols and what they use.
    """
    return build_catalog(_joined(file, parts[path]) if path in parts else file for path, file in catalog.files.items())


def _joined(file: SchemaFile, part: SchemaFile) -> SchemaFile:
    refs = (replace(ref, range=NOWHERE) for ref in part.type_refs)
    return replace(file, symbols=(*file.symbols, *map(_gone, part.symbols)), type_refs=(*file.type_refs, *refs))


def _gone(symbol: Symbol) -> Symbol:
    return replace(symbol, range=NOWHERE, name_range=NOWHERE, gone=True)
