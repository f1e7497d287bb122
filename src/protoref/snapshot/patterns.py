"""Path patterns with git's semantics, matched in time that a hostile pattern cannot blow up.

Written after gitignore(5) and checked against git itself. A star in the middle becomes an atomic group that takes the
first fit: what stands between two stars has a fixed length, so the first fit is as good as any, and nothing is ever
tried twice.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable

from msgspec import Struct

from protoref.snapshot.base import path_key

MOST_LINES = 10_000
"""Patterns of one file that are used."""
_LONGEST = 4096
"""Bytes; no longer path can be opened."""

_SLASH = ord("/")
_CLASSES = {
    "alnum": string.ascii_letters + string.digits,
    "alpha": string.ascii_letters,
    "blank": " \t",
    "cntrl": "".join(map(chr, [*range(32), 127])),
    "digit": string.digits,
    "graph": string.ascii_letters + string.digits + string.punctuation,
    "lower": string.ascii_lowercase,
    "print": string.ascii_letters + string.digits + string.punctuation + " ",
    "punct": string.punctuation,
    "space": " \t\n\v\f\r",
    "upper": string.ascii_uppercase,
    "xdigit": string.hexdigits,
}

_GLUED = re.compile(rb"(?P<plain>[^*?\[\\]*[^*?\[\\/])\*\*+(?:(?P<slash>/)|$)")

_Part = list[bytes | None]
"""What stands between two slashes: regular expressions for one byte each, and None for stars."""


class Pattern(Struct, frozen=True):
    """One pattern.

    Attributes:
        expression: fits the whole path (bytes), without a slash at its end.
        negated: it takes back (``!``).
        folders_only: it fits folders alone (a slash at its end).
    """

    expression: re.Pattern[bytes]
    negated: bool
    folders_only: bool


class Patterns(Struct, frozen=True):
    """The patterns of one `.gitignore` or one configured role, in order.

    Attributes:
        patterns: those that can fit something.
        refused: those that are too long or too many to be used.
    """

    patterns: tuple[Pattern, ...]
    refused: tuple[str, ...] = ()

    def verdict(self, path: str, is_folder: bool = False) -> bool | None:
        """Whether the last pattern that fits takes the path in (True) or out (False); None where none fits."""
        data = path_key(path)
        for pattern in reversed(self.patterns):
            if (is_folder or not pattern.folders_only) and pattern.expression.fullmatch(data):
                return not pattern.negated
        return None

    def covers(self, path: str) -> bool:
        """Whether the last pattern that fits a file or a folder above it takes it in."""
        parts = path.split("/")
        above = ["/".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]
        for pattern in reversed(self.patterns):
            single = (pattern,)
            if Patterns(single).verdict(path) is not None or any(
                Patterns(single).verdict(folder, True) is not None for folder in above
            ):
                return not pattern.negated
        return False


def compile_patterns(lines: Iterable[str]) -> Patterns:
    """Compile the lines of a `.gitignore`; what is not used is listed, so more files are read, never fewer."""
    patterns: list[Pattern] = []
    refused: list[str] = []
    for line in lines:
        if len(line) > _LONGEST or len(patterns) >= MOST_LINES:
            refused.append(line)
            continue
        pattern = _compile(path_key(line))
        if pattern is not None:
            patterns.append(pattern)
    return Patterns(tuple(patterns), tuple(refused))


def exactly(path: str) -> str:
    """The pattern that covers one file, whatever its name is made of, and no other."""
    return "/" + re.sub(r"[\\*?\[ ]", r"\\\g<0>", path)


def _compile(line: bytes) -> Pattern | None:
    """The pattern in a line, or None where it says nothing or can fit nothing."""
    if line.startswith(b"#"):
        return None
    text = _without_blanks(line)
    negated = text.startswith(b"!")
    text = text[negated:]
    folders_only = text.endswith(b"/")
    text = text[:-1] if folders_only else text
    if not text:
        return None
    anchored = b"/" in text
    text = text[text.startswith(b"/") :]
    glued = _GLUED.match(text) if anchored else None
    parts = _parts(text[glued.end() :] if glued else text)
    if parts is None:
        return None
    if glued:
        # Git compares what is plain first, so that the stars stand at the start of what is left: `a**/b` fits `a/x/b`.
        rest = b"(?:[^/]*/)*" + _expression(parts) if glued.group("slash") else b".*"
        return Pattern(re.compile(re.escape(glued.group("plain")) + rest, re.DOTALL), negated, folders_only)
    if not anchored:
        parts = [[None, None], [None] if _is_any_folders(parts[0]) else parts[0]]
    return Pattern(re.compile(_expression(parts), re.DOTALL), negated, folders_only)


def _is_any_folders(part: _Part) -> bool:
    """Whether a part is ``**`` (or more stars)."""
    return len(part) > 1 and not any(part)


def _without_blanks(line: bytes) -> bytes:
    """The line without the blanks at its end; an escaped one stays."""
    end = 0
    position = 0
    while position < len(line):
        if line[position] == ord("\\"):
            position += 2
            end = position
            continue
        position += 1
        if line[position - 1] != ord(" "):
            end = position
    return line[:end]


def _parts(text: bytes) -> list[_Part] | None:
    """A pattern taken apart at its slashes; None where it can fit nothing."""
    parts: list[_Part] = [[]]
    position = 0
    while position < len(text):
        byte = text[position]
        position += 1
        if byte == _SLASH:
            parts.append([])
        elif byte == ord("*"):
            parts[-1].append(None)
        elif byte == ord("?"):
            parts[-1].append(b"[^/]")
        elif byte == ord("["):
            found = _bracket(text, position)
            if found is None:
                return None
            members, position = found
            parts[-1].append(b"[" + b"".join(b"\\x%02x" % member for member in sorted(members)) + b"]")
            if not members:
                return None
        else:
            if byte == ord("\\"):
                if position == len(text):
                    return None
                byte = text[position]
                position += 1
            parts[-1].append(re.escape(bytes([byte])))
    return parts


def _bracket(text: bytes, position: int) -> tuple[frozenset[int], int] | None:
    """The bytes that a bracket expression fits, and where it ends; None where it is not closed."""
    negated = text[position : position + 1] in {b"!", b"^"}
    position += negated
    members: set[int] = set()
    previous: int | None = None
    first = True
    while True:
        if position >= len(text):
            return None
        byte = text[position]
        position += 1
        if byte == ord("]") and not first:
            break
        first = False
        following = text[position : position + 1]
        if byte == ord("-") and previous is not None and following not in {b"", b"]"}:
            position += 1
            if following == b"\\":
                following = text[position : position + 1]
                position += 1
                if not following:
                    return None
            members.update(range(previous, following[0] + 1))
            previous = None
            continue
        if byte == ord("[") and following == b":":
            end = text.find(b"]", position + 1)
            if end < 0:
                return None
            if text[end - 1 : end] == b":" and end - 1 > position:
                known = _CLASSES.get(text[position + 1 : end - 1].decode("latin-1"))
                if known is None:
                    return None
                members.update(known.encode("ascii"))
                position = end + 1
                previous = None
                continue
        if byte == ord("\\"):
            if not following:
                return None
            byte = following[0]
            position += 1
        members.add(byte)
        previous = byte
    fits = frozenset(range(256)) - members if negated else frozenset(members)
    return fits - {_SLASH}, position


def _expression(parts: list[_Part]) -> bytes:
    """The regular expression for all parts; a part of just two stars is any number of folders."""
    chunks: list[list[_Part]] = [[]]
    for part in parts:
        if _is_any_folders(part):
            chunks.append([])
        else:
            chunks[-1].append(part)
    first, *rest = [b"/".join(map(_part_expression, chunk)) for chunk in chunks]
    if not rest:
        return first
    result = first + b"/" if chunks[0] else b""
    *middle, last = [text for text, chunk in zip(rest, chunks[1:], strict=True) if chunk or chunk is chunks[-1]]
    result += b"".join(b"(?>(?:[^/]+/)*?" + text + b"/)" for text in middle)
    # Stars at the end take anything that is inside.
    return result + (b"(?:[^/]+/)*" + last if chunks[-1] else b".+")


def _part_expression(part: _Part) -> bytes:
    groups: list[bytes] = [b""]
    for item in part:
        if item is None:
            groups.append(b"")
        else:
            groups[-1] += item
    first, *rest = groups
    if not rest:
        return first
    *middle, last = rest
    return first + b"".join(b"(?>[^/]*?" + group + b")" for group in middle if group) + b"[^/]*" + last
