"""A serialized FileDescriptorProto, as protoc embeds it in a stub -> `SchemaFile`. The protobuf runtime takes no part.

Field numbers are those of google/protobuf/descriptor.proto.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from protoref.model.schema import NOWHERE, Edge, Import, Key, Kind, Origin, SchemaFile, Symbol, TypeRef, file_key
from protoref.protos.reserved import Reserved, merge_reserved
from protoref.protos.wire import DescriptorError, gather, integer, integers, message, text

__all__ = ["DescriptorError", "read_descriptor"]

DEPTH_LIMIT = 64
"""Messages inside each other; protoc itself refuses more than 31."""

FULL_NAME_LIMIT = 4096
"""Characters of the full name of what has something inside; every symbol in there repeats it."""

_TYPES = {
    1: "double",
    2: "float",
    3: "int64",
    4: "uint64",
    5: "int32",
    6: "fixed64",
    7: "fixed32",
    8: "bool",
    9: "string",
    12: "bytes",
    13: "uint32",
    15: "sfixed32",
    16: "sfixed64",
    17: "sint32",
    18: "sint64",
}
_GROUP = 10
"""FieldDescriptorProto.Type.TYPE_GROUP."""
_LABELS = {1: "optional", 2: "required", 3: "repeated"}

# FileOptions: field number -> name, and how its value is shown.
_STRING_OPTIONS = {
    1: "java_package",
    8: "java_outer_classname",
    11: "go_package",
    36: "objc_class_prefix",
    37: "csharp_namespace",
    39: "swift_prefix",
    40: "php_class_prefix",
    41: "php_namespace",
    44: "php_metadata_namespace",
    45: "ruby_package",
}
_BOOL_OPTIONS = {
    10: "java_multiple_files",
    16: "cc_generic_services",
    17: "java_generic_services",
    18: "py_generic_services",
    20: "java_generate_equals_and_hash",
    23: "deprecated",
    27: "java_string_check_utf8",
    31: "cc_enable_arenas",
    42: "php_generic_services",
}
_OPTIMIZE_FOR = 9
_OPTIMIZE = {1: "SPEED", 2: "CODE_SIZE", 3: "LITE_RUNTIME"}
_EDITIONS = {998: "proto2", 999: "proto3", 1000: "2023", 1001: "2024"}

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,999}\Z")
_NO_FILE = re.compile(r"[\x00-\x1f\x7f\"]")
"""What no file's name has in it: whoever cut a path out of the bytes left its old length there."""
_FULL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*\Z")


_Parts = dict[int, list[int | bytes]]
"""The fields of one message by number (`wire.gather`)."""


class _Found(Struct):
    """What has been decoded so far."""

    syntax: str
    file: Key
    symbols: list[Symbol] = field(default_factory=list)
    refs: list[TypeRef] = field(default_factory=list)
    reserved: list[Reserved] = field(default_factory=list)
    groups: set[str] = field(default_factory=set)


def read_descriptor(serialized: bytes, path: str) -> SchemaFile:
    """Decode the descriptor inside a stub.

    Args:
        serialized: a FileDescriptorProto.
        path: the stub's path from the root.

    Returns:
        The schema: its import path is the descriptor's own name, ranges are `NOWHERE`, type references carry full
        names (no leading dot) and lead to them. Symbols stand in the descriptor's order: of a message first oneofs
        and fields, then nested messages, enums and extensions. Not known here: comments, custom options (nothing
        but field numbers by now), and whether a proto3 or oneof field was written with a label.

    Raises:
        DescriptorError: the bytes are no FileDescriptorProto with a name.
    """
    parts = gather(serialized)
    name = _text(parts, 1)
    if not name:
        raise DescriptorError("a descriptor without a file name")
    if _NO_FILE.search(name):
        raise DescriptorError(f"{name[:80]!r} is no file name")
    package = _text(parts, 2)
    if package and not _FULL_NAME.match(package):
        raise DescriptorError(f"`{package[:80]}` is no package name")
    found = _Found(_syntax(parts), file_key(path))
    for value in parts.get(4, []):
        _message(found, message(value), package, None, 1)
    for value in parts.get(5, []):
        _enum(found, message(value), package, None)
    for value in parts.get(7, []):
        _field(found, message(value), package, None, _Owner())
    for value in parts.get(6, []):
        _service(found, message(value), package)
    groups = found.groups
    return SchemaFile(
        path=path,
        import_path=name,
        package=package,
        syntax=found.syntax,
        imports=_imports(parts),
        symbols=tuple(
            replace(symbol, group=True) if symbol.kind is Kind.MESSAGE and symbol.full_name in groups else symbol
            for symbol in found.symbols
        ),
        type_refs=tuple(found.refs),
        options=tuple(option for value in parts.get(8, []) for option in _options(message(value))),
        reserved=merge_reserved(found.reserved),
        origin=Origin.DESCRIPTOR,
    )


def _text(parts: _Parts, number: int) -> str:
    """A string field's value (the last one counts), or empty."""
    return text(parts[number][-1]) if number in parts else ""


def _integer(parts: _Parts, number: int) -> int | None:
    """An int32 or enum field's value (the last one counts), or None."""
    return integer(parts[number][-1]) if number in parts else None


def _syntax(parts: _Parts) -> str:
    """``proto2``, ``proto3`` or the edition's name (descriptor.proto, Edition)."""
    edition = _integer(parts, 14)
    if edition is None:
        return _text(parts, 12) or "proto2"
    return _EDITIONS.get(edition, "edition " + str(edition))


def _imports(parts: _Parts) -> tuple[Import, ...]:
    """The dependencies: public and weak ones are listed by index, option imports on their own."""
    modifiers: dict[int, str] = {}
    for number, modifier in ((10, "public"), (11, "weak")):
        for value in parts.get(number, []):
            modifiers |= dict.fromkeys(integers(value), modifier)
    found = [Import(text(value), NOWHERE, modifiers.get(index, "")) for index, value in enumerate(parts.get(3, []))]
    return (*found, *(Import(text(value), NOWHERE, "option") for value in parts.get(15, [])))


def _options(data: bytes) -> list[tuple[str, str]]:
    """The file options that have a name here."""
    found: list[tuple[str, str]] = []
    for number, values in gather(data, groups=True).items():
        value = values[-1]
        if number in _STRING_OPTIONS:
            found.append((_STRING_OPTIONS[number], text(value)))
        elif number in _BOOL_OPTIONS:
            found.append((_BOOL_OPTIONS[number], "true" if integer(value) else "false"))
        elif number == _OPTIMIZE_FOR:
            found.append(("optimize_for", _OPTIMIZE.get(integer(value), str(integer(value)))))
    return found


def _named(scope: str, name: str) -> str:
    """The full name of what is declared in a scope.

    Raises:
        DescriptorError: it is no name.
    """
    if not _NAME.match(name) or len(scope) > FULL_NAME_LIMIT:
        raise DescriptorError(f"`{name[:80]}` is no name")
    return f"{scope}.{name}" if scope else name


class _Owner(Struct, frozen=True):
    """What a message knows about its fields.

    Attributes:
        oneofs: full names by index, None for synthetic ones.
        entries: the map entries inside, by full name.
    """

    oneofs: tuple[str | None, ...] = ()
    entries: Mapping[str, _Parts] = field(default_factory=dict)


def _message(found: _Found, data: bytes, scope: str, parent: str | None, depth: int) -> None:
    """A DescriptorProto."""
    if depth > DEPTH_LIMIT:
        raise DescriptorError(f"more than {DEPTH_LIMIT} messages inside each other")
    parts = gather(data)
    full_name = _named(scope, _text(parts, 1))
    is_entry = _is_map_entry(parts)
    found.symbols.append(Symbol(full_name, Kind.MESSAGE, NOWHERE, NOWHERE, parent, map_entry=is_entry))
    if is_entry:
        return  # its two fields stand in the map field's type
    members = [message(value) for value in parts.get(2, [])]
    owner = _owner(parts, members, full_name)
    found.symbols += [
        Symbol(oneof, Kind.ONEOF, NOWHERE, NOWHERE, full_name) for oneof in owner.oneofs if oneof is not None
    ]
    for member in members:
        _field(found, member, full_name, full_name, owner)
    for value in parts.get(3, []):
        _message(found, message(value), full_name, full_name, depth + 1)
    for value in parts.get(4, []):
        _enum(found, message(value), full_name, full_name)
    for value in parts.get(6, []):
        _field(found, message(value), full_name, full_name, owner)
    _reserve(found, full_name, parts, names=10, ranges=9, beyond=0)


def _is_map_entry(parts: _Parts) -> bool:
    """MessageOptions.map_entry."""
    return any(_integer(gather(message(value)), 7) for value in parts.get(7, []))


def _owner(parts: _Parts, members: list[bytes], full_name: str) -> _Owner:
    """What the fields of this message need to know."""
    gathered = [gather(member) for member in members]
    synthetic = {_integer(member, 9) for member in gathered if _integer(member, 17)}
    oneofs = tuple(
        None if index in synthetic else _named(full_name, _text(gather(message(value)), 1))
        for index, value in enumerate(parts.get(8, []))
    )
    nested = [gather(message(value)) for value in parts.get(3, [])]
    entries = {_named(full_name, _text(body, 1)): body for body in nested if _is_map_entry(body)}
    return _Owner(oneofs, entries)


def _field(found: _Found, data: bytes, scope: str, parent: str | None, owner: _Owner) -> None:
    """A FieldDescriptorProto, an extension's too."""
    parts = gather(data)
    full_name = _named(scope, _text(parts, 1))
    extendee = _text(parts, 2).removeprefix(".")
    label = _LABELS.get(_integer(parts, 4) or 0, "")
    index = _integer(parts, 9)
    oneof = owner.oneofs[index] if index is not None and 0 <= index < len(owner.oneofs) else None
    type_name, target = _type(parts)
    edge = Edge.EXTENSION if extendee else Edge.FIELD
    is_group = _integer(parts, 5) == _GROUP
    if is_group:
        found.groups.add(target)
    elif target in owner.entries and label == "repeated":
        type_name, target = _map_type(owner.entries[target])
        edge, label = Edge.MAP_VALUE, ""
    if label == "optional" and (oneof or found.syntax != "proto2") and not _integer(parts, 17):
        label = ""
    if extendee:
        found.refs.append(TypeRef(extendee, NOWHERE, Edge.EXTENDEE, scope, parent or found.file, extendee))
    if target and not is_group:
        found.refs.append(TypeRef(target, NOWHERE, edge, scope, full_name, target))
    found.symbols.append(
        Symbol(
            full_name,
            Kind.EXTENSION if extendee else Kind.FIELD,
            NOWHERE,
            NOWHERE,
            parent,
            _integer(parts, 3),
            label,
            type_name,
            oneof,
            group=is_group,
            json_name=_text(parts, 10) or None,
        )
    )


def _type(parts: _Parts) -> tuple[str, str]:
    """A field's type as shown, and the full name of its message or enum (empty for scalars)."""
    number = _integer(parts, 5)
    if number in _TYPES:
        return _TYPES[number], ""
    full_name = _text(parts, 6).removeprefix(".")
    if not _FULL_NAME.match(full_name):
        raise DescriptorError(f"`{full_name[:80]}` is no type")
    return (full_name.rpartition(".")[2] if number == _GROUP else full_name), full_name


def _map_type(entry: _Parts) -> tuple[str, str]:
    """A map's type as shown, and the full name of its values' type (empty for scalars)."""
    types = {_integer(body, 3): _type(body) for body in (gather(message(value)) for value in entry.get(2, []))}
    if 1 not in types or 2 not in types:
        raise DescriptorError("a map entry without key and value")
    return f"map<{types[1][0]}, {types[2][0]}>", types[2][1]


def _enum(found: _Found, data: bytes, scope: str, parent: str | None) -> None:
    """An EnumDescriptorProto."""
    parts = gather(data)
    full_name = _named(scope, _text(parts, 1))
    found.symbols.append(Symbol(full_name, Kind.ENUM, NOWHERE, NOWHERE, parent))
    for value in parts.get(2, []):
        body = gather(message(value))
        name = _named(full_name, _text(body, 1))
        found.symbols.append(Symbol(name, Kind.ENUM_VALUE, NOWHERE, NOWHERE, full_name, _integer(body, 2) or 0))
    _reserve(found, full_name, parts, names=5, ranges=4, beyond=1)


def _service(found: _Found, data: bytes, scope: str) -> None:
    """A ServiceDescriptorProto."""
    parts = gather(data)
    full_name = _named(scope, _text(parts, 1))
    found.symbols.append(Symbol(full_name, Kind.SERVICE, NOWHERE, NOWHERE))
    for value in parts.get(2, []):
        body = gather(message(value))
        name = _named(full_name, _text(body, 1))
        for number, edge in ((2, Edge.RPC_INPUT), (3, Edge.RPC_OUTPUT)):
            target = _text(body, number).removeprefix(".")
            if not _FULL_NAME.match(target):
                raise DescriptorError(f"`{target[:80]}` is no message")
            found.refs.append(TypeRef(target, NOWHERE, edge, full_name, name, target))
        streams = bool(_integer(body, 5)), bool(_integer(body, 6))
        found.symbols.append(
            Symbol(
                name,
                Kind.RPC,
                NOWHERE,
                NOWHERE,
                full_name,
                client_streaming=streams[0],
                server_streaming=streams[1],
            )
        )


def _reserve(found: _Found, full_name: str, parts: _Parts, names: int, ranges: int, beyond: int) -> None:
    """Reserved names and numbers; enum ranges include their last number, so `beyond` makes them half-open."""
    bounds: list[tuple[int, int]] = []
    for value in parts.get(ranges, []):
        body = gather(message(value))
        bounds.append((_integer(body, 1) or 0, (_integer(body, 2) or 0) + beyond))
    words = tuple(text(value) for value in parts.get(names, []))
    if bounds or words:
        found.reserved.append((full_name, words, tuple(bounds)))
