"""Option names and values: what they name, never what they mean."""

from __future__ import annotations

from msgspec import Struct

from protoref.model.schema import Edge, Key, TypeRef
from protoref.protos.cursor import Cursor, StatementError
from protoref.protos.tokens import IDENT, NUMBER, STRING


class Place(Struct, frozen=True):
    """Where an option stands.

    Attributes:
        scope: full name of the symbol or package in which its extension names are resolved. protoc
            (descriptor.cc, OptionInterpreter) begins at the scope *around* the element that has the option.
        user: key of the element that has the option.
    """

    scope: str
    user: Key


class Option(Struct, frozen=True):
    """One option.

    Attributes:
        name: without blanks: `go_package`, `(a.b).c`, `features.field_presence`.
        value: a string's value; everything else as it stands.
    """

    name: str
    value: str


def is_option_statement(cursor: Cursor) -> bool:
    """Whether an option statement begins here (`option` is a fine name for an enum value or a type, too)."""
    return cursor.text == "option" and (cursor.ahead() == "(" or cursor.kinds[cursor.index + 1] == IDENT)


def read_option_statement(cursor: Cursor, place: Place, refs: list[TypeRef]) -> Option:
    """Read ``option name = value;``.

    Args:
        cursor: at the keyword; afterwards behind the statement.
        place: where the option stands.
        refs: takes the extensions that are named.

    Returns:
        The option.

    Raises:
        StatementError: it cannot be understood.
    """
    cursor.index += 1
    option = read_option(cursor, place, refs)
    cursor.end_statement()
    return option


def read_option(cursor: Cursor, place: Place, refs: list[TypeRef]) -> Option:
    """Read ``name = value``, as in an option statement and between brackets.

    Args:
        cursor: at the first token of the name; afterwards behind the value.
        place: where the option stands.
        refs: takes the extensions that are named.

    Returns:
        The option.

    Raises:
        StatementError: it cannot be understood.
    """
    parts = [_name_part(cursor, place, refs)]
    while cursor.accept("."):
        parts.append(_name_part(cursor, place, refs))
    cursor.expect("=")
    return Option(".".join(parts), _value(cursor, place, refs))


def read_option_list(cursor: Cursor, place: Place, refs: list[TypeRef]) -> list[Option]:
    """Read ``[a = 1, (b.c) = {...}]``, or nothing where no bracket opens.

    Args:
        cursor: at the bracket; afterwards behind its partner.
        place: where the options stand.
        refs: takes the extensions that are named.

    Returns:
        The options in order.

    Raises:
        StatementError: they cannot be understood.
    """
    if not cursor.accept("["):
        return []
    options = [read_option(cursor, place, refs)]
    while cursor.accept(","):
        options.append(read_option(cursor, place, refs))
    cursor.expect("]")
    return options


def _name_part(cursor: Cursor, place: Place, refs: list[TypeRef]) -> str:
    """One part of an option's name; an extension's keeps its parentheses."""
    if not cursor.accept("("):
        return cursor.identifier()[0]
    written, where = cursor.dotted()
    refs.append(TypeRef(written, where, Edge.OPTION, place.scope, place.user))
    cursor.expect(")")
    return f"({written})"


def _value(cursor: Cursor, place: Place, refs: list[TypeRef]) -> str:
    """A value as text."""
    kind = cursor.kind
    if kind == STRING:
        return cursor.string()[0]
    start = cursor.start
    if cursor.text == "{":
        _aggregate(cursor, place, refs)
    else:
        cursor.accept("-")
        if cursor.kind not in {IDENT, NUMBER}:
            raise cursor.broken("a value expected")
        cursor.index += 1
    text = cursor.tokens.text[start : cursor.previous_end]
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "surrogateescape")


def _aggregate(cursor: Cursor, place: Place, refs: list[TypeRef]) -> None:
    """Walk over ``{...}`` in text format, however deep, and note the extensions and Any types named in brackets.

    ``[pkg.ext]`` and ``[type.googleapis.com/pkg.Type]`` name a symbol where a field name may stand: behind ``{``,
    ``<``, ``,``, ``;`` or a value. ``[A, B]`` behind a ``:`` is a list of values.
    """
    begin = cursor.index
    end = cursor.braces.get(begin)
    if end is None:
        raise cursor.broken("a balanced value expected")
    texts, kinds = cursor.texts, cursor.kinds
    for index in range(begin + 1, end):
        if texts[index] == "[" and texts[index - 1] != ":" and kinds[index + 1] == IDENT:
            cursor.index = index + 1
            try:
                written, where = cursor.dotted()
                scope = place.scope
                while cursor.accept("/"):
                    written, where = cursor.dotted()
                    scope = ""  # a type URL ends with a full name
            except StatementError:
                continue  # no name: a value's own business
            if cursor.text == "]":
                refs.append(TypeRef(written, where, Edge.OPTION, scope, place.user))
    cursor.index = end + 1
