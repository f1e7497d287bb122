"""Fields of messages, oneofs and `extend` blocks: plain ones, maps and groups."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from protoref.model.schema import NOWHERE, Edge, Kind, Symbol, TypeRef
from protoref.model.source import Range
from protoref.protos.options import Place, read_option_list
from protoref.protos.reading import Reading, Scope
from protoref.protos.tokens import IDENT, NUMBER, int_value

SCALARS = frozenset(
    {
        "double",
        "float",
        "uint64",
        "fixed64",
        "fixed32",
        "bool",
        "string",
        "bytes",
        "uint32",
        "sfixed32",
        "sfixed64",
        "int32",
        "int64",
        "sint32",
        "sint64",
    }
)
_LABELS = frozenset({"optional", "required", "repeated"})

Body = Callable[[Scope, int], None]
"""Reads the statements of a message's body; the cursor is behind the ``{``. Takes the message's scope and the index of
the first token of its declaration."""


class _Type(Struct, frozen=True):
    """A field's type: as shown, and the name to resolve with its range (empty for scalars) and whether a map has it."""

    shown: str
    written: str = ""
    range: Range = NOWHERE
    is_map: bool = False


def map_entry_name(field: str) -> str:
    """The name of the message that protoc makes for a map field (parser.cc, MapEntryName): `foo_bar` -> `FooBarEntry`."""
    return "".join(part[:1].upper() + part[1:] for part in field.split("_")) + "Entry"


def read_field(reading: Reading, scope: Scope, body: Body, oneof: str | None = None, extend: bool = False) -> None:
    """Read one field, extension, map or group.

    Args:
        reading: at the label or type; afterwards behind the field.
        scope: where the field is declared: a message, or for an extension what is around its `extend`.
        body: reads a group's body.
        oneof: full name of the oneof around.
        extend: the field is an extension.

    Raises:
        StatementError: it cannot be understood.
    """
    cursor = reading.cursor
    first = cursor.index
    label = ""
    if cursor.text in _LABELS:
        label = cursor.text
        cursor.index += 1
    if cursor.text == "group" and cursor.kinds[cursor.index + 1] == IDENT:
        _read_group(reading, scope, body, label=label, oneof=oneof, extend=extend)
        return
    kind = _read_type(reading)
    name, name_range = cursor.identifier()
    cursor.expect("=")
    full_name = scope.inner_name(name)
    slot = reading.hold()
    held = len(reading.refs)
    number: int | None = None
    json_name = None
    closing = cursor.index - 1
    try:
        number = _read_number(reading)
        json_name = _read_options(reading, scope, full_name)
        closing = cursor.index
        cursor.end_statement()
    finally:
        # A field whose name is known is kept, even if the rest of it cannot be understood.
        place = Range(cursor.starts[first], cursor.previous_end)
        if kind.written:
            edge = Edge.MAP_VALUE if kind.is_map else Edge.EXTENSION if extend else Edge.FIELD
            reading.refs.insert(held, TypeRef(kind.written, kind.range, edge, scope.name, full_name))
        reading.symbols[slot] = Symbol(
            full_name,
            Kind.EXTENSION if extend else Kind.FIELD,
            place,
            name_range,
            scope.parent,
            number,
            label,
            kind.shown,
            oneof,
            comment=reading.comments.of(first, closing),
            json_name=json_name,
        )
        if kind.is_map:
            entry = scope.inner_name(map_entry_name(name))
            reading.symbols.append(
                Symbol(entry, Kind.MESSAGE, NOWHERE, NOWHERE, scope.parent, map_entry=True),
            )


def _read_type(reading: Reading) -> _Type:
    """A field's type."""
    cursor = reading.cursor
    text = cursor.text
    if text in SCALARS and cursor.ahead() != ".":
        cursor.index += 1
        return _Type(text)
    if text == "map" and cursor.ahead() == "<":
        start = cursor.start
        cursor.index += 2
        key, _ = cursor.dotted()
        cursor.expect(",")
        value, where = cursor.dotted()
        cursor.expect(">")
        shown = f"map<{key}, {value}>"
        if value in SCALARS:
            return _Type(shown, "", Range(start, cursor.previous_end), True)
        return _Type(shown, value, where, True)
    written, where = cursor.dotted()
    return _Type(written, written, where)


def _read_number(reading: Reading) -> int:
    """The field number behind the equals sign."""
    cursor = reading.cursor
    number = int_value(cursor.text) if cursor.kind == NUMBER else None
    if number is None:
        raise cursor.broken("a field number expected")
    cursor.index += 1
    return number


def _read_options(reading: Reading, scope: Scope, full_name: str) -> str | None:
    """A field's options, of which only json_name is kept."""
    json_name = None
    for option in read_option_list(reading.cursor, Place(scope.name, full_name), reading.refs):
        if option.name == "json_name":
            json_name = option.value
    return json_name


def _read_group(reading: Reading, scope: Scope, body: Body, *, label: str, oneof: str | None, extend: bool) -> None:
    """A proto2 group: a message and a field (its name in lower case) in one declaration, whose range both have."""
    cursor = reading.cursor
    first = cursor.index - 1 if label else cursor.index
    cursor.index += 1
    name, name_range = cursor.identifier()
    cursor.expect("=")
    field_name = scope.inner_name(name.lower())
    field_slot, slot = reading.hold(), reading.hold()
    number: int | None = None
    json_name = None
    closing = cursor.index - 1
    try:
        number = _read_number(reading)
        json_name = _read_options(reading, scope, field_name)
        closing = cursor.index
        cursor.expect("{")
        body(scope.inner(scope.inner_name(name)), first)
    finally:
        place = Range(cursor.starts[first], cursor.previous_end)
        comment = reading.comments.of(first, closing)
        reading.symbols[field_slot] = Symbol(
            field_name,
            Kind.EXTENSION if extend else Kind.FIELD,
            place,
            name_range,
            scope.parent,
            number,
            label,
            name,
            oneof,
            group=True,
            comment=comment,
            json_name=json_name,
        )
        reading.symbols[slot] = Symbol(
            scope.inner_name(name), Kind.MESSAGE, place, name_range, scope.parent, group=True, comment=comment
        )
