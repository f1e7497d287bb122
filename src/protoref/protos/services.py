"""Services and their rpcs."""

from __future__ import annotations

from protoref.model.schema import Edge, Kind, Symbol, TypeRef
from protoref.model.source import Range
from protoref.protos.options import Place, is_option_statement, read_option_statement
from protoref.protos.reading import Reading, Scope


def read_service(reading: Reading, scope: Scope) -> None:
    """``service Foo {...}``."""
    cursor = reading.cursor
    first = cursor.index
    cursor.index += 1
    name, name_range = cursor.identifier()
    inner = scope.inner(scope.inner_name(name))
    closing = cursor.index
    cursor.expect("{")
    slot = reading.hold()
    reading.block(lambda: _service_statement(reading, scope, inner), first)
    reading.symbols[slot] = Symbol(
        inner.name,
        Kind.SERVICE,
        Range(cursor.starts[first], cursor.previous_end),
        name_range,
        scope.parent,
        comment=reading.comments.of(first, closing),
    )


def _service_statement(reading: Reading, outer: Scope, scope: Scope) -> None:
    """One statement in a service."""
    cursor = reading.cursor
    if cursor.accept(";"):
        return
    if is_option_statement(reading.cursor):
        read_option_statement(reading.cursor, Place(outer.name, scope.user), reading.refs)
    elif cursor.text == "rpc":
        _read_rpc(reading, scope)
    else:
        raise cursor.broken("an rpc or option expected")


def _read_rpc(reading: Reading, scope: Scope) -> None:
    """``rpc Foo(stream Bar) returns (Baz) {...}``."""
    cursor = reading.cursor
    first = cursor.index
    cursor.index += 1
    name, name_range = cursor.identifier()
    full_name = scope.inner_name(name)
    slot = reading.hold()
    client_streaming = server_streaming = False
    closing = cursor.index - 1
    try:
        client_streaming = _read_rpc_type(reading, Edge.RPC_INPUT, scope, full_name)
        cursor.expect("returns")
        server_streaming = _read_rpc_type(reading, Edge.RPC_OUTPUT, scope, full_name)
        closing = cursor.index
        if cursor.accept("{"):
            reading.block(lambda: _rpc_statement(reading, Place(scope.name, full_name)), first)
        else:
            cursor.end_statement()
    finally:
        reading.symbols[slot] = Symbol(
            full_name,
            Kind.RPC,
            Range(cursor.starts[first], cursor.previous_end),
            name_range,
            scope.parent,
            client_streaming=client_streaming,
            server_streaming=server_streaming,
            comment=reading.comments.of(first, closing),
        )


def _read_rpc_type(reading: Reading, edge: Edge, scope: Scope, rpc: str) -> bool:
    """``(stream Foo)``: whether it streams. As in protoc, a `stream` at the front is always the keyword."""
    cursor = reading.cursor
    cursor.expect("(")
    streams = cursor.accept("stream")
    written, where = cursor.dotted()
    reading.refs.append(TypeRef(written, where, edge, scope.name, rpc))
    cursor.expect(")")
    return streams


def _rpc_statement(reading: Reading, place: Place) -> None:
    """One statement in an rpc's body."""
    if reading.cursor.accept(";"):
        return
    if not is_option_statement(reading.cursor):
        raise reading.cursor.broken("an option expected")
    read_option_statement(reading.cursor, place, reading.refs)
