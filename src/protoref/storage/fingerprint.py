"""A schema's fingerprint: an attestation speaks of the schema that it was made for, and of no later one."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256

from protoref.model.schema import Catalog, Key, SchemaFile, Symbol
from protoref.protos import files_of, symbols_of
from protoref.stubs.compare import scalar

_DIGITS = 32
"""Of 64; enough that no two schemas of this world have the same."""


def fingerprint(catalog: Catalog, key: Key) -> str:
    """What a file, package or symbol says on the wire, as ``sha256:`` and hexadecimal digits.

    Names, kinds, numbers, labels, types, oneofs and streaming count; comments, order, options and the file's path do not.

    Args:
        catalog: all schemas, `key` among them.
        key: of a file, package or symbol.
    """
    own = set(symbols_of(catalog, key))
    if not key.startswith(("file:", "package:")):
        own.add(key)
    rows = sorted({row for file in files_of(catalog, key) for row in _rows(file, own)})
    digest = sha256("\n".join(rows).encode("utf-8", "surrogateescape")).hexdigest()
    return f"sha256:{digest[:_DIGITS]}"


def _rows(file: SchemaFile, own: set[Key]) -> Iterator[str]:
    types: dict[Key, list[tuple[str, str]]] = defaultdict(list)
    for ref in file.type_refs:
        types[ref.user].append((ref.edge.value, ref.target or ref.written.removeprefix(".")))
    for symbol in file.symbols:
        if symbol.full_name in own:
            yield json.dumps([*_row(symbol), sorted(types[symbol.full_name])])


def _row(symbol: Symbol) -> tuple[object, ...]:
    return (
        symbol.full_name,
        symbol.kind.value,
        symbol.number,
        symbol.label,
        symbol.oneof,
        symbol.group,
        scalar(symbol),
        symbol.client_streaming,
        symbol.server_streaming,
    )
