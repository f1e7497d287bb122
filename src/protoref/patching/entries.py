"""Takes a schema's path out of an explicit list in a build input, where it is plain what that leaves."""

from __future__ import annotations

import re

_TOKEN = rb"[^\s\"',;()\[\]{}=<>|&`]"
_ITEM = re.compile(
    rb"[ \t]*(?:- )?(?P<quote>[\"']?)" + _TOKEN + rb"+\.proto(?P=quote)[ \t]*,?[ \t]*\\?[ \t]*(?:#.*)?\r?\n?"
)
"""A line that holds one path of a schema, and nothing but what belongs to the list."""
_WATCHED = re.compile(rb"[ \t]*println!\(\"cargo::?rerun-if-changed=" + _TOKEN + rb"+\.proto\"\);[ \t]*\r?\n?")
_INLINE = re.compile(rb"(?P<quote>[\"']?)" + _TOKEN + rb"+\.proto(?P=quote)(?=[\s,)\]}]|$)")
_CONTINUED = re.compile(rb"[ \t]*\\(?=[ \t]*\r?\n?$)")


def without(data: bytes, start: int) -> bytes | None:
    """A text without the list entry that holds a byte offset.

    An entry is taken out only next to another schema's: a list that would be left empty, and everything that is no list,
    is for a person.

    Args:
        data: the text.
        start: 0-based byte offset inside of the entry.

    Returns:
        The new text, or None where it is not plain.
    """
    first = data.rfind(b"\n", 0, start) + 1
    end = data.find(b"\n", start) + 1 or len(data)
    line = data[first:end]
    if _WATCHED.fullmatch(line):
        return data[:first] + data[end:]
    before, after = _line_before(data, first), _line_after(data, end)
    if _ITEM.fullmatch(line):
        if not (_ITEM.fullmatch(before) or _ITEM.fullmatch(after)):
            return None
        return _joined(data, first, end)
    return _inline(data, first, line, start - first)


def _joined(data: bytes, first: int, end: int) -> bytes:
    """The text without the line; where it ended a continued command, the line before ends it now."""
    head, line, tail = data[:first], data[first:end], data[end:]
    if not _CONTINUED.search(line):
        start = head.rfind(b"\n", 0, len(head) - 1) + 1
        last = head[start:]
        head = head[:start] + _CONTINUED.sub(b"", last)
    elif b"," not in line and not tail:
        return head
    return head + tail


def _inline(data: bytes, first: int, line: bytes, offset: int) -> bytes | None:
    """One of several paths of a line."""
    items = list(_INLINE.finditer(line))
    here = next((number for number, item in enumerate(items) if item.start() <= offset < item.end()), None)
    if here is None:
        return None
    item = items[here]
    following = items[here + 1] if here + 1 < len(items) else None
    preceding = items[here - 1] if here else None
    if following is not None and _separates(line[item.end() : following.start()]):
        return data[: first + item.start()] + data[first + following.start() :]
    if preceding is not None and _separates(line[preceding.end() : item.start()]):
        return data[: first + preceding.end()] + data[first + item.end() :]
    return None


def _separates(between: bytes) -> bool:
    return bool(between) and between.strip(b" \t,") == b""


def _line_before(data: bytes, first: int) -> bytes:
    if not first:
        return b""
    return data[data.rfind(b"\n", 0, first - 1) + 1 : first]


def _line_after(data: bytes, end: int) -> bytes:
    return data[end : data.find(b"\n", end) + 1 or len(data)]
