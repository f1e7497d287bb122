"""Calls in the body of a `macro_rules!` that take in what a caller names: `tonic::include_proto!($package)`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from protoref.indexers.rust.index import Inclusion

_CALL = re.compile(rb"((?:\w+\s*::\s*)*(?:include|\w*include_proto))\s*!\s*([({\[])")
_MODULE = re.compile(rb"\bmod\s+([\w$#]+)\s*\{")
_PAIRS = {b"(": b")", b"{": b"}", b"[": b"]"}
_LIMIT = 20_000
"""Bytes of a body that is looked into: macros that mount are short."""


def inclusions(body: bytes) -> Iterator[Inclusion]:
    """The calls in a macro's body, comments blanked, that include something with a variable in its name.

    Those in modules of fixed names, or in modules within modules, are left out: nothing follows from them here.
    """
    if b"include" not in body or len(body) > _LIMIT:
        return
    modules = [
        (match.start(), _end(body, match.end() - 1), match[1].decode("utf-8", "replace"))
        for match in _MODULE.finditer(body)
    ]
    for match in _CALL.finditer(body):
        end = _end(body, match.end() - 1)
        around = [name for start, stop, name in modules if start < match.start() < stop]
        text = body[match.end() - 1 : end].decode("utf-8", "replace")
        if "$" in text and (not around or (len(around) == 1 and around[0].startswith("$"))):
            path = re.sub(r"\s", "", match[1].decode("ascii", "replace"))
            yield Inclusion(path, text, around[0][1:] if around else "")


def _end(body: bytes, opening: int) -> int:
    """Behind the bracket that closes the one at `opening`; the end of the body where none does."""
    close, open_ = _PAIRS[body[opening : opening + 1]], body[opening : opening + 1]
    depth = 0
    for offset in range(opening, len(body)):
        char = body[offset : offset + 1]
        depth += (char == open_) - (char == close)
        if depth == 0:
            return offset + 1
    return len(body)
