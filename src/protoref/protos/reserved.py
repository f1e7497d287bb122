"""`reserved` and `extensions` statements: names and number ranges."""

from __future__ import annotations

from collections.abc import Iterable

from protoref.model.schema import TypeRef
from protoref.protos.cursor import Cursor
from protoref.protos.options import Place, read_option_list
from protoref.protos.tokens import IDENT, STRING, int_value

Reserved = tuple[str, tuple[str, ...], tuple[tuple[int, int], ...]]
"""A message or enum by full name, the names and the numbers (half-open ranges) that it reserves."""

FIELD_MAX = 536_870_911
"""The greatest field number (`max` in a message)."""
ENUM_MAX = 2_147_483_647
"""The greatest enum number (`max` in an enum)."""


def read_reserved(cursor: Cursor, highest: int) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
    """Read what follows ``reserved``: strings, identifiers (editions), or number ranges.

    Args:
        cursor: behind the keyword; afterwards behind the statement.
        highest: what ``max`` stands for.

    Returns:
        The names, and the numbers as half-open ranges; one of the two is empty.

    Raises:
        StatementError: it cannot be understood.
    """
    names: list[str] = []
    if cursor.kind in {STRING, IDENT}:
        names.append(_name(cursor))
        while cursor.accept(","):
            names.append(_name(cursor))
        cursor.end_statement()
        return tuple(names), ()
    ranges = [_range(cursor, highest)]
    while cursor.accept(","):
        ranges.append(_range(cursor, highest))
    cursor.end_statement()
    return (), tuple(ranges)


def read_extension_ranges(cursor: Cursor, place: Place, refs: list[TypeRef]) -> None:
    """Read what follows ``extensions``: ranges (which nobody needs) and options (which may name extensions).

    Args:
        cursor: behind the keyword; afterwards behind the statement.
        place: where the options stand.
        refs: takes the extensions that the options name.

    Raises:
        StatementError: it cannot be understood.
    """
    _range(cursor, FIELD_MAX)
    while cursor.accept(","):
        _range(cursor, FIELD_MAX)
    read_option_list(cursor, place, refs)
    cursor.end_statement()


def merge_reserved(statements: Iterable[Reserved]) -> tuple[Reserved, ...]:
    """All that each message or enum reserves, by full name, sorted; several statements become one entry."""
    names: dict[str, list[str]] = {}
    ranges: dict[str, list[tuple[int, int]]] = {}
    for owner, some_names, some_ranges in statements:
        names.setdefault(owner, []).extend(some_names)
        ranges.setdefault(owner, []).extend(some_ranges)
    return tuple((owner, tuple(names[owner]), tuple(ranges[owner])) for owner in sorted(names))


def _name(cursor: Cursor) -> str:
    """One reserved name."""
    return cursor.string()[0] if cursor.kind == STRING else cursor.identifier()[0]


def _range(cursor: Cursor, highest: int) -> tuple[int, int]:
    """``4``, ``4 to 9`` or ``4 to max`` as a half-open range."""
    first = last = _number(cursor)
    if cursor.accept("to"):
        last = highest if cursor.accept("max") else _number(cursor)
    return first, last + 1


def _number(cursor: Cursor) -> int:
    """One number with its sign."""
    begin = cursor.index
    text = cursor.number()
    value = int_value(text.removeprefix("-"))
    if value is None:
        cursor.index = begin
        raise cursor.broken("an integer expected")
    return -value if text.startswith("-") else value
