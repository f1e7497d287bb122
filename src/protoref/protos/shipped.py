"""The schemas that every protoc brings along."""

from __future__ import annotations

from protoref.model.schema import SchemaFile

SHIPPED = frozenset(
    f"google/protobuf/{name}.proto"
    for name in (
        *("any", "api", "compiler/plugin", "descriptor", "duration", "empty", "field_mask", "source_context", "struct"),
        *("timestamp", "type", "wrappers"),
    )
)
"""Their import paths (`well_known_protos` in protobuf's BUILD.bazel): a copy here may not be the one that is read."""
PACKAGE = "google.protobuf."
"""How the names in them begin."""


def brings_its_own(file: SchemaFile) -> bool:
    """Whether a schema imports one of them that is not here: protoc has it from itself, whatever copies lie elsewhere."""
    return any(entry.target is None and entry.path in SHIPPED for entry in file.imports)
