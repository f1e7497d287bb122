"""`.proto` text -> `SchemaFile`: a tolerant reader for proto2, proto3 and editions.

The grammar, and what a declaration's range covers, follow google/protobuf/compiler/parser.cc; unlike protoc it reads
on behind what it cannot understand.
"""

from __future__ import annotations

from protoref.model.schema import NOWHERE, Edge, Import, Kind, SchemaFile, Symbol, TypeRef
from protoref.model.source import Range, Source
from protoref.protos.cursor import StatementError
from protoref.protos.fields import read_field
from protoref.protos.options import Option, Place, read_option, read_option_list
from protoref.protos.reading import Reading, Scope
from protoref.protos.reserved import ENUM_MAX, FIELD_MAX, merge_reserved, read_extension_ranges, read_reserved
from protoref.protos.tokens import END, IDENT, NUMBER, STRING, int_value

DEPTH_LIMIT = 64
"""Messages and groups inside each other; protoc itself refuses more than 31 of them."""


def read_proto(source: Source, import_path: str | None = None) -> SchemaFile:
    """Read a `.proto`. Never fails: what cannot be understood is a problem of the result.

    Args:
        source: the document.
        import_path: how other schemas import it, where that is known; otherwise its path stands in.

    Returns:
        The schema, its type references unresolved.
    """
    reading = Reading(source)
    cursor = reading.cursor
    package = _find_package(reading)
    scope = Scope(package[0], False, reading.file)
    while cursor.kind != END:
        reading.attempt(lambda: _file_statement(reading, scope))
    if reading.packages > 1:
        cursor.problem_at(package[1].start, "a package is declared more than once; the first one counts")
    symbols = tuple(symbol for symbol in reading.symbols if symbol is not None)
    _check_unique(reading, symbols)
    return SchemaFile(
        path=source.path,
        import_path=import_path if import_path is not None else source.path,
        package=package[0],
        package_range=package[1],
        syntax=reading.syntax,
        imports=tuple(reading.imports),
        symbols=symbols,
        type_refs=tuple(reading.refs),
        options=tuple(reading.options),
        reserved=merge_reserved(reading.reserved),
        comments=tuple(Range(comment.start, comment.end) for comment in cursor.tokens.comments),
        problems=tuple(sorted(cursor.problems)),
    )


def _find_package(reading: Reading) -> tuple[str, Range]:
    """The package's name and range. It may stand behind declarations, yet their full names begin with it."""
    cursor = reading.cursor
    depth = 0
    for index, text in enumerate(cursor.texts):
        if text == "{":
            depth += 1
        elif text == "}":
            depth = max(0, depth - 1)
        elif text == "package" and depth == 0 and cursor.kinds[index + 1] == IDENT:
            if index and cursor.texts[index - 1] not in {";", "}"} and not cursor.on_new_line(index):
                continue
            cursor.index = index + 1
            try:
                return cursor.dotted()
            except StatementError:
                continue  # the statement is read again, and becomes a problem then
            finally:
                cursor.index = 0
    return "", NOWHERE


def _check_unique(reading: Reading, symbols: tuple[Symbol, ...]) -> None:
    """Note names that are declared twice (both sides of a merge conflict, for instance); both stay."""
    seen: set[str] = set()
    for symbol in symbols:
        if symbol.full_name in seen and not symbol.map_entry:
            reading.cursor.problem_at(symbol.name_range.start, f"`{symbol.full_name}` is declared more than once")
        seen.add(symbol.full_name)


def _file_statement(reading: Reading, scope: Scope) -> None:
    """One statement at the top of the file."""
    cursor = reading.cursor
    text = cursor.text
    if _declaration(reading, scope) or cursor.accept(";"):
        return
    if text == "service":
        _read_service(reading, scope)
    elif text == "import":
        _read_import(reading)
    elif text == "package":
        cursor.index += 1
        cursor.dotted()
        reading.packages += 1
        cursor.end_statement()
    elif text == "option":
        option = _read_option_statement(reading, Place(scope.name, reading.file))
        reading.options.append((option.name, option.value))
    elif text in {"syntax", "edition"}:
        cursor.index += 1
        cursor.expect("=")
        reading.syntax = cursor.string()[0]
        cursor.end_statement()
    else:
        raise cursor.broken("a declaration expected")


def _declaration(reading: Reading, scope: Scope) -> bool:
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


def _is_option(reading: Reading) -> bool:
    """Whether an option statement begins here (`option` is a fine name for an enum value or a type, too)."""
    cursor = reading.cursor
    return cursor.text == "option" and (cursor.ahead() == "(" or cursor.kinds[cursor.index + 1] == IDENT)


def _read_option_statement(reading: Reading, place: Place) -> Option:
    """``option name = value;``."""
    cursor = reading.cursor
    cursor.index += 1
    option = read_option(cursor, place, reading.refs)
    cursor.end_statement()
    return option


def _read_import(reading: Reading) -> None:
    """``import public "a/b.proto";``."""
    cursor = reading.cursor
    cursor.index += 1
    modifier = ""
    if cursor.text in {"public", "weak", "option"}:
        modifier = cursor.text
        cursor.index += 1
    path, where = cursor.string()
    reading.imports.append(Import(path, where, modifier))
    cursor.end_statement()


def _read_message(reading: Reading, scope: Scope) -> None:
    """``message Foo {...}``."""
    cursor = reading.cursor
    first = cursor.index
    cursor.index += 1
    name, name_range = cursor.identifier()
    slot = reading.hold()
    inner = scope.inner(scope.inner_name(name))
    closing = cursor.index
    try:
        cursor.expect("{")
        _message_body(reading, scope, inner, first)
    finally:
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
    if scope.depth > DEPTH_LIMIT:
        cursor.problem(first, f"more than {DEPTH_LIMIT} messages inside each other; what is in here is not read")
        cursor.index -= 1
        cursor.skip_block()
        return
    reading.block(lambda: _message_statement(reading, outer, scope), first)


def _message_statement(reading: Reading, outer: Scope, scope: Scope) -> None:
    """One statement in a message."""
    cursor = reading.cursor
    text = cursor.text
    if _declaration(reading, scope) or cursor.accept(";"):
        return
    following = cursor.kinds[cursor.index + 1]
    if text == "oneof" and following == IDENT and cursor.ahead(2) == "{":
        _read_oneof(reading, scope)
    elif _is_option(reading):
        _read_option_statement(reading, Place(outer.name, scope.user))
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
        if _is_option(reading):
            _read_option_statement(reading, Place(scope.name, full_name))
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
    slot = reading.hold()
    closing = cursor.index
    try:
        cursor.expect("{")
        reading.block(lambda: _enum_statement(reading, scope, inner), first)
    finally:
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
    if _is_option(reading):
        _read_option_statement(reading, Place(outer.name, scope.user))
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


def _read_service(reading: Reading, scope: Scope) -> None:
    """``service Foo {...}``."""
    cursor = reading.cursor
    first = cursor.index
    cursor.index += 1
    name, name_range = cursor.identifier()
    inner = scope.inner(scope.inner_name(name))
    slot = reading.hold()
    closing = cursor.index
    try:
        cursor.expect("{")
        reading.block(lambda: _service_statement(reading, scope, inner), first)
    finally:
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
    if _is_option(reading):
        _read_option_statement(reading, Place(outer.name, scope.user))
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
    if not _is_option(reading):
        raise reading.cursor.broken("an option expected")
    _read_option_statement(reading, place)
