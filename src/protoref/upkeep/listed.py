"""Schemas that a build text names one by one."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from protoref.model.source import Range, Source

_NAMED = re.compile(rb"(?<![\w./*$}{)@%+-])[\w./@+-]{1,300}\.proto\b(?![\w.*-])")


def named(source: Source) -> Iterator[tuple[Range, str]]:
    """The paths of schemas in a build text that are written out, each with its place; those in comments are left out."""
    for match in _NAMED.finditer(source.data):
        line = source.line(source.position(match.start()).line).lstrip()
        if not line.startswith(("#", "//")):
            yield Range(*match.span()), posixpath.normpath(match.group().decode("utf-8", "replace")).lstrip("./")


def ends(path: str) -> Iterator[str]:
    """A path and all its ends at a slash: a build names a schema from whatever folder it runs in."""
    yield path
    while "/" in path:
        path = path.partition("/")[2]
        yield path
