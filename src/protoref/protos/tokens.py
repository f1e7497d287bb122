"""The tokens of a `.proto`, with byte offsets, whatever the text looks like."""

from __future__ import annotations

import re

from msgspec import Struct

IDENT = "i"
NUMBER = "n"
STRING = "s"
PUNCT = "p"
JUNK = "j"
"""What belongs to no `.proto`: a template's braces, an unterminated string, a NUL, a letter that is not ASCII."""
END = ""

# One alternation, most frequent first. The text is decoded as Latin-1, so one character is one byte and every
# offset is a byte offset. Shapes follow google/protobuf/io/tokenizer.cc (C++ comment style, `allow_f_after_float`
# and all); the additions are `marker` (a merge conflict's lines) and `template` (Jinja, Helm, Mustache), which
# are never valid: `{{` and `{%` cannot follow each other in a schema.
_TOKEN = re.compile(
    r"""
      (?P<i>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<comment>//[^\n]*+|/\*[^*]*+\*++(?:[^/*][^*]*+\*++)*+/)
    | (?P<s>"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+"|'[^'\\\n]*+(?:\\[^\n][^'\\\n]*+)*+')
    | (?P<n>0[xX][0-9A-Fa-f]*|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[fF]?)
    | (?P<marker>^(?:<{7}|>{7}|\|{7})(?:[ \t][^\n]*)?\r?$|^={7}\r?$)
    | (?P<template>\{\{[^{}\n]*+\}\}|\{%[^\n]{0,300}?%\}|\{\#[^\n]{0,300}?\#\})
    | (?P<open>/\*)
    | (?P<p>[;={}\[\](),.<>:/-])
    | (?P<broken>["'](?:[^"'\\\n]|\\[^\n])*+)
    | (?P<j>[^\s])
    """,
    re.VERBOSE | re.MULTILINE,
)


class Comment(Struct, frozen=True):
    """A comment: its bytes ``[start, end)`` and the index of the token that follows it."""

    start: int
    end: int
    before: int


class Tokens(Struct, frozen=True):
    """A `.proto` taken apart: parallel lists, all closed by one token of kind `END`.

    Attributes:
        text: the whole document as Latin-1, so that its indexes are byte offsets.
        kinds: of each token, one of this module's constants.
        texts: of each token, as it stands (strings with their quotes).
        starts: byte offset of each token.
        ends: byte offset behind each token.
        comments: all comments, in order.
        oddities: byte offset and message of what is no token of the language.
    """

    text: str
    kinds: list[str]
    texts: list[str]
    starts: list[int]
    ends: list[int]
    comments: list[Comment]
    oddities: list[tuple[int, str]]


def tokenize(data: bytes) -> Tokens:
    """Take a document apart. Never fails, and needs time linear in its length.

    Args:
        data: the document's bytes; a byte order mark is passed over.

    Returns:
        Its tokens.
    """
    text = data.decode("latin-1")
    kinds: list[str] = []
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    comments: list[Comment] = []
    oddities: list[tuple[int, str]] = []
    position = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    limit = len(text)
    add_kind, add_text, add_start, add_end = kinds.append, texts.append, starts.append, ends.append
    for match in _TOKEN.finditer(text, position):
        kind = match.lastgroup or JUNK
        start, end = match.span()
        if len(kind) > 1:
            if kind == "comment":
                comments.append(Comment(start, end, len(kinds)))
                continue
            if kind == "marker":
                oddities.append((start, "a merge conflict's marker"))
                continue
            if kind == "open":
                oddities.append((start, "a comment that is never closed"))
                comments.append(Comment(start, limit, len(kinds)))
                break
            oddities.append((start, "a string that is never closed" if kind == "broken" else "a template"))
            kind = JUNK
        add_kind(kind)
        add_text(match[0])
        add_start(start)
        add_end(end)
    kinds.append(END)
    texts.append("")
    starts.append(limit)
    ends.append(limit)
    return Tokens(text, kinds, texts, starts, ends, comments, oddities)


_ESCAPE = re.compile(r"\\([0-7]{1,3}|[xX][0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_NAMED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def string_value(token: str) -> str:
    """What a string token says, without its quotes, escapes resolved.

    Args:
        token: the token as it stands, Latin-1.

    Returns:
        Its value; bytes that are not UTF-8 are surrogate escapes.
    """
    inner = token[1:-1]
    if "\\" in inner:
        inner = _ESCAPE.sub(_unescape, inner)
    if inner.isascii():
        return inner
    return inner.encode("latin-1", "replace").decode("utf-8", "surrogateescape")


def _unescape(match: re.Match[str]) -> str:
    """One escape sequence's bytes, each as the Latin-1 character of its value."""
    body = match[1]
    if body[0] in "01234567":
        return chr(int(body, 8) & 0xFF)
    if body[0] in "xX" and len(body) > 1:
        return chr(int(body[1:], 16))
    if body[0] in "uU" and len(body) > 1:
        point = int(body[1:], 16)
        if point > 0x10FFFF or 0xD800 <= point < 0xE000:
            return "?"
        return chr(point).encode().decode("latin-1")
    return _NAMED.get(body, body)


_DIGITS = 25
"""No number of protobuf has more: the greatest is 64 bits wide, 22 octal digits."""


def int_value(token: str) -> int | None:
    """What an integer token says (decimal, hexadecimal, octal), or None where it is no integer."""
    try:
        if len(token) > _DIGITS:
            return None
        if token[:2] in {"0x", "0X"}:
            return int(token[2:], 16)
        return int(token, 8) if len(token) > 1 and token[0] == "0" else int(token)
    except ValueError:
        return None
