"""Whether two descriptions of a schema say the same: package, symbols, numbers, labels, types, streaming."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from protoref.model.schema import Edge, Key, Kind, SchemaFile, Symbol

_TYPED = frozenset({Edge.FIELD, Edge.MAP_VALUE, Edge.EXTENSION, Edge.RPC_INPUT, Edge.RPC_OUTPUT})


class _Type(Struct, frozen=True):
    """A type: full name where `resolved`, else as written, which may lack outer parts."""

    name: str
    resolved: bool = True

    def agrees(self, other: _Type) -> bool:
        """Whether both can mean the same type."""
        if self.name == other.name:
            return True
        return (not self.resolved and other.name.endswith("." + self.name)) or (
            not other.resolved and self.name.endswith("." + other.name)
        )


def names_of(file: SchemaFile) -> frozenset[str]:
    """The full names of messages, enums and services."""
    return frozenset(
        symbol.full_name
        for symbol in file.symbols
        if symbol.kind in (Kind.MESSAGE, Kind.ENUM, Kind.SERVICE) and not symbol.map_entry
    )


def same_schema(left: SchemaFile, right: SchemaFile) -> bool:
    """Whether two files, each read from a `.proto` or a descriptor, describe the same schema.

    Import paths, options, reserved names and comments do not count: they depend on where the compiler was run, or
    are not in both descriptions.
    """
    return next(differences(left, right), None) is None


def differences(stub: SchemaFile, schema: SchemaFile) -> Iterator[str]:
    """How two descriptions of a schema differ, symbol by symbol: those that lack it first, then what changed.

    Args:
        stub: what a generated file says.
        schema: what its schema says.

    Yields:
        A sentence each, such as ``shop.Order.note: only in the schema`` or ``shop.Order.id: number 1, in the schema 2``.
    """
    for what, ours, theirs in (("package", stub.package, schema.package), ("syntax", stub.syntax, schema.syntax)):
        if ours != theirs:
            yield f"{what} {ours or 'none'}, in the schema {theirs or 'none'}"
    rows, other_rows = _rows(stub), _rows(schema)
    for name in sorted(rows.keys() ^ other_rows.keys()):
        yield f"{name}: only in the {'generated file' if name in rows else 'schema'}"
    types, other_types = _types(stub), _types(schema)
    for name in sorted(rows.keys() & other_rows.keys()):
        for column, value, other in zip(_COLUMNS, rows[name], other_rows[name], strict=True):
            if value != other:
                yield f"{name}: {column} {_word(value)}, in the schema {_word(other)}"
        named, other_named = types.get(name, []), other_types.get(name, [])
        if not _agree(named, other_named):
            yield f"{name}: type {_words(named)}, in the schema {_words(other_named)}"


_COLUMNS = ("kind", "number", "label", "oneof", "group", "scalar type", "client streaming", "server streaming")
"""What `_rows` holds of each symbol, in its order."""


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value not in (None, "") else "none"


def _words(types: list[_Type]) -> str:
    return ", ".join(each.name for each in types) or "none"


def _agree(left: list[_Type], right: list[_Type]) -> bool:
    return len(left) == len(right) and all(ours.agrees(theirs) for ours, theirs in zip(left, right, strict=True))


def _rows(file: SchemaFile) -> dict[Key, tuple[object, ...]]:
    """By full name, everything about a symbol but its types."""
    return {
        symbol.full_name: (
            symbol.kind,
            symbol.number,
            _label(symbol, file.syntax),
            symbol.oneof,
            symbol.group,
            scalar(symbol),
            symbol.client_streaming,
            symbol.server_streaming,
        )
        for symbol in file.symbols
        if not symbol.map_entry
    }


def _label(symbol: Symbol, syntax: str) -> str:
    """The label as far as both descriptions have it: `optional` goes without saying everywhere but in proto3."""
    return "" if symbol.label == "optional" and syntax != "proto3" else symbol.label


_SCALARS = frozenset(
    """double float int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64
    bool string bytes""".split()  # noqa: SIM905 - a list of words
)


def scalar(symbol: Symbol) -> str:
    """The type as far as it is no name: a scalar, or a map with its key and perhaps scalar value."""
    if symbol.type_name.startswith("map<"):
        key, _, value = symbol.type_name[4:-1].partition(",")
        return f"map<{key.strip()},{value.strip() if value.strip() in _SCALARS else ''}>"
    return symbol.type_name if symbol.type_name in _SCALARS else ""


def _types(file: SchemaFile) -> dict[Key, list[_Type]]:
    """By full name of a field, extension or rpc, the types that it names, in a fixed order."""
    found: dict[Key, list[tuple[Edge, _Type]]] = {}
    for ref in file.type_refs:
        if ref.edge in _TYPED:
            name = ref.target or ref.written.removeprefix(".")
            resolved = ref.target is not None or ref.written.startswith(".")
            found.setdefault(ref.user, []).append((ref.edge, _Type(name, resolved)))
    return {user: [kind for _, kind in sorted(types, key=lambda item: item[0])] for user, types in found.items()}
