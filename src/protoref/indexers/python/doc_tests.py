"""The code in docstrings that `doctest` runs, as a document of its own: each docstring's is a function behind an import of the module."""

from __future__ import annotations

import re
from keyword import iskeyword

import libcst as cst

from protoref.indexers.python.lexer import lex
from protoref.model.source import InnerCode, Source

_LINE = re.compile(rb"[ \t]*(?P<mark>>>>|\.\.\.)(?:[ \t](?P<code>[^\r\n]*))?(?:\r?\n|\r|\Z)")
_PROMPT = b">>>"
_INDENT = b"    "


def doc_tests(source: Source) -> InnerCode | None:
    """The examples of a document, or None where it has none that are Python.

    As in the standard library's doctest.py: what stands behind `>>>` and `...`, run with all names of the module. The examples of one
    docstring share their names. Those that cannot be parsed are left out.
    """
    if _PROMPT not in source.data:
        return None
    name = source.path.rpartition("/")[2].removesuffix(".py")
    module = "." if name == "__init__" else f".{name}"
    importable = name.isidentifier() and not iskeyword(name)
    text = bytearray(f"from {module} import *\n".encode() if importable else b"")
    pieces: list[tuple[int, int, int]] = []
    for place in lex(source.data).strings:
        lines = [
            (match["mark"], match.start("code"), match["code"])
            for match in _lines(source.data, place.start, place.end)
            if match["code"] is not None
        ]
        if not any(mark == _PROMPT for mark, _, _ in lines):
            continue
        function = bytearray(b"def example_%d():\n" % len(pieces))
        inside: list[tuple[int, int, int]] = []
        for _, start, code in lines:
            inside.append((len(text) + len(function) + len(_INDENT), start, len(code)))
            function += _INDENT + code + b"\n"
        if is_python(bytes(function)):
            text += function
            pieces += inside
    made = Source(f"{source.path} (examples)", source.content_id, bytes(text))
    return InnerCode(made, tuple(pieces)) if pieces else None


def _lines(data: bytes, start: int, end: int) -> list[re.Match[bytes]]:
    found, at = [], start
    while at < end:
        match = _LINE.match(data, at, end)
        if match is not None:
            found.append(match)
        newline = data.find(b"\n", at, end)
        at = newline + 1 if newline >= 0 else end
    return found


def is_python(text: bytes) -> bool:
    """Whether a text can be parsed."""
    if lex(text).too_deep:  # the parser would not survive it
        return False
    try:
        cst.parse_module(text.decode("utf-8"))
    except Exception:  # the native parser raises several kinds
        return False
    return True
