"""`.proto` files and descriptors -> the catalog."""

from __future__ import annotations

from protoref.protos.catalog import build_catalog, files_of, shown_name, symbols_of
from protoref.protos.descriptor import read_descriptor
from protoref.protos.import_roots import infer_import_paths
from protoref.protos.once import read_once, with_parts
from protoref.protos.reader import read_proto
from protoref.protos.wire import DescriptorError

__all__ = [
    "DescriptorError",
    "build_catalog",
    "files_of",
    "infer_import_paths",
    "read_descriptor",
    "read_once",
    "read_proto",
    "shown_name",
    "symbols_of",
    "with_parts",
]
