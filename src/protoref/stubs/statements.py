"""Python text cut into statements, without a parser: enough to tell whether only a generator wrote them.

Linear in the text, without recursion, and the same on every Python version: what is no Python gives odd statements, never
an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_TOKEN = re.compile(
    r"""
      (?P<string>[rRbBuUfF]{0,2}(?:
            \"\"\"(?:[^\\\"]++|\\.|\"(?!\"\"))*+\"\"\" | '''(?:[^\\']++|\\.|'(?!''))*+'''
          | \"(?:[^\\\"\r\n]++|\\.)*+\" | '(?:[^\\'\r\n]++|\\.)*+' ))
    | (?P<broken>["'])
    | (?P<comment>\#[^\r\n]*)
    | (?P<end>\r\n|\r|\n)
    | (?P<joined>\\(?:\r\n|\r|\n))
    | (?P<blank>[ \t\f]+)
    | (?P<word>\w+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_SORTED = ("from __future__ import ", "from google.protobuf", "import sys")
_WORD = re.compile(r"\w")
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


class Statement(Struct, frozen=True):
    """One logical line.

    Attributes:
        indent: columns before it; 0 at the top of the module.
        code: its text with each string literal replaced by ``$``, comments left out, and blanks kept only between
            words.
        literals: the string literals, as written.
    """

    indent: int
    code: str
    literals: tuple[str, ...]


def leading_comments(text: str) -> tuple[str, ...]:
    """The comment lines before the first statement, without their `#` and the blanks around.

    What generated files import of Python and protobuf may stand among them: tools that sort imports put it above the header.
    """
    found, inside = [], False
    for line in text.splitlines():
        stripped = line.strip()
        if stripped.startswith("#"):
            found.append(stripped.lstrip("#").strip())
        elif inside or line.startswith(_SORTED):
            inside = (inside or "(" in line) and ")" not in line
        elif stripped:
            break
    return tuple(found)


def statements(text: str) -> Iterator[Statement]:
    """The statements of a Python text, in order. Those joined by semicolons come as one.

    A string without an end (``?`` in the code) ends them: there is no Python behind it.
    """
    pieces: list[str] = []
    literals: list[str] = []
    indent = depth = 0
    at_start, spaced = True, False
    for match in _TOKEN.finditer(text):
        kind, piece = match.lastgroup, match.group()
        if kind == "end" and depth == 0:
            if pieces:
                yield Statement(indent, "".join(pieces), tuple(literals))
            pieces, literals, indent, at_start, spaced = [], [], 0, True, False
            continue
        if kind in ("end", "joined", "comment", "blank"):
            if at_start and kind == "blank":
                indent = len(piece)
            spaced = True
            continue
        at_start = False
        if kind == "broken":
            pieces.append("?")
            break
        if kind == "word" and spaced and pieces and _WORD.match(pieces[-1][-1]):
            pieces.append(" ")
        spaced = False
        if kind == "string":
            literals.append(piece)
            piece = "$"
        elif piece in _OPENING:
            depth += 1
        elif piece in _CLOSING:
            depth = max(0, depth - 1)
        elif piece == "$":
            piece = "?"  # ours for strings, and no Python
        pieces.append(piece)
    if pieces:
        yield Statement(indent, "".join(pieces), tuple(literals))
