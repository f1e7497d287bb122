"""Protobuf's wire format, as much of it as a serialized descriptor needs. Hostile bytes give one kind of error."""

from __future__ import annotations

from collections.abc import Iterator

VARINT, FIXED64, BYTES, GROUP, GROUP_END, FIXED32 = range(6)


class DescriptorError(ValueError):
    """Bytes that are no serialized FileDescriptorProto."""


def fields(data: bytes, *, groups: bool = True) -> Iterator[tuple[int, int | bytes]]:
    """The fields of one serialized message, in order.

    Args:
        data: the message.
        groups: there may be some.

    Yields:
        The field number, and a number (varint and fixed: unsigned) or the bytes of a length-delimited field. Groups,
        which only a custom option can be, are passed over.

    Raises:
        DescriptorError: the bytes are no message.
    """
    position, limit = 0, len(data)
    while position < limit:
        tag, position = _varint(data, position)
        number, wire_type = tag >> 3, tag & 7
        if not 0 < number < 1 << 29:
            raise DescriptorError(f"field number {number} at byte {position}")
        if wire_type == VARINT:
            value, position = _varint(data, position)
            yield number, value
            continue
        if wire_type == BYTES:
            size, position = _varint(data, position)
        elif wire_type in {FIXED32, FIXED64}:
            size = 4 if wire_type == FIXED32 else 8
        elif wire_type == GROUP and groups:
            position = _behind_group(data, position)
            continue
        else:
            raise DescriptorError(f"wire type {wire_type} at byte {position}")
        end = position + size
        if end > limit:
            raise DescriptorError(f"a field ends behind its message, at byte {position}")
        chunk = data[position:end]
        position = end
        yield number, chunk if wire_type == BYTES else int.from_bytes(chunk, "little")


def _behind_group(data: bytes, position: int) -> int:
    """The position behind a group, however deep, that began before `position`."""
    depth = 1
    while depth:
        tag, position = _varint(data, position)
        wire_type = tag & 7
        if wire_type == VARINT:
            _, position = _varint(data, position)
        elif wire_type == BYTES:
            size, position = _varint(data, position)
            position += size
        elif wire_type in {GROUP, GROUP_END}:
            depth += 1 if wire_type == GROUP else -1
        elif wire_type in {FIXED32, FIXED64}:
            position += 4 if wire_type == FIXED32 else 8
        else:
            raise DescriptorError(f"wire type {wire_type} at byte {position}")
    return position


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """The varint at a position, and the position behind it."""
    value = shift = 0
    while True:
        if position >= len(data) or shift > 63:
            raise DescriptorError(f"a broken number at byte {position}")
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, position
        shift += 7


def text(value: int | bytes) -> str:
    """A string field's value.

    Raises:
        DescriptorError: it is no UTF-8 string.
    """
    if not isinstance(value, bytes):
        raise DescriptorError("a number where a string belongs")
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DescriptorError(str(error)) from error


def message(value: int | bytes) -> bytes:
    """A message field's bytes.

    Raises:
        DescriptorError: it is a number.
    """
    if not isinstance(value, bytes):
        raise DescriptorError("a number where a message belongs")
    return value


def integer(value: int | bytes) -> int:
    """An int32's value.

    Raises:
        DescriptorError: it is length-delimited.
    """
    if isinstance(value, bytes):
        raise DescriptorError("bytes where a number belongs")
    value &= 0xFFFF_FFFF
    return value - (1 << 32) if value >= 1 << 31 else value


def integers(value: int | bytes) -> list[int]:
    """The values of one field of a repeated int32, packed or not.

    Raises:
        DescriptorError: the packed bytes are broken.
    """
    if isinstance(value, int):
        return [integer(value)]
    found: list[int] = []
    position = 0
    while position < len(value):
        number, position = _varint(value, position)
        found.append(integer(number))
    return found


def gather(data: bytes, *, groups: bool = False) -> dict[int, list[int | bytes]]:
    """The fields of one message by number.

    Args:
        data: the message.
        groups: it may hold groups, as options do; what describes a schema has none.

    Raises:
        DescriptorError: the bytes are no message.
    """
    found: dict[int, list[int | bytes]] = {}
    for number, value in fields(data, groups=groups):
        found.setdefault(number, []).append(value)
    return found
