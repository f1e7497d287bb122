"""Takes declarations out of a schema that stays. Numbers and names of fields and values become `reserved`, as docs/lifecycle.md asks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from protoref.model.schema import Kind, SchemaFile, Symbol

_NUMBERED = frozenset({Kind.FIELD, Kind.ENUM_VALUE})


def without(data: bytes, file: SchemaFile, gone: Iterable[str]) -> bytes | None:
    """A schema's text without some of its symbols.

    Args:
        data: the text, as UTF-8.
        file: what was read in it.
        gone: full names.

    Returns:
        The new text, or None where a declaration cannot be taken out as it stands (groups, an enum's first value).
    """
    names = frozenset(gone)
    roots = [symbol for symbol in file.symbols if symbol.full_name in names and symbol.parent not in names]
    symbols = {symbol.full_name: symbol for symbol in file.symbols}
    if any(symbol.group or _is_first_value(symbol, file) for symbol in roots):
        return None
    emptied = {
        oneof
        for oneof in {symbol.oneof for symbol in roots if symbol.oneof}
        if all(one.full_name in names for one in file.symbols if one.oneof == oneof)
    }
    roots = [one for one in roots if one.oneof not in emptied and one.full_name not in emptied]
    edits: list[tuple[int, int, bytes]] = []
    for symbol in (*roots, *(symbols[name] for name in sorted(emptied))):
        first, end = _lines_of(data, symbol.range.start, symbol.range.end)
        lost = _lost(symbol, file)
        if symbol.oneof:  # a oneof takes no `reserved`: it stands before it
            place = data.rfind(b"\n", 0, symbols[symbol.oneof].range.start) + 1
            edits += [(first, end, b""), (place, place, _reserved(lost, data, place, file))]
        else:
            edits.append((first, end, _reserved(lost, data, first, file)))
    for first, end, new in sorted(edits, reverse=True):
        data = data[:first] + new + data[end:]
    return data


def _is_first_value(symbol: Symbol, file: SchemaFile) -> bool:
    """Whether it is an enum's first value: in proto3 that has to be zero, so none of the others can take its place."""
    values = (one for one in file.symbols if one.parent == symbol.parent)
    return symbol.kind is Kind.ENUM_VALUE and next(values) is symbol


def _lost(symbol: Symbol, file: SchemaFile) -> list[Symbol]:
    """The fields and values whose numbers nobody may use again, though their owner stays."""
    if symbol.kind in _NUMBERED:
        return [symbol]
    return [one for one in file.symbols if symbol.kind is Kind.ONEOF and one.oneof == symbol.full_name]


def _reserved(lost: Iterable[Symbol], data: bytes, place: int, file: SchemaFile) -> bytes:
    """The statements, a line each, as far indented as what stands at a place. Editions reserve identifiers, not strings."""
    blank = re.compile(rb"[ \t]*").match(data, place)
    indent = blank[0] if blank else b""
    quote = "" if file.syntax.isdigit() else '"'
    return b"".join(
        indent + f"reserved {symbol.number}; reserved {quote}{symbol.name}{quote};\n".encode() for symbol in lost
    )


def _lines_of(data: bytes, start: int, end: int) -> tuple[int, int]:
    """The lines of a declaration that has them for itself, with its comment above; else its bytes alone."""
    first = data.rfind(b"\n", 0, start) + 1
    last = data.find(b"\n", end) + 1 or len(data)
    behind = data[end:last].strip()
    if data[first:start].strip() or (behind and not behind.startswith(b"//")):
        return start, end
    while True:
        above = data.rfind(b"\n", 0, max(first - 1, 0)) + 1
        if not first or not data[above:first].strip().startswith(b"//"):
            break
        first = above
    # One blank line goes with it, where two would be left.
    before = data[data.rfind(b"\n", 0, max(first - 1, 0)) + 1 : first] if first else b"\n"
    after = data[last : data.find(b"\n", last) + 1 or len(data)]
    if not before.strip() and not after.strip() and after:
        last += len(after)
    return first, last
