"""Languages with braces: the statements of a text or of a block, each with what stands before its block."""

from __future__ import annotations

import re

from msgspec import Struct

# An escaped quote outside of a string opens none: else each of a million would be looked for the end of.
_LEXER = re.compile(
    rb"\\.|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|//[^\n\r]*|/\*[\s\S]*?(?:\*/|\Z)"
)
_BARE = {b"/": b" ", b'"': b'""', b"'": b"''", b"`": b"``"}
_MARK = re.compile(r"[{}()\[\];]")
_GOES_ON = re.compile(r"\s*(?:[;,.:=&|?()+*>{-]|(?:as|from|else)\b)")
DEPTH_LIMIT = 200
"""Brackets inside each other; what has more is no generated file."""


class Statement(Struct, frozen=True):
    """One statement.

    Attributes:
        head: its text; of brackets only the brackets are left, of strings the quotes.
        body: what stands in its last pair of braces.
    """

    head: str
    body: str


def code(data: bytes) -> str:
    """A text without comments and contents of strings."""
    bare = _LEXER.sub(lambda match: _BARE.get(match.group()[:1], match.group()), data)
    return bare.decode("utf-8", "replace").replace("\r\n", "\n")


def statements(text: str) -> list[Statement] | None:
    """The statements of a text that `code` made, or of a body; None where its brackets do not fit.

    A statement ends with `;`, or with `}` unless what follows goes on with it.
    """
    found: list[Statement] = []
    head: list[str] = []
    body, depth, start, inside = "", 0, 0, 0
    for mark in _MARK.finditer(text):
        sign, at = mark.group(), mark.start()
        if sign in "{([":
            if depth == 0:
                head.append(text[start : at + 1])
                inside = at + 1
            depth += 1
            if depth > DEPTH_LIMIT:
                return None
        elif sign in "})]":
            depth -= 1
            if depth < 0:
                return None
            if depth == 0:
                head.append(sign)
                start = at + 1
                if sign == "}":
                    body = text[inside:at]
                    if not _GOES_ON.match(text, start):
                        found.append(Statement("".join(head).strip(), body))
                        head, body = [], ""
        elif depth == 0:
            head.append(text[start:at])
            found.append(Statement("".join(head).strip(), body))
            head, body, start = [], "", at + 1
    rest = "".join([*head, text[start:]]).strip()
    if depth:
        return None
    if rest:
        found.append(Statement(rest, body))
    return [one for one in found if one.head]
