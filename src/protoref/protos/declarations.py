"""Messages, enums and `extend` blocks, which may stand at the top of a file and in messages alike."""

from __future__ import annotations

from protoref.model.schema import Edge, Kind, Symbol, TypeRef
from protoref.model.source import Range
from protoref.protos.fields import read_field
from protoref.protos.options import Place, is_option_statement, read_option_list, read_option_statement
from protoref.protos.reading import Reading, Scope
from protoref.protos.reserved import ENUM_MAX, FIELD_MAX, read_extension_ranges, read_reserved
from protoref.protos.tokens import IDENT, NUMBER, STRING, int_value

DEPTH_LIMIT = 40
"""Messages and groups inside each other; protoc itself refuses more than 31."""

FULL_NAME_LIMIT = 1024
"""Bytes of the full name of a message that is looked into, and of a package."""


def read_declaration(reading: Reading, scope: Scope) -> bool:
    """Read a message, enum or `extend`, which may stand in files and messages alike; False where none begins."""
    cursor = reading.cursor
    text = cursor.text
    if text in {"export", "local"} and cursor.ahead() in {"message", "enum"}:
        # protoc's span of the declaration begins behind the visibility.
        cursor.index += 1
        text = cursor.text
    if text == "message" and cursor.kinds[cursor.index + 1] == IDENT:
        _read_message(reading, scope)
    elif text == "enum" and cursor.kinds[cursor.index + 1] == IDENT:
        _read_enum(reading, scope)
    elif text == "extend":
        _read_extend(reading, scope)
    else:
        return False
    return True


def _read_message(reading: Reading, scope: Scope) -> None:
    """``message Foo {...}``."""
    cursor = reading.cursor
    first = cursor.index
    cursor.index += 1
    name, name_range = cursor.identifier()
    inner = scope.inner(scope.inner_name(name))
    closing = cursor.index
    cursor.expect("{")
    slot = reading.hold()
    _message_body(reading, scope, inner, first)
    reading.symbols[slot] = Symbol(
        inner.name,
        Kind.MESSAGE,
        Range(cursor.starts[first], cursor.previous_end),
        name_range,
        scope.parent,
        comment=reading.comments.of(first, closing),
    )


def _message_body(reading: Reading, outer: Scope, scope: Scope, first: int) -> None:
    """A message's or group's body; the cursor is behind its ``{``."""
    cursor = reading.cursor
    if scope.depth > DEPTH_LIMIT or len(scope.name) > FULL_NAME_LIMIT:
        cursor.problem(first, "too many messages inside each other; what is in here is not read")
        cursor.index -= 1
        cursor.skip_block()
        return
    reading.block(lambda: _message_statement(reading, outer, scope), first)


def _message_statement(reading: Reading, outer: Scope, scope: Scope) -> None:
    """One statement in a message."""
    cursor = reading.cursor
    text = cursor.text
    if read_declaration(reading, scope) or cursor.accept(";"):
        return
    following = cursor.kinds[cursor.index + 1]
    if text == "oneof" and following == IDENT and cursor.ahead(2) == "{":
        _read_oneof(reading, scope)
    elif is_option_statement(reading.cursor):
        read_option_statement(reading.cursor, Place(outer.name, scope.user), reading.refs)
    elif text == "reserved" and (following in {STRING, NUMBER} or cursor.ahead(2) in {",", ";"}):
        cursor.index += 1
        reading.reserved.append((scope.name, *read_reserved(cursor, FIELD_MAX)))
    elif text == "extensions" and following == NUMBER:
        cursor.index += 1
        read_extension_ranges(cursor, Place(outer.name, scope.user), reading.refs)
    else:
        read_field(reading, scope, lambda inner, first: _message_body(reading, scope, inner, first))


def _read_oneof(reading: Reading, scope: Scope) -> None:
    """``oneof foo {...}``; its fields belong to the message."""
    cursor = reading.cursor
    first = cursor.index
    cursor.index += 1
    name, name_range = cursor.identifier()
    full_name = scope.inner_name(name)
    slot = reading.hold()
    closing = cursor.index
    cursor.index += 1

    def statement() -> None:
        if cursor.accept(";"):
            return
        if is_option_statement(reading.cursor):
            read_option_statement(reading.cursor, Place(scope.name, full_name), reading.refs)
        else:
            read_field(reading, scope, lambda inner, start: _message_body(reading, scope, inner, start), full_name)

    reading.block(statement, first)
    reading.symbols[slot] = Symbol(
        full_name,
        Kind.ONEOF,
        Range(cursor.starts[first], cursor.previous_end),
        name_range,
        scope.parent,
        comment=reading.comments.of(first, closing),
    )


def _read_enum(reading: Reading, scope: Scope) -> None:
    """``enum Foo {...}``."""
    cursor = reading.cursor
    first = cursor.index
    cursor.index += 1
    name, name_range = cursor.identifier()
    inner = scope.inner(scope.inner_name(name))
    closing = cursor.index
    cursor.expect("{")
    slot = reading.hold()
    reading.block(lambda: _enum_statement(reading, scope, inner), first)
    reading.symbols[slot] = Symbol(
        inner.name,
        Kind.ENUM,
        Range(cursor.starts[first], cursor.previous_end),
        name_range,
        scope.parent,
        comment=reading.comments.of(first, closing),
    )


def _enum_statement(reading: Reading, outer: Scope, scope: Scope) -> None:
    """One statement in an enum."""
    cursor = reading.cursor
    if cursor.accept(";"):
        return
    if is_option_statement(reading.cursor):
        read_option_statement(reading.cursor, Place(outer.name, scope.user), reading.refs)
        return
    if cursor.text == "reserved" and cursor.ahead() != "=":
        cursor.index += 1
        reading.reserved.append((scope.name, *read_reserved(cursor, ENUM_MAX)))
        return
    first = cursor.index
    name, name_range = cursor.identifier()
    cursor.expect("=")
    full_name = scope.inner_name(name)
    slot = reading.hold()
    number: int | None = None
    closing = cursor.index
    try:
        text = cursor.number()
        magnitude = int_value(text.removeprefix("-"))
        number = -magnitude if magnitude is not None and text.startswith("-") else magnitude
        # A value's own scope is the one around its enum.
        read_option_list(cursor, Place(outer.name, full_name), reading.refs)
        closing = cursor.index
        cursor.end_statement()
    finally:
        reading.symbols[slot] = Symbol(
            full_name,
            Kind.ENUM_VALUE,
            Range(cursor.starts[first], cursor.previous_end),
            name_range,
            scope.parent,
            number,
            comment=reading.comments.of(first, closing),
        )


def _read_extend(reading: Reading, scope: Scope) -> None:
    """``extend Foo {...}``: its fields are declared in the scope around."""
    cursor = reading.cursor
    first = cursor.index
    cursor.index += 1
    written, where = cursor.dotted()
    cursor.expect("{")
    reading.refs.append(TypeRef(written, where, Edge.EXTENDEE, scope.name, scope.user))

    def statement() -> None:
        if not cursor.accept(";"):
            read_field(reading, scope, lambda inner, start: _message_body(reading, scope, inner, start), extend=True)

    reading.block(statement, first)
