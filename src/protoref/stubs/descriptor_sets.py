"""Committed descriptor sets (`protoc --descriptor_set_out`, `buf build`): generated from schemas, and no use of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from protoref.model.schema import SchemaFile
from protoref.model.source import Source
from protoref.protos.descriptor import read_descriptor
from protoref.protos.wire import BYTES, DescriptorError, fields
from protoref.stubs.matching import candidates, in_packages, nearest

_FILE = 1
"""FileDescriptorSet.file (google/protobuf/descriptor.proto); buf's images have no other field either."""
_START = bytes([_FILE << 3 | BYTES])


def descriptor_sets(
    sources: Iterable[Source], catalog_files: Mapping[str, SchemaFile]
) -> Mapping[str, tuple[str, ...]]:
    """The documents that are descriptor sets from their first byte to their last: path -> root paths of the schemas in it.

    A set counts if all that could name these schemas in it is made of them: a schema in it that is not here and imports
    one that is (whatever else lies between) is somebody else's use, and then the set is data like any other.

    Args:
        sources: all documents.
        catalog_files: the schema files that are here, by path.
    """
    packages = in_packages(catalog_files.values())
    found = {}
    for source in sources:
        told = _files(source)
        here = {file.import_path: candidates(file, packages) for file in told}
        if not any(here.values()) or _used_by_others(told, {name for name, files in here.items() if files}):
            continue
        made_of = (nearest(source.path, here[file.import_path], file) for file in told)
        found[source.path] = tuple(sorted({file.path for file in made_of if file is not None}))
    return found


def _files(source: Source) -> tuple[SchemaFile, ...]:
    """The files of a descriptor set; none if the document is no such set."""
    if not source.data.startswith(_START) or b".proto" not in source.data:
        return ()
    found = []
    try:
        for number, value in fields(source.data):
            if number != _FILE or not isinstance(value, bytes):
                return ()
            found.append(read_descriptor(value, source.path))
    except DescriptorError:
        return ()
    # No compiler writes two files of one name: which of them is ours could not be told.
    return tuple(found) if len({file.import_path for file in found}) == len(found) else ()


def _used_by_others(files: Iterable[SchemaFile], here: set[str]) -> bool:
    """Whether a file that is not here imports one that is, be it through others."""
    strangers = [file for file in files if file.import_path not in here]
    reaching = set(here)
    while True:
        more = {
            file.import_path
            for file in strangers
            if file.import_path not in reaching and any(one.path in reaching for one in file.imports)
        }
        if not more:
            return len(reaching) > len(here)
        reaching |= more
