"""Flattens use trees: `use a::{b as c, d::*};` gives two leaves."""

from __future__ import annotations

import re

from protoref.indexers.rust.index import Segment, Use

COMMENT = re.compile(rb"//[^\n]*|/\*.*?\*/", re.DOTALL)
_TOKEN = re.compile(rb"(?P<name>\$?(?:r#)?[^\W\d]\w*|[\x80-\xff_][\w\x80-\xff]*)|(?P<mark>::|[{},*;])")


def plain(name: bytes) -> str:
    """An identifier without its `r#`."""
    return name.decode("utf-8", "surrogateescape").removeprefix("r#")


def blank_comments(text: bytes) -> bytes:
    """The text with comments replaced by blanks of the same length."""
    return COMMENT.sub(lambda match: b" " * (match.end() - match.start()), text) if b"/" in text else text


def flatten(text: bytes, offset: int, scope: int, public: str) -> tuple[Use, ...]:
    """The leaves of one use tree.

    Args:
        text: what stands between `use` and the semicolon.
        offset: where it starts in the document.
        scope: index of the scope it stands in.
        public: ``pub``, ``restricted`` or empty.
    """
    found: list[Use] = []
    stack: list[tuple[tuple[Segment, ...], bool]] = []
    prefix: tuple[Segment, ...] = ()
    prefix_leading = False
    segments: tuple[Segment, ...] = ()
    leading = renaming = done = False
    alias: Segment | None = None
    for match in _TOKEN.finditer(blank_comments(text)):
        if name := match["name"]:
            segment = Segment(plain(name), offset + match.start(), offset + match.end())
            done = False  # behind a `}` or `*` that is no end, in a broken tree
            if name == b"as":
                renaming = True
            elif renaming:
                alias, renaming = segment, False
            else:
                segments = (*segments, segment)
            continue
        mark = match["mark"]
        if mark == b"::":
            leading = leading or not segments
        elif mark == b"{":
            stack.append((prefix, prefix_leading))
            prefix, prefix_leading = segments, leading
        elif mark == b"*":
            at = offset + match.start()
            found.append(Use(segments, "", at, at + 1, True, public, scope, leading))
            done = True
        else:
            if not done and segments and (alias or segments != prefix):
                found.append(_leaf(segments, alias, leading, scope, public))
            done = mark == b"}"
            if done and stack:
                prefix, prefix_leading = stack.pop()
            segments, leading, alias = prefix, prefix_leading, None
    if not done and segments and (alias or segments != prefix):
        found.append(_leaf(segments, alias, leading, scope, public))
    return tuple(found)


def _leaf(path: tuple[Segment, ...], alias: Segment | None, leading: bool, scope: int, public: str) -> Use:
    """One import; `a::self` imports `a`."""
    self_start = -1
    end = path[-1]
    if end.name == "self" and len(path) > 1:
        self_start, path = end.start, path[:-1]
    where = alias or end
    name = alias.name if alias else path[-1].name
    return Use(path, name, where.start, where.end, False, public, scope, leading, False, self_start)
